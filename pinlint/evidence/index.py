"""Metadata from package indexes, only on request. Nothing is built or executed, and only needed files are downloaded.

For each pinned version, pinlint reads the project's page on every index of the user's configuration (`simple_page`). It takes the
files of that version; if the lock pins hashes, only the files with these hashes. It then reads the first of these that exists:
the metadata file that the index serves for a wheel, checked against its hash (PEP 658, 714); the wheel's METADATA, by range
requests; the PKG-INFO of a source distribution, if that gives the dependencies.

Wheels of one version may differ. So one wheel is read for each distinct metadata file. If the metadata's hashes are unknown or
too many, one wheel is read for each platform and major version of Python. If the wheels' metadata differs, the pin is unproven. A
wheel that no Python of the lock can install is not read, because its metadata does not matter.

An index's answers are cached permanently (`cache`). A second run over the same pins makes requests only for pins that have
something to report.
"""

from __future__ import annotations

from pinlint.evidence import archives, core_metadata
from pinlint.evidence.cache import OTHER, READ, UNREAD, Cache, Entry
from pinlint.evidence.client import TIME_IS_OVER, Client, Unreachable
from pinlint.evidence.installable import installable
from pinlint.evidence.remote_file import RemoteFile, check_sha256
from pinlint.evidence.simple_page import ACCEPT, Page, UnreadablePage, read_page
from pinlint.evidence.source import Source
from pinlint.requirements.distributions import python_tags, split_wheel
from pinlint.requirements.versions import same_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pinlint.evidence.simple_page import File
    from pinlint.evidence.source import Pin
    from pinlint.evidence.user_configuration import UserConfiguration
    from pinlint.requirements.metadata import Metadata

NAME = "index"

#: The largest page of a project, in bytes, unpacked.
LARGEST_PAGE = 32 * 1024 * 1024
#: The largest source distribution that is fetched, in bytes.
LARGEST_SDIST = 32 * 1024 * 1024
#: The most wheels of one version whose metadata is compared.
MOST_WHEELS = 8
MOST_CONNECTIONS = 32


class Fact:
    """A fact from an index about a pin, for a rule to report. ``rule`` is the rule's name, ``message`` one sentence.

    ``yanked-pin``: all files of the version that the lock allows were yanked. ``unknown-pin``: no index has the version.
    ``foreign-hash``: ``digests`` are sha256 digests of the lock that no file of the version on any index has.
    """

    __slots__ = ("digests", "message", "pin", "rule")

    def __init__(self, rule: str, pin: Pin, message: str, digests: tuple[str, ...] = ()) -> None:
        self.rule = rule
        self.pin = pin
        self.message = message
        self.digests = digests


class Found:
    """The result for one pin: ``metadata`` or a ``reason``, the ``digest`` of the file read, and ``facts``.

    ``failure`` says why an index could not be asked about it.
    """

    __slots__ = ("digest", "facts", "failure", "metadata", "reason")

    def __init__(self, metadata: Metadata | None = None, reason: str = "", digest: str | None = None) -> None:
        self.metadata = metadata
        self.reason = reason
        self.digest = digest
        self.facts: list[Fact] = []
        self.failure = ""


class Index(Source):
    """The indexes of the user's configuration.

    They are asked for every pin: only an index knows whether a version was yanked, is unknown or has other hashes.

    ``hashes`` are the lock's sha256 digests by pin, ``pythons`` the Python versions it may be for. ``connections`` limits the
    parallel requests, ``seconds`` the total time. ``progress`` is called with the number of finished pins and of all pins. After
    `find`, there are four maps by pin: ``reasons`` says why there is no metadata, ``failures`` why an index could not be asked,
    ``facts`` what rules report, ``digests`` which file the metadata is from.
    """

    asked_always = True

    def __init__(
        self,
        configuration: UserConfiguration,
        cache: Cache,
        *,
        hashes: Mapping[Pin, frozenset[str]] | None = None,
        pythons: Mapping[Pin, Sequence[str]] | None = None,
        connections: int = 8,
        seconds: float = 300.0,
        backoff: float = 0.5,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        from threading import Event, Lock

        from pinlint.evidence.credentials import Credentials

        self.configuration = configuration
        self.cache = cache
        self.hashes = {} if hashes is None else hashes
        self.pythons = {} if pythons is None else pythons
        self.connections = max(1, min(connections, MOST_CONNECTIONS))
        self.seconds = seconds
        self.progress = progress
        self.stop = Event()
        self.client = Client(
            configuration,
            Credentials(configuration),
            connections=self.connections,
            stop=self.stop,
            backoff=backoff,
        )
        self._lock = Lock()
        self._parsing = Lock()  # parsing a page takes several times its size in memory: one at a time
        self._pages: dict[str, Page | str] = {}
        self._ends: float | None = None
        self.reasons: dict[Pin, str] = {}
        self.failures: dict[Pin, str] = {}
        self.digests: dict[Pin, str] = {}
        self.facts: list[Fact] = []

    @property
    def problems(self) -> list[str]:
        """The parts of the configuration and the cache that could not be read."""
        return [*self.configuration.problems, *self.cache.problems]

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self.client.requests

    def find(self, pins: Sequence[Pin]) -> dict[Pin, Metadata]:
        """The metadata of those pins that an index has. All calls together take no longer than ``seconds``."""
        from time import monotonic

        from pinlint.evidence.workers import run

        projects: dict[str, list[Pin]] = {}
        results: dict[Pin, Found] = {}
        for pin in pins:
            known = self._cached(pin)
            if known is not None:
                results[pin] = known
            elif self.configuration.refusal:
                results[pin] = Found(reason=self.configuration.refusal)
            else:
                projects.setdefault(pin[0], []).append(pin)
        if self._ends is None:
            self._ends = monotonic() + self.seconds
        self._report_progress(len(results), len(pins))
        for answers in run(self._look_up, list(projects.values()), self.connections, self._ends, self.stop):
            results.update(answers)
            self._report_progress(len(results), len(pins))
        for pin in pins:
            found = results.get(pin) or Found(reason=TIME_IS_OVER)
            failure = found.failure or ("" if pin in results and not self.configuration.refusal else found.reason)
            if failure:
                self.failures[pin] = failure
            self.facts += found.facts
            if found.metadata is None:
                self.reasons[pin] = found.reason
            elif found.digest is not None:
                self.digests[pin] = found.digest
        return {pin: found.metadata for pin, found in results.items() if found.metadata is not None}

    def close(self) -> None:
        """Close all connections."""
        self.client.close()

    def _report_progress(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(done, total)

    def _cached(self, pin: Pin) -> Found | None:
        """The cached result, if the version was not yanked and its files have all hashes of the lock."""
        hashes = self.hashes.get(pin, frozenset())
        for index in (*self.configuration.indexes, *self.configuration.pages):
            entry = self.cache.get(index, pin)
            if entry is not None and not entry.yanked and entry.speaks_for(hashes, self.pythons.get(pin)):
                read = [d for d, state in entry.digests.items() if state == READ and (not hashes or d in hashes)]
                return Found(entry.metadata, digest=min(read, default=None))
        return None

    def _look_up(self, pins: list[Pin]) -> dict[Pin, Found]:
        """The results for all pins of one project. Its pages are fetched once."""
        versions = _Versions(pins)
        given = {
            index: self._page(f"{index}/{pins[0][0]}/", versions, pins[0][0]) for index in self.configuration.indexes
        }
        given |= {page: self._links(page) for page in self.configuration.pages}
        listings = {place: page for place, page in given.items() if not isinstance(page, str)}
        failures = [reason for reason in given.values() if isinstance(reason, str)]
        found = {pin: self._settle(pin, listings, failures) for pin in pins}
        for answer in found.values():
            answer.failure = failures[0] if failures else ""
        return found

    def _links(self, url: str) -> Page | str:
        """A page that find-links names, fetched once for all projects."""
        with self._lock:
            if url not in self._pages:
                self._pages[url] = self._page(url, archives.split_name)
            return self._pages[url]

    def _page(self, url: str, wanted: Callable[[str], object], project: str | None = None) -> Page | str:
        """The wanted files that a page lists, or why the page cannot be read. A page that does not exist lists no files.

        A page of an index is the one of its ``project``.
        """
        try:
            answer = self.client.get(url, LARGEST_PAGE, {"Accept": ACCEPT})
            if answer.status in (404, 410):
                return Page([], any=False)
            if answer.status != 200:
                return f"an index answers with status {answer.status}"
            with self._parsing:
                kind = answer.headers.get("content-type", "")
                return read_page(answer.body, kind, answer.url, wanted, project=project)
        except Unreachable as reason:
            return str(reason)
        except UnreadablePage as reason:
            return f"an index cannot be used: {reason}"

    def _settle(self, pin: Pin, listings: dict[str, Page], failures: list[str]) -> Found:
        """What the pages say about one pin. If an index could not be asked, only facts that its answer cannot change are
        reported.
        """
        versions = _Versions([pin])
        by_index = {place: [f for f in page.files if versions(f.filename)] for place, page in listings.items()}
        files = [file for listed in by_index.values() for file in listed]
        if not files:
            found = Found(reason=failures[0] if failures else "no index has it")
            if not failures:
                known = any(page.any for index, page in listings.items() if index in self.configuration.indexes)
                what = f"{pin[0]} {pin[1]}" if known else f"a project {pin[0]}"
                found.facts.append(Fact("unknown-pin", pin, f"no index of your configuration has {what}"))
            return found
        hashes = self.hashes.get(pin, frozenset())
        admitted = [file for file in files if not hashes or file.sha256 is None or file.sha256 in hashes]
        facts = _facts(pin, files, admitted, hashes, complete=not failures)
        admitted = list(installable(admitted, lambda file: file.filename, self.pythons.get(pin))) or admitted
        if not admitted:
            found = Found(reason="none of its files on any index has a hash from the lock")
        elif failures:
            found = Found(reason=failures[0])
        else:
            found = self._read(pin, by_index, admitted)
        found.facts = facts
        if found.metadata is not None:
            digests = _states(files, admitted)
            found.digest = min((digest for digest, state in digests.items() if state == READ), default=None)
            index = next(index for index, listed in by_index.items() if listed)
            yanked = any(fact.rule == "yanked-pin" for fact in facts)
            if all(file.sha256 or file in admitted for file in files):
                self.cache.put(index, pin, Entry(found.metadata, digests, yanked))
        return found

    def _read(self, pin: Pin, by_index: dict[str, list[File]], admitted: list[File]) -> Found:
        from pinlint.evidence.agreement import agree

        try:
            chosen = _representatives(admitted)
            given = [self._metadata(pin, file) for file in chosen]
        except Unreachable as reason:
            return Found(reason=str(reason))
        except archives.Unusable as reason:
            return Found(reason=f"one of its files on the index cannot be used: {reason}")
        if not all(agree(given[0], other) for other in given[1:]):
            several = sum(map(bool, by_index.values())) > 1
            return Found(reason=f"its files on {'the indexes' if several else 'the index'} differ in what they require")
        return Found(given[0])

    def _metadata(self, pin: Pin, file: File) -> Metadata:
        if not _is_wheel(file):
            answer = self.client.get(file.url, LARGEST_SDIST, {"Accept-Encoding": "identity"})
            if answer.status != 200:
                raise Unreachable(f"an index answers with status {answer.status}")
            check_sha256(answer.body, file.sha256)
            import io

            return archives.sdist_metadata(io.BytesIO(answer.body), file.filename, *pin, NAME)
        if file.has_metadata:
            url, query, rest = file.url.partition("?")
            answer = self.client.get(f"{url}.metadata{query}{rest}", core_metadata.LONGEST_FILE)
            if answer.status == 200:
                check_sha256(answer.body, file.metadata_sha256)
                return archives.checked(answer.body, *pin, NAME, built=True)
        with RemoteFile(self.client, file) as remote:
            return archives.wheel_metadata(remote, *pin, NAME)


class _Versions:
    """Decides whether a file name is that of a wheel or a source distribution of one of the pinned versions."""

    def __init__(self, pins: Sequence[Pin]) -> None:
        self.pins = pins
        self.known: dict[str, bool] = {}

    def __call__(self, filename: str) -> bool:
        given = archives.split_name(filename)
        if given is None or given[0] != self.pins[0][0]:
            return False
        if given[1] not in self.known:
            self.known[given[1]] = any(same_version(given[1], version) for _, version in self.pins)
        return self.known[given[1]]


def _states(files: list[File], admitted: list[File]) -> dict[str, str]:
    """The state of each file for the cache, by digest: whether the metadata was read from it."""
    kind = any(map(_is_wheel, admitted))
    read = {file.sha256 for file in admitted if _is_wheel(file) == kind}
    states = {}
    for file in files:
        if file.sha256 in read:
            state = READ
        elif not _is_wheel(file):
            state = OTHER
        else:
            state = python_tags(file.filename) or UNREAD
        if file.sha256:
            states[file.sha256] = state
    return states


def _facts(pin: Pin, files: list[File], admitted: list[File], hashes: frozenset[str], *, complete: bool) -> list[Fact]:
    facts = []
    reasons = [file.yanked for file in admitted]
    if complete and admitted and None not in reasons:
        reason = next(filter(None, reasons), "")
        facts.append(Fact("yanked-pin", pin, f"{pin[0]} {pin[1]} was yanked" + (f": {reason}" if reason else "")))
    foreign = tuple(sorted(hashes - {file.sha256 for file in files}))
    if complete and foreign and all(file.sha256 for file in files):
        count = "a hash" if len(foreign) == 1 else f"{len(foreign)} hashes"
        facts.append(
            Fact(
                "foreign-hash", pin, f"{pin[0]} {pin[1]} is pinned with {count} that no file on the index has", foreign
            )
        )
    return facts


def _representatives(files: list[File]) -> list[File]:
    """The files to read in place of all files: the wheels whose metadata may differ, or one source distribution. Raises
    Unreachable.
    """
    wheels = [file for file in files if _is_wheel(file)]
    if not wheels:
        return sorted(files, key=lambda file: file.filename)[:1]  # .tar.gz comes before .zip
    by_metadata: dict[str, File] = {}
    by_kind: dict[str, File] = {}
    for file in sorted(wheels, key=lambda file: (_platform(file) != "any", file.size or 0, file.filename)):
        kind = f"{_platform(file)} {_majors(file)}"
        by_metadata.setdefault(file.metadata_sha256 or kind, file)
        by_kind.setdefault(kind, file)
    for groups in (by_metadata, by_kind):
        if len(groups) <= MOST_WHEELS:
            return list(groups.values())
    raise Unreachable(f"its wheels are for more than {MOST_WHEELS} platforms")


def _is_wheel(file: File) -> bool:
    return file.filename.endswith(".whl")


def _platform(file: File) -> str:
    """The family of platforms that a wheel is for: ``any``, ``linux``, ``macosx``, ``win`` …"""
    tag = (split_wheel(file.filename) or [""])[-1]
    return next((family for family in ("linux", "macosx", "win") if family in tag), tag.partition("_")[0])


def _majors(file: File) -> str:
    """The major versions of Python that a wheel is for: ``3``, or ``23`` for a wheel with the tags ``py2.py3``."""
    from string import ascii_lowercase

    tags = python_tags(file.filename).partition("-")[0].split(".")
    return "".join(sorted({tag.lstrip(ascii_lowercase)[:1] for tag in tags}))
