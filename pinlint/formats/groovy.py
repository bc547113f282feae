"""The words and strings of a Groovy program, with their places: what a Jenkinsfile needs. Nothing is executed.

An expression is known if it consists of strings, names of variables that have a known string, and ``+`` between them. A part of
it that is unknown becomes an unknown variable of the shell.
"""

from __future__ import annotations

from pinlint.text.budget import LONGEST_COPIED_VALUE, LONGEST_WORD, Budget
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

NAME, STRING, SIGN, END = "name", "string", "sign", "end"
#: What replaces a value that only a run knows.
_UNKNOWN = "${UNKNOWN_TO_GROOVY}"

_TOKEN = lazy(
    r"(?P<skip>[ \t\r]+|//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)|\#![^\n]*)|(?P<end>[\n;])"
    r"|(?P<name>[A-Za-z_][\w]*(?:\??\.[A-Za-z_]\w*)*)|(?P<quote>'''|\"\"\"|'|\")|(?P<sign>[^\w\s]|\w+)"
)
_PATTERN = lazy(r"/(?:[^/\\\n]|\\.)+/")
_SIMPLE = lazy(r"\$([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}


class Token:
    """A word of the program. The ``text`` of a string is empty; its ``parts`` are its known texts and its expressions."""

    __slots__ = ("end", "kind", "parts", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int, parts: list[MappedText | str] | None = None) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.parts = parts or []


class Reader:
    """The ``tokens`` of a program, and the ``values`` of its variables as far as it was read; None for an unknown value.

    Its methods raise ExceededError for values that take more work than the file may take.
    """

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.text = source.text
        self.budget = Budget(len(source.text))
        self.values: dict[str, MappedText | None] = {}
        self.tokens: list[Token] = []
        at = 0
        while (match := _TOKEN.match(self.text, at)) is not None:
            kind, text, start = match.lastgroup, match[0], at
            at = match.end()
            if kind == "quote":
                token, at = self._string(start, text)
                self.tokens.append(token)
            elif (
                kind == "sign"
                and text == "/"
                and self._begins_pattern()
                and (found := _PATTERN.match(self.text, start))
            ):
                at = found.end()
                self.tokens.append(Token(SIGN, "/", start, at))
            elif kind != "skip" and kind is not None:
                self.tokens.append(Token(kind, text, start, at))

    def _begins_pattern(self) -> bool:
        return not self.tokens or self.tokens[-1].text in ("=", "(", ",", "~", "[", "==")

    def _string(self, start: int, quote: str) -> tuple[Token, int]:
        """The string that begins at ``start``, and the offset after it."""
        text, size = self.text, len(self.text)
        parts: list[MappedText | str] = []
        pieces: list[tuple[str, int, int]] = []
        at = first = start + len(quote)

        def close(end: int) -> None:
            if first < end:
                pieces.append((text[first:end], first, end))

        while at < size and not text.startswith(quote, at):
            char = text[at]
            if char == "\n" and len(quote) == 1:
                break  # this string has no end
            if char == "\\" and at + 1 < size:
                close(at)
                pieces.append((_ESCAPES.get(text[at + 1], text[at + 1]), at, at + 2))
                at = first = at + 2
            elif char == "$" and '"' in quote and (found := self._expression_at(at)) is not None:
                close(at)
                parts += [MappedText(self.source, pieces), found[0]]
                pieces = []
                at = first = found[1]
            else:
                at += 1
        close(at)
        parts.append(MappedText(self.source, pieces or [("", at, at)]))
        end = min(at + len(quote), size)
        return Token(STRING, "", start, end, parts), end

    def _expression_at(self, at: int) -> tuple[str, int] | None:
        """The expression in a string that begins with the dollar sign at ``at``, and the offset after it."""
        if not self.text.startswith("{", at + 1):
            match = _SIMPLE.match(self.text, at)
            return (match[1], match.end()) if match is not None else None
        end = self.text.find("}", at, at + LONGEST_WORD)
        return (self.text[at + 2 : end].strip(), end + 1) if end >= 0 else None

    def known(self, token: Token) -> str | None:
        """The text of a string without expressions."""
        part = token.parts[0] if len(token.parts) == 1 else None
        return part.text if isinstance(part, MappedText) else None

    def is_assignment(self, at: int) -> bool:
        """Whether the name at ``at`` gets a value."""
        tokens = self.tokens[at + 1 : at + 3]
        return len(tokens) == 2 and tokens[0].text == "=" and tokens[1].text != "="

    def argument(self, at: int, name: str) -> tuple[MappedText | None, set[str]]:
        """The argument of the call whose arguments begin at ``at``: the only one, or the one with this ``name``. Also the names
        of all.
        """
        at = self._past_ends(at + 1) if self._sign(at) == "(" else at
        if not (self._kind(at) == NAME and self._sign(at + 1) == ":"):
            return self.expression(at), set()
        found = None
        names: set[str] = set()
        while self._kind(at) == NAME and self._sign(at + 1) == ":":
            key = self.tokens[at].text
            names.add(key)
            value, at = self._sum(self._past_ends(at + 2))
            found = value if key == name else found
            at = self._past_ends(at)
            at = self._past_ends(at + 1) if self._sign(at) == "," else len(self.tokens)
        return found, names

    def expression(self, at: int) -> MappedText | None:
        """The text of the expression at ``at``; None if nothing of it is known."""
        return self._sum(self._past_ends(at))[0]

    def _sum(self, at: int) -> tuple[MappedText | None, int]:
        parts: list[MappedText] = []
        is_known = False
        while True:
            text, at = self._term(at)
            is_known = is_known or text is not None
            place = self.tokens[at - 1].start if 0 < at <= len(self.tokens) else 0
            parts.append(text if text is not None else MappedText(self.source, [(_UNKNOWN, place, place)]))
            after = self._past_ends(at)
            if self._sign(after) != "+":
                break
            at = self._past_ends(after + 1)
        return (self._joined(parts) if is_known else None), at

    def _term(self, at: int) -> tuple[MappedText | None, int]:
        """A string, a variable or another value, with the calls of its methods; and the index after it."""
        text = None
        if self._kind(at) == STRING:
            text = self._joined([self._value(part, self.tokens[at]) for part in self.tokens[at].parts])
        elif self._kind(at) == NAME:
            text = self.values.get(self.tokens[at].text)
            text = text if text is not None and len(text.text) <= LONGEST_COPIED_VALUE else None
        first = at = at + 1
        while self._sign(at) in (".", "(", "["):
            if self._sign(at) == ".":
                at += 2
                continue
            depth = 0
            while at < len(self.tokens):
                depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self._sign(at), 0)
                at += 1
                if depth <= 0:
                    break
        self.budget.spend(4 + 4 * (at - first))
        return text, at

    def _joined(self, parts: list[MappedText]) -> MappedText:
        self.budget.spend(sum(4 + len(part.text) // 8 for part in parts))
        return joined(parts, self.source)

    def _value(self, part: MappedText | str, token: Token) -> MappedText:
        if isinstance(part, MappedText):
            return part
        known = self.values.get(part)
        if known is not None and len(known.text) <= LONGEST_COPIED_VALUE:
            return known
        name = part.removeprefix("env.")
        text = f"${{{name}}}" if name.isidentifier() and part not in self.values else _UNKNOWN
        return MappedText(self.source, [(text, token.start, token.start)])

    def _kind(self, at: int) -> str:
        return self.tokens[at].kind if at < len(self.tokens) else END

    def _sign(self, at: int) -> str:
        token = self.tokens[at] if at < len(self.tokens) else None
        return token.text if token is not None and token.kind == SIGN else ""

    def _past_ends(self, at: int) -> int:
        while at < len(self.tokens) and self.tokens[at].kind == END:
            at += 1
        return at
