"""pinlint for other Python programs: ``pinlint.check(path)`` returns a report.

The names that `pinlint` itself exports are stable: within a major version, attributes and arguments are only added. Everything
in other modules may change.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from pinlint.findings.report import Report as _Report
from pinlint.text.errors import NothingToCheck
from pinlint.text.errors import PinlintError as Error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from pinlint.findings.finding import Finding as _Finding
    from pinlint.findings.report import LockVerdict

__all__ = ["Error", "Finding", "Lock", "Place", "Report", "Unproven", "check"]


@dataclass(frozen=True)
class Place:
    """A place that a finding is also about. ``message`` says why; the other attributes are as in `Finding`."""

    path: str
    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Finding:
    """One problem.

    ``path`` is relative to the root of the project, with ``/``. Lines and columns count from 1, columns in characters. The end is
    the position after the last character. ``message`` is one sentence. ``help`` is the command or sentence that fixes the
    problem. ``url`` is the page of the rule, and ``project`` the normalized name of the package that the finding is about.
    """

    rule: str
    family: str
    severity: Literal["error", "warning", "info"]
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    help: str | None
    url: str | None
    project: str | None
    related: tuple[Place, ...]


@dataclass(frozen=True)
class Unproven:
    """Something about a lock that could not be decided. ``project`` is a normalized name, or None for the whole lock."""

    obligation: str
    project: str | None
    reason: str


@dataclass(frozen=True)
class Lock:
    """A lock and the verdict on it: ``fresh``, ``stale``, or ``unproven`` if no problem was found but some things are undecided.

    ``inputs`` are the files it was compiled from, ``pins`` counts its pins, and ``commands`` bring a stale lock up to date.
    """

    path: str
    verdict: Literal["fresh", "stale", "unproven"]
    inputs: tuple[str, ...]
    pins: int
    unproven: tuple[Unproven, ...]
    commands: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """The result of a check.

    ``root`` is the absolute path of the project. ``findings`` are sorted by place. ``notes`` are sentences without a place.
    ``failed`` says whether ``pinlint check`` would exit with status 1.
    """

    root: str
    findings: tuple[Finding, ...]
    locks: tuple[Lock, ...]
    notes: tuple[str, ...]
    failed: bool
    _whole: _Report | str = field(repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """What another process gets: of the whole report, only its JSON."""
        return {**vars(self), "_whole": self.to_json()}

    def to_json(self) -> str:
        """The report as ``pinlint check --format json`` prints it."""
        if isinstance(self._whole, str):
            return self._whole
        from pinlint.findings.report import Style
        from pinlint.reports.json import render

        return render(self._whole, Style())


def check(
    path: str | bytes | os.PathLike[str] | os.PathLike[bytes] = ".", *, settings: Mapping[str, Any] | None = None
) -> Report:
    """Checks the project, the folder or the file at ``path``, as ``pinlint check`` does, without the network.

    The configuration of the project applies. ``settings`` are keys of ``[tool.pinlint]`` with their values, for example
    ``{"select": ["freshness"]}``; they override the configuration. Environment variables are not read. Nothing is written.

    Raises `Error` if the path does not exist, a setting is wrong or, with the setting ``strict``, there is nothing to check.
    """
    from pinlint.checking import engine
    from pinlint.command_line.commands.check import fails, leave_out_known
    from pinlint.command_line.invocation import ALL_EXCLUDED, admitted, located
    from pinlint.findings.config import find
    from pinlint.findings.config_reading import load
    from pinlint.findings.folding import fold
    from pinlint.text.memos import forget

    given = dict(settings or {})
    root, targets, folder = located([os.fsdecode(path)])
    config = load(find(folder, root), given, dict.fromkeys(given, "settings"))
    targets = admitted(targets, config)
    if not targets:
        return _handed(_Report(root, (), notes=[ALL_EXCLUDED]), failed=False)
    try:
        report = engine.check(root, targets, config)
    except NothingToCheck as error:
        if config.strict:
            raise
        return _handed(_Report(root, (), notes=[str(error)]), failed=False)
    leave_out_known(report, root, targets, config)
    fold(report)
    forget()
    return _handed(report, failed=fails(report, config))


def _handed(report: _Report, *, failed: bool) -> Report:
    """The report in the form that other programs get."""
    findings = tuple(_finding(finding, report) for finding in report.findings)
    return Report(report.root, findings, tuple(map(_lock, report.locks)), report.notes, failed, report)


def _finding(finding: _Finding, report: _Report) -> Finding:
    (line, column), (end_line, end_column) = finding.location.start, finding.location.end
    return Finding(
        rule=finding.rule,
        family=finding.family,
        severity=finding.severity,  # type: ignore[arg-type] # one of these three
        path=finding.location.path,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        message=finding.message,
        help=finding.help,
        url=report.url(finding.rule),
        project=finding.project,
        related=tuple(
            Place(each.location.path, each.location.line, each.location.column, each.message)
            for each in finding.related
        ),
    )


def _lock(lock: LockVerdict) -> Lock:
    return Lock(
        path=lock.path,
        verdict=lock.verdict,  # type: ignore[arg-type] # one of these three
        inputs=lock.inputs,
        pins=lock.pins,
        unproven=tuple(Unproven(each.obligation, each.project, each.reason) for each in lock.unproven),
        commands=lock.commands,
    )
