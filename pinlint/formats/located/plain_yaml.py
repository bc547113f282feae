"""Reads YAML in its plainest spelling fast: blocks by indentation, each value on its line, text after ``|``.

Most workflows are written in this way. Anything else (anchors, tags, flow mappings, escapes, text over several lines) raises
`NotPlain`. Then `pinlint.formats.located.yaml_events` reads the document. A property test checks that both give the same tree.

A line is read once, however often it occurs: workflows repeat most of theirs. The entries of a block become nodes only when
somebody asks for them, because most blocks of a workflow are not needed.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from itertools import accumulate, count, pairwise
from operator import add, sub

from pinlint.formats.located import ARRAY, NULL, STRING, TABLE, Item, Node
from pinlint.formats.located.plain_yaml_values import NotPlain, escaped, flow, is_end, plain, quoted
from pinlint.formats.located.yaml_scalars import lines_of_block, places_when_folded
from pinlint.text.budget import DEEPEST, LONGEST_WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    #: What a line contains, without its indentation: the length of its dash, the length of its key, the kind of its value, the
    #: key, what makes the node of the value, and the offset of the value. A line without content is empty.
    Line: TypeAlias = "tuple[int, int, int, str, tuple[str, Any, int, int, int, int] | None, int] | tuple[()]"

_QUOTES = ('"', "'")
#: Characters that keys may have between letters and digits.
_JOINING = dict.fromkeys(map(ord, "-_./"))
#: A line has no value, or one that is known; in brackets or with escapes, one that is read where it is needed; or one that may
#: have more lines.
_NONE, _KNOWN, _AGAIN, _OPEN = range(4)
_LINES: dict[str, Line] = {}
MEMOS = (_LINES,)


def parse(text: str) -> Node:
    """The tree of the document. Raises NotPlain, also for several documents."""
    flat = text.replace("\n", "")
    if not flat.isprintable() and not flat.replace("\t", "").isprintable():
        raise NotPlain
    return _Reader(text).read()


class _Block(Node):
    """A table or an array. Its ``entries`` are the numbers of their lines, or nodes; they become items when they are needed."""

    __slots__ = ("entries", "indent", "is_table", "made", "numbers", "reader")

    def __init__(self, reader: _Reader, indent: int, start: int, is_table: bool) -> None:
        self.reader = reader
        self.indent = indent
        self.is_table = is_table
        self.entries: list[Any] = []
        self.kind = TABLE if is_table else ARRAY
        self.start = self.inner_start = self.inner_end = start
        self._index = self._places = self._lines = None
        #: The number of the line of each key, and the items that were needed.
        self.numbers: dict[str, int] | None = None
        self.made: dict[int, Item] | None = None

    def __getattr__(self, name: str) -> Any:
        """What only some blocks need."""
        if name == "value":
            read = self.item_in if self.is_table else self.reader.element
            self.value = [read(each) for each in self.entries]
        elif name == "end":
            last = self.entries[-1]
            self.end = self.item_in(last).node.end if self.is_table else self.reader.element(last).end
        return object.__getattribute__(self, name)

    def item(self, key: str) -> Item | None:
        """A table's entry for ``key``, as `Node.item` finds it."""
        if not self.is_table:
            return None
        if self.numbers is None:
            rows = self.reader.rows
            self.numbers = {rows[number][3]: number for number in self.entries}
        number = self.numbers.get(key)
        return None if number is None else self.item_in(number)

    def item_in(self, number: int) -> Item:
        """The item in a line."""
        if self.made is None:
            self.made = {}
        made = self.made.get(number)
        if made is None:
            made = self.made[number] = self.reader.item(number)
        return made


class _Reader:
    """Reads a document line by line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = lines = text.split("\n")
        bare = [line.lstrip(" ") for line in lines] if "\t" in text else list(map(str.lstrip, lines))
        self.indents = list(map(sub, map(len, lines), map(len, bare)))
        self.contents = [line.rstrip(" ") for line in bare] if "\t" in text else list(map(str.rstrip, bare))
        #: Where each line begins.
        self.starts = list(map(add, accumulate(map(len, lines), initial=0), count()))
        self.rows: list[Any] = list(map(_LINES.get, self.contents))
        #: The values that are not read with their lines, by the number of the line with the key.
        self.nodes: dict[int, Node] = {}
        self.blocks: list[_Block] = []

    def read(self) -> Node:
        nodes = self.nodes
        behind = self.first()
        if self.contents[behind][0] in "{[":
            return self.flow(self.starts[behind])
        top = root = self.open(0, behind, self.contents[behind][0] != "-")
        waits = False  # whether the last key has no value yet
        for number, row, indent in zip(count(), self.rows, self.indents):
            if number < behind or row == ():
                continue
            if row is None:
                row = self.rows[number] = _line(self.contents[number])
                if not row:
                    continue
            dash, size, kind, _, _, _ = row
            if dash:
                if waits and indent >= top.indent:
                    nodes[top.entries[-1]] = top = self.open(indent, number, False)
                elif top.is_table or top.indent != indent:
                    top = self.leave(indent, False)
                if size:
                    table = self.open(indent + dash, number, True)
                    top.entries.append(table)
                    top = table
            elif not size:
                if self.contents[number][:3] == "..." and self.is_mark_of_end(number, root):
                    break
                behind = self.more(top, number, waits=waits)
                waits = False
                continue
            elif top.indent != indent or not top.is_table:
                if waits and indent > top.indent:
                    nodes[top.entries[-1]] = top = self.open(indent, number, True)
                else:
                    top = self.leave(indent, True)
            top.entries.append(number)
            waits = kind == _NONE
            if kind == _OPEN:
                nodes[number], behind = self.evaluated(number, top.indent)
        return root

    def first(self) -> int:
        """The number of the line with which the document begins."""
        marked = False
        for number, content in enumerate(self.contents):
            if content == "---" and content == self.lines[number] and not marked:
                marked = True
            elif content and content[0] != "#":
                if self.indents[number]:
                    raise NotPlain
                return number
        raise NotPlain

    def is_mark_of_end(self, number: int, root: _Block) -> bool:
        """Whether the line is the mark of the document's end, and nothing follows."""
        behind = self.starts[number] + 3
        return bool(root.entries) and not self.indents[number] and not self.text[behind:].strip(" \n")

    def flow(self, at: int) -> Node:
        """A document in brackets or braces."""
        node = flow(self.text, at, 0)
        if self.text[node.end :].strip(" \n"):
            raise NotPlain
        return node

    def open(self, indent: int, number: int, is_table: bool) -> _Block:
        """Begins a block inside the innermost one."""
        if len(self.blocks) >= DEEPEST:
            raise NotPlain
        block = _Block(self, indent, self.starts[number] + indent, is_table)
        self.blocks.append(block)
        return block

    def leave(self, indent: int, is_table: bool) -> _Block:
        """Ends deeper blocks, so that the block of that kind and indentation is the innermost one. An array may have the
        indentation of the table that it is in.
        """
        blocks = self.blocks
        top = blocks[-1]
        while len(blocks) > 1 and (top.indent > indent or (is_table and top.indent == indent and not top.is_table)):
            blocks.pop()
            top = blocks[-1]
        if top.indent != indent or top.is_table != is_table:
            raise NotPlain
        return top

    def more(self, top: _Block, number: int, *, waits: bool) -> int:
        """Reads a line that has only text: the value of the key before, or the rest of a plain scalar. Returns the number of the
        line behind it.
        """
        before = top.entries[-1] if top.entries else None
        if self.indents[number] <= top.indent or not isinstance(before, int) or before in self.nodes:
            raise NotPlain
        if waits and self.contents[number][0] in "|>":
            raise NotPlain
        self.nodes[before], behind = self.evaluated(number if waits else before, top.indent)
        if behind <= number:
            raise NotPlain
        return behind

    def evaluated(self, number: int, indent: int) -> tuple[Node, int]:
        """The value in a line, and the number of the line behind it."""
        at = self.starts[number] + self.indents[number] + self.rows[number][5]
        written = self.text[at : self.starts[number + 1] - 1].rstrip(" ")
        if written[0] in "|>":
            return self.block_scalar(number, at, written, indent)
        node = _value(self.text, at, written)
        if written[0] in "[{":
            return node, bisect_right(self.starts, node.end)
        if "#" in written and " #" in written:
            return node, number + 1
        return self.folded(node, written, number + 1, indent)

    def item(self, number: int) -> Item:
        """The entry of a table in a line."""
        dash, size, _, key, _, _ = self.rows[number]
        start = self.starts[number] + self.indents[number] + dash
        return Item(key, start, start + size, self.nodes.get(number) or self.known(number))

    def element(self, entry: int | Node) -> Node:
        """An element of an array."""
        if isinstance(entry, Node):
            return entry
        found = self.nodes.get(entry)
        if found is None:
            found = self.nodes[entry] = self.known(entry)
        return found

    def known(self, number: int) -> Node:
        """The value in a line that has only one line."""
        _, _, kind, _, value, at = self.rows[number]
        start = self.starts[number] + self.indents[number]
        if kind == _AGAIN:
            at += start
            return _value(self.text, at, self.text[at : self.starts[number + 1] - 1].rstrip(" "))
        what, content, first, last, inner, end = value
        return Node(what, content, start + first, start + last, start + inner, start + end)

    def folded(self, node: Node, value: str, number: int, indent: int) -> tuple[Node, int]:
        """A plain scalar that may continue in the line ``number`` and after it; and the number of the line behind it."""
        parts = [value]
        for behind in range(number, len(self.lines)):
            content = self.contents[behind]
            if not content or content[0] == "#" or self.indents[behind] <= indent:
                break
            if " #" in content or ": " in content or content[-1] == ":" or "\t" in content:
                raise NotPlain
            parts.append(content)
        if len(parts) == 1:
            return node, number
        if node.kind != STRING or not node.verbatim or node.inner_start != node.start:
            raise NotPlain
        last = number + len(parts) - 2
        end = self.starts[last] + self.indents[last] + len(parts[-1])
        value = " ".join(parts)
        places = partial(places_when_folded, self.text, node.start, end, value)
        return Node(STRING, value, node.start, end, places=places), last + 1

    def block_scalar(self, number: int, start: int, header: str, indent: int) -> tuple[Node, int]:
        """Reads literal or folded text, and returns the number of the line behind it."""
        header = header.partition(" #")[0].rstrip(" ")
        if header not in ("|", "|-", ">", ">-"):
            raise NotPlain
        lines, contents, indents = self.lines, self.contents, self.indents
        inner = last = -1
        for at in range(number + 1, len(lines)):
            content = contents[at]
            if content:
                if inner < 0:
                    inner = indents[at]
                    if inner <= indent or content[0] == "\t":
                        raise NotPlain
                elif indents[at] < inner:
                    break
                last = at
            elif lines[at] and (inner < 0 or len(lines[at]) > inner):
                raise NotPlain
        if inner < 0:
            raise NotPlain
        text, size = self.text, len(self.text)
        texts = [line[inner:] for line in lines[number + 1 : last + 1]]
        behind = self.starts[last + 1] - 1
        stop = self.starts[last] + len(lines[last].rstrip(" \t"))
        final = "\n" if header[-1] != "-" and behind < size else ""
        if header[0] == "|":
            value = "\n".join(texts) + final
            return Node(STRING, value, start, stop, lines=partial(lines_of_block, text, start, value)), last + 1
        if not all(texts) or "\t" in text:
            raise NotPlain
        value = texts[0]
        for before, line in pairwise(texts):
            value += ("\n" if " " in (before[0], line[0]) else " ") + line  # lines with more indentation are not joined
        value += final
        places = partial(places_when_folded, text, self.starts[number + 1], stop, value)
        return Node(STRING, value, start, stop, places=places), last + 1


def _line(content: str) -> Line:
    """What a line contains. Raises NotPlain if that is certainly not in the plainest spelling."""
    found: Line = ()
    if content and content[0] != "#":
        if "\t" in content:
            raise NotPlain
        found = _content(content)
    if len(content) <= LONGEST_WORD:
        _LINES[content] = found
    return found


def _content(content: str) -> Line:
    rest, dash, key, size = content, 0, "", 0
    if content[:2] == "- ":
        rest = content[1:].lstrip(" ")
        dash = len(content) - len(rest)
    colon = _colon(rest)
    if colon:
        key = rest[:colon].rstrip(" ")
        size = len(key)
        key = key[1:-1] if key[0] in _QUOTES else key
        rest = rest[colon + 1 :].lstrip(" ")
    at = len(content) - len(rest)
    if not rest or rest[0] == "#":
        if not size:
            raise NotPlain
        at = dash + colon + 1
        return dash, size, _NONE, key, (NULL, None, at, at, at, at), at
    if dash and not size and (rest == "-" or rest.startswith("- ")):
        raise NotPlain
    try:
        node = None if rest[0] in "|>" else _value(content, at, rest)
    except NotPlain:
        node = None  # it may have more lines
    if node is None:
        return dash, size, _OPEN, key, None, at
    if node.kind in (ARRAY, TABLE) or not node.verbatim:
        return dash, size, _AGAIN, key, None, at
    value = (node.kind, node.value, node.start, node.end, node.inner_start, node.inner_end)
    return dash, size, _KNOWN, key, value, at


def _value(text: str, start: int, written: str) -> Node:
    """The value that begins at ``start``, with ``written`` as the rest of its line."""
    first = written[0]
    if first in _QUOTES:
        close = written.find(first, 1)
        if first == '"' and "\\" in written[:close]:
            node = escaped(written, text, start)
            close = node.end - start - 1
        else:
            node = quoted(written[1:close], start)
        if close < 0 or not is_end(written, close + 1):
            raise NotPlain
        return node
    if first in "[{":
        node = flow(text, start, 0)
        end = text.find("\n", node.end)
        if not is_end(text[node.end : end if end >= 0 else len(text)], 0):
            raise NotPlain
        return node
    if "#" in written and " #" in written:
        return plain(written[: written.index(" #")].rstrip(" "), start)
    return plain(written, start)


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
