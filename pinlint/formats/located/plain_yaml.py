"""Reads YAML in its plainest spelling fast: blocks by indentation, each value on its line, text after ``|``.

Most workflows are written in this way. Anything else (anchors, tags, flow mappings, escapes, text over several lines) raises
`NotPlain`. Then `pinlint.formats.located.yaml_events` reads the document. A property test checks that both give the same tree.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from pinlint.formats.located import ARRAY, NULL, STRING, TABLE, Item, Node
from pinlint.formats.located.plain_yaml_values import NotPlain, escaped, flow, is_end, plain, quoted
from pinlint.formats.located.yaml_scalars import lines_of_block, places_when_folded, trimmed
from pinlint.text.budget import DEEPEST, LONGEST_WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_QUOTES = ('"', "'")
#: Characters that keys may have between letters and digits.
_JOINING = dict.fromkeys(map(ord, "-_./"))


def parse(text: str) -> Node:
    """The tree of the document. Raises NotPlain, also for several documents."""
    flat = text.replace("\n", "")
    if not flat.isprintable() and not flat.replace("\t", "").isprintable():
        raise NotPlain
    return _Reader(text).read()


class _Block:
    """A table or an array that is being read: its entries, and whether the last key ``waits`` for its value."""

    __slots__ = ("entries", "indent", "is_table", "node", "waits")

    def __init__(self, indent: int, node: Node) -> None:
        self.indent = indent
        self.node = node
        self.is_table = node.kind == TABLE
        self.entries: list[Any] = node.value
        self.waits = False

    def end(self) -> None:
        """Ends the block with its last entry."""
        last = self.entries[-1]
        self.node.end = last.node.end if self.is_table else last.end


class _Reader:
    """Reads a document line by line. A method that reads lines returns an offset in the last line that it read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.size = len(text)
        self.tabs = "\t" in text
        self.blocks: list[_Block] = []

    def read(self) -> Node:
        text, size, blocks = self.text, self.size, self.blocks
        at = self.first_line()
        if text.startswith(("{", "["), at):
            node = flow(text, at, 0)
            if text[node.end :].strip(" \n"):
                raise NotPlain
            return node
        root = self.open(0, Node(ARRAY if text[at : at + 1] == "-" else TABLE, [], at, at))
        block = root
        while at < size:
            end = text.find("\n", at)
            if end < 0:
                end = size
            content = text[at:end].strip(" ")
            first = content[:1]
            if text.startswith("...", at) and not text[at + 3 :].strip(" \n"):
                if not root.entries:
                    raise NotPlain
                break  # the mark of the document's end
            if first and first != "#":
                start = text.index(first, at)
                indent = start - at
                if self.tabs and "\t" in content:
                    raise NotPlain
                if first == "-":
                    end = self.element(indent, start, content)
                elif block.indent == indent and block.is_table:
                    end = self.entry(block, start, content, _colon(content))
                else:
                    end = self.other(indent, start, content)
                block = blocks[-1]
                end = text.find("\n", end)
                if end < 0:
                    break
            at = end + 1
        self.leave(0)
        return root.node

    def first_line(self) -> int:
        """Where the document begins."""
        at = 0
        marked = False
        for line in self.text.split("\n"):
            content = line.strip(" ")
            if content == line == "---" and not marked:
                marked = True
            elif content and content[0] != "#":
                if content != line.rstrip(" "):
                    raise NotPlain
                return at
            at += len(line) + 1
        raise NotPlain

    def open(self, indent: int, node: Node) -> _Block:
        """Begins a block inside the innermost one."""
        if len(self.blocks) >= DEEPEST:
            raise NotPlain
        block = _Block(indent, node)
        self.blocks.append(block)
        return block

    def leave(self, count: int) -> None:
        """Ends the innermost blocks, until ``count`` are left."""
        while len(self.blocks) > count:
            self.blocks.pop().end()

    def enter(self, indent: int, start: int, *, is_table: bool) -> _Block:
        """Ends deeper blocks, so that the block of that kind and indentation is the innermost one. If it is not open, it is
        opened.
        """
        blocks = self.blocks
        top = blocks[-1]
        if top.waits and (indent > top.indent or (not is_table and indent == top.indent)):
            node = Node(TABLE if is_table else ARRAY, [], start, start)
            top.entries[-1].node = node
            top.waits = False
            return self.open(indent, node)
        count = len(blocks)
        while count and (blocks[count - 1].indent > indent or (is_table and self.is_inner_array(count, indent))):
            count -= 1
        self.leave(count)
        if not blocks or blocks[-1].indent != indent or blocks[-1].is_table != is_table:
            raise NotPlain
        return blocks[-1]

    def is_inner_array(self, count: int, indent: int) -> bool:
        """Whether the block is an array below its key without more indentation."""
        block = self.blocks[count - 1]
        return not block.is_table and block.indent == indent and count > 1

    def element(self, indent: int, start: int, content: str) -> int:
        """Reads a line that begins with a dash."""
        value = content[1:].lstrip(" ")
        if content[1:2] != " " or not value or value[0] == "#" or value.startswith("- ") or value == "-":
            raise NotPlain
        array = self.enter(indent, start, is_table=False)
        inner = len(content) - len(value)
        start += inner
        colon = _colon(value)
        if not colon:
            node, end = self.value(start, value, indent)
            array.entries.append(node)
            return end
        node = Node(TABLE, [], start, start)
        array.entries.append(node)
        return self.entry(self.open(indent + inner, node), start, value, colon)

    def other(self, indent: int, start: int, content: str) -> int:
        """Reads a line that does not continue the table of the line before."""
        top = self.blocks[-1]
        colon = _colon(content)
        if not colon and top.waits and indent > top.indent and content[0] not in "|>":
            top.entries[-1].node, end = self.value(start, content, top.indent)
            top.waits = False
            return end
        return self.entry(self.enter(indent, start, is_table=True), start, content, colon)

    def entry(self, block: _Block, start: int, content: str, colon: int) -> int:
        """Reads ``key: value`` into the innermost block."""
        if not colon:
            raise NotPlain
        key = content[:colon]
        behind = start + colon + 1
        value = content[colon + 1 :].lstrip(" ")
        if not value or value[0] == "#":
            block.waits = True
            node, end = Node(NULL, None, behind, behind), behind
        else:
            block.waits = False
            node, end = self.value(start + len(content) - len(value), value, block.indent)
        if not key.isalnum():
            key = key.rstrip(" ")
        block.entries.append(Item(key[1:-1] if key[0] in "\"'" else key, start, start + len(key), node))
        return end

    def value(self, start: int, text: str, indent: int) -> tuple[Node, int]:
        """The value that begins at ``start``, with ``text`` as the rest of its line; and an offset in its last line."""
        first = text[0]
        end = start + len(text)
        if first in "|>":
            return self.block_scalar(start, text, indent)
        if first in "\"'":
            close = text.find(first, 1)
            if first == '"' and "\\" in text[:close]:
                node = escaped(text, self.text, start)
                close = node.end - start - 1
            else:
                node = quoted(text[1:close], start)
            if close < 0 or not is_end(text, close + 1):
                raise NotPlain
            return node, end
        if first in "[{":
            node = flow(self.text, start, 0)
            end = self.text.find("\n", node.end)
            if not is_end(self.text[node.end : end if end >= 0 else self.size], 0):
                raise NotPlain
            return node, node.end
        if "#" in text and " #" in text:
            node = plain(text[: text.index(" #")].rstrip(" "), start)
            return node, node.end
        node = plain(text, start)
        behind = self.text.find("\n", end) + 1
        if self.text[behind + indent : behind + indent + 1] == " " and behind:
            return self.folded(node, text, behind, indent)
        return node, end

    def folded(self, node: Node, value: str, at: int, indent: int) -> tuple[Node, int]:
        """A plain scalar that may continue in the line at ``at``, and in the lines after it."""
        text, end = self.text, node.end
        parts = [value]
        while text.startswith(" " * (indent + 1), at):
            line_end = text.find("\n", at)
            line_end = self.size if line_end < 0 else line_end
            line = text[at:line_end].strip(" ")
            if not line or line[0] == "#":
                break
            if " #" in line or ": " in line or line[-1] == ":" or "\t" in line:
                raise NotPlain
            parts.append(line)
            end = at + len(text[at:line_end].rstrip(" "))
            at = line_end + 1
        if len(parts) == 1:
            return node, end
        if node.kind != STRING:
            raise NotPlain
        value = " ".join(parts)
        places = partial(places_when_folded, text, node.start, end, value)
        return Node(STRING, value, node.start, end, places=places), end

    def block_scalar(self, start: int, header: str, indent: int) -> tuple[Node, int]:
        """Reads literal or folded text, up to the end of its last line."""
        header = header.partition(" #")[0].rstrip(" ")
        if header not in ("|", "|-", ">", ">-"):
            raise NotPlain
        text, size = self.text, self.size
        at = start + len(header)
        at = text.find("\n", at) + 1 or size
        lines: list[str] = []
        blanks = 0
        inner = last = -1
        while at < size:
            end = text.find("\n", at)
            end = size if end < 0 else end
            line = text[at:end]
            content = line.lstrip(" ")
            if not content:
                if line and (inner < 0 or len(line) > inner):
                    raise NotPlain
                blanks += 1
            else:
                depth = len(line) - len(content)
                if inner < 0:
                    if depth <= indent or content[0] == "\t":
                        raise NotPlain
                    inner = depth
                elif depth < inner:
                    break
                if blanks:
                    lines += [""] * blanks
                    blanks = 0
                lines.append(line[inner:])
                last = end
            at = end + 1
        if inner < 0:
            raise NotPlain
        stop = trimmed(text, last)
        final = "\n" if header[-1] != "-" and last < size else ""
        if header[0] == "|":
            value = "\n".join(lines) + final
            return Node(STRING, value, start, stop, lines=partial(lines_of_block, text, start, value)), last
        if not all(lines) or self.tabs:
            raise NotPlain
        value = lines[0]
        for before, line in pairwise(lines):
            value += ("\n" if " " in (before[0], line[0]) else " ") + line  # lines with more indentation are not joined
        value += final
        behind = text.find("\n", start) + 1
        return Node(STRING, value, start, stop, places=partial(places_when_folded, text, behind, stop, value)), last


def _colon(content: str) -> int:
    """The offset of the colon after the key of a line; 0 if the line is not ``key: value`` in the plainest spelling."""
    colon = content.find(":")
    key = content[:colon]
    if not key.isalnum() and not key.replace("-", "").replace("_", "").isalnum():
        if key[:1] in _QUOTES:
            close = content.find(content[0], 1)
            if close < 2 or "\\" in content[:close]:
                return 0
            colon = close + 1
        elif not key or not (key[0] in "_." or key[0].isalnum()) or not key.rstrip(" ").translate(_JOINING).isalnum():
            return 0
    return colon if 0 < colon <= LONGEST_WORD and content[colon : colon + 2] in (": ", ":") else 0
