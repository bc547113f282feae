"""`pip-reqs compile`, which makes the locks of Divio projects with the platform's wheels proxy.

`pip-reqs` needs the address of the proxy in WHEELSPROXY_URL. If this variable is set, `pip-reqs` runs directly. Otherwise it runs
in the project's container, which has the variable: as the service `web`, which every project of the platform has in its
docker-compose.yml.
"""

from __future__ import annotations

import os
from posixpath import basename, dirname

from pinlint.compiling import Invocation
from pinlint.compiling.inputs import requirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pinlint.compiling.confines import Confines
    from pinlint.freshness.pairing import Pairing

#: The files that Docker Compose reads.
COMPOSE = (
    *(
        f"{name}{more}.{end}"
        for name in ("compose", "docker-compose")
        for more in ("", ".override")
        for end in ("yaml", "yml")
    ),
    ".env",
)
CONTAINER = ("docker", "compose", "run", "--rm", "web")


def invocation(pairing: Pairing, confines: Confines, _upgrade: Sequence[str] = ()) -> Invocation:
    """The command for one lock. pip-reqs resolves everything again; it cannot be limited to some projects.

    The container is described by files of the repository, which may make it do anything: this needs agreement.
    """
    result = command(pairing.path, pairing.sources, os.environ)
    confines.folder = result.folder
    confines.file(f"./{basename(pairing.path)}")
    for source in pairing.sources:
        requirements(confines, confines.file(f"./{source}", ""))
    if result.words[0] == CONTAINER[0]:
        paths = [f"{folder}/{name}" if folder else name for folder in confines.folders() for name in COMPOSE]
        found = [path for path in paths if confines.exists(path)]
        for path in found:
            confines.file(f"./{path}", "")
        read = f" by {', '.join(found)}" if found else ""
        result.asks = [f"it starts a container that this project configures{read}"]
    return result


def command(lock: str, sources: Sequence[str], environ: Mapping[str, str]) -> Invocation:
    """The command that makes ``lock``, a path relative to the project's root, from its input."""
    folder = dirname(lock)
    names = [basename(source) for source in sources if dirname(source) == folder][:1]
    words = ["pip-reqs", "compile"]
    if names and [*names, basename(lock)] != ["requirements.in", "requirements.txt"]:
        words += [*names, basename(lock)]
    return Invocation(words if environ.get("WHEELSPROXY_URL") else [*CONTAINER, *words], folder)
