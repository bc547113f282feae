"""Environment variables for options: which value is in force, and what a wrong one says."""

from __future__ import annotations

import json
import ntpath
import os
from argparse import Action
from pathlib import Path
from types import SimpleNamespace

import pytest
from trees import write_tree

from pinlint.command_line.commands import config
from pinlint.command_line.main import main, read_arguments
from pinlint.command_line.options import parser
from pinlint.command_line.variables import SHARED, variable
from pinlint.findings.config import Config
from pinlint.index import COMMANDS, load
from pinlint.text.errors import UsageError

LOOSE = {"requirements.txt": "django==5.1.2\nflask>=3\n"}
FLASK = "requirements.txt:2:1: loose-requirement: "


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """``run(files, variables, *arguments)``: the status and what is printed to standard output and to standard error."""

    def ran(files: dict[str, str], variables: dict[str, str], *arguments: str) -> tuple[int, str, str]:
        write_tree(tmp_path, files)
        monkeypatch.chdir(tmp_path)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        status = main(arguments)
        return (status, *capsys.readouterr())

    return ran


def value(option: str, text: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    monkeypatch.setenv(variable(option), text)
    return getattr(read_arguments("check", arguments), option.lstrip("-").replace("-", "_"))


#: The arguments that a command needs, besides options.
NEEDED = {"cache": ["dir"], "completion": ["bash"], "prove": ["a.txt"], "why": ["flask"]}
#: The options of each command, as argparse knows them, so that a new option is tried too.
OPTIONS = [
    (command, action)
    for command in COMMANDS
    for action in parser(command, load(f"command_line.commands.{command}"))._actions
    if action.option_strings and action.dest != "help"
]


def _id(item: object) -> str:
    return item if isinstance(item, str) else item.dest  # type: ignore[attr-defined]


@pytest.mark.parametrize(("command", "action"), OPTIONS, ids=_id)
def test_every_option_of_every_command_has_a_variable_that_equals_it(
    command: str, action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    option = max(action.option_strings, key=len)
    text = list(action.choices)[-1] if action.choices else "true"
    written = [option] if action.nargs == 0 else [f"{option}={text}"]
    needed = NEEDED.get(command, [])
    given = vars(read_arguments(command, [*written, *needed]))
    assert given != vars(read_arguments(command, needed))
    monkeypatch.setenv(variable(option, command), text)
    by_variable = vars(read_arguments(command, needed))
    assert by_variable.pop("variables") == {action.dest: variable(option, command)}
    assert by_variable.pop("unread") == {}
    assert by_variable == given


def test_one_variable_means_one_thing() -> None:
    meanings: dict[str, set[tuple[object, ...]]] = {}
    for command, action in OPTIONS:
        shape = (action.dest, action.nargs, action.metavar, tuple(action.choices or ()), action.help)
        owner = "" if action.dest in SHARED else command
        meanings.setdefault(variable(action.dest, command), set()).add((owner, *shape))
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}
    assert {"PINLINT_GRAPH_FORMAT", "PINLINT_COMPILE_YES", "PINLINT_FORMAT", "PINLINT_COLOR"} <= meanings.keys()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_names_its_variables(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    own = [action for owner, action in OPTIONS if owner == command]
    alone = [action for action in own if command != "check" and action.dest not in SHARED]
    for action in alone:
        assert f"{variable(action.dest, command)} sets {max(action.option_strings, key=len)}" in shown
    assert ("has an environment variable" in shown) == bool(own)
    assert ("PINLINT_CONFIG sets --config" in shown) == (command != "check" and "config" in {a.dest for a in own})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), ("TRUE", True), ("yes", True), ("on", True), ("0", False), ("false", False), ("No", False)],
)
def test_a_boolean_has_these_spellings(text: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert value("--fix", text, monkeypatch) is expected


@pytest.mark.parametrize(
    "arguments", [["--format=text"], ["--format", "text", "--", "."]], ids=["plain", "by argparse"]
)
def test_an_option_replaces_its_variable(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert value("--format", "json,sarif:a", monkeypatch) == ["json", "sarif:a"]
    assert value("--format", "json,sarif:a", monkeypatch, *arguments) == ["text"]


@pytest.mark.parametrize(
    "arguments", [["--color", "auto"], ["--color", "auto", "--", "."]], ids=["plain", "by argparse"]
)
def test_an_option_that_repeats_the_default_replaces_its_variable(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert value("--color", "always", monkeypatch, *arguments) == "auto"


def test_a_variable_costs_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pinlint.command_line.options.parser", None)
    assert value("--fail-on", "warning", monkeypatch, "--format", "concise") == "warning"


@pytest.mark.parametrize(
    ("variables", "arguments", "status"),
    [
        pytest.param({}, [], 1, id="the file"),
        pytest.param({"PINLINT_FAIL_ON": "never"}, [], 0, id="the variable before the file"),
        pytest.param({"PINLINT_FAIL_ON": ""}, [], 1, id="an empty variable is not set"),
        pytest.param({"PINLINT_FAIL_ON": "never"}, ["--fail-on", "error"], 1, id="the option before the variable"),
        pytest.param({"PINLINT_IGNORE": "pins,freshness"}, [], 0, id="a list"),
        pytest.param({"PINLINT_EXIT_ZERO": "true"}, [], 0, id="an option that is not in the file"),
        pytest.param({"PINLINT_EXIT_ZERO": "off"}, [], 1, id="a boolean that is false"),
        pytest.param({"PINLINT_NOTHING": "1", "PINLINT_VERSION": "1.0"}, [], 1, id="names of others are not read"),
    ],
)
def test_which_value_is_in_force(run, variables: dict[str, str], arguments: list[str], status: int) -> None:
    files = {**LOOSE, "pinlint.toml": 'fail-on = "error"\n', ".env": "PINLINT_EXIT_ZERO=1\n"}
    found, out, err = run(files, variables, "--select=pins", "--format=concise", *arguments)
    assert (found, err) == (status, "")
    assert out.startswith(FLASK) or "PINLINT_IGNORE" in variables


def test_a_false_variable_replaces_a_true_setting(run) -> None:
    files = {**LOOSE, "pinlint.toml": 'strict = true\nexclude = ["*.txt"]\nforce-exclude = true\n'}
    assert run(files, {}, "requirements.txt", "-q")[:2] == (0, "")
    status, out, _ = run(files, {"PINLINT_FORCE_EXCLUDE": "0"}, "requirements.txt", "--format=concise")
    assert (status, out[: len(FLASK)]) == (1, FLASK)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("PINLINT_FIX", "maybe", "PINLINT_FIX: 'maybe' is not a boolean: use true or false"),
        ("PINLINT_FAIL_ON", "errors", "PINLINT_FAIL_ON: unknown value 'errors': use error, warning, info, never"),
        ("PINLINT_SELECT", "pinz", "PINLINT_SELECT: 'select': unknown value 'pinz'; did you mean 'pins'?"),
        ("PINLINT_FORMAT", "jsn", "PINLINT_FORMAT: unknown format 'jsn'"),
        ("PINLINT_CONFIG", "no.toml", "PINLINT_CONFIG no.toml: no such file or folder"),
        ("PINLINT_BASELINE", "none.json", "PINLINT_BASELINE none.json: cannot be read"),
        ("PINLINT_ENVIRONMENTS", "beos", "PINLINT_ENVIRONMENTS: 'environments': unknown word 'beos'"),
        ("PINLINT_SINCE", "nowhere", "PINLINT_SINCE"),
        ("PINLINT_BASE_SETTINGS", "1", "PINLINT_BASE_SETTINGS needs --since"),
    ],
)
def test_a_wrong_value_is_an_error_that_names_the_variable(run, name: str, text: str, said: str) -> None:
    status, out, err = run(LOOSE, {name: text})
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PINLINT_FAIL_NO", "note: PINLINT_FAIL_NO sets no option; did you mean 'PINLINT_FAIL_ON'?\n"),
        ("PINLINT_SELCT", "note: PINLINT_SELCT sets no option; did you mean 'PINLINT_SELECT'?\n"),
        ("PINLINT_GRAPH_FORMT", "note: PINLINT_GRAPH_FORMT sets no option; did you mean 'PINLINT_GRAPH_FORMAT'?\n"),
        ("PINLINT_CHECK_FORMAT", "note: PINLINT_CHECK_FORMAT sets no option; did you mean 'PINLINT_FORMAT'?\n"),
        ("PINLINT_GRAPH_SELECT", "note: PINLINT_GRAPH_SELECT sets no option; did you mean 'PINLINT_SELECT'?\n"),
        ("PINLINT_AROUND", "note: PINLINT_AROUND sets no option; did you mean 'PINLINT_GRAPH_AROUND'?\n"),
        ("PINLINT_VERSION", ""),  # may be of another program
        ("PINLINT_GRAPH_FORMAT", ""),
        ("PINLINT_CACHE_DIR", ""),
    ],
)
def test_a_check_says_which_variable_is_probably_misspelt(run, name: str, said: str) -> None:
    assert run({"requirements.txt": "django==5.1.2\n"}, {name: "x"}, "--select=pins")[2] == said
    assert run(LOOSE, {name: "x"}, "--select=pins", "--quiet")[2] == ""
    assert run({}, {name: "x"}, "rules")[2] == said


@pytest.mark.parametrize(
    ("variables", "arguments", "said"),
    [
        (
            {"PINLINT_GRAPH_FORMAT": "svg:a b.svg"},
            ["graph"],
            "PINLINT_GRAPH_FORMAT: to write the drawing to a file, use `--format svg > 'a b.svg'`",
        ),
        (
            {"PINLINT_GRAPH_FORMAT": "sgv"},
            ["graph"],
            "PINLINT_GRAPH_FORMAT: unknown value 'sgv': use text, mermaid, dot, svg, html; did you mean 'svg'?",
        ),
        (
            {"PINLINT_GRAPH_AROUND": "flask"},
            ["graph", "--uses"],
            "PINLINT_GRAPH_AROUND needs a drawing: add --format mermaid, dot, svg or html",
        ),
        (
            {"PINLINT_COMPILE_YES": "y"},
            ["compile"],
            "PINLINT_COMPILE_YES: 'y' is not a boolean: use true or false",
        ),
        ({"PINLINT_RULES_FORMAT": "jsn"}, ["config"], "PINLINT_RULES_FORMAT: unknown value 'jsn': use text, json"),
    ],
)
def test_a_wrong_value_for_another_command_is_an_error_there_and_in_config(
    run, variables: dict[str, str], arguments: list[str], said: str
) -> None:
    status, out, err = run(LOOSE, variables, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"pinlint: error: {said}")
    assert run(LOOSE, variables, "--select=pins")[::2] == (1, "")


def test_a_variable_of_a_command_is_in_force_there_and_an_option_has_priority(run) -> None:
    variables = {"PINLINT_RULES_FORMAT": "json"}
    assert json.loads(run({}, variables, "rules")[1])["version"] == 1
    assert run({}, variables, "rules", "--format=text")[1].startswith("build\n")


def test_other_commands_read_only_what_means_the_same_there(run) -> None:
    variables = {"PINLINT_FORMAT": "sarif", "PINLINT_CONFIG": "none.toml"}
    assert run(LOOSE, variables, "rules")[0] == 0
    assert run(LOOSE, variables, "why", "flask")[::2] == (
        2,
        "pinlint: error: PINLINT_CONFIG none.toml: no such file or folder\n",
    )


def test_a_quiet_run_prints_only_findings(run) -> None:
    status, loud, _ = run(LOOSE, {}, "--select=pins")
    quiet = run(LOOSE, {}, "--select=pins", "-q")
    assert (status, quiet[0], quiet[2]) == (1, 1, "")
    assert loud.startswith(quiet[1] + "\n1 error in 1 requirements file")
    assert quiet[1].startswith("error[loose-requirement]")


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        pytest.param({"requirements.txt": "django==5.1.2\n"}, ["--quiet"], id="no findings"),
        pytest.param({"README.md": ""}, ["-q"], id="nothing to check"),
        pytest.param({"README.md": ""}, ["-q", "--format=concise"], id="nothing to check for another report"),
        pytest.param(LOOSE, ["-q", "--write-baseline=known.json"], id="a baseline"),
    ],
)
def test_a_quiet_run_without_findings_prints_nothing(run, files: dict[str, str], arguments: list[str]) -> None:
    assert run(files, {}, *arguments) == (0, "", "")


def test_the_settings_in_force_are_shown_with_their_sources(run, tmp_path: Path) -> None:
    files = {**LOOSE, "pyproject.toml": '[tool.pinlint]\nstrict = true\nexclude = ["a"]\nfail-on = "info"\n'}
    variables = {"PINLINT_FAIL_ON": "warning", "PINLINT_ONLINE": "1", "PINLINT_SELCT": "pins"}
    variables |= {"PINLINT_GRAPH_AROUND": "flask", "PINLINT_COLOR": "never"}
    status, out, err = run(files, variables, "config", "--inputs", "exact")
    assert (status, err) == (0, "")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line}
    assert rows["project:"] == [str(tmp_path)]
    assert rows["configuration:"] == ["pyproject.toml"]
    assert rows["strict"] == ["pyproject.toml", "true"]
    assert rows["exclude"] == ["pyproject.toml", '["a"]']
    assert rows["fail-on"] == ["PINLINT_FAIL_ON", "warning"]
    assert rows["inputs"] == ["--inputs", "exact"]
    assert rows["require-hashes"] == ["default", "false"]
    assert rows["online"] == ["PINLINT_ONLINE", "true"]
    assert rows["color"] == ["PINLINT_COLOR", "never"]
    assert rows["graph"] == ["--around", "PINLINT_GRAPH_AROUND", "flask"]
    assert out.count("PINLINT_COLOR") == 1
    assert out.endswith("note: PINLINT_SELCT sets no option; did you mean 'PINLINT_SELECT'?\n")


def test_the_settings_are_json_for_programs(run, tmp_path: Path) -> None:
    files = {**LOOSE, "sub/pinlint.toml": 'ignore = "pins"\n'}
    status, out, _ = run(files, {"PINLINT_SELECT": "hashes, sources"}, "config", "sub", "--format=json")
    document = json.loads(out)
    file = os.path.join(os.path.realpath(tmp_path), "sub", "pinlint.toml")
    assert (status, document["version"], document["file"]) == (0, 1, file)
    settings = document["settings"]
    assert settings["select"] == {"value": ["hashes", "sources"], "source": "variable", "origin": "PINLINT_SELECT"}
    assert settings["ignore"] == {"value": [], "source": "default", "origin": None}
    assert settings["strict"] == {"value": False, "source": "default", "origin": None}


def test_an_error_about_something_else_does_not_name_a_variable(run) -> None:
    assert (
        run({}, {"PINLINT_COLOR": "auto"}, "autogen.txt")[2] == "pinlint: error: autogen.txt: no such file or folder\n"
    )


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_date_in_a_setting_is_shown(run, format: str) -> None:
    files = {"pinlint.toml": '[[manifests]]\nfiles = "a"\nmap = {made = 2020-02-01}\n'}
    status, out, _ = run(files, {}, "config", f"--format={format}")
    assert (status, '"made": "2020-02-01"' in out) == (0, True)


def test_a_configuration_on_another_drive_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "os", SimpleNamespace(path=ntpath))
    setting = config.Setting("strict", value=True, source="file", origin="D:\\b.toml")
    shown = config._text("C:\\a", Config({"strict": True}, "D:\\b.toml"), [setting])
    assert shown.splitlines()[1:] == ["configuration: D:\\b.toml", "", "strict  D:\\b.toml  true"]


def test_a_wrong_setting_is_an_error_of_config_too(run) -> None:
    assert run({"pinlint.toml": "strict = 1\n"}, {}, "config")[0] == 2
    with pytest.raises(UsageError):
        read_arguments("config", ["--format=xml"])
