"""Finds comments that say that a requirement has no version on purpose: ``# always use the latest version``."""

from __future__ import annotations

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.requirements.model import Requirement
    from pinlint.text.source import SourceFile

#: Words for what is meant, and words that say that it is meant. A comment needs one of each, or one of the third kind.
_NEWEST = lazy(r"(?i)\b(?:latest|newest|unpinned|not[ ]pinned|without[ ]a[ ]version|most[ ]recent)\b")
_MEANT = lazy(r"(?i)\b(?:always|on[ ]purpose|intentional(?:ly)?|deliberate(?:ly)?|by[ ]design)\b")
_FORBIDS = lazy(
    r"(?i)\b(?:do[ ]not|don't|never)[ ]pin\b"
    r"|\b(?:cannot|can[ ]not|can't|must[ ]not|mustn't|should[ ]not|shouldn't)[ ]be[ ](?:hard[- ]?)?pinned\b"
    r"|\b(?:not[ ]pinned|unpinned|no[ ](?:version|pin|pinning|version[ ]pinning)|version-?less)[ ]"
    r"(?:to|so[ ]that|because|since|for(?![ ]now))\b"
)
#: Words of a comment about all lines of a file.
_ALL = lazy(r"(?i)\b(?:these|all|this[ ]file|dependencies|requirements|packages|versions|everything|nothing)\b")
#: So many lines of a comment, or of the step of a workflow, are read.
_MOST_LINES = 8
#: Words that say that it is to be pinned one day.
_UNTIL = lazy(
    r"(?i)\b(?:todo|fixme|xxx|for[ ]now|soon|yet|until|temporar(?:y|ily)|(?<!not[ ])(?<!n't[ ])(?<!never[ ])pin[ ]it)\b"
)


def is_open_on_purpose(requirement: Requirement, first_line: int = 0) -> bool:
    """Whether a comment says that a requirement has no version on purpose: behind it, or alone in the lines above it. The comment
    may also be above the ``first_line`` of the command that installs the requirement, or above the step of a workflow that the
    command is in. At the beginning of a file of requirements, it may be about all of them.
    """
    source = requirement.source
    if "#" not in source.text:
        return False
    line = requirement.location.line
    behind = source.text[requirement.span.end : source.line_span(line).end]
    if _says_so(behind.partition("#")[2]) or _says_so(_above(source, line)):
        return True
    if first_line:
        step = _step(source, first_line) if source.path.endswith((".yml", ".yaml")) else first_line
        return _says_so(_above(source, first_line)) or (step != first_line and _says_so(_above(source, step)))
    head = _block(source, range(1, line))
    return _ALL.search(head) is not None and _says_so(head)


def _above(source: SourceFile, line: int) -> str:
    """The comment alone in the lines above a line."""
    return _block(source, range(line - 1, 0, -1))


def _block(source: SourceFile, lines: Iterable[int]) -> str:
    """The comment in the first of these lines, as one text in the order of the file."""
    found: list[tuple[int, str]] = []
    for line in lines:
        span = source.line_span(line)
        text = source.text[span.start : span.end].strip()
        if not text.startswith("#") or len(found) >= _MOST_LINES:
            break
        found.append((line, text.strip("# ")))
    return " ".join(text for _, text in sorted(found))


def _step(source: SourceFile, line: int) -> int:
    """The first line of the item of a list that a line of YAML is in; the line itself if that begins too far above."""
    for above in range(line, max(0, line - _MOST_LINES), -1):
        span = source.line_span(above)
        if source.text[span.start : span.end].lstrip().startswith("- "):
            return above
    return line


def _says_so(comment: str) -> bool:
    if _UNTIL.search(comment):
        return False
    if _FORBIDS.search(comment):
        return True
    return any(_NEWEST.search(part) is not None and _MEANT.search(part) is not None for part in comment.split(". "))
