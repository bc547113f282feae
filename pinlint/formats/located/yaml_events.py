"""YAML with the place of every node, from PyYAML's events, read as ``yaml.SafeLoader`` reads them.

No Python objects are constructed, so unknown tags do no harm. The tree is built from the flat events. `yaml.compose` is not used:
it recurses in C without a limit, and deep nesting would end the process. An alias is the same node as its anchor. The size of the
tree with all aliases written out is limited.
"""

from __future__ import annotations

from functools import partial

from pinlint.formats.located import (
    ARRAY,
    BOOL,
    NULL,
    NUMBER,
    OTHER,
    STRING,
    TABLE,
    Item,
    LocatedError,
    Node,
)
from pinlint.formats.located.yaml_scalars import lines_of_block, places_in_quotes, places_when_folded, trimmed
from pinlint.text import budget
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The work for one node, including each node of an alias that is written out.
_OF_A_NODE = 5

_TAG = "tag:yaml.org,2002:"
_PROPERTY = lazy(r"[^ \t\r\n]*[ \t\r\n]*")
_KINDS = {_TAG + "str": STRING, _TAG + "int": NUMBER, _TAG + "float": NUMBER, _TAG + "bool": BOOL, _TAG + "null": NULL}


def parse_all(text: str) -> list[Node]:
    """The trees of all documents. Raises LocatedError for malformed text, and ExceededError."""
    import yaml

    # libyaml compares each directive with all before it.
    budget.Budget(len(text)).spend((text.count("\n%") + text.count("\r%")) ** 2)
    builder = _Builder(text)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.event(event)
    except yaml.YAMLError as error:
        raise _located(text, error) from error
    return builder.documents


def _located(text: str, error: Any) -> LocatedError | budget.ExceededError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = min(mark.index if mark is not None else getattr(error, "position", 0) or 0, len(text))
    if (
        text.count("[", 0, at) + text.count("{", 0, at) - text.count("]", 0, at) - text.count("}", 0, at)
        >= budget.DEEPEST
    ):
        return budget.too_deep()  # libyaml has its own limit, and reads ahead
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    return LocatedError(f"is not valid YAML: {reason}", Span(at, min(at + 1, len(text))))


class _Open:
    """A container that is being read: its node, and the key that waits for its value."""

    __slots__ = ("anchor", "block", "count", "key", "merges", "node")

    def __init__(self, node: Node, anchor: str | None, block: bool) -> None:
        self.node = node
        self.anchor = anchor
        self.block = block
        self.key: Node | None = None
        self.merges: list[Node] = []
        self.count = 1  # of the nodes in it, with aliases written out


class _Builder:
    """Builds the trees from the events. ``anchors`` maps to a node and its size, or to None while it is being read."""

    def __init__(self, text: str) -> None:
        from yaml.constructor import SafeConstructor
        from yaml.resolver import Resolver

        self.text = text
        self.documents: list[Node] = []
        self.stack: list[_Open] = []
        self.budget = budget.Budget(len(text))
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.resolver = Resolver()
        #: The characters with which plain scalars begin that are not strings.
        self.resolvable = frozenset(self.resolver.yaml_implicit_resolvers)
        self.constructor = SafeConstructor()

    def event(self, event: Any) -> None:
        name = type(event).__name__
        if name == "ScalarEvent":
            self.add(self.scalar(event), 1, event.anchor)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            start = event.start_mark.index
            if len(self.stack) >= budget.DEEPEST:
                raise budget.too_deep()
            kind = TABLE if name == "MappingStartEvent" else ARRAY
            if event.anchor:
                self.anchors[event.anchor] = None
            self.stack.append(_Open(Node(kind, [], start, start), event.anchor, not event.flow_style))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self.end(event)
        elif name == "AliasEvent":
            span = Span(event.start_mark.index, event.end_mark.index)
            found = self.anchors.get(event.anchor)
            if found is None:
                known = event.anchor in self.anchors
                raise LocatedError(
                    "has an alias inside its own anchor" if known else "has an alias without an anchor", span
                )
            self.add(*found, None)
        elif name == "DocumentStartEvent":
            self.anchors = {}

    def end(self, event: Any) -> None:
        opened = self.stack.pop()
        node = opened.node
        if opened.merges:
            _merge(node, opened.merges)
        if opened.block and node.value:
            # libyaml ends a block collection where the next token begins: its content ends with its last entry.
            last = node.value[-1]
            node.end = max(node.start, last.node.end if node.kind == TABLE else last.end)
        else:
            node.end = event.end_mark.index
        self.add(node, opened.count, opened.anchor)

    def add(self, node: Node, count: int, anchor: str | None) -> None:
        """Adds a complete node, which counts as ``count`` nodes, in its place."""
        if anchor:
            self.anchors[anchor] = (node, count)
        if not self.stack:
            self.documents.append(node)
            return
        opened = self.stack[-1]
        opened.count += count
        self.budget.spend(_OF_A_NODE * count)
        if opened.node.kind == ARRAY:
            opened.node.value.append(node)
        elif opened.key is None:
            opened.key = node
        else:
            key, opened.key = opened.key, None
            if key.kind == OTHER and key.value == "<<":
                opened.merges.append(node)
            else:
                name = self.text[key.start : key.end] if key.kind in (TABLE, ARRAY) else _key(key, self.text)
                opened.node.value.append(Item(name, key.start, key.end, node))

    def scalar(self, event: Any) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        tag = event.tag
        if tag is None and event.implicit[0] and event.value[:1] not in self.resolvable:
            return self.string(event, start, end)
        if tag is None or tag == "!":
            from yaml.nodes import ScalarNode

            tag = self.resolver.resolve(ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
        kind = _KINDS.get(tag, OTHER)
        value: Any = event.value
        if kind == STRING:
            return self.string(event, start, end)
        # The time for a number in base 60 grows with the square of its length.
        if kind != OTHER and len(value) > budget.LONGEST_WORD:
            kind = OTHER
        if kind != OTHER:
            from yaml.nodes import ScalarNode

            try:
                value = self.constructor.construct_object(ScalarNode(tag, event.value))
            except (ValueError, LookupError, OverflowError):
                kind = OTHER
        if kind == NULL and start == end:
            start = end = trimmed(self.text, start)
        return Node(kind, value, start, end)

    def string(self, event: Any, start: int, end: int) -> Node:
        text, value, style = self.text, event.value, event.style
        if style in ("|", ">"):
            end = trimmed(text, end)
            if style == "|":
                return Node(STRING, value, start, end, lines=partial(lines_of_block, text, start, value))
            behind = text.find("\n", start) + 1 or end
            return Node(STRING, value, start, end, places=partial(places_when_folded, text, behind, end, value))
        # Tags and anchors belong to the event: the scalar begins after them.
        start = min(_behind_properties(text, start), end)
        inner = (start + 1, end - 1) if style in ("'", '"') else (start, end)
        if text[slice(*inner)] == value:
            return Node(STRING, value, start, end, *inner)
        if style not in ("'", '"') or "\n" in text[start:end] or "\r" in text[start:end]:
            return Node(STRING, value, start, end, *inner, partial(places_when_folded, text, *inner, value))
        places = partial(places_in_quotes, text, *inner, double=style == '"')
        return Node(STRING, value, start, end, *inner, places)


def _key(node: Node, text: str) -> str:
    """A key as text: the value of a string, else the text as written. YAML reads the key ``on`` as a bool, but every user of it
    means text.
    """
    return node.value if node.kind == STRING else text[node.start : node.end]


def _merge(table: Node, merges: list[Node]) -> None:
    """Writes out ``<<``. The entries of merged tables come before the table's own, and the first merged table wins."""
    own = {item.key for item in table.value}
    merged: dict[str, Item] = {}
    for node in merges:
        for source in node.elements or [node]:
            for item in source.items:
                if item.key not in own:
                    merged.setdefault(item.key, item)
    table.value[:0] = merged.values()


def _behind_properties(text: str, start: int) -> int:
    """Where a scalar's text begins, after the ``&anchor`` and ``!tag`` that its event includes."""
    while text[start : start + 1] in ("&", "!"):
        found = _PROPERTY.match(text, start)
        assert found is not None
        start = found.end()
    return start
