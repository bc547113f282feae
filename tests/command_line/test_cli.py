from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from structured import poetry_lock, poetry_package, project
from trees import write_tree

from pinlint import __version__
from pinlint.command_line import main as cli

PINNED = {"requirements.txt": "flask==3.0.0\n"}
LOOSE = {"requirements.txt": "flask>=3\n"}
#: A lock, in which no comment stays.
JSON_LOCK = {"Pipfile.lock": '{"_meta": {}, "default": {"a": {"version": "*"}}}', "Pipfile": "[packages]\na = '*'\n"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """``run(files, *arguments)``: the status, standard output and standard error of a run in a folder with these files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PINLINT_FORMAT", raising=False)

    def run(files, *arguments: str) -> tuple[int, str, str]:
        write_tree(tmp_path, files)
        status = cli.main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.mark.parametrize(
    ("files", "arguments", "status"),
    [
        pytest.param(PINNED, (), 0, id="a clean project is 0"),
        pytest.param(LOOSE, (), 1, id="an error is 1"),
        pytest.param(LOOSE, ("check",), 1, id="check is the default"),
        pytest.param(LOOSE, ("requirements.txt",), 1, id="a path may follow at once"),
        pytest.param(LOOSE, ("--exit-zero",), 0, id="exit-zero is 0 with findings"),
        pytest.param(LOOSE, ("--fail-on", "never"), 0, id="nothing fails where nothing is to fail"),
        pytest.param(LOOSE, ("--ignore", "pins"), 0, id="what is ignored does not fail"),
        pytest.param({}, (), 0, id="nothing to check is 0"),
        pytest.param({}, ("--strict",), 2, id="nothing to check is 2 where it is strict"),
        pytest.param({}, ("--fix",), 0, id="nothing to fix is 0"),
        pytest.param({}, ("requirements.txt",), 2, id="a file that is not there is 2"),
        pytest.param({"notes.md": ""}, ("notes.md",), 0, id="a file that nothing is read from is 0"),
        pytest.param({"requirements.txt/x": ""}, (), 0, id="a folder called requirements.txt is nothing to check"),
        pytest.param({"--nope": "", **PINNED}, ("--nope",), 2, id="an option that is a file as well is 2"),
        pytest.param({"--strict": "", **PINNED}, ("--strict",), 2, id="and so is one that is known"),
        pytest.param(PINNED, ("nowhere.txt",), 2, id="a path that does not exist is 2"),
        pytest.param(PINNED, ("--select", "nope"), 2, id="an unknown rule is 2"),
        pytest.param(PINNED, ("--format", "nope"), 2, id="an unknown format is 2"),
        pytest.param(PINNED, ("--nope",), 2, id="an unknown flag is 2"),
        pytest.param(PINNED, ("--config", "nope.toml"), 2, id="a configuration that is not there is 2"),
        pytest.param({**PINNED, "pinlint.toml": "nope = 1"}, (), 2, id="an unknown key is 2"),
        pytest.param({**PINNED, "pinlint.toml": "nope = 1"}, ("--isolated",), 0, id="isolated reads no configuration"),
        pytest.param(PINNED, ("--help",), 0, id="help is 0"),
        pytest.param(PINNED, ("check", "--help"), 0, id="a command's help is 0"),
        pytest.param(PINNED, ("help", "check"), 0, id="help for a command is 0"),
    ],
)
@pytest.mark.parametrize("format", ["text", "json"])
def test_the_status_says_how_it_went_whatever_the_format(run, files, arguments, status: int, format: str) -> None:
    if not any("--format" in a or "help" in a for a in arguments):
        arguments = (*arguments, "--format", format)

    assert run(files, *arguments)[0] == status


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("--selct", "pins"), "did you mean '--select'?", id="a flag"),
        pytest.param(("--select", "loose-requirment"), "did you mean 'loose-requirement'?", id="a rule"),
        pytest.param(
            ("--select", "pinz"), "on the command line: 'select': unknown value 'pinz'; did you mean", id="a family"
        ),
        pytest.param(("--format", "jsn"), "markdown, sarif, text; did you mean 'json'?\n", id="a format"),
        pytest.param(("chekc",), "did you mean 'check'?", id="a command"),
        pytest.param(("--fail-on", "eror"), "invalid choice: 'eror'", id="a value"),
        pytest.param(("explain", "loose-requirment"), "did you mean 'loose-requirement'?", id="a rule to explain"),
        pytest.param(("explain", "BUILD"), "did you mean 'build'?", id="a family in capitals"),
        pytest.param(("explain", "docker"), "'docker'; `pinlint rules` lists them", id="a rule that is like no other"),
    ],
)
def test_what_is_misspelled_is_reported_with_the_nearest_name(run, arguments, message: str) -> None:
    status, out, err = run(PINNED, *arguments)

    assert (status, out) == (2, "")
    assert message in err


@pytest.mark.parametrize("words", [["help", "compile"], ["--help", "compile"], ["compile", "--help"]], ids=" ".join)
@pytest.mark.parametrize("columns", [65, 80])
def test_the_help_of_a_command_fits_the_terminal(run, monkeypatch: pytest.MonkeyPatch, words, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    _, out, _ = run(PINNED, *words)

    assert out.startswith("usage: pinlint compile [-h]")
    assert "--dry-run" in out
    assert max(map(len, out.splitlines())) <= columns


def test_the_overview_fits_the_terminal() -> None:
    text = cli.overview(60)

    assert max(map(len, text.splitlines())) <= 60
    assert " ".join(text.split()) == " ".join(cli.overview().split())


def test_what_is_lacking_is_reported_without_what_may_be_left_out(run) -> None:
    assert run(PINNED, "why") == (2, "", "pinlint: error: the following arguments are required: NAME\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ("--format", "json", "--format", "text", "--output-file", "x"),
            "--output-file works only with one report; for several, use --format NAME:FILE",
            id="one file for several reports",
        ),
        pytest.param(("--add-ignore", " "), "--add-ignore needs a reason", id="an ignore without a reason"),
    ],
)
def test_what_would_have_no_effect_is_refused(run, arguments, message: str) -> None:
    status, out, err = run(LOOSE, *arguments)

    assert (status, out) == (2, "")
    assert message in err


NO_LOCK = (
    "no lock found that pinlint reads: pixi.lock is a lock of conda packages, which pinlint does not read; "
    "`pixi lock --check` checks it; to lock requirements.txt, "
    "run `mv requirements.txt requirements.in && uv pip compile requirements.in -o requirements.txt`"
)
PROJECT = '[project]\nname = "acme"\nversion = "1"\ndependencies = ["click"]\n'
UNREAD = "pixi.lock is a lock of conda packages, which pinlint does not read; `pixi lock --check` checks it\n"


@pytest.mark.parametrize(
    ("files", "arguments", "reported"),
    [
        ({"pixi.lock": ""}, ("check",), f"manifest in '.'; {UNREAD}"),
        ({"pixi.lock": "", **PINNED}, ("prove", "pixi.lock"), f": error: {UNREAD}"),
        ({"pixi.lock": "", **PINNED}, ("why", "flask"), f"and no lock pins it\n{NO_LOCK}\n"),
        ({"pixi.lock": "", **PINNED}, ("compile",), f"{NO_LOCK}\n"),
        ({"pixi.lock": "", **PINNED}, ("graph",), f"{NO_LOCK}\n"),
        ({"pixi.lock": "", "pyproject.toml": PROJECT}, ("compile",), f"no lock found that pinlint reads: {UNREAD}"),
    ],
    ids=["check", "prove", "why", "compile", "graph", "compile a project"],
)
def test_a_lock_of_another_format_is_not_denied(run, files, arguments, reported: str) -> None:
    assert reported in "".join(run(files, *arguments)[1:])


def test_findings_go_to_standard_output_and_errors_to_standard_error(run) -> None:
    assert run(LOOSE, "--format", "concise")[1:] == (
        "requirements.txt:1:1: loose-requirement: " + _message(run),
        "",
    )
    assert run(LOOSE, "gone.txt")[1] == ""


def _message(run) -> str:
    import json

    return json.loads(run(LOOSE, "--format", "json")[1])["findings"][0]["message"] + "\n"


def test_standard_input_is_checked_under_the_name_it_is_given(run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    class Input:
        buffer = io.BytesIO(b"django\n")

    monkeypatch.setattr(sys, "stdin", Input())
    status, out, _ = run(PINNED, "-", "--stdin-filename", "sub/requirements.txt", "--format", "concise")

    assert status == 1
    assert out.startswith("sub/requirements.txt:1:1: unpinned-requirement: ")


def test_a_report_goes_to_a_file(run, tmp_path: Path) -> None:
    status, out, _ = run(LOOSE, "--format", "concise", "--output-file", "out.txt")

    assert (status, out) == (1, "")
    assert "loose-requirement" in (tmp_path / "out.txt").read_text()


def test_a_report_in_a_file_is_for_any_reader(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, plain, _ = run({"sub/requirements.txt": "flask>=1\n"})
    monkeypatch.chdir(tmp_path / "sub")
    _, shown, _ = run({}, "--color", "always", "--format", "text", "--format", "text:out.txt", "..")

    assert "sub/requirements.txt" not in shown
    assert "\x1b[" in shown
    assert (tmp_path / "sub" / "out.txt").read_text() == plain


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            ("--format", "json:requirements.txt"),
            "requirements.txt: cannot be written: it is a file that was checked, not a report",
            id="a checked file",
        ),
        pytest.param(
            ("--output-file", "./requirements.txt"),
            "./requirements.txt: cannot be written: it is a file that was checked, not a report",
            id="a checked file under another name",
        ),
        pytest.param(
            ("--format", "json:out", "--format", "text:out"),
            "--format: two reports cannot be written to the same file",
            id="one file for two reports",
        ),
    ],
)
def test_no_report_overwrites_what_is_needed(run, tmp_path, arguments, said):
    assert run(LOOSE, *arguments) == (2, "", f"pinlint: error: {said}\n")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == list(LOOSE.items())


def test_a_report_is_replaced_by_the_next_one(run, tmp_path):
    for _ in range(2):
        assert run(LOOSE, "--format", "text:report.txt")[0] == 1
    assert "loose-requirement" in (tmp_path / "report.txt").read_text()


def test_several_reports_at_once(run, tmp_path: Path) -> None:
    status, out, _ = run(LOOSE, "--format", "concise", "--format", "json:out.json")

    assert status == 1
    assert out.startswith("requirements.txt:1:1")
    assert '"version": 1' in (tmp_path / "out.json").read_text()


@pytest.mark.parametrize("arguments", [("--version",), ("-V",), ("--version", "check")], ids=" ".join)
def test_the_version_is_printed(arguments: tuple[str, ...]) -> None:
    ran = subprocess.run([sys.executable, "-m", "pinlint", *arguments], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"pinlint {__version__}\n", "")


def test_a_bug_is_3_and_says_so(run, monkeypatch: pytest.MonkeyPatch) -> None:
    from pinlint.checking import engine

    monkeypatch.setattr(engine, "check", lambda *_, **__: 1 / 0)
    status, _, err = run(PINNED)

    assert status == 3
    assert "ZeroDivisionError" in err
    assert "this is a bug in pinlint" in err


@pytest.mark.parametrize(
    ("variables", "arguments", "escapes"),
    [
        pytest.param({"TERM": "xterm"}, (), True, id="a terminal"),
        pytest.param({"TERM": "dumb"}, (), False, id="a dumb terminal"),
        pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, (), False, id="NO_COLOR"),
        pytest.param({"TERM": "xterm"}, ("--color", "never"), False, id="no colour on the command line"),
    ],
)
def test_who_wants_no_escapes_gets_none(run, monkeypatch: pytest.MonkeyPatch, variables, arguments, escapes) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(cli.Console, "is_terminal", lambda self: True)

    assert ("\x1b" in run(LOOSE, *arguments)[1]) is escapes


def test_a_path_outside_of_the_project_is_refused(run, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    status, _, err = run({"a/requirements.txt": "x==1\n"}, "a", "/")

    assert status == 2
    assert "outside of the project" in err


@pytest.mark.parametrize(
    ("below", "argument", "shown"),
    [
        pytest.param("", "sub", "sub/requirements.txt", id="from the root"),
        pytest.param("sub", ".", "requirements.txt", id="from the folder"),
        pytest.param("other", "../sub", "../sub/requirements.txt", id="from a folder beside it"),
    ],
)
def test_paths_are_shown_as_seen_from_where_the_user_stands(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str, argument: str, shown: str
) -> None:
    (tmp_path / ".git").mkdir()
    write_tree(tmp_path, {"sub/requirements.txt": "flask\n", "other/notes": ""})
    monkeypatch.chdir(tmp_path / below)

    assert run({}, argument, "--format", "concise")[1].startswith(f"{shown}:1:1: ")
    assert f"--> {shown}:1:1" in run({}, argument)[1]


@pytest.mark.parametrize(
    ("below", "argument", "seen"),
    [
        pytest.param("", "sub", "sub/", id="from the root"),
        pytest.param("sub", ".", "", id="from the folder"),
        pytest.param("other", "../sub", "../sub/", id="from a folder beside it"),
    ],
)
def test_the_files_of_roles_are_shown_as_seen_from_where_the_user_stands(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str, argument: str, seen: str
) -> None:
    (tmp_path / ".git").mkdir()
    recipe = "lock:\n\tuv pip compile requirements.in -o requirements.txt\n"
    write_tree(tmp_path, {"sub/requirements.in": "six\n", "sub/Makefile": recipe, "other/notes": ""})
    monkeypatch.chdir(tmp_path / below)

    assert (
        "What the files are for (`pinlint why FILE` shows why):\n"
        f"  {seen}requirements.in: input (assumed: {seen}Makefile:2 names it, but does not show this)\n"
        f"  {seen}Makefile: it runs commands that use requirements\n"
    ) in run({}, argument, "--verbose")[1]


def test_paths_of_a_project_elsewhere_are_absolute(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path, {"a/requirements.txt": "flask\n", "b/x": ""})
    monkeypatch.chdir(tmp_path / "b")

    root = (tmp_path / "a").resolve().as_posix()
    assert run({}, str(tmp_path / "a"), "--format", "concise")[1].startswith(f"{root}/requirements.txt:1:1: ")


def test_behind_two_hyphens_every_name_is_a_path(run) -> None:
    status, out, _ = run({"--fail-on=never": "django\n", **PINNED}, "--format", "concise", "--", "--fail-on=never")
    assert (status, out.startswith("--fail-on=never:1:1: unpinned-requirement")) == (1, True)


HEADER = """\
# This file was autogenerated by uv via the following command:
#    uv pip compile requirements.in -o requirements.txt
"""
BRANCH = {"requirements.txt": "flask==3.0.0\n", "requirements.in": "flask\n"}


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        pytest.param(PINNED, ("--diff",), "nothing to fix: there are no findings\n", id="no findings"),
        pytest.param(PINNED, ("--fix",), "nothing to fix: there are no findings\n", id="no findings, to be written"),
        pytest.param(
            {"requirements.txt": "six\n"},
            ("--diff",),
            "nothing was fixed: no safe fix is known for 1 finding; the help of a finding says what to do\n",
            id="a finding without a fix",
        ),
        pytest.param(
            {".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n      - run: pip install ruff\n"},
            ("--diff",),
            "nothing to fix: there are no findings\n",
            id="a finding that is only counted",
        ),
        pytest.param(
            {"requirements.txt": "six\n" + "a==1\n" * 1, "api/requirements.txt": "six==1.17.0\n"},
            ("--fix",),
            "nothing was fixed: no safe fix is known for 1 finding; `--unsafe-fixes` fixes 1 of them\n",
            id="a finding with an unsafe fix",
        ),
        pytest.param(
            {"requirements.in": "a\nb\n", "requirements.txt": f"{HEADER}a==1\n    # via -r requirements.in\n"},
            ("--diff", "--isolated"),
            "nothing was fixed: no safe fix is known for 1 finding; "
            "`pinlint compile` brings 1 lock up to date, or shows the command\n",
            id="a stale lock",
        ),
    ],
)
def test_that_nothing_was_fixed_is_said(run, files, arguments, said: str) -> None:
    assert run(files, *arguments)[2] == said


ONE = poetry_package("alpha")


@pytest.mark.parametrize(
    ("required", "package", "last"),
    [
        pytest.param("alpha", ONE, "1 lock: fresh.", id="nothing is wrong"),
        pytest.param("alpha", ONE.replace("sha256:", "sha256:00"), "1 lock: with errors.", id="a hash is malformed"),
        pytest.param(
            "alpha", ONE.replace("alpha-1.0.", "evil-1.0."), "1 lock: with errors.", id="a file of another project"
        ),
        pytest.param(
            "alpha>1", ONE.replace("alpha-1.0.", "evil-1.0."), "1 lock: stale.", id="a stale lock is called stale"
        ),
    ],
)
def test_the_last_line_calls_no_lock_with_errors_fresh(run, required: str, package: str, last: str) -> None:
    files = {"pyproject.toml": project(required, more="[tool.poetry]\n"), "poetry.lock": poetry_lock(package)}

    assert run(files)[1].splitlines()[-1] == last


def test_before_the_first_commit_there_is_nothing_to_compare_with(run, tmp_path: Path) -> None:
    import subprocess

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert run(PINNED, "--since", "HEAD")[::2] == (
        2,
        "pinlint: error: --since HEAD: the repository has no commit yet; commit first, or check without --since\n",
    )


def test_a_commit_whose_object_is_lost_is_not_called_no_commit(run, tmp_path: Path) -> None:
    import subprocess

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True)

    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "empty")
    for path in (tmp_path / ".git" / "objects").glob("??/*"):
        path.unlink()
    assert run(PINNED, "--since", "HEAD")[::2] == (
        2,
        "pinlint: error: --since HEAD: the commit is missing in this repository; `git fsck` lists what is missing\n",
    )


def test_verbose_says_what_each_file_is_for(run) -> None:
    files = {
        "requirements.txt": "-r base.txt\nflask==3.0.0\n",
        "base.txt": "six==1.17.0\n",
        "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n",
    }
    lines = run(files, "--verbose")[1].splitlines()

    assert lines[lines.index("What the files are for (`pinlint why FILE` shows why):") + 1 :][:3] == [
        "  base.txt: installed, to ship",
        "  requirements.txt: installed, to ship",
        "  Dockerfile: it runs commands that use requirements",
    ]
    assert "What the files are for" not in run(files)[1]


def test_a_lock_that_cannot_be_read_is_not_called_good(run) -> None:
    status, out, _ = run(
        {"uv.lock": "version = 1\n[[package\n", "pyproject.toml": "[project]\nname = 'x'\nversion = '1'\n"}
    )

    assert status == 1
    assert out.endswith("1 lock: not checked: it cannot be read.\n")
    assert "unproven-lock" not in out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["check"], 1, id="a report"),
        pytest.param(["explain", "missing-pin"], 1, id="a page"),
        pytest.param(["check", "--quiet", "--exit-zero", "--select", "hashes"], 0, id="nothing to say"),
    ],
)
def test_a_reader_that_has_gone_ends_it_without_a_word(tmp_path: Path, arguments: list[str], status: int) -> None:
    write_tree(tmp_path, LOOSE)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "pinlint", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (status, b"")


@pytest.mark.parametrize("arguments", [("--diff",), ("--add-ignore", "so")])
def test_no_sentence_is_in_place_of_a_patch_or_a_table(run, arguments: tuple[str, ...]) -> None:
    status, out, err = run({}, "check", *arguments)
    assert (status, out) == (0, "")
    assert "nothing to check" in err


def test_a_baseline_of_a_project_without_requirements_can_be_read(run) -> None:
    assert run({}, "check", "--write-baseline", "known.json")[0] == 0
    assert run(PINNED, "check", "--baseline", "known.json")[0] == 0


@pytest.mark.parametrize("broken", ["[project]\n--x\n", "[pr(oject]\n"])
def test_no_table_is_added_to_a_broken_configuration(run, broken: str) -> None:
    files = {"pyproject.toml": broken, **JSON_LOCK}
    _, out, err = run(files, "check", "--add-ignore", "so")
    assert out.startswith("[per-file-ignores]")
    assert "add to pinlint.toml" in err
