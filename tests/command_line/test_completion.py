"""The completion scripts in real shells. A shell that is not installed here cannot be tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pinlint.command_line.commands import completion
from pinlint.command_line.commands.completion import FOLDER, SHELLS
from pinlint.command_line.main import main
from tools.completions import scripts
from tools.generate import commands, named, rules
from tools.settings import rule_names

#: Types into a shell on a terminal of its own: each part once the text before it has appeared. Prints the whole screen.
DRIVER = """
import os, pty, sys
shell, *parts = sys.argv[1:]
process, terminal = pty.fork()
if not process:
    os.execvp("env", ["env", "-i", "HOME=/nonexistent", "TERM=dumb", f"PATH={os.environ['PATH']}", *shell.split()])
seen = b""
for wanted, keys in zip(parts[::2], parts[1::2]):
    while wanted.encode() not in seen:
        seen += os.read(terminal, 4096)
    print(seen.decode(errors="replace"))
    seen = b""
    os.write(terminal, keys.encode())
"""
COMPLETIONS = [
    pytest.param("pinlint explain unproven-", "unproven-lock", id="a rule"),
    pytest.param("pinlint comple", "completion", id="a command"),
    pytest.param("pinlint --forc", "--force-exclude", id="an option of the default command"),
    pytest.param("pinlint check --format sa", "sarif", id="a format"),
    pytest.param("pinlint graph --format sv", "svg", id="a format of another command"),
    pytest.param("pinlint requirements.txt --forc", "--force-exclude", id="an option behind a path"),
    pytest.param(
        "pinlint check --select conflicting-m", "conflicting-manifests", id="a rule as the value of an option"
    ),
    pytest.param("pinlint check --config pinlint.t", "pinlint.toml", id="a file as the value of an option"),
    pytest.param("pinlint check requirements.t", "requirements.txt", id="a file"),
]


def script(shell: str) -> str:
    return os.path.join(FOLDER, f"pinlint.{shell}")


def found(shell: str) -> str:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("", "utf-8")
    (tmp_path / "pinlint.toml").write_text("", "utf-8")
    return tmp_path


@pytest.mark.parametrize("shell", SHELLS)
def test_the_command_prints_the_script(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["completion", shell]) == 0
    text = Path(script(shell)).read_bytes().replace(b"\r\n", b"\n")
    assert capsysbinary.readouterr().out == text
    # A checkout on Windows may have other line ends, which no shell reads.
    (tmp_path / f"pinlint.{shell}").write_bytes(text.replace(b"\n", b"\r\n"))
    monkeypatch.setattr(completion, "FOLDER", str(tmp_path))
    assert main(["completion", shell]) == 0
    assert capsysbinary.readouterr().out == text


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_can_read_the_script(shell: str) -> None:
    done = subprocess.run([found(shell), "-n", script(shell)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_shell_has_its_script() -> None:
    made = scripts(commands(), rule_names(rules()), list(named("reports", "NAME").values()))
    assert {path.name for path in made} == {f"pinlint.{shell}" for shell in SHELLS}


def test_bash_knows_the_completion(folder: Path) -> None:
    asked = f"source '{script('bash')}'; complete -p pinlint"
    done = subprocess.run([found("bash"), "--norc", "-c", asked], capture_output=True, text=True, check=True)
    assert "-F _shtab_pinlint pinlint" in done.stdout


@pytest.mark.parametrize(("line", "word"), COMPLETIONS)
def test_fish_completes(folder: Path, line: str, word: str) -> None:
    asked = f"source '{script('fish')}'; complete -C '{line}'"
    done = subprocess.run(
        [found("fish"), "--no-config", "-c", asked], cwd=folder, capture_output=True, text=True, check=True
    )
    assert [text.split("\t")[0] for text in done.stdout.splitlines()] == [word]


@pytest.mark.parametrize(("line", "word"), COMPLETIONS)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_shell_on_a_terminal_completes(folder: Path, shell: str, line: str, word: str) -> None:
    flags = {"bash": "--norc --noprofile -i", "zsh": "-f -i"}[shell]
    setup = "" if shell == "bash" else "autoload -Uz compinit; compinit -u -D; zstyle ':completion:*' format ''; "
    # Reads the script as a start-up file does with `eval "$(pinlint completion SHELL)"`.
    setup += f"""eval "$(cat '{script(shell)}')"; PS1='rea''dy>'\n"""
    typed = ["", setup, "ready>", line, line, "\t", word.removeprefix(line.rsplit(maxsplit=1)[-1]), "\x03"]
    command = [sys.executable, "-c", DRIVER, f"{found(shell)} {flags}", *typed]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
