"""Finds text in a requirements file that pip reads and silently ignores."""

from __future__ import annotations

from pinlint.formats.logical_lines import LINE_END, comment_start
from pinlint.formats.pep508_parts import InvalidRequirement
from pinlint.formats.requirement_lines import read_line_requirement
from pinlint.requirements.model import Problem
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.formats.logical_lines import LogicalLine
    from pinlint.formats.pip_options import Given, Options, Word
    from pinlint.requirements.model import Option
    from pinlint.text.source import SourceFile

SWALLOWED = "swallowed-requirement"
IGNORED = "ignored-text"
_OWN_LINE = "move it to its own line"


def dropped(
    source: SourceFile,
    line: LogicalLine,
    options: Options,
    used: set[Given],
    *,
    is_requirement: bool,
    above: tuple[int, bool] | None = None,
) -> Iterator[Problem]:
    """The options of a line that have no effect, and its stray words.

    ``above`` is for hashes without a requirement: where the last requirement ends, with the lost hashes below it, and whether it
    has a hash.
    """
    names = {given.name for given in used}
    is_requirement = is_requirement or "editable" in names
    for given in options.given:
        if given not in used and given.name == "hash" and not is_requirement:
            yield _lost_hash(source, line, given, above)
        elif given not in used:
            rule, message, help = _why_unused(given, names, is_requirement)
            yield Problem(rule, message, line.span(*given.range), help)
    for words in _runs(source, line, options.strays):
        yield _stray(source, line, words, is_requirement)


def _why_unused(given: Given, names: set[str], is_requirement: bool) -> tuple[str, str, str | None]:
    if given.name == "editable":
        what = (
            "pip installs only the first editable of a line"
            if "editable" in names
            else "pip ignores everything after this '-e'"
        )
        return SWALLOWED, what, _OWN_LINE
    if given.name == "hash":
        return IGNORED, "pip ignores the hash of an editable", "delete the hash"
    if is_requirement:
        return IGNORED, f"'{given.spelling}' has no effect after a requirement", _OWN_LINE
    if names & {"requirement", "constraint"}:
        what = (
            "pip reads only one file per line"
            if given.name in ("requirement", "constraint")
            else (f"'{given.spelling}' has no effect on a line that includes a file")
        )
        return IGNORED, what, _OWN_LINE
    if given.name == "config-settings":
        return IGNORED, f"'{given.spelling}' has an effect only after a requirement", "move it to its requirement"
    which = "first" if given.name == "find-links" else "last"
    return IGNORED, f"pip uses only the {which} '{given.spelling}' of a line", _OWN_LINE


def _lost_hash(source: SourceFile, line: LogicalLine, given: Given, above: tuple[int, bool] | None) -> Problem:
    """A hash on a line without a requirement. A backslash at the end of the line above it may be missing."""
    help, insertion = "write it on the line of its requirement, or delete it", None
    if above is not None:
        end, has_hash = above
        number = source.position(end)[0]
        between = source.text[end : line.start]
        lines = between.splitlines()
        if len(lines) == 1 and not between.strip() and LINE_END.search(between):
            help = f"end line {number} with a backslash"
            insertion = end, " \\", has_hash  # the first hash of a file makes pip demand hashes for all requirements
        elif between.lstrip(" \t").startswith("\\") and not "".join(lines[1:]).strip():
            help = f"delete the blank line after line {number}"
        elif between.lstrip(" \t").startswith("\\") and all(text.lstrip()[:1] in ("", "#") for text in lines[1:]):
            help = "move it to its requirement: a comment line separates the two"
        elif len(lines) == 1 and between.lstrip().startswith("#"):
            help = f"delete the comment in line {number}, and end the line with a backslash"
    what = "pip ignores this hash: it belongs to no requirement"
    return Problem(IGNORED, what, line.span(*given.range), help, insertion=insertion)


def _runs(source: SourceFile, line: LogicalLine, strays: Sequence[Word]) -> Iterator[list[Word]]:
    """The stray words in runs: a run is words that follow each other on one physical line."""
    run: list[Word] = []
    for word in strays:
        if run and (line.text[run[-1].end : word.start].strip() or line.begins_line(word.start, source)):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _stray(source: SourceFile, line: LogicalLine, words: list[Word], is_requirement: bool) -> Problem:
    start, end = words[0].start, words[-1].end
    span = line.span(start, end)
    text = line.text[start:end]
    first_of_line = line.begins_line(start, source)
    if text.startswith(";"):
        what = "pip ignores a marker after an option" if start else "pip ignores this"
        return Problem(IGNORED, what, span, "move it before the options; for an editable, put both in quotes")
    if _is_requirement(source, text, demanding=is_requirement and not first_of_line):
        if first_of_line:
            what = "pip does not install this: the backslash before it makes it part of the line above"
            return Problem(SWALLOWED, what, span, "delete the backslash at the end of the line above")
        return Problem(SWALLOWED, "pip does not install what is written after an option", span, _OWN_LINE)
    return Problem(IGNORED, "pip ignores text after an option, unless it is an option itself", span, "delete it")


def _is_requirement(source: SourceFile, text: str, *, demanding: bool = False) -> bool:
    """Whether the text is a requirement; with ``demanding``, a bare name does not count."""
    try:
        requirement = read_line_requirement(source, text, Span, lenient=True)
    except InvalidRequirement:
        return False
    return not demanding or bool(requirement.clauses) or requirement.url is not None


def swallowed_lines(source: SourceFile, span: Span) -> Iterator[Problem]:
    """The lines that became part of a comment because of a backslash at its end."""
    at = span.start
    while at < span.end:
        match = LINE_END.search(source.text, at, span.end)
        end, following = match.span() if match else (span.end, span.end)
        text = source.text[at:end].rstrip("\\")
        cut = comment_start(text)
        text = text if cut < 0 else text[:cut]
        start = at + len(text) - len(text.lstrip())
        text = text.strip()
        if text:
            lost = text.startswith(("-e", "--editable")) or _is_requirement(source, text)
            what = "pip reads this as part of the comment above, which ends in a backslash"
            help = "delete the backslash at the end of the comment"
            yield Problem(SWALLOWED if lost else IGNORED, what, Span(start, start + len(text)), help)
        at = following


def lost_indexes(lines: Sequence[Sequence[Option]]) -> Iterator[Problem]:
    """The indexes that a later line cancels: ``--index-url`` replaces all indexes, ``--no-index`` disables all."""
    kept: list[Option] = []
    no_index = False
    reason: dict[int, str] = {}
    for options in lines:
        names = {option.name for option in options}
        main = [option for option in options if option.name == "index-url"]
        extra = [option for option in options if option.name == "extra-index-url"]
        no_index = no_index or "no-index" in names
        if no_index or main:
            for option in kept:
                reason[option.span.start] = "--no-index" if no_index else "a later --index-url"
        if no_index:
            kept = []
            for option in (*main, *extra):
                reason[option.span.start] = "--no-index"
        elif main:
            kept = [*main, *extra]
        else:
            kept += extra
    values = {option.value for option in kept}
    for options in lines:
        for option in options:
            why = reason.get(option.span.start)
            if option.name in ("index-url", "extra-index-url") and why and option.value not in values:
                help = "write --index-url before --extra-index-url" if "later" in why else "delete one of the two"
                yield Problem(IGNORED, f"pip does not use this index: {why} replaces it", option.span, help)
