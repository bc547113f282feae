"""Scripts for the shells of a CI system: a POSIX shell, PowerShell, or the Windows command line."""

from __future__ import annotations

from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

_SHELL = lazy(r"(?:ba|da|z|k|a)?sh(?:\.exe)?|[\w.-]*shell|[\w.-]*bash|[\w.-]+\.sh|msys2(?:\.cmd)?")
#: In a batch script, comments and the mark of commands that are not shown.
_BATCH = lazy(r"(?im)^[ \t]*(?:@?[ \t]*(?:rem\b|::)[^\n]*|@)")
#: A command that sets a variable in a batch script, and the value of a variable.
_SET = lazy(r'(?im)^[ \t]*set[ \t]+"?(\w+)=([^"\r\n]*)"?(?=[ \t]*\r?$)')
_VARIABLE = lazy(r"%(\w+)%")
#: The mark that continues a line in PowerShell and on the Windows command line.
_MARKS = {"pwsh": "`", "powershell": "`", "cmd": "^"}
_CONTINUED = {"`": lazy(r"`\r?\n"), "^": lazy(r"\^\r?\n")}
#: PowerShell has no redirection of input: it refuses such a script, and installs nothing. ``<#`` begins a comment.
_LESS = lazy(r"<(?!#)|\"[^\"\n]*\"|'[^'\n]*'")


def in_shell(text: MappedText, shell: str) -> MappedText | None:
    """The script as a POSIX shell reads it; None for a script in another language."""
    if shell == "bash":
        return text
    words = shell.replace("\\", "/").split()
    programs = [word.rpartition("/")[2] for word in words]
    mark = next((_MARKS[program] for program in programs if program in _MARKS), None)
    if mark is not None:
        text = text.replaced("\\", "/") if "\\" in text.text else text
        text = _without_batch_syntax(text) if mark == "^" else text
        text = without(text, _CONTINUED[mark]) if mark in text.text else text
        if mark == "`":
            text = text.replaced("`", "\\")  # the mark also protects a character
            return _without_input(text) if "<" in text.text else text
        return text
    return text if any(_SHELL.fullmatch(program) for program in programs) else None


def _without_input(text: MappedText) -> MappedText:
    """A script for PowerShell in which ``<`` outside of quotes is a character like others."""
    parts = []
    at = 0
    for match in _LESS.finditer(text.text):
        if match[0] == "<":
            place = text.span(*match.span()).start
            parts += [text.slice(at, match.start()), MappedText(text.source, [("\\", place, place)])]
            at = match.start()
    return joined([*parts, text.slice(at, len(text.text))], text.source)


def _without_batch_syntax(text: MappedText) -> MappedText:
    """A batch script without its comments, without ``@`` before commands, and without single quotes, which have
    no meaning there. Variables are written as in a POSIX shell.
    """
    plain = without(text, _BATCH).replaced("'", " ")
    if "=" in plain.text:
        plain = _rewritten(plain, _SET, ("", '="', '"'))
    return _rewritten(plain, _VARIABLE, ("${", "}")) if "%" in plain.text else plain


def _rewritten(text: MappedText, pattern: re.Pattern[str], between: Sequence[str]) -> MappedText:
    """The text with only the groups of what the pattern finds, and the texts around and between them."""
    parts = []
    at = 0
    for match in pattern.finditer(text.text):
        parts.append(text.slice(at, match.start()))
        for number, word in enumerate(between):
            group = match.span(number) if number else (match.start(), match.start())
            place = text.span(*group)
            parts += [text.slice(*group), MappedText(text.source, [(word, place.end, place.end)])]
        at = match.end()
    return joined([*parts, text.slice(at, len(text.text))], text.source)


def without(text: MappedText, pattern: re.Pattern[str]) -> MappedText:
    """The text without what the pattern finds in it."""
    parts = []
    at = 0
    for match in pattern.finditer(text.text):
        parts.append(text.slice(at, match.start()))
        at = match.end()
    return joined([*parts, text.slice(at, len(text.text))], text.source)
