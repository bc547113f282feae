"""Runs the targets guided by coverage, for so many seconds each, and keeps what fails.

Usage: python -m fuzz.run [--seconds 60] [--replay] [TARGET ...]

``--replay`` runs the inputs of ``corpus`` and nothing else. Fuzzing needs atheris (``pip install atheris``). An input that fails
is written into ``corpus/TARGET``; commit it with the fix, and it is tried for ever, also by the tests.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
#: Seconds that one input may take.
TIMEOUT = 10


def replay(name: str) -> int:
    """Runs a target on what has failed before; the number of inputs."""
    inputs = sorted((CORPUS / name).glob("*"))
    for path in inputs:
        TARGETS[name](path.read_bytes())
    return len(inputs)


def fuzz(name: str, seconds: int) -> None:
    """Runs one target in this process; does not return."""
    import atheris

    folder = CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    atheris.instrument_all()
    options = [f"-max_total_time={seconds}", f"-timeout={TIMEOUT}", "-max_len=4096", f"-artifact_prefix={folder}/"]
    # What is only interesting goes to the first folder and is forgotten; what fails is kept by the prefix.
    with TemporaryDirectory() as interesting:
        atheris.Setup(["fuzz", *options, interesting, str(folder)], TARGETS[name])
        atheris.Fuzz()


def main() -> int:
    """Fuzz, and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.run", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", choices=[[], *TARGETS])
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--replay", action="store_true", help="run the kept inputs only")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.targets or list(TARGETS)
    if options.alone:
        fuzz(names[0], options.seconds)
    for name in names:
        sys.stdout.write(f"{name}: {replay(name)} kept inputs\n")
    if options.replay:
        return 0
    each = max(1, options.seconds // len(names))
    command = [sys.executable, "-m", "fuzz.run", "--alone", "--seconds", str(each)]
    failed = [name for name in names if subprocess.run([*command, name], check=False).returncode]
    sys.stdout.write(f"failed: {', '.join(failed)}\n" if failed else "nothing found\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
