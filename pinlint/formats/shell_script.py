"""Shell scripts, recognized by their file names. A finding is as severe as in the file that runs the script.

A file without an ending is read if it begins with `#!` and a shell. It must be in the root, in a folder `bin`, `script`,
`scripts`, `binder`, `ci`, `tools` or `debian`, or a file that installs something must run it.

PowerShell scripts are read where they have the same syntax as a POSIX shell.
"""

from __future__ import annotations

from pinlint.formats.jobs import Job, Script
from pinlint.formats.shells import in_shell
from pinlint.text.mapped_text import MappedText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

FILES = r"\.(?:sh|bash|zsh|ksh|fish|ps1|bat|cmd)$"
READS = "build"

#: Scripts of Binder, which may lack the first line.
_OF_BINDER = ("postBuild", "start")

_SHELLS = {"ps1": "pwsh", "bat": "cmd", "cmd": "cmd"}


def is_script(path: str, data: bytes) -> bool:
    """Whether a file without an ending is a script of a shell: no binary, and no script of another program."""
    first = data.partition(b"\n")[0]
    return (first.startswith(b"#!") and b"sh" in first and b"\0" not in data) or path.rpartition("/")[2] in _OF_BINDER


def jobs(source: SourceFile) -> list[Job]:
    """The script, as one job that begins in the root, because the folder that it is run from is not known."""
    text = source.text
    if text.startswith("#!") and "sh" not in text.partition("\n")[0]:
        return []
    if source.path.endswith(".fish"):
        text = text.replace("\\'", "  ")  # it escapes a quote also between quotes
    whole = MappedText(source, [(text, 0, len(text))])
    script = in_shell(whole, _SHELLS.get(source.path.rpartition(".")[2], "bash"))
    return [Job(source, "", [Script(script)])] if script is not None else []
