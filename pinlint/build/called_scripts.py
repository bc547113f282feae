"""Which scripts of the project a command runs: shell scripts by their paths, targets of Makefiles and justfiles."""

from __future__ import annotations

from posixpath import join, normpath

from pinlint.formats.shell import SHELLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pinlint.build.image_stage import Stage
    from pinlint.formats.shell_words import SimpleCommand

_MAKERS = {
    "make": ("GNUmakefile", "makefile", "Makefile"),
    "gmake": ("GNUmakefile", "makefile", "Makefile"),
    "just": ("justfile", "Justfile", ".justfile"),
}


def called_by(
    command: SimpleCommand, stage: Stage, folder: str, variables: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    """The scripts that a command runs: the path in the project, and the target that is made (``""`` for the first one)."""
    program = command.program
    if program in _MAKERS:
        yield from _made(command, stage, folder, variables)
        return
    path: str | None = None
    if program in SHELLS or program in ("source", "."):
        for word in command.words[1:]:
            text = word.value(variables)
            if text is None or (text[:1] == "-" and "c" in text[1:] and text[:2] != "--"):
                return
            if text[:1] not in ("-", "+") and text not in ("pipefail", "errexit"):
                path = text
                break
    elif command.words:
        path = command.words[0].value(variables)
        if path is not None and "/" not in path:
            path = None
    if path is not None:
        found = stage.find(normpath(join(folder, path))).path
        if found is not None:
            yield found, ""


def _made(
    command: SimpleCommand, stage: Stage, folder: str, variables: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    targets = []
    names: tuple[str, ...] = _MAKERS[command.program]
    words = iter(command.words[1:])
    for word in words:
        text = word.value(variables)
        if text in ("-C", "--directory", "-f", "--file", "--makefile"):
            following = next(words, None)
            value = following.value(variables) if following is not None else None
            if value is None:
                return
            if text in ("-C", "--directory"):
                folder = normpath(join(folder, value))
            else:
                names = (value,)
        elif text and text[:1] != "-" and "=" not in text:
            targets.append(text)
    for name in names:
        found = stage.find(normpath(join(folder, name))).path
        if found is not None:
            yield from ((found, target) for target in targets or [""])
            return
