"""The proof over the pins' metadata, in this process, against the plainest loop over `packaging`'s objects."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import inputs
from benchmarks.measuring import seconds


def measured(folder: Path, size: int = 200) -> float:
    """The time of the proof over ``size`` pins, as a part of the loop's. Nothing is remembered from one run to the next."""
    from pinlint.checking.engine import open_project
    from pinlint.evidence.core_metadata import parse
    from pinlint.findings.config import Config
    from pinlint.findings.report import FRESH
    from pinlint.freshness import dependencies, proof
    from pinlint.project.files import Tree
    from pinlint.requirements import markers, specifiers, versions

    universe = inputs.Universe(size, size * 2 // 5)
    project = open_project(Tree(str(inputs.project(folder, universe))), [""], Config(), {})
    known = [parse(universe.metadata(number).encode(), "environment", built=True) for number in range(size)]
    metadata = {(each.name, each.version): each for each in known if each is not None}
    (pairing,) = project.pairings

    memos: list[dict[Any, Any]] = [dependencies._memo, markers._nodes, specifiers._memo]  # noqa: SLF001
    memos += [specifiers._satisfied, specifiers._parsed, versions._keys]  # noqa: SLF001

    def prove() -> None:
        for memo in memos:
            memo.clear()
        found = proof.prove(pairing, metadata)
        assert found.verdict == FRESH

    asked = [str(line).strip() for line in universe.input_lines() if not line.startswith("#")]
    values = {name: (version, each.requires_dist or ()) for (name, version), each in metadata.items()}
    assert not unmet(asked, values)
    return seconds(prove, 20) / seconds(lambda: unmet(asked, values), 5)


def unmet(asked: list[str], pins: Mapping[str, tuple[str, tuple[str, ...]]]) -> list[str]:
    """What is asked for, directly or by a pin that is reached, and no pin satisfies: as one would write it with `packaging`."""
    from packaging.markers import default_environment
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name
    from packaging.version import Version

    found: list[str] = []
    environment: dict[str, Any] = {**default_environment(), "extra": ""}
    waiting = list(asked)
    seen = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.marker is not None and not requirement.marker.evaluate(environment):
            continue
        name = canonicalize_name(requirement.name)
        version, requires = pins.get(name, ("", ()))
        if not version or not requirement.specifier.contains(Version(version), prereleases=True):
            found.append(name)
        elif name not in seen:
            seen.add(name)
            waiting += requires
    return found
