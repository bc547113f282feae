"""What commands print about a small tree, for the documents in ``answers/``: a machine of its own, variables, and commits."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from repository import Repository
from trees import Tree, write_tree

from tools.tree_transcripts import alone, printed

#: The lines of an outline: headings of findings, places, counts and notes.
_OUTLINED = re.compile(r"\w+\[| +--> |\d+ (error|warning|info)|No findings|note: (?!the dependencies of )")


def session(
    files: Tree,
    *commands: str,
    commits: Sequence[Tree] = (),
    shown: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
    programs: Mapping[str, str] | None = None,
    typed: str | None = None,
) -> None:
    """Prints what the commands print in a tree of these ``files``, one after the other, and then the files in ``shown``.

    A command that begins with ``git`` runs git, one without ``pinlint`` is one of `pinlint check`. With ``commits``, the tree is
    a repository: each is the whole tree of a commit, and what is in ``files`` is not committed. ``programs`` are compilers.
    With ``typed``, a person who types this sits at a terminal.
    """
    git = os.path.dirname(shutil.which("git") or "")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(alone(Path(folder)))
        tree = Path(folder).resolve() / "tree"
        if commits:
            os.environ["PATH"] += os.pathsep + git
            repository = Repository(tree, dict(os.environ))
            for commit in commits:
                repository.run("git", "rm", "-rfq", "--ignore-unmatch", ".")
                repository.commit(dict(commit), check=True)
        write_tree(tree, files)
        for name, text in (programs or {}).items():
            (Path(folder) / "bin" / name).write_text(text)
        os.environ.update(variables or {})
        stdin = io.TextIOWrapper(io.BytesIO((typed or "").encode()))
        stdin.isatty = lambda: typed is not None  # type: ignore[method-assign]
        stack.enter_context(patch("sys.stdin", stdin))
        for command in commands:
            if command.startswith("git "):
                say(repository.run(*command.split(), check=False).stdout.replace(str(tree), "/project"))
            else:
                whole = command if command.startswith("pinlint") else f"pinlint check {command}"
                say(printed(whole, tree, terminal=typed is not None))
        for path in shown:
            say(f"===== {path}\n{(tree / path).read_text('utf-8')}")


def outline(files: Tree, command: str = "") -> None:
    """Prints what `pinlint check` finds in a tree and where, the counts and the notes, without excerpts and help."""
    with contextlib.redirect_stdout(io.StringIO()) as printed_lines:
        session(files, command)
    for line in printed_lines.getvalue().splitlines():
        if _OUTLINED.match(line):
            print(line)  # noqa: T201 - the document compares it


def say(text: str) -> None:
    """Prints a text in which doctest finds every line: a blank line is ``~``, an escape character ``ESC``, a return ``CR``."""
    for line in text.removesuffix("\n").split("\n") if text else ():
        print(line.rstrip().replace("\x1b", "ESC").replace("\r", "CR") or "~")  # noqa: T201 - the document compares it
