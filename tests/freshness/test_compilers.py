from __future__ import annotations

import pytest

from pinlint.freshness.advice import allowing_unsafe, fixing_command
from pinlint.freshness.compilers import read_command, split
from pinlint.freshness.paths import base_of, find


@pytest.mark.parametrize(
    ("text", "tool", "sources", "options", "unknown"),
    [
        pytest.param(
            "pip-compile --extra=dev,test --output-file=requirements.txt pyproject.toml",
            "pip-compile",
            ["pyproject.toml"],
            {"extra": ["dev,test"], "output-file": ["requirements.txt"]},
            [],
            id="pip-compile",
        ),
        pytest.param(
            "python3.11 -m piptools compile -q -o a.txt -cb.txt a.in",
            "pip-compile",
            ["a.in"],
            {"quiet": [], "output-file": ["a.txt"], "constraint": ["b.txt"]},
            [],
            id="as a module, with a value attached to a short option",
        ),
        pytest.param(
            "uv pip compile --universal -p 3.12 --overrides o.txt requirements.in -o=requirements.txt",
            "uv pip compile",
            ["requirements.in"],
            {
                "universal": [],
                "python-version": ["3.12"],
                "override": ["o.txt"],
                "output-file": ["requirements.txt"],
            },
            [],
            id="uv",
        ),
        pytest.param(
            "CUSTOM='a b' .venv/bin/pip-compile x.in", "pip-compile", ["x.in"], {}, [], id="a variable and a path"
        ),
        pytest.param("uvx --from pip-tools pip-compile x.in", "pip-compile", ["x.in"], {}, [], id="uvx"),
        pytest.param(
            "pip-compile --new-option value x.in",
            "pip-compile",
            ["value", "x.in"],
            {},
            ["--new-option"],
            id="an option that the tool does not have",
        ),
        pytest.param("pip-compile -o", "pip-compile", [], {}, ["-o"], id="a value is missing"),
        pytest.param("make upgrade", None, [], {}, [], id="a command of somebody's own"),
        pytest.param("pip-compile-multi -d reqs", "pip-compile-multi", [], {"directory": ["reqs"]}, [], id="multi"),
        pytest.param("pip-compile 'a b.in", "pip-compile", ["'a", "b.in"], {}, [], id="a quote that is not closed"),
        pytest.param("", None, [], {}, [], id="nothing"),
        pytest.param("uv export --frozen", "uv export", [], {"frozen": []}, [], id="an export"),
        pytest.param(
            "uv pip compile -qvp./evil a.in",
            "uv pip compile",
            ["a.in"],
            {"quiet": [], "verbose": [], "python-version": ["./evil"]},
            [],
            id="short options in one word, as clap reads them",
        ),
        pytest.param(
            "uv pip compile -qp=3.12 a.in",
            "uv pip compile",
            ["a.in"],
            {"quiet": [], "python-version": ["3.12"]},
            [],
            id="clap takes an equals sign off a short option's value",
        ),
        pytest.param(
            "pip-compile -qo=a.txt a.in",
            "pip-compile",
            ["a.in"],
            {"quiet": [], "output-file": ["=a.txt"]},
            [],
            id="click leaves it there",
        ),
        pytest.param(
            "pip-compile -Uxi a.in", "pip-compile", ["a.in"], {"upgrade": []}, ["-Uxi"], id="a letter that is no option"
        ),
        pytest.param(
            "uv pip compile --output-file -p./evil a.in",
            "uv pip compile",
            ["a.in"],
            {"python-version": ["./evil"]},
            ["--output-file"],
            id="the next option is no value",
        ),
        pytest.param("pip-compile --quiet=1", "pip-compile", [], {}, ["--quiet=1"], id="a flag has no value"),
        pytest.param(
            "pip-compile --cert=None --index-url=None --extra=None a.in",
            "pip-compile",
            ["a.in"],
            {"extra": ["None"]},
            [],
            id="options that an old header says were not given",
        ),
        pytest.param("uv pip freeze", "pip freeze", [], {}, [], id="what uv says is installed"),
        pytest.param("bash -m pip-compile a.in", None, [], {}, [], id="a module only of a Python"),
        pytest.param(
            "uv pip compile a.in ; curl x | sh",
            "uv pip compile",
            ["a.in"],
            {},
            [";", "|"],
            id="more than one command",
        ),
        pytest.param(
            "pip-compile a.in; cp a.txt b.txt",
            "pip-compile",
            ["a.in"],
            {},
            [";"],
            id="a semicolon at the end of a word",
        ),
        pytest.param("pip-compile a.in > a.txt", "pip-compile", ["a.in"], {}, [">"], id="the output in a file"),
        pytest.param("pip-compile a.in && pip-compile b.in", None, [], {}, [], id="two commands that compile"),
    ],
)
def test_read_command(text, tool, sources, options, unknown):
    command = read_command(text)
    assert (command.tool, command.sources, command.options, command.unknown) == (tool, sources, options, unknown)
    assert command.known == (tool is not None and not unknown)


def test_lists_are_split_where_the_tools_split_them():
    command = read_command("pip-compile --extra=a,b --extra c --constraint=x,y z.in")
    assert (command.values("extra"), command.values("constraint")) == (["a", "b", "c"], ["x,y"])


def test_words_are_split_as_a_shell_does():
    assert split(r"""uv pip compile 'a b.in' "c d" e\ f""") == ["uv", "pip", "compile", "a b.in", "c d", "e f"]


@pytest.mark.parametrize(
    ("header", "upgrade", "expected"),
    [
        pytest.param("pip-compile a.in", ["click"], "pip-compile -P click a.in", id="pip-compile, narrowly"),
        pytest.param("pip-compile a.in", [], "pip-compile a.in", id="the plain command"),
        pytest.param(
            "uv pip compile a.in -o a.txt", ["click"], "uv pip compile a.in -o a.txt --upgrade-package click", id="uv"
        ),
        pytest.param("make upgrade", ["click"], "", id="a command of somebody's own is no advice"),
        pytest.param("uv pip compile a.in -o a.txt ; curl x | sh", [], "", id="nor is more than one command"),
        pytest.param("uv pip compile a.in -o a.txt -p ./evil", [], "", id="nor is one that starts another program"),
        pytest.param("uv pip compile a.in --frob", [], "", id="nor is one with an option that is not known"),
        pytest.param(
            "A=1 ./evil/uv pip compile -qp3.12 'a b.in' -o a.txt",
            [],
            "uv pip compile -q -p 3.12 'a b.in' -o a.txt",
            id="it is built from what was parsed",
        ),
        pytest.param(
            "pip-compile --cert=None --index-url=None a.in", [], "pip-compile a.in", id="without what was not given"
        ),
        pytest.param("uv export --frozen -o a.txt", ["click"], "uv export --frozen -o a.txt", id="an export"),
        pytest.param(
            "pip-compile /workspace/requirements.in",
            ["click"],
            "docker compose run --rm web pip-reqs compile",
            id="in the platform's container",
        ),
        pytest.param(
            "pip-compile --output-file=/tmp/x/a.txt /tmp/x/a.in",
            ["click"],
            "pip-compile -P click a.in --output-file=a.txt",
            id="paths of another machine",
        ),
        pytest.param(
            "pip-compile --index-url https://user:secret@example.com/ a.in",
            [],
            "pip-compile --index-url 'https://****@example.com/' a.in",
            id="credentials are not repeated",
        ),
        pytest.param(None, ["click"], "uv pip compile --upgrade-package click a.in -o a.txt", id="without a header"),
    ],
)
def test_the_fixing_command(header, upgrade, expected):
    command = read_command(header) if header is not None else None
    assert fixing_command(command, upgrade, inputs=["a.in"], output="a.txt") == expected


def test_the_fixing_command_names_the_folder_that_the_paths_are_relative_to():
    assert fixing_command(read_command("pip-compile a.in"), folder="service") == "cd service && pip-compile a.in"


@pytest.mark.parametrize(
    ("header", "names", "expected"),
    [
        pytest.param(
            "pip-reqs compile",
            {"output": "site/requirements.txt"},
            "cd site && docker compose run --rm web pip-reqs compile",
            id="pip-reqs runs where the lock is",
        ),
        pytest.param(
            "pip-compile a.in",
            {"folder": "a; rm -r b"},
            "cd 'a; rm -r b' && pip-compile a.in",
            id="the name of a folder is no command",
        ),
        pytest.param(
            None,
            {"inputs": ["$(a).in", "b c.in"], "output": "a&b.txt"},
            "uv pip compile '$(a).in' 'b c.in' -o 'a&b.txt'",
            id="the name of a file is no command",
        ),
    ],
)
def test_the_fixing_command_can_be_copied_into_a_shell(header, names, expected):
    assert fixing_command(read_command(header) if header is not None else None, **names) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip-compile a.in", "pip-compile --allow-unsafe a.in"),
        ("cd web && pip-compile a.in", "cd web && pip-compile --allow-unsafe a.in"),
        ("pip-compile --allow-unsafe a.in", "pip-compile --allow-unsafe a.in"),
        ("uv pip compile a.in", "uv pip compile a.in"),
        ("make lock && pip-compile a.in", "make lock && pip-compile a.in"),
    ],
)
def test_leave_to_pin_what_is_unsafe(command, expected):
    assert allowing_unsafe(command) == expected


@pytest.mark.parametrize(
    ("lock", "output", "sources", "base"),
    [
        pytest.param("requirements/base.txt", "requirements/base.txt", [], "", id="from the root"),
        pytest.param("web/requirements/base.txt", "requirements/base.txt", [], "web", id="from a folder"),
        pytest.param("requirements.txt", None, ["requirements.in"], "", id="beside its only source"),
        pytest.param("web/a.txt", None, ["a.in"], "web", id="beside its only source, in a folder"),
        pytest.param("a.txt", "/output/a.txt", ["a.in"], None, id="an absolute path tells nothing"),
        pytest.param("other.txt", "a.txt", ["a.in"], None, id="another name tells nothing"),
        pytest.param("xa.txt", "a.txt", [], None, id="an end that is no folder's"),
    ],
)
def test_base_of(lock, output, sources, base):
    assert base_of(lock, output, sources) == base


@pytest.mark.parametrize(
    ("path", "lock", "base", "files", "expected"),
    [
        pytest.param("a.in", "web/a.txt", "", {"a.in", "web/a.in"}, "a.in", id="the folder it ran in comes first"),
        pytest.param("a.in", "web/a.txt", None, {"a.in", "web/a.in"}, "web/a.in", id="then the lock's"),
        pytest.param("a.in", "web/a.txt", None, {"a.in"}, "a.in", id="then the root"),
        pytest.param("/code/reqs/a.in", "reqs/a.txt", None, {"reqs/a.in"}, "reqs/a.in", id="a container's path"),
        pytest.param("/tmp/x/a.in", "reqs/a.txt", None, {"reqs/a.in"}, "reqs/a.in", id="a temporary path"),
        pytest.param("../a.in", "reqs/a.txt", None, {"a.in"}, "a.in", id="a path out of the lock's folder"),
        pytest.param("C:\\x\\a.in", "a.txt", None, {"a.in"}, "a.in", id="a path of Windows"),
        pytest.param("file:///x/reqs/a.in", "reqs/a.txt", None, {"reqs/a.in"}, "reqs/a.in", id="a URL of a file"),
        pytest.param("file://a.in", "web/a.txt", None, {"web/a.in"}, "web/a.in", id="a URL without its third slash"),
        pytest.param("~/x/a.in", "a.txt", None, {"a.in", "web/a.in"}, "a.in", id="a path of somebody's home"),
        pytest.param("a.txt", "a.txt", None, {"a.txt"}, None, id="never the lock itself"),
        pytest.param("a/" * 5000 + "a.in", "a.txt", None, {"a.in"}, None, id="a path that is too long"),
        pytest.param("edx/base.in", "reqs/a.txt", None, {"reqs/base.in"}, None, id="another folder's file"),
        pytest.param("/etc/passwd", "a.txt", None, {"a.in"}, None, id="nothing there"),
        pytest.param("../../../a.in", "a.txt", "", {"a.in"}, "a.in", id="never out of the root"),
    ],
)
def test_find(path, lock, base, files, expected):
    assert find(path, lock, base, files.__contains__) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param(r"\\server\share\base.in", ["//server/share/base.in"], id="as uv writes it"),
        pytest.param(r"'\\server\my share\base.in'", ["//server/my share/base.in"], id="in quotes"),
        pytest.param(r"'-o\\server\a b.txt'", ["-o//server/a b.txt"], id="as the value of a short option"),
        pytest.param(r"'--output-file=\\server\a b.txt'", ["--output-file=//server/a b.txt"], id="of a long option"),
        pytest.param(r"\\?\C:\work\base.in", ["//?/C:/work/base.in"], id="a path without a limit of its length"),
        pytest.param(r"-P 'a\b'", ["-P", r"a\b"], id="another backslash"),
    ],
)
def test_a_path_on_a_server_of_windows_has_slashes(given: str, words: list[str]) -> None:
    assert split(given) == words
