"""Finds the files that a command of a script may create, besides those that installers and compilers write."""

from __future__ import annotations

from posixpath import basename, join, normpath

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.shell_words import SimpleCommand
    from pinlint.text.mapped_text import MappedText

#: Programs that create a requirements file, lock or source tree only on explicit request.
_HARMLESS = frozenset(
    """
    apk apt apt-get aptitude dnf microdnf yum zypper pacman dpkg rpm add-apt-repository apt-key gpg update-ca-certificates
    ldconfig locale-gen mkdir rm rmdir chmod chown chgrp groupadd useradd usermod addgroup adduser groupmod echo printf
    set export unset cd true false : test [ find ls cat which command type source . hash ulimit sleep date uname id whoami
    pip pip2 pip3 pip-reqs pip-sync uv pipx npm yarn pnpm bower gulp gem bundle corepack update-alternatives localedef
    sysctl systemctl service umask exit head tail grep egrep sed awk sort wc stty ln touch getent dpkg-reconfigure
    easy_install strip du df
    """.split()  # noqa: SIM905
)
#: Commands of project managers that make no requirements file or lock. Those that make a lock are steps, such as `poetry lock`;
#: the other commands and those of plugins may create any file.
_MAKES_NONE = {
    "poetry": """
        about build cache check config env help list publish search self shell show source version
    """.split(),  # noqa: SIM905
    "pdm": """
        build cache completion config info list outdated publish py python search self show use venv
    """.split(),  # noqa: SIM905
    "pipenv": "audit check clean graph open scan shell verify".split(),  # noqa: SIM905
}
#: Programs that only read or remove the files that they name, or set the rights to them.
_READERS = frozenset(
    """
    rm [ [[ test chgrp chmod chown cat grep egrep fgrep head tail wc cut ls stat diff echo printf sha256sum md5sum
    """.split()  # noqa: SIM905
)
#: Programs that change the files that they name, or make them if there are none, and those that do so with an option.
_CHANGERS = frozenset("dos2unix ed ex patch touch unix2dos".split())  # noqa: SIM905
_IN_PLACE = {
    "sed": lazy(r"-[nErsuz]*i|--in-place"),
    "perl": lazy(r"-[pnlawse0-9]*i"),
    "tee": lazy(r"-i?a|--append"),
}
#: Options before the command that take a value.
_VALUES = frozenset(["-C", "--directory", "-P", "--project", "-c", "--config", "--python", "--pypi-mirror"])


def written_by(command: SimpleCommand, path: str) -> MappedText | None:
    """The text that ``cat > path <<EOF`` writes, with a path in the folder of the command; None for more complex commands."""
    if command.program != "cat" or len(command.words) > 1:
        return None
    targets = [r.target.literal for r in command.redirections if r.operator in (">", ">|")]
    if len(targets) != 1 or targets[0] is None or basename(targets[0]) != basename(path):
        return None
    return next((r.body for r in command.redirections if r.body is not None), None)


def moved_from(command: SimpleCommand, path: str) -> str | None:
    """The path of the file that ``cp`` or ``mv`` copies to ``path``; None for other commands, and if it is not known."""
    if command.program not in ("cp", "mv"):
        return None
    given = [word.literal or "" for word in command.words[1:] if (word.literal or "")[:1] != "-"]
    if len(given) != 2 or not all(given):
        return None
    source, target = given
    if target.endswith("/") or target in (".", ".."):
        target = join(target, basename(source))
    target, ending = normpath(target), f"/{normpath(target)}"
    if path == target:
        return source if source.startswith("/") else None
    if target.startswith(("/", "..")) or not path.endswith(ending):
        return None
    return normpath(join(path[: -len(ending)] or "/", source))


def names_target(command: SimpleCommand, path: str, *, redirects: bool = True) -> bool:
    """Whether a command names the file at ``path``, or redirects its output to an unknown file: then it may write the file."""
    name = basename(path)
    for redirection in command.redirections if redirects else ():
        if redirection.operator in (">", ">>", ">|", "&>", "&>>"):
            target = redirection.target.literal
            if target is None or basename(target) == name:
                return True
    if command.program == "sed" and not _is_in_place(command):
        return False
    return command.program not in _READERS and any(basename(word.literal or "") == name for word in command.words[1:])


def changes(command: SimpleCommand, path: str) -> bool:
    """Whether a command may change the file at ``path`` but does not put a new file in its place: ``sed -i``, ``>>``."""
    appends = False
    for redirection in command.redirections:
        target = redirection.target.literal
        if target is None or basename(target) == basename(path):
            if redirection.operator in (">", ">|", "&>"):
                return False
            appends = appends or redirection.operator in (">>", "&>>")
    if command.program in _CHANGERS or _is_in_place(command):
        return appends or names_target(command, path)
    return appends and not names_target(command, path, redirects=False)


def _is_in_place(command: SimpleCommand) -> bool:
    """Whether an option makes a program change the files that it names; a word that is not known may be this option."""
    option = _IN_PLACE.get(command.program)
    return option is not None and any(option.match(word.literal or "-i") for word in command.words[1:])


def may_create(command: SimpleCommand) -> bool:
    """Whether a command may create any file: unknown programs do. They rarely replace a file of the project."""
    program, index = command.program, 0
    if program in ("python", "python3"):
        from pinlint.build.install_commands import module_of

        module, index = module_of(command)
        program = module or program
    if not command.words or program in ("rm", "venv", "virtualenv", "ensurepip"):
        return False
    if program in _MAKES_NONE and _makes_none(command, program, index):
        return False
    # The commands in the string of `sh -c` have been read already.
    read = program in ("sh", "bash") and any(word.literal == "-c" for word in command.words)
    return not read and program not in _HARMLESS


def _makes_none(command: SimpleCommand, manager: str, index: int) -> bool:
    """Whether a command of a project manager, the word at ``index``, makes no requirements file or lock: `poetry config`."""
    is_value = False
    for word in command.words[index + 1 :]:
        text = word.literal
        if text is None and not is_value:
            return False
        if not is_value and not (text or "").startswith("-"):
            return text in _MAKES_NONE[manager]
        is_value = not is_value and text in _VALUES
    return True  # only options: `pipenv --version`
