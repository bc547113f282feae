"""What a step finds installed: the pins that earlier steps put into the environment that it installs into.

An environment is named by its folder in the image, ``""`` for that of the system's Python. Each tool of its own (``pipx``,
``uvx``) has one that nothing was installed into before.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from pinlint.build.image_stage import BuildStep, Copy, Stage
from pinlint.build.install_commands import INSTALL, RESOLVE, SYNC, UNINSTALL, module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject

SYSTEM = ""
_SYSTEM_FOLDERS = frozenset(["/", "/usr", "/usr/local", "/opt/conda", "/opt/homebrew"])
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")


def pinned_before(step: BuildStep, project: CheckedProject) -> Iterator[frozenset[str]]:
    """The names that earlier steps have pinned in the environment of ``step``: a set for each file and command."""
    where = environment(step)
    if where is None or step.step.has("-U", "--upgrade", "--force-reinstall", "-I", "--ignore-installed"):
        return
    for earlier in _before(step.stage, where, step.event, 0):
        pins = pins_of_arguments(earlier)
        if pins:
            yield pins
        for path in installed_files(earlier):
            yield pins_of_file(path, project, step.stage)


def _before(stage: Stage | None, where: str, before: int, depth: int) -> Iterator[BuildStep]:
    """The steps that installed into the environment ``where`` of a stage, among its first events and its bases'."""
    while stage is not None:
        stage.context.budget.spend(1 + before // 2)
        if depth > 20:
            stage.context.budget.exceed()
        for event in stage.events[:before]:
            if isinstance(event, BuildStep):
                if event.step.kind in (INSTALL, SYNC, RESOLVE) and environment(event) == where:
                    yield event
            elif isinstance(event, Copy) and isinstance(event.origin, Stage):
                for source in event.sources:
                    origin = _copied_from(source, event.target, where)
                    if origin is not None:
                        yield from _before(event.origin, origin, len(event.origin.events), depth + 1)
        stage = stage.base
        before = len(stage.events) if stage is not None else 0


def _copied_from(source: str | None, target: str, where: str) -> str | None:
    """The environment that a copy of ``source`` to ``target`` brings as ``where``; None if it brings another or none."""
    if source is None:
        return None
    origin = _environment_around("/" + source)
    if _environment_around(target) != where:
        below = where.startswith(target.rstrip("/") + "/") and where != SYSTEM
        return normpath("/" + source + where[len(target.rstrip("/")) :]) if below else None
    return origin


def _environment_around(path: str) -> str:
    """The environment that a copied folder is, or is a part of: of ``…/lib/python3.12/site-packages`` what is above it."""
    path = path.rstrip("/") or "/"
    if path.endswith(_PACKAGE_FOLDERS):
        path = dirname(dirname(dirname(path)))
    elif path.endswith(("/lib", "/bin")):
        path = dirname(path)
    return SYSTEM if path in _SYSTEM_FOLDERS or path.endswith("/.local") else path


def environment(step: BuildStep) -> str | None:
    """The folder of the environment that a step installs into; None for one of its own. Found out once."""
    if step.environment is None:
        step.environment = (_environment(step),)
    return step.environment[0]


def _environment(step: BuildStep) -> str | None:
    command, variables = step.step, step.variables
    step.stage.context.budget.spend(4)
    if command.isolated:
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
    """The environment whose ``bin`` holds a program, or the folder itself that an option names."""
    folder = dirname(path)
    if folder.endswith(("/bin", "/Scripts")):
        folder = dirname(folder)
        return SYSTEM if folder in _SYSTEM_FOLDERS or folder == "/bin" else folder
    return path if written else SYSTEM


def _has_pip(step: BuildStep, folder: str) -> bool:
    """Whether a command before made the virtual environment, or a copy brought it."""
    return any(made == folder for made, _ in _virtual_environments(step.stage, step.event))


def _made_by_uv(step: BuildStep, folder: str) -> bool:
    """Whether uv made the virtual environment: without ``--seed`` it has no pip, and the system's installs elsewhere."""
    return (folder, False) in set(_virtual_environments(step.stage, step.event))


def _virtual_environments(stage: Stage | None, before: int) -> Iterator[tuple[str, bool]]:
    """The virtual environments of a stage, and whether they have a pip."""
    while stage is not None:
        stage.context.budget.spend(1 + before // 2)
        for event in stage.events[:before]:
            if isinstance(event, Copy):
                if isinstance(event.origin, Stage):
                    yield event.target, True
                continue
            if isinstance(event, BuildStep):
                continue
            words = [word.value(stage.run_variables) for word in event.words]
            tool = words[:1] if event.program not in ("python", "python3") else [module_of(event)[0]]
            if (tool and tool[0] in ("venv", "virtualenv")) or words[:2] == ["uv", "venv"]:
                for word in words[1:]:
                    if word and not word.startswith("-") and word not in ("venv", "virtualenv"):
                        yield normpath(join(stage.folder, word)), words[:1] != ["uv"] or "--seed" in words
        stage = stage.base
        before = len(stage.events) if stage is not None else 0


def installed_files(step: BuildStep) -> Sequence[str]:
    """The files of the project that a step installs from."""
    if step.installed is None:
        arguments = [*step.step.files, *(step.step.operands[:1] if step.step.kind == RESOLVE else ())]
        named = arguments if step.step.kind != UNINSTALL else ()
        found = [step.find(argument.value).path for argument in named if argument.value]
        step.installed = [path for path in dict.fromkeys(found) if path]
    return step.installed


def pins_of_arguments(step: BuildStep) -> frozenset[str]:
    """The names that the command line itself pins."""
    from pinlint.build.requirement_words import read_argument
    from pinlint.requirements.pinning import pin_of

    if step.pinned is None:  # asked for by each step behind it
        read = (read_argument(a, editable=False) for a in step.step.operands if a.value and "==" in a.value)
        step.pinned = frozenset(r.project for r in read if r is not None and r.project and pin_of(r) is not None)
    return step.pinned


def pins_of_file(path: str, project: CheckedProject, stage: Stage) -> frozenset[str]:
    """The names that a file pins, together with what it includes."""
    from pinlint.requirements.pinning import pin_of

    budget = stage.context.budget
    if path not in budget.pinned:
        budget.pinned[path] = frozenset()  # for files that include each other
        document = project.document(path)
        requirements = document.requirements if document is not None else ()
        budget.spend(10 + len(requirements) // 4)
        names = {r.project for r in requirements if r.project and (r.canonical or pin_of(r) is not None)}
        for include in document.includes if document is not None else ():
            if include.kind == "requirement" and include.path:
                names |= pins_of_file(include.path, project, stage)
        budget.pinned[path] = frozenset(names)
    return budget.pinned[path]
