"""Python source with places: its syntax tree, and its literals as located nodes. Nothing is run.

``ast`` counts columns in UTF-8 bytes; `Source` converts them to characters of the text.
"""

from __future__ import annotations

import _ast as ast
import sys
from bisect import bisect_left
from functools import partial
from itertools import accumulate

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
from pinlint.formats.located.syntax import parse as parse_tree
from pinlint.formats.located.syntax import walk
from pinlint.text import budget
from pinlint.text.patterns import lazy
from pinlint.text.source import SourceFile, Span

# Python 3.10 ends the process on chains of some 100,000 operators; later versions raise RecursionError.
_ENDS_ON_OPERATORS = sys.version_info < (3, 11)
#: The work for a part of a file's syntax tree. Shorter texts have too few parts to be counted.
_OF_A_PART = 20
_SHORT = budget.MOST_WORK // _OF_A_PART // 2
_PREFIX = lazy(r"""([a-zA-Z]{0,2})(\"\"\"|'''|"|')""")
_BETWEEN = lazy(r"(?:[ \t\f\r\n]+|\\(?:\r\n|[\r\n])|#[^\r\n]*)*")
_BODY = {
    '"': lazy(r'[^"\\\r\n]*(?:\\(?:\r\n|[\s\S])[^"\\\r\n]*)*'),
    "'": lazy(r"[^'\\\r\n]*(?:\\(?:\r\n|[\s\S])[^'\\\r\n]*)*"),
    '"""': lazy(r'[^"\\]*(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*)*'),
    "'''": lazy(r"[^'\\]*(?:(?:\\[\s\S]|'{1,2}(?!'))[^'\\]*)*"),
}
_ESCAPE = lazy(
    r"\\(?:(?P<joint>\r\n|[\r\n])|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}"
    r"|[\\'\"abfnrtv]|(?P<unknown>[\s\S]))|\r\n"
)
_LINE_END = lazy(r"\r\n")


def parse(text: str) -> Node:
    """The tree of a file that is one literal, such as Odoo's ``__manifest__.py``.

    Raises LocatedError if the text is not valid Python, or not one expression. Parts that `ast.literal_eval` would refuse
    become nodes of the kind OTHER.
    """
    source = Source(text, "eval")
    assert isinstance(source.tree, ast.Expression)
    return source.literal(source.tree.body)


class Source:
    """A parsed Python text. ``tree`` is its ``ast.Module`` (mode ``exec``) or ``ast.Expression`` (``eval``).

    Raises LocatedError where the text is not valid Python, and ExceededError.
    """

    def __init__(self, text: str, mode: str = "exec") -> None:
        if _ENDS_ON_OPERATORS and sum(map(text.count, "+-*/%@&|^<>.([")) > budget.MOST_OPERATORS:
            raise budget.ExceededError(f"has more than {budget.MOST_OPERATORS:,} operators")
        # The time of Python's own parser grows with the square of the number of parts of one f-string.
        budget.Budget(len(text)).spend(text.count("{") ** 2 // 64)
        self.text = text
        self.starts = SourceFile("", text).line_starts
        self._lines: dict[int, list[int] | None] = {}
        # Blanks and comments may come before a literal; the mode "eval" allows them only without an indent.
        blanks = len(text) - len(text.lstrip(" \t")) if mode == "eval" else 0
        self.indent = blanks
        try:
            import warnings

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an invalid escape sequence is the author's business
                self.tree = parse_tree(text[blanks:], mode)
        except SyntaxError as error:
            if error.msg == "too many nested parentheses":  # Python has a limit of its own
                raise budget.too_deep() from error
            raise self._located(error) from error
        except (RecursionError, MemoryError) as error:
            raise budget.too_deep() from error
        except ValueError as error:  # null bytes, lone surrogates
            raise LocatedError(f"is not valid Python: {error}", Span(0, 0)) from error
        if len(text) > _SHORT:
            work = budget.Budget(len(text))
            for _ in walk(self.tree):
                work.go_through(_OF_A_PART)

    def _located(self, error: SyntaxError) -> LocatedError:
        line, column = error.lineno or 1, error.offset or 1
        at = self.starts[min(line, len(self.starts)) - 1] + max(column - 1, 0)
        at = min(at + (self.indent if line == 1 else 0), len(self.text))
        return LocatedError(f"is not valid Python: {error.msg}", Span(at, min(at + 1, len(self.text))))

    def offset(self, line: int, column: int) -> int:
        """The offset of the tree's ``line`` (from 1) and ``column`` (from 0, in UTF-8 bytes)."""
        start = self.starts[line - 1]
        if line == 1:
            start += self.indent
        if line not in self._lines:
            end = self.starts[line] if line < len(self.starts) else len(self.text)
            written = self.text[start:end]
            self._lines[line] = None if written.isascii() else _byte_offsets(written)
        offsets = self._lines[line]
        return start + (column if offsets is None else bisect_left(offsets, column))

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where ``node`` is written."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return Span(self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset))

    def literal(self, node: ast.expr, depth: int = 0) -> Node:
        """The located node of a literal; for a computed value, a node of the kind OTHER with the tree as its value.

        Tuples and sets are arrays. A dict with a computed key, or with ``**``, is OTHER as a whole.
        """
        span = self.span(node)
        if depth > budget.DEEPEST:
            raise budget.too_deep()
        if isinstance(node, ast.Constant):
            return self._constant(node.value, node, span)
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            elements = [self.literal(element, depth + 1) for element in node.elts]
            return Node(ARRAY, elements, span.start, span.end)
        if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
            items = []
            for key, inner in zip(node.keys, node.values, strict=True):
                assert isinstance(key, ast.Constant)
                where = self.span(key)
                name = key.value if isinstance(key.value, str) else repr(key.value)
                items.append(Item(name, where.start, where.end, self.literal(inner, depth + 1)))
            return Node(TABLE, items, span.start, span.end)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
            operand = node.operand
            if isinstance(operand, ast.Constant) and type(operand.value) in (int, float, complex):
                value = -operand.value if isinstance(node.op, ast.USub) else operand.value  # type: ignore[operator]
                return Node(NUMBER, value, span.start, span.end)
        return Node(OTHER, node, span.start, span.end)

    def _constant(self, value: object, node: ast.Constant, span: Span) -> Node:
        start, end = span.start, span.end
        if isinstance(value, str):
            return self._string(value, start, end)
        if isinstance(value, bool):
            return Node(BOOL, value, start, end)
        if value is None:
            return Node(NULL, None, start, end)
        if isinstance(value, (int, float)):
            return Node(NUMBER, value, start, end)
        return Node(OTHER, node, start, end)

    def _string(self, value: str, start: int, end: int) -> Node:
        found = _PREFIX.match(self.text, start)
        if found is None:
            return Node(STRING, value, start, end, places=lambda: None)
        inner_start, inner_end = found.end(), end - len(found[2])
        if self.text[inner_start:inner_end] == value:
            return Node(STRING, value, start, end, inner_start, inner_end)
        return Node(STRING, value, start, end, inner_start, inner_end, partial(_places, self.text, start, end))


def _byte_offsets(line: str) -> list[int]:
    """The offset of each character of a line in UTF-8."""
    return [
        0,
        *accumulate(1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4 for char in line),
    ]


def _places(text: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """The places of the characters of a string literal, perhaps of several pieces."""
    places: list[tuple[int, int]] = []
    at = start
    while at < end:
        opened = _PREFIX.match(text, at)
        if opened is None:
            return None
        body = _BODY[opened[2]].match(text, opened.end())
        assert body is not None
        last = body.end()
        pattern = _LINE_END if "r" in opened[1].lower() else _ESCAPE
        at = opened.end()
        while at < last:
            found = pattern.match(text, at)
            after = found.end() if found is not None else at + 1
            if found is None or found.lastgroup is None:
                places.append((at, after))
            elif found.lastgroup == "unknown":  # not an escape: two characters
                places += [(at, at + 1), (at + 1, after)]
            at = after
        between = _BETWEEN.match(text, last + len(opened[2]))
        assert between is not None
        at = between.end()
    return places
