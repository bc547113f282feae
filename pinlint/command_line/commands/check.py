"""Check that the project installs exactly what it pinned."""

from __future__ import annotations

import os
import sys

from pinlint.command_line.invocation import ALL_EXCLUDED, admitted, configured, configuring, existing, located
from pinlint.command_line.main import CLEAN, FINDINGS
from pinlint.findings.report import STALE, Report, Style, Summary, plural
from pinlint.text.errors import ConfigError, NothingToCheck, UsageError
from pinlint.text.observed import forget, look, look_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from pinlint.command_line.main import Console
    from pinlint.findings.config import Config
    from pinlint.findings.finding import Finding
    from pinlint.project.revisions import Revision
    from pinlint.text.source import SourceFile


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint check``."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and folders to check; '-' is standard input (default: .)")
    add("--format", action="append", metavar="NAME[:FILE]", help="the format of the report; can be given several times")
    add("--output-file", metavar="FILE", help="write the report to FILE instead of to standard output")
    add("--fix", action="store_true", help="apply the safe fixes")
    add(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff: also apply fixes that can change what gets installed",
    )
    add("--diff", action="store_true", help="show what --fix would change, without changing any file")
    add("--exit-zero", action="store_true", help="exit with status 0 even if there are findings")
    add("--color", choices=("auto", "always", "never"), default="auto", help="when to use colours (default: auto)")
    add("--verbose", "-v", action="store_true", help="show every finding in full, and every lock")
    add("--quiet", "-q", action="store_true", help="print only the report, and no summary or notes")
    add("--statistics", action="store_true", help="show how many findings each rule has, instead of the findings")
    add("--stdin-filename", metavar="PATH", help="the path of the file on standard input")
    add("--online", action="store_true", help="ask the indexes of your own pip and uv configuration about the pins")
    add("--write-baseline", metavar="FILE", help="record the findings of this run in FILE")
    add("--add-ignore", metavar="REASON", help="write a comment above each finding that ignores it for this reason")
    add("--no-cache", action="store_true", help="check again even if nothing has changed since the last run")
    add("--since", metavar="REV", help="report only findings that are new since the git revision REV")
    add(
        "--base-settings",
        action="store_true",
        help="with --since: read from REV the settings that decide what is reported and what fails",
    )
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Check, report, and return the exit status."""
    if options.add_ignore is not None and not options.add_ignore.strip():
        raise UsageError("--add-ignore needs a reason")
    if options.statistics and not {name.partition(":")[0] for name in _formats(options)} & {"text", "json"}:
        raise UsageError("--statistics works only with the formats text and json")
    if options.output_file and len(options.format or ()) > 1:
        raise UsageError("--output-file works only with one report; for several, use --format NAME:FILE")
    files = [file for _, _, file in (name.partition(":") for name in _formats(options)) if file]
    if len(set(files)) < len(files):
        raise UsageError("--format: two reports cannot be written to the same file")
    paths = list(options.paths)
    overlay = {}
    if "-" in paths:
        if os.path.lexists(look_for("-")):  # from a list of file names
            raise UsageError("- is standard input, and also the name of a file here: write './-'")
        name = options.stdin_filename or "requirements.txt"
        paths.remove("-")
        root, (_, *targets), folder = located([existing(os.path.dirname(os.path.abspath(name))), *paths])
        target = os.path.relpath(os.path.abspath(name), root).replace(os.sep, "/")
        overlay[target] = sys.stdin.buffer.read()
        targets.append(target)
    else:
        root, targets, folder = located(paths)
    if overlay or options.online or options.no_cache:
        forget()
    config = configured(options, root, folder)
    if options.base_settings:
        from pinlint.command_line.base_settings import take_from
        from pinlint.project.revisions import Revision

        if not options.since:
            raise UsageError("--base-settings needs --since")
        take_from(Revision(root, options.since), config, folder)
    targets = admitted(targets, config)
    if not targets:
        console.say(ALL_EXCLUDED)
        return CLEAN  # a hook gets all committed files, even those that pinlint does not read
    try:
        return _checked(options, console, root, targets, config, overlay)
    except NothingToCheck as error:
        if config.strict:
            raise
        if options.write_baseline:
            return _write_baseline((), options.write_baseline, root, console)
        if options.diff or options.add_ignore is not None:
            console.say(f"note: {error}")  # standard output is only for the patch, or for the table
            return CLEAN
        if not any(name.startswith(("text", "markdown")) for name in _formats(options)):
            console.say(f"note: {error}")  # no other report can show it
        write(Report(root, (), (), Summary(0, 0), notes=[str(error)], fail_on=config.fail_on), options, console)
        return CLEAN  # the same workflow is used for projects with and without requirements


def _checked(
    options: Namespace, console: Console, root: str, targets: list[str], config: Config, overlay: dict[str, bytes]
) -> int:
    """Runs the check when the targets are known."""
    from pinlint.checking import engine

    if options.fix or options.diff or options.unsafe_fixes:
        if overlay:
            raise UsageError("--fix and --diff cannot change standard input: give the path of a file")
        return _fix(options, console, root, targets, config)
    base = _base(options, root)
    report = engine.check(root, targets, config, overlay, console.progress if options.online else None, base=base)
    leave_out_known(report, root, targets, config, base, base_settings=options.base_settings)
    if options.write_baseline:
        return _write_baseline(report.findings, options.write_baseline, root, console)
    if options.add_ignore is not None:
        from pinlint.command_line.adopting import add_ignores

        return add_ignores(report, options.add_ignore, targets, config, console)
    _fold(report, options)
    write(report, options, console)
    return _status(report, options, config)


def _write_baseline(findings: Sequence[Finding], path: str, root: str, console: Console) -> int:
    """``--write-baseline``: records the findings."""
    from pinlint.findings.baseline import write_baseline

    _save(path, write_baseline(findings), root)
    console.say(_recorded(len(findings), path, root))
    return CLEAN


def _recorded(count: int, path: str, root: str) -> str:
    """Says what was recorded, and how to use the baseline: once, or always, also in the hook and the action."""
    import json

    from pinlint.text.escaping import shell_word

    recorded = f"{plural(count, 'finding')} recorded in {path}"
    if not count:
        return recorded
    lines = [
        f"{recorded}. To report only new findings from now on:",
        f"  pinlint check --baseline {shell_word(path)}",
    ]
    within = _from_root(path, root)
    if not os.path.isabs(within) and not within.startswith(".."):
        lines.append(
            f"  baseline = {json.dumps(within)}    # in pinlint.toml, or under [tool.pinlint] in pyproject.toml"
        )
    return "\n".join(lines)


def _status(report: Report, options: Namespace, config: Config) -> int:
    return FINDINGS if fails(report, config) and not options.exit_zero else CLEAN


def fails(report: Report, config: Config) -> bool:
    """Whether the run fails: because of a finding or, with ``strict``, because something could not be proven."""
    if any(report.fails(finding) for finding in report.findings):
        return True
    if not config.strict or config.fail_on == "never":
        return False
    return any(lock.verdict == "unproven" or lock.unproven for lock in report.locks)


def _fix(options: Namespace, console: Console, root: str, targets: list[str], config: Config) -> int:
    """``--fix`` and ``--diff``: writes the files first, then the report on the remaining findings."""
    from pinlint.checking.fixing import fix_all
    from pinlint.findings.finding import SAFE, UNSAFE
    from pinlint.fixes.applying import patch_bytes, unified_diff, write_all
    from pinlint.project.files import Tree
    from pinlint.text.escaping import line

    if options.unsafe_fixes and not (options.fix or options.diff):
        raise UsageError("--unsafe-fixes needs --fix or --diff")
    base = _base(options, root)
    fixed = fix_all(Tree(root), targets, config, UNSAFE if options.unsafe_fixes else SAFE, base)
    if not fixed.finished:
        console.say("more fixes are possible now: run the command again")
    if not options.diff or not fixed.texts:
        leave_out_known(fixed.report, root, targets, config, base, base_settings=options.base_settings)
    if not fixed.texts:
        console.say(_nothing_fixed(fixed.report, options))
    if options.diff:
        # A CI system runs commands that it finds in a job's log, so a patch in the log is escaped too.
        shown = console.is_terminal() or "GITHUB_ACTIONS" in os.environ
        style = _style(options, console, root)
        for path, text in sorted(fixed.texts.items()):
            source = fixed.sources[path]
            if not shown and source.encoding.startswith(("utf-16", "utf-32")):
                why = f"not shown: a patch cannot contain text in {source.encoding.upper()}; `--fix` makes the change"
                console.say_wrapped(f"{line(path)}: {why}")
                continue
            patch = unified_diff(source, text, style, shown=shown)
            if shown or not patch.text:
                console.write(patch.text)
            else:
                console.write_bytes(patch_bytes(patch.text, source.encoding))
            if patch.left_out:
                left_out = plural(patch.left_out, "change")
                console.say_wrapped(
                    f"{line(path)}: {left_out} not shown, to keep a password or token secret; `--fix` makes all changes"
                )
        return FINDINGS if fixed.texts and not options.exit_zero else CLEAN
    write_all(root, fixed.sources, fixed.texts)
    _fold(fixed.report, options)
    write(fixed.report, options, console)
    return _status(fixed.report, options, config)


def _nothing_fixed(report: Report, options: Namespace) -> str:
    """Says why ``--fix`` and ``--diff`` change nothing."""
    from pinlint.findings.folding import folded, split

    listed = report.findings if options.verbose else split(report.findings)[0]
    count = len(listed if options.verbose else folded(listed))
    if not count:
        return "nothing to fix: there are no findings"
    ways = []
    if others := sum(finding.fix is not None for finding in listed):
        ways.append(f"`--unsafe-fixes` fixes {others} of them")
    if stale := [lock for lock in report.locks if lock.verdict == STALE and lock.commands]:
        ways.append(f"`pinlint compile` brings {plural(len(stale), 'lock')} up to date, or shows the command")
    if not ways:
        ways = ["the help of a finding says what to do"]
    return "; ".join([f"nothing was fixed: no safe fix is known for {plural(count, 'finding')}", *ways])


def _base(options: Namespace, root: str) -> Revision | None:
    """The commit of ``--since``; None without it. Raises UsageError for an unknown one."""
    if not options.since:
        return None
    from pinlint.project.revisions import Revision

    return Revision(root, options.since)


def leave_out_known(
    report: Report,
    root: str,
    targets: list[str],
    config: Config,
    base: Revision | None = None,
    *,
    base_settings: bool = False,
) -> None:
    """``--since`` and ``--baseline``: leaves out the findings that existed before. UsageError: the baseline cannot be read."""
    source = _baseline(config, root, base if base_settings else None) if config.baseline else None
    if source is None and base is None:
        return
    from pinlint.findings.baseline import gone_finding, read_baseline, split

    before: set[str] = set()
    if base is not None:
        from pinlint.checking.fixing import fingerprints_before

        before = fingerprints_before(base, targets, config)
    parts = split(report.findings, read_baseline(source) if source is not None else [])
    # A run on a part of the project knows nothing about the findings in the rest, and what was gone before is not new.
    gone = [entry for entry in parts.gone if "" in targets and (base is None or entry.fingerprint in before)]
    report.summary.ignored += len(parts.known.keys() - before)
    new = [finding for fingerprint, finding in parts.new.items() if fingerprint not in before]
    report.show([*new, *map(gone_finding, gone)])


def _fold(report: Report, options: Namespace) -> None:
    """Merges findings of one cause, and counts findings that are not listed."""
    if report.findings and not options.verbose:
        from pinlint.findings.folding import fold

        fold(report)


def _baseline(config: Config, root: str, base: Revision | None) -> SourceFile | None:
    """The baseline. A path from the user may be anywhere; a path from the project must be a file of the project.

    With ``base`` (``--base-settings``) it is the baseline of that commit, or None if the commit has none.
    """
    from pinlint.findings.config import refuse_outside
    from pinlint.formats.decoding import Undecodable, decode_utf8
    from pinlint.project.files import Unreadable, read, within
    from pinlint.text.budget import LARGEST_FILE

    path = config.baseline
    named = _from_root(path, root) if "baseline" in config.flags else path
    if base is not None and not os.path.isabs(named):
        from pinlint.command_line import base_settings

        return base_settings.baseline(base, named)
    try:
        if "baseline" in config.flags:
            refuse_outside(os.path.abspath(path), root)
            with open(look(path), "rb") as file:
                return decode_utf8(file.read(LARGEST_FILE), _from_root(path, root))
        if not within(root, os.path.join(root, path)):
            raise ConfigError(f"{config.path}: 'baseline' is outside of the project: {path}")
        return decode_utf8(read(root, path), path)
    except (OSError, Unreadable, Undecodable) as error:
        reason = getattr(error, "strerror", None) or error
        shown = f"--baseline {path}" if "baseline" in config.flags else f"{config.path}: baseline = {path!r}"
        raise UsageError(f"{shown}: cannot be read: {reason}") from error


def _from_root(path: str, root: str) -> str:
    """The user's path relative to the root, if it is below the root."""
    full = os.path.abspath(path)
    below = full.startswith(os.path.join(root, ""))
    return os.path.relpath(full, root).replace(os.sep, "/") if below else path


def _style(options: Namespace, console: Console, root: str, file: str = "") -> Style:
    return Style(
        colour=console.coloured() and not file,
        width=0 if file else console.width(),
        hyperlinks=console.coloured()
        and console.is_terminal()
        and not file,  # users who want no escapes do not want hyperlinks
        verbose=options.verbose,
        statistics=options.statistics,
        quiet=options.quiet,
        folder="" if file else _folder(root),
    )


def _folder(root: str) -> str:
    """The current folder relative to the root; the root itself if the current folder is not below it."""
    here = os.path.realpath(os.getcwd())
    if here == root:
        return ""
    below = here.startswith(root.rstrip(os.sep) + os.sep)
    return (os.path.relpath(here, root) if below else root).replace(os.sep, "/")


def _formats(options: Namespace) -> list[str]:
    """The requested reports, each with an optional file."""
    return options.format or ["text"]


def write(report: Report, options: Namespace, console: Console) -> None:
    """Writes the report in each requested format, to its file or to standard output."""
    from pinlint.findings.config import suggestion
    from pinlint.index import REPORTS, load

    for wanted in _formats(options):
        name, _, file = wanted.partition(":")
        file = file or options.output_file
        modules = {label: module for module, label in REPORTS.items()}
        if name not in modules:
            raise UsageError(
                f"--format: unknown format '{name}'; use one of {', '.join(modules)}{suggestion(name, modules)}"
            )
        text: str = load(f"reports.{modules[name]}").render(report, _style(options, console, report.root, file))
        if file:
            if report.source(_from_root(os.path.realpath(file), report.root)) is not None:
                raise UsageError(f"{file}: cannot be written: it is a file that was checked, not a report")
            _save(file, text, report.root)
        else:
            console.write(text)


def _save(path: str, text: str, root: str) -> None:
    """Writes a file that the user named, but not through a link of the project that leads out of it."""
    from pinlint.project.files import within
    from pinlint.text.writing import write_named

    full = os.path.abspath(path)
    if full.startswith(os.path.join(root, "")) and not within(root, full):
        raise UsageError(f"{path}: cannot be written: it leads out of the project")
    try:
        write_named(path, text.encode())
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
