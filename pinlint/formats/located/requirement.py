"""Reads requirements in the strings of a located tree, with the place of every part in the file."""

from __future__ import annotations

from pinlint.formats.located import STRING, Node
from pinlint.formats.pep508_parts import InvalidRequirement
from pinlint.formats.plain_pep508 import parts_of
from pinlint.requirements.model import DEPENDENCIES, Clause, Problem, Requirement
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import plain_clauses
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.formats.located import Item
    from pinlint.text.source import SourceFile

#: At most so many files that a field is read from are named, and at most so many characters of each.
_MOST_NAMED, _LONGEST_NAMED = 10, 200
#: The work for one requirement of a file that people write: to read it, and for all rules to look at it.
_OF_A_REQUIREMENT = 80


def read_requirement(
    source: SourceFile,
    node: Node,
    start: int = 0,
    end: int | None = None,
    *,
    scope: str = DEPENDENCIES,
    group: str | None = None,
) -> Requirement:
    """The requirement (PEP 508) in ``value[start:end]`` of the string ``node``.

    Raises `InvalidRequirement`; its offsets count from ``start``.
    """
    text = node.value[start:end]
    parts = parts_of(text)

    def place(found: tuple[int, int]) -> Span:
        return node.part(start + found[0], start + found[1])

    def written(found: tuple[int, int]) -> str:
        return str(text[found[0] : found[1]])

    clauses = [
        Clause(written(operator), written(version), place((operator[0], version[1])))
        for operator, version in parts.clauses
    ]
    # Blanks around the requirement are not part of it.
    inner = (len(text) - len(text.lstrip()), len(text.rstrip()))
    name = written(parts.name)
    return Requirement(
        source,
        place(inner),
        name=name,
        name_span=place(parts.name),
        project=normalize(name),
        extras=tuple(normalize(written(extra)) for extra in parts.extras),
        clauses=tuple(clauses),
        specifier_span=place(parts.specifier) if parts.specifier else None,
        marker=written(parts.marker) if parts.marker else None,
        marker_span=place(parts.marker) if parts.marker else None,
        url=written(parts.url) if parts.url else None,
        url_span=place(parts.url) if parts.url else None,
        scope=scope,
        group=group,
    )


def listed(value: str, separator: str = "\n") -> Iterator[tuple[int, int]]:
    """The ranges of the requirements in a string, as setuptools splits it; blanks around them and comments are left out."""
    start = 0
    for part in value.split(separator):
        text = part.partition(" #")[0].rstrip()
        begin = start + len(text) - len(text.lstrip())
        if text.strip() and not text.lstrip().startswith("#"):
            yield begin, start + len(text)
        start += len(part) + 1


def read_from(files: Sequence[str]) -> str:
    """Says that the value of a field is read from ``files``. Names a few of them, and only the beginning of a long path."""
    named = [path if len(path) <= _LONGEST_NAMED else f"{path[:_LONGEST_NAMED]}..." for path in files[:_MOST_NAMED]]
    if len(files) > _MOST_NAMED:
        named.append(f"{len(files) - _MOST_NAMED:,} more")
    return f"is read from {' and '.join(named)}"


class Collector:
    """Collects the requirements and problems of one file while its tree is read."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.requirements: list[Requirement] = []
        self.problems: list[Problem] = []
        self._reported: set[tuple[str, int]] = set()

    def problem(self, message: str, span: Span, help: str | None = None) -> None:
        """Notes text that cannot be read, only once if several fields use the same text."""
        if (message, span.start) in self._reported:
            return
        self._reported.add((message, span.start))
        self.problems.append(Problem("syntax-error", message, span, help))

    def add(
        self,
        node: Node,
        start: int = 0,
        end: int | None = None,
        *,
        scope: str = DEPENDENCIES,
        group: str | None = None,
    ) -> None:
        """Reads the requirement in ``value[start:end]`` of a string, or notes why it is invalid. Raises ExceededError."""
        self.source.budget.go_through(_OF_A_REQUIREMENT)
        try:
            self.requirements.append(read_requirement(self.source, node, start, end, scope=scope, group=group))
        except InvalidRequirement as error:
            span = node.part(start + error.start, start + error.end)
            self.problem(error.message, span if span.start < span.end else node.span, error.help)

    def array(self, node: Node, where: str, *, scope: str = DEPENDENCIES, group: str | None = None) -> None:
        """Reads an array of requirements; ``where`` names it in messages."""
        for element in self.elements(node, where):
            if element.kind == STRING:
                self.add(element, scope=scope, group=group)
            else:
                self.problem(f"{where} has an element that is not a string", element.span)

    def elements(self, node: Node, where: str) -> list[Node]:
        """The elements of a node that should be an array."""
        if node.kind != "array":
            self.problem(f"{where} is not an array", node.span)
        return node.elements

    def entries(self, node: Node | None, where: str) -> list[Item]:
        """The entries of a node that should be a table; empty if there is no node."""
        if node is None:
            return []
        if node.kind != "table":
            self.problem(f"{where} is not a table", node.span)
        return node.items

    def string(self, node: Node | None, where: str) -> str | None:
        """The value of a node that should be a string; None if there is no node."""
        if node is None:
            return None
        if node.string is None:
            self.problem(f"{where} is not a string", node.span)
        return node.string

    def specifier(self, node: Node | None, where: str) -> str | None:
        """The value of a node that should be a specifier set (PEP 440). None if there is no node, or if the value is invalid."""
        text = self.string(node, where)
        if node is None or text is None:
            return None
        if plain_clauses(text) is not None:
            return text
        from pinlint.formats import pep508

        try:
            # A name before it makes it a requirement; "(" ends the name, so that no word can continue it.
            parts = pep508.parse("x(" + text + ")") if text.strip() else None
        except InvalidRequirement as error:
            start, end = max(error.start - 2, 0), min(error.end - 2, len(text))
            span = node.part(start, end) if start < end else node.span
            help = error.help.replace("write '==", "write '>=") if error.help else None  # no project needs one release
            self.problem(f"{where} is not a version specifier: {error.message}", span, help)
            return None
        if parts is not None and parts.marker:
            self.problem(f"{where} is not a version specifier", node.span)
            return None
        return text
