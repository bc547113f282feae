"""Which indexes the user's pip and uv use, and how to reach them: from the environment and the user's files.

Nothing is read from the checked repository: a configuration file inside the root is ignored, and this is reported. The
sources are those that pip and uv document: ``PIP_*`` and ``UV_*`` variables, pip.conf (global, user, site,
``PIP_CONFIG_FILE``), uv.toml (system, user, ``UV_CONFIG_FILE``). The more specific setting of pip wins, as in pip; settings
of uv are added. Credentials are removed from every URL immediately, so that no later message can contain them.
"""

from __future__ import annotations

import os
import sys

from pinlint.evidence.regular_file import read_bytes
from pinlint.project.urls import DEFAULT_INDEX
from pinlint.text.observed import look_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

_LARGEST = 1024 * 1024
_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


class UserConfiguration:
    """How the user reaches package indexes. The URLs have no credentials; ``logins`` has the credentials of each URL.

    ``indexes`` are base URLs of simple repositories (PEP 503), ``pages`` and ``folders`` the values of find-links. ``netrc`` is
    the path of the netrc file. ``refusal`` says why no index may be asked; it is empty if one may be. ``timeout`` is in
    seconds.
    """

    __slots__ = (
        "ca_bundle",
        "folders",
        "indexes",
        "keyring",
        "logins",
        "netrc",
        "pages",
        "problems",
        "proxy",
        "refusal",
        "root",
        "timeout",
    )

    def __init__(self, root: str, indexes: Sequence[str] = ()) -> None:
        self.root = root
        self.indexes: list[str] = []
        self.pages: list[str] = []
        self.folders: list[str] = []
        self.logins: dict[str, tuple[str, str]] = {}
        self.netrc: str | None = None
        self.keyring = False
        self.proxy: str | None = None
        self.ca_bundle: str | None = None
        self.timeout = 15.0
        self.refusal: str | None = None
        self.problems: list[str] = []
        for index in indexes:
            self.add_index(index)

    def add_index(self, url: str, login: tuple[str, str] | None = None) -> None:
        """Adds a simple repository's base URL; its credentials are stored separately."""
        clean, own = split_login(url.strip())
        if not clean.startswith(("https://", "http://")):
            problem = "an index of the user's configuration is not an http or https URL; pinlint ignores it"
            self.problems += [] if problem in self.problems else [problem]
            return
        clean = clean.rstrip("/")
        if own or login:
            self.logins[clean] = own or login or ("", "")
        if clean not in self.indexes:
            self.indexes.append(clean)

    def add_links(self, place: str) -> None:
        """Adds a value of find-links: a page's URL or a folder."""
        clean, login = split_login(place.strip())
        if clean.startswith(("https://", "http://")):
            if login:
                self.logins[clean] = login
            self.pages.append(clean)
        else:
            if clean.startswith("file:"):
                from urllib.request import url2pathname

                clean = url2pathname(clean[5:].removeprefix("//").removeprefix("localhost"))
            self.folders.append(os.path.abspath(os.path.expanduser(clean)))

    def outside(self, path: str | None, what: str) -> str | None:
        """``path`` if it is a file outside the root, else None. For a file inside the root, a problem that names ``what`` is
        added.
        """
        from pinlint.project.files import within

        if not path or not os.path.isfile(look_for(path)):
            return None
        if within(self.root, os.path.abspath(path)):
            self.problems.append(f"{what} is inside the project; pinlint ignores it")
            return None
        return path


def load(
    root: str,
    *,
    variables: Mapping[str, str] | None = None,
    files: bool = True,
) -> UserConfiguration:
    """The user's configuration for the project at ``root``. ``variables`` is the environment.

    Without ``files`` no configuration file is read.
    """
    variables = os.environ if variables is None else variables
    found = UserConfiguration(root)
    pip = _pip_settings(found, variables, files=files)
    uv = _uv_settings(found, variables) if files else {}
    _add_indexes(found, pip, uv, variables)
    for place in _words(pip.get("find-links")) + _links_of_uv(uv, variables):
        found.add_links(place)
    if _truth(pip.get("no-index")) or uv.get("no-index") is True:
        found.refusal = "the user's configuration says no-index"
    provider = (pip.get("keyring-provider"), variables.get("UV_KEYRING_PROVIDER"), uv.get("keyring-provider"))
    found.keyring = "subprocess" in provider
    found.proxy = pip.get("proxy") or None
    timeout = pip.get("timeout") or pip.get("default-timeout") or variables.get("UV_HTTP_TIMEOUT") or ""
    if timeout.strip().isdecimal():
        found.timeout = float(min(max(int(timeout[:4]), 1), 60))
    _add_files(found, pip, variables)
    return found


def split_login(url: str) -> tuple[str, tuple[str, str] | None]:
    """The URL without its credentials, fragment and query, and the user name and password."""
    from urllib.parse import unquote

    scheme, separator, rest = url.split("#", 1)[0].split("?", 1)[0].partition("://")
    if not separator:
        return url, None
    host, slash, path = rest.partition("/")
    login, at, host = host.rpartition("@")
    user, _, password = login.partition(":")
    return f"{scheme}://{host}{slash}{path}", (unquote(user), unquote(password)) if at else None


def _add_indexes(
    found: UserConfiguration, pip: Mapping[str, str], uv: Mapping[str, Any], variables: Mapping[str, str]
) -> None:
    tables = [t for t in _list(uv.get("index")) if isinstance(t, dict) and isinstance(t.get("url"), str)]
    defaults = [t["url"] for t in tables if t.get("default") is True]
    named = [_named(word) for word in variables.get("UV_INDEX", "").split()]
    named += [(str(table.get("name", "")), table["url"]) for table in tables if table.get("default") is not True]
    default = (
        pip.get("index-url")
        or _named(variables.get("UV_DEFAULT_INDEX") or variables.get("UV_INDEX_URL") or "")[1]
        or (defaults or [uv.get("index-url")])[0]
    )
    found.add_index(default if isinstance(default, str) and default else DEFAULT_INDEX)
    for word in _words(pip.get("extra-index-url")) + variables.get("UV_EXTRA_INDEX_URL", "").split():
        found.add_index(word)
    for word in _list(uv.get("extra-index-url")):
        found.add_index(str(word))
    for name, url in named:
        prefix = f"UV_INDEX_{''.join(c if c.isalnum() else '_' for c in name).upper()}_"
        user = variables.get(prefix + "USERNAME") if name else None
        found.add_index(url, (user, variables.get(prefix + "PASSWORD", "")) if user else None)


def _links_of_uv(uv: Mapping[str, Any], variables: Mapping[str, str]) -> list[str]:
    return variables.get("UV_FIND_LINKS", "").replace(",", " ").split() + [str(w) for w in _list(uv.get("find-links"))]


def _add_files(found: UserConfiguration, pip: Mapping[str, str], variables: Mapping[str, str]) -> None:
    bundle = pip.get("cert") or next((variables[name] for name in _CA_VARIABLES if variables.get(name)), None)
    if bundle:
        bundle = os.path.abspath(os.path.expanduser(bundle))
        found.ca_bundle = found.outside(bundle, "the CA bundle")
        if found.ca_bundle is None:
            found.refusal = "the CA bundle that the user's configuration names is inside the project or is missing"
    home = os.path.expanduser("~")
    netrc = variables.get("NETRC") or os.path.join(home, ".netrc")
    if not os.path.exists(look_for(netrc)):
        netrc = os.path.join(home, "_netrc")
    found.netrc = found.outside(netrc, "the netrc file")


def _pip_settings(found: UserConfiguration, variables: Mapping[str, str], *, files: bool) -> dict[str, str]:
    settings: dict[str, str] = {}
    for path in _pip_files(variables) if files else ():
        if found.outside(path, f"pip's configuration {os.path.basename(path)}"):
            settings |= _read_pip_file(path, found)
    for name, value in variables.items():
        if name.startswith("PIP_") and value:
            settings[name[4:].lower().replace("_", "-")] = value
    return settings


def _pip_files(variables: Mapping[str, str]) -> Iterator[str]:
    """pip's configuration files, the least specific first."""
    name = "pip.ini" if os.name == "nt" else "pip.conf"
    home = os.path.expanduser("~")
    platform: str = sys.platform
    chosen = variables.get("PIP_CONFIG_FILE")
    if os.name == "nt":
        yield os.path.join(variables.get("PROGRAMDATA", ""), "pip", name)
    elif platform == "darwin":
        yield os.path.join("/Library/Application Support/pip", name)
    else:
        for folder in reversed((variables.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)):
            yield os.path.join(folder, "pip", name)
        yield os.path.join("/etc", name)
    if not (chosen and os.path.exists(look_for(chosen))):  # pip reads it instead of the user's file
        yield os.path.join(home, "pip" if os.name == "nt" else ".pip", name)
        if os.name == "nt":
            yield os.path.join(variables.get("APPDATA", ""), "pip", name)
        elif platform == "darwin" and os.path.isdir(look_for(os.path.join(home, "Library/Application Support/pip"))):
            yield os.path.join(home, "Library/Application Support/pip", name)
        else:
            yield os.path.join(variables.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "pip", name)
    yield os.path.join(sys.prefix, name)
    if chosen:
        yield chosen


def _read_pip_file(path: str, found: UserConfiguration) -> dict[str, str]:
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    data = read_bytes(path, _LARGEST)
    try:
        parser.read_string((data or b"").decode("utf-8-sig"))
    except (Error, UnicodeDecodeError):
        found.problems.append(f"pip's configuration {os.path.basename(path)} cannot be read")
        return {}
    settings: dict[str, str] = {}
    for section in ("global", "install"):
        if parser.has_section(section):
            settings |= {key.lower().replace("_", "-"): value for key, value in parser.items(section) if value}
    return settings


def _uv_settings(found: UserConfiguration, variables: Mapping[str, str]) -> dict[str, Any]:
    home = os.path.expanduser("~")
    if os.name == "nt":
        folders = [variables.get("PROGRAMDATA", ""), variables.get("APPDATA", "")]
    else:
        folders = [(variables.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)[0], "/etc"]
        folders.append(variables.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"))
    paths = [os.path.join(folder, "uv", "uv.toml") for folder in folders]
    chosen = variables.get("UV_CONFIG_FILE")
    settings: dict[str, Any] = {}
    for path in [chosen] if chosen else paths:
        if not found.outside(path, "uv's configuration uv.toml"):
            continue
        import tomli

        try:
            table = tomli.loads((read_bytes(path, _LARGEST) or b"").decode())
        except (tomli.TOMLDecodeError, UnicodeDecodeError, RecursionError):
            found.problems.append("uv's configuration uv.toml cannot be read")
            continue
        pip_table = table.get("pip")
        settings |= {**(pip_table if isinstance(pip_table, dict) else {}), **table}
    return settings


def _named(word: str) -> tuple[str, str]:
    """Name and URL of an index in the form of uv's variables: ``name=URL`` or a URL."""
    name, equals, url = word.partition("=")
    return (name, url) if equals and "/" not in name and ":" not in name else ("", word)


def _words(text: str | None) -> list[str]:
    return (text or "").split()


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _truth(text: str | None) -> bool:
    return (text or "").strip().lower() in {"1", "true", "yes", "on", "y", "t"}
