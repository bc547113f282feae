"""Finds the requirements of a command that replace what an earlier command of the same image or job installed from a file.

Each earlier command that may change what is installed of a project is a change: a file that pins the project, a requirement on
the command line, or something that leaves the version unknown. The newest change that certainly runs decides.
"""

from __future__ import annotations

from pinlint.build.base_images import pythons
from pinlint.build.changes import Changes, FilePins
from pinlint.build.facts import Replacement
from pinlint.build.image_stage import SCRATCH, BuildStep
from pinlint.build.install_arguments import holds_matrix_value
from pinlint.build.install_commands import COMPILE, INSTALL, RESOLVE, UNINSTALL
from pinlint.build.installed_before import environment, history
from pinlint.build.requirement_words import given, read_argument
from pinlint.requirements.markers import evaluate
from pinlint.requirements.model import Clause, Requirement
from pinlint.requirements.names import normalize
from pinlint.requirements.pinning import pin_of
from pinlint.requirements.specifiers import decide
from pinlint.requirements.versions import same_version
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.changes import Versions
    from pinlint.build.command_words import Argument
    from pinlint.build.image_stage import Stage
    from pinlint.findings.checked_project import CheckedProject

_REINSTALL = ("-U", "--upgrade", "--force-reinstall", "-I", "--ignore-installed", "--upgrade-package", "-P")
#: A version in the name of a program: ``python3.12``. ``pip3`` may be the same as ``python3.12``.
_VERSION = lazy(r"\d+\.\d+\Z")
#: How the names of environments of conda begin here, so that none is a version.
_CONDA = "conda "
#: Tools that write files and install nothing.
_WRITERS = ("pip download", "pip wheel")


def replaced(step: BuildStep, project: CheckedProject) -> Iterator[Replacement]:
    """The requirements and files of a step that replace a version which a file has pinned before."""
    where = environment(step)
    if where is None or step.step.has("--no-index") or _installs_nothing(step):
        return
    for argument, editable in given(step.step):
        if not any(sign in (argument.value or "") for sign in "=<>/") or holds_matrix_value(argument):
            continue
        requirement = read_argument(argument, editable)
        if requirement is None or requirement.marker:
            continue
        name, clauses = _asked(requirement)
        if not name or not clauses:
            continue
        versions = _versions_before(step, where, name, project)
        if versions and all(_accepts(clauses, version) is False for version, _ in versions):
            if _is_restored(step, where, name, versions, project):
                continue
            version, path = versions[0]
            pin = pin_of(requirement)
            is_older = pin is not None and pin.version is not None and decide(pin.version, "<", version) is True
            yield Replacement(step, requirement.shown, path, argument, [(name, version)], is_older=is_older)
    yield from _replaced_by_files(step, where, project)


def _asked(requirement: Requirement) -> tuple[str | None, Sequence[Clause]]:
    """The project and the versions that a requirement asks for. A URL asks for the version in the name of its file; that of a
    repository is unknown.
    """
    reference = requirement.reference
    if reference is None:
        return requirement.project, requirement.clauses
    if requirement.editable or not reference.file_name or not reference.file_version:
        return None, ()
    return normalize(reference.file_name), [Clause("==", reference.file_version, requirement.span)]


def _replaced_by_files(step: BuildStep, where: str, project: CheckedProject) -> Iterator[Replacement]:
    """The files of a step that pin other versions than the files before."""
    files = _changes(step.stage, where, project).files_of(step.event)
    for argument, file in files:
        pins: list[tuple[str, str]] = []
        paths: list[str] = []
        for name in _pinned_before(step, where, project).intersection(file.versions).difference(file.unclear):
            before = _versions_before(step, where, name, project)
            after = [version for _, each in files for version, _ in each.versions.get(name, ())]
            if not before or any(_is_same(old, new) for old, _ in before for new in after):
                continue
            if not _is_restored(step, where, name, before, project):
                pins.append((name, before[0][0]))
                paths.append(before[0][1])
        if pins:
            yield Replacement(step, argument.value or "", paths[0], argument, sorted(pins))


def _pinned_before(step: BuildStep, where: str, project: CheckedProject) -> set[str]:
    """The projects that the files of earlier steps pin in the environment ``where``."""
    found: set[str] = set()
    stage: Stage | None = step.stage
    before = step.event
    while stage is not None:
        for number, _, files in _changes(stage, where, project).files:
            if number < before:
                for _, file in files:
                    stage.context.budget.spend(1 + len(file.versions) // 8)
                    found.update(file.versions)
        stage = stage.base
        before = len(stage.events) if stage is not None else 0
    return found


def _versions_before(step: BuildStep, where: str, name: str, project: CheckedProject) -> Versions:
    """The versions of a project that files may have installed before the step, the newest first; empty if one is unknown."""
    found: Versions = []
    kept: list[Requirement] = []
    interpreter = _interpreter(step)
    stage: Stage | None = step.stage
    before = step.event
    while stage is not None:
        stage.context.budget.spend()
        for number, runs, change in reversed(_changes(stage, where, project).of(name)):
            stage.context.budget.spend()
            if number >= before or _is_apart(stage.events[number], interpreter):
                continue
            if change is None:
                return []
            if isinstance(change, Requirement):
                kept.append(change)
                continue
            if any(_accepts(each.clauses, version) is not True for version, _ in change for each in kept):
                return []  # a command has replaced it already
            found += change
            if runs:
                return found
        stage = stage.base
        before = len(stage.events) if stage is not None else 0
    return found


def _is_restored(step: BuildStep, where: str, name: str, versions: Versions, project: CheckedProject) -> bool:
    """Whether a later step of the stage certainly installs one of the versions from a file again."""
    for number, runs, change in _changes(step.stage, where, project).of(name):
        step.stage.context.budget.spend()
        if number <= step.event or not runs or not isinstance(change, list):
            continue
        if any(_is_same(old, new) for old, _ in versions for new, _ in change):
            return True
    return False


def _is_same(one: str, other: str) -> bool:
    """Whether two versions are the same, or builds of the same: ``2.1.0+cpu`` and ``2.1.0``."""
    return same_version(_public(one), _public(other)) is True


def _public(version: str) -> str:
    return version.partition("+")[0]


def _is_apart(event: object, interpreter: str) -> bool:
    """Whether an earlier step names another Python, which has its own packages. A command that names none may run in any Python
    of a version, but not in an environment of conda.
    """
    other = _interpreter(event) if isinstance(event, BuildStep) else interpreter
    if other == interpreter:
        return False
    return bool(other and interpreter) or (other or interpreter).startswith(_CONDA)


def _interpreter(step: BuildStep) -> str:
    """The Python that the command names: a version (``pip3.12``), or an environment of conda (``conda run -n docs``).
    ``base`` is the one that other commands use.
    """
    command = step.step.command
    words = [word.literal or "" for word in command.prefixes]
    words = [
        part for word in words for part in (word.split("=", 1) if word.startswith(("--name=", "--prefix=")) else [word])
    ]
    at = next((at for at, word in enumerate(words[:-1]) if word in ("-n", "--name", "-p", "--prefix")), 0)
    if at and "run" in words[:at]:
        return _CONDA + words[at + 1] if words[at + 1] != "base" else ""
    version = _VERSION.search(command.program)
    return version[0] if version is not None else ""


def _accepts(clauses: Sequence[Clause], version: str) -> bool | None:
    """Whether an installed version satisfies the clauses of a requirement. pip compares the text of ``===`` with a normalized
    version, so two spellings of one version are the same here.
    """
    answers = [
        _is_same(version, each.version)
        if each.operator == "===" or (each.operator == "==" and "+" in each.version)
        else decide(version, each.operator, each.version)
        for each in clauses
    ]
    return False if False in answers else None if None in answers else True


def _changes(stage: Stage, where: str, project: CheckedProject) -> Changes:
    """What the steps of the stage change in the environment ``where``. Computed once for the stage."""
    done = history(stage)
    if done.changes is None:
        done.changes = {}
        read: dict[str, FilePins] = {}
        for number, event in enumerate(stage.events):
            if isinstance(event, BuildStep) and not _installs_nothing(event):
                folder = environment(event)
                if folder is not None:
                    changes = done.changes.setdefault(folder, Changes(stage.context.budget))
                    if event.step.kind == INSTALL and event.step.tool not in ("uv pip sync", "pip-sync"):
                        _add_install(changes, number, event, read, project)
                    elif event.step.kind == UNINSTALL:
                        _add_uninstall(changes, number, event)
                    else:
                        changes.add("", number, event.runs)  # it also removes what its lock does not have
    return done.changes.get(where) or Changes(stage.context.budget)


def _installs_nothing(event: BuildStep) -> bool:
    command = event.step
    writes = command.kind == COMPILE and command.tool.endswith(("compile", "lock"))
    return writes or command.kind == RESOLVE or command.tool in _WRITERS or command.has("--dry-run")


def _add_install(
    changes: Changes, number: int, event: BuildStep, read: dict[str, FilePins], project: CheckedProject
) -> None:
    files: list[tuple[Argument, FilePins]] = []
    for argument in event.step.files:
        found = event.find(argument.value) if argument.value else None
        if found is not None and found.written is not None:
            files.append((argument, _read_pins(argument.value or "", project, event.stage, found.written.text)))
        elif found is None or found.path is None or found.changed:
            changes.add("", number, event.runs)
        else:
            if found.path not in read:
                read[found.path] = _read_pins(found.path, project, event.stage)
            files.append((argument, read[found.path]))
    if files:
        changes.files.append((number, event.runs, files))
    reinstalls = event.step.has(*_REINSTALL)
    for word, editable in given(event.step):
        requirement = read_argument(word, editable)
        if requirement is not None and requirement.project:
            is_open = requirement.url is not None or requirement.marker or holds_matrix_value(word)
            keeps = not is_open and (not reinstalls or pin_of(requirement) is not None)
            changes.add(requirement.project, number, event.runs, requirement if keeps else None)


def _add_uninstall(changes: Changes, number: int, event: BuildStep) -> None:
    operands = event.step.operands
    names = [normalize(operand.value) for operand in operands if operand.value]
    if not names or len(names) < len(operands) or event.step.files:
        names = [""]
    for name in names:
        changes.add(name, number, event.runs)


def _read_pins(path: str, project: CheckedProject, stage: Stage, text: str | None = None) -> FilePins:
    """What a file with its includes installs in the stage, for the Python of its image. ``text`` is the content of a file that a
    command has written.
    """
    from pinlint.formats.requirements_txt import parse
    from pinlint.text.source import SourceFile

    found = FilePins()
    image = stage.root.image or ""
    is_linux = stage.root.bare and image != SCRATCH and "windows" not in image
    system = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"} if is_linux else {}
    environments = [{**system, "python_version": each} for each in pythons(stage)] or [system]
    waiting, seen = [path], {path}
    while waiting:
        each = waiting.pop()
        document = project.document(each) if text is None else parse(SourceFile(path, text))
        if document is None:
            found.is_complete = False
            continue
        stage.context.budget.spend(10 + len(document.requirements) // 2)
        for requirement in document.requirements:
            if not requirement.project:
                continue
            runs = {evaluate(requirement.marker, env) for env in environments} if requirement.marker else {True}
            pin = pin_of(requirement)
            if runs == {True} and pin is not None and pin.version is not None:
                found.versions.setdefault(requirement.project, []).append((pin.version, each))
            elif runs != {False}:
                found.unclear.add(requirement.project)
        for include in document.includes:
            if include.kind != "requirement":
                continue
            if include.path is None:
                found.is_complete = False
            elif include.path not in seen and text is None:
                seen.add(include.path)
                waiting.append(include.path)
    return found
