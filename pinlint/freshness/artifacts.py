"""Whether a pin satisfies a direct reference: compares the URLs or paths of both."""

from __future__ import annotations

from pinlint.freshness.world import MET
from pinlint.requirements.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.freshness.dependencies import Dependency
    from pinlint.freshness.world import Answer, LockedPin, World
    from pinlint.requirements.model import Requirement
    from pinlint.requirements.references import Reference
    from pinlint.text.budget import Budget

#: The cost of comparing a reference with a pin.
_STEPS_OF_A_COMPARISON = 60


def compare_references(by: Requirement | Dependency, pin: LockedPin) -> Answer:
    """Whether ``pin`` meets the direct reference ``by``; returns the same as `pinlint.freshness.closure.compare`."""
    locked = pin.requirement.reference
    url = by.url
    assert url is not None
    asked = _reference(by)
    if "${" in url or (pin.requirement.url and "${" in pin.requirement.url):
        return None, "changed-artifact", "the URL contains a variable"
    if locked is None:
        if asked.kind == "path":
            return None, "changed-artifact", "a local path may have been left out intentionally"
        return False, "changed-artifact", "the lock has a version, not this URL"
    if asked.kind == "path" or locked.kind == "path":
        return _compare_paths(asked, locked)
    if asked.vcs or locked.vcs:
        return _compare_repositories(asked, locked)
    return _compare_files(asked, locked)


class Places:
    """The ``pins`` that have a URL or a path, by the place that they point to. Of many pins, only a few can be what a reference
    asks for. Each comparison spends from the ``budget``.
    """

    __slots__ = ("_budget", "_elsewhere", "_pins")

    def __init__(self, pins: Iterable[LockedPin], budget: Budget) -> None:
        self._budget = budget
        self._pins: dict[str, list[LockedPin]] = {}
        #: The places of these say nothing: local paths, and files of Divio's platform, which moved.
        self._elsewhere: list[LockedPin] = []
        for pin in pins:
            reference = pin.requirement.reference
            if reference is not None and _has_place(reference):
                self._pins.setdefault(_place(reference.repository or reference.url), []).append(pin)
            elif reference is not None:
                self._elsewhere.append(pin)

    def candidates(self, by: Requirement | Dependency) -> list[LockedPin]:
        """The pins that may meet the direct reference ``by``. No other pin does."""
        reference = _reference(by)
        here = () if reference.kind == "path" else self._pins.get(_place(reference.repository or reference.url), ())
        self._budget.spend(_STEPS_OF_A_COMPARISON * (1 + len(here) + len(self._elsewhere)))
        return [*here, *self._elsewhere]


class Addresses:
    """The lines of a lock by the places that they point to: those of the ``named`` projects, and the ``nameless`` ones.

    ``riddle`` says that a nameless line with a URL could be any project, because no input has this URL.
    """

    __slots__ = ("named", "nameless", "riddle")

    def __init__(self, world: World) -> None:
        self.named = Places((pin for pins in world.pins.values() for pin in pins if pin.project), world.budget)
        self.nameless = Places(world.nameless, world.budget)
        known: set[LockedPin] = set()
        for by in world.inputs if world.nameless else ():
            candidates = self.nameless.candidates(by) if by.url is not None else ()
            known.update(pin for pin in candidates if compare_references(by, pin)[0] is True)
        self.riddle = any("://" in (pin.requirement.url or "") and pin not in known for pin in world.nameless)


def addresses_of(world: World) -> Addresses:
    """The lines of the lock by their places. The result is cached."""
    if not isinstance(world.addresses, Addresses):
        world.addresses = Addresses(world)
    return world.addresses


def _has_place(reference: Reference) -> bool:
    return reference.kind != "path" and reference.addon is None and not reference.wheels_cdn


def _reference(by: Requirement | Dependency) -> Reference:
    from pinlint.requirements.references import parse_reference

    return parse_reference(by.url or "", editable=bool(getattr(by, "editable", False)))


def _compare_paths(asked: Reference, locked: Reference) -> Answer:
    """A compiler writes absolute paths of its own machine, so only the ends of the paths can be compared."""
    if asked.kind != locked.kind:
        return None, "changed-artifact", "one path is from another machine"
    if asked.filename not in (".", "..", "") and asked.filename != locked.filename:
        return None, "changed-artifact", "the paths are from different machines"
    return MET


def _compare_repositories(asked: Reference, locked: Reference) -> Answer:
    if asked.vcs != locked.vcs:
        return False, "changed-artifact", "the lock has another source for it"
    # A compiler may replace the tag or branch of an input with its commit. It never does the reverse.
    same = _revision(asked) == _revision(locked) or (asked.ref_kind != "commit" and locked.ref_kind == "commit")
    if asked.ref_kind == "short-commit" and locked.ref_kind == "commit" and same:
        same = (locked.revision or "").lower().startswith((asked.revision or "").lower())
    if not same or (asked.subdirectory or "") != (locked.subdirectory or ""):
        return False, "changed-artifact", f"the lock has {_shown_revision(locked)}"
    if _place(asked.repository) != _place(locked.repository):
        return False, "moved-artifact", "the repository is different"
    return MET


def of_one_repository(by: Requirement | Dependency, pin: LockedPin) -> bool:
    """Whether both references point to the same folder of the same repository, at any revision."""
    locked = pin.requirement.reference
    if by.url is None or locked is None or not locked.vcs:
        return False
    asked = _reference(by)
    same = (asked.vcs, asked.subdirectory or "") == (locked.vcs, locked.subdirectory or "")
    return same and _place(asked.repository) == _place(locked.repository)


def _compare_files(asked: Reference, locked: Reference) -> Answer:
    if asked.addon is not None and locked.addon is not None:
        if asked.addon == locked.addon:
            return MET
        again = (asked.addon.name, asked.addon.version) == (locked.addon.name, locked.addon.version)
        if again:
            return (
                False,
                "changed-artifact",
                f"the lock has another upload of {locked.addon.name} {locked.addon.version}",
            )
        other = (
            asked.addon.version
            if asked.addon.name == locked.addon.name
            else f"{asked.addon.name} {asked.addon.version}"
        )
        return False, "changed-artifact", f"the input requires {other}"
    if locked.wheels_cdn or asked.wheels_cdn:
        return _compare_built(asked, locked)
    ours, theirs = _hashes(asked), _hashes(locked)
    if any(ours[algorithm] != theirs[algorithm] for algorithm in ours.keys() & theirs.keys()):
        return False, "changed-artifact", "the lock has another hash"
    if _place(asked.url) == _place(locked.url):
        same = (asked.subdirectory or "") == (locked.subdirectory or "")
        return MET if same else (False, "changed-artifact", "the lock has another subdirectory")
    if asked.filename == locked.filename and asked.ref == locked.ref and asked.filename:
        return False, "moved-artifact", "the lock has the same file from another URL"
    return False, "changed-artifact", f"the lock has {locked.filename or locked.redacted}"


#: Where the platform served addons from, over time. The rest of an addon's URL never changed.
_ADDON_PLACES = (
    "https://control.aldryn.com/api/v1/apps/serve",
    "https://control.divio.com/api/v1/apps/serve",
    "https://divio-addons.s3-eu-central-1.amazonaws.com",
)


def _compare_built(asked: Reference, locked: Reference) -> Answer:
    """Compares an input's requirement with a wheel that the platform built from it. The wheel's URL contains the sha256 of the
    original URL, fragment included.
    """
    if asked.version and locked.version and satisfies(locked.version, f"=={asked.version}") is False:
        return False, "changed-artifact", f"the lock has {locked.version}"
    if asked.wheels_cdn:
        same = asked.path == locked.path
        return MET if same else (None, "changed-artifact", "one of the two wheels was built from something unknown")
    from hashlib import sha256

    urls = [asked.url]
    if asked.addon is not None:
        name, version, uuid = asked.addon.name, asked.addon.version, asked.addon.uuid
        rest = f"{name}/{version}/{uuid}/{name}-{version}.tar.gz#egg={name}=={version}"
        urls += [f"{place}/{rest}" for place in _ADDON_PLACES]
    if any(sha256(url.encode("utf-8", "surrogatepass")).hexdigest() in locked.path.split("/") for url in urls):
        return MET
    return None, "changed-artifact", "the wheel of the lock was built from another URL, perhaps of the same file"


def _hashes(reference: Reference) -> dict[str, str]:
    return {algorithm: digest.lower() for algorithm, digest, _ in reference.hashes}


def _revision(reference: Reference) -> str:
    revision = reference.revision or ""
    return revision.lower() if reference.ref_kind in ("commit", "short-commit") else revision


def _shown_revision(reference: Reference) -> str:
    if reference.ref_kind == "commit":
        return f"the commit {(reference.revision or '')[:12]}"
    return reference.revision or "no revision"


def _place(url: str | None) -> str:
    """The location in a URL: without scheme, user, fragment, ``.git`` and trailing slashes, and with its quoting undone."""
    place = (url or "").partition("#")[0].partition("://")[2]
    host, slash, path = place.partition("/")
    path = path.rstrip("/").removesuffix(".git")
    if "%" in path:
        from urllib.parse import unquote

        path = unquote(path)
    return host.rpartition("@")[2].lower() + slash + path
