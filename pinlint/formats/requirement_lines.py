"""Turns the text of one requirement into a `Requirement`, as pip reads it: a specifier, a URL, a path, an editable.

pip looks on the disk whether a text is a path. In this module the form of the text decides. It is a path if it begins with ``.``
or a slash, has a slash or backslash after a plain first part, ends like an archive, or is a ``file:`` URL. The value of ``-e`` is
a path if it is not a URL.
"""

from __future__ import annotations

from pinlint.formats.pep508_parts import InvalidRequirement, quoted
from pinlint.formats.plain_pep508 import parts_of
from pinlint.requirements.distributions import ARCHIVES
from pinlint.requirements.model import Clause, Hash, Requirement
from pinlint.requirements.names import normalize
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from pinlint.formats.pep508_parts import Parts
    from pinlint.requirements.references import Reference
    from pinlint.text.source import SourceFile

    #: Maps offsets of the text that is read to the span in the file.
    Locate: TypeAlias = Callable[[int, int], Span]

#: A variable that pip replaces.
VARIABLE = lazy(r"\$\{([A-Z0-9_]+)\}")
_PATH = lazy(r"[.\\/]|[A-Za-z]:[\\/]|[\w.+-]*[\\/]")
_EXTRAS = lazy(r"\[([^\[\]]+)\]$")
_UNKNOWN_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_BRACKETED = lazy(r"[\w+.-]*://[^/?#\[\]]*[\[\]]")
_IPV6 = lazy(r"[\w+.-]*://(?:[^/?#\[\]@]*@)?\[[0-9A-Fa-f:.]*\](?::[0-9]*)?(?:[/?#]|\Z)")
_EGG_NAME = lazy(r"[#&]egg=")


def read_line_requirement(source: SourceFile, text: str, locate: Locate, lenient: bool, **fields: Any) -> Requirement:
    """The requirement in ``text``, which is from a requirements file. Raises InvalidRequirement.

    With ``lenient``, ``${NAME}`` may stand for a name, a version or any part of them: the build knows its value.
    """
    shape, fields["variables"] = hide_variables(text) if lenient else (text, ())
    try:
        return _read_line(source, text, shape, locate, fields)
    except InvalidRequirement as error:
        raise _with_variables(error, text, shape) from None


def _read_line(source: SourceFile, text: str, shape: str, locate: Locate, fields: dict[str, Any]) -> Requirement:
    is_url = _scheme_of(shape.lstrip()) is not None
    end = shape.find("; " if is_url else ";")
    if end >= 0:
        start = len(shape) - len(shape[end + 1 :].lstrip())
        if start < len(shape):
            from pinlint.formats.pep508 import parse_marker

            parse_marker(shape, start)
            stop = len(shape.rstrip())
            fields["marker"], fields["marker_span"] = text[start:stop], locate(start, stop)
    else:
        end = len(shape)
    body = shape[:end].strip()
    base = len(shape[:end]) - len(shape[:end].lstrip())
    fields["span"] = _joined(locate(base, base + len(body)), fields.get("marker_span"))
    if is_url:
        return _located(source, text, base, base + len(body), locate, fields)
    if body.endswith("]") and "[" in body:
        _read_extras(body, base, body.rfind("["))
    if _is_archive(body):
        return _path(source, text, shape, base, body, locate, fields)
    try:
        parts = parts_of(body)
    except InvalidRequirement as error:
        if not _PATH.match(body) and not _UNKNOWN_SCHEME.match(body):
            raise InvalidRequirement(error.message, error.start + base, error.end + base, error.help) from None
        return _path(source, text, shape, base, body, locate, fields)
    if base:
        return _specified(source, text[base:], parts, lambda a, b: locate(a + base, b + base), fields)
    return _specified(source, text, parts, locate, fields)


def read_editable(source: SourceFile, text: str, locate: Locate, lenient: bool, **fields: Any) -> Requirement:
    """The requirement of an ``-e``; ``text`` is its value. Raises InvalidRequirement."""
    shape, variables = hide_variables(text) if lenient else (text, ())
    fields.update(variables=variables, editable=True)
    try:
        return _read_editable(source, text, shape, locate, fields)
    except InvalidRequirement as error:
        raise _with_variables(error, text, shape) from None


def _with_variables(error: InvalidRequirement, text: str, shape: str) -> InvalidRequirement:
    """The error. If a value of a variable could make the text valid, the error says that this depends on the variable."""
    for match in VARIABLE.finditer(text) if shape is not text else ():
        if match.start() < error.end and error.start < match.end():
            what = f"the meaning of this line depends on {quoted(match[0])[1:-1]}"
            return InvalidRequirement(what, error.start, error.end, "write the requirement itself")
    return error


def _read_editable(source: SourceFile, text: str, shape: str, locate: Locate, fields: dict[str, Any]) -> Requirement:
    from pinlint.requirements.references import VCS_SCHEMES

    scheme = _scheme_of(shape)
    if scheme is None and shape.lower().startswith(("git:", "hg:", "svn:", "bzr:")):
        scheme = "git+git"
    if scheme is None:
        return _read_editable_path(source, text, shape, locate, fields)
    if scheme == "file":
        return _path(source, text, shape, 0, shape, locate, fields)
    if scheme not in VCS_SCHEMES:
        raise InvalidRequirement("an editable must be a local path or a VCS URL", 0, len(text), "remove '-e'")
    requirement = _located(source, text, 0, len(text), locate, fields)
    if requirement.name is None:
        raise InvalidRequirement("the name of an editable VCS URL is missing", 0, len(text), "append '#egg=NAME'")
    return requirement


def _read_editable_path(
    source: SourceFile, text: str, shape: str, locate: Locate, fields: dict[str, Any]
) -> Requirement:
    """An editable that does not begin with a scheme: ``name @ URL``, or a path."""
    from pinlint.requirements.references import VCS_SCHEMES

    try:
        parts = parts_of(shape)
    except InvalidRequirement:
        parts = None
    if parts is not None and (parts.url is not None or parts.clauses):
        scheme = _scheme_of(shape[slice(*parts.url)]) if parts.url else None
        if scheme != "file" and scheme not in VCS_SCHEMES:
            where = parts.url or (0, len(text))
            raise InvalidRequirement("an editable must be a local path or a VCS URL", *where, "remove '-e'")
        return _specified(source, text, parts, locate, fields)
    at = shape.find("#egg=")
    if at >= 0:
        raise InvalidRequirement("a path cannot have '#egg='", at, len(text), "remove '#egg=…'")
    return _path(source, text, shape, 0, shape, locate, fields)


def hide_variables(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` with zeros over every ``${NAME}``, which any part of a requirement may contain; and the variables' names."""
    if "${" not in text:
        return text, ()
    names = tuple(dict.fromkeys(VARIABLE.findall(text)))
    return VARIABLE.sub(lambda match: "0" * len(match[0]), text), names


def _specified(source: SourceFile, text: str, parts: Parts, locate: Locate, fields: dict[str, Any]) -> Requirement:
    start, end = parts.name
    name = text[start:end]
    fields["name"], fields["name_span"] = name, locate(start, end)
    if "$" not in name:
        fields["project"] = normalize(name)
    if parts.extras:
        fields["extras"] = _distinct([text[a:b] for a, b in parts.extras])
    if parts.specifier is not None:
        fields["clauses"] = tuple([Clause(text[a:b], text[c:d], locate(a, d)) for (a, b), (c, d) in parts.clauses])
        fields["specifier_span"] = locate(*parts.specifier)
    if parts.url is not None:
        a, last = parts.url
        _check_egg(text, a, last)
        fields["url"], fields["url_span"] = text[a:last], locate(a, last)
        if "#" in text[a:last] or "&" in text[a:last]:
            from pinlint.requirements.references import parse_reference

            fields["hashes"] = (*fields.get("hashes", ()), *_hashes(parse_reference(text[a:last]), a, locate))
    if parts.marker is not None:
        a, last = parts.marker
        fields["marker"], fields["marker_span"] = text[a:last], locate(a, last)
    return Requirement(source, **fields)


def _located(
    source: SourceFile, text: str, start: int, end: int, locate: Locate, fields: dict[str, Any]
) -> Requirement:
    """A requirement that is only a URL or path: its name comes from the fragment, a wheel or an addon of Divio."""
    from pinlint.requirements.references import parse_reference, wheel_parts

    url = text[start:end]
    reference = parse_reference(url, editable=fields.get("editable", False))
    is_wheel = reference.kind != "vcs" and reference.filename.endswith(".whl")
    if is_wheel and wheel_parts(reference.filename) is None:
        raise InvalidRequirement(f"{quoted(reference.filename)} is not a valid file name of a wheel", start, end)
    if reference.scheme:
        if _BRACKETED.match(url) and not _IPV6.match(url):
            raise InvalidRequirement("brackets in the host of a URL can only contain an IPv6 address", start, end)
        _check_egg(text, start, end)
        fields["hashes"] = (*fields.get("hashes", ()), *_hashes(reference, start, locate))
        fields["extras"] = fields.get("extras") or reference.egg_extras
    if is_wheel or (reference.scheme and reference.egg_name) or reference.addon is not None:
        fields["name"], fields["project"] = reference.name, reference.project
        if reference.name_range is not None:
            first, last = reference.name_range
            fields["name_span"] = locate(start + first, start + last)
    fields.setdefault("span", locate(start, end))
    requirement = Requirement(source, url=url, url_span=locate(start, end), **fields)
    requirement.reference = reference
    return requirement


def _path(
    source: SourceFile, text: str, shape: str, base: int, body: str, locate: Locate, fields: dict[str, Any]
) -> Requirement:
    """A requirement that looks like a local path, with extras in brackets at its end."""
    end = base + len(body)
    match = _EXTRAS.search(body)
    if match:
        fields["extras"] = _read_extras(body, base, match.start())
        end = base + len(body[: match.start()].rstrip())
    if end == base:
        raise InvalidRequirement("the path is missing", base, base + len(body))
    unknown = _UNKNOWN_SCHEME.match(shape, base, end)
    if unknown and _scheme_of(shape[base:end]) is None:
        raise InvalidRequirement(f"pip does not know the scheme {quoted(unknown[1])}", *unknown.span(1))
    fields.setdefault("span", locate(base, base + len(body)))
    return _located(source, text, base, end, locate, fields)


def _scheme_of(text: str) -> str | None:
    """The scheme of a text that pip reads as a URL."""
    if ":" not in text:
        return None
    from pinlint.requirements.references import scheme_of

    return scheme_of(text)


def _is_archive(body: str) -> bool:
    path = _EXTRAS.sub("", body).rstrip() if body.endswith("]") else body
    if not path.lower().endswith(ARCHIVES):
        return False
    before, at, _ = body.partition("@")
    return not at or "/" in before or before.startswith(".")


def _read_extras(body: str, base: int, at: int) -> tuple[str, ...]:
    """The extras in the brackets at the end of a path, which begin at ``at``. Raises InvalidRequirement."""
    try:
        parts = parts_of("x" + body[at:])
    except InvalidRequirement as error:
        raise InvalidRequirement(
            error.message, base + at + error.start - 1, base + at + error.end - 1, error.help
        ) from None
    return _distinct([body[at + a - 1 : at + b - 1] for a, b in parts.extras])


def _distinct(extras: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normalize, extras)))


def _check_egg(text: str, start: int, end: int) -> None:
    """Refuses an ``egg`` unless it is a name or, as older versions of pip read it, ``name[extras]==version``."""
    match = _EGG_NAME.search(text, start, end)
    if match is None:
        return
    from pinlint.requirements.references import read_egg

    stop = text.find("&", match.end(), end)
    stop = end if stop < 0 else stop
    if read_egg(hide_variables(text[match.end() : stop])[0]) is None:
        what = f"{quoted(text[match.end() : stop])} is not a valid project name"
        raise InvalidRequirement(what, match.end(), stop, "write '#egg=NAME'")


def _hashes(reference: Reference, base: int, locate: Locate) -> tuple[Hash, ...]:
    found = reference.hashes
    return tuple([Hash(algorithm, digest, locate(base + a, base + b)) for algorithm, digest, (a, b) in found])


def _joined(first: Span, last: Span | None) -> Span:
    return first if last is None else Span(first.start, last.end)
