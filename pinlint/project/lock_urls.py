"""Finds the URLs in structured locks: of indexes, repositories and files. Decides whether a host serves the files of an index."""

from __future__ import annotations

from pinlint.requirements.locked import INDEX, LockedRequirement, LockFile
from pinlint.requirements.locked_files import PUBLIC, PUBLIC_FILES
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.subjects import Subject
    from pinlint.project.urls import UrlUse
    from pinlint.requirements.locked import Package

#: The host of an index -> the hosts that serve its files; other indexes serve files themselves.
_FILE_HOSTS = {
    "pypi.org": ("files.pythonhosted.org",),
    "test.pypi.org": ("test-files.pythonhosted.org",),
    "download.pytorch.org": ("download.pytorch.org", "download-r2.pytorch.org"),
}
#: Where Pyodide publishes the files that it builds for browsers. Nobody else can publish there.
_PYODIDE = "https://cdn.jsdelivr.net/pyodide/"
#: The hosts of pages, and those of the repositories with their files.
_PAGES = {"github.io": "github.com", "gitlab.io": "gitlab.com"}
#: Known hosts that fake hosts imitate.
_KNOWN = ("pypi.org", "files.pythonhosted.org", "download.pytorch.org", "github.com", "gitlab.com")
_MOST_DIFFERENT = 2
#: The common top-level domains in which anyone can register a name, besides those of countries, which have two letters. Others
#: are names of private networks (`pypi.lan`, `pypi.corp`), or rare.
_TOP_LEVEL = frozenset(
    """
    app biz blog build center click cloud club codes com dev digital download edu fun global group host icu info link live media
    mobi name net network news ninja one online org page pro pub run services shop site software solutions space store studio
    support systems team tech technology today tools top uno vip website wiki work works world wtf xyz zip zone
    """.split()  # noqa: SIM905
)


def subjects(lock: LockFile, *, listed: bool) -> Iterator[Subject]:
    """The URLs with their traits; ``listed`` says whether the configuration lists hosts."""
    from pinlint.project.urls import UrlUse

    for index in lock.indexes:
        yield from _traits(UrlUse(lock, index.span, index.url, "index-url"), listed=listed)
    seen: set[str] = set()
    for package in lock.packages:
        source = package.source
        if "://" in source.url and source.url not in seen:
            seen.add(source.url)
            what = "index-url" if source.kind == INDEX else "requirement"
            yield from _traits(UrlUse(lock, source.span, source.url, what), listed=listed)
        yield from _files(lock, package, listed=listed)


def unnamed_index(lock: LockFile, package: Package) -> UrlUse:
    """The index that a package of a lock is from, if no file of its project names that index."""
    from pinlint.project.urls import UrlUse

    found = UrlUse(lock, package.source.span, package.source.url, "index-url")
    found.foreign = True
    return found


def _files(lock: LockFile, package: Package, *, listed: bool) -> Iterator[Subject]:
    from pinlint.project.urls import UrlUse

    expected: Sequence[str] | None = None
    hosts: set[str] = set()
    for file in package.files:
        if not file.url or (file.url.startswith(PUBLIC_FILES) and not listed and package.source.url in PUBLIC):
            continue
        if "://" not in file.url or _is_released_beside(package.source.url, file.url):
            continue
        if file.url.startswith(_PYODIDE) and not listed:
            continue
        url = UrlUse(lock, file.span, file.url, "file")
        if url.host in hosts:
            continue
        hosts.add(url.host)  # the files of a package come from one host; report the first file from another host
        if package.source.kind != INDEX:
            yield from _traits(url, listed=listed)
            continue
        if expected is None:
            expected = _hosts_of(lock, package)
        url.expected = tuple(expected)
        # A local file of the machine that made the lock has no host: `leaked-path` reports it.
        url.foreign = bool(url.host) and url.host not in expected and bool(expected or looks_like(url.host))
        yield from _traits(url, listed=listed)
        if url.foreign:
            url.requirement = LockedRequirement(lock.source, package)
            yield "url", "foreign-host", url


def _traits(url: UrlUse, *, listed: bool) -> Iterator[Subject]:
    from pinlint.project.urls import PLAIN_SCHEMES

    if url.scheme in PLAIN_SCHEMES and url.what != "file":
        yield "url", "plain-index" if url.what == "index-url" else "plain-reference", url
    if url.user:
        yield "url", "credentials", url
    if listed and url.host:
        yield "url", "remote", url


def _hosts_of(lock: LockFile, package: Package) -> Sequence[str]:
    """The hosts that serve the files of the package's index. If the lock does not name the index, this is the public host,
    provided that it serves one of the files; else it is unknown.
    """
    from pinlint.project.urls import UrlUse

    source = package.source
    if not source.url:
        is_public = any(url.startswith(PUBLIC_FILES) for url in package.files.urls)
        return (PUBLIC_FILES.split("/")[2],) if is_public else ()
    index = UrlUse(lock, Span(0, 0), source.url, "index-url").host
    return _FILE_HOSTS.get(index, (index,)) if index else ()


def _is_released_beside(index: str, url: str) -> bool:
    """Whether an index is on the pages of an owner at GitHub or GitLab, and the file is in a repository of this owner. Pages have
    too little space for wheels.
    """
    owner, _, site = index.partition("://")[2].partition("/")[0].lower().partition(".")
    return site in _PAGES and url.lower().startswith(f"https://{_PAGES[site]}/{owner}/")


def looks_like(host: str) -> str:
    """The known host that a host imitates. Empty if it resembles none, or if its name belongs to a private network."""
    from pinlint.project.urls import PRIVATE, reach

    if reach(host) == PRIVATE or any(host == known or host.endswith("." + known) for known in _KNOWN):
        return ""
    # No private network needs this name.
    first = next((known for known in _KNOWN if host.startswith(known + ".")), "")
    top = host.rpartition(".")[2]
    if first or (top not in _TOP_LEVEL and len(top) != len("cc") and not top.startswith("xn--")):
        return first
    for known in _KNOWN:
        same = host.rpartition(".")[0] == known.rpartition(".")[0]
        if same or known.replace(".", "-") in host:
            return known
        if _distance(host, known) <= _MOST_DIFFERENT:
            return known
    return ""


def _distance(one: str, other: str) -> int:
    """The number of letters by which two hosts differ, exact only for small numbers."""
    if abs(len(one) - len(other)) > _MOST_DIFFERENT:
        return _MOST_DIFFERENT + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row[0] = row[0], at
        for place, wanted in enumerate(other, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (letter != wanted))
    return row[-1]
