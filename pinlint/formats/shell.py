"""The simple commands of a POSIX shell script, bash's syntax included, with the place of every word.

This is not a shell. It finds the commands that a script may run, with their words, and ignores the control flow around them
(POSIX.1-2024, chapter 2, and the bash manual for ``[[``, ``<( )``, ``<<<``, ``&>`` and arrays). Commands inside substitutions,
subshells and ``bash -c`` are found as well. Nothing is executed. Invalid text never raises an exception; the result only has
fewer commands. The time is proportional to the size of the text. Nesting deeper than `DEEPEST_COMMAND` is not read.
"""

from __future__ import annotations

from pinlint.formats.inner_scripts import scripts_in, scripts_of_body, text_made_by, text_of_substitution
from pinlint.formats.shell_expansion import META, NOWHERE, WordReader, find
from pinlint.formats.shell_frame import TESTS, Frame, asks_for_file, loop_of
from pinlint.formats.shell_prefixes import drop_prefixes
from pinlint.formats.shell_words import ASSIGNMENT, Redirection, SimpleCommand, Word, behind
from pinlint.text.budget import DEEPEST
from pinlint.text.mapped_text import joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.formats.shell_words import Branch, Loop
    from pinlint.text.budget import Budget
    from pinlint.text.mapped_text import MappedText

#: The work to read a word and a command, in units.
_OF_A_WORD = 10
_OF_A_COMMAND = 20
#: Words that open or join compound commands: what follows is again a command.
_RESERVED = frozenset(
    ["!", "{", "}", "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac", "coproc"]
)
_NESTING = {"if": 1, "fi": -1, "do": 1, "done": -1}
#: Words after which the rest of the command is a list of words, not a command.
_WORD_LISTS = frozenset(["for", "select", "case", "function", "[["])
_ENDS_OF_CASE = frozenset([";;", ";&", ";;&"])
_OPERATORS = lazy(r"&&|\|\||\|&|;;&|;;|;&|[;&|\n]")
_REDIRECTION = lazy(r"&>>|&>|(?:\d+)?(?:<<<|<<-|<<|<>|<&|>>|>&|>\||<|>)")


def commands(mapped: MappedText, budget: Budget | None = None) -> list[SimpleCommand]:
    """The simple commands of a script in the order in which they run; commands in a substitution come first.

    With a ``budget``, raises ExceededError if the script takes more work than that, or nests too deeply to be read.
    """
    scanner = _Scanner(mapped, budget)
    found = scanner.all()
    if scanner.functions:
        scanner.call_functions()
    return found


def word(mapped: MappedText, budget: Budget | None = None) -> Word:
    """The whole text as one word, blanks included: a Dockerfile's instructions expand their arguments in this way.

    Raises ExceededError as `commands` does.
    """
    parts, end = _Scanner(mapped, budget).parts(0, NOWHERE)
    return Word(mapped, 0, end, parts)


class _Scanner(WordReader):
    """One pass over a text. Every method takes an offset and returns the offset after what it read."""

    def __init__(
        self,
        mapped: MappedText,
        budget: Budget | None,
        depth: int = 0,
        quoted: bool = False,
        conditional: bool = False,
        loops: Sequence[Loop] = (),
        branches: Sequence[Branch] = (),
    ) -> None:
        super().__init__(mapped, depth, budget)
        #: The branches around the current place, with -1 as the place of one whose condition only asks for a file.
        self.branches = list(branches)
        self.quoted = quoted
        self.conditional = conditional
        self.found: list[SimpleCommand] = []
        #: The here-documents whose bodies begin after the line, with the command that reads each.
        self.heredocs: list[tuple[Redirection, SimpleCommand]] = []
        #: The loops around the current place; a `while` has no values.
        self.loops: list[Loop] = list(loops)
        #: The commands in the body of each function that no other condition decides about.
        self.functions: dict[str, list[SimpleCommand]] = {}
        #: The texts that here-documents have put into variables (``$name``) and files.
        self.texts: dict[str, MappedText] = {}

    def all(self) -> list[SimpleCommand]:
        pos = 0
        while pos < self.size:
            pos = self.read(pos, "") + 1
        return self.found

    # Commands

    def read(self, pos: int, closing: str) -> int:
        """Reads commands up to ``closing`` (left unread) or the end."""
        frame = Frame()
        while pos < self.size:
            if self.budget is not None:
                self.budget.spend()
            char = self.text[pos]
            if char.isalpha() or char in "-./":
                pos = self.word_or_redirection(pos, frame)
            elif char == "\\" and self.text.startswith(("\\\n", "\\\r\n"), pos):
                pos = self.text.index("\n", pos) + 1
            elif char in " \t\r":
                pos += 1
            elif char == "#" and not frame.in_test:
                pos = find(self.text, "\n", pos)
            elif char == ")" and not frame.in_test:
                if frame.cases:
                    frame.command = frame.piped = None  # the pattern of a case
                elif closing == ")":
                    break
                else:
                    self.end_command(frame, ")")
                pos += 1
            elif char == "(" and not frame.in_test:
                pos = self.parenthesis(pos, frame)
            elif char in "<>&" and not frame.in_test and self.redirection_at(pos):
                pos = self.redirection(pos, frame)
            elif char in ";&|\n" and not (frame.in_test and char != "\n"):
                match = _OPERATORS.match(self.text, pos)
                assert match
                self.end_command(frame, match[0])
                if frame.cases and match[0] in _ENDS_OF_CASE:
                    self.follow_branch("else", pos, frame)
                pos = match.end()
                if match[0] == "\n" and self.heredocs:
                    pos = self.read_heredocs(pos)
            else:
                pos = self.word_or_redirection(pos, frame)
        self.end_command(frame, "")
        return pos

    def word_or_redirection(self, pos: int, frame: Frame) -> int:
        if self.text[pos].isdigit() and self.redirection_at(pos):
            return self.redirection(pos, frame)
        if self.budget is not None:
            self.budget.go_through(_OF_A_WORD)
        start, known = pos, len(self.found)
        in_test = frame.in_test and not self.text.startswith("]]", pos)
        parts, pos = self.parts(pos, META, in_test)
        found = Word(self.mapped, start, pos, parts)
        command = self.command(frame, start)
        text = self.text[start:pos]
        if not command.words:
            if text in _RESERVED:
                self.follow_branch(text, start, frame)
                if text == "do":
                    if len(self.loops) >= DEEPEST and self.budget is not None:
                        self.budget.exceed()
                    self.loops.append(frame.loop or ("", []))
                    frame.loop = None
                elif text == "done" and self.loops:
                    self.loops.pop()
                elif text == "{" and frame.function is not None:
                    frame.braces += 1
                elif text == "}" and frame.braces:
                    frame.braces -= 1
                    frame.function = frame.function if frame.braces else None
                frame.compound = max(frame.compound + _NESTING.get(text, 0), 0)
                frame.command = None
                return pos
            assignment = ASSIGNMENT.match(self.text, start, pos)
            if assignment:
                value = Word(self.mapped, assignment.end(), pos, behind(parts, assignment.end()))
                command.assignments.append((assignment[1], value))
                command.end = pos
                text_read = text_of_substitution(self.found[known:])
                self.texts.pop("$" + assignment[1], None)
                if text_read is not None:
                    self.texts["$" + assignment[1]] = text_read
                if pos == assignment.end() and self.text.startswith("(", pos):
                    words, pos = self.array(pos)
                    command.arrays.append((assignment[1], words, assignment[0].endswith("+=")))
                return pos
            if text == "[[":
                frame.in_test = True
        elif text == "in" and command.words[0].text == "case":
            frame.cases += 1
            self.follow_branch("if", start, frame)
            frame.command = None
            return pos
        elif text == "]]" and frame.in_test:
            frame.in_test = False
        elif text == "{" and len(command.words) == 2 and command.words[0].text == "function":
            frame.function = command.words[1].text
            frame.braces += 1
            frame.command = None
            return pos
        command.words.append(found)
        command.end = pos
        return pos

    def follow_branch(self, text: str, pos: int, frame: Frame) -> None:
        """Follows the branches of `if` and `case` over a reserved word."""
        if text == "esac":
            frame.cases = max(frame.cases - 1, 0)
        if text == "if":
            place = self.mapped.span(pos, pos + 1).start
            self.branches.append((place, place))
        elif text in ("fi", "esac"):
            del self.branches[-1:]
        elif text in ("elif", "else") and self.branches:
            self.branches[-1] = (self.branches[-1][0], self.mapped.span(pos, pos + 1).start)
        elif text == "then" and self.branches and self.found and asks_for_file(self.found[-1]):
            self.branches[-1] = (self.branches[-1][0], -1)

    def command(self, frame: Frame, start: int) -> SimpleCommand:
        if frame.command is None:
            if self.budget is not None:
                self.budget.spend(8 + len(self.loops) // 2)
                self.budget.go_through(_OF_A_COMMAND)
            frame.command = SimpleCommand(self.mapped, start, self.depth + frame.compound + frame.cases, self.quoted)
            frame.command.loops = tuple(self.loops)
            frame.command.branches = tuple([branch for branch in self.branches if branch[1] >= 0])
        return frame.command

    def end_command(self, frame: Frame, operator: str) -> None:
        command, frame.command = frame.command, None
        if command is None and operator == "\n":
            return  # a line may end after "&&" and "|"
        frame.in_test = False
        previous, frame.piped = frame.piped, None
        guarded, frame.guarded = frame.guarded, operator == "||"
        if command is None:
            return
        if operator in ("|", "|&"):
            frame.piped, frame.guarded = command, guarded
        elif operator == "&&":
            frame.guarded = guarded or (bool(command.words) and command.words[0].text in TESTS)
        command.conditional = self.conditional or guarded or frame.is_conditional
        if frame.braces:
            self.keep_for_call(frame.function or "", [command])
        command.operator = operator
        command.stdin = previous
        if command.words and command.words[0].text in _WORD_LISTS:
            frame.loop = loop_of(command)
            return
        if command.words or command.assignments or command.arrays or command.redirections:
            self.found.append(command)
            drop_prefixes(command)
            self.inner_script(command)

    def keep_for_call(self, function: str, commands: list[SimpleCommand]) -> None:
        """Makes commands of a function's body depend on its call, if no condition decides about them anyway."""
        certain = [command for command in commands if not command.conditional]
        for command in certain:
            command.conditional = True
        self.functions.setdefault(function, []).extend(certain)

    def call_functions(self) -> None:
        """Marks the functions that the script certainly calls, and those that it may not call."""
        waiting = [command for command in self.found if not command.conditional]
        while waiting:
            for command in self.functions.pop(waiting.pop().program, ()):
                command.conditional = False
                waiting.append(command)

    def inner_script(self, command: SimpleCommand) -> None:
        """Reads the scripts that a command gets as text."""
        before = len(self.found)
        for script in scripts_in(command, self.texts):
            self.deeper(script, True, command.conditional)
        self.run_elsewhere(command, before)

    def run_elsewhere(self, command: SimpleCommand, before: int) -> None:
        """Notes in the commands of a script that they run on another machine or in a container."""
        first = command.words[:1] if command.program == "ssh" else command.prefixes[:1]
        if first and first[0].literal in ("ssh", "docker", "podman"):
            for each in self.found[before:]:
                each.prefixes[:0] = first

    def inner(self, start: int, end: int) -> None:
        self.deeper(self.mapped.slice(start, end), self.quoted, self.conditional)

    def deeper(self, script: MappedText, quoted: bool, conditional: bool) -> None:
        """Reads a script inside the script."""
        if not self.is_too_deep():
            self.found += _Scanner(
                script, self.budget, self.depth + 1, quoted, conditional, self.loops, self.branches
            ).all()

    def parenthesis(self, pos: int, frame: Frame) -> int:
        """``( list )``, ``(( expression ))`` and the ``()`` after a function's name."""
        command = frame.command
        if command and command.words:
            close = self.skip_blanks(pos + 1)
            if self.text.startswith(")", close):
                if not frame.braces:
                    frame.function = command.words[-1].text
                frame.command = None
                return close + 1
        if self.text.startswith("((", pos) and not command:
            return self.arithmetic(pos + 2)
        conditional, first = self.conditional, len(self.found)
        self.conditional = conditional or frame.guarded or frame.is_conditional
        self.end_command(frame, "(")
        pos = self.nested(pos + 1, ")")
        if frame.function is not None:
            self.keep_for_call(frame.function, self.found[first:])
        frame.function = frame.function if frame.braces else None
        self.conditional = conditional
        return pos

    def nested(self, pos: int, closing: str) -> int:
        """A list of commands in brackets, ``pos`` after the opening one."""
        if self.is_too_deep():
            return pos
        self.depth += 1
        waiting, self.heredocs = self.heredocs, []
        pos = self.read(pos, closing)
        self.heredocs = waiting
        self.depth -= 1
        return min(pos + 1, self.size)

    # Redirections

    def redirection_at(self, pos: int) -> bool:
        match = _REDIRECTION.match(self.text, pos)
        if match is None:
            return False
        return not (match[0] in ("<", ">") and self.text.startswith("(", match.end()))

    def redirection(self, pos: int, frame: Frame) -> int:
        match = _REDIRECTION.match(self.text, pos)
        assert match
        command = self.command(frame, pos)
        start = self.skip_blanks(match.end())
        parts, end = self.parts(start, META)
        operator = match[0].lstrip("0123456789")
        redirection = Redirection(operator, Word(self.mapped, start, end, parts))
        command.redirections.append(redirection)
        command.end = max(end, match.end())
        if operator in ("<<", "<<-") and end > start:
            self.heredocs.append((redirection, command))
        return command.end

    def read_heredocs(self, pos: int) -> int:
        waiting, self.heredocs = self.heredocs, []
        for redirection, command in waiting:
            tabs = redirection.operator == "<<-"
            delimiter = "".join([part[0] for part in redirection.target.parts if isinstance(part, tuple)])
            lines: list[MappedText] = []
            while pos < self.size:
                if self.budget is not None:
                    self.budget.spend(6)
                end = min(find(self.text, "\n", pos) + 1, self.size)
                line = self.text[pos:end]
                bare = line.lstrip("\t") if tabs else line
                if bare.rstrip("\r\n") == delimiter:
                    pos = end
                    break
                lines.append(self.mapped.slice(end - len(bare), end))
                pos = end
            redirection.body = joined(lines, self.mapped.source)
            before = len(self.found)
            for script in scripts_of_body(command, redirection):
                self.deeper(script, True, command.conditional)
            self.run_elsewhere(command, before)
            made = text_made_by(command, redirection)
            if made is not None:
                self.texts[made[0]] = made[1]
        return pos

    def skip_blanks(self, pos: int) -> int:
        while pos < self.size:
            if self.text[pos] in " \t":
                pos += 1
            elif self.text.startswith("\\\n", pos):
                pos += 2
            else:
                break
        return pos
