"""Reads core metadata fast: only the header fields that the proof needs, with the same values as the ``email`` package gives.

The specification says that METADATA and PKG-INFO are read as e-mail headers (core metadata specification, PEP 566, 643).
The text is not trusted: its size is limited, and malformed text is rejected as a whole, never used in part.
"""

from __future__ import annotations

from pinlint.requirements.metadata import Metadata
from pinlint.requirements.names import is_valid, normalize
from pinlint.requirements.versions import normalized
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Fields: TypeAlias = dict[str, list[str]]

#: The first read of a file, in bytes: the headers of nearly every METADATA end within it.
HEAD = 16 * 1024
#: Longer headers, in bytes, are rejected.
LONGEST_HEADERS = 1024 * 1024
#: The largest file of metadata that is fetched, in bytes; a description may be long.
LONGEST_FILE = 4 * 1024 * 1024
#: Longer fields, in characters, are rejected.
LONGEST_VALUE = 8 * 1024
#: The most values of one field; metadata with more is rejected.
MOST_VALUES = 10_000

_FIELDS = frozenset(
    ["metadata-version", "name", "version", "requires-dist", "requires-python", "provides-extra", "dynamic"]
)
#: The fields by their names as written. It is a cache: all metadata has the same few names.
_known: dict[str, str | None] = {}
MEMOS = (_known,)
#: Control characters, line separators, and surrogates, which represent bytes that are not UTF-8.
_UNSAFE = lazy("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_SINGLE = ("name", "version", "requires-python", "metadata-version")


def header_block(data: bytes) -> bytes | None:
    """The headers at the beginning of ``data``, with ``\\n`` as the newline; None if no blank line ends them."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    end = data.find(b"\n\n")
    return None if end < 0 else data[: end + 1]


def read_fields(headers: bytes) -> Fields | None:
    """The values of the fields that the proof reads, by field name in lower case; None if they are malformed.

    Malformed means: a value is not UTF-8, has control characters or exceeds a limit; a single-use field is given twice; the
    name or version is missing or impossible.
    """
    fields: Fields = {}
    values: list[str] | None = None
    text = headers.decode("utf-8", "surrogateescape").rstrip("\n")
    for line in text.split("\n"):
        if line.startswith((" ", "\t")):
            if values is not None:
                values[-1] += " " + line.strip()
                if len(values[-1]) > LONGEST_VALUE:
                    return None
            continue
        name, colon, value = line.partition(":")
        if colon and name not in _known:
            _known[name] = _field(name)
        field = _known[name] if colon else None
        if field is None:
            if line.startswith("From "):
                values = None
                continue
            break  # not a header and not a continuation: `email` ends the headers here
        values = fields.setdefault(field, []) if field else None
        if values is not None:
            values.append(value)
    safe = is_safe(text.replace("\n", ""))
    for name, given in fields.items():
        fields[name] = values = [value.strip() for value in given]
        if max(map(len, values)) > LONGEST_VALUE or not (safe or all(map(is_safe, values))):
            return None
    if any(len(values) > MOST_VALUES for values in fields.values()):
        return None
    if any(len(fields.get(name, ())) > 1 for name in _SINGLE):
        return None
    if "version" not in fields or not is_valid(fields.get("name", [""])[0]):
        return None
    return fields


def _field(name: str) -> str | None:
    """The field with a name, in lower case; empty for a field that the proof does not read; None if it is no name of a field."""
    if not name.isascii() or not name.isprintable() or " " in name:
        return None
    return name.lower() if name.lower() in _FIELDS else ""


def parse(data: bytes, origin: str, *, built: bool) -> Metadata | None:
    """The metadata at the beginning of ``data``; None if it is malformed or its headers do not end.

    ``built`` means that it comes from a wheel or an installed distribution, which always gives the dependencies. A source
    distribution gives them only from metadata version 2.2 on, and only if ``Dynamic`` does not list them (PEP 643);
    otherwise ``requires_dist`` is None. The same applies to the ``Requires-Python`` of a source distribution.
    """
    headers = header_block(data)
    if headers is None and len(data) <= LONGEST_HEADERS:
        headers = header_block(data + b"\n\n")
    if headers is None or len(headers) > LONGEST_HEADERS:
        return None
    fields = read_fields(headers)
    return None if fields is None else from_fields(fields, origin, built=built)


def from_fields(fields: Fields, origin: str, *, built: bool) -> Metadata:
    """Metadata from parsed fields. ``built`` has the same meaning as for `parse`."""
    tells = built or is_authoritative(fields)
    return Metadata(
        normalize(fields["name"][0]),
        fields["version"][0],
        tuple(fields.get("requires-dist", ())) if tells else None,
        fields.get("requires-python", [None])[0] or None,
        tuple(map(normalize, fields.get("provides-extra", ()))),
        origin,
    )


def is_authoritative(fields: Fields) -> bool:
    """Whether the fields of a source distribution give the requirements of every wheel that is built from it (PEP 643)."""
    version = normalized(fields.get("metadata-version", [""])[0])
    if version is None or not version.is_final or version.epoch or version.local or len(version.release) != 2:
        return False
    if version.release < (2, 2):
        return False
    return not {name.lower() for name in fields.get("dynamic", ())} & {"requires-dist", "requires-python"}


def is_safe(value: str) -> bool:
    """Whether a text has no control characters, no line separators and no surrogates."""
    if value.isascii() and value.replace("\t", "").isprintable():
        return True
    return not _UNSAFE.search(value)
