"""Defines what a source of evidence is."""

from __future__ import annotations

from pinlint.requirements.names import is_valid, normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from pinlint.requirements.metadata import Metadata

    Pin: TypeAlias = tuple[str, str]

#: The longest name and version that are looked up.
_LONGEST_NAME, _LONGEST_VERSION = 200, 99
_VERSION = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!+_-"


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


def is_sound(pin: tuple[str, str]) -> bool:
    """Whether a pin's project is a normalized name and its version looks like a version. Other pins are not looked up."""
    name, version = pin
    if not is_valid(name) or name != normalize(name) or len(name) > _LONGEST_NAME:
        return False
    return version[:1].isalnum() and not version.strip(_VERSION) and len(version) <= _LONGEST_VERSION
