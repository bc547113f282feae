"""Quick fixes: those of the findings, and comments that ignore a finding and give the reason."""

from __future__ import annotations

from collections import Counter

from lsprotocol import types

from pinlint.findings.finding import SAFE
from pinlint.fixes.applying import apply_once
from pinlint.fixes.ignore_comments import adopt, ignore_edits
from pinlint.server.diagnostics import diagnostic
from pinlint.text.source import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from pinlint.findings.finding import Finding
    from pinlint.findings.report import Report
    from pinlint.server.checked_folder import Checked
    from pinlint.server.client import Place
    from pinlint.text.source import SourceFile

    #: The version of an open file, by its URI.
    Versions = Callable[[str], int | None]
    Check = Callable[[dict[str, bytes]], Report]

FIX_ALL = "source.fixAll.pinlint"
#: What the comment says until somebody writes the reason.
REASON = "TODO: say why"


class Actions:
    """The actions for the file of ``place``. Its text is the one that was ``checked``.

    ``versions`` gives the version of an open file. ``check`` gets other contents for files, and returns the report on the
    project with these contents.
    """

    def __init__(self, checked: Checked, place: Place, versions: Versions, check: Check) -> None:
        self._checked = checked
        self._place = place
        self._versions = versions
        self._check = check
        self._findings = checked.findings(place.path)

    def at(self, lines: range, only: Iterable[str] | None) -> Iterator[types.CodeAction]:
        """The actions for the ``lines`` (from 0) that the editor has selected; ``only`` limits the kinds."""
        wanted = tuple(only or ())
        if _asks(wanted, types.CodeActionKind.QuickFix):
            for finding in self._findings:
                if _meets(finding, lines):
                    yield from self._for(finding)
        if wanted and _asks(wanted, FIX_ALL):
            yield from self._fix_all()

    def resolved(self, action: types.CodeAction) -> types.CodeAction:
        """The action with its edit. The edit is missing if no comment can ignore the finding there."""
        finding = next((finding for finding in self._findings if _key(finding) == _keys_of(action)), None)
        if finding is not None:
            action.edit = self._ignoring(finding)
        return action

    def _for(self, finding: Finding) -> Iterator[types.CodeAction]:
        place = self._place
        shown = [diagnostic(finding, self._checked.report, place.client, place.uri)]
        fix = self._checked.report.fix(finding)
        if fix is not None:
            safe = fix.applicability == SAFE
            yield types.CodeAction(
                fix.title if safe else f"{fix.title} (unsafe: can change what gets installed)",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=shown,
                is_preferred=safe or None,
                edit=self._edit(fix.edits),
            )
        if finding.rule == "unused-ignore":
            return
        locks = {lock.path for lock in self._checked.report.locks}
        _, left = ignore_edits([finding], REASON, locks.__contains__)
        if left:
            return
        action = types.CodeAction(
            f"Ignore {finding.rule} here, with a reason", kind=types.CodeActionKind.QuickFix, diagnostics=shown
        )
        if place.client.resolves:
            action.data = {"uri": place.uri(place.path), **_key(finding)}
        else:
            action.edit = self._ignoring(finding)
            if action.edit is None:
                return
        yield action

    def _ignoring(self, finding: Finding) -> types.WorkspaceEdit | None:
        """The edit that `--add-ignore` would make for this finding alone; None if the comment would not hide it."""
        report = self._checked.report
        others = Counter((known.rule, known.location.path) for known in report.findings)
        others[finding.rule, finding.location.path] -= 1

        def check(overlay: Mapping[str, bytes]) -> Report:
            """The report without the earlier findings, except the one that the comment is to hide."""
            after = self._check(dict(overlay))
            seen: Counter[tuple[str, str]] = Counter()
            new = []
            for known in after.findings:
                key = known.rule, known.location.path
                seen[key] += 1
                if seen[key] > others[key]:
                    new.append(known)
            after.show(new)
            return after

        whole = list(report.findings)
        report.findings = [finding]
        try:
            adopted = adopt(report, REASON, check)
        finally:
            report.findings = whole
        if not adopted.texts:
            return None
        edits, _ = ignore_edits([finding], REASON, lambda _: False)
        return self._edit(edit for made in edits.values() for edit in made)

    def _fix_all(self) -> Iterator[types.CodeAction]:
        """All safe fixes that change only this file. Fixes that conflict with each other are left out."""
        report, path = self._checked.report, self._place.path
        alone = [f for f in self._findings if f.fix is not None and all(edit.path == path for edit in f.fix.edits)]
        source = self._place.source
        fixed = apply_once((f for f in alone if report.fix(f) is not None), {path: source})
        if path in fixed.texts:
            edit = Edit(path, Span(0, len(source.text)), fixed.texts[path])
            yield types.CodeAction("Make all safe fixes in this file", kind=FIX_ALL, edit=self._edit([edit]))

    def _edit(self, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in dict.fromkeys(edits):
            source = self._source(edit.path)
            made = types.TextEdit(self._place.client.range(source, edit.span), edit.text)
            changes.setdefault(self._place.uri(edit.path), []).append(made)
        if not self._place.client.versions:
            return types.WorkspaceEdit(changes=changes)
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, self._versions(uri)), made)
                for uri, made in changes.items()
            ]
        )

    def _source(self, path: str) -> SourceFile:
        source = self._checked.source(path)
        assert source is not None  # a fix of a file that was not read is not shown
        return source


def _asks(wanted: tuple[str, ...], kind: str) -> bool:
    return not wanted or any(f"{kind}.".startswith(f"{asked}.") for asked in wanted)


def _meets(finding: Finding, lines: range) -> bool:
    first, last = finding.location.line - 1, finding.location.end[0] - 1
    return first < lines.stop and last >= lines.start


def _key(finding: Finding) -> dict[str, Any]:
    """A key that identifies the finding in another check of the same text."""
    return {"rule": finding.rule, "start": list(finding.location.start), "message": finding.message}


def _keys_of(action: types.CodeAction) -> dict[str, Any]:
    data = action.data
    if not isinstance(data, dict):
        data = {name: getattr(data, name, None) for name in ("rule", "start", "message")}
    return {name: data.get(name) for name in ("rule", "start", "message")}
