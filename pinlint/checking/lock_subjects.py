"""Finds the subjects of structured locks: unusual facts about their packages and files.

A correct lock has no subjects. Each file is read once, and only as text.
"""

from __future__ import annotations

from pinlint.findings.subjects import IncludeLine, LockEntry, SharedHash, Trouble
from pinlint.requirements.locked import (
    FILE,
    GIT,
    INDEX,
    PIPFILE,
    POETRY,
    TREES,
    URL,
    LockedRequirement,
    LockFile,
)
from pinlint.requirements.locked_files import PUBLIC, PUBLIC_FILES
from pinlint.requirements.policies import MACHINE_PATHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.findings.subjects import Subject
    from pinlint.requirements.locked import Package
    from pinlint.requirements.locked_files import LockedFile
    from pinlint.requirements.model import RequirementsFile

_PUBLIC_HOST = PUBLIC_FILES.split("/")[2]
_HASH = "sha256:"
_LENGTH = len(_HASH) + 64
_HEXADECIMAL = "0123456789abcdef"


def lock_subjects(lock: RequirementsFile, *, listed: bool) -> Iterator[Subject]:
    """The subjects of one lock; ``listed`` says whether the configuration lists hosts."""
    assert isinstance(lock, LockFile)
    for problem in lock.problems:
        yield "problem", problem.rule, Trouble(lock.source.at(problem.span), problem)
    several = len({package.project for package in lock.packages}) < len(lock.packages)
    if several:
        from pinlint.requirements.merged_packages import merged_packages

        if next(merged_packages(lock), None) is not None:
            yield "file", "repeated-packages", lock
    unhashed = False
    hashes = [hash for package in lock.packages for hash in package.files.hashes]
    usual = are_usual_hashes(hashes)
    # Before 2.0, Poetry stored the files of all versions of a name together.
    apart = (lock.format != POETRY or lock.version >= (2,) or not several) and not lock.is_made_up
    for package in lock.packages:
        if package.source.kind in TREES:
            if package.source.url.startswith(("..", "/")):
                yield from _outside(lock, package)
            continue
        if package.source.kind == FILE and package.source.url.startswith("..") and "/.cache/" not in package.source.url:
            yield from _outside(lock, package)
        unhashed = unhashed or _lacks_hashes(package)
        yield from _odd_files(lock, package, apart=apart, usual=usual)
        if package.source.kind == GIT and not _is_commit(package.source.commit):
            yield "requirement", "mutable", LockedRequirement(lock.source, package)
        elif _is_source_only(package) and lock.format != PIPFILE:
            yield "package", "source-only", LockEntry(lock, package)
    if lock.is_made_up:
        for package in lock.packages:
            if package.files:
                yield "package", "misnamed", LockEntry(lock, package, package.files[0])
                break
        return
    # That is usual for two versions of a package in old locks, and for files without a hash.
    if len(set(hashes)) < len(hashes):
        yield from _shared_hashes(lock)
    if listed or _has_other_urls(lock):
        from pinlint.project.lock_urls import subjects as lock_urls

        yield from lock_urls(lock, listed=listed)
    if unhashed:
        yield "file", "unhashed-packages", lock
    text = lock.source.text
    if "file:" in text or any(mark in text for mark in MACHINE_PATHS):
        yield "file", "machine-paths", lock


def _has_other_urls(lock: LockFile) -> bool:
    """Whether the lock has URLs other than those of the public index and its files."""
    if any(index.url not in PUBLIC for index in lock.indexes):
        return True
    for package in lock.packages:
        if package.source.url not in PUBLIC and not package.is_tree:
            return True
        for url in package.files.urls:
            if url and not url.startswith(PUBLIC_FILES):
                return True
    return False


def _shared_hashes(lock: LockFile) -> Iterator[Subject]:
    """The files with the hash of another project's file. Two projects can be folders of one archive; this is allowed, because it
    is one file.
    """
    known: dict[str, tuple[Package, LockedFile]] = {}
    for package in lock.packages:
        reported: set[str] = set()  # of each other project, one file is enough
        for file in package.files:
            first, other = known.setdefault(file.hash, (package, file)) if file.hash else (package, file)
            if first.project == package.project or first.project in reported:
                continue
            place = _place_of(package, file)
            if not place or place != _place_of(first, other):
                reported.add(first.project)
                at = lock.source.at(other.hash_span)
                yield "package", "shares-hash", SharedHash(lock, package, file, first.project, at)


def _place_of(package: Package, file: LockedFile) -> str:
    """The URL or path that a file is from, without the fragment, which can name a folder in it; empty if it is not known."""
    url = file.url if package.source.kind == INDEX else package.source.url or file.url
    return url.partition("#")[0]


def _is_source_only(package: Package) -> bool:
    return (
        package.source.kind == INDEX
        and bool(package.files)
        and not any(name.endswith(".whl") for name in package.files.names)
    )


def _is_commit(text: str) -> bool:
    return len(text) in (40, 64) and not text.strip(_HEXADECIMAL)


def _outside(lock: LockFile, package: Package) -> Iterator[Subject]:
    """A folder outside of the project, which other checkouts do not have."""
    import posixpath

    if posixpath.normpath(posixpath.join(posixpath.dirname(lock.path), package.source.url)).startswith(("..", "/")):
        from pinlint.requirements.model import Include

        include = Include("requirement", package.source.url, None, package.source.span, package.source.span)
        yield "include", "outside", IncludeLine(lock, include)


def disagreements(documents: Iterable[RequirementsFile]) -> Iterator[Subject]:
    """The files for which two locks have different hashes, of the same algorithm and from the same index."""
    known: dict[tuple[str, str, str], tuple[str, LockFile, LockedFile]] = {}
    for lock in documents:
        assert isinstance(lock, LockFile)
        for key, digest, package, file in _hashed(lock):
            first = known.setdefault(key, (digest, lock, file))
            if first[0] != digest:
                other = first[1].source.at(first[2].hash_span)
                yield "package", "disagrees", LockEntry(lock, package, file, other=other)


def replaced_hashes(
    documents: Iterable[RequirementsFile], before: Iterable[RequirementsFile], revision: str
) -> Iterator[Subject]:
    """The files whose hash differs from the hash in a lock of ``before``. These are the locks at a ``revision``."""
    known: dict[tuple[str, str, str], dict[str, tuple[LockFile, LockedFile]]] = {}
    for lock in before:
        assert isinstance(lock, LockFile)
        for key, digest, _, file in _hashed(lock):
            known.setdefault(key, {}).setdefault(digest, (lock, file))
    for lock in documents:
        assert isinstance(lock, LockFile)
        for key, digest, package, file in _hashed(lock):
            if digest not in known.get(key, {digest: None}):
                old, old_file = next(iter(known[key].values()))
                other = old.source.at(old_file.hash_span)
                yield "package", "disagrees", LockEntry(lock, package, file, f" at {revision}", other)


def _hashed(lock: LockFile) -> Iterator[tuple[tuple[str, str, str], str, Package, LockedFile]]:
    """The files that have a name and a well-formed hash: a key of file and algorithm, the digest, and the file itself."""
    for package in lock.packages if not lock.is_made_up else ():
        if package.source.kind != INDEX:
            continue
        index = PUBLIC_FILES if package.source.url in PUBLIC else package.source.url
        for file in package.files:
            algorithm, _, digest = file.hash.partition(":")
            if not file.name or not digest or (algorithm == "sha256" and not is_usual_hash(file.hash)):
                continue
            host = file.url.partition("://")[2].partition("/")[0] if "://" in file.url else index
            host = _PUBLIC_HOST if host == PUBLIC_FILES else host
            yield (host, file.name, algorithm), digest, package, file


def _lacks_hashes(package: Package) -> bool:
    """Whether some or all files of a package have no hash. Only packages with a source that provides files count."""
    if package.source.kind in (INDEX, URL, FILE):
        return not package.files or not all(package.files.hashes)
    return False


def _odd_files(lock: LockFile, package: Package, *, apart: bool, usual: bool) -> Iterator[Subject]:
    """The files that have another name or version, come from another host, or have an invalid hash. ``usual`` says that no file
    of the lock has an invalid hash."""
    project, files = package.project, package.files
    if apart and lock.format != PIPFILE and package.source.kind == INDEX:
        begins = f"{project}-{package.version}" if package.version else project
        of_wheels = project.replace("-", "_") + begins[len(project) :]
        plain = (begins + "-", begins + ".", of_wheels + "-", of_wheels + ".")
        names = files.names
        odd = [n for n, name in enumerate(names) if name and not (name.startswith(plain) or _is_begun(name, begins))]
        if odd:
            yield from _misnamed(lock, package, [files[number] for number in odd])
    if not usual and not all(map(is_usual_hash, files.hashes)):
        yield "requirement", "odd-hash", LockedRequirement(lock.source, package)


#: The text after the version in the name of a wheel, and of an archive.
_FOLLOWING = ("-", ".")


def _is_begun(name: str, begins: str) -> bool:
    length = len(begins)
    return name[length : length + 1] in _FOLLOWING and name[:length].lower().replace("_", "-") == begins


def is_usual_hash(hash: str) -> bool:
    """Whether a hash is a well-formed sha256, or missing."""
    return not hash or (len(hash) == _LENGTH and hash.startswith(_HASH) and not hash[7:].strip(_HEXADECIMAL))


def are_usual_hashes(hashes: list[str]) -> bool:
    """Whether all of the hashes are well-formed sha256 digests, looked at together."""
    digests = "".join([hash[len(_HASH) :] for hash in hashes])
    return {hash[: len(_HASH)] for hash in hashes} <= {_HASH} and not (
        {*map(len, hashes)} - {_LENGTH} or digests.strip(_HEXADECIMAL)
    )


def _misnamed(lock: LockFile, package: Package, odd: list[LockedFile]) -> Iterator[Subject]:
    """The files of ``odd`` that carry another name or version. If no file of the package is right, the version is wrong, and that
    is one finding."""
    from pinlint.requirements.distributions import carries

    wrong = [file for file in odd if carries(file.name, package.project, package.version) is False]
    name, length = wrong[0].name if wrong else "", len(package.project)
    is_own = _is_begun(name, package.project) and name[length + 1 : length + 2].isdigit()
    if len(wrong) == len(package.files) and (len(wrong) > 1 or is_own):
        at = lock.source.at(wrong[0].span)
        yield "package", "misnamed", LockEntry(lock, package, detail=wrong[0].name, other=at)
        return
    yield from (("package", "misnamed", LockEntry(lock, package, file)) for file in wrong)
