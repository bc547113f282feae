"""Every option of every compiler that a header may name: its long name, and whether it takes a value."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pinlint.freshness.compilers import read_command

#: The short options, as each tool's help lists them.
SHORT = {
    "pip-compile": {
        "flags": "-v=verbose -q=quiet -n=dry-run -p=pre -r=rebuild -U=upgrade",
        "values": "-f=find-links -i=index-url -P=upgrade-package -o=output-file -c=constraint",
    },
    "uv pip compile": {
        "flags": "-U=upgrade -n=no-cache -q=quiet -v=verbose",
        "values": "-c=constraint -b=build-constraint -o=output-file -i=index-url -f=find-links -P=upgrade-package "
        "-C=config-setting -p=python-version",
    },
    "pip-compile-multi": {
        "flags": "-s=allow-unsafe",
        "values": "-P=upgrade-package -o=out-ext -t=only-path -i=in-ext -h=header -p=forbid-post -c=compatible -d=directory "
        "-g=generate-hashes",
    },
    "uv export": {"flags": "-q=quiet", "values": "-o=output-file"},
    "poetry export": {"flags": "-q=quiet -n=no-interaction", "values": "-f=format -o=output -E=extras"},
    "pdm export": {"flags": "-v=verbose -q=quiet", "values": "-f=format -o=output -G=group"},
    "pipenv requirements": {"flags": "-d=dev", "values": ""},
    "pipenv lock": {"flags": "-r=requirements -d=dev", "values": ""},
    "pybuild-deps compile": {"flags": "", "values": "-o=output-file"},
}
#: Long options of the tools that the tests do not install.
LONG = {
    "pip-compile-multi": {
        "flags": "uv use-cache upgrade no-upgrade strip-extras skip-constraints live emit-trusted-host allow-unsafe",
        "values": "upgrade-package out-ext only-path in-ext header forbid-post compatible directory generate-hashes",
    },
    "uv export": {
        "flags": "frozen no-dev no-hashes no-emit-project",
        "values": "format output-file extra group package prune",
    },
    "poetry export": {"flags": "without-hashes no-ansi all-groups", "values": "format output extras with without only"},
    "pdm export": {"flags": "without-hashes prod no-default quiet", "values": "format output group"},
    "pipenv requirements": {"flags": "hash dev dev-only exclude-markers", "values": "categories"},
    "pybuild-deps compile": {"flags": "generate-hashes", "values": "output-file"},
}
#: What pip-compile and uv call otherwise.
SAME = {
    "constraints": "constraint",
    "overrides": "override",
    "excludes": "exclude",
    "build-constraints": "build-constraint",
    "unsafe-package": "no-emit-package",
}


def _cases(table: dict[str, dict[str, str]]) -> list:
    return [
        pytest.param(tool, written, name or written.lstrip("-"), kind, id=f"{tool} {written}")
        for tool, kinds in table.items()
        for kind, words in kinds.items()
        for written, _, name in (word.partition("=") for word in words.split())
    ]


@pytest.mark.parametrize(("tool", "option", "name", "kind"), _cases(SHORT))
def test_a_short_option_means_its_long_one(tool: str, option: str, name: str, kind: str) -> None:
    value = " 3" if kind == "values" else ""
    command = read_command(f"{tool} {option}{value} a.in")
    given = {name: ["3"] if value else []}
    assert (command.options, command.sources, command.unknown) == (given, ["a.in"], [])


@pytest.mark.parametrize(("tool", "option", "name", "kind"), _cases(LONG))
def test_a_long_option_is_known(tool: str, option: str, name: str, kind: str) -> None:
    value = " 3" if kind == "values" else ""
    command = read_command(f"{tool} --{option}{value} a.in")
    given = {name: ["3"] if value else []}
    assert (command.options, command.sources, command.unknown) == (given, ["a.in"], [])


def test_every_option_of_pip_compile_is_known() -> None:
    from piptools.scripts.compile import cli

    seen = 0
    for parameter in cli.params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            if not option.startswith("--") or option in ("--help", "--version"):
                continue
            is_flag = getattr(parameter, "is_flag", False) or getattr(parameter, "count", False)
            command = read_command(f"pip-compile {option}{'' if is_flag else ' 3'} a.in")
            given = {option[2:]: [] if is_flag else ["3"]}
            assert (command.options, command.sources, command.unknown) == (given, ["a.in"], []), option
            seen += 1
    assert seen > 50


def test_every_option_of_uv_is_known() -> None:
    program = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    shown = subprocess.run([program, "pip", "compile", "--help"], capture_output=True, text=True, check=True).stdout
    options = re.findall(r"(?m)^ +(?:-\w, )?--([\w-]+)(\.\.\.)?( <\w+>|)", shown)
    assert len(options) > 50
    for option, _, value in options:
        if option in ("help", "version", "python"):  # `--python` may be a program: it is read apart
            continue
        command = read_command(f"uv pip compile --{option}{' 3' if value else ''} a.in")
        given = {SAME.get(option, option): ["3"] if value else []}
        assert (command.options, command.sources, command.unknown) == (given, ["a.in"], []), option


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("uv pip compile", "uv pip compile"),
        ("uv export", "uv export"),
        ("pip-compile", "pip-compile"),
        ("piptools compile", "pip-compile"),
        ("pip-compile-multi", "pip-compile-multi"),
        ("hatch-pip-compile", "hatch-pip-compile"),
        ("pip-reqs compile", "pip-reqs"),
        ("poetry export", "poetry export"),
        ("pdm export", "pdm export"),
        ("pipenv requirements", "pipenv requirements"),
        ("pipenv lock", "pipenv requirements"),
        ("pybuild-deps compile", "pybuild-deps compile"),
        ("pip freeze", "pip freeze"),
        ("uv pip freeze", "pip freeze"),
        ("uv pip install", None),
        ("pipenv install", None),
    ],
)
def test_the_beginning_of_a_command_names_its_tool(text: str, tool: str | None) -> None:
    assert read_command(f"{text} a").tool == tool
    assert read_command(f"/usr/bin/{text} a").tool == tool


@pytest.mark.parametrize("end", [";", "&&", "||", "|", "&", ">", ">>"])
def test_a_word_that_ends_a_command_is_unknown(end: str) -> None:
    assert read_command(f"pip-compile a.in {end} other").unknown[:1] == [end]


@pytest.mark.parametrize("character", ";|&<>()`$")
def test_a_character_that_a_shell_does_not_accept_in_a_word_is_unknown(character: str) -> None:
    word = f"a{character}b"
    assert read_command(f"pip-compile {word}").unknown == [word]


@pytest.mark.parametrize(
    "option", ["cert", "client-cert", "index-url", "cache-dir", "config", "pip-args", "output-file"]
)
def test_an_option_that_an_old_header_says_was_not_given(option: str) -> None:
    assert read_command(f"pip-compile --{option}=None a.in").options == {}
    assert read_command(f"pip-compile --{option}=some a.in").options == {option: ["some"]}
