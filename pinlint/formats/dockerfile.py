"""Dockerfiles: their instructions, with the place of every part (the Dockerfile reference, as BuildKit reads it).

The parser joins continuation lines, drops the comments between them, reads here-documents, follows parser directives, and
skips lines of a template engine. Text that no builder accepts is recorded as a problem, and raises no exception.
`pinlint.formats.shell` reads the commands of RUN instructions.
"""

from __future__ import annotations

import re

from pinlint.formats.dockerfile_words import blank_separated, json_words, quoted_words, skip_space, unquoted
from pinlint.requirements.model import Comment, Problem
from pinlint.text.budget import check_source
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.shell_words import SimpleCommand, Word
    from pinlint.text.source import SourceFile

FILES = (
    r"(?i)^(?!.*\.(?:j2|jinja2?|tmpl|tpl|template|erb|mustache|dockerignore|md|rst|txt|py|(?:yml|yaml)|json|sh|orig|rej|bak)$)"
    r"(?:.*/)?(?:(?:docker|container)file(?:[._-][^/]*)?|(?:[^/]*\.|[a-z0-9]+)(?:docker|container)file)$"
)
#: The file's role in a project: it builds, and has no requirements of its own.
READS = "build"


_INSTRUCTIONS = frozenset(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME"  # noqa: SIM905
    " WORKDIR".split()
)
#: How statements of a template engine begin: the engine removes them before a builder reads the file.
_TEMPLATE = ("{%", "{#", "{{")
_HEREDOC_INSTRUCTIONS = frozenset(["ADD", "COPY", "RUN"])
_BLANKS = " \t\v\f\r"
_BLANK_RUN = lazy(r"[ \t\v\f\r]+")
_HEREDOC = lazy(r"\d*<<(-?)([^<]+)")


class Flag:
    """A ``--name=value`` before the arguments of an instruction; ``value`` is None if there is no ``=``."""

    __slots__ = ("name", "span", "value")

    def __init__(self, name: str, value: str | None, span: Span) -> None:
        self.name = name
        self.value = value
        self.span = span


class Heredoc:
    """A here-document: the ``name`` that ends it, and its ``body``, leading tabs dropped for ``<<-``."""

    __slots__ = ("body", "name", "raw", "span", "strips_tabs", "verbatim")

    def __init__(self, name: str, strips_tabs: bool, verbatim: bool) -> None:
        self.name = name
        self.strips_tabs = strips_tabs
        #: Whether the name was quoted: then nothing in the body is expanded.
        self.verbatim = verbatim
        self.body: MappedText
        #: The body as written, and the line that ends it.
        self.raw: MappedText
        self.span: Span


class Instruction:
    """One instruction: ``name`` in capitals, its ``flags``, and its ``arguments``, continuation lines joined.

    ``span`` goes from its name to the end of its last line, without the line end and the here-documents; ``lines`` is
    the first and the last line, here-documents included. ``inner`` is the instruction inside an ONBUILD.
    """

    __slots__ = (
        "_words",
        "arguments",
        "commands",
        "escape",
        "flags",
        "heredocs",
        "inner",
        "lines",
        "name",
        "name_span",
        "span",
    )

    def __init__(self, line: MappedText, lines: tuple[int, int], escape: str, outer: bool = True) -> None:
        name, start = _first_word(line.text)
        self.name = name.upper()
        self.name_span = line.span(0, len(name))
        self.span = line.span(0, len(line.text))
        self.lines = lines
        self.escape = escape
        self.flags, start = _flags(line, start)
        self.arguments = line.slice(start, len(line.text.rstrip(_BLANKS)))
        self.heredocs: list[Heredoc] = []
        #: The result of `pinlint.build.dockerfile_stages.run_commands`, so that it is computed once.
        self.commands: list[SimpleCommand] | None = None
        self._words: list[Word] | None = None
        self.inner: Instruction | None = None
        if outer and self.name == "ONBUILD" and self.arguments.text:  # an ONBUILD in an ONBUILD is not allowed
            self.inner = Instruction(self.arguments, lines, escape, False)

    @property
    def exec_form(self) -> list[Word] | None:
        """The words of the exec form, a JSON array of strings; None for the shell form."""
        return json_words(self.arguments) if self.arguments.text.startswith("[") else None

    @property
    def words(self) -> list[Word]:
        """The arguments of COPY, ADD and FROM: the strings of the exec form, or the words between blanks."""
        from pinlint.formats.shell import word

        if self._words is None:
            form, arguments = self.exec_form, self.arguments
            parts = blank_separated(arguments.text) if form is None else ()
            self._words = form or [word(arguments.slice(start, end)) for start, end in parts]
        return self._words

    @property
    def variables(self) -> list[tuple[str, Word | None]]:
        """The names that ARG and ENV set, with their values: None for an ARG without a default."""
        from pinlint.formats.shell import word

        text = self.arguments.text
        found: list[tuple[str, Word | None]] = []
        for index, (start, end) in enumerate(quoted_words(text)):
            name, equals, _ = text[start:end].partition("=")
            if not equals and self.name == "ENV" and index == 0:
                rest = end + len(text[end:]) - len(text[end:].lstrip(_BLANKS))
                return [(name, word(self.arguments.slice(rest, len(text))))]
            value = word(self.arguments.slice(start + len(name) + 1, end)) if equals else None
            found.append((name, value))
        return found

    @property
    def script(self) -> MappedText | None:
        """The script that a RUN, CMD or ENTRYPOINT in shell form runs; None for the exec form and other languages."""
        if self.name not in ("RUN", "CMD", "ENTRYPOINT") or self.exec_form is not None:
            return None
        if len(self.heredocs) == 1 and _heredoc(self.arguments.text):
            body = self.heredocs[0].body
            first = body.text[: body.text.find("\n")]
            return None if first.startswith("#!") and not re.search(r"\b(?:ba|da|a|z|k)?sh\b", first) else body
        source = self.arguments.source
        at = self.arguments.span(0, len(self.arguments.text)).end
        newline = MappedText(source, [("\n", at, at)])
        parts = [self.arguments]
        for heredoc in self.heredocs:
            parts += [newline, heredoc.raw] if heredoc is self.heredocs[0] else [heredoc.raw]
        return joined(parts, source)


class Dockerfile:
    """A Dockerfile: its ``instructions`` in order, its ``comments``, and the ``problems`` that make a build fail."""

    __slots__ = ("comments", "escape", "instructions", "problems", "source", "syntax")

    format = "dockerfile"

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.escape = "\\"
        self.syntax: str | None = None
        self.instructions: list[Instruction] = []
        self.comments: list[Comment] = []
        self.problems: list[Problem] = []

    @property
    def path(self) -> str:
        """The file's path, relative to the project's root."""
        return self.source.path


def parse(source: SourceFile) -> Dockerfile:
    """Reads a Dockerfile. Raises ExceededError for one that is too long."""
    check_source(source.text)
    document = Dockerfile(source)
    _Parser(document).run()
    return Dockerfile(source) if _is_foreign(document) else document


def _is_foreign(document: Dockerfile) -> bool:
    """Whether a file is not a Dockerfile in spite of its name: most of its lines are not instructions, as in
    ``dockerfile.go``.
    """
    unknown = sum(instruction.name not in _INSTRUCTIONS for instruction in document.instructions)
    named_so = document.source.path.rpartition("/")[2].lower() in ("dockerfile", "containerfile")
    return unknown * 2 > len(document.instructions) and not named_so and document.syntax is None


class _Parser:
    """Goes through the physical lines once. ``lines`` are the offsets of their starts, then the text's length."""

    def __init__(self, document: Dockerfile) -> None:
        self.document = document
        self.source = document.source
        self.text = document.source.text
        self.starts = [0]
        at = self.text.find("\n") + 1
        while at:
            self.starts.append(at)
            at = self.text.find("\n", at) + 1
        if self.starts[-1] != len(self.text):
            self.starts.append(len(self.text))
        self.count = len(self.starts) - 1

    def line(self, index: int) -> tuple[int, int]:
        """Start and end of a physical line, its line end left out."""
        start, end = self.starts[index], self.starts[index + 1]
        return start, start + len(self.text[start:end].rstrip("\r\n"))

    def run(self) -> None:
        self.directives()
        index = 0
        while index < self.count:
            index = self.logical_line(index)

    def directives(self) -> None:
        """``# escape=`` and ``# syntax=``, which count only at the very top."""
        seen = set()
        for index in range(self.count):
            start, end = self.line(index)
            line = self.text[start:end].strip()
            name, equals, value = line[1:].partition("=")
            name, value = name.strip().lower(), value.strip()
            if line[:1] != "#" or not equals or not name.isalnum() or not value or name in seen:
                return
            seen.add(name)
            if name == "syntax":
                self.document.syntax = value
            elif name == "escape" and value in ("\\", "`"):
                self.document.escape = value
            elif name == "escape":
                self.problem(f"{value} cannot be the escape character: use \\ or `", Span(start, end))

    def logical_line(self, index: int) -> int:
        """Reads the instruction that begins at a line; returns the line after it."""
        first = index
        pieces: list[tuple[int, int]] = []
        continues = True
        while continues and index < self.count:
            start, end = self.line(index)
            index += 1
            content = self.text[start:end]
            stripped = content.lstrip()
            if stripped[:1] == "#":
                at = end - len(stripped)
                self.document.comments.append(Comment(stripped, Span(at, end)))
                if not pieces:
                    return index
                continue
            if not stripped:
                if not pieces:
                    return index
                continue
            if not pieces:
                start = end - len(stripped)
                first = index - 1
            end, continues = self.without_continuation(start, end)
            pieces.append((start, end))
        line = MappedText.verbatim(self.source, pieces)
        if line.text.strip(_BLANKS) and not line.text.startswith(_TEMPLATE):
            return self.instruction(line, first, index)
        return index

    def without_continuation(self, start: int, end: int) -> tuple[int, bool]:
        """The end of a line without its continuation character, and whether there was one."""
        escape = self.document.escape
        content = self.text[start:end].rstrip(" \t")
        if content.endswith(escape) and content[-2:-1] != escape:
            return start + len(content) - 1, True
        return end, False

    def instruction(self, line: MappedText, first: int, index: int) -> int:
        leading = len(line.text) - len(line.text.lstrip(_BLANKS))
        line = line.slice(leading, len(line.text.rstrip(_BLANKS)))
        heredocs, behind = self.heredocs(line, index)
        instruction = Instruction(line, (first + 1, behind), self.document.escape)
        for part in (instruction, instruction.inner):
            if part:
                part.heredocs = heredocs
        if instruction.name not in _INSTRUCTIONS and not self.foreign_syntax():
            known = "an instruction of a Dockerfile"
            self.problem(f"{_shown(self.text, instruction.name_span)} is not {known}", instruction.name_span)
        self.document.instructions.append(instruction)
        return behind

    def heredocs(self, line: MappedText, index: int) -> tuple[list[Heredoc], int]:
        """The here-documents of a logical line, and the line after the last of them."""
        heredocs: list[Heredoc] = []
        if "<<" not in line.text:
            return heredocs, index
        probe = Instruction(line, (0, 0), self.document.escape)
        probe = probe.inner or probe
        if probe.name not in _HEREDOC_INSTRUCTIONS or probe.exec_form is not None:
            return heredocs, index
        for start, end in quoted_words(line.text, strict=True):
            heredoc = _heredoc(line.text[start:end])
            if heredoc is None:
                continue
            heredocs.append(heredoc)
            begin = index
            index = self.heredoc_body(heredoc, index)
            if index < 0:
                self.problem(f"the here-document {heredoc.name} has no end", line.span(start, end))
                self.finish(heredoc, begin, self.count, self.count)
                return heredocs, self.count
        return heredocs, index

    def heredoc_body(self, heredoc: Heredoc, index: int) -> int:
        begin = index
        while index < self.count:
            start, end = self.line(index)
            index += 1
            content = self.text[start:end]
            if (content.lstrip("\t") if heredoc.strips_tabs else content) == heredoc.name:
                self.finish(heredoc, begin, index - 1, index)
                return index
        return -1

    def finish(self, heredoc: Heredoc, begin: int, end: int, behind: int) -> None:
        ranges = []
        for index in range(begin, end):
            start, stop = self.starts[index], self.starts[index + 1]
            if heredoc.strips_tabs:
                start = stop - len(self.text[start:stop].lstrip("\t"))
            ranges.append((start, stop))
        at = self.starts[begin]
        heredoc.body = MappedText.verbatim(self.source, ranges or [(at, at)])
        heredoc.raw = MappedText.verbatim(self.source, [(at, self.starts[behind])])
        heredoc.span = Span(at, self.starts[end])

    def foreign_syntax(self) -> bool:
        """Whether a frontend other than Docker's reads the file. It may have instructions of its own."""
        syntax = self.document.syntax
        return syntax is not None and not re.match(r"(?:docker\.io/)?docker/dockerfile\b", syntax)

    def problem(self, message: str, span: Span) -> None:
        self.document.problems.append(Problem("syntax-error", message, span, fatal=True))


def _shown(text: str, span: Span) -> str:
    word = text[span.start : span.end]
    return word if len(word) <= 40 else word[:37] + "..."


def _first_word(line: str) -> tuple[str, int]:
    """The first word, and the offset of what follows the blanks after it."""
    match = _BLANK_RUN.search(line)
    return (line[: match.start()], match.end()) if match else (line, len(line))


def _flags(line: MappedText, start: int) -> tuple[list[Flag], int]:
    """The flags from ``start`` on, and the offset of the first argument."""
    flags: list[Flag] = []
    text = line.text
    for begin, end in quoted_words(text, start) if text.startswith("--", start) else ():
        word = text[begin:end]
        if not word.startswith("--"):
            return flags, begin
        if word == "--":
            start = end
            break
        name, equals, value = unquoted(word)[2:].partition("=")
        flags.append(Flag(name, value if equals else None, line.span(begin, end)))
        start = end
    return flags, skip_space(text, start)


def _heredoc(word: str) -> Heredoc | None:
    """The here-document that a word such as ``<<-'EOF'`` opens."""
    match = _HEREDOC.fullmatch(word)
    if match is None or len(quoted_words(match[2])) != 1:
        return None
    name = unquoted(match[2])
    return Heredoc(name, bool(match[1]), name != match[2]) if name else None
