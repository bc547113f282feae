"""Follows the commands of one script in a stage, with its variables, folders, virtual environments and steps.

Nothing is executed. The commands are processed in the order of the text, ignoring control flow; a loop over known words
is processed once for each word.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from pinlint.build.build_budget import OF_A_COMMAND, OF_A_STEP
from pinlint.build.called_scripts import called_by
from pinlint.build.docker_context import UNKNOWN_FOLDER
from pinlint.build.image_stage import BuildStep
from pinlint.build.install_commands import EXPORT, read_steps
from pinlint.build.purposes import is_only_for_developers
from pinlint.formats.shell import commands
from pinlint.formats.shell_expansion import ALL_OF
from pinlint.formats.shell_words import Parameter, Word
from pinlint.text.budget import DEEPEST
from pinlint.text.mapped_text import MappedText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.image_stage import Stage
    from pinlint.formats.dockerfile import Instruction
    from pinlint.formats.shell_words import Loop, SimpleCommand

_UNKNOWN = "*"


class ScriptRun:
    """One run of a script in a ``stage``, from its folder on.

    ``certain`` says that the script runs at its place in the build, with the files that exist at that point. It does not run at
    the start of a container or in an image that is built on this one. ``conditional`` says that a condition decides whether the
    script runs, or that the script may fail. Raises ExceededError if this takes more than the stage's budget.
    """

    def __init__(
        self, stage: Stage, instruction: Instruction | None = None, *, certain: bool = True, conditional: bool = False
    ) -> None:
        self.stage = stage
        self.instruction = instruction
        self.certain = certain
        self.conditional = conditional
        self.newest = False
        self.budget = stage.context.budget
        self.folder = stage.folder
        self.variables = stage.run_variables

    def run(self, commands: list[SimpleCommand]) -> None:
        """Processes the commands, and adds their effects to the events of the stage."""
        for command in commands:
            self.budget.spend(5)
            self.budget.go_through(OF_A_COMMAND)
            if not command.loops:
                self._command(command, self.variables)
                continue
            for variables in self._turns(command):
                self._command(command, variables)

    def _turns(self, command: SimpleCommand) -> Iterator[dict[str, str | None]]:
        """The variables of the command, once for each turn of the loops whose variables it uses."""
        self.budget.spend(len(command.loops) * len(command.words) // 2)
        names = {part.name for word in command.words for part in word.parts if isinstance(part, Parameter)}
        loops = [loop for loop in command.loops if loop[0] in names]
        if len(loops) > DEEPEST:
            self.budget.exceed()
        yield from self._nested(loops, self.variables)

    def _nested(self, loops: list[Loop], variables: dict[str, str | None]) -> Iterator[dict[str, str | None]]:
        if not loops:
            yield variables
            return
        (name, words), *others = loops
        values: dict[str | None, None] = {}  # each once: the entries of a matrix have many values in common
        for word in words:
            self.budget.spend()
            fields: list[str] | list[None] = word.fields(variables) or [None]
            values.update(dict.fromkeys(fields))
        for value in values:
            yield from self._nested(others, merged(self.stage, variables, {name: value}))

    def _command(self, command: SimpleCommand, variables: dict[str, str | None]) -> None:
        stage = self.stage
        assigned = {name: value_of(name, word, variables) for name, word in command.assignments}
        for name, words, more in command.arrays:
            before = variables.get(ALL_OF.format(name)) if more else ""
            assigned[ALL_OF.format(name)] = found = _array(words, variables, before)
            assigned[name] = (found.split() or [""])[0] if found is not None else None
        if assigned:
            variables = merged(stage, variables, assigned)
        if command.words and not command.program:
            _spread(command, variables)
        if not command.words:
            self.variables = variables
        elif command.program == "cd":
            self.folder = inner(
                stage, self.folder, command.words[1].value(variables) if len(command.words) > 1 else None
            )
            return
        elif command.program in ("source", ".") and len(command.words) > 1:
            self._activate(command.words[1].value(variables))
        elif command.program == "eval" and not command.quoted:
            self._evaluate(command, variables)
        elif command.program == "export":
            self.variables = merged(stage, self.variables, _exported(command, variables))
        steps = read_steps(command, variables, self.budget)
        stage.calls += called_by(command, stage, self.folder, variables)
        if not steps or steps[-1].kind == EXPORT:
            stage.events.append(command)
        for step in steps:
            self.budget.go_through(OF_A_STEP)
            certain = self.certain and not command.conditional
            event = BuildStep(step, stage, self.instruction, self.folder, variables, certain=certain)
            event.newest = self.newest
            event.develops = bool(command.branches) and is_only_for_developers(command)
            event.runs = not (self.conditional or command.conditional or command.operator == "||")
            (stage.exporting if step.kind == EXPORT else stage.events).append(event)

    def _evaluate(self, command: SimpleCommand, variables: dict[str, str | None]) -> None:
        """Processes ``eval $COMMAND``, with a variable that the script has set."""
        if all(word.literal is not None for word in command.words[1:]):
            return  # this has been read as a script
        values = [word.value(variables) for word in command.words[1:]]
        script = " ".join(value for value in values if value is not None)
        if script and None not in values:
            span = command.mapped.span(command.words[1].start, command.words[-1].end)
            found = commands(MappedText(command.mapped.source, [(script, span.start, span.end)]), self.budget)
            for each in found:
                each.conditional = each.conditional or command.conditional
                each.quoted = True
            self.run(found)

    def _activate(self, path: str | None) -> None:
        """Processes ``source venv/bin/activate``."""
        if path is not None and path.endswith(("/bin/activate", "/Scripts/activate")):
            folder = inner(self.stage, self.folder, dirname(dirname(path)))
            self.variables = merged(self.stage, self.variables, {"VIRTUAL_ENV": folder, "PATH": f"{folder}/bin:"})


def _spread(command: SimpleCommand, variables: dict[str, str | None]) -> None:
    """Expands a variable that contains the beginning of a command: ``$PIP install`` with ``PIP="python -m pip"``."""
    first = command.words[0]
    fields = first.fields(variables)
    if fields is not None and len(fields) > 1:
        spread = [Word(first.mapped, first.start, first.end, [(text, first.start, first.end, True)]) for text in fields]
        command.words = [*spread, *command.words[1:]]


def _array(words: list[Word], variables: dict[str, str | None], before: str | None) -> str | None:
    """The words of an array, joined by blanks; None if the array is not known. A word that is unknown or contains a blank becomes
    ``*``, which is the name of no package and no file.
    """
    values = [before or ""]
    for word in words:
        fields = word.fields(variables)
        if fields is None or any(field.split() != [field] for field in fields):
            fields = [_UNKNOWN]
        values += fields
    return " ".join(values).strip() if before is not None else None


def merged(stage: Stage, variables: dict[str, str | None], values: dict[str, str | None]) -> dict[str, str | None]:
    """A copy of the variables with some new values; earlier steps keep their own mapping."""
    size = len(variables) // 4 + len(values) + sum(len(value) for value in values.values() if value) // 64
    stage.context.budget.spend(1 + size)
    return variables | values


def inner(stage: Stage, folder: str, path: str | None) -> str:
    """The folder that ``path`` means, relative to ``folder``."""
    if path is None:
        return UNKNOWN_FOLDER
    stage.context.budget.spend(1 + (len(folder) + len(path)) // 8)
    return normpath(join(folder, path))


def value_of(name: str, word: Word | None, variables: dict[str, str | None]) -> str | None:
    """The value assigned to a variable. For PATH, only the part before the first unknown, because the beginning decides."""
    if word is None:
        return None
    value = word.value(variables)
    return word.known_part(variables) if value is None and name == "PATH" else value


def _exported(command: SimpleCommand, variables: dict[str, str | None]) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    for word in command.words[1:]:
        name, equals, value = (word.known_part(variables)).partition("=")
        if equals:
            values[name] = value if name == "PATH" or word.value(variables) is not None else None
    return values
