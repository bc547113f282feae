"""Finds comments that say that a requirement has no version on purpose: ``# always use the latest version``."""

from __future__ import annotations

from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.requirements.model import Requirement

#: Words for what is meant, and words that say that it is meant. A comment needs one of each, or one of the third kind.
_NEWEST = lazy(r"(?i)\b(?:latest|newest|unpinned|not[ ]pinned|without[ ]a[ ]version|most[ ]recent)\b")
_MEANT = lazy(r"(?i)\b(?:always|on[ ]purpose|intentional(?:ly)?|deliberate(?:ly)?|by[ ]design)\b")
_FORBIDS = lazy(
    r"(?i)\b(?:do[ ]not|don't|never)[ ]pin\b"
    r"|\b(?:not[ ]pinned|unpinned|no[ ](?:version|pin|pinning|version[ ]pinning)|version-?less)[ ]"
    r"(?:to|so[ ]that|because|since|for(?![ ]now))\b"
)
#: Words that say that it is to be pinned one day.
_UNTIL = lazy(
    r"(?i)\b(?:todo|fixme|xxx|for[ ]now|soon|yet|until|temporar(?:y|ily)|(?<!not[ ])(?<!n't[ ])(?<!never[ ])pin[ ]it)\b"
)


def is_open_on_purpose(requirement: Requirement, first_line: int = 0) -> bool:
    """Whether a comment behind a requirement, or alone on the line above, says that it has no version on purpose. The comment may
    also be above the ``first_line`` of the command that installs the requirement.
    """
    source = requirement.source
    if "#" not in source.text:
        return False
    line = requirement.location.line
    behind = source.text[requirement.span.end : source.line_span(line).end]
    spans = [source.line_span(each - 1) if each > 1 else Span(0, 0) for each in (line, first_line)]
    above = [source.text[span.start : span.end].lstrip() for span in spans]
    return any(map(_says_so, [behind.partition("#")[2], *(each for each in above if each.startswith("#"))]))


def _says_so(comment: str) -> bool:
    if _UNTIL.search(comment):
        return False
    if _FORBIDS.search(comment):
        return True
    return _NEWEST.search(comment) is not None and _MEANT.search(comment) is not None
