"""Compile stale locks, each with its own compiler, and show what changed. pinlint itself resolves nothing."""

from __future__ import annotations

import os
import sys

from pinlint.command_line.invocation import configuring, missing_locks, opened, without_lock
from pinlint.command_line.main import CLEAN, FINDINGS
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

    from pinlint.checking.access import Access
    from pinlint.command_line.main import Console
    from pinlint.compiling import Invocation
    from pinlint.compiling.changed_pythons import MadeFor
    from pinlint.freshness.proof import Proof


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint compile``."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="LOCK", help="locks to compile (default: all stale locks)")
    add("--dry-run", "-n", action="store_true", help="show the commands, without running them")
    add(
        "--yes",
        "-y",
        action="store_true",
        help="answer yes if pinlint asks before it runs a compiler or changes a lock's Python",
    )
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Compile, check again, and report the state of the locks. A command that pinlint does not know is only shown."""
    from pinlint.compiling.changed_pythons import made_for
    from pinlint.findings.report import Style
    from pinlint.reports.text import verdicts
    from pinlint.text.escaping import line

    project, targets = opened(options)
    before = _versions(project)
    done: dict[str, bool] = {}
    while chosen := _chosen(project, targets, done, named=bool(options.paths)):
        pythons = made_for(project.root, project.pairings)
        for proof, moved in _once(chosen):
            done[proof.pairing.path] = _compile(proof, moved, project, console, options)
        done |= {proof.pairing.path: True for proof in chosen if proof.pairing.path not in done}
        if options.dry_run:
            return CLEAN
        # A newly compiled lock may make another lock stale for which it is a constraint.
        project, _ = opened(options)
        if refused := _other_pythons(pythons, project, console, options):
            done |= dict.fromkeys(refused, False)
            project, _ = opened(options)
    if not done and options.paths:
        raise UsageError(f"found no lock at {', '.join(options.paths)}")
    if not done:
        console.say(_nothing_to_do(project) if before else without_lock(project))
        return CLEAN
    _report_changes(before, _versions(project), console)
    locks = {lock.path: lock for lock in project.verdicts()}
    for path in done:
        console.say(f"{line(path)}: {verdicts([locks[path]], Style()) if path in locks else 'no longer a lock'}")
    stale = any(lock.verdict == "stale" for lock in locks.values())
    return CLEAN if all(done.values()) and not stale else FINDINGS


def _nothing_to_do(project: Access) -> str:
    from pinlint.text.escaping import line

    missing = [f"  {line(command)}" for command in missing_locks(project)]
    return (
        "\n".join(["no lock is stale; to make the locks that are missing:", *missing])
        if missing
        else "no lock is stale"
    )


def _chosen(project: Access, targets: list[str], done: Mapping[str, bool], *, named: bool) -> list[Proof]:
    proofs = project.proofs
    return [proof for proof in proofs if proof.pairing.path not in done and _asked(proof, targets, named=named)]


def _asked(proof: Proof, targets: list[str], *, named: bool) -> bool:
    inside = any(not t or proof.pairing.path == t or proof.pairing.path.startswith(t + "/") for t in targets)
    return inside and (proof.verdict == "stale" or (named and proof.pairing.path in targets))


def _once(proofs: list[Proof]) -> list[tuple[Proof, list[str]]]:
    """One proof for each command, with the pins that must change. A command may be for several locks: pip-compile-multi makes all
    locks of a project.
    """
    from pinlint.freshness.compilers import MULTI

    found: dict[object, tuple[Proof, list[str]]] = {}
    for proof in proofs:
        command = proof.pairing.command
        together = command is not None and command.tool == MULTI
        key = (proof.pairing.base, command.text) if command is not None and together else proof.pairing.path
        upgrade = found[key][1] if key in found else []
        found[key] = proof, sorted({*upgrade, *proof.upgrade})
    return list(found.values())


def _invocation(proof: Proof, upgrade: list[str], project: Access) -> Invocation:
    """The command that compiles the proof's lock. Raises Refused."""
    from pinlint.compiling import header_command, lock_tools, pip_reqs
    from pinlint.compiling.confines import Confines
    from pinlint.freshness.compilers import PIP_REQS, is_container_path
    from pinlint.freshness.lock_pairing import LockPairing

    structured: object = proof.pairing
    if isinstance(structured, LockPairing):
        confines = Confines(project.root, structured.base, project.tracked)
        return lock_tools.invocation(structured, confines, upgrade)
    pairing = proof.pairing
    confines = Confines(project.root, pairing.base or "", project.tracked)
    if pairing.command is not None and (
        pairing.command.tool == PIP_REQS or any(map(is_container_path, pairing.command.sources))
    ):
        return pip_reqs.invocation(pairing, confines, upgrade)
    return header_command.invocation(pairing, confines, upgrade)


def _compile(proof: Proof, upgrade: list[str], project: Access, console: Console, options: Namespace) -> bool:
    """Runs the compiler of one lock, and returns whether it succeeded."""
    from pinlint.compiling import Refused
    from pinlint.freshness.advice import command_for, in_folder, remedy
    from pinlint.text.escaping import line as printable
    from pinlint.text.secrets import without_secrets_of

    def line(text: str) -> str:
        return printable(without_secrets_of(text, proof.pairing.document.source))

    path = printable(proof.pairing.path)
    try:
        invocation = _invocation(proof, upgrade, project)
    except Refused as reason:
        advice = remedy(proof.pairing, command_for(proof.pairing, upgrade))
        # A person who runs the command obeys the same files as pinlint would have.
        console.say(
            f"{path}: not compiled: {line(str(reason))}\n  if you trust the files of this project, {line(advice)}"
        )
        return False
    console.say(f"{path}: {line(in_folder(str(invocation), invocation.folder))}")
    for ask in invocation.asks:
        console.say(f"  note: {line(ask)}")
    if options.dry_run:
        return True
    if invocation.asks and not options.yes and not _agreed(console):
        console.say(f"{path}: not compiled: if you agree with the notes above, run `pinlint compile --yes`")
        return False
    try:
        return _run(invocation, project, console)
    except Refused as reason:
        console.say(line(str(reason)))
        return False


def _other_pythons(before: Mapping[str, MadeFor], project: Access, console: Console, options: Namespace) -> list[str]:
    """Puts back the locks that were compiled for another Python than before, unless a person agrees; returns their paths."""
    from pinlint.compiling.changed_pythons import changed, made_for, put_back
    from pinlint.freshness.advice import command_for, under
    from pinlint.text.escaping import line

    refused = []
    for path, was, now in changed(before, made_for(project.root, project.pairings)):
        pairing = project.pairing_of(path)
        command = command_for(pairing) if pairing is not None else ""
        console.say(f"{line(path)}: it was for Python {was}, and the compiler on your PATH made it for Python {now}")
        if options.yes or _agreed(console, f"Change the lock to Python {now}?"):
            continue
        put_back(project.root, path, before[path])
        refused.append(path)
        console.say(f"{line(path)}: not changed: {line(under(was, command))}")
        console.say(f"  or run `pinlint compile --yes` to change the lock to Python {now}")
    return refused


def _agreed(console: Console, question: str = "Run this?") -> bool:
    """Whether a person at the terminal agrees."""
    if not (sys.stdin is not None and sys.stdin.isatty() and console.is_terminal()):
        return False
    console.say(f"{question} [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _run(invocation: Invocation, project: Access, console: Console) -> bool:
    """Runs the program, and returns whether it succeeded. Raises Refused if only the repository has the program."""
    import subprocess

    from pinlint.compiling import programs
    from pinlint.compiling.confines import Confines
    from pinlint.text.escaping import line

    confines = Confines(project.root, invocation.folder, project.tracked)
    name, *arguments = invocation.words
    path = programs.search_path(confines, os.environ)
    program = programs.find(confines, name, path)
    try:
        finished = subprocess.run(
            [program, *arguments],
            cwd=os.path.join(project.root, invocation.folder),
            env={**os.environ, **invocation.variables, "PATH": path},
            check=False,
            stdout=subprocess.DEVNULL if invocation.echoes else None,
        )
    except OSError as error:
        console.say(f"{line(name)} cannot be run: {error.strerror}")
        return False
    if finished.returncode:
        console.say(f"{line(name)} failed with status {finished.returncode}")
    return finished.returncode == 0


def _versions(project: Access) -> dict[str, dict[str, str]]:
    """Lock -> project -> version, for every lock."""
    found: dict[str, dict[str, str]] = {}
    for pairing in project.pairings:
        pins = {pin.project: pin.version or pin.requirement.shown for pin in pairing.locked_pins() if pin.project}
        found[pairing.path] = pins
    return found


def _report_changes(
    before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]], console: Console
) -> None:
    from pinlint.text.escaping import line

    for path, pins in after.items():
        old = before.get(path, {})
        changes = []
        for name in sorted({*old, *pins}):
            if name not in old:
                changes.append(f"  added   {name} {pins[name]}")
            elif name not in pins:
                changes.append(f"  removed {name} {old[name]}")
            elif old[name] != pins[name]:
                changes.append(f"  changed {name} {old[name]} -> {pins[name]}")
        if changes:
            console.write("\n".join([line(path), *map(line, changes)]) + "\n")
