"""A program of others that uses pinlint, for mypy: `[tool.mypy]` names it, so that each run of the linters checks its types."""

from __future__ import annotations

from pathlib import Path

import pinlint


def lines(folder: Path) -> list[str]:
    """What a reader of all attributes writes."""
    report: pinlint.Report = pinlint.check(folder, settings={"select": ["pins"]})
    found = [f"{each.path}:{each.line}:{each.column}: {each.rule.upper()} {each.message}" for each in report.findings]
    found += [each.help.upper() for each in report.findings if each.help is not None]
    found += [f"{place.path}:{place.line + 1}" for each in report.findings for place in each.related]
    found += [f"{lock.path} {lock.verdict} {lock.pins + 1}" for lock in report.locks]
    return [*found, *report.notes, report.to_json().strip(), str(not report.failed)]


def mistakes(report: pinlint.Report) -> None:
    """mypy must refuse each line: strict mode reports an ignore that hides nothing."""
    report.findings[0].help.upper()  # type: ignore[union-attr]
    report.findings.append(None)  # type: ignore[attr-defined]
    report.failed = False  # type: ignore[misc]
    pinlint.check(1)  # type: ignore[arg-type]
    pinlint.chekc(".")  # type: ignore[attr-defined]
    if report.locks[0].verdict == "old":  # type: ignore[comparison-overlap]
        raise pinlint.Error
