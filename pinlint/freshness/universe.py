"""Checks all environments of a lock at once: a set of environments is a number with one bit for each environment.

A marker gives two such sets: where it is certainly true, and where it may be true. So one walk through the graph of a structured
lock covers any number of environments.
"""

from __future__ import annotations

from pinlint.freshness.environments import MINORS, Environment
from pinlint.requirements.markers import compare, parse_marker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    from pinlint.requirements.markers import Atom

    #: Where something is certainly true, and where it may be.
    Where: TypeAlias = tuple[int, int]

#: Stands for any extras.
ANY_EXTRA = None
#: Variables of which a platform has one value: comparing with another one adds no environment.
_OF_PLATFORMS = ("os_name", "platform_system", "sys_platform")


class Universe:
    """The ``environments`` of a lock; ``full`` is the set of them all."""

    __slots__ = ("_atoms", "_known", "environments", "full")

    def __init__(self, environments: Sequence[Environment]) -> None:
        self.environments = environments
        self.full = (1 << len(environments)) - 1
        self._atoms: dict[tuple[Any, ...], Where] = {}
        self._known: dict[tuple[str, str | None], Where] = {}

    def of_pythons(self) -> Universe:
        """The same environments, of which only the version of Python is known."""
        names = ("python_version", "python_full_version")
        pythons = [
            Environment({name: one.values[name] for name in names if name in one.values}, one.name)
            for one in self.environments
        ]
        return Universe(pythons)

    def where(self, marker: str | None, extra: str | None = ANY_EXTRA) -> Where:
        """The environments in which a marker is true with an extra (empty: no extra). With ANY_EXTRA, comparisons with an extra
        are undecided.
        """
        if marker is None:
            return self.full, self.full
        asked = (marker, extra)
        try:
            return self._known[asked]
        except KeyError:
            node = parse_marker(marker)
            found = self._known[asked] = (0, self.full) if node is None else self._of(node, extra)
            return found

    def _of(self, node: tuple[Any, ...], extra: str | None) -> Where:
        if len(node) == 4:
            return self._compared(node, extra)
        both = [self._of(part, extra) for part in node[1]]
        sure, may = both[0]
        for other_sure, other_may in both[1:]:
            if node[0] == "or":
                sure, may = sure | other_sure, may | other_may
            else:
                sure, may = sure & other_sure, may & other_may
        return sure, may

    def _compared(self, atom: tuple[Any, ...], extra: str | None) -> Where:
        if atom[0] == "extra":
            if extra is ANY_EXTRA:
                return 0, self.full
            answer = compare(atom, {}, extra)
            return (self.full, self.full) if answer else (0, 0) if answer is False else (0, self.full)
        found = self._atoms.get(atom)
        if found is None:
            sure = may = 0
            bit = 1
            answers: dict[str | None, bool | None] = {}
            for environment in self.environments:
                value = environment.values.get(atom[0])
                if value not in answers:
                    answers[value] = compare(atom, environment.values)
                answer = answers[value]
                if answer is not False:
                    may |= bit
                    if answer:
                        sure |= bit
                bit <<= 1
            found = self._atoms[atom] = (sure, may)
        return found

    def decides(self, atom: Atom) -> bool:
        """Each environment here represents several. Whether a comparison that no marker of the lock has gives the same result
        in all of these. It must not need more of them: it compares platforms, or asks whether Python is older than a minor
        version.
        """
        variable, operator, value, reverse = atom
        if variable not in _OF_PLATFORMS:
            is_at_minor = value.removesuffix(".0") in MINORS and operator in (">=", "<") and not reverse
            if variable not in ("python_version", "python_full_version") or not is_at_minor:
                return False
        answers: dict[str | None, bool | None] = {}
        for environment in self.environments:
            for member in environment.members:
                known = member.values.get(variable)
                if known not in answers:
                    answers[known] = compare(atom, member.values)
                if answers[known] is not answers[environment.values.get(variable)]:
                    return False
        return True

    def chosen(self, environments: int) -> list[Environment]:
        """The environments of a set, each with all environments that it represents."""
        return [
            member
            for number, environment in enumerate(self.environments)
            if environments >> number & 1
            for member in environment.members
        ]

    def words(self, environments: int) -> str:
        """A set of environments in words; empty if it is all of them."""
        if environments & self.full == self.full:
            return ""
        from pinlint.freshness.naming import name_environments

        return name_environments(self.chosen(environments), self.chosen(self.full))
