"""What a project manager's export holds, against the lock that it was written from: `uv export` beside uv.lock.

Each pin must be an entry of the lock, with its version, commit and hashes; each entry that the exported parts of the project
lead to must be there. Markers, order, comments, fewer hashes and parts that were left out by an option differ legally.
"""

from __future__ import annotations

import posixpath

from pinlint.freshness.compilers import EXPORTERS, PDM_EXPORT, PIPENV, POETRY_EXPORT, UV_EXPORT
from pinlint.freshness.lock_pairing import table_at
from pinlint.freshness.obligations import Obligation
from pinlint.freshness.proof import Proof
from pinlint.freshness.world import OTHER_TOOL, UndecidedLock
from pinlint.requirements.locked import GIT, INDEX
from pinlint.requirements.names import normalize
from pinlint.requirements.versions import version_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.freshness.lock_proof import LockProof
    from pinlint.freshness.pairing import Pairing
    from pinlint.requirements.locked import Edge, LockFile, Package
    from pinlint.requirements.model import Requirement

#: The locks that exporters read.
_LOCKS = {UV_EXPORT: "uv.lock", POETRY_EXPORT: "poetry.lock", PDM_EXPORT: "pdm.lock", PIPENV: "Pipfile.lock"}
#: The options of `uv export` that leave out, or change, what is written in ways that are followed here, or that do not.
_FOLLOWED = frozenset(
    (
        *("all-extras", "all-groups", "dev", "extra", "format", "frozen", "group", "locked", "no-annotate"),
        *("no-default-groups", "no-dev", "no-editable", "no-emit-local", "no-emit-package", "no-emit-project"),
        *("no-emit-workspace", "no-group", "no-hashes", "no-header", "output-file", "quiet"),
    )
)


def origin_of(pairing: Pairing) -> str | None:
    """The path of the lock that a lock was exported from; None where its header names no exporter."""
    command = pairing.command
    if command is None or command.tool not in EXPORTERS:
        return None
    name = _LOCKS.get(command.tool)
    return posixpath.join(pairing.base or posixpath.dirname(pairing.path), name) if name else None


def prove_export(pairing: Pairing, origin: LockProof) -> Proof:
    """Compares an export with the lock that it was written from, of which ``origin`` is the proof."""
    lock = origin.pairing.document
    entries: dict[str, list[Package]] = {}
    for package in lock.packages:
        entries.setdefault(package.project, []).append(package)
    obligations = []
    pinned = set()
    for pin in pairing.document.requirements:
        if pin.project is None or (pin.url is None and pin.pinned_version is None):
            continue
        pinned.add(pin.project)
        drift = _drift(pin, entries.get(pin.project, []), lock)
        if drift is not None:
            detail, entry = drift
            obligations.append(_obligation(pairing, origin, detail, entry, pin))
    wanted = _selected(pairing, origin)
    for missing in wanted or ():
        if missing.project not in pinned:
            detail = f"{missing.shown} of {lock.path} is missing here: both must agree"
            obligations.append(_obligation(pairing, origin, detail, missing))
    unproven = []
    if wanted is None:
        unproven.append(UndecidedLock(f"which part of {lock.path} it contains is not known", OTHER_TOOL))
    return Proof(pairing, obligations, unproven, evidence=["graph"], pins=len(pairing.document.requirements))


def _obligation(
    pairing: Pairing, origin: LockProof, detail: str, package: Package | None, pin: Requirement | None = None
) -> Obligation:
    related = []
    if package is not None:
        related.append((origin.pairing.document.source.at(package.span), f"{package.shown} is locked here"))
    place = pin.location if pin is not None else pairing.location
    project = pin.project if pin is not None else package.project if package is not None else None
    return Obligation(
        "layer-drift", pairing, place, project=project, pin=pin, detail=detail, upgrade=(), related=related
    )


def _drift(pin: Requirement, entries: list[Package], lock: LockFile) -> tuple[str, Package | None] | None:
    """What is wrong about a pin, and the entry of the lock that shows it; None where it is one of the entries."""
    if not entries:
        return f"{pin.shown} is not in {lock.path}: both must agree", None
    if pin.url is not None:
        commits = [entry for entry in entries if entry.source.kind == GIT]
        if commits and not any(entry.source.commit in pin.url for entry in commits):
            return f"{pin.shown} differs from {commits[0].source.commit} in {lock.path}: both must agree", commits[0]
        return None
    version = pin.pinned_version or ""
    same = [entry for entry in entries if _is_same(entry.version, version)]
    if not same:
        shown = " and ".join(entry.version for entry in entries)
        return f"{pin.shown} differs from {shown} in {lock.path}: both must agree", entries[0]
    known = {file.hash for entry in same if entry.source.kind == INDEX for file in entry.files}
    strange = [item for item in pin.hashes if f"{item.algorithm}:{item.digest}" not in known]
    if known and strange:
        return f"{pin.shown} has a hash that {lock.path} does not have: both must agree", same[0]
    return None


def _is_same(one: str, other: str) -> bool:
    return one == other or (version_key(one) is not None and version_key(one) == version_key(other))


def _selected(pairing: Pairing, origin: LockProof) -> list[Package] | None:
    """The packages that the exported parts of the project surely lead to; None where the parts are not known."""
    command = pairing.command
    if command is None or command.tool != UV_EXPORT or not command.known or not _FOLLOWED.issuperset(command.options):
        return None
    graph = origin.graph
    roots = [
        number
        for number, document in origin.pairing.projects.items()
        if number >= 0 and posixpath.dirname(document.path) == origin.pairing.base
    ]
    if graph is None or len(roots) != 1:
        return None
    root = graph.packages[roots[0]]
    tool = origin.pairing.projects[roots[0]].tool
    where = graph.universe.where
    reached = graph.reach((edge, where(edge.marker)) for edge in _edges(pairing, root, table_at(tool, "uv")))
    left_out = set(map(normalize, command.values("no-emit-package")))
    found = (graph.packages[number] for (number, extra), (sure, _) in reached.where.items() if sure and not extra)
    return [package for package in found if not package.is_tree and package.project not in left_out]


def _edges(pairing: Pairing, root: Package, settings: dict[str, object]) -> Iterator[Edge]:
    command = pairing.command
    assert command is not None
    yield from root.edges
    extras = root.optional if "all-extras" in command else map(normalize, command.values("extra"))
    for extra in extras:
        yield from root.optional.get(extra, ())
    stated = settings.get("default-groups", ["dev"])
    groups = set(root.dev if stated == "all" else map(normalize, stated if isinstance(stated, list) else ()))
    if "no-default-groups" in command:
        groups = set()
    groups |= set(map(normalize, command.values("group"))) | set(root.dev if "all-groups" in command else ())
    groups -= {"dev"} if "no-dev" in command else set()
    groups -= set(map(normalize, command.values("no-group")))
    for group in sorted(groups):
        yield from root.dev.get(group, ())
