"""Environment markers, PEP 508: parsed once per text, evaluated for given environments with three results.

A marker is True, False or None. None means unknown: a malformed version, a variable without a known value, or an ordering of
texts that tools disagree about. True and False are the same as in `packaging`. A property test checks this. ``and`` and ``or``
give a result as soon as the known parts decide it.
"""

from __future__ import annotations

from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import OPERATORS, decide
from pinlint.text.budget import DEEPEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    #: A variable, an operator, a value, and whether the value is on the left.
    Atom: TypeAlias = tuple[str, str, str, bool]
    #: ``("and", nodes)``, ``("or", nodes)`` or an atom.
    Node: TypeAlias = tuple[Any, ...]

#: The variables whose values are compared as versions.
VERSIONS = frozenset({"implementation_version", "platform_release", "python_full_version", "python_version"})
VARIABLES = VERSIONS | {
    "dependency_groups",
    "extra",
    "extras",
    "implementation_name",
    "os_name",
    "platform_machine",
    "platform_python_implementation",
    "platform_system",
    "platform_version",
    "sys_platform",
}
#: The variables that are keys of a requirement in a Pipfile, in the order in which pipenv joins them.
MARKER_KEYS = (
    "os_name",
    "sys_platform",
    "platform_machine",
    "platform_python_implementation",
    "platform_release",
    "platform_system",
    "platform_version",
    "python_version",
    "python_full_version",
    "implementation_name",
    "implementation_version",
)
_OLD_NAMES = {
    "os.name": "os_name",
    "platform.machine": "platform_machine",
    "platform.python_implementation": "platform_python_implementation",
    "platform.version": "platform_version",
    "python_implementation": "platform_python_implementation",
    "sys.platform": "sys_platform",
}
_nodes: dict[str, Node | None] = {}
_released: dict[str, str] = {}
MEMOS = (_nodes, _released)


def parse_marker(text: str) -> Node | None:
    """The marker as a tree; None if the text is not a marker."""
    try:
        return _nodes[text]
    except KeyError:
        pass
    node = read_plain(text)
    if node is None:
        try:
            node = _Reader(text).read()
        except ValueError:
            node = None
    _nodes[text] = node
    return node


def read_plain(text: str) -> Node | None:
    """The tree of a marker in the usual form of compilers: ``variable operator 'value'``, joined by ``and`` and ``or``.

    None for every other text, also for other markers.
    """
    either = []
    for alternative in text.split(" or "):
        both: list[Node] = []
        for comparison in alternative.split(" and "):
            words = comparison.split(" ")
            if len(words) != 3 or words[0] not in VARIABLES or words[1] not in _PLAIN_OPERATORS:
                return None
            quote, value = words[2][:1], words[2][1:-1]
            if quote not in _QUOTES or len(words[2]) < 2 or words[2][-1] != quote or quote in value or "\\" in value:
                return None
            if words[0] == "extra":
                value = normalize(value)
            both.append((words[0], words[1], value, False))
        either.append(both[0] if len(both) == 1 else ("and", tuple(both)))
    return either[0] if len(either) == 1 else ("or", tuple(either))


def evaluate(marker: str, environment: Mapping[str, str], extra: str = "") -> bool | None:
    """Whether ``marker`` is true in ``environment``, which maps variables to values, with the normalized ``extra``.

    None if unknown: the text is not a marker, or the result depends on a value that the environment does not have.
    """
    node = parse_marker(marker)
    return None if node is None else _evaluate(node, environment, extra)


def without_pre_releases(marker: str) -> str:
    """The marker without the pre-release parts of its versions, as uv reads it: ``<= '3.11.0a6'`` is ``<= '3.11.0'``."""
    if "python_" not in marker and "implementation_version" not in marker:
        return marker
    if marker not in _released:
        released = marker
        for quote in "'\"":  # metadata uses both
            pieces = released.split(quote)
            for index in range(1, len(pieces), 2):
                pieces[index] = _without_pre_release(pieces[index])
            released = quote.join(pieces)
        _released[marker] = released
    return _released[marker]


def _without_pre_release(version: str) -> str:
    """The release of a pre-release; other text unchanged."""
    head = version.rstrip("0123456789")
    letters = next((mark for mark in ("rc", "a", "b") if head.endswith(mark)), "")
    release = head.removesuffix(letters)
    return release if letters and head != version and release and not release.strip("0123456789.") else version


def atoms(marker: str) -> list[Atom]:
    """The comparisons in a marker, each as variable, operator, value, and whether the value is on the left."""
    found: list[Atom] = []
    waiting = [parse_marker(marker)]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        if len(node) == 2:
            waiting += reversed(node[1])
        else:
            found.append((node[0], node[1], node[2], node[3]))
    return found


def _evaluate(node: Node, environment: Mapping[str, str], extra: str) -> bool | None:
    if len(node) == 4:
        return compare(node, environment, extra)
    # The first True decides "or", the first False decides "and"; after an unknown part, the rest may still decide.
    decisive = node[0] == "or"
    undecided = False
    for part in node[1]:
        value = _evaluate(part, environment, extra)
        if value is decisive:
            return decisive
        undecided = undecided or value is None
    return None if undecided else not decisive


def compare(atom: Node, environment: Mapping[str, str], extra: str = "") -> bool | None:
    """Whether one comparison is true; None if unknown."""
    variable, operator, value, reverse = atom
    known = extra if variable == "extra" else environment.get(variable)
    if known is None:
        return None
    left, right = (value, known) if reverse else (known, value)
    if operator == "in":
        return left in right
    if operator == "not in":
        return left not in right
    if variable in VERSIONS:
        return decide(left, operator, right)
    if operator == "==":
        return left == right
    if operator == "!=":
        return left != right
    return None


class _Reader:
    """Reads one marker's text."""

    __slots__ = ("at", "depth", "text", "word")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.word = ""

    def read(self) -> Node:
        """The whole marker's tree. Raises ValueError if the text is not a marker."""
        self.next()
        node = self.either()
        if self.word:
            raise ValueError(self.text)
        return node

    def next(self) -> str:
        """Returns the current word and moves to the next."""
        passed = self.word
        text, at = self.text, self.at
        while text.startswith((" ", "\t"), at):
            at += 1
        start, first = at, text[at : at + 1]
        if first in _QUOTES:
            at = text.find(first, at + 1) + 1
        elif first in ("(", ")"):
            at += 1
        elif operator := next((known for known in OPERATORS if text.startswith(known, at)), ""):
            at += len(operator)
        else:
            while text[at : at + 1] in _WORD_CHARACTERS:
                at += 1
        if first and at <= start:
            raise ValueError(text)
        self.word, self.at = text[start:at], at
        return passed

    def either(self) -> Node:
        nodes = [self.both()]
        while self.word == "or":
            self.next()
            nodes.append(self.both())
        return nodes[0] if len(nodes) == 1 else ("or", tuple(nodes))

    def both(self) -> Node:
        nodes = [self.one()]
        while self.word == "and":
            self.next()
            nodes.append(self.one())
        return nodes[0] if len(nodes) == 1 else ("and", tuple(nodes))

    def one(self) -> Node:
        if self.word != "(":
            return self.comparison()
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError(self.text)
        self.next()
        node = self.either()
        if self.next() != ")":
            raise ValueError(self.text)
        self.depth -= 1
        return node

    def comparison(self) -> Node:
        left = self.next()
        operator = self.next()
        if operator == "not":
            operator = f"not {self.next()}"
        if operator not in _OPERATORS:
            raise ValueError(self.text)
        right = self.next()
        reverse = left[:1] in _QUOTES
        if reverse == (right[:1] in _QUOTES):
            raise ValueError(self.text)
        name, text = (right, left) if reverse else (left, right)
        name = _OLD_NAMES.get(name, name)
        if name not in VARIABLES:
            raise ValueError(self.text)
        value = unquoted(text)
        if name == "extra":
            value = normalize(value)
        return name, operator, value, reverse


_QUOTES = ("'", '"')
_WORD_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")
_PLAIN_OPERATORS = frozenset({"==", "!=", "<=", ">=", "<", ">"})
_OPERATORS = _PLAIN_OPERATORS | {"===", "~=", "in", "not in"}


def unquoted(text: str) -> str:
    """The value of a quoted text. Raises ValueError if Python rejects it; `packaging` also evaluates it with Python."""
    if "\\" not in text and "\n" not in text and "\r" not in text and "\0" not in text:
        return text[1:-1]
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python keeps an unknown escape as it is
        try:
            return str(ast.literal_eval(text))
        except (SyntaxError, ValueError):
            raise ValueError(text) from None
