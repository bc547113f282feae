"""The words of a shell script: quotes, escapes and expansions."""

from __future__ import annotations

import re

from pinlint.formats.shell_words import Parameter, Word
from pinlint.text.budget import DEEPEST_COMMAND
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.shell_words import Part
    from pinlint.text.budget import Budget
    from pinlint.text.mapped_text import MappedText

_NAME = lazy(r"[A-Za-z_][A-Za-z0-9_]*")
_CONTEXT = lazy(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+")
_PLAIN = lazy(r"[^\s\\'\"$`;&|()<>}]+")
_QUOTED_PLAIN = lazy(r"[^\\\"$`]+")

#: The lines of a file, all or some of them, as words or as a file.
_FILE = lazy(
    r"[$<]\(\s*(?:(?:cat\s+|<\s*)(?P<whole>[\w./-]+)"
    r"|(?:cat|e?grep|sed|awk|head|tail|sort|tr)\s[^()|]*?(?P<part>(?<=\s)[\w./-]+\.(?:txt|in|pip)))\s*(?:\|[^()]*)?\)"
)
#: The names of parameters for all words of an array, and for the content of a file.
ALL_OF, CONTENT_OF = "{}[@]", "<"

#: Where a word ends: at a metacharacter, at the brace that closes an expansion, or nowhere.
META, BRACE, NOWHERE = " \t\r\n;&|()<>", "}", ""


class WordReader:
    """Reads words. Every method takes an offset and returns the offset after what it read.

    A ``budget`` counts the work. Text that nests too deeply exceeds it.
    """

    def __init__(self, mapped: MappedText, depth: int, budget: Budget | None) -> None:
        self.budget = budget
        if budget is not None:
            budget.spend(10 + len(mapped.text) // 8)
        self.mapped = mapped
        self.text = mapped.text
        self.size = len(self.text)
        self.depth = depth
        self.closes_expression = "}}" in self.text

    def is_too_deep(self) -> bool:
        """Whether the text that begins here nests too deeply to be read. With a budget, raises ExceededError instead."""
        if self.depth < DEEPEST_COMMAND:
            return False
        if self.budget is not None:
            self.budget.exceed()
        return True

    def nested(self, pos: int, closing: str) -> int:
        """Reads a list of commands in brackets, ``pos`` after the opening one."""
        raise NotImplementedError

    def inner(self, start: int, end: int) -> None:
        """Reads a part of the text as a script of its own."""
        raise NotImplementedError

    def array(self, pos: int) -> tuple[list[Word], int]:
        """The words of ``name=( … )``."""
        words: list[Word] = []
        if self.is_too_deep():
            return words, pos + 1
        pos += 1
        while pos < self.size and self.text[pos] != ")":
            if self.text[pos] in META:
                pos += 1
            elif self.text[pos] == "#":
                pos = find(self.text, "\n", pos)
            else:
                start = pos
                parts, pos = self.parts(pos, META)
                words.append(Word(self.mapped, start, pos, parts))
        return words, min(pos + 1, self.size)

    def arithmetic(self, pos: int) -> int:
        """The offset after the ``))`` that ends an arithmetic expression."""
        level = 2
        while pos < self.size and level:
            level += {"(": 1, ")": -1}.get(self.text[pos], 0)
            pos += 1
        return pos

    def parts(self, pos: int, stops: str, in_test: bool = False) -> tuple[list[Part], int]:
        """The parts of a word up to one of ``stops``."""
        parts: list[Part] = []
        stops = " \t\r\n" if in_test else stops
        match = _PLAIN.match(self.text, pos)
        if match is not None:  # most words have one part
            end = match.end()
            if end == self.size or (self.text[end] in stops and self.text[end] not in "<>"):
                if self.budget is not None:
                    self.budget.spend(3 if end == self.size else 6)
                return [(match[0], pos, end, False)], end
        while pos < self.size:
            if self.budget is not None:
                self.budget.spend(3)
            char = self.text[pos]
            if char in "<>" and stops == META and self.text.startswith("(", pos + 1):
                end = self.nested(pos + 2, ")")
                parts.append(self.content(pos, end, False))
                pos = end
            elif char in stops:
                break
            elif char == "'":
                end = find(self.text, "'", pos + 1)
                parts.append((self.text[pos + 1 : end], pos + 1, end, True))
                pos = min(end + 1, self.size)
            elif char == '"':
                pos = self.double_quoted(pos + 1, parts)
            elif char in "$`":
                pos = self.expansion(pos, parts, False)
            elif char == "\\":
                pos = self.escape(pos, parts, False)
            else:
                match = _PLAIN.match(self.text, pos)
                end = match.end() if match else pos + 1
                parts.append((self.text[pos:end], pos, end, False))
                pos = end
        return parts, pos

    def escape(self, pos: int, parts: list[Part], quoted: bool) -> int:
        """A backslash, and the character that it protects."""
        if self.text.startswith("\\\r\n", pos):
            return pos + 3
        char = self.text[pos + 1 : pos + 2]
        if char == "\n":
            return pos + 2
        if char and (not quoted or char in '$`"\\'):
            parts.append((char, pos + 1, pos + 2, True))
            return pos + 2
        parts.append(("\\", pos, pos + 1, True))
        return pos + 1

    def double_quoted(self, pos: int, parts: list[Part]) -> int:
        """The rest of ``"…"``."""
        parts.append(("", pos, pos, True))
        while pos < self.size:
            if self.budget is not None:
                self.budget.spend(3)
            char = self.text[pos]
            if char == '"':
                return pos + 1
            if char == "\\":
                pos = self.escape(pos, parts, True)
            elif char in "$`":
                pos = self.expansion(pos, parts, True)
            else:
                match = _QUOTED_PLAIN.match(self.text, pos)
                assert match
                parts.append((match[0], pos, match.end(), True))
                pos = match.end()
        return pos

    def expansion(self, pos: int, parts: list[Part], quoted: bool) -> int:
        """What begins with a dollar sign or a backtick."""
        text = self.text
        if text[pos] == "`":
            parts.append(None)
            return self.backticks(pos + 1)
        following = text[pos + 1 : pos + 2]
        if following == "(":
            if text.startswith("$((", pos):
                parts.append(None)
                return self.arithmetic(pos + 3)
            end = self.nested(pos + 2, ")")
            parts.append(self.content(pos, end, quoted))
            return end
        if following == "{":
            if text.startswith("${{", pos):
                return self.expression(pos + 3, parts)
            return self.braces(pos + 2, parts, quoted)
        if following == "'" and not quoted:
            return self.ansi_c(pos + 2, parts)
        if following == '"' and not quoted:
            return pos + 1
        name = _NAME.match(text, pos + 1)
        if name:
            parts.append(Parameter(name[0], "", None, quoted))
            return name.end()
        if following and following in "0123456789@*#?$!-":
            parts.append(None)
            return pos + 2
        parts.append(("$", pos, pos + 1, True))
        return pos + 1

    def content(self, start: int, end: int, quoted: bool) -> Parameter | None:
        """The substitution by the content of a file; None if it is another one."""
        found = _FILE.fullmatch(self.text, start, end)
        name = found["whole"] or found["part"] if found is not None else None
        return Parameter(CONTENT_OF + name, "", None, quoted) if name else None

    def expression(self, pos: int, parts: list[Part]) -> int:
        """The offset after the ``}}`` of a workflow's ``${{ … }}``, which the runner replaces before the shell sees the text.

        An expression that is only a name is a parameter of that name, ``matrix.python``; ``env.NAME`` is the variable.
        """
        if self.closes_expression:
            end = self.text.find("}}", pos)
            if end >= 0:
                name = self.text[pos:end].strip()
                known = _CONTEXT.fullmatch(name) is not None
                parts.append(Parameter(name.removeprefix("env."), "", None, False) if known else None)
                return end + 2
            self.closes_expression = False
        parts.append(None)
        return pos

    def ansi_c(self, pos: int, parts: list[Part]) -> int:
        """The rest of ``$'…'``."""
        start = pos
        while pos < self.size and self.text[pos] != "'":
            pos += 2 if self.text[pos] == "\\" else 1
        pos = min(pos, self.size)
        text = self.text[start:pos]
        parts.append(None if "\\" in text else (text, start, pos, True))
        return min(pos + 1, self.size)

    def backticks(self, pos: int) -> int:
        """The rest of a command substitution in backticks."""
        start = pos
        while pos < self.size and self.text[pos] != "`":
            pos += 2 if self.text[pos] == "\\" else 1
        pos = min(pos, self.size)
        self.inner(start, pos)
        return min(pos + 1, self.size)

    def braces(self, pos: int, parts: list[Part], quoted: bool) -> int:
        """``${name}`` and ``${name:-word}``, ``pos`` after the brace."""
        name = _NAME.match(self.text, pos)
        if name and self.text.startswith("}", name.end()):
            parts.append(Parameter(name[0], "", None, quoted))
            return name.end() + 1
        if name and self.text.startswith(("[@]}", "[*]}"), name.end()):
            parts.append(Parameter(ALL_OF.format(name[0]), "", None, False))
            return name.end() + 4
        if self.is_too_deep():
            parts.append(None)
            return pos
        start = name.end() if name else pos
        operator = re.match(r":?[-=?+]", self.text[start : start + 2]) if name else None
        at = start + (operator.end() if operator else 0)
        self.depth += 1
        operand, end = self.parts(at, BRACE)
        self.depth -= 1
        if name and operator:
            parts.append(Parameter(name[0], operator[0], Word(self.mapped, at, end, operand), quoted))
        else:
            parts.append(None)
        return min(end + 1, self.size)


def find(text: str, what: str, pos: int) -> int:
    """The offset of ``what`` from ``pos`` on, or the text's end."""
    found = text.find(what, pos)
    return found if found >= 0 else len(text)
