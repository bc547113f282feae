"""What a pinned version requires: reads the values of ``Requires-Dist``, each text once."""

from __future__ import annotations

from pinlint.requirements.names import leading_name, normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_memo: dict[str, Dependency | None] = {}
MEMOS = (_memo,)


class Dependency:
    """One requirement of a released version (core metadata's ``Requires-Dist``, PEP 508).

    ``project`` and ``extras`` are normalized; ``specifier`` is the set's text, or empty. ``gated``: the marker refers to extras.
    """

    __slots__ = ("extras", "gated", "marker", "project", "specifier", "text", "url")

    def __init__(
        self, text: str, project: str, extras: tuple[str, ...], specifier: str, url: str | None, marker: str | None
    ) -> None:
        self.text = text
        self.project = project
        self.extras = extras
        self.specifier = specifier
        self.url = url
        self.marker = marker
        self.gated = marker is not None and "extra" in marker

    def __repr__(self) -> str:
        return f"Dependency({self.text!r})"


class Witness(Dependency):
    """A dependency of a pin according to another lock. ``place`` is where that lock says it. ``doubt`` says why it may not apply
    here, or is empty.
    """

    __slots__ = ("doubt", "place")

    def __init__(self, project: str, place: str, *, specifier: str = "", marker: str | None = None) -> None:
        text = f"{project}{specifier}{f'; {marker}' if marker else ''}"
        super().__init__(text, project, (), specifier, None, marker)
        self.place = place
        self.doubt = ""


class Gates:
    """The dependencies of a version whose markers refer to extras, for lookup by extra."""

    __slots__ = ("_always", "_by_extra")

    def __init__(self, dependencies: Iterable[Dependency]) -> None:
        self._by_extra: dict[str, list[Dependency]] = {}
        self._always: list[Dependency] = []
        for dependency in dependencies:
            if dependency.gated:
                named = _extras_of(dependency.marker or "")
                for extra in named or ():
                    self._by_extra.setdefault(extra, []).append(dependency)
                if named is None:
                    self._always.append(dependency)

    def under(self, extra: str) -> list[Dependency]:
        """The dependencies that an extra may require. Those that the project requires without an extra are left out: they are
        checked anyway.
        """
        return [*self._by_extra.get(extra, ()), *self._always]


def _extras_of(marker: str) -> set[str] | None:
    """The extras that a marker compares by ``==``, normalized: any other extra gives the same result as no extra. None if this is
    not certain.
    """
    from pinlint.requirements.markers import atoms

    asked = [(operator, value) for variable, operator, value, _ in atoms(marker) if variable == "extra"]
    return {value for _, value in asked} if all(operator == "==" for operator, _ in asked) else None


def read_dependency(text: str) -> Dependency | None:
    """Reads one value of ``Requires-Dist``; None if it is malformed."""
    try:
        return _memo[text]
    except KeyError:
        dependency = _memo[text] = _read(text)
        return dependency


def read_dependencies(values: Iterable[str]) -> list[Dependency] | None:
    """Reads all values; None if one of them is malformed, because then the requirements are not fully known."""
    found = []
    for text in values:
        dependency = read_dependency(text)
        if dependency is None:
            return None
        found.append(dependency)
    return found


def _read(text: str) -> Dependency | None:
    rest = text.lstrip()
    name = leading_name(rest)
    if not name[:1].isalnum():
        return None
    rest = rest[len(name) :].lstrip()
    extras: tuple[str, ...] = ()
    if rest.startswith("["):
        inside, closed, rest = rest[1:].partition("]")
        if not closed:
            return None
        extras = tuple(normalize(extra.strip()) for extra in inside.split(",") if extra.strip())
        rest = rest.lstrip()
    url = None
    if rest.startswith("@"):
        # A URL may contain a semicolon; a blank separates a marker from the URL.
        url, _, after = rest[1:].strip().partition(" ")
        specifier, semicolon, marker = "", *_after_url(after)
        if semicolon is None:
            return None
    else:
        specifier, semicolon, marker = rest.partition(";")
        specifier = specifier.strip()
        if specifier.startswith("("):
            if not specifier.endswith(")"):
                return None
            specifier = specifier[1:-1].strip()
        if specifier and specifier[0] not in "=!<>~":
            return None
    marker = marker.strip()
    if semicolon and not marker:
        return None
    return Dependency(text, normalize(name), extras, specifier, url, marker or None)


def _after_url(text: str) -> tuple[str | None, str]:
    """The semicolon and the marker after a URL; no semicolon if something else follows the URL."""
    text = text.strip()
    if not text:
        return "", ""
    return (";", text[1:]) if text.startswith(";") else (None, "")
