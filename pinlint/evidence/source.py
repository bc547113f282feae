"""Defines what a source of evidence is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from pinlint.requirements.metadata import Metadata

    Pin: TypeAlias = tuple[str, str]


class Source:
    """One source of evidence; a pin is a normalized name and a version.

    A source with ``asked_always`` comes after all other sources, and it is asked for every pin. If the source can say why it
    does not know a pin, ``reasons`` has the reason by pin.
    """

    asked_always = False
    reasons: Mapping[Pin, str] = {}

    if TYPE_CHECKING:

        @property
        def problems(self) -> list[str]:
            """What was not read, and why."""

    def find(self, pins: Sequence[Pin]) -> dict[Pin, Metadata]:
        """The metadata of the pins that the source knows."""
        raise NotImplementedError

    def left_over(self) -> list[str]:
        """Sentences about entries of the source that match no pin; call it after `find`."""
        return []
