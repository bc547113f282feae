"""Hides the text of files that git does not track. If another file names such a file, pinlint reads it but quotes no line of it.

A stranger's requirements file can include any file below the root, even `.env`, and its text would appear in the log of a
pull request. So no sentence passes that contains a word which only these files contain, whichever rule has written it.
"""

from __future__ import annotations

from pinlint.findings.finding import Finding, Related
from pinlint.findings.report import LockVerdict, Unproven, plural
from pinlint.text.patterns import lazy
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pinlint.checking.access import Access
    from pinlint.requirements.model import Requirement

#: A word of a requirement or a sentence: a name, a version, a part of a URL.
_WORD = lazy(r"[^\W_](?:[\w.+!*-]*\w)?")
_PART = lazy(r"[^\W_]+")
#: A comment. Only its words with a digit or with several parts count, because sentences have the other ones, too.
_COMMENT = lazy(r"(?:^|\s)#.*")
#: Messages shorten long parts, such as hashes. A beginning of this length is enough to recognize one.
_BEGINNING = 6
#: The shortest part of a word that counts, and the shortest number.
_SHORTEST = 3
_OPERATORS = ("=", "<", ">", "~")


class Private:
    """The files at ``paths``, and which sentences show a part of their text."""

    def __init__(self, paths: Collection[str], project: Access) -> None:
        self.paths = paths
        self._requirements = {
            (path, r.span.start): r
            for path in paths
            if path in project.documents
            for r in project.documents[path].requirements
        }
        sources = [*(each.source for each in project.documents.values()), *project.project.other_sources()]
        shown, self._words = set[str](), set[str]()
        for source in sources:
            if source.path not in paths:
                shown.update(_words(source.text))
                continue
            bare = _COMMENT.sub("", source.text)
            self._words.update(_words(bare))
            self._words.update(word for word in _words(source.text) if not word.isalpha())
        for path in [*project.paths, *paths]:
            shown.update(_words(path))
        self._words -= shown
        self._sorted = sorted(self._words)

    def shows(self, *texts: str | None) -> bool:
        """Whether one of the texts has a word, or the beginning of one, that only these files have."""
        return any(map(self._is_private, _words(" ".join(filter(None, texts)))))

    def _is_private(self, word: str) -> bool:
        from bisect import bisect_left

        if word in self._words or len(word) < _BEGINNING:
            return word in self._words
        at = bisect_left(self._sorted, word)
        return at < len(self._sorted) and self._sorted[at].startswith(word)

    def findings(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings. Those in these files are replaced by one for each rule and file, without quotations."""
        shown: list[Finding] = []
        counts: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            path = finding.location.path
            if path in self.paths:
                counts.setdefault((path, finding.rule), []).append(finding)
            else:
                self._conceal(finding)
                shown.append(finding)
        for (path, rule), found in counts.items():
            first = found[0]
            why = "no line is shown, because the file may be private"
            message = f"{plural(len(found), 'finding')} in a file that git does not track: {why}"
            shown.append(Finding(rule, first.family, first.severity, Location(path), message, lock=first.lock))
        return shown

    def _conceal(self, finding: Finding) -> None:
        """Removes the text of these files from a finding in another file."""
        places = [entry.location for entry in finding.related if entry.location.path in self.paths]
        for place in places:
            finding.message = self._without(finding.message, place)
        if self.shows(finding.message):
            from pinlint.index import RULES

            finding.message = (
                f"{RULES[finding.rule][4]}. The details are in a file that git does not track, and are not shown"
            )
        related = [
            Related(Location(path), "in a file that git does not track") for path in sorted({p.path for p in places})
        ]
        others = [entry for entry in finding.related if entry.location.path not in self.paths]
        finding.related = (*(entry for entry in others if not self.shows(entry.message)), *related)
        if self.shows(finding.help):
            finding.help = None
        if self.shows(finding.project):
            finding.project = None
        fix, cause = finding.fix, finding.cause
        if fix is not None and self.shows(fix.title, *(edit.text for edit in fix.edits)):
            finding.fix = finding.help = None  # the help is the same in words
        while cause is not None:
            if self.shows(*cause.names, *cause.offers, *cause.offers.values()):
                finding.cause = None
            cause = cause.wider

    def _without(self, message: str, place: Location) -> str:
        """A message without the text at a place, as it is written there and as messages spell it."""
        if place.source is None or place.span is None:
            return message
        texts = [place.source.text[place.span.start : place.span.end].strip()]
        requirement: Requirement | None = self._requirements.get((place.path, place.span.start))
        if requirement is not None:
            texts.append(requirement.shown)
        for text in sorted(filter(None, texts), key=len, reverse=True):
            message = message.replace(text, "a line")
        return message

    def verdict(self, verdict: LockVerdict) -> LockVerdict:
        """The verdict on a lock without the text of these files."""
        unproven = [
            each
            if not self.shows(each.project, each.reason)
            else Unproven(each.obligation, None, "the reason is in a file that git does not track")
            for each in verdict.unproven
        ]
        return LockVerdict(
            verdict.path,
            verdict.verdict,
            inputs=[path for path in verdict.inputs if not self.shows(path)],
            evidence=verdict.evidence,
            pins=verdict.pins,
            metadata=verdict.metadata,
            unproven=unproven,
            commands=[command for command in verdict.commands if not self.shows(command)],
        )

    def sentences(self, sentences: Sequence[str]) -> list[str]:
        """Those of the sentences that do not show these files."""
        return [sentence for sentence in sentences if not self.shows(sentence)]


def _words(text: str) -> Iterator[str]:
    """The words of a text and the long parts of each, in the spelling of normalized names. A short number is a word only after an
    operator: other ones are numbers of lines.
    """
    lower = text.lower()
    for match in _WORD.finditer(lower):
        parts = _PART.findall(match[0])
        if len(parts) > 1 or len(parts[0]) >= _SHORTEST or not parts[0].isdecimal():
            yield "-".join(parts)
        elif lower[max(0, match.start() - 2) : match.start()].rstrip().endswith(_OPERATORS):
            yield f"={parts[0]}"
        if len(parts) > 1:
            yield from (part for part in parts if len(part) >= _SHORTEST)
