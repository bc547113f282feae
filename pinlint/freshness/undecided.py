"""What could not be decided, with the reason."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.source import Location


class Undecided:
    """One obligation that could not be decided: its ``kind``, the ``project`` (None: the lock), and a short ``reason``."""

    __slots__ = ("kind", "location", "project", "reason")

    def __init__(self, kind: str, project: str | None, reason: str, location: Location | None = None) -> None:
        self.kind = kind
        self.project = project
        self.reason = reason
        self.location = location

    def __eq__(self, other: object) -> bool:
        mine = (self.kind, self.project, self.reason)
        return isinstance(other, Undecided) and mine == (other.kind, other.project, other.reason)

    def __hash__(self) -> int:
        return hash((self.kind, self.project, self.reason))

    def __repr__(self) -> str:
        return f"Undecided({self.kind}, {self.project}, {self.reason!r})"
