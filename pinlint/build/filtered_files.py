"""Finds what filters write: ``grep -v x r.txt > less.txt`` writes lines of r.txt, ``sed -i /x/d r.txt`` deletes some."""

from __future__ import annotations

from itertools import pairwise
from posixpath import join, normpath

from pinlint.text.budget import LONGEST_WORD
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.formats.shell_words import SimpleCommand
    from pinlint.requirements.model import Requirement

#: Programs that write lines of what they read, or parts of them.
_FILTERS = frozenset("awk cat cut egrep fgrep grep gsed head sed sort tac tail tr uniq".split())  # noqa: SIM905
_GREPS = ("grep", "egrep", "fgrep")
#: A command of sed that deletes lines, between slashes, and several of them.
_DELETION = lazy(r"[ \t]*/((?:[^/\\\n]|\\[^\n])+)/(I?)[ \t]*d[ \t]*")
#: A pattern that grep, sed and Python read alike.
_SIMPLE = lazy(r"[\w^$.,=<>~ |-]+")
#: A pipeline is followed through so many commands.
_LONGEST = 10


def read_by_filter(command: SimpleCommand, path: str) -> list[str]:
    """The paths that a filter may read if it writes the file at ``path``; words that are patterns are among them."""
    if command.program not in _FILTERS:
        return []
    targets = [each.target.literal for each in command.redirections if each.operator in (">", ">|")]
    if len(targets) != 1 or not targets[0]:
        return []
    target = normpath(targets[0])
    if path == target:
        folder = "/"
    elif path.endswith(f"/{target}") and not target.startswith(("/", "..")):
        folder = path[: -len(target) - 1] or "/"
    else:
        return []
    return [normpath(join(folder, name)) for name in dict.fromkeys(_names(command))]


def _names(command: SimpleCommand) -> Iterator[str]:
    """The words that may name a file which the command, or one before it in the pipeline, reads."""
    for _ in range(_LONGEST):
        if command.program not in _FILTERS:
            return
        yield from (name for word in command.words[1:] if (name := word.literal or "") and name[0] != "-")
        yield from (each.target.literal or "" for each in command.redirections if each.operator == "<")
        if command.stdin is None:
            return
        command = command.stdin


def deleted(command: SimpleCommand) -> list[str]:
    """The patterns of the lines that a command plainly deletes from what it reads; empty if a condition decides that."""
    if command.conditional or command.branches or command.loops or command.stdin is not None:
        return []
    words = [word.literal for word in command.words[1:]]
    if None in words or not words:
        return []
    given = [word for word in words if word]
    if command.program in ("sed", "gsed"):
        return _of_sed(given)
    return _of_grep(command.program, given) if command.program in _GREPS else []


def is_deleted(requirement: Requirement, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns is in the line of a requirement."""
    if not patterns:
        return False
    import re

    span = requirement.source.line_span(requirement.location.line)
    line = requirement.source.text[span.start : span.end]
    return any(re.search(pattern, line) for pattern in patterns)


def _of_sed(words: list[str]) -> list[str]:
    operands = [word for word in words if not word.startswith("-")]
    scripts = [word for before, word in pairwise(words) if before in ("-e", "--expression")]
    extended = any(word.startswith("-") and ("E" in word or "r" in word) and word[:2] != "--" for word in words)
    found: list[str] = []
    for script in scripts or operands[:1]:
        for part in script.split(";"):
            match = _DELETION.fullmatch(part)
            pattern = _pattern(match[1], extended) if match is not None else None
            if match is None or pattern is None:
                return found  # sed has deleted these lines whatever follows
            found.append(f"(?i:{pattern})" if match[2] else pattern)
    return found


def _of_grep(program: str, words: list[str]) -> list[str]:
    options = [word for word in words if word.startswith("-")]
    letters = "".join(word[1:] for word in options if word[:2] != "--")
    if "v" not in letters and "--invert-match" not in options:
        return []
    if set(letters) - set("viEewx") or any(word[:2] == "--" and word != "--invert-match" for word in options):
        return []
    operands = [word for word in words if not word.startswith("-")]
    patterns = [word for before, word in pairwise(words) if before[:1] == "-" and before[-1:] == "e"]
    found = [_pattern(each, program == "egrep" or "E" in letters) for each in patterns or operands[:1]]
    if None in found:
        return []
    whole = "(?i:{})" if "i" in letters else "{}"
    if "x" in letters or "w" in letters:
        whole = whole.format("^(?:{})$" if "x" in letters else r"\b(?:{})\b")
    return [whole.format(each) for each in found]


def _pattern(text: str, extended: bool) -> str | None:
    """A pattern for Python; None if it may mean something else there."""
    if not extended:
        if "|" in text.replace("\\|", ""):
            return None
        text = text.replace("\\|", "|")
    text = text.replace("\\.", "[.]")
    return text if _SIMPLE.fullmatch(text.replace("[.]", ".")) and len(text) <= LONGEST_WORD else None
