"""Pipelines of GitLab CI: the scripts of their jobs, with local includes, `extends`, `default`, `!reference` and YAML anchors.

`before_script` and `script` run in one shell, `after_script` and `hooks` in their own. The files of `include: local` and the
main file are merged, as GitLab does it. All other included files are unknown. A job that nothing runs, because its name begins
with a dot, is read alone only if no other job of the pipeline uses it.
"""

from __future__ import annotations

from pinlint.formats.installer_words import is_telling
from pinlint.formats.jobs import Job, Script, joined_nodes, may_fail
from pinlint.formats.located import LocatedError
from pinlint.formats.located.yaml import parse_all
from pinlint.formats.merged_yaml import elements, get, is_table, merged, plain, string, table
from pinlint.text.budget import Budget
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy
from pinlint.uses.steps import DEPLOY, PUBLISH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pinlint.formats.located import Node
    from pinlint.formats.merged_yaml import Value, Written
    from pinlint.text.source import SourceFile

    #: Finds the files that the path or glob of an include names.
    Find = Callable[[str], Iterable[SourceFile]]

FILES = r"(?:^|/)\.gitlab-ci[^/]*\.(?:yml|yaml)$|(?:^|/)\.gitlab/(?:[^/]+/)*[^/]+\.(?:yml|yaml)$"
READS = "build"

#: Keys of the top level that are not jobs.
_GLOBAL = frozenset(["default", "include", "image", "services", "stages", "variables", "cache", "workflow", "spec"])
#: A job is followed through at most so many templates, and a pipeline includes at most so many files: GitLab allows no more.
_MOST_EXTENDED = 12
_MOST_INCLUDED = 150

#: An input of a file: ``$[[ inputs.version ]]``.
_INPUT = lazy(r"\$\[\[[^\[\]\n]*\]\]")


def jobs(source: SourceFile) -> list[Job]:
    """The jobs of a pipeline, without the files that it includes. Raises LocatedError for text that is not YAML, and
    ExceededError.
    """
    return Pipelines().read(source, lambda _: ()).jobs


class Pipelines:
    """Reads pipelines; each file is parsed once, although several pipelines may include it."""

    def __init__(self) -> None:
        self._roots: dict[str, Node | None] = {}

    def read(self, source: SourceFile, find: Find) -> Pipeline:
        """The pipeline of a file, with the files that it includes. Raises LocatedError for text that is not YAML, and
        ExceededError.
        """
        return Pipeline(source, self.root(source), self, find)

    def root(self, source: SourceFile) -> Node | None:
        """The root of a file. Raises LocatedError, and ExceededError."""
        if source.path not in self._roots:
            documents = parse_all(source.text)
            is_header = len(documents) > 1 and documents[0].get("spec") is not None  # it declares the inputs
            self._roots[source.path] = documents[int(is_header)] if documents else None
        return self._roots[source.path]


class Pipeline:
    """A pipeline: its ``jobs``, the files that it has ``included``, the paths of files that are ``broken``, and the paths of the
    pipelines that it ``triggers``.
    """

    def __init__(self, source: SourceFile, root: Node | None, pipelines: Pipelines, find: Find) -> None:
        self.source = source
        self.included: list[SourceFile] = []
        self.broken: list[str] = []
        self.budget = Budget(len(source.text))
        self._pipelines = pipelines
        self._find = find
        self._count = 0
        self._root = self._whole(source, root, ()) if root is not None else {}
        self._resolved: dict[str, Value] = {}
        #: The jobs with a base in a file that is not known, and the jobs that are the base of another one.
        self._open: set[str] = set()
        self._bases: set[str] = set()
        self.jobs = self._jobs()
        triggers = (get(self._root, name, "trigger") for name in table(self._root))
        self.triggers = [path for trigger in triggers for path in self._local(trigger)]

    def _whole(self, source: SourceFile, root: Node, around: tuple[str, ...]) -> Value:
        """A file with all files that it includes; what it says itself comes last. ``around`` are the files that include it."""
        found: Value = {}
        around = (*around, source.path)
        for path in self._local((source, root)):
            for inner in self._find(path):
                if inner.path in around or self._count >= _MOST_INCLUDED:
                    continue
                try:
                    node = self._pipelines.root(inner)
                except LocatedError:
                    self.broken.append(inner.path)
                    continue
                self._count += 1
                self.included.append(inner)
                if node is not None:
                    found = merged(found, self._whole(inner, node, around), self.budget)
        return merged(found, (source, root), self.budget)

    def _local(self, value: Value | None) -> Iterator[str]:
        """The paths and globs of the project's files that ``include`` names; it is a string, a table, or a list of these."""
        for each in elements(get(value, "include")):
            local = get(each, "local") if is_table(each) else each
            path = string(local).lstrip("/")
            if path.endswith((".yml", ".yaml")):
                yield path

    def _jobs(self) -> list[Job]:
        names = [name for name, value in table(self._root).items() if name not in _GLOBAL and is_table(value)]
        for name in names:
            self._job(name)
        found = []
        used: set[int] = set()
        for name in sorted(names, key=lambda name: name.startswith(".")):  # first the jobs that run
            if name.startswith(".") and name in self._bases:
                continue
            read = self._read(name)
            if read is None:
                continue
            job, nodes = read
            if not name.startswith("."):
                used |= nodes
            elif nodes <= used:
                continue  # another job runs all of it, by a reference or an anchor
            found.append(job)
        return found

    def _job(self, name: str, around: tuple[str, ...] = ()) -> Value:
        """The table of a job, merged with the jobs that it extends."""
        if name in self._resolved:
            return self._resolved[name]
        own = get(self._root, name) or {}
        found: Value = {}
        around = (*around, name)
        for _, node in elements(get(own, "extends")):
            base = node.string or ""
            self.budget.go_through(8)
            self._bases.add(base)
            known = is_table(get(self._root, base))
            if known and base not in around and len(around) < _MOST_EXTENDED:
                found = merged(found, self._job(base, around), self.budget)
            if not known or base in self._open:
                self._open.add(name)
        self._resolved[name] = found = merged(found, own, self.budget)
        return found

    def _read(self, name: str) -> tuple[Job, set[int]] | None:
        """A job with the lines that it runs, as the ids of their nodes; None for a table that runs nothing."""
        job = self._job(name)
        before = self._setting(job, "before_script")
        script, after = get(job, "script"), self._setting(job, "after_script")
        hook = get(self._setting(job, "hooks"), "pre_get_sources_script")
        own = [*self._lines(before), *self._lines(script)] if script is not None else list(self._steps(get(job, "run")))
        if script is None and get(job, "before_script") is not None:
            own = list(self._lines(before))
        runs = [nodes for nodes in (list(self._lines(hook)) if own else [], own, list(self._lines(after))) if nodes]
        if not runs:
            return None
        image = self._setting(job, "image")
        found = Job(
            self.source,
            name,
            list(self._scripts(job, runs)),
            needs=list(self._needs(job)),
            purpose=_purpose(name, job),
            image=plain(get(image, "name") if is_table(image) else image),
            keeps=get(job, "artifacts") is not None,
            is_open=name in self._open and get(job, "before_script") is None,
        )
        return found, {id(node) for nodes in runs for _, node in nodes}

    def _setting(self, job: Value, key: str) -> Value | None:
        """A setting of a job. If the job does not have it, the default of all jobs, if the job inherits it."""
        found = get(job, key)
        if found is not None:
            return found
        inherited = get(job, "inherit", "default")
        names = [node.string for _, node in elements(inherited)]
        if plain(inherited) == "false" or (plain(inherited) is None and inherited is not None and key not in names):
            return None
        return get(self._root, "default", key) or get(self._root, key)

    def _scripts(self, job: Value, runs: list[list[Written]]) -> Iterator[Script]:
        """The scripts of a job. Lines of several files that run in one shell are scripts that continue each other."""
        variables = self._variables(job)
        conditional = self._is_uncertain(job)
        for nodes in runs:
            parts: list[tuple[SourceFile, list[Node]]] = []
            for source, node in nodes:
                if not parts or parts[-1][0] is not source:
                    parts.append((source, []))
                parts[-1][1].append(node)
            texts = [_without_inputs(joined_nodes(source, written)) for source, written in parts]
            telling = any(is_telling(text.text) for text in texts)
            for number, text in enumerate(texts):
                yield Script(
                    text,
                    variables=variables,
                    conditional=conditional,
                    telling=telling if len(texts) > 1 else None,
                    continues=number > 0,
                )

    def _is_uncertain(self, job: Value) -> bool:
        """Whether a job may fail, or runs only if some files exist."""
        allowed = get(job, "allow_failure")
        rules = [node for _, node in self._elements(get(job, "rules"))]
        return (allowed is not None and plain(allowed) != "false") or any(
            rule.get("exists") is not None or may_fail(rule, "allow_failure") for rule in rules
        )

    def _lines(self, value: Value | None) -> Iterator[Written]:
        """The lines of a script: nested lists become one list, references are followed."""
        return (each for each in self._elements(value) if each[1].string is not None)

    def _elements(self, value: Value | None, depth: int = 0) -> Iterator[Written]:
        if not isinstance(value, tuple) or depth > _MOST_EXTENDED:
            return
        source, node = value
        self.budget.go_through(60 + len(node.string or "") // 8)
        if node.elements and source.text.startswith("!reference", node.start):
            first, *keys = [key.string or "" for key in node.elements]
            yield from self._elements(get(self._job(first), *keys), depth + 1)
        elif node.elements:
            for each in node.elements:
                yield from self._elements((source, each), depth + 1)
        else:
            yield value

    def _steps(self, value: Value | None) -> Iterator[Written]:
        """The scripts of the steps of ``run``, without the steps that somebody else wrote."""
        for each in self._elements(value):
            script = get(each, "script")
            if script is not None:
                yield from self._lines(script)

    def _variables(self, job: Value) -> dict[str, str | None]:
        """The variables of the pipeline and of a job; a value with a variable in it is unknown."""
        inherited = get(job, "inherit", "variables")
        names = [node.string for _, node in elements(inherited)] if plain(inherited) is None else []
        common = get(self._root, "variables") if plain(inherited) != "false" else None
        entries = [
            (key, value) for key, value in table(common).items() if inherited is None or not names or key in names
        ]
        found: dict[str, str | None] = {}
        for key, given in [*entries, *table(get(job, "variables")).items()]:
            value = plain(given)
            found[key] = None if value is None or "$" in value else value
        return found

    def _needs(self, job: Value) -> Iterator[str]:
        for key in ("needs", "dependencies"):
            for each in self._elements(get(job, key)):
                named = get(each, "job") if is_table(each) else each
                if string(named):
                    yield string(named)


def _without_inputs(text: MappedText) -> MappedText:
    """A script with a variable of unknown value in place of each input, which the including file gives."""
    parts = []
    at = 0
    for match in _INPUT.finditer(text.text) if "$[[" in text.text else ():
        place = text.span(*match.span())
        parts += [text.slice(at, match.start()), MappedText(text.source, [("$UNKNOWN", place.start, place.end)])]
        at = match.end()
    return joined([*parts, text.slice(at, len(text.text))], text.source) if parts else text


def _purpose(name: str, job: Value) -> str | None:
    """The purpose that a job's keys show: ``environment`` means deploy; ``release``, or the name ``pages``, means publish."""
    if get(job, "environment") is not None:
        return DEPLOY
    return PUBLISH if name == "pages" or get(job, "release") is not None else None
