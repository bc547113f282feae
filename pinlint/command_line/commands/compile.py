"""Compile stale locks again, each with its own compiler, and tell what changed. pinlint itself resolves nothing."""

from __future__ import annotations

import os

from pinlint.command_line.invocation import configuring, opened
from pinlint.command_line.main import CLEAN, FINDINGS
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

    from pinlint.checking.access import Access
    from pinlint.command_line.main import Console
    from pinlint.compiling import Invocation
    from pinlint.freshness.proof import Proof


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint compile``."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="LOCK", help="locks to compile (default: those that are stale)")
    add("--dry-run", "-n", action="store_true", help="say what would be run, and run nothing")
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Compile, check again, and say what became of the locks. A command that pinlint does not know is only told."""
    from pinlint.reports.text import lacking
    from pinlint.text.escaping import line

    project, targets = opened(options)
    before = _versions(project)
    done: dict[str, bool] = {}
    while chosen := _chosen(project, targets, done, named=bool(options.paths)):
        for proof, moved in _once(chosen):
            done[proof.pairing.path] = _compile(proof, moved, project, console, dry_run=options.dry_run)
        done |= {proof.pairing.path: True for proof in chosen if proof.pairing.path not in done}
        if options.dry_run:
            return CLEAN
        # A lock that was compiled may have left another one behind which it bounds.
        project, _ = opened(options)
    if not done and options.paths:
        raise UsageError(f"there is no lock that pinlint reads at {', '.join(options.paths)}")
    if not done:
        console.say("no lock is stale" if before else "there is no lock that pinlint reads")
        return CLEAN
    _tell(before, _versions(project), console)
    verdicts = {lock.path: lock for lock in project.verdicts()}
    for path in done:
        lock = verdicts.get(path)
        reasons = lacking([lock]) if lock else ""
        console.say(f"{line(path)}: {lock.verdict if lock else 'gone'}" + (f" ({reasons})" if reasons else ""))
    stale = any(lock.verdict == "stale" for lock in verdicts.values())
    return CLEAN if all(done.values()) and not stale else FINDINGS


def _chosen(project: Access, targets: list[str], done: Mapping[str, bool], *, named: bool) -> list[Proof]:
    proofs = project.proofs
    return [proof for proof in proofs if proof.pairing.path not in done and _asked(proof, targets, named=named)]


def _asked(proof: Proof, targets: list[str], *, named: bool) -> bool:
    inside = any(not t or proof.pairing.path == t or proof.pairing.path.startswith(t + "/") for t in targets)
    return inside and (proof.verdict == "stale" or (named and proof.pairing.path in targets))


def _once(proofs: list[Proof]) -> list[tuple[Proof, list[str]]]:
    """One proof for each command, with the pins that must move: pip-compile-multi makes all of a project's locks at once."""
    found: dict[object, tuple[Proof, list[str]]] = {}
    for proof in proofs:
        command = proof.pairing.command
        key = proof.pairing.base, (command and command.text) or proof.pairing.path
        upgrade = found[key][1] if key in found else []
        found[key] = proof, sorted({*upgrade, *proof.upgrade})
    return list(found.values())


def _invocation(proof: Proof, upgrade: list[str]) -> Invocation:
    """What compiles the proof's lock. Raises Refused."""
    from pinlint.compiling import header_command, pip_reqs
    from pinlint.freshness.compilers import PIP_REQS, is_container_path

    command = proof.pairing.command
    if command is not None and (command.tool == PIP_REQS or any(map(is_container_path, command.sources))):
        return pip_reqs.invocation(proof.pairing, upgrade)
    return header_command.invocation(proof.pairing, upgrade)


def _compile(proof: Proof, upgrade: list[str], project: Access, console: Console, *, dry_run: bool) -> bool:
    """Runs the compiler of one lock; whether that succeeded."""
    import subprocess

    from pinlint.compiling import Refused
    from pinlint.freshness.advice import command_for, in_folder, remedy
    from pinlint.text.escaping import line

    path = line(proof.pairing.path)
    try:
        invocation = _invocation(proof, upgrade)
    except Refused as reason:
        advice = remedy(proof.pairing, command_for(proof.pairing, upgrade))
        console.say(f"{path}: not compiled: {line(str(reason))}\n  {line(advice)}")
        return False
    console.say(f"{path}: {line(in_folder(str(invocation), invocation.folder))}")
    if dry_run:
        return True
    try:
        folder = os.path.join(project.root, invocation.folder)
        output = subprocess.DEVNULL if invocation.echoes else None
        finished = subprocess.run(invocation.words, cwd=folder, check=False, stdout=output)
    except OSError as error:
        why = "it is not on your PATH" if isinstance(error, FileNotFoundError) else error.strerror
        console.say(f"{line(invocation.words[0])} cannot be run: {why}")
        return False
    if finished.returncode:
        console.say(f"{line(invocation.words[0])} failed with status {finished.returncode}")
    return finished.returncode == 0


def _versions(project: Access) -> dict[str, dict[str, str]]:
    """Lock -> project -> version, of every lock."""
    found: dict[str, dict[str, str]] = {}
    for pairing in project.pairings:
        pins = {pin.project: pin.version or pin.requirement.shown for pin in pairing.locked_pins() if pin.project}
        found[pairing.path] = pins
    return found


def _tell(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]], console: Console) -> None:
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
                changes.append(f"  moved   {name} {old[name]} -> {pins[name]}")
        if changes:
            console.write("\n".join([line(path), *map(line, changes)]) + "\n")
