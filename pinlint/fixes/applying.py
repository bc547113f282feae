"""Applies fixes: chooses edits without conflicts, shows them as a unified diff, and writes files without losing data.

Nothing outside an edit's span changes: newlines, byte-order mark, encoding and file mode stay as they are.
"""

from __future__ import annotations

import os
from itertools import pairwise

from pinlint.findings.finding import SAFE, UNSAFE
from pinlint.project.files import within
from pinlint.text.budget import release_reserve
from pinlint.text.errors import PinlintError
from pinlint.text.source import ConflictingEdits, apply_edits
from pinlint.text.writing import Draft

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pinlint.findings.finding import Finding, Fix
    from pinlint.findings.report import Style
    from pinlint.text.source import Edit, SourceFile


class Fixed:
    """One round of fixes: the new ``texts`` by path, the findings ``applied``, and those left for a later round.

    ``deferred`` findings have edits that conflict with an edit that was chosen before, or edits of a file that was not read.
    """

    __slots__ = ("applied", "deferred", "texts")

    def __init__(self, texts: dict[str, str], applied: list[Finding], deferred: list[Finding]) -> None:
        self.texts = texts
        self.applied = applied
        self.deferred = deferred


def applicabilities(bound: str) -> tuple[str, ...]:
    """The applicabilities that the ``bound`` allows: SAFE allows only safe fixes, UNSAFE both kinds."""
    return (SAFE, UNSAFE) if bound == UNSAFE else (SAFE,)


def apply_once(findings: Iterable[Finding], sources: Mapping[str, SourceFile], bound: str = SAFE) -> Fixed:
    """The files' texts after the fixes of ``findings``. If fixes conflict, the first is applied. No fix is applied partly.

    ``bound`` is SAFE, or UNSAFE for both kinds. A fix that changes nothing is not applied. Raises ConflictingEdits if edits
    of one fix overlap, or insert different text at one place.
    """
    allowed = applicabilities(bound)
    chosen: dict[str, list[Edit]] = {}
    applied, deferred = [], []
    for finding in findings:
        fix = finding.fix
        if fix is None or fix.applicability not in allowed:
            continue
        if any(edit.path not in sources for edit in fix.edits):
            deferred.append(finding)
            continue
        edits = _effective(fix, sources)
        if not edits:
            continue
        if any(_meets(chosen.get(edit.path, []), edit, sources[edit.path].text) for edit in edits):
            deferred.append(finding)
            continue
        for edit in edits:
            _insert(chosen.setdefault(edit.path, []), edit)
        applied.append(finding)
    texts = {path: apply_edits(sources[path].text, edits) for path, edits in chosen.items()}
    return Fixed(texts, applied, deferred)


def _effective(fix: Fix, sources: Mapping[str, SourceFile]) -> list[Edit]:
    """The fix's edits that change something, in order and each once."""
    unique = sorted(dict.fromkeys(fix.edits), key=lambda edit: (edit.path, *_place(edit)))
    for before, after in pairwise(unique):
        if before.path == after.path and (after.span.start < before.span.end or after.span == before.span):
            raise ConflictingEdits(after)
    return [edit for edit in unique if sources[edit.path].text[edit.span.start : edit.span.end] != edit.text]


def _place(edit: Edit) -> tuple[int, int]:
    return edit.span.start, edit.span.end


def _order(edit: Edit) -> tuple[int, int, str]:
    """The order in which edits are applied: lines inserted at the same place are sorted alphabetically."""
    return edit.span.start, edit.span.end, edit.text.lower()


def _meets(chosen: list[Edit], edit: Edit, text: str) -> bool:
    """Whether the edit conflicts with one of the sorted ``chosen`` edits: both overlap, or both insert into the ``text`` at one
    place.

    Equal edits and insertions of whole lines do not conflict. Chosen edits do not overlap, so only the edit's two neighbours
    matter.
    """
    from bisect import bisect_left

    at = bisect_left(chosen, _order(edit), key=_order)
    for other in chosen[max(0, at - 1) : at + 1]:
        if other == edit or (_inserts_lines(other, text) and _inserts_lines(edit, text)):
            continue
        empty = other.span.start == other.span.end or edit.span.start == edit.span.end
        if empty and edit.span.start <= other.span.end and other.span.start <= edit.span.end:
            return True
        if edit.span.start < other.span.end and other.span.start < edit.span.end:
            return True
    return False


def _inserts_lines(edit: Edit, text: str) -> bool:
    start = edit.span.start
    at_line_start = start == 0 or text[start - 1] == "\n"
    return start == edit.span.end and at_line_start and edit.text.endswith("\n") and edit.text[0] not in "\r\n"


def _insert(chosen: list[Edit], edit: Edit) -> None:
    from bisect import bisect_left

    at = bisect_left(chosen, _order(edit), key=_order)
    if edit not in chosen[at : at + 1]:
        chosen.insert(at, edit)


class Patch:
    """The change of one file: its ``text``, and the number of hunks ``left_out`` because they would show a secret."""

    __slots__ = ("left_out", "text")

    def __init__(self, text: str, left_out: int) -> None:
        self.text = text
        self.left_out = left_out


def unified_diff(source: SourceFile, text: str, style: Style, *, shown: bool) -> Patch:
    """The change from the file to ``text`` as a patch with three lines of context; empty if nothing changes.

    ``shown`` is for people (a terminal, the log of a CI job): invisible characters are escaped. Otherwise the patch is
    exact, for ``git apply``. A hunk that would show a secret is left out; the others apply without it.
    """
    from pinlint.text.differences import Comparison
    from pinlint.text.secrets import mask, masked, pieces

    if text == source.text:
        return Patch("", 0)
    mark = source.bom.decode(source.encoding) if source.bom and not shown else ""
    name = _git_path(source.path)
    quote = '"' if name != source.path else ""
    tab = "\t" if " " in name and not quote else ""  # without the tab, git would cut the name at the blank
    before, after = _lines(mark + source.text), _lines(mark + text)
    safe_before = _lines(mark + masked(source))
    hidden = pieces(source)
    safe_after = _lines(mark + mask(text))
    hunks: list[str] = []
    left_out = moved = 0
    for group in Comparison(before, after).get_grouped_opcodes(3):
        first, last = group[0], group[-1]
        old, new = slice(first[1], last[2]), slice(first[3], last[4])
        lines = after[new]
        if before[old] != safe_before[old] or lines != safe_after[new] or (hidden and any(map(hidden.places, lines))):
            left_out += 1
            moved += (last[4] - first[3]) - (last[2] - first[1])
            continue
        hunks.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3] - moved, last[4] - moved)} @@\n")
        for kind, at, end, to, end_to in group:
            if kind == "equal":
                hunks += [" " + line for line in before[at:end]]
            else:
                hunks += ["-" + line for line in before[at:end]]
                hunks += ["+" + line for line in after[to:end_to]]
    head = [f"--- {quote}a/{name}{quote}{tab}\n", f"+++ {quote}b/{name}{quote}{tab}\n"] if hunks else []
    drawn = [_diff_line(line, style, head=number < 2, shown=shown) for number, line in enumerate([*head, *hunks])]
    return Patch("".join(drawn), left_out)


def patch_bytes(patch: str, encoding: str) -> bytes:
    """The bytes of an exact patch: file names as in git, lines in the ``encoding`` of the file."""
    first, second, *rest = patch.split("\n", 2)
    head = f"{first}\n{second}\n".encode("utf-8", "surrogateescape")
    return head + "".join(rest).encode(encoding, "backslashreplace")


def _range(start: int, end: int) -> str:
    """A range of lines in a patch: the number of the first line, from 1, and the number of lines unless it is one."""
    count = end - start
    return f"{start + 1}" if count == 1 else f"{start + 1 if count else start},{count}"


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _diff_line(line: str, style: Style, *, head: bool, shown: bool) -> str:
    body = line.removesuffix("\n")
    if shown:
        from pinlint.text.escaping import line as visible

        # The sign stays before the escaped text; a blank sign must not let the text after it begin a line.
        body = body[:1] + visible(body[1:].removesuffix("\r"))
    if body.startswith(("+", "-")):
        body = style.paint("strong" if head else "added" if body[0] == "+" else "removed", body)
    return body + ("\n" if line.endswith("\n") else "\n\\ No newline at end of file\n")


def _git_path(path: str) -> str:
    """The path as git writes it: in quotes with C's escapes; a plain path is unchanged."""
    if not any(ord(char) < 32 or char in '"\\\x7f' or "\ud800" <= char <= "\udfff" for char in path):
        return path
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}"
        for byte in path.encode("utf-8", "surrogateescape")
    )


def write_all(root: str, sources: Mapping[str, SourceFile], texts: Mapping[str, str]) -> None:
    """Writes ``texts`` by path into the project at ``root``: each file atomically, and either all files or none.

    A path that is not in ``sources`` is a new file. Raises PinlintError, with all files unchanged, if a file differs from its
    text in ``sources``, leads out of the root, cannot be written, or has an encoding without one of the new characters. An
    interruption either stops everything before the first file, or waits until all files are written. If the process is killed
    (SIGKILL), only some files may be written.
    """
    from pinlint.text.writing import Interruptions

    prepared: list[_Change | _NewFile] = []
    done: list[_Change | _NewFile] = []
    path = ""
    with Interruptions() as interruptions:
        try:
            for path, text in texts.items():
                if interruptions:
                    return
                prepared.append(_Change(root, sources[path], text) if path in sources else _NewFile(root, path, text))
            for item in prepared:
                path = item.path
                item.replace()
                done.append(item)
        except OSError as error:
            raise PinlintError(f"cannot write {path}: {error.strerror or error}{_undo(done)}") from error
        except PinlintError as error:
            raise PinlintError(f"{error}{_undo(done)}") from error
        except MemoryError:
            release_reserve()
            _undo(done)
            raise
        finally:
            for item in prepared:
                item.draft.discard()


def _undo(done: Sequence[_Change | _NewFile]) -> str:
    """Restores the files; returns the part of the message about files that cannot be restored."""
    left = [item.path for item in done if not item.restore()]
    return f" (already written, and not restored: {', '.join(left)})" if left else ""


class _Change:
    """A file's new content, ready to replace it, and the data to detect whether the file changed meanwhile."""

    def __init__(self, root: str, source: SourceFile, text: str) -> None:
        self.path = source.path
        target = _target(root, source.path)
        try:
            content = source.encode(text)
        except UnicodeEncodeError as error:
            raise PinlintError(
                f"cannot write {self.path}: {source.encoding} has no {error.object[error.start]!a}"
            ) from error
        self.before = source.encode(source.text)
        with open(target, "rb") as stream:
            self.state = _state(os.fstat(stream.fileno()))
            if stream.read() != self.before:
                raise PinlintError(f"cannot write {self.path}: it changed while pinlint ran")
        if not os.access(target, os.W_OK):
            raise PinlintError(f"cannot write {self.path}: it is read-only")
        self.draft = Draft(target, content)

    def replace(self) -> None:
        """Replaces the file by the new content, unless the file changed meanwhile."""
        if _state(os.stat(self.draft.target)) != self.state:
            raise PinlintError(f"cannot write {self.path}: it changed while pinlint ran")
        assert self.draft.path is not None
        self.state = _state(os.stat(self.draft.path))
        self.draft.replace()

    def restore(self) -> bool:
        """Restores the file, and returns whether this succeeded. Changes by others are not overwritten."""
        try:
            if _state(os.stat(self.draft.target)) != self.state:
                return False
            draft = Draft(self.draft.target, self.before)
            try:
                draft.replace()
            finally:
                draft.discard()
        except OSError:
            return False
        return True


class _NewFile:
    """A file that did not exist, ready to get its name."""

    def __init__(self, root: str, path: str, text: str) -> None:
        self.path = path
        target = _target(root, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        self.draft = Draft(target, text.encode())

    def replace(self) -> None:
        """Gives the file its name, unless another file has it."""
        if os.path.lexists(self.draft.target):
            raise PinlintError(f"cannot write {self.path}: it exists already")
        self.draft.replace()

    def restore(self) -> bool:
        """Removes the file, and returns whether this succeeded."""
        try:
            os.unlink(self.draft.target)
        except OSError:
            return False
        return True


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_size, status.st_ino


def _target(root: str, path: str) -> str:
    """The file itself behind any symbolic link. Raises PinlintError for one outside the root."""
    target = os.path.realpath(os.path.join(root, path))
    if not within(root, target):
        raise PinlintError(f"cannot write {path}: it leads out of the project")
    return target
