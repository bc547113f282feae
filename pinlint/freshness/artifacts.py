"""Whether a pin satisfies a direct reference: compares the URLs or paths of both."""

from __future__ import annotations

from pinlint.freshness.world import MET
from pinlint.requirements.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.freshness.dependencies import Dependency
    from pinlint.freshness.world import Answer, LockedPin
    from pinlint.requirements.model import Requirement
    from pinlint.requirements.references import Reference


def compare_references(by: Requirement | Dependency, pin: LockedPin) -> Answer:
    """Whether ``pin`` meets the direct reference ``by``; returns the same as `pinlint.freshness.closure.compare`."""
    from pinlint.requirements.references import parse_reference

    locked = pin.requirement.reference
    url = by.url
    assert url is not None
    asked = parse_reference(url, editable=bool(getattr(by, "editable", False)))
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
    from pinlint.requirements.references import parse_reference

    locked = pin.requirement.reference
    if by.url is None or locked is None or not locked.vcs:
        return False
    asked = parse_reference(by.url, editable=bool(getattr(by, "editable", False)))
    same = (asked.vcs, asked.subdirectory or "") == (locked.vcs, locked.subdirectory or "")
    return same and _place(asked.repository) == _place(locked.repository)


def _compare_files(asked: Reference, locked: Reference) -> Answer:
    if asked.addon is not None and locked.addon is not None:
        if asked.addon == locked.addon:
            return MET
        again = (asked.addon.name, asked.addon.version) == (locked.addon.name, locked.addon.version)
        what = f"{'another upload of ' if again else ''}{locked.addon.name} {locked.addon.version}"
        return False, "changed-artifact", f"the lock has {what}" + ("" if again else f", not {asked.addon.version}")
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
