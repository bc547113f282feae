"""Compares the options of the resolution that uv.lock records with ``[tool.uv]``: modes, dates, conflicts, static metadata."""

from __future__ import annotations

from pinlint.freshness.project_fields import table_at
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import comparable
from pinlint.text.budget import LONGEST_WORD
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set
    from typing import Any, TypeAlias

    from pinlint.freshness.lock_case import Case
    from pinlint.requirements.model import RequirementsFile

    #: The package, the kind (extra or group) and the name of each item of each set of conflicts.
    Conflicts: TypeAlias = list[frozenset[tuple[str, str, str]]]

#: How the detail begins if the lock was made with an option that the project does not set.
MADE_WITH = "it was made with "
#: A setting, its name in the lock, and the values that mean the default.
_MODES = (
    ("resolution", "resolution-mode", ("highest",)),
    ("prerelease", "prerelease-mode", ("if-necessary-or-explicit", "if-necessary")),
    ("fork-strategy", "fork-strategy", ("requires-python",)),
)
#: A span as uv records it (``P1DT12H``), and as people write it (``1 day, 12 hours``). Calendar units are not allowed.
_ISO = lazy(r"[+-]?[Pp](?:\d+[WDHMSwdhms]|[Tt])+")
_IN_WORDS = lazy(
    r"[+-]?(?:\d+\s*(?:weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)[\s,]*)+(?:ago)?"
)
#: A number with the first letter of its unit.
_PARTS = lazy(r"(\d+)\s*([a-z])")


def differing_options(case: Case, document: RequirementsFile, locked: Set[str]) -> Iterator[str]:
    """What the lock records differently, each as a sentence. If the project does not set an option that the lock records, it may
    have been on the command line: uv then accepts the lock only with it.
    """
    for setting, is_set in _differing(case, document, locked):
        if is_set:
            yield f"{setting} in {document.path} has changed"
        else:
            yield f"{MADE_WITH}{setting}, which {document.path} does not set"


def _differing(case: Case, document: RequirementsFile, locked: Set[str]) -> Iterator[tuple[str, bool]]:
    """The options that the lock records differently, and whether the project sets them or cannot set them on a command line."""
    table, recorded = table_at(document.tool, "uv"), table_at(case.lock.values, "options")
    for setting, key, usual in _MODES:
        now, then = table.get(setting), recorded.get(key)
        if (now if now not in usual else None) != (then if then not in usual else None):
            yield setting, now is not None
    span = recorded.get("exclude-newer-span")
    if _differ(_kind(table.get("exclude-newer")), _kind(span or recorded.get("exclude-newer"))):
        yield "exclude-newer", "exclude-newer" in table
    now, then = table_at(table, "exclude-newer-package"), table_at(recorded, "exclude-newer-package")
    dates = {normalize(name): _kind(value) for name, value in now.items()}
    known = {normalize(name): _kind(value) for name, value in then.items()}
    compared = {*known, *(dates.keys() & locked)}
    if any(_differ(dates.get(name, ""), known.get(name, "")) for name in compared):
        yield "exclude-newer-package", bool(now)
    if not _agree(case):
        yield "conflicts", True
    asked = _static(table.get("dependency-metadata"), case)
    static = _static(table_at(case.lock.values, "manifest").get("dependency-metadata"), case)
    if static - asked or any(each[0] in locked for each in asked - static):
        yield "dependency-metadata", True


def _kind(value: object) -> str | None:
    """What uv compares of a date: whether it is one, and the span if it is relative; None if the span is not understood."""
    if isinstance(value, dict):
        value = value.get("span") or value.get("timestamp")
    if not isinstance(value, str):
        return str(value)
    if value[:4].isdecimal() and value[4:5] == "-":
        return "a date"
    text = value.strip()
    if len(text) > LONGEST_WORD or not (_ISO.fullmatch(text) or _IN_WORDS.fullmatch(text)):
        return None
    sign = "-" if text.startswith("-") != text.endswith("ago") else ""
    parts = _PARTS.findall(text.lower() if "P" in text.upper() else text)
    return sign + " ".join(f"{int(number)}{unit}" for number, unit in parts if int(number))


def _differ(now: str | None, then: str | None) -> bool:
    return now is not None and then is not None and now != then


def _agree(case: Case) -> bool:
    """Whether the lock has the sets of conflicts of all members. uv adds sets for groups and extras that include others."""
    locked = _conflicts(case.lock.values.get("conflicts"), "")
    asked: Conflicts = []
    may_add = False
    stating = 0
    for number, document in case.pairing.projects.items():
        if number not in case.pairing.members:
            continue
        metadata = document.metadata
        name = normalize(metadata.name) if metadata is not None and metadata.name else ""
        own = _conflicts(table_at(document.tool, "uv").get("conflicts"), name)
        asked += own
        stating += bool(own)
        may_add = may_add or (metadata is not None and bool(metadata.included))
        may_add = may_add or any(each.project == name for each in document.requirements)
    if not may_add and stating < 2:
        return asked == locked  # uv compares the order, too
    return set(asked) == set(locked) or (may_add and bool(asked) and set(asked) <= set(locked))


def _conflicts(value: object, package: str) -> Conflicts:
    found = []
    for items in value if isinstance(value, list) else ():
        tables = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
        found.append(frozenset(_item(each, package) for each in tables))
    return found


def _item(table: Mapping[str, Any], package: str) -> tuple[str, str, str]:
    kind = next((kind for kind in ("extra", "group") if kind in table), "")
    return normalize(str(table.get("package", package))), kind, normalize(str(table.get(kind, "")))


def _static(value: object, case: Case) -> set[tuple[object, ...]]:
    """Static metadata by meaning."""
    from pinlint.freshness.dependencies import read_dependencies

    found: set[tuple[object, ...]] = set()
    for table in value if isinstance(value, list) else ():
        if not isinstance(table, dict):
            continue
        required = [each for each in table.get("requires-dist") or () if isinstance(each, str)]
        meanings = frozenset(
            (each.project, comparable(each.specifier), case.universe.where(each.marker, "")[1], each.gated)
            for each in read_dependencies(required) or ()
        )
        provided = table.get("provides-extra") or table.get("provides-extras") or ()  # the lock has the plural
        extras = frozenset(normalize(each) for each in provided if isinstance(each, str))
        version = comparable(f"=={table['version']}") if table.get("version") else ""
        python = comparable(str(table.get("requires-python") or ""))
        found.add((normalize(str(table.get("name", ""))), version, python, meanings, extras))
    return found
