"""Decides which credentials each host gets: from the user's configuration, netrc, and keyring if the user chose it.

Credentials belong to one origin (scheme, host, port) and are looked up for every request, including
redirects. So they cannot reach another host. Over plain http they are sent only to this machine.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from pinlint.evidence.user_configuration import UserConfiguration

    Origin: TypeAlias = tuple[str, str, int]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_KEYRING_SECONDS = 60
_PORTS = {"http": 80, "https": 443}


class Credentials:
    """The credentials of a user."""

    def __init__(self, configuration: UserConfiguration) -> None:
        from threading import Lock

        self.configuration = configuration
        self._netrc: dict[str, tuple[str, str]] | None = None
        self._keyring: dict[Origin, tuple[str, str] | None] = {}
        self._lock = Lock()

    def authorization(self, url: str, *, refused: bool = False) -> str | None:
        """The value of the Authorization header for ``url``, None for none.

        ``refused`` means that the host rejected the request; then keyring is asked too.
        """
        origin = origin_of(url)
        if origin is None or (origin[0] != "https" and origin[1] not in _LOOPBACK):
            return None
        login = self._configured(url, origin) or self._of_netrc(origin)
        if refused and self.configuration.keyring:
            login = self._of_keyring(url, origin, login[0] if login else "") or login
        if login is None or not (login[1] or refused or not self.configuration.keyring):
            return None  # with only a user name, keyring is asked
        from base64 import b64encode

        return "Basic " + b64encode(f"{login[0]}:{login[1]}".encode()).decode("ascii")

    def _configured(self, url: str, origin: Origin) -> tuple[str, str] | None:
        """The login of the configured URL of this origin that shares the longest path with ``url``."""
        best: tuple[int, tuple[str, str]] | None = None
        for known, login in self.configuration.logins.items():
            if origin_of(known) == origin:
                common = len(known) if url.startswith(known) else 0
                if best is None or common > best[0]:
                    best = common, login
        return best[1] if best else None

    def _of_netrc(self, origin: Origin) -> tuple[str, str] | None:
        with self._lock:
            if self._netrc is None:
                self._netrc = _read_netrc(self.configuration)
        return self._netrc.get(origin[1])

    def _of_keyring(self, url: str, origin: Origin, user: str) -> tuple[str, str] | None:
        with self._lock:  # one question per origin, also if several requests wait for the answer
            if origin not in self._keyring:
                index = next((known for known in self.configuration.indexes if origin_of(known) == origin), url)
                self._keyring[origin] = _ask_keyring(self.configuration, index, user) if user else None
            return self._keyring[origin]


def origin_of(url: str) -> Origin | None:
    """Scheme, host in lower case and port of a URL; None if it is not a valid http or https URL."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return parts.scheme, parts.hostname.lower(), parts.port or _PORTS[parts.scheme]
    except ValueError:
        return None


def _read_netrc(configuration: UserConfiguration) -> dict[str, tuple[str, str]]:
    from netrc import NetrcParseError, netrc

    if configuration.netrc is None:
        return {}
    try:
        hosts = netrc(configuration.netrc).hosts
    except (NetrcParseError, OSError, UnicodeDecodeError):
        configuration.problems.append("the netrc file cannot be read")
        return {}
    return {
        host.lower(): (login or "", password or "") for host, (login, _, password) in hosts.items() if host != "default"
    }


def _ask_keyring(configuration: UserConfiguration, index: str, user: str) -> tuple[str, str] | None:
    """The password for ``user`` from the ``keyring`` program in the user's PATH. A program inside the project is never used."""
    import os
    import shutil
    import subprocess

    from pinlint.project.files import within

    program = shutil.which("keyring")
    if program is None or within(configuration.root, program) or user.startswith("-"):
        configuration.problems.append("keyring is configured but there is no keyring program outside the project")
        return None
    try:
        answer = subprocess.run(
            [program, "get", index, user],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_KEYRING_SECONDS,
            check=True,
            cwd=os.path.dirname(program),
        )
        password = answer.stdout.decode().rstrip("\r\n")
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return (user, password) if password else None
