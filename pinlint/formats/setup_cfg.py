"""setup.cfg as a source of requirements, as setuptools reads it.

A list has one entry per line, or several on one line, separated by semicolons. A comment begins with a space and ``#``. Values
that setuptools reads from another place (``file:``, ``attr:``) are recorded as unreadable, with the reason.
"""

from __future__ import annotations

import re

from pinlint.formats.located import LocatedError, Node, ini
from pinlint.formats.located.requirement import Collector, listed, read_from
from pinlint.requirements.metadata import ProjectMetadata
from pinlint.requirements.model import BUILD, DEPENDENCIES, EXTRA, RequirementsFile
from pinlint.requirements.names import is_valid, normalize
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.located import Item
    from pinlint.text.source import SourceFile

FILES = r"(^|/)setup\.cfg$"
FORMAT = "setup-cfg"

_RELEVANT = lazy(r"^\[(?:metadata|options)", re.MULTILINE)
_ELSEWHERE = lazy(r"\s*(file|attr):\s*(.*?)\s*$", re.DOTALL)
_EXTRAS = "options.extras_require"


def parse(source: SourceFile) -> RequirementsFile:
    """The requirements and the project's metadata of a setup.cfg; a malformed file is one problem."""
    into = Collector(source)
    metadata = None
    if _RELEVANT.search(source.text):
        try:
            root = ini.parse(source.text)
        except LocatedError as error:
            into.problem(f"the file {error.message}", error.span)
        else:
            if any(root.get(section) is not None for section in ("metadata", "options", _EXTRAS)):
                metadata = _Reader(root, into).read()
    return RequirementsFile(source, FORMAT, into.requirements, problems=into.problems, metadata=metadata)


class _Reader:
    """Reads the sections; ``unreadable`` says which fields come from elsewhere."""

    def __init__(self, root: Node, into: Collector) -> None:
        self.root = root
        self.into = into
        self.unreadable: dict[str, str] = {}
        self.read_from: dict[str, list[str]] = {}

    def read(self) -> ProjectMetadata:
        name = self.option("metadata", "name", "name")
        python = self.option("options", "python_requires", "requires-python")
        self.list(self.option("options", "install_requires", "dependencies"), DEPENDENCIES)
        self.list(self.option("options", "setup_requires", "build-requires"), BUILD)
        extras = self.extras()
        return ProjectMetadata(
            name.value if name is not None else None,
            self.into.specifier(python, "options.python_requires"),
            name_span=name.span if name is not None else None,
            requires_python_span=python.span if python is not None else None,
            extras=tuple(extras),
            unreadable=self.unreadable,
            read_from=self.read_from,
        )

    def option(self, section: str, option: str, field: str) -> Node | None:
        """The value of an option; None if it is missing, or if it comes from another place."""
        # setuptools reads dashes in these sections as underscores.
        item = ini.lookup(self.root, section, option) or ini.lookup(self.root, section, option.replace("_", "-"))
        return self.value(item, field) if item is not None else None

    def value(self, item: Item, field: str) -> Node | None:
        elsewhere = _ELSEWHERE.match(item.node.value)
        if elsewhere is None:
            return item.node
        parts = [part.strip() for part in re.split(r"[,\n]", elsewhere[2]) if part.strip()]
        reason = read_from(parts)
        if elsewhere[1] == "file":
            self.read_from.setdefault(field, []).extend(parts)
        else:
            reason = reason.replace("is read from", "is the attribute", 1)
        self.unreadable[field] = reason
        return None

    def extras(self) -> dict[str, None]:
        """Collects the extras' requirements. Unlike in setup.py, a key cannot have a marker: its colon would end the key."""
        section = self.root.get(_EXTRAS)
        found: dict[str, None] = {}
        for item in section.items if section is not None else ():
            if not is_valid(item.key):
                self.into.problem(f"{item.key!r} is not a valid name of an extra", item.key_span)
                continue
            extra = normalize(item.key)
            found[extra] = None
            self.list(self.value(item, "optional-dependencies"), EXTRA, extra)
        return found

    def list(self, node: Node | None, scope: str, group: str | None = None) -> None:
        """Reads a list of requirements."""
        if node is None:
            return
        for start, end in listed(node.value, "\n" if "\n" in node.value else ";"):
            if "%(" in node.value[start:end]:
                # setuptools inserts the value of another option here; which option depends on the section.
                field = "optional-dependencies" if scope == EXTRA else "dependencies"
                self.unreadable.setdefault(field, "takes the value of another option")
                continue
            self.into.add(node, start, end, scope=scope, group=group)
