"""Which inputs and constraints make which lock.

The evidence, in this order: the configuration; the command in the lock's header; its ``# via -r FILE`` annotations; an input with
the same stem (``base.in`` for ``base.txt``); an input in the same folder. Uses only parsed documents and reads no files.
"""

from __future__ import annotations

from pinlint.formats import annotations as comments
from pinlint.formats.annotations import CONSTRAINT_FILE, PROJECT_FILE, REQUIREMENT_FILE
from pinlint.freshness import paths
from pinlint.freshness.claims import claim_of
from pinlint.freshness.compilers import EXPORTERS, MULTI, UV_EXPORT, read_command
from pinlint.freshness.pairing import Pairing
from pinlint.freshness.reasons import dangling_parents, listed_elsewhere, omitted_by, place_parents, read_annotations
from pinlint.freshness.recognizing import (
    ANNOTATIONS,
    HEADER,
    NEIGHBOUR,
    STEM,
    TOOLS,
    layers,
    recognized,
    twin,
    twin_of,
)
from pinlint.freshness.settings import Settings, requirements_of, take_script, tool_settings
from pinlint.freshness.sources import Collected, Common, Selection
from pinlint.freshness.world import COPY, INPUTS, OTHER_TOOL, UndecidedLock
from pinlint.requirements.model import PROJECT_FILES
from pinlint.requirements.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.formats.annotations import Via
    from pinlint.freshness.recognizing import Recognized
    from pinlint.freshness.view import View


def pair(view: View, settings: Settings | None = None) -> list[Pairing]:
    """The locks among the documents, each with what makes it, in the order in which to compile them."""
    settings = settings or Settings()
    return pair_recognized(recognized(view, settings), view, settings)


def pair_recognized(locks: Sequence[Recognized], view: View, settings: Settings) -> list[Pairing]:
    """The recognized ``locks``, each with what makes it, in the order in which to compile them."""
    found = [Pairing(lock) for lock in locks]
    names = frozenset(pairing.path for pairing in found)
    common = Common(view)
    for pairing in found:
        pairing.locks = names
        _complete(pairing, view, settings, common)
    dangling = [(pairing, dangling_parents(pairing)) for pairing in found if pairing.annotated]
    elsewhere = listed_elsewhere(found, view) if any(parents for _, parents in dangling) else frozenset()
    for pairing, parents in dangling:
        if parents:
            _account(pairing, parents, elsewhere)
    return _bounded_last(found)


def _bounded_last(found: Sequence[Pairing]) -> list[Pairing]:
    """The locks in a new order: each lock comes after the locks that constrain it and those that it includes. Not recursive,
    because a chain may be too long.
    """
    by_path = {pairing.path: pairing for pairing in found}
    ordered: dict[str, Pairing] = {}
    entered: set[str] = set()
    for pairing in found:
        waiting = [pairing.path]
        while waiting:
            path = waiting[-1]
            if path in entered:  # the locks that constrain it are listed already
                ordered.setdefault(waiting.pop(), by_path[path])
                continue
            entered.add(path)
            before = (*by_path[path].files, *(layer.path for layer in by_path[path].layers))
            waiting += [other for other in before if other in by_path and other not in entered]
    return list(ordered.values())


def _account(pairing: Pairing, dangling: set[str], elsewhere: frozenset[str | None]) -> None:
    """Decides about parents that annotations name and the lock does not pin. If they are listed ``elsewhere``, they are installed
    from there. Otherwise the lock contradicts itself.
    """
    layered = {r.project for r in pairing.collected.constraints if r.source.path in pairing.locks}
    elsewhere |= layered  # the pins of a layer below are installed with that layer
    pairing.roots |= {name for name in dangling if name in elsewhere}
    unexplained = {name for name in dangling if name not in elsewhere}
    nameless = any(pairing.is_riddle(requirement) for requirement in pairing.document.requirements)
    if not pairing.modern or nameless or pairing.collected.open or not (pairing.faithful or _is_custom(pairing)):
        pairing.doubts |= unexplained
        return
    if not pairing.faithful:
        # What a compiler leaves out, it lists in the lock; a script of the project may take out more.
        pairing.doubts |= _taken_out(unexplained, pairing)
    pairing.dangling = frozenset(unexplained - pairing.doubts)


def _is_custom(pairing: Pairing) -> bool:
    """Whether a compiler wrote the lock for the project's own command, such as ``make upgrade``, which the header states."""
    header, command = pairing.header, pairing.command
    return header is not None and header.tool in TOOLS and command is not None and command.tool is None


def _taken_out(names: set[str], pairing: Pairing) -> set[str]:
    """The ``names`` that a script of the project removes from the lock."""
    from pinlint.freshness.excuses import Excuses
    from pinlint.text.budget import Budget

    excuses = Excuses(pairing, Budget(len(pairing.document.source.text)))
    return {name for name in names if excuses.taken_out(name)}


def _complete(pairing: Pairing, view: View, settings: Settings, common: Common) -> None:
    """Finds the inputs, the constraints and everything else that affects the lock."""
    command = pairing.command
    lock = pairing.path
    if command is not None:
        pairing.outer = paths.outer_folder(lock, command.output, command.sources, view.exists)
        if pairing.outer:
            command = pairing.command = read_command(paths.without_outer(command.text, pairing.outer))
    sources = command.sources if command is not None else []
    output = command.output if command is not None else None
    if command is not None and command.tool == MULTI:  # it writes the locks of one folder
        output = f"{(command.values('directory') or ['requirements'])[-1]}/{lock.rpartition('/')[2]}"
    pairing.base = paths.base_of(lock, output, sources, common.named)
    collected = pairing.collected = Collected(view, lock, pairing.base or paths.folder_of(lock), common)
    reasons = read_annotations(pairing)
    pairing.settings = tool_settings(view, collected.base, settings, command)
    if command is not None and command.tool in EXPORTERS:
        # It was made from a lock of another format. That lock is checked, and every pin of this one has a reason there.
        pairing.allow_extra = frozenset(r.project for r in pairing.document.requirements if r.project)
        pairing.unread.append(UndecidedLock(f"{command.tool} wrote it from another lock", OTHER_TOOL))
        from pinlint.freshness.pylock_inputs import plain_project

        if command.tool == UV_EXPORT and (project := plain_project(command, collected.base, view)) is not None:
            pairing.selection, pairing.evidence = _selection(pairing), HEADER
            _take(pairing, project.path, project.path, pairing.selection)
    else:
        find_inputs(pairing, view, settings, reasons)
        for script in filter(None, map(view.documents.get, pairing.sources)):
            if script.format == "script":
                take_script(pairing.settings, script)
    find_constraints(pairing, view, settings)
    # The command may not show which constraints it was given. A lock without its inputs is a copy from another project.
    if (command is None or command.tool is None) and not collected.open:
        vias = (via for found in reasons.values() for via in found if via.kind == CONSTRAINT_FILE)
        for path in filter(None, dict.fromkeys(via.path for via in vias)):
            _take_other(pairing, path, "constraint")
    if collected.has_addons:
        _take_as_pip_reqs_does(collected)
    for layer in layers(pairing.document, view, {lock}):
        if not collected.admits(layer, as_layer=True):
            break
        pairing.layers.append(layer)
    pairing.left_out = comments.left_out(pairing.document)
    pairing.omitted = omitted_by(pairing)
    place_parents(pairing, reasons, view)
    pairing.claim = claim_of(pairing, view, settings)


def _take_as_pip_reqs_does(collected: Collected) -> None:
    """Divio's compiler drops markers, and treats the lines of a constraints file as requirements."""
    from pinlint.requirements.model import Requirement

    parts = [
        "name",
        "name_span",
        "project",
        "extras",
        "clauses",
        "specifier_span",
        "url",
        "url_span",
        "editable",
        "comment",
        "variables",
    ]
    for index, asked in enumerate(collected.inputs):
        if asked.marker is not None:
            fields = {part: getattr(asked, part) for part in parts}
            collected.inputs[index] = Requirement(asked.source, asked.span, **fields)
    collected.inputs += [requirement for requirement in collected.constraints if requirement.marker is None]


def find_inputs(pairing: Pairing, view: View, settings: Settings, reasons: dict[int, tuple[Via, ...]]) -> None:
    """Finds the inputs of a lock by the first evidence that names one, and adds their requirements."""
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
                collected.note(
                    "the compiler read its input from standard input (`-`), so no file has it", "input", INPUTS
                )
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
        # hatch-pip-compile lists in the lock what it was made from; only hatch knows where the project states that.
        collected.inputs += requirements_of([text for text, _ in pairing.header.listed], pairing.document.source)
        pairing.evidence = HEADER
        return
    if pairing.header is not None and pairing.header.tool == "pip-deepfreeze":
        _find_as_frozen(pairing, view, selection)
        return
    _find_by_annotations(pairing, selection, reasons)
    input = twin(pairing.document, view)
    if pairing.sources:
        document = view.documents.get(input) if input is not None else None
        if document is not None and set(pairing.sources) <= {each.path for each in layers(document, view, {input})}:
            # It includes what the annotations name; none of its own requirements was locked before.
            pairing.sources.clear()
            _take(pairing, document.path, document.path, selection)
        return
    if input is not None:
        pairing.evidence = STEM
        _take(pairing, input, input, selection)
        return
    _find_neighbour(pairing, view, selection)


def _find_as_frozen(pairing: Pairing, view: View, selection: Selection) -> None:
    """The inputs of a lock by pip-deepfreeze: the project, with the constraints in the file next to the lock. The lock of an
    extra leaves out the pins of the project's own lock, which is installed too.
    """
    folder, name = paths.folder_of(pairing.path), pairing.path.rpartition("/")[2]
    bound = paths.join(folder, "constraints.txt")
    found = bound if bound and bound in view.documents else twin(pairing.document, view)
    if found is not None:
        pairing.collected.add_constraint(found)
    if name.startswith("requirements-"):
        selection.extras.add(normalize(name[len("requirements-") : -len(".txt")]))
        selection.main = False
        main = view.documents.get(paths.join(folder, "requirements.txt") or "")
        pairing.layers += [main] if main is not None else []
    pairing.allow_missing |= {"wheel"}  # `pip freeze` leaves it out
    _find_neighbour(pairing, view, selection)


def _renamed_with_input(pairing: Pairing, view: View) -> str | None:
    """The input with the lock's name, if the header has other names for both. Example: ``windows.txt`` was compiled in a
    container as ``/work/requirements.txt`` from ``/work/requirements.in``. It belongs to the ``windows.in`` next to it.
    """
    command = pairing.command
    if command is None or command.output is None or len(command.sources) != 1:
        return None
    input_name = command.sources[0].rpartition("/")[2]
    output_name = command.output.rpartition("/")[2]
    if pairing.path.rpartition("/")[2] == output_name or output_name.rpartition(".")[0] + ".in" != input_name:
        return None
    return twin_of(pairing.path, view)


def _take(pairing: Pairing, written: str, found: str | None, selection: Selection) -> None:
    document = pairing.collected.view.documents.get(found) if found is not None else None
    found = document.path if document is not None else found  # the target of a symbolic link
    if found is None:
        pairing.collected.missing("input", _shown_path(written))
    elif found not in pairing.sources:
        pairing.sources.append(found)
        pairing.collected.add_input(found, selection)


def _shown_path(path: str) -> str:
    """A path for messages. If it is on another machine, only its last part: the rest may be private."""
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
    for path, kind in files.items():
        if kind == PROJECT_FILE:
            # It is also unknown which extras and groups an unknown command selected.
            pairing.collected.own_unread = True
        name, resolved = path, pairing.find(path)
        if resolved is None and " " in path:
            name = path.partition(" ")[0]  # something was added behind it
            resolved = pairing.find(name)
        if pairing.collected.exceeded:
            break  # noted once, not for each further file
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
        main=bool(command.sources or not groups or command.tool == UV_EXPORT) and "only-build-deps" not in command,
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
    for path in command.values("exclude") if command is not None else ():
        _take_excluded(pairing, path, view)


def _take_other(pairing: Pairing, path: str, kind: str) -> None:
    if "://" in path:
        pairing.collected.note(f"a file of {kind}s is at a URL, which is not read", kind, COPY)
        return
    found = pairing.find(path)
    if found is None:
        pairing.collected.missing(kind, _shown_path(path))
    elif kind == "constraint":
        pairing.collected.add_constraint(found)
    else:
        pairing.collected.add_override(found)


def _take_excluded(pairing: Pairing, path: str, view: View) -> None:
    """Adds the projects in a file of ``--excludes``: uv leaves them out wherever they are required."""
    found = pairing.find(path)
    document = view.documents.get(found) if found is not None else None
    if found is None or document is None:
        pairing.collected.missing("file of excludes", _shown_path(path))
        pairing.collected.open = True
        return
    pairing.collected.files.setdefault(found, "excludes")
    pairing.settings.excluded |= {r.project for r in document.requirements if r.project is not None}
