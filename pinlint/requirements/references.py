"""Direct references: what a required URL or path points to, and whether its content can change. No file is read.

They are read as pip reads them: the fragment's ``egg``, ``subdirectory`` and hash, and ``@revision`` of a VCS URL. In addition,
this module understands the URLs of some hosts: archives of GitHub, GitLab and Bitbucket, and artifacts of the Divio platform.
"""

from __future__ import annotations

import re

from pinlint.requirements.distributions import WHEEL, split_sdist, split_wheel
from pinlint.requirements.names import normalize
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    #: Offsets in the URL as written: start and end.
    Range: TypeAlias = tuple[int, int]

URL = "url"
VCS = "vcs"
PATH = "path"

#: The values of `Reference.ref_kind`. Only a full commit always means the same.
COMMIT = "commit"
SHORT_COMMIT = "short-commit"
TAG = "tag"
BRANCH = "branch"
DEFAULT_BRANCH = "default-branch"

#: The schemes of URLs that pip accepts; text with anything else before a colon is not a URL.
VCS_SCHEMES = frozenset(
    f"{vcs}+{transport}"
    for vcs, transports in {
        "bzr": ("http", "https", "ssh", "sftp", "ftp", "lp", "file"),
        "git": ("http", "https", "ssh", "git", "file"),
        "hg": ("http", "https", "ssh", "static-http", "file"),
        "svn": ("http", "https", "ssh", "svn", "file"),
    }.items()
    for transport in transports
)
SCHEMES = VCS_SCHEMES | {"http", "https", "file", "ftp"}

_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SPLIT = lazy(r"(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_EGG = lazy(r"[#&]egg=([^&]*)")
_EGG_PARTS = lazy(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[([A-Za-z0-9._, -]+)\])?(?:(?:===?([^\s,;=]+)|[<>!~]=?[^\s;]+))?"
)
_SUBDIRECTORY = lazy(r"[#&]subdirectory=([^&]*)")
_HASH = lazy(r"[#&](sha512|sha384|sha256|sha224|sha1|md5)=([^&]*)")
_HEX = lazy(r"[0-9a-f]+", re.IGNORECASE)
_TAG_LIKE = lazy(r"(?:v|V|release[-_/]?|rel[-_/]?|[A-Za-z][\w.]*-)?[0-9]+(?:[.+_-][0-9A-Za-z]+)*")
_VERSION = lazy(
    r"v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?"
    r"(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?(?:[-_.]?dev[-_.]?[0-9]*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?",
    re.IGNORECASE | re.ASCII,
)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ADDON = lazy(rf"/(?:api/v1/apps/serve/)?([^/]+)/([^/]+)/({_UUID})/([^/]+)\.tar\.gz", re.IGNORECASE)
_ADDON_HOST = lazy(r"(?:.+\.)?(?:divio|aldryn)\.(?:com|net)|divio-addons\.s3[\w.-]*\.amazonaws\.com")
_WHEELS_CDN = lazy(r"/(?:pypi/[^/]+/[^/]+/[^/]+/[^/]+/[0-9a-f]{32}|__external__/[^/]+/[0-9a-f]{64})/[^/]+\.whl")
_WHEELS_CDN_HOST = "wheels-cdn.aldryn.net"


class Reference:
    """What a direct reference points to.

    ``kind`` is ``url``, ``vcs`` or ``path``; ``scheme`` and ``host`` are in lower case, empty for a path. ``repository`` and
    ``revision`` are parts of a VCS URL. ``ref`` is the commit, tag or branch in a VCS URL, or in the URL of an archive of a
    hosted repository. ``ref_kind`` is what ``ref`` looks like: ``commit``, ``short-commit``, ``tag``, ``branch`` or
    ``default-branch``. Both are None for other URLs. ``filename`` is the last part of the path.

    ``name`` and ``version`` come from the URL's ``egg`` fragment. Without one, they come from the file's name (``file_name`` and
    ``file_version``). ``name_range`` is where the name is written. ``egg`` is the fragment's whole value. ``hashes`` are
    (algorithm, digest, range). ``addon`` is set for an addon of the Divio platform.
    """

    __slots__ = (
        "addon",
        "egg",
        "egg_extras",
        "egg_name",
        "egg_version",
        "file_name",
        "file_version",
        "filename",
        "hashes",
        "host",
        "kind",
        "name",
        "name_range",
        "path",
        "query",
        "ref",
        "ref_kind",
        "repository",
        "revision",
        "scheme",
        "subdirectory",
        "url",
        "vcs",
        "version",
        "wheels_cdn",
    )

    def __init__(self, url: str, kind: str) -> None:
        self.url = url
        self.kind = kind
        self.scheme = ""
        self.host = ""
        self.path = url
        self.query = ""
        self.vcs: str | None = None
        self.repository: str | None = None
        self.revision: str | None = None
        self.ref: str | None = None
        self.ref_kind: str | None = None
        self.filename = ""
        self.file_name: str | None = None
        self.file_version: str | None = None
        self.name: str | None = None
        self.version: str | None = None
        self.name_range: Range | None = None
        self.egg: str | None = None
        self.egg_name: str | None = None
        self.egg_extras: tuple[str, ...] = ()
        self.egg_version: str | None = None
        self.subdirectory: str | None = None
        self.hashes: tuple[tuple[str, str, Range], ...] = ()
        self.addon: Addon | None = None
        self.wheels_cdn = False

    @property
    def redacted(self) -> str:
        """The URL without credentials."""
        from pinlint.text.secrets import redact

        return redact(self.url)

    @property
    def credentials(self) -> bool:
        """Whether the URL contains credentials as plain text."""
        return self.redacted != self.url

    @property
    def project(self) -> str | None:
        """The normalized name from the URL."""
        return normalize(self.name) if self.name else None

    @property
    def immutable(self) -> bool:
        """Whether the URL alone, without a hash, always has the same content: a full commit, an artifact of the
        Divio platform.
        """
        if self.vcs == "svn":
            return self.revision is not None and self.revision.isdigit()
        return self.ref_kind == COMMIT or self.addon is not None or self.wheels_cdn


class Addon:
    """The parts of the URL of an addon of the Divio platform; ``uuid`` identifies one upload of one version."""

    __slots__ = ("host", "name", "uuid", "version")

    def __init__(self, host: str, name: str, version: str, uuid: str) -> None:
        self.host = host
        self.name = name
        self.version = version
        self.uuid = uuid

    def __eq__(self, other: object) -> bool:
        """Equal if both are the same upload, on any host: the platform has moved its addons between hosts."""
        return isinstance(other, Addon) and (self.name, self.version, self.uuid) == (
            other.name,
            other.version,
            other.uuid,
        )

    def __hash__(self) -> int:
        return hash((self.name, self.version, self.uuid))

    def __repr__(self) -> str:
        return f"Addon({self.name!r}, {self.version!r}, {self.uuid!r})"


def scheme_of(text: str) -> str | None:
    """The scheme of a text that pip reads as a URL, in lower case; None for any other text."""
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else None
    return scheme if scheme in SCHEMES else None


def parse_reference(url: str, editable: bool = False) -> Reference:
    """What ``url``, a URL or a path as written, points to. An editable may leave out ``git+`` before ``git://``."""
    match = _SCHEME.match(url)
    scheme = match[1].lower() if match else ""
    if editable and scheme in ("git", "hg", "svn", "bzr"):
        scheme = f"{scheme}+{scheme}"
    if match is None or (scheme not in SCHEMES and not url.startswith("//", match.end())):  # "C:/x" has no scheme
        reference = Reference(url, PATH)
        reference.filename = re.split(r"[/\\]", url.rstrip("/\\"))[-1]
        _read_filename(reference, url.rfind(reference.filename))
        return reference
    reference = Reference(url, VCS if scheme in VCS_SCHEMES else PATH if scheme == "file" else URL)
    reference.scheme = scheme
    split = _SPLIT.match(url, match.end())
    assert split is not None
    netloc, path, query, _ = split.groups("")
    host = netloc.rpartition("@")[2]
    reference.host = re.sub(r":[^:\]]*$", "", host).lower() if ":" in host else host.lower()
    reference.path = path
    reference.query = query
    reference.filename = _unquote(path.rstrip("/").rsplit("/", 1)[-1])
    _read_fragment(reference)
    if reference.kind == VCS:
        _read_vcs(reference, netloc)
    else:
        _read_hosted(reference)
        if reference.ref_kind is None or reference.host == "raw.githubusercontent.com":
            _read_filename(reference, url.find(reference.filename, split.start(2)))
        _read_addon(reference)
    return reference


def _read_fragment(reference: Reference) -> None:
    if "#" not in reference.url and "&" not in reference.url:
        return
    match = _HASH.search(reference.url)
    if match:
        reference.hashes = ((match[1], match[2], match.span(2)),)
    match = _SUBDIRECTORY.search(reference.url)
    if match:
        reference.subdirectory = match[1]
    match = _EGG.search(reference.url)
    if match is None:
        return
    reference.egg = match[1]
    egg = read_egg(match[1])
    if egg is None:
        return
    reference.egg_name = reference.name = egg[1]
    reference.name_range = match.start(1), match.start(1) + len(egg[1])
    reference.egg_extras = tuple([normalize(extra.strip()) for extra in egg[2].split(",")]) if egg[2] else ()
    if egg[3]:
        reference.egg_version = reference.version = _unquote(egg[3])


def read_egg(text: str) -> re.Match[str] | None:
    """Name, extras and version of an ``egg``; None for other text. pip before 26 read all three."""
    return _EGG_PARTS.fullmatch(text)


def _read_vcs(reference: Reference, netloc: str) -> None:
    reference.vcs, _, transport = reference.scheme.partition("+")
    path, at, revision = reference.path.rpartition("@")
    if not at:
        path, revision = reference.path, ""
    reference.repository = f"{transport}://{netloc}{path}"
    reference.revision = reference.ref = _unquote(revision) or None
    reference.ref_kind = kind_of_ref(reference.ref)


def _read_hosted(reference: Reference) -> None:
    """Finds the commit, tag or branch in the URL of an archive that a repository host creates on demand."""
    found = _hosted_ref(reference)
    if found is not None:
        reference.ref = _unquote(found) or None
        first = (reference.ref or "").partition("/")[0]
        if kind_of_ref(first) == COMMIT:  # GitHub accepts any file name after it
            reference.ref = first
        reference.ref_kind = kind_of_ref(reference.ref)


def _hosted_ref(reference: Reference) -> str | None:
    path, host = reference.path, reference.host
    if host == "codeload.github.com":
        match = re.fullmatch(r"/[^/]+/[^/]+/(?:legacy\.)?(?:zip|tar\.gz)/(.+)", path)
    elif host == "api.github.com":
        match = re.fullmatch(r"/repos/[^/]+/[^/]+/(?:zip|tar)ball/(.+)", path)
    elif host == "raw.githubusercontent.com":
        match = re.fullmatch(r"/[^/]+/[^/]+/(refs/(?:heads|tags)/[^/]+|[^/]+)/.+", path)
    elif host == "bitbucket.org":
        match = re.fullmatch(r"/[^/]+/[^/]+/get/(.+?)(?:\.zip|\.tar\.gz|\.tar\.bz2|\.tgz)", path)
    elif re.search(r"/repository/archive\.[\w.]+$", path):
        match = re.search(r"(?:^|&)(?:ref|sha)=([^&]+)", reference.query)
        return match[1] if match else ""
    elif "/-/archive/" in path:  # GitLab, on any host
        return path.partition("/-/archive/")[2].rpartition("/")[0]
    else:  # GitHub; Gitea and Forgejo on any host
        match = re.fullmatch(r"/[^/]+/[^/]+/archive/(.+?)(?:\.zip|\.tar\.gz|\.tgz|\.tar\.bz2|\.bundle)", path)
        match = match or re.fullmatch(r"/[^/]+/[^/]+/(?:zip|tar)ball/([^/].*)", path)
    return match[1] if match else None


def kind_of_ref(ref: str | None) -> str:
    """What a revision looks like; see `Reference`."""
    if not ref:
        return DEFAULT_BRANCH
    if _HEX.fullmatch(ref) and not ref.isdigit():
        if len(ref) in (40, 64):
            return COMMIT
        if 7 <= len(ref) < 40:
            return SHORT_COMMIT
    elif ref.isdigit() and len(ref) in (40, 64):
        return COMMIT
    if ref.startswith("refs/tags/"):
        return TAG
    if ref.startswith("refs/"):
        return BRANCH
    return TAG if _TAG_LIKE.fullmatch(ref) else BRANCH


def _read_filename(reference: Reference, at: int) -> None:
    """Takes name and version from the name of a wheel or source distribution, if the fragment does not have them."""
    filename = reference.filename
    split = wheel_parts(filename) if filename.endswith(WHEEL) else split_sdist(filename)
    if split is None or not _VERSION.fullmatch(split[1]):
        return
    name, version = reference.file_name, reference.file_version = split
    if reference.name is None:
        reference.name = name
        if reference.url.startswith(name, at):
            reference.name_range = at, at + len(name)
    if reference.version is None:
        reference.version = version


def wheel_parts(filename: str) -> tuple[str, str] | None:
    """Name and version from a wheel's file name; None if pip would call the name malformed."""
    parts = split_wheel(filename)
    if parts is None or not _VERSION.fullmatch(parts[1]):
        return None
    if "__" in parts[0] or not re.fullmatch(r"[\w.]+", parts[0]):
        return None
    if len(parts) == 6 and not re.match(r"[0-9]", parts[2]):
        return None
    for interpreter in parts[-3].split("."):
        if not interpreter.isidentifier():
            return None
    if not all(tag for part in parts[-2:] for tag in part.split(".")):
        return None
    return parts[0], parts[1]


def _read_addon(reference: Reference) -> None:
    if reference.host == _WHEELS_CDN_HOST:
        reference.wheels_cdn = _WHEELS_CDN.fullmatch(reference.path) is not None
        return
    match = _ADDON.fullmatch(reference.path)
    if match and _ADDON_HOST.fullmatch(reference.host):
        name, version, uuid, _ = match.groups()
        reference.addon = Addon(reference.host, _unquote(name), _unquote(version), uuid.lower())
        if reference.version is None:
            reference.version = reference.addon.version
        if reference.name is None:
            reference.name = reference.addon.name


def _unquote(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
