"""What commands print about a small tree, for the documents in ``answers/``: a machine of its own, variables, and commits."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from repository import Repository
from trees import Tree, write_tree

from tools.tree_transcripts import alone, printed


def session(
    files: Tree,
    *commands: str,
    commits: Sequence[Tree] = (),
    shown: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> None:
    """Prints what the commands print in a tree of these ``files``, one after the other, and then the files in ``shown``.

    A command that begins with ``git`` runs git, one without ``pinlint`` is one of `pinlint check`. With ``commits``, the tree is
    a repository: each is the whole tree of a commit, and what is in ``files`` is not committed.
    """
    git = os.path.dirname(shutil.which("git") or "")
    with tempfile.TemporaryDirectory() as folder, alone(Path(folder)):
        tree = Path(folder).resolve() / "tree"
        if commits:
            os.environ["PATH"] += os.pathsep + git
            repository = Repository(tree, dict(os.environ))
            for commit in commits:
                repository.run("git", "rm", "-rfq", "--ignore-unmatch", ".")
                repository.commit(dict(commit), check=True)
        write_tree(tree, files)
        os.environ.update(variables or {})
        for command in commands:
            if command.startswith("git "):
                say(repository.run(*command.split(), check=False).stdout.replace(str(tree), "/project"))
            else:
                say(printed(command if command.startswith("pinlint") else f"pinlint check {command}", tree))
        for path in shown:
            say(f"===== {path}\n{(tree / path).read_text('utf-8')}")


def say(text: str) -> None:
    """Prints a text in which doctest finds every line: a blank line is ``~``, and an escape character is ``ESC``."""
    for line in text.splitlines():
        print(line.rstrip().replace("\x1b", "ESC") or "~")  # noqa: T201 - the document compares it
