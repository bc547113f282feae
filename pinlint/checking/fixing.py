"""Applying fixes until none is left, and leaving out the findings that are known already."""

from __future__ import annotations

from pinlint.checking import engine
from pinlint.fixes.applying import applicabilities, apply_once
from pinlint.project import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.findings.config import Config
    from pinlint.findings.finding import Finding
    from pinlint.findings.report import Report
    from pinlint.project.revisions import Revision
    from pinlint.text.source import SourceFile

#: A fix may make room for another one; more rounds than these mean that fixes undo each other.
MOST_ROUNDS = 20


class Fixed:
    """The files as they were (``sources``) and as they are to be (``texts``), both by path, and the ``report`` on the latter.

    Nothing is written yet. ``finished`` says whether no fix is left that was asked for.
    """

    __slots__ = ("finished", "report", "sources", "texts")

    def __init__(
        self, sources: dict[str, SourceFile], texts: dict[str, str], report: Report, *, finished: bool
    ) -> None:
        self.sources = sources
        self.texts = texts
        self.report = report
        self.finished = finished


def fix_all(
    tree: files.Tree, targets: Sequence[str], config: Config, bound: str, base: Revision | None = None
) -> Fixed:
    """What all fixes up to the applicability ``bound`` make of the files. ``base`` and what is raised are those of
    `pinlint.checking.engine.check`."""
    sources: dict[str, SourceFile] = {}
    texts: dict[str, str] = {}
    overlay: dict[str, bytes] = {}
    applied = 0
    rounds = 0
    while True:
        report = engine.check(tree, targets, config, overlay, wanted=applicabilities(bound), base=base)
        fixed = apply_once(report.findings, report.sources, bound)
        rounds += 1
        if not fixed.applied or rounds >= MOST_ROUNDS:
            report.summary.fixed = applied
            return Fixed(sources, texts, report, finished=not fixed.applied)
        applied += len(fixed.applied)
        for path, text in fixed.texts.items():
            source = sources.setdefault(path, report.sources[path])
            texts[path] = text
            overlay[path] = source.encode(text)


def introduced(findings: Sequence[Finding], base: files.Tree, targets: Sequence[str], config: Config) -> list[Finding]:
    """Those of the ``findings`` that were not there in the tree ``base``, a commit before."""
    from pinlint.findings.fingerprints import fingerprints
    from pinlint.text.errors import NothingToCheck

    there = [target for target in targets if base.is_file(target) or base.is_folder(target)]
    try:
        before = engine.check(base, there, config).findings if there else []
    except NothingToCheck:
        before = []
    known = set(fingerprints(before))
    return [f for f, fingerprint in zip(findings, fingerprints(findings), strict=True) if fingerprint not in known]
