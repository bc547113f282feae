"""What is known about projects: what a project's own files say, and the core metadata of released versions."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.text.source import Span


class ProjectMetadata:
    """What a pyproject.toml, setup.cfg or setup.py says about the project itself.

    ``unreadable`` lists the fields with unknown values, because they are computed (``dynamic``, a variable, a call), each with
    the reason. ``extras`` and ``groups`` are the normalized names of all defined extras and groups, also of empty ones.
    ``included`` maps a group to the groups that it includes, directly or not: it has their requirements too (PEP 735).
    ``read_from`` maps an unreadable field (``optional-dependencies.NAME`` for an extra) to the files with its value. Their paths
    are as written, relative to this file's folder. If such paths are computed, ``mentions`` are the texts that they may be built
    from. ``whole`` are the fields of a setup.py whose value is exactly the lines of one file. ``of_poetry`` are the requirements
    that Poetry takes from its own table, for the project and its extras. ``limits`` are the markers by which that table limits
    requirements of ``[project]``, by their projects.
    """

    __slots__ = (
        "extras",
        "groups",
        "included",
        "limits",
        "mentions",
        "name",
        "name_span",
        "of_poetry",
        "read_from",
        "requires_python",
        "requires_python_span",
        "unreadable",
        "whole",
    )

    def __init__(
        self,
        name: str | None = None,
        requires_python: str | None = None,
        *,
        name_span: Span | None = None,
        requires_python_span: Span | None = None,
        extras: tuple[str, ...] = (),
        groups: tuple[str, ...] = (),
        included: dict[str, tuple[str, ...]] | None = None,
        unreadable: dict[str, str] | None = None,
        read_from: dict[str, list[str]] | None = None,
        mentions: frozenset[str] = frozenset(),
        whole: frozenset[str] = frozenset(),
        of_poetry: Sequence[object] = (),
        limits: dict[str, str] | None = None,
    ) -> None:
        self.name = name
        self.name_span = name_span
        self.requires_python = requires_python
        self.requires_python_span = requires_python_span
        self.extras = extras
        self.groups = groups
        self.included = included or {}
        self.unreadable = unreadable or {}
        self.read_from = read_from or {}
        self.mentions = mentions
        self.whole = whole
        self.of_poetry = of_poetry
        self.limits = limits or {}


class Metadata:
    """The core metadata of one released version that the proof reads.

    ``requires_dist`` has the values of ``Requires-Dist`` as written. None means unknown (a source distribution whose dependencies
    are dynamic, PKG-INFO before version 2.2), which is different from empty. ``requires_python`` is None if the field is absent.
    ``origin`` says where it was read, for messages.
    """

    __slots__ = ("name", "origin", "provides_extra", "requires_dist", "requires_python", "version")

    def __init__(
        self,
        name: str,
        version: str,
        requires_dist: tuple[str, ...] | None,
        requires_python: str | None = None,
        provides_extra: tuple[str, ...] = (),
        origin: str = "",
    ) -> None:
        self.name = name
        self.version = version
        self.requires_dist = requires_dist
        self.requires_python = requires_python
        self.provides_extra = provides_extra
        self.origin = origin
