"""Sessions of nox (`noxfile.py`), read as syntax: the arguments of `session.install` and `session.run`.

The value of a name is known if the module assigns it once, as a string, a list or a tuple. Everything else is unknown.
"""

from __future__ import annotations

import ast
from posixpath import dirname

from pinlint.formats.conda_environment import words
from pinlint.formats.jobs import Job, Packages, Script, mapped
from pinlint.formats.located.python import Source
from pinlint.formats.located.python_names import ComputedError, Names
from pinlint.text.budget import Budget
from pinlint.text.mapped_text import MappedText, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.jobs import Action
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)noxfile\.py$"
READS = "build"

_INSTALLS = frozenset(["install", "_session_install"])
_RUNS = frozenset(["run", "run_always", "run_install"])


def jobs(source: SourceFile) -> list[Job]:
    """The functions that install something, each a job. Raises LocatedError for text that is not Python."""
    reader = _Reader(source)
    assert isinstance(reader.python.tree, ast.Module)
    found = []
    for node in ast.walk(reader.python.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.args.args:
            actions = list(reader.actions(node, node.args.args[0].arg))
            if actions:
                found.append(Job(source, node.name, actions, folder=dirname(source.path)))
    return found


class _Reader:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.python = Source(source.text)
        assert isinstance(self.python.tree, ast.Module)
        self.names = Names(self.python.tree, Budget(len(source.text)), inside=True)

    def actions(self, function: ast.FunctionDef | ast.AsyncFunctionDef, session: str) -> Iterator[Action]:
        """What a function does with its session, in the order in which it is written."""
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            target = call.func
            if not (isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)):
                continue
            if target.value.id not in (session, "session"):
                continue
            given = [word for argument in call.args for word in self.texts(argument)]
            if target.attr in _INSTALLS and given:
                split = [part for word in given for part in (words(word) if word is not None else [None])]
                yield Packages("session.install", split, self.python.span(call))
            elif target.attr in _RUNS and any(given):
                yield Script(self.command(given))

    def texts(self, argument: ast.expr) -> Iterator[MappedText | None]:
        """The words of an argument: one word, those of a list after a star, or one unknown word."""
        starred = isinstance(argument, ast.Starred)
        expression = argument.value if isinstance(argument, ast.Starred) else argument
        try:
            parts = list(self.names.elements(expression)) if starred else [self.names.value(expression)]
            for part in parts:
                literal = self.python.literal(part)
                yield mapped(self.source, literal) if literal.string is not None else None
        except ComputedError:
            yield None

    def command(self, given: list[MappedText | None]) -> MappedText:
        """The words of a command as a line for the shell; a word with a blank or a quote in it is unknown."""
        parts = []
        for word in given:
            plain = word is not None and not set(word.text) & set(" \t\r\n'\"\\$`;&|()*?")
            at = word.span(0, 1).start if word is not None else 0
            if word is None:
                parts.append(MappedText(self.source, [("$UNKNOWN ", at, at)]))
            elif plain:
                parts += [word, MappedText(self.source, [(" ", at, at)])]
            else:
                quotable = "'" not in word.text
                text = MappedText(self.source, [("'" if quotable else "$UNKNOWN ", at, at)])
                parts += [text, word, MappedText(self.source, [("' ", at, at)])] if quotable else [text]
        return joined(parts, self.source)
