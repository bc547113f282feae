"""Finds what is already installed before a step: the pins that earlier steps installed into the same environment.

The name of an environment is its folder in the image; ``""`` is the environment of the system's Python. Each isolated tool
(``pipx``, ``uvx``) has a new, empty environment.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from pinlint.build.filtered_files import is_deleted
from pinlint.build.image_stage import BuildStep, Copy, History, Pins, Stage
from pinlint.build.install_commands import INSTALL, LOCKS, RESOLVE, SYNC, UNINSTALL, module_of
from pinlint.requirements.names import leading_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pinlint.build.command_words import Argument
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.shell_words import SimpleCommand
    from pinlint.requirements.model import Requirement

SYSTEM = ""
_SYSTEM_FOLDERS = frozenset(["/", "/usr", "/usr/local", "/opt/conda", "/opt/homebrew"])
#: The folder of `pip install --user`, from which the system's Python imports.
_USER = "/.local"
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")
#: Programs that run a command in a container or on another machine.
_ELSEWHERE = frozenset({"docker", "docker-compose", "podman", "ssh"})


def runs_elsewhere(step: BuildStep) -> bool:
    """Whether a step runs in another container or on another machine."""
    return any(word.literal in _ELSEWHERE for word in step.step.command.prefixes)


def history(stage: Stage) -> History:
    """The results of the stage's events, computed once. Raises ExceededError if this takes more than its budget."""
    if stage.history is None:
        stage.context.budget.spend(1 + len(stage.events))
        done = stage.history = History()
        for number, event in enumerate(stage.events):
            if isinstance(event, Copy):
                if isinstance(event.origin, Stage):
                    done.copies.append((number, event, event.origin))
                    has_pip = not _brings_environment_of_uv(event, event.origin)
                    done.virtual_environments.setdefault((event.target, has_pip), number)
            elif not isinstance(event, BuildStep):
                for made in _made_by(event, stage):
                    done.virtual_environments.setdefault(made, number)
    return stage.history


def _brings_environment_of_uv(copy: Copy, origin: Stage) -> bool:
    """Whether a copied folder is an environment that uv made without a pip."""
    made = [(normpath("/" + source), False) for source in copy.sources if source is not None]
    stage: Stage | None = origin
    while stage is not None:
        environments = history(stage).virtual_environments
        if any(each in environments for each in made):
            return True
        stage = stage.base
    return False


def _pins(stage: Stage, where: str) -> Pins:
    """The pins that the steps of the stage put into the environment ``where``."""
    done = history(stage)
    if done.pins is None:
        done.pins = {}
        for number, event in enumerate(stage.events):
            if isinstance(event, BuildStep) and event.step.kind in (INSTALL, SYNC, RESOLVE):
                folder = _environment_of_job(event)
                if folder is not None:
                    pins = done.pins.setdefault(folder, Pins())
                    if event.step.command.branches:
                        several = event.step.kind == SYNC or installed_files(event)
                        for name in {""} if several else {pin.project for _, pin in pins_of_arguments(event)}:
                            pins.branched.setdefault(name or "", []).append((number, event))
                        continue
                    if event.step.kind == SYNC:
                        pins.syncs.append((number, event))
                    for _, requirement in pins_of_arguments(event):
                        if requirement.project:
                            pins.names.setdefault(requirement.project, number)
                    for installed in installed_files(event).items():
                        pins.files.setdefault(installed, number)
    return done.pins.get(where) or Pins()


def _first(stage: Stage, what: Callable[[BuildStep], bool]) -> int:
    """The index of the first step of the stage for which ``what`` is true; the number of events if there is none."""
    known = history(stage).first
    if what not in known:
        steps = (number for number, event in enumerate(stage.events) if isinstance(event, BuildStep) and what(event))
        known[what] = next(steps, len(stage.events))
    return known[what]


def is_preceded(step: BuildStep, what: Callable[[BuildStep], bool]) -> bool:
    """Whether ``what`` is true for an earlier step of the stage, or of a stage that it is based on."""
    return _is_first_before(step, lambda stage: _first(stage, what))


def is_proven(lock: str, step: BuildStep) -> bool:
    """Whether an earlier step would have failed if the ``lock`` of uv did not match its input."""
    from pinlint.build.synced import proves

    return step.step.tool.startswith("uv ") and is_preceded(step, lambda earlier: proves(lock, earlier))


def in_order_of_use(locks: list[str], step: BuildStep) -> list[str]:
    """The locks in another order: first that of the command's own tool, then those of tools that are used or installed before."""
    tools = {name: tool for tool, name in LOCKS.items()}

    def rank(lock: str) -> int:
        tool = tools.get(lock.rpartition("/")[2], "")
        if step.step.tool.split()[0] == tool:
            return 0
        return 1 if tool and is_preceded(step, lambda other: _has_tool(tool, other)) else 2

    return sorted(locks, key=rank) if len(locks) > 1 else locks


def _has_tool(tool: str, step: BuildStep) -> bool:
    given = (leading_name(operand.value or "") for operand in step.step.operands)
    return step.step.tool.split()[0] == tool or tool in given


def _is_first_before(step: BuildStep, first: Callable[[Stage], int]) -> bool:
    stage: Stage | None = step.stage
    before = step.event
    while stage is not None:
        stage.context.budget.spend()
        if first(stage) < before:
            return True
        stage = stage.base
        before = len(stage.events) if stage is not None else 0
    return False


def is_brought(step: BuildStep, what: Callable[[BuildStep], bool]) -> bool:
    """Whether the environment of the step was copied from another stage, and ``what`` is true for a step of that stage."""
    where = environment(step)
    stage: Stage | None = step.stage if where is not None else None
    before = step.event
    while stage is not None and where is not None:
        for number, copy, copied in history(stage).copies:
            stage.context.budget.spend(1 + len(copy.sources))
            found = (_copied_from(source, copy.target, where) for source in copy.sources)
            if number < before and any(each is not None for each in found) and _is_true_in(copied, what):
                return True
        stage = stage.base
        before = len(stage.events) if stage is not None else 0
    return False


def _is_true_in(stage: Stage | None, what: Callable[[BuildStep], bool]) -> bool:
    while stage is not None:
        stage.context.budget.spend()
        if _first(stage, what) < len(stage.events):
            return True
        stage = stage.base
    return False


def is_pinned_before(name: str, step: BuildStep, project: CheckedProject) -> bool:
    """Whether an earlier step has pinned the project ``name`` in the environment of ``step``."""
    where = _environment_of_job(step)
    if where is None or step.step.has("-U", "--upgrade", "--force-reinstall", "-I", "--ignore-installed"):
        return False
    return _is_pinned(name, project, step, step.stage, where, step.event, 0)


def _is_pinned_in_branches(
    name: str, project: CheckedProject, branched: dict[str, list[tuple[int, BuildStep]]], before: int, step: BuildStep
) -> bool:
    """Whether one of the first events in branches has pinned ``name``: in a branch around the step, or in two branches, of which
    one runs. A branch that runs only if that of the step does not is not asked.
    """
    command = step.step.command
    count = 0
    for number, event in (*branched.get("", ()), *branched.get(name, ())):
        step.stage.context.budget.spend(2)
        if number >= before or not _pins_itself(name, event, project):
            continue
        other = event.step.command
        if other.mapped.source is command.mapped.source:
            if other.branches == command.branches[: len(other.branches)]:
                return True
            both = zip(other.branches, command.branches, strict=False)
            if any(place == begin and branch != own for (place, branch), (begin, own) in both):
                continue
        count += 1
    return count > 1


def _pins_itself(name: str, event: BuildStep, project: CheckedProject) -> bool:
    """Whether a step pins ``name`` on its command line, in its files, or in the lock that it installs."""
    if any(requirement.project == name for _, requirement in pins_of_arguments(event)):
        return True
    if any(name in pins_of_file(*installed, project, event.stage) for installed in installed_files(event).items()):
        return True
    return event.step.kind == SYNC and name in _synced(event, project)


def _is_pinned(
    name: str, project: CheckedProject, step: BuildStep, stage: Stage | None, where: str, before: int, depth: int
) -> bool:
    """Whether the first events of a stage, or the stages it is based on, pinned ``name`` in the environment ``where``."""
    while stage is not None:
        budget = stage.context.budget
        if depth > 20:
            budget.exceed()
        done = history(stage)
        pins = _pins(stage, where)
        budget.spend(1 + (len(pins.files) + len(done.copies)) // 2)
        if pins.names.get(name, before) < before:
            return True
        if any(n < before and name in pins_of_file(*file, project, stage) for file, n in pins.files.items()):
            return True
        if any(number < before and name in _synced(event, project) for number, event in pins.syncs):
            return True
        if pins.branched and _is_pinned_in_branches(name, project, pins.branched, before, step):
            return True
        for number, copy, copied in done.copies:
            if number < before:
                for source in copy.sources:
                    origin = _copied_from(source, copy.target, where)
                    if origin is not None and _is_pinned(
                        name, project, step, copied, origin, len(copied.events), depth + 1
                    ):
                        return True
        stage = stage.base
        before = len(stage.events) if stage is not None else 0
    return False


def _synced(step: BuildStep, project: CheckedProject) -> frozenset[str]:
    """The names that a step installs from the lock of the project; computed once."""
    if step.synced is None:
        from pinlint.build.synced import synced

        step.synced = synced(step, project)
    return step.synced


def _copied_from(source: str | None, target: str, where: str) -> str | None:
    """The environment that a copy of ``source`` to ``target`` makes available as ``where``; None if there is none."""
    if source is None:
        return None
    origin = _environment_around("/" + source)
    if _environment_around(target) != where:
        below = where.startswith(target.rstrip("/") + "/") and where != SYSTEM
        return normpath("/" + source + where[len(target.rstrip("/")) :]) if below else None
    return origin


def _environment_around(path: str) -> str:
    """The environment that contains a copied folder: the part of the path before ``/lib/python3.12/site-packages``."""
    path = path.rstrip("/") or "/"
    if path.endswith(_PACKAGE_FOLDERS):
        path = dirname(dirname(dirname(path)))
    elif path.endswith(("/lib", "/bin")):
        path = dirname(path)
    return SYSTEM if path in _SYSTEM_FOLDERS or path.endswith(_USER) else path


def _environment_of_job(step: BuildStep) -> str | None:
    """The folder of the environment that a step installs into. What tox installs is there for the commands that it runs."""
    return SYSTEM if step.step.is_of_job else environment(step)


def environment(step: BuildStep) -> str | None:
    """The folder of the environment that a step installs into; None if the step has a new environment of its
    own. Computed once.
    """
    if step.environment is None:
        step.environment = (_environment(step),)
    return step.environment[0]


def _environment(step: BuildStep) -> str | None:
    command, variables = step.step, step.variables
    step.stage.context.budget.spend(4)
    if command.isolated or runs_elsewhere(step):
        return None
    for option in ("-t", "--target", "--prefix", "--root", "--python", "-p"):
        value = command.value(option) if command.has(option) else ""
        if value is None:
            return None
        if value and (option not in ("--python", "-p") or "/" in value):
            return _around_program(normpath(join(step.folder, value)), value)
    active = variables.get("VIRTUAL_ENV")
    if command.tool.startswith("uv "):
        if command.has("--system") or variables.get("UV_SYSTEM_PYTHON"):
            return SYSTEM
        if command.kind == SYNC:
            active = variables.get("UV_PROJECT_ENVIRONMENT")
        return normpath(join(step.folder, active or ".venv"))
    program = command.command.words[0].value(variables) if command.command.words else None
    if program is not None and "/" in program:
        return _around_program(normpath(join(step.folder, program)), program)
    for folder in (variables.get("PATH") or "").split(":"):
        found = _around_program(folder + "/x", folder) if folder.endswith("/bin") else SYSTEM
        if found != SYSTEM and (found == active or _has_pip(step, found)) and not _made_by_uv(step, found):
            return found
    return SYSTEM


def _around_program(path: str, written: str) -> str:
    """The environment that has a program in its ``bin``, or the folder that an option names."""
    folder = dirname(path)
    if folder.endswith(("/bin", "/Scripts")):
        folder = dirname(folder)
        return SYSTEM if folder in _SYSTEM_FOLDERS or folder == "/bin" or folder.endswith(_USER) else folder
    return path if written else SYSTEM


def _has_pip(step: BuildStep, folder: str) -> bool:
    """Whether an earlier command created the virtual environment, or a copy brought it."""
    return _is_made(step, (folder, True)) or _is_made(step, (folder, False))


def _made_by_uv(step: BuildStep, folder: str) -> bool:
    """Whether uv created the virtual environment. Without ``--seed`` it has no pip, and the system's pip installs elsewhere."""
    return _is_made(step, (folder, False))


def _is_made(step: BuildStep, made: tuple[str, bool]) -> bool:
    return _is_first_before(step, lambda stage: history(stage).virtual_environments.get(made, len(stage.events)))


def _made_by(command: SimpleCommand, stage: Stage) -> Iterator[tuple[str, bool]]:
    """The virtual environments that a command creates, and whether they have a pip."""
    words = [word.value(stage.run_variables) for word in command.words]
    tool = words[:1] if command.program not in ("python", "python3") else [module_of(command)[0]]
    if (tool and tool[0] in ("venv", "virtualenv")) or words[:2] == ["uv", "venv"]:
        for word in words[1:]:
            if word and not word.startswith("-") and word not in ("venv", "virtualenv"):
                yield normpath(join(stage.folder, word)), words[:1] != ["uv"] or "--seed" in words


def installed_files(step: BuildStep) -> Mapping[str, Sequence[str]]:
    """The files of the project that a step installs from, with the patterns of the lines that were deleted before."""
    if step.installed is None:
        step.installed = {}
        arguments = [*step.step.files, *(step.step.operands[:1] if step.step.kind == RESOLVE else ())]
        for argument in arguments if step.step.kind != UNINSTALL else ():
            found = step.find(argument.value) if argument.value else None
            for path in found.paths if found is not None else ():
                without = found.without if found is not None else ()
                step.installed[path] = without if step.installed.get(path, without) == without else ()
    return step.installed


def pins_of_arguments(step: BuildStep) -> Sequence[tuple[Argument, Requirement]]:
    """The words of the command line that are pins, with their requirements."""
    if step.pins is None:
        from pinlint.build.requirement_words import pins

        step.pins = list(pins(step.step))
    return step.pins


def pins_of_file(path: str, without: Sequence[str], project: CheckedProject, stage: Stage) -> frozenset[str]:
    """The names that a file pins, together with what it includes. Lines with the patterns ``without`` were deleted from it."""
    from pinlint.requirements.pinning import pin_of

    budget = stage.context.budget
    asked = (path, tuple(without))
    if asked not in budget.pinned:
        budget.pinned[asked] = frozenset()  # for files that include each other
        document = project.document(path)
        requirements = document.requirements if document is not None else ()
        budget.spend(10 + len(requirements) * (1 + len(without)) // 4)
        left = [r for r in requirements if not is_deleted(r, without)] if without else requirements
        names = {r.project for r in left if r.project and (r.canonical or pin_of(r) is not None)}
        for include in document.includes if document is not None else ():
            if include.kind == "requirement" and include.path:
                names |= pins_of_file(include.path, (), project, stage)
        budget.pinned[asked] = frozenset(names)
    return budget.pinned[asked]
