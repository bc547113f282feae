"""Sessions of nox (`noxfile.py`), read as syntax: the arguments of `session.install` and `session.run`.

The value of a name is known if the module assigns it once, as a string, a list or a tuple. Everything else is unknown.
"""

from __future__ import annotations

import _ast as ast
from posixpath import dirname

from pinlint.formats.jobs import Job, Packages, Script, mapped, words
from pinlint.formats.located.python import Source
from pinlint.formats.located.python_names import ComputedError, Names
from pinlint.formats.located.syntax import children
from pinlint.text.budget import Budget
from pinlint.text.mapped_text import MappedText, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.jobs import Action
    from pinlint.text.source import SourceFile

    _Function = ast.FunctionDef | ast.AsyncFunctionDef

FILES = r"(?:^|/)noxfile\.py$"
READS = "build"

_INSTALLS = frozenset(["install", "_session_install"])
_RUNS = frozenset(["run", "run_always", "run_install"])


def jobs(source: SourceFile) -> list[Job]:
    """The functions that install something, each a job. Raises LocatedError for text that is not Python."""
    reader = CallReader(source)
    found = []
    for function, calls in _calls(reader.tree):
        actions = list(reader.actions(calls))
        if actions:
            found.append(Job(source, function.name, actions, folder=dirname(source.path)))
    return found


def _calls(tree: ast.Module) -> list[tuple[_Function, list[ast.Call]]]:
    """The functions with an argument, each with the calls of methods of its session.

    A session is the first argument of a function around the call, or is named `session`. A call inside nested functions counts
    once: it belongs to the nearest function with that argument.
    """
    found: list[tuple[_Function, list[ast.Call]]] = []
    waiting: list[tuple[ast.AST, list[int]]] = [(tree, [])]  # a node, and the numbers of the functions around it
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.args.args:
            around = [*around, len(found)]
            found.append((node, []))
        elif around and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.value.id if isinstance(node.func.value, ast.Name) else None
            owners = [number for number in around if found[number][0].args.args[0].arg == name]
            if owners or name == "session":
                found[(owners or around)[-1]][1].append(node)
        waiting += [(child, around) for child in reversed(list(children(node)))]
    return found


class CallReader:
    """Reads the words of calls: the arguments of `session.run`, or of a function that runs a command."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.python = Source(source.text)
        assert isinstance(self.python.tree, ast.Module)
        self.tree = self.python.tree
        self._names: Names | None = None

    @property
    def names(self) -> Names:
        """What the names of the module are bound to; many modules have no call for which that matters."""
        if self._names is None:
            self._names = Names(self.tree, Budget(len(self.source.text)), inside=True)
        return self._names

    def actions(self, calls: list[ast.Call]) -> Iterator[Action]:
        """What a function does by these calls, in the order in which they are written."""
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            target = call.func
            assert isinstance(target, ast.Attribute)
            given = [word for argument in call.args for word in self.texts(argument)]
            if target.attr in _INSTALLS and given:
                split = [part for word in given for part in (words(word) if word is not None else [None])]
                yield Packages("session.install", split, self.python.span(call))
            elif target.attr in _RUNS and any(given):
                yield Script(self.command(given))

    def texts(self, argument: ast.expr) -> Iterator[MappedText | None]:
        """The words of an argument: one word, the words of a list after a star, or one unknown word."""
        starred = isinstance(argument, ast.Starred)
        expression = argument.value if isinstance(argument, ast.Starred) else argument
        if starred and isinstance(expression, ast.Call) and _is_groups(expression.func):
            yield from self._groups(expression)
            return
        try:
            if starred:
                parts = list(self.names.elements(expression))
            else:
                parts = [self.names.value(expression) if isinstance(expression, ast.Name) else expression]
            for part in parts:
                literal = self.python.literal(part)
                yield mapped(self.source, literal) if literal.string is not None else None
        except ComputedError:
            yield None

    def _groups(self, call: ast.Call) -> Iterator[MappedText | None]:
        """The words that install what ``nox.project.dependency_groups(pyproject, "tests")`` returns."""
        for argument in call.args[1:]:
            for word in self.texts(argument):
                at = self.python.span(argument).start
                yield from ((MappedText(self.source, [("--group", at, at)]), word) if word is not None else (None,))

    def command(self, given: list[MappedText | None]) -> MappedText:
        """The words of a command as a line for the shell; a word with a blank or a quote in it is unknown."""
        parts = []
        for word in given:
            plain = word is not None and not set(word.text) & set(" \t\r\n'\"\\$`;&|()*?<>")
            at = word.span(0, 1).start if word is not None else 0
            if word is None:
                parts.append(MappedText(self.source, [("$UNKNOWN ", at, at)]))
            elif plain:
                parts += [word, MappedText(self.source, [(" ", at, at)])]
            else:
                quotable = "'" not in word.text
                text = MappedText(self.source, [("'" if quotable else "$UNKNOWN ", at, at)])
                end = word.span(0, len(word.text)).end
                parts += [text, word, MappedText(self.source, [("' ", end, end)])] if quotable else [text]
        return joined(parts, self.source)


def _is_groups(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "dependency_groups"
