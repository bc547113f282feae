"""Runs the command that the arguments name, and returns the exit status. Only this module prints.

Status: 0 clean, 1 findings, 2 the run cannot be done as asked, 3 a bug in pinlint.
"""

from __future__ import annotations

import os
import sys

from pinlint.text.errors import PinlintError, UsageError
from pinlint.text.observed import forget, look_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from types import ModuleType
    from typing import BinaryIO, TextIO

CLEAN, FINDINGS, CANNOT_RUN, BUG = 0, 1, 2, 3
DEFAULT = "check"
_NO_MEMORY = "pinlint: error: not enough memory; use 'exclude' to skip large files\n"


class Console:
    """The output of a command: results go to standard output, everything else to standard error."""

    def __init__(self, color: str = "auto", *, quiet: bool = False) -> None:
        self.color = color
        self.quiet = quiet
        #: What was printed, in order: whether on standard error, and the text.
        self.printed: list[tuple[bool, str]] = []

    def write(self, text: str) -> None:
        """Print a result."""
        self.printed.append((False, text))
        _write(sys.stdout, text)

    def write_bytes(self, data: bytes) -> None:
        """Print a result as exact bytes, independent of the encoding of standard output."""
        forget()
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    def channel(self) -> BinaryIO:
        """A copy of standard output for the messages of a session. Closing it leaves standard output open."""
        sys.stdout.flush()
        return open(os.dup(sys.stdout.fileno()), "wb")

    def say(self, text: str, end: str = "\n") -> None:
        """Print something other than a result, unless the run is quiet. Earlier results appear before it."""
        if self.quiet:
            return
        self.printed.append((True, text + end))
        sys.stdout.flush()
        _write(sys.stderr, text + end)
        sys.stderr.flush()

    def repeat(self, printed: Sequence[tuple[bool, str]]) -> None:
        """Print what an earlier run printed."""
        for is_error, text in printed:
            (self.say(text, "") if is_error else self.write(text))

    def say_wrapped(self, sentence: str) -> None:
        """Print a sentence that is not a result, in lines that fit the terminal."""
        from pinlint.reports.wrapping import wrapped

        self.say("\n".join(wrapped(sentence, self.width())))

    def progress(self, done: int, whole: int) -> None:
        """Show the progress of long work: a bar on a terminal, nothing elsewhere."""
        if sys.stderr.isatty() and not self.quiet:
            filled = 30 * done // max(whole, 1)
            end = "\r" if done < whole else "\r\x1b[K"
            _write(
                sys.stderr,
                f"\r[{'#' * filled}{'.' * (30 - filled)}] {done} of {whole} pin{'' if whole == 1 else 's'}{end}",
            )
            sys.stderr.flush()

    def is_terminal(self) -> bool:
        """Whether a person reads the results."""
        return sys.stdout.isatty()

    def coloured(self) -> bool:
        """Whether to colour results: by ``--color``, else by NO_COLOR and FORCE_COLOR, else on a terminal."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return self.is_terminal() and os.environ.get("TERM") != "dumb"

    def width(self) -> int:
        """The number of columns of a line; 0 without a terminal."""
        if not self.is_terminal():
            return 0
        from shutil import get_terminal_size

        return get_terminal_size((100, 24)).columns


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def read_arguments(command: str, arguments: Sequence[str]) -> Namespace:
    """Parses the arguments of a command, and the environment variables for its options. Raises UsageError."""
    module = _command(command)
    for argument in arguments[: arguments.index("--")] if "--" in arguments else arguments:
        # Hooks and others pass file names as paths, even if a stranger gave a file the name of an option.
        if argument.startswith("-") and argument != "-" and os.path.lexists(look_for(argument)):
            raise UsageError(f"{argument} is an option, and also the name of a file here: write '--' before the paths")
    from pinlint.command_line.options import PlainOptions

    plain = PlainOptions()
    module.arguments(plain)
    options = found = plain.read(arguments)
    if options is None:
        from pinlint.command_line.options import parser
        from pinlint.command_line.variables import in_words

        options = parser(command, module, in_words(command)).parse_args(arguments)
    if any(name.startswith("PINLINT_") for name in os.environ):
        from pinlint.command_line import variables
        from pinlint.command_line.options import given

        variables.fill(options, command, plain.given if found is not None else given(command, module, arguments))
    return options


def main(argv: Sequence[str]) -> int:
    """Run the command that ``argv`` names (by default ``check``) and return the status."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the parent process
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115 - open as long as we run
    arguments = list(argv)
    if arguments[:1] in (["-V"], ["--version"]):
        from pinlint import __version__

        _write(sys.stdout, f"pinlint {__version__}\n")
        return CLEAN
    from pinlint.index import COMMANDS

    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        arguments = [*arguments[1:2], "--help"]
        if arguments[0] not in COMMANDS:
            _write(sys.stdout, overview(Console().width()))
            return CLEAN
    command = arguments.pop(0) if arguments and arguments[0] in COMMANDS else DEFAULT
    from pinlint.text.budget import keep_reserve, release_reserve  # without memory, nothing can be imported

    try:
        keep_reserve()
        status = _checked(arguments) if command == DEFAULT else _run(command, arguments)[0]
        sys.stdout.flush()
    except PinlintError as error:
        _write(sys.stderr, f"pinlint: error: {_clean(str(error))}{_meant(argv)}\n")
        return CANNOT_RUN
    except BrokenPipeError:
        _drop_output()  # the reader has closed the pipe (`| head`), so nothing more can be printed
        return FINDINGS
    except OSError as error:
        release_reserve()
        return _failed(error)
    except KeyboardInterrupt:
        return 130
    except SystemExit as leaving:  # argparse after --help
        return int(leaving.code or 0)
    except Exception as error:
        release_reserve()
        if _lacks_memory(error):
            _write(sys.stderr, _NO_MEMORY)
            return CANNOT_RUN
        import traceback

        traceback.print_exc()
        _write(
            sys.stderr,
            "pinlint: this is a bug in pinlint, not in your project; please report it with the lines above\n",
        )
        return BUG
    return status


def _checked(arguments: Sequence[str]) -> int:
    """Runs a check, or repeats the answer of an earlier one."""
    from pinlint.command_line.kept_answers import Run

    console = Console()
    run = Run(arguments, (sys.stdout.encoding, console.width(), sys.stderr.isatty()))
    answer = run.earlier()
    if answer is not None:
        status, printed = answer
        console.repeat(printed)
        return status
    with run:
        status, printed = _run(DEFAULT, arguments)
        run.keep(status, printed)
    return status


def _run(command: str, arguments: Sequence[str]) -> tuple[int, list[tuple[bool, str]]]:
    """The status of a command, and what it printed."""
    options = read_arguments(command, arguments)
    console = Console(getattr(options, "color", "auto"), quiet=getattr(options, "quiet", False))
    # Another program may use a variable that is not similar to any of ours. `pinlint config` lists all of them.
    for name, near in sorted(getattr(options, "unread", {}).items()):
        if near and command != "config":
            console.say(f"note: {_clean(name)} sets no option{near}")
    run: Callable[[Namespace, Console], int] = _command(command).run
    try:
        return run(options, console), console.printed
    except PinlintError as error:
        error.args = (_attributed(str(error), options),)
        raise


def _attributed(message: str, options: Namespace) -> str:
    """The message of an error, with the environment variable that set the value, if one did."""
    if not getattr(options, "variables", None):
        return message
    from pinlint.command_line.variables import attributed

    return attributed(message, options)


def _failed(error: OSError) -> int:
    """Says why the system cannot do something: the disk behind standard output is full, the current folder was deleted."""
    import errno

    _drop_output()
    if error.errno == errno.ENOMEM:
        _write(sys.stderr, _NO_MEMORY)
        return CANNOT_RUN
    what = f"{error.filename}: " if error.filename else ""
    _write(sys.stderr, f"pinlint: error: {_clean(f'{what}{error.strerror or error}')}\n")
    return CANNOT_RUN


def _lacks_memory(error: BaseException) -> bool:
    """Whether the error means that memory was used up. Python may lack the memory to report this correctly; then it reports an
    error of its own.
    """
    return isinstance(error, (MemoryError, SystemError)) or isinstance(error.__context__, MemoryError)


def _drop_output() -> None:
    """Discards the unwritten rest of standard output, which Python would try to write again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _meant(argv: Sequence[str]) -> str:
    """A hint if the first word was perhaps meant to be a command."""
    from pinlint.findings.config import suggestion
    from pinlint.index import COMMANDS

    if not argv or argv[0].startswith("-") or argv[0] in COMMANDS or os.path.exists(argv[0]):
        return ""
    return suggestion(argv[0], COMMANDS)


def _clean(text: str) -> str:
    from pinlint.text.escaping import line

    return "\n".join(map(line, text.split("\n")))


def overview(width: int = 0) -> str:
    """The text of ``pinlint --help``, in lines of at most ``width`` columns (0: no limit)."""
    from pinlint import __doc__ as about
    from pinlint.index import COMMANDS
    from pinlint.reports.wrapping import wrapped

    lines = [*wrapped(about or "", width), "", "usage: pinlint [COMMAND] [ARGUMENT ...]", "", "commands:"]
    for name, help in COMMANDS.items():
        first, *rest = wrapped(help, width, 13, 13)
        lines += [f"  {name:<10} {first}", *(" " * 13 + piece for piece in rest)]
    last = "`pinlint` alone runs `pinlint check .`. `pinlint COMMAND --help` lists the options of a command."
    return "\n".join([*lines, "", *wrapped(last, width), ""])


def _command(name: str) -> ModuleType:
    from pinlint.index import load

    return load(f"command_line.commands.{name}")
