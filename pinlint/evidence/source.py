"""What a source of evidence is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from pinlint.requirements.metadata import Metadata

    Pin: TypeAlias = tuple[str, str]


class Source:
    """One source of evidence; a pin is a normalized name and a version.

    One that is ``asked_always`` is asked for every pin, after all others and wherever it stands. ``reasons`` tell of pins why
    the source does not know them, where it can say.
    """

    asked_always = False
    reasons: Mapping[Pin, str] = {}

    if TYPE_CHECKING:

        @property
        def problems(self) -> list[str]:
            """What was not read, and why."""

    def find(self, pins: Sequence[Pin]) -> dict[Pin, Metadata]:
        """The metadata of those pins that the source knows."""
        raise NotImplementedError

    def left_over(self) -> list[str]:
        """What the source holds, after it was asked, that nobody asked for."""
        return []
