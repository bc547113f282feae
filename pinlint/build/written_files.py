"""Finds files that commands write for later installs: `uv export > requirements.txt`, `pip freeze`, a compiler's output."""

from __future__ import annotations

from posixpath import dirname, join

from pinlint.build.image_stage import BuildStep, Copy
from pinlint.build.install_commands import COMPILE, INSTALL, LOCKS, module_of
from pinlint.build.installed_before import installed_files
from pinlint.text.source import Span
from pinlint.uses.nodes import JOB, STAGE, Environment
from pinlint.uses.steps import FILE, LOCK_FILE, LOCKED, Step, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pinlint.build.image_stage import Stage
    from pinlint.build.places import Place
    from pinlint.formats.shell_words import SimpleCommand, Word

#: The first words of commands that write a lock or an environment as a requirements file.
_EXPORTS = {("uv", "export"), ("poetry", "export"), ("pdm", "export"), ("pipenv", "requirements")}
_FREEZES = {("pip", "freeze"), ("pip3", "freeze"), ("uv", "pip", "freeze"), ("pip", "list")}
_INPUTS = (".in", ".txt", ".pip")
_OUTPUTS = ("-o", "--output-file", "--output")


def exports(place: Place) -> Iterator[Step]:
    """The commands of a file that export a lock or an environment, as steps of the install graph."""
    for number, stage in enumerate(place.stages):
        for event, command in enumerate(stage.events):
            if isinstance(command, (BuildStep, Copy)):
                continue
            words = _words(command)
            if words[:2] in _EXPORTS or words[:2] in _FREEZES or words[:3] in _FREEZES:
                found = _step(place, stage, str(number), event, command, words)
                if found is not None:
                    yield found


def made(place: Place) -> Iterator[Step]:
    """The Makefile targets that are requirements files made of others: ``requirements.txt: in-requirements.txt``."""
    if place.format != "makefile":
        return
    for job, stage in zip(place.jobs, place.stages, strict=True):
        inputs = [name for name in job.needs if name.endswith(_INPUTS)]
        if not job.name.endswith((".txt", ".lock")) or not inputs:
            continue
        start = max(f"\n{place.source.text}".find(f"\n{job.name}"), 0)
        at = place.source.at(Span(start, start + len(job.name)))
        folder = stage.folder
        targets = [Target(FILE, name, at, stage.find(join(folder, name), 1).path) for name in (job.name, *inputs)]
        environment = Environment(JOB, place.source.path, job.name)
        yield Step("make", at, environment, stage.purpose, inputs=targets[1:], produces=targets[:1])


def written_by(step: BuildStep) -> list[str]:
    """The paths that a compiling step writes, as it names them."""
    command = step.step
    if command.kind != COMPILE or command.tool not in ("pip-compile", "uv pip compile"):
        return list(step.outputs)
    given = command.value(*_OUTPUTS[:2]) or _redirected(command.command, step.variables)
    if given is not None:
        return [given]
    inputs = [argument.value for argument in command.operands if argument.value]
    return [join(dirname(inputs[0]), step.outputs[0])] if len(inputs) == 1 and step.outputs else list(step.outputs)


def _words(command: SimpleCommand) -> tuple[str, ...]:
    """The words of a command, unknown words as empty texts. The program has no folder. For ``python -m pip``, the words begin at
    the module.
    """
    module, index = module_of(command) if command.program.startswith("python") else ("", 0)
    words = [word.literal or "" for word in command.words[index:]]
    return (module or words[0].rpartition("/")[2], *words[1:]) if words else ()


def _redirected(command: SimpleCommand, variables: Mapping[str, str | None]) -> str | None:
    target = _target(command)
    return target.value(variables) if target is not None else None


def _target(command: SimpleCommand) -> Word | None:
    """Where the command's standard output is written to."""
    return next((each.target for each in command.redirections if each.operator in (">", ">|")), None)


def _step(
    place: Place, stage: Stage, number: str, event: int, command: SimpleCommand, words: tuple[str, ...]
) -> Step | None:
    option = next((at for at, word in enumerate(command.words) if (word.literal or "") in _OUTPUTS), None)
    word = command.words[option + 1] if option is not None and option + 1 < len(command.words) else _target(command)
    name = word.value(stage.run_variables) if word is not None else None
    freezes = words[:2] not in _EXPORTS
    if freezes and not name:
        return None
    source = command.mapped.source
    at = source.at(word.span if word is not None else command.span)
    path = stage.find(join(stage.folder, name), event).path if name else None
    if freezes:
        before = [each for each in stage.events[:event] if isinstance(each, BuildStep) and each.step.kind == INSTALL]
        paths = dict.fromkeys(path for each in before for path in installed_files(each))
        inputs = [Target(FILE, each, at, each) for each in paths if each != path]
    else:
        lock = LOCKS[words[0]]
        inputs = [Target(LOCK_FILE, lock, at, stage.find(join(stage.folder, lock), event).path)]
    kind = STAGE if place.dockerfile is not None else JOB
    return Step(
        " ".join(words[:2]),
        source.at(command.span),
        Environment(kind, place.source.path, stage.name or number),
        stage.purpose,
        inputs=inputs,
        produces=[Target(FILE, name, at, path)] if name else (),
        options={LOCKED} if "--locked" in words else (),
        exports=not freezes or not inputs,
    )
