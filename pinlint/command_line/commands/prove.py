"""Download the metadata of a lock's pins once, and write it next to the lock, so that later runs need no network."""

from __future__ import annotations

import os

from pinlint.command_line.invocation import configuring, opened
from pinlint.command_line.main import CLEAN, FINDINGS
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.checking.access import Access
    from pinlint.command_line.main import Console
    from pinlint.evidence.index import Index
    from pinlint.freshness.pairing import Pairing


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint prove``."""
    parser.add_argument("paths", nargs="+", metavar="LOCK", help="a lock to download the metadata for")
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Write the evidence file of each lock. Raises UsageError for a path that is not a lock."""
    from pinlint.checking.evidence_sources import index_source
    from pinlint.project.other_locks import unread

    project, targets = opened(options)
    pairings = {found.path: found for found in project.pairings}
    for target in targets:
        if target in project.other_locks():
            raise UsageError(unread(target))
        if target not in pairings:
            raise UsageError(f"{target} is not a lock: nothing in it shows that it was compiled")
    index = index_source(project.root, list(pairings.values()), console.progress)
    try:
        complete = [_write(project, pairings[target], index, console) for target in targets]
    finally:
        index.close()
    return CLEAN if all(complete) else FINDINGS


def _write(project: Access, pairing: Pairing, index: Index, console: Console) -> bool:
    """Writes the evidence of one lock, and returns whether it covers every pin."""
    from pinlint.evidence import evidence_file
    from pinlint.findings.report import NO_METADATA, plural
    from pinlint.text.escaping import line
    from pinlint.text.writing import write_atomically

    pins = list(dict.fromkeys((p.project, p.version) for p in pairing.locked_pins() if p.project and p.version))
    found = index.find(pins)
    entries = [evidence_file.Entry(metadata, index.digests.get(pin)) for pin, metadata in found.items()]
    text, left_out = evidence_file.write(entries)
    path = evidence_file.path_of(pairing.path)
    try:
        write_atomically(os.path.join(project.root, path), text.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    console.say(f"{line(path)}: metadata of {len(entries) - len(left_out)} of {plural(len(pins), 'pin')}")
    for name, version in pins:
        if (name, version) not in found:
            console.say(f"  {name}=={version}: {index.reasons.get((name, version), NO_METADATA)}")
    for pin in left_out:
        console.say(f"  {pin}: its metadata does not say what it requires")
    return len(entries) - len(left_out) == len(pins)
