"""The command in a lock's header, for uv, pip-compile and pip-compile-multi: known programs with known options only.

A header is text of the repository. The program is looked up by its name, never by a path that the header gives, and
options that would make it run another program, read another configuration or trust another certificate are refused.
"""

from __future__ import annotations

from pinlint.compiling import Invocation, Refused
from pinlint.freshness.compilers import MULTI, PIP_COMPILE, UV

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.freshness.pairing import Pairing

_TOOLS = (PIP_COMPILE, UV, MULTI)
#: Options of those programs that a stranger's header must not set.
_REFUSED = frozenset(
    """
    pip-args config config-file project directory cache-dir cert client-cert trusted-host allow-insecure-host
    keyring-provider index index-url default-index extra-index-url find-links config-setting config-settings
    config-settings-package
    """.split()  # noqa: SIM905 - words are easier to read than quotes
)

#: Options of those programs that name files, which are read or written.
_FILES = ("output-file", "constraint", "build-constraint", "override", "exclude")


def invocation(pairing: Pairing, upgrade: Sequence[str] = ()) -> Invocation:
    """The header's command, letting the projects ``upgrade`` move. Raises Refused where it is not to be run."""
    command = pairing.command
    if command is None or command.tool not in _TOOLS:
        raise Refused("it is not the command of a compiler that pinlint knows")
    if command.unknown:
        raise Refused(f"pinlint does not know its {command.unknown[0]}")
    for option in command.options:
        if option in _REFUSED:
            raise Refused(f"a header is not trusted with --{option}")
    for value in command.values("python") + command.values("python-version"):
        if "/" in value or "\\" in value:
            raise Refused("a header is not trusted with the path of an interpreter")
    named = [value for option in _FILES for value in command.values(option)]
    for path in (*command.sources, *named):
        if path.startswith(("/", "~")) or ".." in path.replace("\\", "/").split("/") or ":" in path:
            raise Refused(f"{path} is not a path of this project")
    more = [word for name in upgrade for word in ("--upgrade-package", name)]
    if command.tool == PIP_COMPILE:
        more.append("--quiet")  # else it prints the lock among its errors; it leaves this option out of the header
    words = [word for _, argument in command.arguments for word in argument]
    return Invocation([*command.program, *words, *more], pairing.base or "", echoes=True)
