"""setup.py as a source of requirements, read as syntax and never run.

The parser reads literals, names that are assigned once to literals, and sums of these. Everything else is computed. A field
with a computed value is recorded as unreadable. The reason names the file that the value comes from, if the syntax shows it.
"""

from __future__ import annotations

import _ast as ast

from pinlint.formats.located import STRING, LocatedError, Node
from pinlint.formats.located.python import Source
from pinlint.formats.located.python_lines import lines_of
from pinlint.formats.located.python_names import ComputedError, Names
from pinlint.formats.located.requirement import Collector, listed, read_from
from pinlint.formats.located.syntax import children, walk
from pinlint.requirements.metadata import ProjectMetadata
from pinlint.requirements.model import BUILD, DEPENDENCIES, EXTRA, Problem, RequirementsFile
from pinlint.requirements.names import is_valid, normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

FILES = r"(^|/)setup\.py$"
FORMAT = "setup-py"

_FIELDS = {
    "name": "name",
    "python_requires": "requires-python",
    "install_requires": "dependencies",
    "extras_require": "optional-dependencies",
    "setup_requires": "build-requires",
}


def parse(source: SourceFile) -> RequirementsFile:
    """The requirements and the project's metadata of a setup.py; text that this Python cannot read is one problem."""
    into = Collector(source)
    metadata = None
    if "setup" in source.text:
        try:
            python = Source(source.text)
        except LocatedError as error:
            # It may be valid for its own Python version: Python 2, or one newer than this.
            into.problems.append(Problem("unreadable-file", f"the file {error.message}", error.span))
        else:
            metadata = _Reader(python, into).read()
    return RequirementsFile(source, FORMAT, into.requirements, problems=into.problems, metadata=metadata)


#: The file that pbr reads a distribution's requirements from.
_PBR_FILE = "requirements.txt"


class _Reader:
    """Reads the arguments of the one call of ``setup``."""

    def __init__(self, python: Source, into: Collector) -> None:
        self.python = python
        self.into = into
        self.unreadable: dict[str, str] = {}
        self.read_from: dict[str, list[str]] = {}

    def read(self) -> ProjectMetadata | None:
        module = self.python.tree
        assert isinstance(module, ast.Module)
        calls = [node for node in walk(module) if isinstance(node, ast.Call) and _is_setup(node.func)]
        if not calls:
            return None
        self.names = Names(module, self.into.source.budget, inside=_is_in_function(calls[0], module))
        if len(calls) > 1:
            reason = f"setup() is called in {len(calls)} places"
            return ProjectMetadata(unreadable=dict.fromkeys(_FIELDS.values(), reason))
        arguments = self.arguments(calls[0])
        name = self.string(arguments.get("name"), "name")
        python = self.string(arguments.get("python_requires"), "requires-python")
        asked = arguments.get("install_requires")
        self.list(asked, "dependencies", DEPENDENCIES)
        lines = lines_of(asked, self.names) if asked is not None and "dependencies" in self.unreadable else None
        pbr = arguments.get("pbr")
        if isinstance(pbr, ast.Constant) and pbr.value is True:
            self.read_from["dependencies"] = [_PBR_FILE]
            self.unreadable["dependencies"] = read_from([_PBR_FILE])
        self.list(arguments.get("setup_requires"), "build-requires", BUILD)
        extras = self.extras(arguments.get("extras_require"))
        return ProjectMetadata(
            name.value if name is not None else None,
            self.into.specifier(python, "python_requires"),
            name_span=name.content if name is not None else None,
            requires_python_span=python.content if python is not None else None,
            extras=tuple(extras),
            unreadable=self.unreadable,
            read_from=self.read_from,
            mentions=self.mentions(module),
            whole=frozenset(["dependencies"] if [lines] == self.read_from.get("dependencies") else []),
        )

    def mentions(self, module: ast.Module) -> frozenset[str]:
        """The strings of a file that opens other files and computes what its lists contain."""
        computed = any(field in self.unreadable for field in ("dependencies", "optional-dependencies"))
        opens = any(mark in self.python.text for mark in ("open(", ".read_text("))
        if not computed or not opens:
            return frozenset()
        texts = (node.value for node in walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str))
        return frozenset(text for text in texts if "\n" not in text)

    def arguments(self, call: ast.Call) -> dict[str, ast.expr]:
        """The keyword arguments. ``**name`` adds more if it is a dict literal."""
        found: dict[str, ast.expr] = {}
        given = {keyword.arg for keyword in call.keywords}
        for keyword in call.keywords:
            if keyword.arg is not None:
                found[keyword.arg] = keyword.value
                continue
            try:
                found.update(self.names.dict(keyword.value))
            except ComputedError:
                for argument, field in _FIELDS.items():
                    if argument not in given:
                        self.unreadable[field] = "setup() is called with ** and a value that is computed"
        return found

    def reason(self, error: ComputedError, expression: ast.expr, field: str) -> str:
        """Why ``expression`` cannot be read: it reads a file that the syntax names, or its value is computed."""
        files = self.names.files(expression)
        if files:
            self.read_from.setdefault(field, []).extend(files)
        return read_from(files) if files else error.reason

    def string(self, expression: ast.expr | None, field: str) -> Node | None:
        if expression is None or (isinstance(expression, ast.Constant) and expression.value is None):
            return None
        try:
            expression = self.names.value(expression)
            node = self.python.literal(expression)
            if node.kind == STRING:
                return node
            raise ComputedError("is computed")
        except ComputedError as error:
            self.unreadable[field] = self.reason(error, expression, field)
        return None

    def list(self, expression: ast.expr | None, field: str, scope: str, group: str | None = None) -> None:
        """Reads a list of requirements; elements that are literals count even if others are computed."""
        if expression is None:
            return
        try:
            for element in self.names.elements(expression):
                try:
                    node = self.python.literal(self.names.value(element))
                    if node.kind != STRING:
                        raise ComputedError("has an element that is computed")
                except ComputedError as error:
                    self.unreadable.setdefault(field, self.reason(error, element, field))
                    continue
                for start, end in listed(node.value):
                    self.into.add(node, start, end, scope=scope, group=group)
        except ComputedError as error:
            self.unreadable[field] = self.reason(error, expression, field)

    def extras(self, expression: ast.expr | None) -> dict[str, None]:
        found: dict[str, None] = {}
        if expression is None:
            return found
        field = "optional-dependencies"
        try:
            for key, value in self.names.dict(expression, self.unreadable).items():
                written, colon, marker = key.partition(":")
                if written and not is_valid(written):
                    self.into.problem(f"{written!r} is not a valid name of an extra", self.python.span(value))
                    continue
                extra = normalize(written)
                if extra:
                    found[extra] = None
                before = len(self.into.requirements)
                self.list(value, field, EXTRA if extra else DEPENDENCIES, extra or None)
                for requirement in self.into.requirements[before:] if colon else ():
                    own = requirement.marker
                    requirement.marker = f"({own}) and ({marker.strip()})" if own else marker.strip()
        except ComputedError as error:
            self.unreadable[field] = self.reason(error, expression, field)
        return found


def _is_in_function(call: ast.Call, module: ast.Module) -> bool:
    """Whether a call is inside a function."""
    waiting: list[tuple[ast.AST, bool]] = [(module, False)]
    while waiting:
        node, inside = waiting.pop()
        if node is call:
            return inside
        inside = inside or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        waiting += [(inner, inside) for inner in children(node)]
    return False


def _is_setup(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr == "setup" and isinstance(function.value, (ast.Name, ast.Attribute))
    return isinstance(function, ast.Name) and function.id == "setup"
