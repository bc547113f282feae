"""Finds the scripts that a command gets as text: ``bash -c "script"``, ``find -exec``, here-documents.

The text may be a word of the command, the value of a variable that an earlier command has set, a file that an earlier command has
written, or a here-document.
"""

from __future__ import annotations

from pinlint.formats.shell_words import Parameter, SimpleCommand
from pinlint.formats.shells import without
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinlint.formats.shell_words import Redirection, Word

#: The backslash before a dollar sign.
_PROTECTION = lazy(r"\\(?=\$)")
#: POSIX shells, and shells that read the same language.
SHELLS = frozenset(["sh", "bash", "dash", "ash", "zsh", "ksh"])
#: Shells of Windows, with the options after which a script comes, in lower case.
_WINDOWS = {
    **dict.fromkeys(["cmd", "cmd.exe"], ("/c", "//c", "/k")),
    **dict.fromkeys(["pwsh", "pwsh.exe", "powershell", "powershell.exe"], ("-command", "-c")),
}
_EXECUTES = frozenset(["-exec", "-execdir", "-ok", "-okdir"])
_BUILDERS = frozenset(["docker", "podman", "buildah", "nerdctl"])
#: The options of `ssh` that take a value. What comes after the host is a script for its shell.
_OF_SSH = frozenset("-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w".split())  # noqa: SIM905


def scripts_in(command: SimpleCommand, texts: Mapping[str, MappedText]) -> Iterator[MappedText]:
    """The scripts that a command runs. ``texts`` are those that earlier commands put into variables (``$name``) and files."""
    words = command.words
    program = command.program
    if program in SHELLS or program in ("su", "runuser"):
        for index, option in enumerate(words[1:], 1):
            text = option.literal or ""
            if text == "--command" or (text[:1] == "-" and text[:2] != "--" and "c" in text):
                yield from (_script(word, texts) for word in words[index + 1 : index + 2])
                return
        written = texts.get(_file(words[1].literal)) if len(words) > 1 and program in SHELLS else None
        if written is not None:
            yield written
    elif program in _WINDOWS:
        for index, option in enumerate(words[1:-1], 1):
            if (option.literal or "").lower() in _WINDOWS[program]:
                yield _words(command, words[index + 1 :], texts)
                break
    elif program == "find":
        yield from _executed(command)
    elif program == "ssh":
        remote = _of_host(words)
        if remote and not _runs_shell(remote):
            yield _words(command, remote, texts)
    elif program == "ansible":
        options = [word.literal for word in words]
        if options.count("-a") == 1 and options[-1] != "-a" and {"command", "shell"} & {*options}:
            yield words[options.index("-a") + 1].as_script()
    elif program == "eval" and len(words) == 2:
        if words[1].literal is not None or _variable(words[1]) in texts:
            yield _script(words[1], texts)
    elif [word.literal for word in command.prefixes[:1]] == ["mise"]:
        if command.prefixes[-1].literal in ("-c", "--command"):
            yield _script(words[0], texts)
    elif texts and words and (written := texts.get(_file(words[0].literal))) is not None:
        yield written


def scripts_of_body(command: SimpleCommand, redirection: Redirection) -> Iterator[MappedText]:
    """The scripts in a here-document: of a shell that reads it, or the RUN instructions of a Dockerfile."""
    body = redirection.body
    if body is None or not body.text:
        return
    if reads_script(command):
        yield _as_read(redirection, body)
    elif _is_dockerfile(command):
        yield from _runs(_as_read(redirection, body))


def text_made_by(command: SimpleCommand, redirection: Redirection) -> tuple[str, MappedText] | None:
    """The variable (``$name``) or the file that a command fills with a here-document: ``read -d '' name``, ``cat > file``."""
    body = redirection.body
    name = None
    if command.program == "read" and any((word.literal or "")[:2] == "-d" for word in command.words):
        name = "$" + (command.words[-1].literal or "")
    elif command.program in ("cat", "tee"):
        targets = [each.target.literal for each in command.redirections if each.operator in (">", ">|")]
        targets += [word.literal for word in command.words[1:2] if command.program == "tee"]
        name = _file(targets[0]) if len(targets) == 1 and targets[0] != "/dev/null" else None
    return (name, _as_read(redirection, body)) if name and body is not None else None


def text_of_substitution(found: list[SimpleCommand]) -> MappedText | None:
    """The text of ``$(cat <<EOF …)``, given the commands in the substitution."""
    if len(found) != 1 or found[0].program != "cat" or len(found[0].words) > 1 or len(found[0].redirections) != 1:
        return None
    (redirection,) = found[0].redirections
    return _as_read(redirection, redirection.body) if redirection.body is not None else None


def reads_script(command: SimpleCommand) -> bool:
    """Whether a command is a shell that reads its script from its input: ``bash``, ``bash -ex``, ``sh -s``, ``ssh host``."""
    if command.program == "ssh":
        remote = _of_host(command.words)
        return remote is not None and (not remote or _runs_shell(remote))
    return command.program in SHELLS and _reads_input(command.words)


def _of_host(words: Sequence[Word]) -> Sequence[Word] | None:
    """The words that `ssh` runs on the host; None if no host is named."""
    index = 1
    while index < len(words):
        text = words[index].literal
        if text is None or not text.startswith("-"):
            rest = words[index + 1 :]
            return rest[1:] if rest and rest[0].literal == "--" else rest
        index += 2 if text in _OF_SSH else 1
    return None


def _runs_shell(words: Sequence[Word]) -> bool:
    """Whether the words run a shell that reads its input."""
    return (words[0].literal or "").rpartition("/")[2] in SHELLS and _reads_input(words)


def _reads_input(words: Sequence[Word]) -> bool:
    rest = iter(words[1:])
    for word in rest:
        text = word.literal
        if text is None or (text[:1] == "-" and text[:2] != "--" and "c" in text):
            return False
        if text in ("-", "-s"):
            return True
        if text[:1] not in ("-", "+"):
            return False
        if text[-1] in "oO" and text[:2] != "--":
            next(rest, None)
    return True


def _file(path: str | None) -> str:
    """The name under which the text of a written file is kept."""
    return (path or "").removeprefix("./")


def _variable(word: Word) -> str | None:
    """The variable that is the whole word, as ``$name``."""
    parts = [part for part in word.parts if not isinstance(part, tuple) or part[0]]
    if len(parts) != 1:
        return None
    (part,) = parts
    return "$" + part.name if isinstance(part, Parameter) and part.operator == "" else None


def _script(word: Word, texts: Mapping[str, MappedText]) -> MappedText:
    known = texts.get(_variable(word) or "")
    return word.as_script() if known is None else known


def _words(command: SimpleCommand, words: Sequence[Word], texts: Mapping[str, MappedText]) -> MappedText:
    """The script in several words, which the program joins."""
    return _script(words[0], texts) if len(words) == 1 else command.mapped.slice(words[0].start, words[-1].end)


def _executed(command: SimpleCommand) -> Iterator[MappedText]:
    """The commands after ``-exec``; ``{}`` in them is not known."""
    start: int | None = None
    for word in command.words:
        text = word.literal
        if start is None:
            start = word.end if text in _EXECUTES else None
        elif text in (";", "+"):
            yield command.mapped.slice(start, word.start).replaced("{}", "$*")
            start = None


def _as_read(redirection: Redirection, body: MappedText) -> MappedText:
    """A here-document without the backslashes that protect a dollar sign, if its delimiter has no quotes."""
    if "\\$" not in body.text or any(isinstance(part, tuple) and part[3] for part in redirection.target.parts):
        return body
    return without(body, _PROTECTION)


def _is_dockerfile(command: SimpleCommand) -> bool:
    """Whether a command writes a Dockerfile, or builds an image from its input."""
    words = [word.literal for word in command.words]
    if command.program in _BUILDERS:
        return "build" in words and "-" in words
    targets = [each.target.literal for each in command.redirections if each.operator in (">", ">>", ">|")]
    targets += words[1:] if command.program == "tee" else []
    return any("dockerfile" in (name or "").rpartition("/")[2].lower() for name in targets)


def _runs(body: MappedText) -> Iterator[MappedText]:
    """The scripts of the RUN instructions in the text of a Dockerfile."""
    at = 0
    parts: list[MappedText] = []
    for line in body.text.splitlines(keepends=True):
        end = at + len(line)
        if not parts and line.lstrip()[:4].upper() == "RUN ":
            parts.append(body.slice(at + line.upper().index("RUN ") + 4, end))
        elif parts:
            parts.append(body.slice(at, end))
        if parts and not line.rstrip().endswith("\\"):
            yield joined(parts, body.source)
            parts = []
        at = end
