"""Makes the two edits that Divio's platform makes to a Dockerfile: it removes `pip-reqs compile` from the build, or adds it
again.

Two lines become one, or one line becomes two; no other character changes. A RUN with other commands gets no fix. A Dockerfile
that no builder accepts gets no fix either.
"""

from __future__ import annotations

from pinlint.findings.finding import SAFE, UNSAFE, Fix
from pinlint.text.source import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.build.image_stage import BuildStep
    from pinlint.formats.dockerfile import Dockerfile, Instruction
    from pinlint.formats.shell_words import SimpleCommand
    from pinlint.text.source import SourceFile


def without_compilation(step: BuildStep, lock: str) -> Fix | None:
    """Removes a compiling step from its RUN, so that the build installs the lock; None if this is not possible."""
    dockerfile, instruction = step.stage.context.dockerfile, step.instruction
    commands = _python_commands(dockerfile, instruction) if dockerfile and instruction else None
    if commands is None or dockerfile is None or instruction is None:
        return None
    title = f"Install what {lock} pins"
    # pip-reqs ignores the old lock when it compiles; other compilers may keep its pins.
    applicability = SAFE if step.step.tool == "pip-reqs compile" else UNSAFE
    path = dockerfile.path
    index = _index(commands, step)
    if len(commands) == 1:
        return Fix(title, [Edit(path, _whole_lines(dockerfile.source, instruction), "")], applicability)
    if index + 1 == len(commands):
        span = Span(commands[index - 1].span.end, commands[index].span.end)
    else:
        span = Span(commands[index].span.start, commands[index + 1].span.start)
    if "#" in dockerfile.source.text[span.start : span.end]:
        return None
    return Fix(title, [Edit(path, span, "")], applicability)


def with_compilation(step: BuildStep) -> Fix | None:
    """Adds `pip-reqs compile` before a `pip-reqs resolve` that has no lock to resolve; None if this is not possible."""
    dockerfile, instruction = step.stage.context.dockerfile, step.instruction
    commands = _python_commands(dockerfile, instruction) if dockerfile and instruction else None
    if (
        commands is None
        or dockerfile is None
        or instruction is None
        or step.step.tool != "pip-reqs resolve"
        or step.step.operands
    ):
        return None
    source = dockerfile.source
    index = _index(commands, step)
    start = commands[index].span.start
    if index + 1 < len(commands):
        # This command is joined in the same way as the next one.
        between = source.text[commands[index].span.end : commands[index + 1].span.start]
        text = "pip-reqs compile" + (between if "#" not in between else " && ")
    elif index:
        text = "pip-reqs compile && "
    else:
        start = source.line_span(source.position(instruction.span.start)[0]).start
        text = f"{source.text[start : instruction.name_span.end]} pip-reqs compile{source.newline}"
    return Fix(
        "Compile in the build, as the platform does without a lock", [Edit(source.path, Span(start, start), text)]
    )


#: A RUN with more commands than this gets no fix.
MOST_COMMANDS = 100


def _python_commands(dockerfile: Dockerfile, instruction: Instruction) -> list[SimpleCommand] | None:
    """The commands of a RUN that contains only a chain of installing steps; None for any other RUN."""
    from pinlint.build.dockerfile_stages import run_commands
    from pinlint.build.install_commands import read_step

    if dockerfile.problems or instruction.heredocs or instruction.exec_form is not None:
        return None
    commands = run_commands(instruction)
    if len(commands) > MOST_COMMANDS:
        return None
    plain = all(
        not command.quoted and command.depth == 0 and not command.redirections and read_step(command, {}) is not None
        for command in commands
    )
    return commands if plain and all(command.operator == "&&" for command in commands[:-1]) else None


def _index(commands: list[SimpleCommand], step: BuildStep) -> int:
    return next(index for index, command in enumerate(commands) if command.span == step.step.command.span)


def _whole_lines(source: SourceFile, instruction: Instruction) -> Span:
    """The lines of an instruction with the line end after them."""
    starts = [*source.line_starts, len(source.text)]
    first, last = (source.position(at)[0] for at in (instruction.span.start, instruction.span.end))
    return Span(starts[first - 1], starts[last])
