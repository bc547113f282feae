"""The report for people: each finding with its source lines, the related line, the remedy, and how far the proof went.

```console
$ pinlint check
$ pinlint check --format text
```

Each finding shows its severity and rule, the message, and the source line with marks under the exact characters that are
wrong. A related line, often in another file, follows with its own marks. `help:` is the one thing to do, `fix:` an edit
that `--fix` makes; `[*]` marks findings that have one.

Where one cause makes many findings, the first three are shown in full and the others as a list; `--verbose` shows each in
full. The last line says how far the proof went: how many locks are fresh, stale or unproven, and what was lacking.

Colours and links to the rules' pages are for terminals; `NO_COLOR` and `FORCE_COLOR` are honoured. Characters that a
terminal would obey instead of show are printed as escapes (`\\x1b`), and credentials in URLs as asterisks.
"""

from __future__ import annotations

from pinlint.findings.report import NO_METADATA, plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.report import LockVerdict, Report, Style

NAME = "text"
_COLOURS = {"fresh": "good", "stale": "error", "unproven": "warning"}


def render(report: Report, style: Style) -> str:
    """The findings, and the closing lines."""
    text = ""
    if report.findings:
        from pinlint.reports.text_findings import findings_text

        text = findings_text(report, style) + "\n"
    return text + closing(report, style)


def closing(report: Report, style: Style) -> str:
    """The last lines of a run: how many findings, what to do, and how far the proof went."""
    before = [counts(report, style), *fixable(report)]
    if style.verbose:
        before += _locks_text(report, style)
    commands = list(dict.fromkeys(command for lock in report.locks for command in lock.commands))
    shown = []
    if commands or report.notes:
        from pinlint.text.escaping import line

        before += [f"note: {style.remedy(line(note))}" for note in report.notes]
        if commands:
            here = [style.from_here(command) for command in commands]
            where = style.at_root() if set(commands) & set(here) else ""
            before.append(f"To mend what is stale, run{where}:")
            commands = here if not where else commands
            shown = [f"  {style.paint('strong', line(command))}" for command in commands]
    after = [*_provable(report, style), proof(report, style)]
    return "\n".join([*_fitting(before, style), *shown, *_fitting(after, style)]) + "\n"


def _fitting(lines: list[str], style: Style) -> list[str]:
    """The lines, broken where they do not fit the terminal; what follows the first of them is indented."""
    if not style.width or all(len(line) <= style.width for line in lines):
        return lines
    from pinlint.reports.wrapping import wrapped

    found = []
    for text in lines:
        indent = 2 + len(text) - len(text.lstrip(" "))
        first, *rest = wrapped(text, style.width, 0, indent)
        found += [first, *(" " * indent + piece for piece in rest)]
    return found


def counts(report: Report, style: Style) -> str:
    """How many findings of each severity there are, in how much."""
    summary = report.summary
    kinds = (("error", summary.errors), ("warning", summary.warnings), ("info", summary.infos))
    found = [style.paint(kind, plural(count, kind)) for kind, count in kinds if count]
    read = f"{plural(summary.files, 'file')} with {plural(summary.requirements, 'requirement')}"
    text = f"{', '.join(found)} in {read}" if found else f"{style.paint('good', 'No findings')} in {read}"
    if summary.fixed:
        text += f"; {summary.fixed} fixed"
    if summary.ignored:
        text += f"; {summary.ignored} ignored"
    return text + "."


def fixable(report: Report) -> list[str]:
    """A line that says how many findings a flag would fix, where there are any."""
    fixes = [finding.fix.applicability for finding in report.findings if finding.fix is not None]
    flags = (("--fix", fixes.count("safe")), ("--fix --unsafe-fixes", fixes.count("unsafe")))
    parts = [f"{count} fixable with {flag}" for flag, count in flags if count]
    return [f"[*] {', '.join(parts)}."] if parts else []


def _provable(report: Report, style: Style) -> list[str]:
    """What to do where metadata alone is lacking."""
    paths = [lock.path for lock in report.locks if any(entry.reason == NO_METADATA for entry in lock.unproven)]
    if not paths:
        return []
    from pinlint.text.escaping import shell_word

    locks = " ".join(shell_word(style.path(path)) for path in paths) if len(paths) <= 3 else "LOCK ..."
    return [f"note: `pinlint prove {locks}` gathers the metadata once, for later runs without the network"]


def proof(report: Report, style: Style) -> str:
    """How many locks are fresh, stale and unproven, and what was lacking."""
    if not report.locks:
        return "No lock to prove fresh was found."
    found = [lock.verdict for lock in report.locks]
    counts = [style.paint(_COLOURS[kind], f"{found.count(kind)} {kind}") for kind in _COLOURS if kind in found]
    text = f"{plural(len(found), 'lock')}: {', '.join(counts)}"
    reasons = lacking(report.locks)
    return f"{text} ({reasons})." if reasons else f"{text}."


def lacking(locks: list[LockVerdict]) -> str:
    """What could not be decided, the commonest reason first: ``4 pins: no metadata``."""
    undecided: dict[str, set[tuple[str, str]]] = {}
    for lock in locks:
        for entry in lock.unproven:
            undecided.setdefault(entry.reason, set()).add((lock.path, entry.project or ""))
    if not undecided:
        return ""
    from pinlint.text.escaping import line

    parts = []
    for reason, places in sorted(undecided.items(), key=lambda item: (-len(item[1]), item[0])):
        pins = sum(1 for _, project in places if project)
        parts.append(f"{plural(pins, 'pin')}: {line(reason)}" if pins else line(reason))
    more = f"; {plural(len(parts) - 2, 'more reason')}, --verbose lists them" if len(parts) > 2 else ""
    return "; ".join(parts[:2]) + more


def _locks_text(report: Report, style: Style) -> list[str]:
    """Every lock with its verdict, its inputs, the evidence, and what is undecided."""
    from pinlint.text.escaping import line

    lines = []
    for lock in report.locks:
        inputs = f" of {', '.join(map(style.path, lock.inputs))}" if lock.inputs else ""
        evidence = f", by {' and '.join(map(line, lock.evidence))}" if lock.evidence else ""
        if lock.metadata:
            known = ", ".join(f"{count} {line(origin)}" for origin, count in lock.metadata.items())
            evidence += f" ({sum(lock.metadata.values())} of {lock.pins}: {known})"
        verdict = style.paint(_COLOURS[lock.verdict], lock.verdict)
        lines.append(f"{style.path(lock.path)}: {verdict}, {plural(lock.pins, 'pin')}{inputs}{evidence}")
        for entry in lock.unproven:
            lines.append(
                f"  {line(entry.project or lock.path)}: {line(entry.obligation)} unproven: {line(entry.reason)}"
            )
    return lines
