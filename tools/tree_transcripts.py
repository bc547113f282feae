"""Trees of files with all that commands print about them: the documents below ``tests/transcripts``.

A document has a line ``===== path`` before the text of each file, and then a line ``===== $ pinlint …`` before what that command
prints. A line ``##### title`` begins the next tree. `python -m tools.transcripts` writes the outputs again; a test compares them.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The stylesheet and the script of the HTML report, and their hashes.
_LOOK = re.compile(r"(?<=<style>).*?(?=</style>)|(?<=<script>).*?(?=</script>)|(?<='sha256-)[^']*", re.DOTALL)
#: The compilers that `pinlint compile` finds; they are never run.
_PROGRAMS = ("uv", "pip-compile", "pip-compile-multi", "pip-reqs", "poetry", "pdm", "pipenv", "docker")


def documents() -> list[Path]:
    """The documents, in order."""
    return sorted((ROOT / "tests" / "transcripts").glob("*.txt"))


def rendered(page: str, folder: Path) -> str:
    """The page, a document, with the outputs that its commands have now. Its trees are made in ``folder``, which is empty."""
    parts = []
    for number, part in enumerate(page.split("##### ")):
        title, _, text = part.partition("===== ")
        parts.append(f"{title}{_rendered(f'===== {text}', folder / str(number))}" if text else title)
    return "##### ".join(parts)


def _rendered(page: str, folder: Path) -> str:
    tree = folder / "project"
    tree.mkdir(parents=True)
    parts = []
    for part in page.split("===== ")[1:]:
        head, _, text = part.partition("\n")
        if head.startswith("$ "):
            with alone(folder):
                parts.append(f"===== {head}\n{printed(head[2:], tree)}")
            continue
        path = tree / head
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        parts.append(f"===== {part}")
    return "".join(parts)


def printed(command: str, tree: Path, *, terminal: bool = False) -> str:
    """What the command prints, on a ``terminal`` or to a file, and its status where it is not 0."""
    from pinlint.command_line.main import main

    data = io.BytesIO()
    output = io.TextIOWrapper(data, "utf-8", newline="", write_through=True)
    output.isatty = lambda: terminal  # type: ignore[method-assign]
    before = Path.cwd()
    os.chdir(tree)
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            status = main(shlex.split(command)[1:])
    finally:
        os.chdir(before)
    text = data.getvalue().decode().replace(str(tree), "/project")
    if text.startswith("<!DOCTYPE"):
        text = _LOOK.sub("…", text)
    return f"{text}status {status}\n" if status else text


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hides what else is on this machine: environments, caches, and other compilers than those named above."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    for name in _PROGRAMS:
        (programs / name).write_text("#!/bin/sh\nexit 1\n")
        (programs / name).chmod(0o755)
    before = dict(os.environ)
    hidden = [name for name in before if name.startswith(("PINLINT_", "UV_", "PIP_")) or name == "VIRTUAL_ENV"]
    try:
        for name in hidden:
            del os.environ[name]
        os.environ |= {"PATH": str(programs), "XDG_CACHE_HOME": str(folder / "caches"), "HOME": str(folder / "home")}
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
