"""Reads a set of manifests: which requirements they declare, and where. What cannot be read becomes a `Trouble`."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache, partial
from itertools import islice
from posixpath import dirname

from pinlint.findings.subjects import Trouble
from pinlint.formats.located import STRING, TABLE, Item, LocatedError, Node
from pinlint.manifests.comparing import Entry
from pinlint.manifests.requirement_texts import plain_pin, requirement_of
from pinlint.manifests.selector import WrongTypeError
from pinlint.manifests.transforms import transformed
from pinlint.project.files import Unreadable
from pinlint.requirements.model import Problem, Requirement
from pinlint.requirements.names import normalize
from pinlint.text.budget import Budget, ExceededError, check_source
from pinlint.text.patterns import glob_matches
from pinlint.text.source import Location, SourceFile, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.manifests.selector import Path
    from pinlint.manifests.settings import Companion, ManifestSet


class Reading:
    """What a set of manifests says.

    ``entries`` are in the order of the paths. ``broken`` are the names of the addons whose manifest cannot be read. ``unused``
    has the overrides without effect: key and place. ``apart`` maps each project that is required only by manifests that do not
    count to the reason. ``producers`` are the names, in comments, of other sources of lines.
    """

    __slots__ = ("apart", "broken", "budget", "entries", "producers", "troubles", "unused")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.entries: list[Entry] = []
        self.broken, self.producers = set[str](), set[str]()
        self.apart: dict[str, str] = {}
        self.troubles: list[Trouble] = []
        self.unused: list[tuple[str, Location]] = []

    def add(
        self,
        manifests: ManifestSet,
        addon: str,
        path: str,
        text: str,
        place: Location | Callable[[], Location],
    ) -> None:
        """Records a requirement of the manifest at ``path``."""
        self.budget.spend(4 * len(manifests.drop))
        name = plain_pin(text)
        if name is not None:
            project = normalize(name)
            requirement: Requirement | Callable[[], Requirement] = partial(requirement_of, text, path)
        else:
            from pinlint.formats.pep508_parts import InvalidRequirement

            try:
                requirement = requirement_of(text, path)
            except (InvalidRequirement, ExceededError) as error:
                place = place() if callable(place) else place
                refused = Problem("not-checked", f"this requirement {error}", Span(0, 0))
                if isinstance(error, InvalidRequirement):
                    message = f"{text!r} is not a requirement: {error.message}"
                    refused = Problem("invalid-manifest", message, Span(0, 0), error.help)
                self.troubles.append(Trouble(place, refused))
                return
            project = requirement.project or ""
        if not manifests.drop or not any(glob_matches(glob, project) for glob in manifests.drop):
            self.entries.append(Entry(addon, text, requirement, place, project))

    def trouble(
        self, source: SourceFile, span: Span, message: str, help: str | None = None, rule: str = "invalid-manifest"
    ) -> None:
        """Records what cannot be read."""
        self.troubles.append(Trouble(source.at(span), Problem(rule, message, span, help)))


def read_manifests(project: CheckedProject, manifests: ManifestSet) -> Reading:
    """Reads every manifest of the set, also those outside the checked files. Raises ExceededError."""
    reading = Reading(budget := Budget())
    chosen: dict[str, tuple[int, str]] = {}
    for rank, glob in enumerate(manifests.files):
        if glob.is_path:
            paths = [glob.prefix] if glob.prefix in project.path_set else []
        else:
            paths = project.ending(glob.ending)
        first = bisect_left(paths, glob.prefix)
        budget.add(len(paths))
        budget.spend(len(paths) // 4)
        for path in islice(paths, first, None):
            if not path.startswith(glob.prefix):
                break
            budget.spend(2 + glob.length * len(path) // 200)
            # In each folder only the first existing kind of file counts, for example __manifest__.py before __openerp__.py.
            folder = path.rpartition("/")[0]
            best = chosen.get(folder)
            if (best is None or (rank, path) < best) and glob.matches(path):
                chosen[folder] = (rank, path)
    quickly = _Quick(project, manifests, reading) if _Quick.can_read(manifests) else None
    for folder, (_, path) in sorted(chosen.items()):
        if quickly is None or not quickly.read(folder, path):
            _Manifest(project, manifests, reading, folder, path).read()
    return reading


def parse(source: SourceFile, format: str) -> Node:
    """The tree of a manifest. Raises LocatedError."""
    if format == "json":
        from pinlint.formats.located import json

        return json.parse(source.text)
    if format == "yaml":
        from pinlint.formats.located import yaml

        return yaml.parse(source.text) or Node("null", None, 0, 0)
    if format == "toml":
        from pinlint.formats.located import toml

        return toml.parse(source.text)
    if format == "python-literal":
        from pinlint.formats.located import python

        return python.parse(source.text)
    return _calls(source) if format == "python-call" else _lines(source)


def _calls(source: SourceFile) -> Node:
    """The calls of a Python module as a table: maps a function to its keywords, and each keyword to its value."""
    import _ast as ast

    from pinlint.formats.located.python import Source
    from pinlint.formats.located.syntax import walk

    python = Source(source.text)
    found: list[Item] = []
    for node in walk(python.tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            span = python.span(node)
            keywords = [
                Item(keyword.arg, span.start, span.start, python.literal(keyword.value))
                for keyword in node.keywords
                if keyword.arg
            ]
            if name:
                found.append(Item(name, span.start, span.start, Node(TABLE, keywords, span.start, span.end)))
    return Node(TABLE, found, 0, len(source.text))


def _lines(source: SourceFile) -> Node:
    """The lines of a text that are neither blank nor comments."""
    found = []
    for number in range(1, len(source.line_starts) + 1):
        span = source.line_span(number)
        line = source.text[span.start : span.end]
        text = line.strip()
        if text and not text.startswith("#"):
            start = span.start + line.index(text)
            found.append(Node(STRING, text, start, start + len(text)))
    return Node("array", found, 0, len(source.text))


@lru_cache(maxsize=1)
def _read_last(source: SourceFile) -> Node:
    """The values of a JSON manifest. The last one is cached, because the next call is usually for the same manifest."""
    return parse(source, "json")


def _place(project: CheckedProject, path: str, keys: Path) -> Location:
    """Where the value at ``keys`` of the JSON manifest at ``path`` is written."""
    source = project.source(path)
    assert source is not None
    try:
        node: Node | None = _read_last(source)
    except ExceededError:  # nested too deeply to find places
        return source.at(Span(0, 0))
    for step in keys:
        assert node is not None
        node = node.elements[step] if isinstance(step, int) else node.get(step)
    assert node is not None
    return source.at(node.content)


class _Quick:
    """Reads JSON manifests without the places of their values. The places are found when a finding needs them. A manifest with an
    unexpected content is not read here, because its places are needed.
    """

    def __init__(self, project: CheckedProject, manifests: ManifestSet, reading: Reading) -> None:
        from json import JSONDecoder

        self.project = project
        self.manifests = manifests
        self.reading = reading
        self.decode = JSONDecoder().raw_decode

    @staticmethod
    def can_read(manifests: ManifestSet) -> bool:
        """Whether everything about a manifest is in its own file."""
        return manifests.format == "json" and not (manifests.overrides or manifests.beside or manifests.append)

    def read(self, folder: str, path: str) -> bool:
        """Reads the manifest at ``path``; returns whether that worked."""
        manifests = self.manifests
        try:
            text = self.project.read(path).decode()
            check_source(text)
            self.reading.budget.add(len(text))
            root, end = self.decode(text)
        except (ValueError, RecursionError, Unreadable, ExceededError):
            return False
        if not isinstance(root, dict) or text[end:].strip(" \t\n\r"):
            return False
        found = []
        for selector in manifests.selectors:
            values = selector.values(root)
            if values is None:
                return False
            found += values
        for value, _ in found:
            if not isinstance(value, str):
                return False
        if manifests.skip_when is not None:
            conditions = manifests.skip_when.selector.values(root)
            if conditions is None:
                return False
            if conditions and manifests.skip_when.is_met_by([value for value, _ in conditions]):
                return True
        for value, keys in found:
            for text in transformed(manifests, value):
                place = partial(_place, self.project, path, keys)
                self.reading.add(
                    manifests, folder.rpartition("/")[2] or path, path, manifests.map.get(text, text), place
                )
        return True


class _Manifest:
    """One manifest that is being read."""

    def __init__(
        self, project: CheckedProject, manifests: ManifestSet, reading: Reading, folder: str, path: str
    ) -> None:
        self.project = project
        self.manifests = manifests
        self.reading = reading
        self.folder = folder
        self.path = path
        self.name = folder.rpartition("/")[2] or path

    def read(self) -> None:
        tree = self.tree(self.path, self.manifests.format)
        if tree is None:
            self.reading.broken.add(self.name)
            return
        source, root = tree
        condition = self.manifests.skip_when
        try:
            if root.kind not in ("table", "array", "null"):
                raise WrongTypeError(root, "a table")
            if condition is not None and condition.is_met(root):
                return
            self.reading.budget.spend(10 * (len(self.manifests.selectors) + len(self.manifests.beside)))
            nodes = [node for selector in self.manifests.selectors for node in selector.select(root)]
        except WrongTypeError as error:
            self.reading.trouble(source, error.node.span, f"the declaration of requirements {error}")
            self.reading.broken.add(self.name)
            return
        if self.manifests.beside and not any(self.place(p) in self.project.path_set for p in self.manifests.beside):
            self.set_apart(source, nodes)
            return
        overrides = self.overrides()
        used: set[str] = set()
        for node in nodes:
            if node.string is None:
                self.reading.trouble(source, node.span, "a requirement must be a string")
                continue
            if node.value in overrides:
                used.add(node.value)
                for text, place in overrides[node.value][1]:
                    self.reading.budget.spend(80 + len(text))
                    self.add(text, place)
            else:
                for text in transformed(self.manifests, node.value):
                    self.add(self.manifests.map.get(text, text), source.at(node.content))
        self.reading.unused += [(key, place) for key, (place, _) in overrides.items() if key not in used]
        for companion in self.manifests.append:
            for appended, there in self.companion(companion):
                if appended.string is not None:
                    self.add(appended.value, there.at(appended.content))

    def set_apart(self, source: SourceFile, nodes: Sequence[Node]) -> None:
        """Records the requirements of a manifest that does not count because the files next to it are missing."""
        apart = Reading(self.reading.budget)
        for node in nodes:
            for text in transformed(self.manifests, node.value) if node.string is not None else ():
                mapped = self.manifests.map.get(text, text)
                apart.add(self.manifests, self.name, self.path, mapped, source.at(node.content))
        lacking = " or ".join(map(self.place, self.manifests.beside))
        for entry in apart.entries:
            self.reading.apart.setdefault(entry.project, f"{self.name}, which is read only if there is {lacking} too")

    def add(self, text: str, place: Location) -> None:
        """Records one requirement."""
        self.reading.add(self.manifests, self.name, self.path, text, place)

    def tree(self, path: str, format: str, *, led_to: bool = False) -> tuple[SourceFile, Node] | None:
        """A file and its tree; if it cannot be read, records trouble and returns None."""
        source = self.project.source(path)
        if source is None:
            reason = self.project.unreadable.get(path, "it cannot be read")
            problem = Problem("invalid-manifest", f"cannot be read: {reason}", Span(0, 0))
            self.reading.troubles.append(Trouble(Location(path), problem))
            return None
        self.reading.budget.add(len(source.text), led_to=led_to)
        self.reading.budget.spend(10 * len(source.text) if led_to else 0)  # each manifest reads it again
        try:
            check_source(source.text)
            return source, parse(source, format)
        except LocatedError as error:
            self.reading.trouble(source, error.span, f"the manifest {error.message}")
        except ExceededError as error:
            self.reading.trouble(source, Span(0, 0), f"the manifest {error}", rule="not-checked")
        return None

    def place(self, pattern: str) -> str:
        """A path with this manifest's names in place of ``{folder}``, ``{name}`` and ``{parent}``."""
        places = {"{folder}": self.folder, "{name}": self.name, "{parent}": dirname(self.folder)}
        for key, value in places.items():
            pattern = pattern.replace(key, value)
        return pattern.lstrip("/")

    def companion(self, companion: Companion) -> list[tuple[Node, SourceFile]]:
        """The values at the selector of a file next to the manifest; empty if the file does not exist."""
        path = self.place(companion.file)
        tree = self.tree(path, companion.format, led_to=True) if path in self.project.path_set else None
        if tree is None:
            return []
        try:
            return [(node, tree[0]) for node in companion.selector.select(tree[1])]
        except WrongTypeError as error:
            # A keyword of setup() that accepts a table also accepts True, and computed values are unknown.
            if error.node.kind not in ("bool", "other"):
                self.reading.trouble(tree[0], error.node.span, f"the value of {companion.selector.text} {error}")
            return []

    def overrides(self) -> dict[str, tuple[Location, list[tuple[str, Location]]]]:
        """Maps a manifest's string to the override's place, and to the replacements with their places."""
        found: dict[str, tuple[Location, list[tuple[str, Location]]]] = {}
        for companion in self.manifests.overrides:
            for node, source in self.companion(companion):
                for item in node.items:
                    values = item.node.elements or [item.node]
                    texts = [(value.value, source.at(value.content)) for value in values if value.string is not None]
                    found[item.key] = source.at(item.key_span), texts
        return found
