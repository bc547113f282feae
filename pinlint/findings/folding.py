"""Merges findings of one cause, so that a report shows them once.

Fixes, ignore comments, baselines and `--since` apply to single findings, so they come before merging.
"""

from __future__ import annotations

from pinlint.findings.finding import SAFE, SEVERITIES, Cause, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.config import Config
    from pinlint.findings.report import Report
    from pinlint.requirements.model import Requirement

#: The kinds of counted findings; each is a line of the summary, and `--verbose` lists the findings.
PACKAGING = "packaging"  # pip and similar tools have no version
CHECKS = "checks"  # unpinned in what only checks or develops the project, where nothing shows that it wants pins
BRANCHES = "branches"  # branches of other projects, in what only checks or develops the project
EXAMPLES = "examples"  # examples and programs beside the product, in folders that pin nothing
REPEATED = "repeated"  # the dependencies of a published package, listed once more
SERIES = "series"  # wildcards, in a project that pins most of its requirements to a series
VENDORS = "vendors"  # indexes of vendors of hardware or large frameworks
PACKAGES = "packages"  # images that install a published package as its users do
UNLOCKED = "unlocked"  # the project has a lock, and what checks the project installs the newest releases
UNVERIFIED = "unverified"  # what checks the project uses constraints that cannot be read
RELEASES = "releases"  # tools of releases have no version, in a project that pins no tools
UNHASHED = "unhashed"  # artifacts by URL without a hash, in a project without hashes
AGED = "aged"  # commands that limit the age of releases instead of naming versions
TOOLS = "tools"  # installers in images of a project without a lock
INHERITED = "inherited"  # jobs continue a job of another repository, which may pin what they install
CHOSEN = "chosen"  # commands name a series of releases
STATED = "stated"  # a comment or a task of Ansible says that the newest release is meant
BUILD_TOOLS = "build-tools"  # commands install what `[build-system]` requires, with the same ranges
AGREEING = "agreeing"  # manifests that require a project differently, so that one version satisfies all
HOOKS = "hooks"  # hooks have libraries in other versions than the locks, or a bot updates them
OTHER_TOOL = "other-tool"  # locks of other tools, or without inputs: the last line of the report says so
OPTIONS = "options"  # locks were made with options of the command line
OWN_VERSION = "own-version"  # locks record another version of the project itself
REFUSED = "refused"  # inputs whose locks git ignores
OPEN = "open"  # pins require unpinned projects, as far as this machine knows

#: The rules about a package that a structured lock lacks.
MISSING = ("missing-pin", "missing-dependency")
#: The rules about a package of a structured lock, the gravest first. One edit can break several of them.
ENTRY_RULES = (
    "foreign-source",
    "unlisted-host",
    "file-mismatch",
    "foreign-hash",
    "hash-disagreement",
    "weak-hash",
    "malformed-hash",
    "missing-hash",
    "violated-specifier",
    "violated-dependency",
    "violated-constraint",
    *MISSING,
    "orphan-pin",
    "layer-drift",
)
#: The rules about a lock that does not exist. The command that makes it fixes all of them.
LOCKLESS = ("missing-lock", "build-without-lock", "missing-include")
_IN_ORDER = (*ENTRY_RULES, *LOCKLESS)

#: What is said of a kind before the number of its places.
_IN_PLACES = {
    PACKAGING: "pip, setuptools and wheel have no version",
    BRANCHES: "files and commands that only check or develop this project install branches or tags",
    EXAMPLES: "requirements of examples and scripts are not pinned",
    REPEATED: "requirements files repeat, without pins, what the published package requires",
    SERIES: "requirements are pinned to a series of releases",
    VENDORS: "files use the index of a vendor together with the public index",
    PACKAGES: "images install this published package without a lock, as its users do",
    UNLOCKED: "commands that only check this project install it without its lock",
    UNVERIFIED: "commands that only check this project use constraints that pinlint cannot read",
    AGED: "commands limit the age of releases instead of naming versions",
    INHERITED: "jobs that extend a job of another repository install requirements that may be pinned there",
    TOOLS: "images of this project, which has no lock, install an installer without a version",
    CHOSEN: "commands install the newest release of a series that they name",
    STATED: "comments or tasks say that requirements have no version on purpose",
    RELEASES: "commands of releases install the newest tools, and this project pins no tools,",
    BUILD_TOOLS: "commands install what `[build-system]` requires, with the same ranges,",
    UNHASHED: "files from URLs have no hash",
    AGREEING: "manifests require a project in several ways that one version satisfies",
    HOOKS: "hooks use other versions than this project",
    OPTIONS: "locks were made with options that the project does not set, and nothing refuses them for it,",
    OWN_VERSION: "locks have another version of the project itself, and nothing refuses them for it,",
    REFUSED: "inputs have no lock, and git ignores the file that would be the lock,",
}


def counts(findings: Iterable[Finding]) -> list[str]:
    """A sentence about each kind of counted findings."""
    from pinlint.findings.report import plural

    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.counted is not None:
            kinds.setdefault(finding.counted, []).append(finding)
    notes = []
    for kind, what in _IN_PLACES.items():
        if found := kinds.get(kind):
            places = sum(1 + len(finding.related) for finding in found) if kind == PACKAGING else len(found)
            notes.append(f"{what} in {plural(places, 'place')}")
    if found := kinds.get(CHECKS):
        verb = "is" if len(found) == 1 else "are"
        notes.append(
            f"{plural(len(found), 'finding')} about unpinned requirements that only check or develop this project {verb} left "
            "out, because nothing shows that they are meant to be pinned"
        )
    if found := kinds.get(OPEN):
        files = listed(finding.location.path for finding in found)
        notes.append(f"pins in {files} require projects that nothing pins: a lock would pin them too")
    return [f"{note} (`--verbose` lists them)" for note in notes]


def list_named(findings: Iterable[Finding], config: Config) -> None:
    """Lists counted findings if the configuration selects their rule by its name. Findings that another machine may not have are
    not listed.
    """
    for finding in findings:
        if finding.counted != OPEN and (finding.rule in config.select or finding.rule in config.extend_select):
            finding.counted = None


def split(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings to list, and those to count. Counted findings about branches are added to a finding that is listed anyway."""
    listed = {(each.rule, each.cause.key) for each in findings if each.counted is None and each.cause is not None}
    groups: dict[tuple[object, ...], int] = {}
    for each in findings:
        if each.cause is not None and each.counted in (None, BRANCHES):
            group = (each.rule, each.cause.key)
            groups[group] = groups.get(group, 0) + 1
    shown: list[Finding] = []
    counted: list[Finding] = []
    for each in findings:
        key = (each.rule, each.cause.key if each.cause is not None else None)
        fewest = max(2, each.cause.fewest) if each.cause is not None else 0
        joins = each.counted == BRANCHES and key in listed and groups.get(key, 0) >= fewest
        (shown if each.counted is None or joins else counted).append(each)
    return shown, counted


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """The findings. Findings with the same rule and cause become one, at the place of the first of the gravest.

    A finding that `--fix` would remove by a safe fix stays separate.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        cause = finding.cause
        safe = finding.fix is not None and finding.fix.applicability == SAFE
        key = (finding.rule, cause.key) if cause is not None and not safe else (number,)
        groups.setdefault(key, []).append(finding)
    found: list[list[Finding]] = []  # the findings that become one, together
    for group in (part for each in groups.values() for part in _by_name(each)):
        group.sort(key=lambda finding: SEVERITIES.index(finding.severity))
        cause = group[0].cause
        found += [group] if cause is not None and _are_many(cause, group) else ([each] for each in group)
    return sorted(_by_entry(_in_project(found)), key=lambda finding: finding.sort_key)


def _by_entry(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings. Those of several rules about one package of a lock, or about a lock that does not exist, become one: the
    gravest at the package or the input, with the places of the others. One command fixes all of them. Findings of one rule about
    one package, and about different files, stay apart.
    """
    packages: dict[tuple[str, int | str], list[Finding]] = {}
    for finding in findings:
        if finding.entry is None or (finding.fix is not None and finding.fix.applicability == SAFE):
            yield finding
        else:
            packages.setdefault(finding.entry.package, []).append(finding)
    for group in packages.values():
        left = sorted(group, key=_gravity)
        while left:
            first, *others = left
            same = [each for each in others if _is_of_one_edit(first, each)]
            left = [each for each in others if each not in same]
            yield _with_places(first, same)


def _is_of_one_edit(one: Finding, other: Finding) -> bool:
    if one.entry is None or other.entry is None:
        return False
    different = one.rule != other.rule or one.location == other.location
    return one.entry.missing or (different and one.entry.meets(other.entry))


def _gravity(finding: Finding) -> tuple[object, ...]:
    here = finding.entry is not None and finding.entry.here
    return not here, SEVERITIES.index(finding.severity), _IN_ORDER.index(finding.rule), finding.sort_key


def _with_places(finding: Finding, others: Sequence[Finding]) -> Finding:
    """A finding with the places of others, and with the gravest of the severities."""
    if not others:
        return finding
    from copy import copy

    found = copy(finding)
    found.severity = min((each.severity for each in (finding, *others)), key=SEVERITIES.index)
    related = [*finding.related, *(Related(each.location, each.message) for each in others)]
    related += (each for other in others for each in other.related)
    found.related = tuple({(str(each.location), each.message): each for each in related}.values())
    return found


def _in_project(groups: Sequence[list[Finding]]) -> Iterator[Finding]:
    """Each group as one finding. The groups with a common wider cause become one together, unless all are in one file."""
    wide = [each for each in groups if each[0].fix is None and each[0].cause is not None and each[0].cause.wider]
    if len(wide) > 1 and len({finding.location.path for each in wide for finding in each}) > 1:
        groups = [each for each in groups if each not in wide]
        together = sorted((finding for each in wide for finding in each), key=_rank)
        widest = [finding.cause.wider for finding in together if finding.cause is not None and finding.cause.wider]
        yield _one(widest[0], together, widest)
    for group in groups:
        cause = group[0].cause
        yield _one(cause, group, [each.cause for each in group]) if cause is not None and len(group) > 1 else group[0]


def _rank(finding: Finding) -> tuple[int, int, int, tuple[object, ...]]:
    """The gravest findings of a wider cause come first, of these the ones that say most about the cause, and the nearest to the
    root.
    """
    wider = finding.cause.wider if finding.cause is not None else None
    rank = wider.rank if wider is not None else 0
    return SEVERITIES.index(finding.severity), rank, finding.location.path.count("/"), finding.sort_key


def _by_name(group: list[Finding]) -> Iterable[list[Finding]]:
    """The findings, those about a common name together, or those in a common file, too. Two findings belong together too if a
    third belongs to each.
    """
    if group[0].cause is None or not group[0].cause.by_name:
        return [group]
    parts: list[tuple[set[str], list[Finding]]] = []
    for each in group:
        names, together = set(each.cause.names if each.cause is not None else ()), [each]
        if each.cause is not None and each.cause.by_file:
            names.add(f"{each.location.path}:")
        apart = []
        for part in parts:
            if names.isdisjoint(part[0]):
                apart.append(part)
            else:
                names |= part[0]
                together = [*part[1], *together]
        parts = [*apart, (names, together)]
    return [sorted(together, key=lambda finding: finding.sort_key) for _, together in parts]


def folded_at_places(findings: Sequence[Finding]) -> list[Finding]:
    """The findings for a reader who sees them at their places: only findings of one cause at the same place become one.

    A finding with a fix stays separate.
    """
    places: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        at = finding.location
        place = (at.path, at.start, at.end) if finding.fix is None else (number,)
        places.setdefault(place, []).append(finding)
    found = [each for group in places.values() for each in (folded(group) if len(group) > 1 else group)]
    return sorted(found, key=lambda finding: finding.sort_key)


def _are_many(cause: Cause, group: Sequence[Finding]) -> bool:
    files = {each.location.path for each in group}
    return len(group) >= max(2, cause.fewest) and len(files) >= cause.files


def fold(report: Report) -> None:
    """Merges the findings of a report, and moves the counted ones to its notes."""
    listed, counted = split(report.findings)
    report.notes = (*report.notes, *counts(counted))
    report.show(folded(listed))


def uses_hashes(project: CheckedProject) -> bool:
    """Whether any lock or requirements file of the project has hashes."""
    from pinlint.requirements.policies import LOCK_FORMATS

    return any(document.format in LOCK_FORMATS or document.in_hash_mode for document in project.documents.values())


def are_build_tools(requirements: Sequence[Requirement], project: CheckedProject) -> bool:
    """Whether ``[build-system] requires`` of the project lists all these requirements with the same ranges."""
    from pinlint.requirements.model import BUILD

    listed = {
        (each.project, each.specifier)
        for document in project.documents.values()
        for each in document.requirements
        if each.scope == BUILD and each.clauses
    }
    return bool(requirements) and all((each.project, each.specifier) in listed for each in requirements)


def in_open_project(
    cause: Cause | None, names: Iterable[str], project: CheckedProject, *, in_command: bool = False
) -> Cause | None:
    """The cause of a finding about what users of the project get. If the project pins nothing of that, all such findings have a
    common wider cause.
    """
    if cause is not None and project.leaves_all_open:
        cause.wider = Cause(("project",), 2, _say_open, names, rank=int(in_command))
    return cause


def _say_open(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for all requirements files and commands of a project without any lock."""
    from pinlint.findings.report import plural

    wider = [each.cause.wider for each in found if each.cause is not None]
    commands = sum(each is not None and each.rank > 0 for each in wider)
    files = {
        each.location.path for each, cause in zip(found, wider, strict=True) if cause is not None and not cause.rank
    }
    kinds = [(len(files), "requirements file"), (commands, "command")]
    what = " and ".join(plural(number, kind) for number, kind in kinds if number)
    help = found[0].help
    if not files:
        help = (
            "list what they install in requirements.in, run `uv pip compile requirements.in -o requirements.txt`, "
            "and install requirements.txt"
        )
    return f"this project has no lock: {what} install the newest releases", help


def shared(path: str, name: str, project: CheckedProject) -> Cause | None:
    """The common cause of an unpinned requirement in the file at ``path``. One of three: many such files only check the project,
    other files include the file, or many files have the same line.
    """
    if project.severity(path) == "warning":
        return Cause(("checks",), 3, _only_checked, [name])
    top = project.included_by(path)
    if top is None:
        return in_open_project(Cause(("line", name), 3, _repeated, [name]), [name], project)

    def say(found: Sequence[Finding]) -> tuple[str, str]:
        files = len({each.location.path for each in found})
        what = f"{len(found)} requirements" + (f" in {files} files" if files > 1 else "")
        return f"{what} that {top} includes are not pinned: nothing locks them", project.locking(top)

    return in_open_project(Cause(("included", top), 3, say, [name]), [name], project)


def _repeated(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the same line in many files, or with different markers in one file."""
    files = len({each.location.path for each in found})
    name = found[0].cause.names[0] if found[0].cause is not None else ""
    if files == 1:
        return f"{name} is not pinned in {len(found)} lines: this file has no lock", found[0].help
    return f"{name} is not pinned in {files} files: nothing locks them", found[0].help


def _only_checked(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the open lines of files that check the project."""
    files = len({each.location.path for each in found})
    what = f"{len(found)} requirements" + (f" in {files} files" if files > 1 else "")
    return f"{what} that only check the project are not pinned: nothing locks them", found[0].help


def listed(names: Iterable[str], most: int = 4) -> str:
    """Names for a sentence, each once; of many names only the first, and the number of the others."""
    shown = list(dict.fromkeys(names))
    if len(shown) > most:
        return f"{', '.join(shown[:most])} and {len(shown) - most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _one(cause: Cause, group: Sequence[Finding], causes: Sequence[Cause | None]) -> Finding:
    """The finding for a group of findings with a common cause. The ``causes`` say what each of them is about."""
    first = group[0]
    message, help = cause.say(group)
    others = [Related(each.location, _about(about)) for each, about in zip(group[1:], causes[1:], strict=True)]
    repeated = [related for each in group for related in each.related]
    elsewhere = [each for each in (*others, *repeated) if each.location != first.location]
    places = {(each.location.path, each.location.line): each for each in reversed(elsewhere)}
    related = [places[place] for place in sorted(places)]
    if cause.wider is None and first.cause is not cause:  # first each file and command
        related.sort(key=lambda each: each not in others)
    found = Finding(
        first.rule, first.family, first.severity, first.location, message, related=related, help=help, lock=first.lock
    )
    if first.entry is not None and all(
        each.entry is not None and each.entry.package == first.entry.package for each in group
    ):
        found.entry = first.entry
    return found


def _about(cause: Cause | None) -> str:
    names = cause.names if cause is not None else ()
    return f"{listed(names)} too" if names else "the same again"
