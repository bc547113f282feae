"""Reads a Dockerfile's instructions into stages: ARG, ENV and WORKDIR with their substitutions, copies, mounts and commands."""

from __future__ import annotations

import re
from posixpath import join, normpath

from pinlint.build.build_budget import OF_A_STEP, OF_AN_INSTRUCTION, work_of
from pinlint.build.image_stage import BuildStep, Copy, Stage
from pinlint.build.images_of_installers import taking
from pinlint.build.script_run import ScriptRun, inner, merged, value_of
from pinlint.formats.shell_words import SimpleCommand
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.docker_context import Context
    from pinlint.formats.dockerfile import Dockerfile, Instruction
    from pinlint.text.budget import Budget

_READ = frozenset(["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "FROM", "ONBUILD", "RUN", "SHELL", "WORKDIR"])


def stages(dockerfile: Dockerfile, context: Context) -> list[Stage]:
    """The stages of a Dockerfile in order. Raises ExceededError if they take more than the context's budget."""
    reader = _Reader(context)
    for instruction in dockerfile.instructions:
        reader.read(instruction)
    return reader.stages


class _Reader:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.budget = context.budget
        self.stages: list[Stage] = []
        self.named: dict[str, Stage] = {}
        #: The ARGs before the first FROM.
        self.arguments: dict[str, str | None] = {}

    def read(self, instruction: Instruction) -> None:
        name = instruction.name
        if name in _READ:
            self.budget.spend(work_of(instruction))
            self.budget.go_through(OF_AN_INSTRUCTION)
        if name == "FROM":
            self.start(instruction)
        elif not self.stages:
            if name == "ARG":
                for argument, word in instruction.variables:
                    self.arguments[argument] = word.value(self.arguments) if word else None
        elif name == "ARG":
            self.declare(instruction, self.stages[-1])
        elif name == "ENV":
            self.assign(instruction, self.stages[-1])
        elif name == "WORKDIR":
            self.change_folder(instruction, self.stages[-1])
        elif name == "SHELL":
            self.change_shell(instruction, self.stages[-1])
        elif name in ("COPY", "ADD"):
            self.copy(instruction, self.stages[-1])
        elif name in ("RUN", "CMD", "ENTRYPOINT"):
            self.run(instruction, self.stages[-1], certain=name == "RUN")
        elif name == "ONBUILD" and instruction.inner is not None and instruction.inner.name == "RUN":
            self.run(instruction.inner, self.stages[-1], certain=False)

    def start(self, instruction: Instruction) -> None:
        words = instruction.words
        image = words[0].value(self.arguments) if words else None
        name = words[2].literal if len(words) > 2 and words[1].text.lower() == "as" else None
        base = self.stage(image) if image is not None else None
        stage = Stage(name.lower() if name else None, image, base, self.context)
        stage.image_word = words[0] if words else None
        self.budget.spend(len(stage.run_variables) // 4)
        self.stages.append(stage)
        if stage.name:
            self.named[stage.name] = stage

    def stage(self, name: str) -> Stage | None:
        return self.named.get(name.lower())

    def declare(self, instruction: Instruction, stage: Stage) -> None:
        for name, word in instruction.variables:
            if word is not None:
                self.set(stage, {name: word.value(stage.run_variables)})
            elif name in self.arguments:
                self.set(stage, {name: self.arguments[name]})

    def assign(self, instruction: Instruction, stage: Stage) -> None:
        # All of them see the values from before the instruction.
        known = stage.run_variables
        self.set(stage, {name: value_of(name, word, known) for name, word in instruction.variables})

    def set(self, stage: Stage, values: dict[str, str | None]) -> None:
        stage.run_variables = merged(stage, stage.run_variables, values)

    def change_folder(self, instruction: Instruction, stage: Stage) -> None:
        from pinlint.formats.shell import word

        folder = word(instruction.arguments, self.budget).value(stage.run_variables)
        stage.folder = inner(stage, stage.folder, folder)

    def change_shell(self, instruction: Instruction, stage: Stage) -> None:
        from pinlint.formats.inner_scripts import SHELLS
        from pinlint.formats.shell_prefixes import drop_prefixes

        command = SimpleCommand(instruction.arguments, 0, 0, True)
        command.words = instruction.exec_form or []
        drop_prefixes(command)
        stage.shell = command.program.replace("\\", "/").rpartition("/")[2] in SHELLS

    def take_installers(self, instruction: Instruction, stage: Stage) -> None:
        """Adds a step for each installer that the instruction takes from another image."""
        for flag in instruction.flags:
            if flag.name not in ("from", "mount") or not flag.value:
                continue
            named = flag.value
            if flag.name == "mount":
                named = dict(part.partition("=")[::2] for part in flag.value.split(",")).get("from", "")
            start = flag.span.start + instruction.arguments.source.text[flag.span.start : flag.span.end].find(named)
            span = Span(start, start + len(named))
            other = self.stage(named)
            if other is not None and other.image_word is not None:
                named, span = other.image or "", other.image_word.span
            tool = f"{instruction.name} --{flag.name}"
            step = taking(tool, named, instruction.arguments.source, span, stage.run_variables, self.budget)
            if step is not None:
                self.budget.go_through(OF_A_STEP)
                stage.events.append(BuildStep(step, stage, instruction, stage.folder, stage.run_variables))

    def copy(self, instruction: Instruction, stage: Stage) -> None:
        self.take_installers(instruction, stage)
        words = [word.value(stage.run_variables) for word in instruction.words]
        target = words.pop() if words else None
        origin = self.origin(next((flag.value for flag in instruction.flags if flag.name == "from"), ""))
        keeps_folders = any(flag.name == "parents" for flag in instruction.flags)
        if target is None or keeps_folders:
            stage.events.append(Copy([None], "/", True, False))
            return
        is_folder = target.endswith(("/", ".")) or len(words) > 1
        target = inner(stage, stage.folder, target)
        if instruction.heredocs:  # files that are written in the Dockerfile itself
            named = {document.name: document.body for document in instruction.heredocs}
            bodies = {join(target, name) if is_folder else target: body for name, body in named.items()}
            others = [word for word in words if word is None or not word.startswith("<<")]
            stage.events.append(Copy([_clean(word) for word in others], target, is_folder, origin, bodies))
            return
        if instruction.name == "ADD" and any(word and _unpacked(word) for word in words):
            origin = False
        stage.events.append(Copy([_clean(word) for word in words], target, is_folder, origin))

    def origin(self, name: str | None) -> Stage | bool | None:
        """The source of a COPY: a stage; None means the context, False another image."""
        if name == "":
            return None
        if name is None:
            return False
        if re.fullmatch("[0-9]{1,9}", name) and int(name) < len(self.stages) - 1:
            return self.stages[int(name)]
        found = self.stage(name)
        return found if found is not None and found is not self.stages[-1] else False

    def run(self, instruction: Instruction, stage: Stage, *, certain: bool = True) -> None:
        self.take_installers(instruction, stage)
        for mount in self.mounts(instruction, stage):
            stage.events.append(mount)
        if not stage.shell and instruction.exec_form is None:
            if certain:
                stage.events.append(Copy([None], "/", True, False))
            return
        before = len(stage.events)
        ScriptRun(stage, instruction, certain=certain).run(run_commands(instruction, self.budget))
        if not certain:  # this image contains nothing of it
            stage.drop_commands(before)

    def mounts(self, instruction: Instruction, stage: Stage) -> Iterator[Copy]:
        for flag in instruction.flags:
            if flag.name != "mount" or flag.value is None:
                continue
            fields = dict(part.partition("=")[::2] for part in flag.value.split(","))
            if fields.get("type", "bind") != "bind":
                continue
            target = fields.get("target") or fields.get("dst") or fields.get("destination")
            if target is None or "$" in flag.value:
                yield Copy([None], "/", True, False)
                continue
            source = fields.get("source") or fields.get("src") or "."
            origin = self.origin(fields.get("from", ""))
            yield Copy([_clean(source)], normpath(join(stage.folder, target)), False, origin)


def run_commands(instruction: Instruction, budget: Budget | None = None) -> list[SimpleCommand]:
    """The simple commands of a RUN, in either form. Raises ExceededError if reading them takes more than the ``budget``."""
    if instruction.commands is None:
        instruction.commands = _read_commands(instruction, budget)
    return instruction.commands


def _read_commands(instruction: Instruction, budget: Budget | None) -> list[SimpleCommand]:
    from pinlint.formats.shell import commands
    from pinlint.formats.shell_prefixes import drop_prefixes

    words = instruction.exec_form
    if words is None:
        script = instruction.script
        return commands(script, budget) if script is not None else []
    command = SimpleCommand(instruction.arguments, 0, 0, True)
    command.end = len(instruction.arguments.text)
    command.words = words
    drop_prefixes(command)
    if command.program in ("sh", "bash", "dash", "ash") and len(words) > 2 and (words[1].literal or "").endswith("c"):
        inner = commands(words[2].as_script(), budget)
        for each in inner:
            each.quoted = True
        return inner
    return [command]


def _unpacked(source: str) -> bool:
    """Whether ADD downloads or unpacks a source, so that the added files are unknown."""
    return (
        "://" in source
        or source.startswith("git@")
        or bool(re.search(r"\.(?:tar|tgz|tbz2?|txz|tar\.[a-z0-9]+)$", source))
    )


def _clean(source: str | None) -> str | None:
    """A path of the context: relative, normalized, ``""`` for the whole of it."""
    if source is None:
        return None
    source = normpath("/" + source)[1:].lstrip("/")
    return "" if source == "." else source
