"""How the inputs and constraints of a lock are found, by the evidence that there is."""

from __future__ import annotations

from pinlint.formats.annotations import PROJECT_FILE, REQUIREMENT_FILE
from pinlint.freshness import paths
from pinlint.freshness.settings import requirements_of
from pinlint.freshness.sources import PROJECT_FILES, Selection
from pinlint.freshness.world import COPY, INPUTS, SHORTER, UndecidedLock
from pinlint.requirements.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.annotations import Via
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.settings import Settings
    from pinlint.freshness.view import View

#: What `Pairing.evidence` can be: by what the inputs were found.
CONFIGURATION, HEADER, ANNOTATIONS, STEM, NEIGHBOUR = "configuration", "header", "annotations", "stem", "neighbour"


def twin_of(path: str, view: View) -> str | None:
    """The input that has the lock's stem: ``base.in`` for ``base.txt``, also in a folder of inputs beside it."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    for candidate in (f"{stem}.in", f"in/{stem}.in", f"../in/{stem}.in"):
        found = paths.join(folder, candidate)
        if found and found != path and view.exists(found):
            return found
    return None


def find_inputs(pairing: Pairing, view: View, settings: Settings, reasons: dict[int, tuple[Via, ...]]) -> None:
    """Finds the inputs of a lock by the first evidence that names one, and takes what they ask for."""
    lock = pairing.path
    collected = pairing.collected
    entry = settings.entry(lock)
    selection = pairing.selection = _selection(pairing)
    if entry is not None:
        pairing.allow_missing = frozenset(map(normalize, entry.get("allow-missing", ())))
        pairing.allow_extra = frozenset(map(normalize, entry.get("allow-extra", ())))
        pairing.stated_command = entry.get("command", "")
        for path in entry.get("inputs", ()):
            _take(pairing, path, path if view.exists(path) else None, selection)
        if pairing.sources:
            return
    command = pairing.command
    renamed = _renamed_with_input(pairing, view)
    if renamed is not None:
        pairing.evidence = STEM
        _take(pairing, renamed, renamed, selection)
        return
    if command is not None and command.tool is not None:
        for path in command.sources:
            if path == "-":
                collected.missing("input", "standard input")
            else:
                _take(pairing, path, pairing.find(path), selection)
        for group in command.values("group"):
            file, _, _ = group.rpartition(":")
            path = file or "pyproject.toml"
            _take(pairing, path, pairing.find(path), selection)
        if command.sources or command.values("group"):
            pairing.evidence = HEADER
            return
    if pairing.header is not None and pairing.header.listed:
        # hatch-pip-compile says in the lock what it was made of; where that stands in the project is hatch's affair.
        collected.inputs += requirements_of([text for text, _ in pairing.header.listed], pairing.document.source)
        pairing.evidence = HEADER
        return
    _find_by_annotations(pairing, selection, reasons)
    if pairing.sources:
        return
    twin = twin_of(lock, view)
    if twin is not None:
        pairing.evidence = STEM
        _take(pairing, twin, twin, selection)
        return
    _find_neighbour(pairing, view, selection)


def _renamed_with_input(pairing: Pairing, view: View) -> str | None:
    """The input of the lock's name, where the header tells of a pair of another name: ``windows.txt``, compiled in a
    container as ``/work/requirements.txt`` of ``/work/requirements.in``, belongs to the ``windows.in`` beside it."""
    command = pairing.command
    if command is None or command.output is None or len(command.sources) != 1:
        return None
    input_name = command.sources[0].rpartition("/")[2]
    output_name = command.output.rpartition("/")[2]
    if pairing.path.rpartition("/")[2] == output_name or output_name.rpartition(".")[0] + ".in" != input_name:
        return None
    return twin_of(pairing.path, view)


def _take(pairing: Pairing, written: str, found: str | None, selection: Selection) -> None:
    if found is None:
        pairing.collected.missing("input", _shown_path(written))
    elif found not in pairing.sources:
        pairing.sources.append(found)
        pairing.collected.add_input(found, selection)


def _shown_path(path: str) -> str:
    """A path for messages; of one on another machine only the last part, for the rest is nobody's business."""
    return path.rpartition("/")[2] if path.startswith(("/", "~")) else path


def _find_by_annotations(pairing: Pairing, selection: Selection, reasons: dict[int, tuple[Via, ...]]) -> None:
    files: dict[str, str] = {}
    whole = False
    for found in reasons.values():
        for via in found:
            if via.kind in (REQUIREMENT_FILE, PROJECT_FILE) and via.path:
                files.setdefault(via.path, via.kind)
                whole = whole or via.kind == REQUIREMENT_FILE or not via.group
                if via.group == "build-system.requires":
                    selection.build = True
                elif via.group:
                    selection.groups.add(normalize(via.group))
    selection.main = whole
    if len(files) > paths.MOST_NAMED:
        reason = f"its annotations name more than {paths.MOST_NAMED} files"
        pairing.unread.append(UndecidedLock(reason, SHORTER))
        pairing.collected.open = True
    for path, kind in list(files.items())[: paths.MOST_NAMED]:
        name = path.partition(" ")[0]
        if kind == PROJECT_FILE:
            # Which extras and groups a command took that cannot be seen is not known either.
            pairing.collected.own_unread = True
        resolved = pairing.find(name)
        if kind == REQUIREMENT_FILE or resolved is not None:
            pairing.evidence = ANNOTATIONS
            _take(pairing, name, resolved, selection)


def _find_neighbour(pairing: Pairing, view: View, selection: Selection) -> None:
    folder = paths.folder_of(pairing.path)
    for name in ("requirements.in", *PROJECT_FILES):
        path = paths.join(folder, name)
        if path and path in view.documents and path != pairing.path:
            document = view.documents[path]
            if name == "requirements.in" or (document.metadata is not None and document.requirements):
                pairing.evidence = NEIGHBOUR
                pairing.collected.own_unread = name != "requirements.in"
                _take(pairing, path, path, selection)
                return
    pairing.unread.append(UndecidedLock("its inputs were not found", INPUTS))
    pairing.collected.open = True


def _selection(pairing: Pairing) -> Selection:
    command = pairing.command
    settings = pairing.settings
    if command is None:
        return Selection(settings.extras, settings.groups, all_extras=settings.all_extras)
    groups = [group.rpartition(":")[2] for group in command.values("group")]
    build = any(option in command for option in ("all-build-deps", "build-deps-for", "only-build-deps"))
    return Selection(
        [*command.values("extra"), *settings.extras],
        [*groups, *settings.groups],
        all_extras="all-extras" in command or settings.all_extras,
        build=build,
        main=bool(command.sources or not groups) and "only-build-deps" not in command,
    )


def find_constraints(pairing: Pairing, view: View, settings: Settings) -> None:
    """Finds the constraints and overrides that the configuration, the command and the tools' tables name."""
    lock = pairing.path
    collected = pairing.collected
    entry = settings.entry(lock) or {}
    for path in entry.get("constraints", ()):
        if view.exists(path):
            collected.add_constraint(path)
        else:
            collected.missing("constraint", path)
    command = pairing.command
    written = [*(command.values("constraint") if command is not None else ()), *pairing.settings.constraint_files]
    if pairing.header is not None and pairing.header.constraint:
        written.append(pairing.header.constraint[0])
    for path in written:
        _take_other(pairing, path, "constraint")
    for path in command.values("override") if command is not None else ():
        _take_other(pairing, path, "override")


def _take_other(pairing: Pairing, path: str, kind: str) -> None:
    if "://" in path:
        pairing.collected.missing(kind, "at a URL", COPY)
        return
    found = pairing.find(path)
    if found is None:
        pairing.collected.missing(kind, _shown_path(path))
    elif kind == "constraint":
        pairing.collected.add_constraint(found)
    else:
        pairing.collected.add_override(found)
