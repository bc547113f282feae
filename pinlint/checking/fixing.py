"""Applies fixes until none is left, and finds out what an earlier commit has."""

from __future__ import annotations

from pinlint.checking import engine
from pinlint.fixes.applying import applicabilities, apply_once
from pinlint.project import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.findings.config import Config
    from pinlint.findings.report import Report
    from pinlint.project.revisions import Revision
    from pinlint.text.source import SourceFile

#: A fix may allow another one; more rounds than this mean that fixes undo each other.
MOST_ROUNDS = 20


class Fixed:
    """The files before the fixes (``sources``) and after them (``texts``), both by path, and the ``report`` on the fixed files.

    Nothing is written yet. ``finished`` is true if no requested fix is left.
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
    """The files after all fixes up to the applicability ``bound``. ``base`` and the exceptions are the same as for
    `pinlint.checking.engine.check`.
    """
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


def fingerprints_before(base: files.Tree, targets: Sequence[str], config: Config) -> set[str]:
    """The fingerprints of the findings in ``base``, an earlier commit."""
    from pinlint.findings.fingerprints import fingerprints
    from pinlint.text.errors import NothingToCheck

    there = [target for target in targets if base.is_file(target) or base.is_folder(target)]
    try:
        return set(fingerprints(engine.check(base, there, config).findings)) if there else set()
    except NothingToCheck:
        return set()
