"""A project's page in a simple repository: which files there are, from JSON (PEP 691, 700) or HTML (PEP 503, 592, 658, 714).

The page is not trusted: the caller limits its size, this module limits the number of files, and both readers are linear.
"""

from __future__ import annotations

import re
from functools import partial

from pinlint.requirements.distributions import SDISTS, WHEEL
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
#: A page with more files than this is not used.
MOST_FILES = 100_000
#: The most brackets in a JSON page of so many files. A page with more is refused before parsing: it would take too much memory.
_MOST_BRACKETS = 5 * MOST_FILES
_MOST_COMMAS = 15 * MOST_FILES
_LONGEST_REASON = 200
#: The content types that pip accepts as HTML. A page without a type is not accepted.
_HTML = ("text/html", "application/vnd.pypi.simple.v1+html", "application/xhtml+xml")
_JSON = ("application/json", "application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.latest+json")
#: The endings of file names that indexes list, or listed in the past.
_ENDINGS = (WHEEL, *SDISTS, ".egg", ".exe", ".msi", ".rpm", ".deb", ".dmg", ".asc", ".sig")
_VERSION = lazy(rb"<meta\s[^>]{0,200}pypi:repository-version[^>]{0,200}")
_NO_VERSION = "its page is not in version 1 of the simple API"
NO_PAGE = "its answer is not a page of the simple API"


class UnreadablePage(Exception):
    """The page cannot be read; the message says why."""


class File:
    """One file of a page. ``sha256`` and ``metadata_sha256`` are hexadecimal, or None if unknown.

    ``has_metadata`` says that the index serves the file's METADATA separately (PEP 658). ``yanked`` is None or the reason,
    which may be empty (PEP 592). ``size`` is in bytes, None if unknown.
    """

    __slots__ = ("filename", "has_metadata", "metadata_sha256", "sha256", "size", "url", "yanked")

    def __init__(
        self,
        filename: str,
        url: str,
        *,
        sha256: str | None = None,
        has_metadata: bool = False,
        metadata_sha256: str | None = None,
        yanked: str | None = None,
        size: int | None = None,
    ) -> None:
        self.filename = filename
        self.url = url
        self.sha256 = sha256
        self.has_metadata = has_metadata
        self.metadata_sha256 = metadata_sha256
        self.yanked = yanked
        self.size = size


class Page:
    """What a page lists: the wanted ``files``, and whether it lists ``any`` file at all."""

    __slots__ = ("any", "files")

    def __init__(self, files: list[File], any: bool) -> None:
        self.files = files
        self.any = any


def read_page(
    body: bytes, content_type: str, url: str, wanted: Callable[[str], object], *, project: str | None = None
) -> Page:
    """The files on the page at ``url`` whose names are ``wanted``. Unusable links are left out if there are other ones.

    With ``project``, the page must be the one of this project in an index, and not any page with links. Raises UnreadablePage,
    also for a page that no index would send, such as a login page: a file that is missing there proves nothing.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _JSON and kind not in _HTML:
        raise UnreadablePage(NO_PAGE)
    listed = known = unusable = False
    files = []
    for filename, make in _from_json(body, url, project) if kind in _JSON else _from_html(body, url):
        listed = True
        known = known or filename.lower().endswith(_ENDINGS)
        if wanted(filename):
            file = make()
            if file is not None:
                files.append(file)
            unusable = unusable or file is None
    if project is not None and kind in _HTML and not known and (listed or b"<" not in body or _asks(body)):
        raise UnreadablePage(NO_PAGE)
    if project is not None and unusable and not files:
        raise UnreadablePage("its page has no link to the files that can be followed")
    return Page(files, listed)


def _asks(body: bytes) -> bool:
    """Whether a page without files has a form or a script, such as a login, or an encoding that is not read. Then it is not an
    empty list of files.
    """
    return re.search(rb"\0|<(?:form|input|script|iframe|meta[^>]{0,100}refresh)", body, re.IGNORECASE) is not None


def _from_json(body: bytes, url: str, project: str | None) -> Iterator[tuple[str, Callable[[], File | None]]]:
    import json

    from pinlint.requirements.names import normalize

    if body.count(b"{") + body.count(b"[") > _MOST_BRACKETS or body.count(b",") > _MOST_COMMAS:
        raise UnreadablePage(f"its page lists more than {MOST_FILES:,} files")
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadablePage("its page is not valid JSON") from None
    meta = page.get("meta") if isinstance(page, dict) else None
    version = meta.get("api-version") if isinstance(meta, dict) else None
    files = page.get("files") if isinstance(page, dict) else None
    if not isinstance(version, str) or not version.startswith("1.") or not isinstance(files, list):
        raise UnreadablePage(_NO_VERSION)
    if len(files) > MOST_FILES:
        raise UnreadablePage(f"its page lists more than {MOST_FILES:,} files")
    name = page.get("name")
    if project is not None and isinstance(name, str) and normalize(name) != project:
        raise UnreadablePage("its page is the one of another project")
    named = False
    for entry in files:
        filename = entry.get("filename") if isinstance(entry, dict) else None
        if isinstance(filename, str):
            named = True
            yield filename, partial(_file_of_json, filename, entry, url)
    if files and not named:
        raise UnreadablePage("its page lists only files without names")


def _file_of_json(filename: str, entry: dict[str, Any], url: str) -> File | None:
    place = entry.get("url")
    target = _target(url, place) if isinstance(place, str) else None
    if target is None:
        return None
    metadata = entry.get("core-metadata", entry.get("dist-info-metadata", False))
    size = entry.get("size")
    return File(
        filename,
        target,
        sha256=_sha256_of(entry.get("hashes")),
        has_metadata=metadata is True or isinstance(metadata, dict),
        metadata_sha256=_sha256_of(metadata),
        yanked=_reason(entry.get("yanked", False)),
        size=size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None,
    )


def _reason(yanked: Any) -> str | None:
    if isinstance(yanked, str):
        return "".join(c for c in yanked[:_LONGEST_REASON] if c.isprintable())
    return "" if yanked is True else None


def _sha256_of(hashes: Any) -> str | None:
    value = hashes.get("sha256") if isinstance(hashes, dict) else None
    return _digest(value) if isinstance(value, str) else None


def _digest(text: str) -> str | None:
    return text.lower() if re.fullmatch("[0-9a-fA-F]{64}", text) else None


def _from_html(body: bytes, url: str) -> Iterator[tuple[str, Callable[[], File | None]]]:
    from html import unescape
    from urllib.parse import unquote

    version = _VERSION.search(body)  # PEP 629
    if version is not None and not re.search(rb"content\s*=\s*['\"]?1\.", version[0]):
        raise UnreadablePage(_NO_VERSION)
    for count, attributes in enumerate(_anchors(body.decode("utf-8", "replace"))):
        if count > MOST_FILES:
            raise UnreadablePage(f"its page lists more than {MOST_FILES:,} files")
        place, _, fragment = unescape(attributes.get("href", "")).partition("#")
        filename = unquote(place.partition("?")[0].rpartition("/")[2])
        yield filename, partial(_file_of_html, filename, place, fragment, attributes, url)


def _file_of_html(filename: str, place: str, fragment: str, attributes: dict[str, str], url: str) -> File | None:
    from html import unescape

    target = _target(url, place)
    announced = attributes.get("data-core-metadata", attributes.get("data-dist-info-metadata"))
    return (
        None
        if target is None
        else File(
            filename,
            target,
            sha256=_named_digest(fragment),
            has_metadata=announced is not None and announced != "false",
            metadata_sha256=_named_digest(unescape(announced or "")),
            yanked=_reason(unescape(attributes["data-yanked"])) if "data-yanked" in attributes else None,
        )
    )


def _named_digest(text: str) -> str | None:
    algorithm, _, digest = text.partition("&")[0].partition("=")
    return _digest(digest) if algorithm == "sha256" else None


def _anchors(text: str) -> Iterator[dict[str, str]]:
    """The attributes of each ``<a>`` tag outside comments: maps the name in lower case to the value as written. The first of
    equal names counts.
    """
    tag = re.compile(r"<!--|<a(?=[\s/>])", re.IGNORECASE)
    attribute = re.compile(r"""[\s/]*(?:(>)|([^\s/>=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]*))?|=)""")
    at = 0
    while match := tag.search(text, at):
        at = match.end()
        if match[0] == "<!--":
            at = text.find("-->", at)
            if at < 0:
                return
            continue
        attributes: dict[str, str] = {}
        while part := attribute.match(text, at):
            at = part.end()
            if part[1]:
                break
            if part[2]:
                value = part[3] or ""
                attributes.setdefault(part[2].lower(), value[1:-1] if value[:1] in ("'", '"') else value)
        else:
            return  # the text ends within the tag
        yield attributes


def _target(base: str, place: str) -> str | None:
    """The absolute URL of a link, without credentials and fragment; None if it must not be followed.

    A page that was fetched over https must not link to a file over http.
    """
    from pinlint.evidence.client import without_login
    from pinlint.evidence.credentials import origin_of

    if place.startswith("https://"):
        target = place
    else:
        from urllib.parse import urljoin

        try:
            target = urljoin(base, place.strip())
        except ValueError:
            return None
    if not target.startswith(("https://", "http://")) or (
        base.startswith("https:") and not target.startswith("https:")
    ):
        return None
    if "@" in target or "#" in target:
        return without_login(target) if origin_of(target) else None
    return target
