"""Measures programs side by side: processor time in rounds, each round running everything once, and medians of ratios."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

#: How variables begin that would make a run faster or slower than it is for others.
_DROPPED = ("PIP_", "PINLINT_", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONSAFEPATH", "UV_", "VIRTUAL_ENV")

#: Runs what follows "--", and prints the most memory that it had; it has to end with one of the statuses before.
_PEAK = """
import os, resource, sys
at = sys.argv.index("--")
status = os.spawnvp(os.P_WAIT, sys.argv[at + 1], sys.argv[at + 1 :])
if str(status) not in sys.argv[1:at]:
    sys.exit(f"status {status}")
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


class Program:
    """A command, the folder it runs in, the statuses that it may end with, and ``more`` environment variables."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        statuses: Sequence[int] = (0,),
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.command = list(command)
        self.folder = folder
        self.statuses = statuses
        self.more = dict(more or {})

    def run(self, variables: Mapping[str, str]) -> float:
        """Runs it once; the processor time, in seconds, of it and all that it starts."""
        with open(os.devnull, "r+b") as nothing:
            process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={**variables, **self.more},
                stdin=nothing,
                stdout=nothing,
                stderr=nothing,
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.statuses:
            raise RuntimeError(f"{' '.join(self.command)} in {self.folder}: status {process.returncode}")
        return usage.ru_utime + usage.ru_stime

    def peak(self, variables: Mapping[str, str]) -> int:
        """Runs it once; the most memory that it has at one time, in bytes.

        A small process starts it, since Linux counts the memory of the starting process, too.
        """
        environment = {**variables, **self.more}
        command = [sys.executable, "-S", "-c", _PEAK, *map(str, self.statuses), "--", *self.command]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, check=True)
        return int(done.stderr.split()[-1]) * (1 if sys.platform == "darwin" else 1024)


def clean_variables(home: Path) -> dict[str, str]:
    """The environment of the measured programs: nobody's caches and settings, and this Python's own folder first in the path.

    Else those that look for a Python may find a script in front of one, as pyenv has it, which takes longer than they do.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    interpreters = os.path.realpath(sys.executable).rpartition(os.sep)[0]
    path = f"{interpreters}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    own = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "GIT_CONFIG_GLOBAL": os.devnull, "PATH": path}
    return kept | own


def ratios(
    programs: Mapping[str, Program], reference: str, rounds: int, variables: Mapping[str, str]
) -> dict[str, float]:
    """How many times the processor time of ``reference`` each program takes: the median of the rounds, after a warm-up."""
    found: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        times = {name: program.run(variables) for name, program in programs.items()}
        if number:
            for name, time_taken in times.items():
                found[name].append(time_taken / times[reference])
    return {name: statistics.median(values) for name, values in found.items()}


def seconds(action: Callable[[], object], repetitions: int = 5) -> float:
    """The least processor time that ``action`` takes in this process, in seconds."""
    best = float("inf")
    for _ in range(repetitions):
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best


def environment(folder: Path, *what: str) -> Path:
    """A new virtual environment, as bare as they come, with ``what`` installed and compiled; its folder of programs."""
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    if not programs.exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run([*pip, "--python", str(programs / "python"), "install", *what], check=False)
        if done.returncode:
            import shutil

            shutil.rmtree(folder)
            raise RuntimeError(f"pip cannot install {' '.join(what)}")
        for program in programs.iterdir():
            _start_as_installed_today(program)
    return programs


def _start_as_installed_today(program: Path) -> None:
    """Takes ``re`` out of a start script by an old pip: pip 26, virtualenv and uv write scripts without it.

    To import it takes more than half as long as the start of Python.
    """
    if program.is_symlink() or os.name == "nt":
        return
    old = r"""sys.argv[0] = re.sub(r'(-script\.pyw|\.exe)?$', '', sys.argv[0])"""
    text = program.read_text("utf-8", errors="replace")
    if old in text:
        new = "sys.argv[0] = sys.argv[0].removesuffix('.exe')"
        program.write_text(text.replace("import re\n", "", 1).replace(old, new), "utf-8")
