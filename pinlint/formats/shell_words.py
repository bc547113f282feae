"""The words and simple commands that a shell script is read into, and what a word expands to."""

from __future__ import annotations

import re

from pinlint.text.budget import LONGEST_VALUE
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from pinlint.text.source import Span

    #: Of a word: a literal piece (text, start, end, quoted), an expansion, or None for what cannot be known.
    Part: TypeAlias = "tuple[str, int, int, bool] | Parameter | None"

    #: The variable of a loop, and the words that it takes one after the other; no words for a loop of another kind.
    Loop: TypeAlias = "tuple[str, list[Word]]"
    #: Where an `if` or `case` begins, and where one of its branches does.
    Branch: TypeAlias = tuple[int, int]

_QUOTES = lazy(r"\\.|['\"]")
#: How an assignment begins.
ASSIGNMENT = lazy(r"([A-Za-z_][A-Za-z0-9_]*)\+?=")


class Parameter:
    """An expansion ``$name`` or ``${name:-word}``. ``operator`` is empty for the first form, and None for a form whose value is
    not computed.
    """

    __slots__ = ("name", "operand", "operator", "quoted")

    def __init__(self, name: str, operator: str | None, operand: Word | None, quoted: bool) -> None:
        self.name = name
        self.operator = operator
        self.operand = operand
        self.quoted = quoted


class Word:
    """A word of a command: ``text`` as written, ``start`` and ``end`` its offsets in the script's text.

    ``parts`` are literal pieces ``(text, start, end, quoted)``, parameters, and None for what cannot be known.
    """

    __slots__ = ("_whole", "end", "mapped", "parts", "start")

    def __init__(self, mapped: MappedText, start: int, end: int, parts: Sequence[Part]) -> None:
        self.mapped = mapped
        self.start = start
        self.end = end
        self.parts = parts
        #: The whole word, if it is one piece: most words are, and are needed often.
        self._whole: str | None = None
        if len(parts) == 1 and isinstance(parts[0], tuple):
            self._whole = parts[0][0]

    def __repr__(self) -> str:
        return f"Word({self.text!r})"

    @property
    def text(self) -> str:
        """The word as written, quotes included."""
        return self.mapped.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where the word is written."""
        return self.mapped.span(self.start, self.end)

    @property
    def literal(self) -> str | None:
        """The word without its quotes; None if it has an expansion."""
        return self.value({}) if self._whole is None else self._whole

    def value(self, variables: Mapping[str, str | None]) -> str | None:
        """The word expanded, as one field; None if a part is unknown. A name counts as unset only if it maps to ``""``."""
        if self._whole is not None:
            return self._whole
        text, whole = self._expanded(variables)
        return text if whole else None

    def known_part(self, variables: Mapping[str, str | None]) -> str:
        """The word expanded, as one field, up to the first part that is unknown."""
        return self._expanded(variables)[0]

    def _expanded(self, variables: Mapping[str, str | None]) -> tuple[str, bool]:
        done: list[str] = []
        length = 0
        for part in self.parts:
            text = part[0] if isinstance(part, tuple) else _expand(part, variables)
            length += len(text or "")
            if text is None or length > LONGEST_VALUE:
                return "".join(done), False
            done.append(text)
        return "".join(done), True

    def fields(self, variables: Mapping[str, str | None]) -> list[str] | None:
        """The fields the word expands to (unquoted parameters are split at blanks); None if a part is unknown."""
        if self._whole is not None:
            return [self._whole]
        fields: list[str] = []
        field: str | None = None
        length = 0
        for part in self.parts:
            text = part[0] if isinstance(part, tuple) else _expand(part, variables)
            length += len(text or "")
            if text is None or length > LONGEST_VALUE:
                return None
            if isinstance(part, tuple) or (part and part.quoted):
                field = (field or "") + text
                continue
            for index, piece in enumerate(re.split(r"\s+", text)):
                if index and field is not None:
                    fields.append(field)
                    field = None
                if piece:
                    field = (field or "") + piece
        return fields if field is None else [*fields, field]

    def as_script(self) -> MappedText:
        """The word for a shell that reads it as a script: without its quotes, and with its variables not yet expanded.

        An unknown part of the word stays unknown in the script: it becomes ``$*``.
        """
        ends = []
        following = self.end
        for part in reversed(self.parts):
            ends.append(following)
            following = part[1] if isinstance(part, tuple) else following
        pieces: list[MappedText] = []
        start = self.start
        quote = ""
        for part, end in zip(self.parts, reversed(ends), strict=True):
            if isinstance(part, tuple):
                pieces.append(self._piece(*part[:3]))
                start = part[2]
                quote = _open_quote(part[0], quote)
            else:
                text = _as_written(part)
                text = (
                    f"'\"{text}\"'" if quote == "'" else text
                )  # single quotes of the script do not hide what was expanded before
                span = self.mapped.span(start, end)
                pieces.append(MappedText(self.mapped.source, [(text, span.start, span.end)]))
        return joined(pieces, self.mapped.source)

    def _piece(self, text: str, start: int, end: int) -> MappedText:
        """A part of the word. If the text is as long as the range, its characters have their own places."""
        if len(text) == end - start:
            return self.mapped.slice(start, end)
        span = self.mapped.span(start, end)
        return MappedText(self.mapped.source, [(text, span.start, span.end)])


def _open_quote(text: str, quote: str) -> str:
    """The quote that is open after ``text``, if ``quote`` was open before it."""
    for match in _QUOTES.finditer(text):
        if match[0] == quote:
            quote = ""
        elif not quote and len(match[0]) == 1:
            quote = match[0]
    return quote


def _as_written(part: Parameter | None) -> str:
    if part is None or part.operator != "":
        return "$*"
    if part.name.isidentifier():
        return f"${{{part.name}}}"
    return f"${{{{ {part.name} }}}}" if "." in part.name else "$*"  # the value of a workflow's expression


def _expand(part: Parameter | None, variables: Mapping[str, str | None]) -> str | None:
    if part is None or part.operator is None:
        return None
    value = variables.get(part.name)
    if value is None:
        return None
    if part.operator == "" or part.operand is None:
        return value
    if part.operator in (":-", ":=", ":?"):
        return value or part.operand.value(variables)
    if part.operator == ":+":
        return part.operand.value(variables) if value else ""
    # Without the colon, empty and unset differ, and an empty value here can be either of them.
    return value if value and part.operator != "+" else None


class Redirection:
    """A redirection: ``operator`` without its file descriptor, ``target``, and a here-document's ``body``."""

    __slots__ = ("body", "operator", "target")

    def __init__(self, operator: str, target: Word) -> None:
        self.operator = operator
        self.target = target
        self.body: MappedText | None = None


class SimpleCommand:
    """A simple command: its assignments, words and redirections.

    ``start`` and ``end`` are offsets in ``mapped``. Prefixes that only run another command (``sudo``, ``env A=b``, ``conda run -n
    x``) are in ``prefixes``, not in ``words``; ``assignments`` includes their assignments. ``operator`` ends the command (``&&``,
    ``|``, a newline, empty at the end of the script). ``depth`` counts the subshells, substitutions and compound commands around
    the command. ``conditional`` says that a test decides whether the command runs, ``quoted`` that it was read from a string.
    ``branches`` are the branches of `if` and `case` around it, without those that only ask for a file. ``loops``
    are the loops around it. ``stdin`` is the command whose output it reads. ``arrays`` are the arrays that it assigns: name,
    words, and whether the words are added to the array.
    """

    __slots__ = (
        "arrays",
        "assignments",
        "branches",
        "conditional",
        "depth",
        "end",
        "loops",
        "mapped",
        "named",
        "operator",
        "prefixes",
        "quoted",
        "redirections",
        "start",
        "stdin",
        "words",
    )

    def __init__(self, mapped: MappedText, start: int, depth: int, quoted: bool) -> None:
        self.mapped = mapped
        self.start = start
        self.end = start
        self.depth = depth
        self.quoted = quoted
        self.operator = ""
        self.conditional = False
        self.branches: tuple[Branch, ...] = ()
        self.words: list[Word] = []
        self.prefixes: list[Word] = []
        self.loops: tuple[Loop, ...] = ()
        self.assignments: list[tuple[str, Word]] = []
        self.arrays: list[tuple[str, list[Word], bool]] = []
        self.redirections: list[Redirection] = []
        self.stdin: SimpleCommand | None = None
        #: What `pinlint.build.purposes` calls it.
        self.named: frozenset[str] | None = None

    @property
    def span(self) -> Span:
        """Where the command is written, prefixes and redirections included."""
        return self.mapped.span(self.start, self.end)

    @property
    def program(self) -> str:
        """The last component of the program's path; empty if it cannot be known."""
        return (self.words[0].literal or "").rpartition("/")[2] if self.words else ""


def behind(parts: Sequence[Part], offset: int) -> list[Part]:
    """The parts of a word after ``offset``, which is in the first literal piece of the word."""
    done: list[Part] = []
    for part in parts:
        if isinstance(part, tuple) and part[1] < offset:
            text, start, end, quoted = part
            if end <= offset:
                continue
            part = (text[offset - start :], offset, end, quoted)
        done.append(part)
    return done
