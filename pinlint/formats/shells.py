"""Scripts for the shells of a CI system: a POSIX shell, PowerShell, or the Windows command line."""

from __future__ import annotations

from pinlint.text.mapped_text import joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from pinlint.text.mapped_text import MappedText

_SHELL = lazy(r"(?:ba|da|z|k|a)?sh(?:\.exe)?|[\w.-]*shell|[\w.-]*bash|[\w.-]+\.sh|msys2(?:\.cmd)?")
#: In a batch script, comments and the mark of commands that are not shown.
_BATCH = lazy(r"(?im)^[ \t]*(?:@?[ \t]*(?:rem\b|::)[^\n]*|@)")
#: The mark that continues a line in PowerShell and on the Windows command line.
_MARKS = {"pwsh": "`", "powershell": "`", "cmd": "^"}
_CONTINUED = {"`": lazy(r"`\r?\n"), "^": lazy(r"\^\r?\n")}


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
        return text.replaced("`", "\\") if mark == "`" else text  # the mark also protects a character
    return text if any(_SHELL.fullmatch(program) for program in programs) else None


def _without_batch_syntax(text: MappedText) -> MappedText:
    """A batch script without its comments, without ``@`` before commands, and without single quotes, which have
    no meaning there.
    """
    return without(text, _BATCH).replaced("'", " ")


def without(text: MappedText, pattern: re.Pattern[str]) -> MappedText:
    """The text without what the pattern finds in it."""
    parts = []
    at = 0
    for match in pattern.finditer(text.text):
        parts.append(text.slice(at, match.start()))
        at = match.end()
    return joined([*parts, text.slice(at, len(text.text))], text.source)
