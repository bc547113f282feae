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
    if any(_imports_lock(node) for node in reader.tree.body):
        return []
    found = []
    for function, calls in _calls(reader.tree):
        reader.function = function
        actions = list(reader.actions(calls))
        if actions:
            found.append(Job(source, function.name, actions, folder=dirname(source.path)))
    return found


def _imports_lock(node: ast.stmt) -> bool:
    """Whether a statement imports nox-poetry, whose sessions install what poetry.lock pins."""
    names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return "nox_poetry" in names


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
        #: The function around the calls. Its names come before those of the module.
        self.function: _Function | None = None
        self._names: dict[ast.AST, Names] = {}
        self._budget = Budget(len(source.text))

    def names(self) -> Iterator[Names]:
        """What the names of the function and of the module are bound to; many modules have no call for which that matters."""
        for scope in (self.function, self.tree):
            if scope is None:
                continue
            if scope not in self._names:
                self._names[scope] = Names(scope, self._budget, inside=True)
            yield self._names[scope]

    def parts(self, expression: ast.expr, *, several: bool) -> Iterator[ast.expr | None]:
        """The value of a name or, for ``several``, the elements of a list; None for what is not known."""
        if not several and not isinstance(expression, ast.Name):
            yield expression
            return
        for names in self.names():
            known: list[ast.expr | None] = []
            try:
                for part in names.elements(expression) if several else [names.value(expression)]:
                    known.append(part)  # noqa: PERF402  what comes before a part that is not known counts
            except ComputedError:
                known.append(None)
            if known != [None]:
                yield from known
                return
        yield None

    def actions(self, calls: list[ast.Call]) -> Iterator[Action]:
        """What a function does by these calls, in the order in which they are written."""
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            target = call.func
            assert isinstance(target, ast.Attribute)
            given = [word for argument in call.args for word in self.texts(argument)]
            variables = self.variables(call)
            if target.attr in _INSTALLS and given:
                split = [part for word in given for part in (words(word) if word is not None else [None])]
                yield Packages("session.install", split, self.python.span(call), variables=variables)
            elif target.attr in _RUNS and any(given):
                yield Script(self.command(given), variables=variables)

    def variables(self, call: ast.Call) -> dict[str, str | None]:
        """What ``env={"NAME": "value"}`` sets."""
        tables = [word.value for word in call.keywords if word.arg == "env" and isinstance(word.value, ast.Dict)]
        items = [item for table in tables for item in zip(table.keys, table.values, strict=True)]
        return {
            key.value: value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
            for key, value in items
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }

    def texts(self, argument: ast.expr) -> Iterator[MappedText | None]:
        """The words of an argument: one word, the words of a list after a star, or one unknown word."""
        starred = isinstance(argument, ast.Starred)
        expression = argument.value if isinstance(argument, ast.Starred) else argument
        if starred and isinstance(expression, ast.Call) and _is_groups(expression.func):
            yield from self._groups(expression)
            return
        for part in self.parts(expression, several=starred):
            literal = self.python.literal(part) if part is not None else None
            yield mapped(self.source, literal) if literal is not None and literal.string is not None else None

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
