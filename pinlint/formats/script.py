"""The requirements in the header of a script: inline script metadata, PEP 723.

A block begins with ``# /// script``, continues in comment lines and ends with ``# ///``. This module finds exactly the blocks
that the regular expression of the specification finds, but line by line, in linear time.
"""

from __future__ import annotations

from bisect import bisect_right

from pinlint.formats.located import LocatedError, toml
from pinlint.formats.located.requirement import Collector
from pinlint.requirements.metadata import ProjectMetadata
from pinlint.requirements.model import SCRIPT, RequirementsFile
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile

    #: Type, its span, the block's content without the comment signs, and the content's lines: where each begins in the
    #: content and in the file.
    Block = tuple[str, Span, str, list[tuple[int, int]]]

FILES = r"\.py$"
FORMAT = "script"
#: Scripts are read only on request: searching every Python file of a project would take longer than all other work.
READS = "script"

_LINE = lazy(r"([^\r\n]*)(\r\n|[\r\n]|\Z)")
_HEADER = lazy(r"# /// ([a-zA-Z0-9-]+)")


def parse(source: SourceFile) -> RequirementsFile:
    """The requirements of a script; a script without a header has none, and no metadata."""
    into = Collector(source)
    metadata = None
    tool = None
    found: list[Block] = []
    if "# ///" in source.text:
        found = [block for block in blocks(source.text) if block[0] == "script"]
    for _, span, _, _ in found[1:]:
        into.problem("a script can have only one block of metadata", span)
    if found:
        _, _, content, lines = found[0]
        starts = [start for start, _ in lines]

        def place(offset: int) -> int:
            start, there = lines[bisect_right(starts, offset) - 1]
            return there + offset - start

        try:
            values = toml.loads(content)
            root = toml.locate(content, values)
        except LocatedError as error:
            into.problem(f"the script's metadata {error.message}", Span(place(error.span.start), place(error.span.end)))
        else:
            for node in root.walk():
                node.move(place)
            metadata = _read(root, into)
            tool = values.get("tool")
    return RequirementsFile(
        source,
        FORMAT,
        into.requirements,
        problems=into.problems,
        metadata=metadata,
        tool=tool if isinstance(tool, dict) else None,
    )


def blocks(text: str) -> list[Block]:
    """The metadata blocks of a script, of all types."""
    found: list[Block] = []
    run: list[tuple[str, int]] = []  # comment lines that follow each other, and where they begin
    for match in _LINE.finditer(text):
        line = match[1]
        if line == "#" or line.startswith("# "):
            run.append((line, match.start()))
        elif run:
            found += _block_of(run)
            run = []
        if match.end() == len(text):
            break
    return found + _block_of(run)


def _block_of(run: list[tuple[str, int]]) -> list[Block]:
    """The block in a run of comment lines: from the first opening line to the last closing one."""
    end = len(run) - 1
    while end >= 0 and run[end][0] != "# ///":
        end -= 1
    for index, (line, start) in enumerate(run[: max(end - 1, 0)]):
        header = _HEADER.fullmatch(line)
        if header:
            pieces = []
            lines = []
            offset = 0
            for text, at in run[index + 1 : end]:
                sign = min(2, len(text))
                lines.append((offset, at + sign))
                pieces.append(text[sign:] + "\n")
                offset += len(pieces[-1])
            return [(header[1], Span(start, start + len(line)), "".join(pieces), lines)]
    return []


def _read(root: Node, into: Collector) -> ProjectMetadata:
    dependencies = root.get("dependencies")
    python = root.get("requires-python")
    if dependencies is not None:
        into.array(dependencies, "dependencies", scope=SCRIPT)
    return ProjectMetadata(
        requires_python=into.specifier(python, "requires-python"),
        requires_python_span=python.content if python is not None else None,
    )
