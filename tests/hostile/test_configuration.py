"""A configuration that attacks: what leads out of the project is not read, and no spelling hides a table."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import write_tree

from pinlint.command_line import main as cli

SECRET = "hunter2s3cr3t"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a finding, beside one with a file that is none of pinlint's business."""
    folder = tmp_path / "project"
    write_tree(tmp_path, {"project/requirements.txt": "django\n", "o.toml": f"fail-on = 'never'\n{SECRET} = 1\n"})
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", ["pinlint.toml", ".pinlint.toml", "pyproject.toml"])
@pytest.mark.parametrize("command", [["check"], ["check", "--fix"], ["why", "django"], ["init", "--yes"], ["graph"]])
def test_a_link_out_of_the_project_is_refused(project: Path, name: str, command: list[str], capsys) -> None:
    (project / name).symlink_to("../o.toml")
    assert cli.main(command) == 2
    reported = "".join(capsys.readouterr())
    assert SECRET not in reported
    assert (project.parent / "o.toml").read_text().startswith("fail-on")
    assert (project / name).is_symlink()


@pytest.mark.parametrize("arguments", [["--config", "other.toml"], ["--baseline", "other.toml"]], ids=" ".join)
def test_nor_one_that_the_command_line_names(project: Path, arguments: list[str], capsys) -> None:
    (project / "other.toml").symlink_to("../o.toml")
    assert cli.main(["check", *arguments]) == 2
    reported = "".join(capsys.readouterr())
    assert "a symbolic link that leads out of the project is not read" in reported
    assert SECRET not in reported


@pytest.mark.parametrize("name", ["pinlint.toml", ".pinlint.toml", "pyproject.toml"])
@pytest.mark.parametrize("target", [".git/config", "g", ".GIT/config"])
def test_a_link_to_a_file_of_git_is_refused(project: Path, name: str, target: str, capsys) -> None:
    write_tree(project, {".git/config": f"{SECRET} = 1\n[tool.pinlint]\n{SECRET} = 1\n"})
    if target.startswith(".GIT"):
        (project / ".git").rename(project / ".GIT")
    (project / "g").symlink_to(".git/config")
    (project / name).symlink_to(target)
    assert cli.main(["check"]) == 2
    reported = "".join(capsys.readouterr())
    assert "it is one of git's own files" in reported
    assert SECRET not in reported


@pytest.mark.parametrize("text", [SECRET, f"A={SECRET} b c d", f"{'0' * 31}g {SECRET} b c"])
def test_no_line_of_a_file_that_is_named_as_the_baseline_is_shown(project: Path, text: str, capsys) -> None:
    write_tree(project, {".env": f"{text}\n", "pinlint.toml": "baseline = '.env'\n"})
    assert cli.main(["check"]) == 2
    reported = "".join(capsys.readouterr())
    assert ".env:1: not an entry of a baseline" in reported
    assert SECRET not in reported


def test_a_link_inside_of_the_project_is_followed(project: Path) -> None:
    write_tree(project, {"settings/lint.toml": "fail-on = 'never'\n"})
    (project / "pinlint.toml").symlink_to("settings/lint.toml")
    assert cli.main(["check"]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "[tool.pinlint]\nfail-on = 'never'\n",
        "[tool . pinlint]\nfail-on = 'never'\n",
        "[ tool.'pinlint' ]\nfail-on = 'never'\n",
        '["tool"."pinlint"]\nfail-on = "never"\n',
        '[tool."pin\\u006Cint"]\nfail-on = "never"\n',
        '[tool."\\U00000070inlint"]\nfail-on = "never"\n',
        "tool.pinlint = {fail-on = 'never'}\n",
        "tool = {pinlint = {fail-on = 'never'}}\n",
        "[tool]\npinlint.fail-on = 'never'\n",
        "[tool]\nblack.a = 1\n[tool.\tpinlint]\nfail-on = 'never'\n",
        "\ufeff[tool.pinlint]\nfail-on = 'never'\n",
        '\ufeff[tool."pin\\u006Cint"]\nfail-on = "never"\n',
    ],
)
def test_every_spelling_of_the_table_is_the_configuration(project: Path, text: str) -> None:
    write_tree(project, {"pyproject.toml": text})
    assert cli.main(["check"]) == 0
    write_tree(project, {"pyproject.toml": text.replace("never", "error")})
    assert cli.main(["check"]) == 1


def test_an_enormous_pyproject_toml_is_not_read(project: Path, capsys) -> None:
    with open(project / "pyproject.toml", "wb") as file:
        file.truncate(3_000_000_000)
    assert cli.main(["check"]) == 2
    assert "longer than 1,000,000 bytes" in capsys.readouterr().err
