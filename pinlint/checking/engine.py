"""Runs a check: paths -> project -> findings -> report. Nothing here prints."""

from __future__ import annotations

from pinlint.checking.access import Access
from pinlint.checking.checked_kinds import checked_kinds
from pinlint.checking.lock_companions import companions
from pinlint.checking.reading_files import ReadAnew
from pinlint.findings.config import IGNORE_MARK
from pinlint.findings.report import Report, Summary
from pinlint.findings.subjects import not_checked
from pinlint.project import files
from pinlint.project.path_matching import excluded_removed
from pinlint.project.project import Project
from pinlint.requirements.model import RequirementsFile
from pinlint.text.budget import ExceededError, release_reserve
from pinlint.text.errors import NothingToCheck, UsageError
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from types import ModuleType

    from pinlint.checking.concealing import Private
    from pinlint.checking.finding_limits import FindingLimits
    from pinlint.findings.config import Config
    from pinlint.findings.finding import Finding, Rule
    from pinlint.findings.graphs import Graph
    from pinlint.findings.ignores import Ignores
    from pinlint.findings.subjects import Subject
    from pinlint.freshness.pairing import Pairing
    from pinlint.project.reading import Reading
    from pinlint.project.revisions import Revision


def check(
    root: str | files.Tree,
    targets: Sequence[str],
    config: Config,
    overlay: Mapping[str, bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
    wanted: Collection[str] = (),
    base: Revision | None = None,
) -> Report:
    """The report on ``targets`` (files and folders below ``root``, relative to it; ``""`` is the root itself).

    A check of an input also checks its locks; a check of a lock also checks its inputs. ``overlay`` has contents that replace
    those of the tree: standard input, fixes that are not yet written. With ``progress`` the index may be asked; the function is
    called with the number of finished pins, and of all pins. The number of findings with ``wanted`` fixes (by applicability) is
    not limited. ``base`` is an earlier commit: its locks say what unchanged pins require, and the hashes of the locks are
    compared with theirs.

    Raises UsageError for a target that does not exist, and NothingToCheck if no target has a file that pinlint reads.
    """
    tree = files.Tree(root) if isinstance(root, str) else root
    project = open_project(tree, targets, config, overlay or {}, progress)
    project.base = base
    project.locks_at = lambda commit: _changed_locks(project, commit)
    return report_on(project, targets, wanted)


def report_on(project: Access, targets: Sequence[str], wanted: Collection[str] = ()) -> Report:
    """The report on the ``targets`` of a project that `open_project` has read. ``wanted`` has the same meaning as for `check`."""
    scope = Scope(project, targets)
    from pinlint.checking.finding_limits import FindingLimits

    config = project.config
    ignores: Ignores | None = None

    def passes(finding: Finding) -> bool:
        """Whether a finding counts towards the limit. Ignored findings do not: otherwise ignore comments after the limit would
        hide nothing.
        """
        nonlocal ignores
        if not scope.includes(finding):
            return False
        ignores = ignores or _ignores(config)
        path = finding.location.path
        return not ignores.hides(finding, project.project.known_source(path), project.project.names(path))

    limits = FindingLimits(passes, wanted)
    # A file that is checked under two names gives the same findings twice.
    findings = list({(*found.sort_key, found.lock): found for found in run_rules(project, limits)}.values())
    sources = (*(document.source for document in project.documents.values()), *project.project.other_sources())
    marked = [source for source in sources if IGNORE_MARK in source.text]
    if marked:
        ignores = ignores or _ignores(config)
        for source in marked:
            ignores.add(source)
        findings += _about_ignores(project, ignores, FindingLimits(scope.includes, wanted), limits)
    private = None
    if paths := project.project.private(targets):
        from pinlint.checking.concealing import Private

        private = Private(paths, project)
        findings = private.findings(findings)
    findings.sort(key=lambda finding: finding.sort_key)
    if findings:
        from pinlint.checking.lock_entries import note_entries
        from pinlint.findings.folding import list_named

        list_named(findings, config)
        note_entries(findings, project.documents, project.proving.before if project.proving is not None else ())
    return _report(project, findings, private, ignores.hidden if ignores else 0, scope)


def _changed_locks(project: Access, earlier: files.Tree) -> list[Pairing]:
    """The locks of an earlier commit that differ from the current ones."""
    here = {pairing.path: pairing.document.source.text for pairing in project.pairings}
    try:
        before = open_project(earlier, [""], project.config, {}).pairings
    except NothingToCheck:
        return []
    return [pairing for pairing in before if here.get(pairing.path) != pairing.document.source.text]


def _ignores(config: Config) -> Ignores:
    from pinlint.findings.ignores import Ignores

    return Ignores(config)


def open_project(
    tree: files.Tree,
    targets: Sequence[str],
    config: Config,
    overlay: Mapping[str, bytes],
    progress: Callable[[int, int], None] | None = None,
    reading: Reading | None = None,
) -> Access:
    """The project with every requirement source read that the targets need.

    ``reading`` reads the texts; by default every text is read from its file.
    """
    given = [target for target in targets if target in overlay or tree.is_file(target)]
    files_given = set(given)
    folders = [target for target in targets if target not in files_given]
    for folder in folders:
        if not tree.is_folder(folder):
            from pinlint.project.submodules import why_no_file

            raise UsageError(f"{folder}: {why_no_file(tree.root, folder)}")
    named = [folder for folder in folders if folder]
    # All files: scripts, settings and manifests anywhere can affect the named files.
    listing = tree.list(named, () if folders else given)
    for folder in named:
        if listing.tracked is not None and folder in listing.tracked:  # git tracks no other folders than repositories
            from pinlint.project.submodules import not_checked_out

            if absent := not_checked_out(tree.root, folder):
                raise UsageError(absent)
    # What is named is checked, although `exclude` matches it or git ignores it.
    hiding = [pattern for pattern in config.exclude if all(excluded_removed([path], [pattern]) for path in named)]
    if hiding:
        listing = files.Listing(excluded_removed(listing.paths, hiding), listing.tracked)
    unlisted = {path for path in files_given if path not in listing.path_set}
    if unlisted:
        listing = files.Listing(sorted([*listing.paths, *unlisted]), listing.tracked)
    project = Project(tree, listing, reading or ReadAnew(), [*named, *(path.rpartition("/")[0] for path in given)])
    for path, data in overlay.items():
        project.overlay(path, data)
    # A file is read together with its pairs, which may be anywhere; a folder is asked for as such.
    below = tuple(folder + "/" if folder else "" for folder in folders) if not given else ("",)
    locks = sorted({entry["lock"] for entry in config.locks if "lock" in entry})
    sources = [path for path in project.requirement_sources(locks) if path.startswith(below)]
    project.load([*sources, *(path for path in given if project.is_source(path))])
    access = Access(project, config, progress)
    if not project.documents and not project.unreadable and not _has_other_subjects(access, below):
        from pinlint.project.submodules import elsewhere

        if wrong := elsewhere(tree.root, listing):
            raise UsageError(wrong)
        raise NothingToCheck(
            "nothing to check: no requirements file, pyproject.toml, setup.cfg, setup.py, Dockerfile or manifest in "
            + ", ".join(repr(target or ".") for target in targets)
            + "".join(f"; {note}" for note in access.notes())
        )
    return access


def _has_other_subjects(project: Access, below: tuple[str, ...]) -> bool:
    """Whether there is anything to check besides requirement sources, at a path that begins with one of ``below``."""
    from pinlint.index import MANIFESTS, OTHER_FORMATS

    patterns = [*OTHER_FORMATS.values(), *MANIFESTS.values()]
    found = (path for pattern in patterns for path in project.matching(pattern))
    if project.config.manifests or any(path.startswith(below) for path in found):
        return True
    return project.builds is not None and any(place.source.path.startswith(below) for place in project.builds.places)


class Scope:
    """The part of the project to check: the ``targets``, and the locks and inputs that belong to them.

    ``locks`` are these locks, ``paths`` the paths of these locks and their inputs. A manifest belongs to every lock in its folder
    or above.
    """

    def __init__(self, project: Access, targets: Sequence[str]) -> None:
        self.whole = "" in targets
        self._names = project.project.names
        self.asked = {target for target in targets if project.exists(target)}
        self.folders = tuple(target + "/" for target in targets if target not in self.asked)
        # A manifest affects the sources above it; a source that could not be read affects nothing.
        manifests = [path for path in self.asked if path not in project.documents and path not in project.unreadable]
        self.asked |= project.project.above(manifests)
        self.locks, self.paths = (set(), set()) if self.whole else companions(project.pairings, self._asks_for)
        for pairing in () if self.whole else project.pairings:
            if self.includes_lock(pairing.path):  # what fails in a lock that it includes is reported there
                self.locks |= {layer.path for layer in getattr(pairing, "layers", ())}

    def _asks_for(self, path: str) -> bool:
        return any(name in self.asked or name.startswith(self.folders) for name in self._names(path))

    def includes_path(self, path: str) -> bool:
        """Whether to check ``path``: it is a target, or it belongs to a lock or an input that is a target."""
        return self.whole or path in self.paths or self._asks_for(path)

    def includes_lock(self, path: str) -> bool:
        """Whether to judge the lock at ``path``."""
        return self.whole or path in self.locks or self._asks_for(path)

    def includes(self, finding: Finding) -> bool:
        """Whether a finding is about something in this part."""
        if finding.lock is not None:
            return self.includes_lock(finding.lock)
        paths = [finding.location.path, *(related.location.path for related in finding.related)]
        return any(map(self.includes_path, paths))


def run_rules(project: Access, limits: FindingLimits) -> Iterator[Finding]:
    """The findings of the selected rules on the project's subjects, within ``limits``. Only rules that a subject needs
    are loaded."""
    from pinlint.findings.config import selected_rules
    from pinlint.index import RULES

    selected = selected_rules(project.config)
    by_trait: dict[tuple[str, str], list[str]] = {}
    for name, (_, on, when, _, _) in RULES.items():
        if name in selected:
            for trait in when:
                by_trait.setdefault((on, trait), []).append(name)
    loaded: dict[str, Rule] = {}
    seen: set[tuple[str, int]] = set()
    given_up: dict[str, Subject] = {}
    for on, trait, subject in _all_subjects(project):
        for name in by_trait.get((on, trait), ()):
            if (name, id(subject)) in seen or limits.ended(name):
                continue  # two of its traits need the same rule
            seen.add((name, id(subject)))
            if name not in loaded:
                loaded[name] = load_rule(name)
            try:
                yield from limits.passing(loaded[name].check(subject, project))
            except MemoryError:
                release_reserve()
                raise
            except ExceededError as error:
                if not isinstance(subject, RequirementsFile):
                    raise
                given_up[subject.source.path] = not_checked(
                    subject.source.at(Span(0, 0)), f"comparing the requirements of this file {error}"
                )
    for on, trait, subject in given_up.values():
        for name in by_trait.get((on, trait), ()):
            yield from limits.passing(load_rule(name).check(subject, project))


def load_rule(name: str) -> Rule:
    """The rule of that name. Raises KeyError if there is none."""
    rule: Rule = _module(name).rule
    return rule


def docstring(name: str) -> str:
    """The docstring of the rule of that name. Raises KeyError if there is none."""
    return _module(name).__doc__ or ""


def page(name: str) -> str:
    """The page on the rule of that name, in Markdown. Raises KeyError if there is none."""
    from pinlint.findings.documentation import make_page
    from pinlint.index import RULES

    family, _, _, severity, _ = RULES[name]
    return make_page(name, family, severity, docstring(name))


def _module(name: str) -> ModuleType:
    from pinlint.index import RULES, load

    return load(f"rules.{RULES[name][0]}.{name.replace('-', '_')}")


def _all_subjects(project: Access) -> Iterator[Subject]:
    from pinlint.checking.subjects import subjects

    kept: list[object] = []  # keeps the subjects alive, so that each id stays unique
    try:
        for subject in subjects(project):
            kept.append(subject)
            yield subject
        for more in _other_subjects(project):
            for subject in more:
                kept.append(subject)
                yield subject
    except MemoryError:
        release_reserve()
        raise


def _other_subjects(project: Access) -> Iterator[Iterator[Subject]]:
    """The subjects other than requirement sources: of builds, of each kind of manifest, of the proofs.

    A module is imported only if there is something for it.
    """
    if project.builds is not None:
        yield project.builds.subjects()
    for module in project.manifest_modules():
        yield module.subjects(project)
    if project.documents and project.proving is not None:
        yield project.proving.subjects()


def _about_ignores(
    project: Access, ignores: Ignores, limits: FindingLimits, bounded: FindingLimits
) -> Iterator[Finding]:
    """The findings on ignore comments, within ``limits``; ``bounded`` are the findings that the comments could hide."""
    from pinlint.findings.config import selected_rules
    from pinlint.index import RULES

    comments = [c for c in ignores.comments(bounded.ended_rules()) if len(c.used) < len(c.names) or not c.names]
    if comments and "unused-ignore" in RULES and "unused-ignore" in selected_rules(project.config):
        rule = load_rule("unused-ignore")
        for comment in comments:
            yield from limits.passing(rule.check(comment, project))


def _report(project: Access, findings: list[Finding], private: Private | None, hidden: int, scope: Scope) -> Report:
    documents = [document for path, document in project.documents.items() if scope.includes_path(path)]
    if any(document.problems for document in documents):
        from pinlint.checking.look_alikes import is_something_else

        documents = [document for document in documents if not is_something_else(document, project)]
    every = project.verdicts()
    verdicts = [verdict for verdict in every if scope.includes_lock(verdict.path)]
    summary = Summary(
        len(documents),
        sum(document.count for document in documents),
        ignored=hidden,
        checked=checked_kinds(project, documents, scope.includes_path, findings),
        elsewhere=len(every) - len(verdicts) + len(project.other_locks()),
    )
    sources = {path: document.source for path, document in project.documents.items()}
    sources.update((source.path, source) for source in project.project.other_sources())
    # Every URL with a secret contains both of these marks, unless escaped; requirements files have no escapes.
    holders = [
        document
        for document in project.documents.values()
        if findings
        and (document.format != "requirements-txt" or "@" in document.source.text or "://" in document.source.text)
    ]
    if holders:
        from pinlint.project.urls import learn_secrets

        for document in holders:
            learn_secrets(document)
    notes = project.notes()
    if private:
        verdicts = list(map(private.verdict, verdicts))
        notes = private.sentences(notes)
        sources = {path: source for path, source in sources.items() if path not in private.paths}

    def graphs() -> list[Graph]:
        from pinlint.checking.graphs import graphs

        return graphs(project, private.paths if private else (), scope.includes_lock)

    report = Report(
        project.root,
        (),
        verdicts,
        summary,
        notes=notes,
        sources=sources,
        fail_on=project.config.fail_on,
        page=page,
        url=_url,
        graphs=graphs,
        roles=lambda shown: project.uses.in_words(scope.includes_path, shown),
    )
    report.show(findings)
    return report


def _url(rule: str) -> str:
    from pinlint.findings.documentation import url

    return url(rule)
