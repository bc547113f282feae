"""Finds the words that an installer's command gets: from its line, and from ``xargs``."""

from __future__ import annotations

import re

from pinlint.formats.shell_expansion import CONTENT_OF
from pinlint.formats.shell_words import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.shell_words import SimpleCommand, Word
    from pinlint.requirements.model import Requirement


class Argument:
    """One word given to a tool. ``value`` is None if an expansion hides it. ``word`` is the word that it comes from.

    ``start`` is where the value begins in the word (after ``--requirement=``), if it is written literally.
    """

    __slots__ = ("requirements", "start", "value", "word")

    def __init__(self, value: str | None, word: Word, start: int = 0) -> None:
        self.value = value
        self.word = word
        self.start = start
        #: The requirements that were read in it, as an editable or not.
        self.requirements: dict[bool, Requirement | None] | None = None


def shown_file(word: Word) -> str | None:
    """The file whose content the word expands to: ``$(cat r.txt)``."""
    (part,) = word.parts if len(word.parts) == 1 else (None,)
    return part.name[1:] if isinstance(part, Parameter) and part.name.startswith(CONTENT_OF) else None


def constraints_in(argument: Argument) -> list[Argument]:
    """The constraints in options that pipx passes to pip: ``--pip-args="-c constraints.txt"``. An unknown option may have such
    a value.
    """
    if argument.value is None:
        return [Argument(None, argument.word)]
    found: list[Argument] = []
    follows = False
    for text in argument.value.split():
        name, equals, value = text.partition("=")
        if follows or (name == "--constraint" and equals):
            found.append(Argument(text if follows else value, argument.word))
        elif text.startswith("-c") and text[2:]:
            found.append(Argument(text[2:], argument.word))
        follows = not follows and text in ("-c", "--constraint")
    return found


def handed_over(command: SimpleCommand) -> tuple[list[Argument], list[Argument]]:
    """The input that ``xargs`` passes to an installer: the files whose lines it reads, and the words that ``echo`` prints."""
    files: list[Argument] = []
    words: list[Argument] = []
    if not any(word.literal == "xargs" for word in command.prefixes):
        return files, words
    for redirection in command.redirections:
        if redirection.operator == "<" and redirection.target.literal:
            files.append(Argument(redirection.target.literal, redirection.target))
    writer = command.stdin
    if writer is not None and writer.program == "cat" and len(writer.words) == 2:
        files.append(Argument(writer.words[1].literal, writer.words[1]))
    elif writer is not None and writer.program in ("echo", "printf"):
        given = (word for word in writer.words[1:] if (word.literal or "-")[:1] not in "-%")
        words += [Argument(word.literal, word) for word in given if " " not in (word.literal or "")]
    return files, words


def arguments(word: Word, fields: list[str] | None) -> list[Argument]:
    """The arguments that a word expands to; these are ``fields`` if known."""
    if fields is None:
        # Often the option's name is literal and only its value is unknown.
        match = re.match(r"(--[a-z-]+=|-[rce])", word.text)
        if match:
            return [Argument(match[0].rstrip("="), word), Argument(None, word)]
        return [Argument(None, word)]
    return [Argument(field, word) for field in fields]
