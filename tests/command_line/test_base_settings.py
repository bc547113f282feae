"""``--base-settings``: a pull request loosens nothing for itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from trees import Tree, write_tree

from pinlint.command_line import main as cli
from pinlint.command_line.base_settings import KEYS
from pinlint.findings.config import FIELDS

LOOSE = {"requirements.txt": "flask==3.0.0\ndjango\n"}
BASE = {"requirements.txt": "flask==3.0.0\n"}


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """``check(base, change, *arguments)``: the status of a check of the change since the base, and what it says."""
    monkeypatch.chdir(tmp_path)

    def run(base: Tree, change: Tree, *arguments: str) -> tuple[int, str]:
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
        write_tree(tmp_path, base)
        for command in (["init", "-q"], ["add", "--all"], ["commit", "-qm", "x"]):
            subprocess.run([*git, *command], check=True)
        write_tree(tmp_path, change)
        subprocess.run([*git, "add", "--all"], check=True)
        status = cli.main(["check", "--since", "HEAD", *arguments])
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return run


@pytest.mark.parametrize(
    ("base", "change", "arguments", "status"),
    [
        pytest.param({}, {"pinlint.toml": "fail-on = 'never'\n"}, (), 1, id="fail-on"),
        pytest.param({}, {"pinlint.toml": "select = ['hashes']\n"}, (), 1, id="select"),
        pytest.param({}, {"pinlint.toml": "ignore = ['pins']\n"}, (), 1, id="ignore"),
        pytest.param({}, {"pinlint.toml": "exclude = ['*.txt']\n"}, (), 1, id="exclude"),
        pytest.param({}, {"pyproject.toml": "[tool . pinlint]\nfail-on = 'never'\n"}, (), 1, id="pyproject.toml"),
        pytest.param({"pinlint.toml": "fail-on = 'never'\n"}, {"pinlint.toml": ""}, (), 0, id="what the base allows"),
        pytest.param(
            {"pyproject.toml": "[tool.pinlint]\nfail-on = 'never'\n"},
            {"pyproject.toml": ""},
            (),
            0,
            id="what the base allows in pyproject.toml",
        ),
        pytest.param(
            {"pinlint.toml": "fail-on = 'error'\n"}, {"pinlint.toml": "fail-on = 'never'\n"}, (), 1, id="an edit"
        ),
        pytest.param({"pinlint.toml": "strict = true\n"}, {"pinlint.toml": ""}, (), 1, id="strict"),
        pytest.param(
            {"pinlint.toml": "ignore = ['pins']\n"}, {}, ("--select", "pins"), 1, id="the command line outweighs it"
        ),
        pytest.param({}, {"pinlint.toml": "fail-on = 'never'\n"}, ("--fail-on", "never"), 0, id="and may loosen"),
    ],
)
def test_the_settings_are_those_of_the_base(check, base: Tree, change: Tree, arguments, status: int) -> None:
    assert check({**BASE, **base}, {**LOOSE, **change}, "--base-settings", *arguments)[0] == status


def test_the_baseline_is_that_of_the_base(check, tmp_path: Path) -> None:
    write_tree(tmp_path, LOOSE)
    assert cli.main(["check", "--write-baseline", "known.json"]) == 0
    known = (tmp_path / "known.json").read_text()
    (tmp_path / "known.json").unlink()
    named = {**BASE, "pinlint.toml": "baseline = 'known.json'\n"}

    assert check(named, {**LOOSE, "known.json": known}, "--base-settings")[0] == 1
    assert check({}, {"requirements.txt": "flask==3.0.0\n\ndjango\n"}, "--base-settings")[0] == 0


def test_it_needs_a_base(check) -> None:
    assert cli.main(["check", "--base-settings"]) == 2


def test_a_configuration_of_the_base_that_is_broken_is_reported(check) -> None:
    status, reported = check({**BASE, "pinlint.toml": "nope = 1\n"}, {"pinlint.toml": ""}, "--base-settings")
    assert (status, "HEAD:pinlint.toml: unknown key 'nope'" in reported) == (2, True)


def test_the_keys_are_keys() -> None:
    assert set(KEYS) <= {field.name for field in FIELDS}
