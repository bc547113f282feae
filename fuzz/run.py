"""Runs the targets guided by coverage, for so many seconds together, and keeps what fails.

Usage: python -m fuzz.run [--seconds 60] [--seed NUMBER] [--replay] [TARGET ...]

``--replay`` runs the inputs of ``corpus`` and nothing else. Fuzzing needs what ``requirements/fuzz.txt`` pins. An input that
fails is printed and written into ``corpus/TARGET``; commit it with the fix, and it is tried for ever, also by the tests. The same
seed tries the same inputs in the same order; how many of them depends on the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import pkgutil
import re
import sys
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from fuzz.material import MADE, WORDS, real_files

CORPUS = Path(__file__).parent / "corpus"
#: Seconds that one input may take: a hundred times what any takes.
TIMEOUT = 10
#: Bytes of an input.
LONGEST = 4096


def instrument() -> None:
    """Imports all of pinlint with counters in it, so it has to come before anything else imports a part of it.

    Pinlint only, and once: that takes as long as a target has in CI, and the processes of the targets are forks of this one.
    """
    import atheris

    with contextlib.redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["pinlint"]):
        import pinlint

        for module in pkgutil.walk_packages(pinlint.__path__, "pinlint."):
            # The server needs an extra, and no target runs it.
            if not module.name.endswith("__main__") and not module.name.startswith("pinlint.server."):
                import_module(module.name)


def replay(name: str) -> int:
    """Runs a target on what has failed before; the number of inputs."""
    from fuzz.targets import TARGETS

    inputs = sorted((CORPUS / name).glob("*"))
    for path in inputs:
        TARGETS[name](path.read_bytes())
    return len(inputs)


def fuzz(name: str, seconds: int, seed: int) -> bool:
    """Runs one target in a process of its own, and keeps the input that fails; whether there is none."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        found, log = folder / "found", folder / "log"
        found.mkdir()
        # It stops when more whole seconds have passed than this; none would be no limit.
        options = [
            f"-max_total_time={max(1, seconds - 1)}",
            f"-seed={seed}",
            f"-timeout={TIMEOUT}",
            f"-max_len={LONGEST}",
        ]
        options += _material(name, folder)
        sys.stdout.flush()
        child = os.fork()
        if not child:
            # What this machine's caches know is to make no difference.
            os.environ |= {"HOME": temporary, "XDG_CACHE_HOME": temporary}
            with log.open("wb") as output:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            _run(name, options, found)
        _, status = os.waitpid(child, 0)
        said = log.read_text("utf-8", "replace")
        runs = re.search(r"^Done (\d+) runs", said, re.MULTILINE)
        sys.stdout.write(
            f"{name}: {runs[1]} inputs\n" if runs and not status else f"{said[-10_000:]}\n{name}: failed\n"
        )
        for path in sorted(found.iterdir()):
            data = path.read_bytes()
            sys.stdout.write(f"{name} fails on {data!r}\n")
            (CORPUS / name).mkdir(parents=True, exist_ok=True)
            (CORPUS / name / path.name).write_bytes(data)
    return not status


def _material(name: str, folder: Path) -> list[str]:
    """The options that tell where a target's inputs start from: a dictionary, and folders."""
    from fuzz.targets import files_for

    words, interesting, real = folder / "words", folder / "interesting", folder / "real"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in escaped))
    interesting.mkdir()
    real.mkdir()
    for number, path in enumerate(files_for(name, real_files())):
        (real / str(number)).write_bytes(path.read_bytes()[:LONGEST])
    if name in MADE:
        (real / "made").write_bytes(MADE[name])
    # What is only interesting goes to the first folder and is forgotten.
    return [f"-dict={words}", *(str(one) for one in (interesting, real, CORPUS / name) if one.is_dir())]


def _run(name: str, options: list[str], folder: Path) -> NoReturn:
    """Runs one target in this process, which it ends, and writes the input that fails into ``folder``."""
    import atheris

    from fuzz.targets import TARGETS

    def target(data: bytes) -> None:
        try:
            TARGETS[name](data)
        except BaseException:
            (folder / f"crash-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise

    try:
        # It writes those that take too long or too much memory, which are no exceptions, by itself.
        atheris.Setup(["fuzz", f"-artifact_prefix={folder}/", *options], target)
        atheris.Fuzz()
    finally:
        # A fork must not go on with what its parent does.
        os._exit(1)


def main() -> int:
    """Fuzz, and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.run", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="by default all")
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**31 + 1, help="by default another one each time")
    parser.add_argument("--replay", action="store_true", help="run the kept inputs only")
    options = parser.parse_args()
    if not options.replay:
        instrument()
    from fuzz.targets import TARGETS

    names = options.targets or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"no target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    for name in names:
        sys.stdout.write(f"{name}: {replay(name)} kept inputs\n")
    if options.replay:
        return 0
    each = max(1, options.seconds // len(names))
    failed = [name for name in names if not fuzz(name, each, options.seed)]
    sys.stdout.write(f"seed {options.seed}: " + (f"failed: {', '.join(failed)}\n" if failed else "nothing found\n"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
