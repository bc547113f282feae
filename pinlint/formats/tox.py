"""Environments of tox: `deps`, `constraints` and `commands` of tox.ini, setup.cfg, tox.toml and `[tool.tox]` (tox's manual).

References to other sections (`{[testenv]deps}`) are followed. Values that are known only when tox runs (`{env:X}`, `{posargs}`)
are unknown. A line for a factor (`django5: Django>=5,<6`) installs this version intentionally, so its range is not reported.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.formats.jobs import MAY_FAIL, Job, Packages, Script, mapped, words
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.formats.jobs import Action
    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile, Span

FILES = r"(?:^|/)(?:tox(?:[-_.][\w.-]+)?\.ini|setup\.cfg|tox\.toml|pyproject\.toml)$"
READS = "build"

_FACTOR = lazy(r"(!?[\w.{}!,-]+?):(?=\s)\s*(?=\S)")
_SECTION = lazy(r"\{\[([^\]]+)\]([\w-]+)\}")
#: Quotes, what a backslash protects, the characters that mean something to a shell, and the folder that commands run in.
_MARK = lazy(r"\\.|['\"<>|&;]|\{(?:toxinidir|tox_root)\}/")
_RANGE = lazy(r"\w[ \t]*[<>~=!]=?[ \t]*\d")
_ROOT = lazy(r"\{(?:toxinidir|tox_root)\}/?")
_MOST_REFERENCES = 6
#: The work on a line, for each time that it is read. Many references may lead to the same lines.
_OF_A_LINE, _CHARACTERS_OF_A_UNIT = 40, 8


def jobs(source: SourceFile) -> list[Job]:
    """The environments. Raises LocatedError for text that is malformed, and ExceededError."""
    if source.path.endswith((".ini", ".cfg")):
        return _Ini(source).jobs()
    from pinlint.formats.located.plain_tree import parse_tables

    keys = ("tool", "tox") if source.path.endswith("pyproject.toml") else ()
    found = parse_tables(source.text, keys)
    root = found.get(*keys) if keys else found
    if root is None:
        return []
    if keys:
        legacy = root.get("legacy_tox_ini")
        if legacy is not None and legacy.string:
            text = mapped(source, legacy)
            return _Ini(source, text).jobs()
    return [job for job in _of_toml(source, root) if job.actions]


class _Ini:
    """A tox.ini; ``outer`` is its text if it is a value in another file. Raises LocatedError for text that is malformed."""

    def __init__(self, source: SourceFile, outer: MappedText | None = None) -> None:
        from pinlint.formats.located import ini

        self.source = source
        self.root: Node = ini.parse(source.text if outer is None else outer.text)
        self.outer = outer
        self._mapped: dict[int, MappedText] = {}
        self.prefix = "tox:" if source.path.endswith("setup.cfg") else ""

    def jobs(self) -> list[Job]:
        found = []
        for item in self.root.items:
            name = item.key.removeprefix(self.prefix)
            if name.partition(":")[0] not in ("testenv", "tox"):
                continue
            job = Job(self.source, name, list(self.actions(item.node, name)), folder=dirname(self.source.path))
            if job.actions:
                found.append(job)
        return found

    def actions(self, section: Node, name: str) -> Iterator[Action]:
        for key in ("deps", "requires"):
            node = section.get(key)
            if node is None or (key == "requires" and name != "tox"):
                continue
            # Files that different factors install are never in the same environment.
            by_factor: dict[str, list[MappedText | None]] = {}
            for line in self.lines(node, 0):
                factor, words = _dependency(line)
                by_factor.setdefault(factor, []).extend(words)
            for given in filter(None, by_factor.values()):
                given += self.constraints(section)
                yield Packages("tox", given, self.span(node), variables=self.variables(section))
        for key in ("install_command", "commands_pre", "commands", "commands_post"):
            node = section.get(key)
            lines = list(_for_shell(self.lines(node, 0))) if node is not None else []
            if lines:
                yield Script(joined(lines, self.source), variables=self.variables(section))

    def span(self, node: Node) -> Span:
        """The place of a value in the file."""
        return node.span if self.outer is None else self.outer.span(node.start, node.end)

    def mapped(self, node: Node) -> MappedText:
        """A value, every character with its place in the file. Many environments refer to the same value: it is mapped once."""
        number = id(node)  # the root keeps all nodes
        if number not in self._mapped:
            self._mapped[number] = self._map(node)
        return self._mapped[number]

    def _map(self, node: Node) -> MappedText:
        if self.outer is None:
            return mapped(self.source, node)
        parts = []
        for text, start, end in node.pieces():
            if len(text) == end - start:
                parts.append(self.outer.slice(start, end))
            else:
                place = self.outer.span(start, end)
                parts.append(MappedText(self.source, [(text, place.start, place.end)]))
        return joined(parts, self.source)

    def constraints(self, section: Node) -> list[MappedText | None]:
        """The ``constraints`` of an environment, as options."""
        node = section.get("constraints")
        found: list[MappedText | None] = []
        for line in self.lines(node, 0) if node is not None else ():
            found += [MappedText(self.source, [("-c", line.span(0, 1).start, line.span(0, 1).start)]), *_known(line)]
        return found

    def lines(self, node: Node, depth: int) -> Iterator[MappedText]:
        """The lines of a value; lines of other sections replace the references to them."""
        whole = self.mapped(node)
        at = 0
        for line in whole.text.split("\n"):
            self.source.budget.go_through(_OF_A_LINE + len(line) // _CHARACTERS_OF_A_UNIT)
            text = whole.slice(at, at + len(line))
            at += len(line) + 1
            reference = _SECTION.fullmatch(line.strip())
            if reference is None:
                if line.strip() and not line.lstrip().startswith("#"):
                    yield text
                continue
            section, option = reference[1], reference[2]
            other = self.root.get(section) or self.root.get(self.prefix + section)
            value = other.get(option) if other is not None else None
            if value is not None and depth < _MOST_REFERENCES:
                yield from self.lines(value, depth + 1)

    def variables(self, section: Node) -> dict[str, str | None]:
        """What ``setenv`` sets; a value with a substitution is unknown, except for the file's folder."""
        found: dict[str, str | None] = {}
        for key in ("setenv", "set_env"):
            node = section.get(key)
            for line in self.lines(node, 0) if node is not None else ():
                name, equals, value = line.text.partition("=")
                value = _ROOT.sub("", value.strip())
                if equals:
                    found[name.strip()] = value if "{" not in value else None
        return found


def _dependency(line: MappedText) -> tuple[str, list[MappedText | None]]:
    """The words of one line of ``deps``. If the line names a file, the factor too. No words for a line that installs a version
    for a factor on purpose.
    """
    factor = _FACTOR.match(line.text.lstrip())
    if factor is None:
        return "", _known(line)
    start = len(line.text) - len(line.text.lstrip()) + factor.end()
    rest = line.slice(start, len(line.text))
    words = _known(rest) if rest.text.startswith("-") or not set("=<>~!@{:") & set(rest.text) else []
    return factor[1] if rest.text.startswith("-") else "", words


def _known(line: MappedText) -> list[MappedText | None]:
    """The words of a line; None in place of a word with a substitution. ``./`` replaces a ``{toxinidir}/`` at the beginning."""
    found: list[MappedText | None] = []
    for word in words(line):
        match = _ROOT.match(word.text) if word is not None else None
        rest = word
        if word is not None and match is not None:
            rest = joined([_here(word, 0, match.end()), word.slice(match.end(), len(word.text))], word.source)
        found.append(rest if rest is not None and "{" not in rest.text else None)
    return found


def _here(line: MappedText, start: int, end: int) -> MappedText:
    """Puts ``./`` before a part of a line, so that it is a path and never the name of a package."""
    place = line.span(start, end)
    return MappedText(line.source, [("./", place.start, place.end)])


def _for_shell(lines: Iterable[MappedText]) -> Iterator[MappedText]:
    """The lines of ``commands`` for the shell, without tox's own marks before a command, each with a line end.

    tox runs no shell: characters that redirect in a shell are part of an argument in tox. A command that installs a version
    for a factor on purpose is left out.
    """
    quote = ""
    continued = left_out = goes_on = False
    for line in lines:
        text = line.text
        start = len(text) - len(text.lstrip())
        if not continued:
            quote = ""
            factor = _FACTOR.match(text.lstrip())
            start += factor.end() if factor is not None else 0
            left_out = factor is not None and "install" in text and _RANGE.search(text, start) is not None
            begin = start
            while start < len(text) and text[start] in "-!@ ":
                start += 1
            goes_on = "-" in text[begin:start]
        continued = text.rstrip().endswith("\\")
        if left_out:
            continue
        parts = []
        for match in _MARK.finditer(text, start):
            mark = match[0]
            if mark[0] == "{":
                parts += [line.slice(start, match.start()), _here(line, match.start(), match.end())]
                start = match.end()
            elif mark in ("'", '"'):
                quote = "" if mark == quote else quote or mark
            elif not quote and len(mark) == 1:
                here = line.span(match.start(), match.end())
                parts += [
                    line.slice(start, match.start()),
                    MappedText(line.source, [("\\" + mark, here.start, here.end)]),
                ]
                start = match.end()
        end = line.span(len(text) - 1, len(text)).end if text else 0
        ending = f"{MAY_FAIL}\n" if goes_on and not continued else "\n"
        yield joined([*parts, line.slice(start, len(text)), MappedText(line.source, [(ending, end, end)])], line.source)


def _of_toml(source: SourceFile, root: Node) -> Iterator[Job]:
    environments = [("env_run_base", root.get("env_run_base")), ("tox", root)]
    table = root.get("env")
    environments += [(item.key, item.node) for item in table.items] if table is not None else []
    for name, node in environments:
        deps = node.get("requires" if name == "tox" else "deps") if node is not None else None
        given: list[MappedText | None] = []
        for each in deps.strings() if deps is not None else ():
            given += _known(mapped(source, each))
        actions: list[Action] = [Packages("tox", given, deps.span)] if deps is not None and given else []
        for key in ("commands_pre", "commands", "commands_post"):
            commands = node.get(key) if node is not None and name != "tox" else None
            for command in commands.elements if commands is not None else []:
                parts = []
                for word in command.strings():
                    parts += [mapped(source, word), MappedText(source, [(" ", word.end, word.end)])]
                if parts:
                    actions.append(Script(joined(parts, source)))
        yield Job(source, name, actions, folder=dirname(source.path))
