"""Files inside the root that are none of pinlint's business: git's own, and those that git does not track."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from trees import Tree, write_tree

from pinlint.command_line import main as cli
from pinlint.index import REPORTS

SECRET = "hunter2s3cr3t"
FORMATS = sorted(REPORTS.values())


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """``said(files, *arguments)``: the status of a run in a repository with these files, and all that it says."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "config", "http.extraheader", f"AUTHORIZATION: basic {SECRET}"], check=True)

    def run(files: Tree, *arguments: str) -> tuple[int, str]:
        write_tree(tmp_path, {".gitignore": ".env\nprivate/\n", ".env": f"DB_PASSWORD={SECRET}\n", **files})
        status = cli.main(arguments)
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return run


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "path",
    [".git/config", "./.git/config", "x/../.git/config", ".GIT/config", "link.txt", "folder/config", ".env", "e.txt"],
)
@pytest.mark.parametrize("option", ["-r", "-c"])
def test_no_line_of_it_is_shown(said, tmp_path: Path, path: str, option: str, format: str) -> None:
    for link, target in {"link.txt": ".git/config", "folder": ".git", "e.txt": ".env"}.items():
        (tmp_path / link).symlink_to(target)
    status, text = said({"requirements.txt": f"{option} {path}\n"}, "check", "--verbose", "--format", format)
    assert (status, SECRET in text) == (1, False)


@pytest.mark.parametrize(
    "arguments", [["check", "--diff"], ["check", "--fix"], ["why", "a"], ["graph", "requirements.txt"]]
)
def test_nor_by_another_command(said, tmp_path: Path, arguments: list[str]) -> None:
    env = f"a==1\na==1\nDB_PASSWORD={SECRET}\n"
    _, text = said({"requirements.txt": "-r .env\n-r .git/config\n", ".env": env}, *arguments)
    assert SECRET not in text
    assert (tmp_path / ".env").read_text() == env


@pytest.mark.parametrize("path", [".git/config", "link.txt"])
def test_nor_where_it_is_named(said, tmp_path: Path, path: str) -> None:
    (tmp_path / "link.txt").symlink_to(".git/config")
    assert SECRET not in said({"requirements.txt": "a==1\n"}, "check", "--verbose", path)[1]


def test_what_is_ignored_is_read_all_the_same(said) -> None:
    status, text = said(
        {"requirements.txt": "-r private/r.txt\n", "private/r.txt": "django\nflask\n"}, "check", "--verbose"
    )
    assert status == 1
    assert "unpinned-requirement" in text
    assert "2 findings in a file that git does not track: no line is shown, because the file may be private" in text
    assert "django" not in text


def test_a_file_that_the_user_names_is_shown(said) -> None:
    assert "django" in said({"private/r.txt": "django\n"}, "check", "private/r.txt")[1]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("django==7777.1", id="as messages spell it"),
        pytest.param("Django [zz_top] ==  7777.1", id="in another spelling"),
        pytest.param('django==7777.1 ; python_version < "4"', id="with a marker"),
        pytest.param("django==7777.1 \\\n  --hash=sha256:" + "7" * 64, id="with a hash"),
    ],
)
@pytest.mark.parametrize("option", ["-r", "-c"])
def test_messages_about_other_files_do_not_quote_it(said, option: str, line: str) -> None:
    files = {"requirements.txt": f"{option} private/r.txt\ndjango==4.0\n", "private/r.txt": f"{line}\n"}
    status, text = said(files, "check", "--verbose", "--select", "conflicting-pins,violated-constraint")
    assert (status, "7777" in text) == (1, False)
    assert "a line in private/r.txt:1" in text


@pytest.mark.parametrize(
    ("ignored", "variables"),
    [
        pytest.param(".env\n!.env\n", {}, id="the stranger makes git show it"),
        pytest.param("", {}, id="the stranger removes the line that ignores it"),
        pytest.param(".env\n", {"PATH": "/nowhere"}, id="no git"),
        pytest.param(".env\n", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, id="another owner"),
    ],
)
@pytest.mark.parametrize("option", ["-r", "-c"])
def test_what_git_ignores_does_not_depend_on_a_stranger(
    said, monkeypatch: pytest.MonkeyPatch, option: str, ignored: str, variables: dict[str, str]
) -> None:
    subprocess.run(["git", "add", "."], check=True)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    files = {"requirements.txt": f"{option} .env\n", ".gitignore": ignored, ".env": "SOME_SETTING=zz7zz7\n"}
    status, text = said(files, "check", "--verbose")
    assert (status, "zz7zz7" in text, "in a file that git does not track" in text) == (1, False, True)


def test_a_tracked_file_that_is_included_is_shown(said, tmp_path: Path) -> None:
    (tmp_path / "deps.list").write_text("flask\n")
    subprocess.run(["git", "add", "deps.list"], check=True)
    assert "flask is not pinned" in said({"requirements.txt": "-r deps.list\n"}, "check")[1]


@pytest.mark.parametrize("option", ["-r", "-c"])
@pytest.mark.parametrize(
    "private",
    [
        pytest.param("a==7777.1\n", id="a pin"),
        pytest.param("a>=7777\n", id="a range"),
        pytest.param("six==7777.1\nsix==7777.2\n", id="two pins"),
        pytest.param("a @ https://example.com/zzsecret/a-7777.1.zip\n", id="a URL"),
        pytest.param("-e git+https://example.com/zzsecret.git@main#egg=a\n", id="a repository"),
        pytest.param("a[zzsecret]==1\nsix==1\n", id="an extra"),
        pytest.param("a==1\n    # via -r zzsecret.in\nsix==1\n    # via zzsecret\n", id="the input of a lock"),
        pytest.param("-i http://zzsecret.example.com\nsix==1 --hash=sha256:" + "7" * 64 + "\n", id="an index"),
    ],
)
@pytest.mark.parametrize("lines", ["a\nsix\n", "a==2\nsix>=3\n"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--verbose", "--format", "json"],
        ["check", "--verbose"],
        ["check", "--diff", "--unsafe-fixes"],
        ["why", "a"],
        ["why", "six"],
        ["why", "zzsecre"],
    ],
    ids=" ".join,
)
def test_nothing_that_is_said_of_other_files_has_its_words(said, arguments, lines, private, option) -> None:
    text = said({"requirements.txt": f"{option} private/r.txt\n{lines}", "private/r.txt": private}, *arguments)[1]
    assert "7777" not in text
    assert "zzsecret" not in text


MADE = "# This file was autogenerated by uv via the following command:\n#    uv pip compile requirements.in -o requirements.txt\n"
PINS = "a==7777.1\n    # via -r zzsecret.in\nzzsecret==7777.1\n    # via a\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.in": "a\nsix\n",
                "requirements.txt": f"{MADE}-r private/r.txt\nsix==1\n    # via -r requirements.in\n",
            },
            id="a layer of a lock",
        ),
        pytest.param(
            {
                "requirements.in": "-r private/r.txt\nsix\n",
                "requirements.txt": f"{MADE}a==2\n    # via -r requirements.in\nsix==1\n    # via -r requirements.in\n",
            },
            id="an input of an input",
        ),
        pytest.param(
            {
                "pinlint.toml": "[[locks]]\nlock = 'requirements.txt'\ninputs = ['private/r.txt']\n",
                "requirements.txt": "a==1\nsix==1\n",
            },
            id="an input that the configuration names",
        ),
    ],
)
@pytest.mark.parametrize(
    "arguments",
    [["check", "--verbose", "--format", "html"], ["check", "--verbose"], ["graph"], ["why", "a"], ["why", "zzsecre"]],
    ids=" ".join,
)
def test_no_lock_with_it_shows_it(said, arguments: list[str], files: Tree) -> None:
    text = said({**files, "private/r.txt": PINS}, *arguments)[1]
    assert "7777" not in text
    assert "zzsecret" not in text


def test_its_versions_are_written_into_no_other_file(said, tmp_path: Path) -> None:
    lines = "six\n" + "".join(f"p{number}==1\n" for number in range(9))
    files = {"requirements.txt": f"-r private/r.txt\n{lines}", "private/r.txt": "b\nsix==7777.1\n"}
    said(files, "check", "--fix", "--unsafe-fixes")
    assert (tmp_path / "requirements.txt").read_text() == files["requirements.txt"]


def test_its_lines_are_reported_as_before_if_nothing_else_has_their_words(said) -> None:
    files = {"requirements.txt": "-r private/r.txt\nsix>=1\n", "private/r.txt": "# the version\nb==1\n"}
    assert "six>=1 allows" in said(files, "check")[1]


def test_a_new_lock_that_pinlint_finds_by_its_header_is_shown(said) -> None:
    header = "# This file is autogenerated by pip-compile\n# by the following command:\n#\n#    pip-compile a.in\n"
    files = {"a.in": "zz7zz>=2\n", "a.txt": f"{header}zz7zz==1.0\n    # via -r a.in\n"}
    assert "zz7zz==1.0 does not satisfy zz7zz>=2" in said(files, "check")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        *(["why", "zz-private"], ["why", "a"], ["graph"], ["graph", "--format", "dot"], ["graph", "--format", "html"]),
        ["check", "--format", "html"],
    ],
    ids=" ".join,
)
def test_no_command_shows_what_an_included_file_requires(said, arguments: list[str]) -> None:
    files = {
        "requirements.in": "-r .env\na\n",
        ".env": "zz_private==77.77\na<77.77\n",
        "requirements.txt": "# This file is autogenerated by pip-compile with Python 3.11\n# by the following command:\n#\n"
        "#    pip-compile requirements.in\n#\na==1\n    # via -r requirements.in\n",
    }
    _, text = said(files, *arguments)
    assert "77.77" not in text
    assert arguments[-1] == "zz-private" or not re.search("zz[-_]private", text)
