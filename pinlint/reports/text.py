"""The report for people: each finding with its lines, what to do, and what could not be checked.

```console
$ pinlint check
$ pinlint check --format text
```

Each finding shows its severity and rule, the message, and the source line with marks under the exact characters that are
wrong. A related line, often in another file, follows with its own marks. `help:` says what to do. `fix:` is an edit that
`--fix` makes. `[*]` marks findings with such a fix.

If one cause makes many findings, the first three are shown in full and the others as a list. If there are more than 50 findings,
the report counts them for each rule and file, and shows only the ten most severe ones in full, each help text once. `--verbose`
shows every finding in full, `--statistics` shows the counts alone, and `--quiet` leaves out the last lines.

The last lines say what was checked, how many locks are fresh or stale, and what could not be checked. Without the network
or a local copy of the metadata, some pins cannot be checked in depth. This is normal and not a finding.

On terminals the report has colours and links to the pages of rules; set `NO_COLOR` or `FORCE_COLOR` to change this.
Control characters are printed as escapes (`\\x1b`), and credentials in URLs as asterisks.
"""

from __future__ import annotations

from pinlint.findings.report import FRESH, NO_METADATA, STALE, UNPROVEN, plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from pinlint.findings.report import LockVerdict, Report, Style, Summary

NAME = "text"
#: If there are more findings than this, only counts are shown.
_MANY = 50
#: The last line names at most so many kinds of files.
_MOST_KINDS = 5
#: The state of a lock that could not be read, and of a lock that is not stale, but has errors of its own.
UNREAD, FAULTY = "unread", "faulty"
#: The files that describe a package.
_DESCRIPTIONS = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})
_COLOURS = {"fresh": "good", "stale": "error", "unproven": "good", UNREAD: "error", FAULTY: "error"}
_WORDS = {
    "fresh": "fresh",
    "stale": "stale",
    "unproven": "without a problem found",
    UNREAD: "not checked",
    FAULTY: "with errors",
}


def render(report: Report, style: Style) -> str:
    """The findings and the closing lines."""
    text = ""
    if report.findings and style.statistics:
        from pinlint.reports.text_overview import table

        text = "\n".join(table(report, style)) + "\n\n"
    elif len(report.findings) > _MANY and not style.verbose:
        from pinlint.reports.text_overview import overview

        text = overview(report, style) + "\n"
    elif report.findings:
        from pinlint.reports.text_findings import findings_text

        text = findings_text(report, style) + "\n"
    if style.quiet:
        return text.removesuffix("\n")  # the blank line before the summary
    return text + closing(report, style)


def closing(report: Report, style: Style) -> str:
    """The last lines of a run: how many findings, what to do, and how far the proof went."""
    before = [counts(report, style), *fixable(report)]
    if style.verbose:
        before += _files_text(report, style)
        before += _locks_text(report, style)
    commands = _commands(report)
    shown = []
    if commands or report.notes:
        from pinlint.text.escaping import line

        before += [f"note: {style.remedy(line(note))}" for note in report.notes]
        if commands:
            here = [style.from_here(command) for command in commands]
            where = style.at_root() if set(commands) & set(here) else ""
            before.append(f"{update(report.locks)}{_together(report)}, run{where}:")
            commands = here if not where else commands
            shown = [f"  {style.paint('strong', line(command))}" for command in commands]
    after = [*_provable(report, style), proof(report, style)]
    return "\n".join([*_fitting(before, style), *shown, *_fitting(after, style)]) + "\n"


#: The end of the help if PDM has to read the files of a pin again.
_REFRESH = " --refresh`"


def _fitting(lines: list[str], style: Style) -> list[str]:
    """The lines, wrapped to the terminal's width; all after the first are indented."""
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
    """How many findings of each severity there are, and what was checked."""
    summary = report.summary
    kinds = (("error", summary.errors), ("warning", summary.warnings), ("info", summary.infos))
    found = [style.paint(kind, plural(count, kind)) for kind, count in kinds if count]
    text = f"{', '.join(found) or style.paint('good', 'No findings')}{_checked(summary)}"
    if summary.fixed:
        text += f"; {summary.fixed} fixed"
    if summary.ignored:
        text += f"; {summary.ignored} ignored"
    return text + "."


def _checked(summary: Summary) -> str:
    """What was checked: `` in 2 requirements files and 1 Dockerfile (31 requirements)``; the rarest kinds only counted."""
    counted = summary.checked
    shown = list(counted)
    if len(shown) > _MOST_KINDS:
        shown = sorted(shown, key=lambda kind: -counted[kind])[: _MOST_KINDS - 1]
    kinds = [plural(counted[kind], kind, f"{kind} files" if "." in kind else "") for kind in counted if kind in shown]
    if not kinds:
        return ""
    if len(shown) < len(counted):
        kinds.append(plural(sum(counted[kind] for kind in counted if kind not in shown), "other file"))
    text = f" in {' and '.join([*([', '.join(kinds[:-1])] if kinds[1:] else []), kinds[-1]])}"
    return f"{text} ({plural(summary.requirements, 'requirement')})" if summary.requirements else text


def update(locks: list[LockVerdict]) -> str:
    """The purpose of the update commands: ``To bring requirements.txt up to date``. A fresh lock is up to date, but its tool may
    refuse it.
    """
    from pinlint.text.escaping import line

    written = [lock for lock in locks if lock.commands]
    which = line(written[0].path) if len(written) == 1 else plural(len(written), "lock")
    fresh = all(lock.verdict == FRESH for lock in written)
    return f"To write {which} again" if fresh else f"To bring {which} up to date"


def _commands(report: Report) -> list[str]:
    """The commands that bring the locks up to date. PDM keeps the files of a pin that stays: another command reads them again."""
    found: dict[str, None] = {}
    for lock in report.locks:
        found.update(dict.fromkeys(lock.commands))
        helps = (each.help or "" for each in report.findings if lock.commands and each.lock == lock.path)
        found.update((help[5:-1], None) for help in helps if help.startswith("run `pdm ") and help.endswith(_REFRESH))
    return list(found)


def _together(report: Report) -> str:
    """What to say if a finding names another command than the one that fixes all findings on the same lock."""
    commands = {lock.path: lock.commands for lock in report.locks if lock.commands}
    if any(len(known) > 1 for known in commands.values()) or any(
        each.endswith("--refresh") for each in _commands(report)
    ):
        return ""
    helps = [(f"`{commands[each.lock][0]}`", each.help or "") for each in report.findings if each.lock in commands]
    differ = any(help.startswith("run ") and "`pinlint " not in help and all_of not in help for all_of, help in helps)
    return f" with one command{' each' if len(commands) > 1 else ''}" if differ else ""


def fixable(report: Report) -> list[str]:
    """A line with the number of findings that a flag would fix, if there are any."""
    fixes = [finding.fix.applicability for finding in report.findings if finding.fix is not None]
    flags = (("--fix", fixes.count("safe")), ("--fix --unsafe-fixes", fixes.count("unsafe")))
    parts = [f"{count} fixable with {flag}" for flag, count in flags if count]
    return [f"[*] {', '.join(parts)}."] if parts else []


def _provable(report: Report, style: Style) -> list[str]:
    """What to do if only metadata is missing."""
    paths = [lock.path for lock in report.locks if any(entry.reason == NO_METADATA for entry in lock.unproven)]
    if not paths:
        return []
    shown = list(map(style.path, paths))
    if not all(path.isascii() and path.replace(".", "").replace("/", "").isalnum() for path in shown):
        from pinlint.text.escaping import shell_word

        shown = list(map(shell_word, shown))
    locks = " ".join(shown) if len(paths) <= 3 else "LOCK ..."
    return [f"note: `pinlint prove {locks}` downloads the metadata once, so that later runs work offline"]


def proof(report: Report, style: Style) -> str:
    """How many locks are fresh and stale, and what could not be checked."""
    if not report.locks:
        if report.summary.elsewhere:
            return "No lock is among the checked files, so freshness was not checked."
        found = "No lock file found, so freshness was not checked."
        if report.summary.errors or report.summary.warnings:
            return found
        if not _DESCRIPTIONS.isdisjoint(report.summary.checked):
            found += (
                " This is normal for a library. An application needs a lock: `pinlint compile` says how to make one."
            )
        elif not report.summary.requirements:
            found += " This is normal for a project without a file of requirements."
        return found
    faulty = {finding.location.path for finding in report.findings if finding.severity == "error"}
    return f"{plural(len(report.locks), 'lock')}: {verdicts(report.locks, style, faulty)}."


def verdicts(locks: list[LockVerdict], style: Style, faulty: Collection[str] = ()) -> str:
    """What was proved for the locks (at least one), and what could not be checked, as one clause. ``faulty`` are the paths of
    files with errors.
    """
    found = [_state(lock, faulty) for lock in locks]
    if len(found) == 1:
        word = "no problem found" if found[0] == UNPROVEN else _WORDS[found[0]]
        counts = [style.paint(_COLOURS[found[0]], word)]
    else:
        counts = [
            style.paint(_COLOURS[kind], f"{found.count(kind)} {_WORDS[kind]}") for kind in _COLOURS if kind in found
        ]
    clauses = undecided(locks)
    if found == [UNREAD]:
        return f"{counts[0]}: {clauses[0].removeprefix('unproven: ')}"
    return "; ".join([", ".join(counts), *clauses])


def _state(lock: LockVerdict, faulty: Collection[str]) -> str:
    """The verdict on a lock; UNREAD if no pin could be read, FAULTY if an error in the lock contradicts a good verdict."""
    is_unread = lock.verdict == UNPROVEN and not lock.pins and all(entry.project is None for entry in lock.unproven)
    if is_unread and lock.unproven:
        return UNREAD
    return FAULTY if lock.path in faulty and lock.verdict != STALE else lock.verdict


def undecided(locks: list[LockVerdict]) -> list[str]:
    """What could not be checked, in clauses: the pins without metadata, then other reasons, the most common first."""
    reasons: dict[str, set[tuple[str, str]]] = {}
    for lock in locks:
        for entry in lock.unproven:
            reasons.setdefault(entry.reason, set()).add((lock.path, entry.project or ""))
    if not reasons:
        return []
    clauses = []
    without = reasons.pop(NO_METADATA, None)
    if without:
        clauses = [
            f"{plural(len(without), 'pin')} could not be checked in depth ({NO_METADATA}; this is normal offline)"
        ]
    if not reasons:
        return clauses
    from pinlint.text.escaping import line

    parts = []
    for reason, places in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
        pins = sum(1 for _, project in places if project)
        parts.append(f"{line(reason)} ({plural(pins, 'pin')})" if pins else line(reason))
    more = f", and {plural(len(parts) - 2, 'more reason')} that `--verbose` lists" if len(parts) > 2 else ""
    return [*clauses, f"unproven: {', '.join(parts[:2])}{more}"]


def _files_text(report: Report, style: Style) -> list[str]:
    """What each file is for; `pinlint why` shows how pinlint knows it."""
    from pinlint.text.escaping import line

    listed = [f"  {line(text)}" for text in report.roles(style.path)]
    return ["What the files are for (`pinlint why FILE` shows why):", *listed] if listed else []


def _locks_text(report: Report, style: Style) -> list[str]:
    """Every lock with its verdict, its inputs, the evidence, and what could not be checked."""
    from pinlint.text.escaping import line

    lines = []
    for lock in report.locks:
        inputs = f" from {', '.join(map(style.path, lock.inputs))}" if lock.inputs else ""
        evidence = f", checked by {' and '.join(map(line, lock.evidence))}" if lock.evidence else ""
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
