"""Environments of tox: `deps`, `constraints` and `commands` of tox.ini, setup.cfg, tox.toml and `[tool.tox]` (tox's manual).

References to other sections (`{[testenv]deps}`) are followed. Values that are known only when tox runs (`{env:X}`, `{posargs}`)
are unknown. A line for a factor (`django5: Django>=5,<6`) installs this version intentionally, so its range is not reported.
The same is true for a name without a version if the factor asks for the newest release: `drflatest`, `djangomain`.
"""

from __future__ import annotations

from itertools import pairwise
from posixpath import dirname

from pinlint.formats.devcontainer import joined_words
from pinlint.formats.jobs import MAY_FAIL, Job, Packages, Script, in_brackets, mapped, scalar, words
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.formats.jobs import Action
    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile, Span

FILES = r"(?:^|/)(?:tox(?:[-_.][\w.-]+)?\.ini|setup\.cfg|tox\.toml|pyproject\.toml)$"
READS = "build"

_NEWEST = lazy(r"(?i)(?:latest|newest|devel|master|main|trunk|nightly|upstream)(?![^-,}])")
_FACTOR = lazy(r"(!?[\w.{}!,-]+?):(?=\s)\s*(?=\S)")
_SECTION = lazy(r"\{\[([^\]]+)\]([\w-]+)\}")
#: Quotes, what a backslash protects, the characters that mean something to a shell, and the folder that commands run in.
_MARK = lazy(r"\\.|['\"<>|&;]|\{(?:toxinidir|tox_root)\}/")
_RANGE = lazy(r"\w[ \t]*[<>~=!]=?[ \t]*\d")
_ROOT = lazy(r"\{(?:toxinidir|tox_root)\}/?")
#: The file with constraints in a command.
_BOUND = lazy(r"(?:^|\s)(?:-c[ \t]*|--constraint[= \t])(\S+)")
#: The name of an extra in a list.
_NAME = lazy(r"(?<![^\s,])[A-Za-z0-9][\w.-]*(?![^\s,])")
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
        #: Environments have its settings that they do not set themselves.
        self.base: Node | None = self.root.get("testenv") or self.root.get(self.prefix + "testenv")

    def jobs(self) -> list[Job]:
        found = []
        base: Job | None = None
        for item in self.root.items:
            name = item.key.removeprefix(self.prefix)
            if name.partition(":")[0] not in ("testenv", "tox"):
                continue
            after = base if name != "tox" and item.node.get("deps") is None else None
            actions = list(self.actions(item.node, name))
            job = Job(self.source, name, actions, folder=dirname(self.source.path), after=after)
            base = job if item.node is self.base else base
            if job.actions:
                found.append(job)
        return found

    def setting(self, section: Node, *names: str) -> Node | None:
        """A setting of an environment, or else of ``[testenv]``; it may have several names."""
        above = [section] if section is self.root.get(self.prefix + "tox") else [section, self.base]
        found = (node.get(name) for node in above if node is not None for name in names)
        return next((node for node in found if node is not None), None)

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
        node = section.get("extras")
        extras = [name for line in self.lines(node, 0) for name in _listed(line)] if node is not None else []
        if node is not None and extras and not _skips_the_project(self.setting(section, "skip_install")):
            yield Packages("tox", [_project_with(extras)], self.span(node), variables=self.variables(section))
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
        """The ``constraints`` of an environment and those of its ``install_command``, as options."""
        node, command = self.setting(section, "constraints"), self.setting(section, "install_command")
        files = list(self.lines(node, 0)) if node is not None else []
        for line in self.lines(command, 0) if command is not None else ():
            files += [line.slice(*match.span(1)) for match in _BOUND.finditer(line.text)]
        return [word for file in files for word in _as_constraint(file)]

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
        node = self.setting(section, "setenv", "set_env")
        for line in self.lines(node, 0) if node is not None else ():
            name, equals, value = line.text.partition("=")
            if equals:
                found[name.strip()] = _value(value.strip())
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
    newest = _NEWEST.search(factor[1]) is not None
    words = (
        []
        if newest and rest.text[:1] != "-"
        else _known(rest)
        if rest.text.startswith("-") or not set("=<>~!@{:") & set(rest.text)
        else []
    )
    return factor[1] if rest.text.startswith("-") else "", words


def _listed(line: MappedText) -> Iterator[MappedText]:
    """The names on one line of ``extras``, also those for a factor."""
    text = line.text
    factor = _FACTOR.match(text)
    at = factor.end() if factor is not None else 0
    yield from (line.slice(*match.span()) for match in _NAME.finditer(text, at))


def _project_with(extras: Sequence[MappedText]) -> MappedText:
    """The project with some extras, as pip takes it."""
    source, at = extras[0].source, extras[0].span(0, 1).start
    return joined([MappedText(source, [("./", at, at)]), *in_brackets(extras)], source)


def _skips_the_project(node: Node | None) -> bool:
    return node is not None and (scalar(node) or "").strip().lower() in ("true", "1", "yes")


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


def _as_constraint(file: MappedText) -> Iterator[MappedText | None]:
    """The words of an option for a file with constraints."""
    place = file.span(0, 1)
    yield MappedText(file.source, [("-c", place.start, place.start)])
    yield from _known(file)


def _value(text: str) -> str | None:
    """The value of a variable; None for one with a substitution, except for the file's folder."""
    text = _ROOT.sub("", text)
    return text if "{" not in text else None


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
    base = root.get("env_run_base")
    environments = [("env_run_base", base), ("tox", root), ("env_pkg_base", root.get("env_pkg_base"))]
    table = root.get("env")
    environments += [(item.key, item.node) for item in table.items] if table is not None else []
    first: Job | None = None
    for name, node in environments:
        if node is None:
            continue
        above = [node] if name in ("tox", "env_pkg_base") or base is None else [node, base]
        deps = node.get("requires" if name == "tox" else "deps")
        variables = _toml_variables(above)
        given = [word for line in _toml_lines(source, deps) for word in _known(line)]
        actions: list[Action] = []
        if deps is not None and given:
            given += _toml_constraints(source, above) if name != "tox" else []
            actions.append(Packages("tox", given, deps.span, variables=variables))
        listed = node.get("extras")
        extras = list(_toml_lines(source, listed))
        if listed is not None and extras and not _skips_the_project(_toml_setting(above, "skip_install")):
            actions.append(Packages("tox", [_project_with(extras)], listed.span, variables=variables))
        for key in ("commands_pre", "commands", "commands_post"):
            commands = node.get(key) if name != "tox" else None
            for command in commands.elements if commands is not None else []:
                if list(command.strings()):
                    actions.append(Script(_rooted(joined_words(source, command.elements)), variables=variables))
        after = first if len(above) > 1 and deps is None else None
        job = Job(source, name, actions, folder=dirname(source.path), after=after)
        first = first or job
        yield job


def _toml_setting(above: Sequence[Node], key: str) -> Node | None:
    """A setting of an environment, or else of what it is based on."""
    return next((found for node in above if (found := node.get(key)) is not None), None)


def _toml_lines(source: SourceFile, node: Node | None) -> Iterator[MappedText]:
    """The requirements of a list, or of a string with a requirement on each line."""
    if node is not None and node.string is not None:
        whole, at = mapped(source, node), 0
        for line in whole.text.split("\n"):
            yield whole.slice(at, at + len(line))
            at += len(line) + 1
    elif node is not None:
        yield from (mapped(source, each) for each in node.strings())


def _toml_constraints(source: SourceFile, above: Sequence[Node]) -> Iterator[MappedText | None]:
    """The ``constraints`` of an environment and those of its ``install_command``, as options."""
    files = [line for line in _toml_lines(source, _toml_setting(above, "constraints")) if line.text.strip()]
    command = _toml_setting(above, "install_command")
    words = [mapped(source, word) for word in command.strings()] if command is not None else []
    files += [word for option, word in pairwise(words) if option.text in ("-c", "--constraint")]
    return (word for file in files for word in _as_constraint(file))


def _toml_variables(above: Sequence[Node]) -> dict[str, str | None]:
    """What ``set_env`` sets."""
    table = _toml_setting(above, "set_env")
    items = table.items if table is not None else []
    return {item.key: _value(item.node.string) if item.node.string is not None else None for item in items}


def _rooted(command: MappedText) -> MappedText:
    """A command with ``./`` in place of each ``{tox_root}/``."""
    parts = []
    at = 0
    for match in _ROOT.finditer(command.text):
        parts += [command.slice(at, match.start()), _here(command, match.start(), match.end())]
        at = match.end()
    return joined([*parts, command.slice(at, len(command.text))], command.source) if at else command
