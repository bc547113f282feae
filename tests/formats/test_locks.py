"""Everything that the readers of structured locks read: the files in ``locks/``, each with the picture of its packages.

A picture shows each part of a package. If a part is written in another way in the file, the text at its place follows. So each
place is tested, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pictures import open_picture

from pinlint.formats import lock_tables
from pinlint.formats.plain_values import NotPlain
from pinlint.requirements.locked import Edge, LockFile, Package, PackageSource
from pinlint.text.source import SourceFile

FILES = sorted((Path(__file__).parent / "locks").iterdir())


def part(source: SourceFile, value: str, start: int, end: int) -> str:
    """A part of a package; with the text at its place, if this is another text."""
    there = source.text[max(start, 0) : max(end, 0)]
    return value if there == value else f"{value}«{there}»".replace("\n", "⏎")


def joined(words: Iterable[object], between: str = " · ") -> str:
    return between.join(str(word) for word in words if word)


def edge_of(source: SourceFile, edge: Edge) -> str:
    marker = f"; {edge.marker}" if edge.marker else ""
    chosen = joined([edge.version, "/".join(edge.source or ())], " from ")
    text = joined([edge.text + marker, chosen and f"which is {chosen}", edge.optional and "optional"])
    return part(source, text, edge.start, edge.end)


def source_of(source: SourceFile, found: PackageSource) -> str:
    commit = joined([found.commit and f"commit {found.commit}", found.requested and f"asked {found.requested}"], ", ")
    folder = found.subdirectory and f"in {found.subdirectory}"
    return joined([found.kind, part(source, found.url, found.start, found.end), commit, folder], " ")


def package_of(source: SourceFile, package: Package) -> Iterator[str]:
    name = part(source, package.name, package.name_place, package.name_place + len(package.name))
    version = part(source, package.version, package.version_place, package.version_place + len(package.version))
    start = source.text[package.start :].split("\n")[0][:20]
    yield f"{name} ({package.project}) {version} · {source_of(source, package.source)} · begins with {start}"
    groups = package.groups
    about = [
        package.extras and f"extras {' '.join(package.extras)}",
        groups is not None and f"groups {' '.join(groups)}",
        package.category and f"category {package.category}",
        package.marker and f"if {package.marker}",
        *(f"{group} if {marker}" for group, marker in package.markers.items()),
        package.forks and f"forks {' | '.join(package.forks)}",
        package.requires_python and f"Python {package.requires_python}",
    ]
    if any(about):
        yield f"  {joined(about)}"
    for word, edges in [
        ("needs", package.edges),
        *((f"extra {extra} needs", inner) for extra, inner in package.optional.items()),
        *((f"group {group} needs", inner) for group, inner in package.dev.items()),
        *((f"recorded {' '.join(key)}".rstrip(), inner) for key, inner in (package.recorded or {}).items()),
    ]:
        yield from (f"  {word} {edge_of(source, edge)}" for edge in edges)
        if not edges and word != "needs":
            yield f"  {word} nothing"
    for file in package.files:
        there = source.text[file.span.start : file.span.end]
        at = part(source, file.url or file.name, file.span.start, file.span.end)
        hash = part(source, file.hash, file.hash_span.start, file.hash_span.end)
        whole = source.text[file.start : file.end]
        shown = whole if len(whole) < 25 else f"{whole[:12]} … {whole[-8:]}"
        yield f"  file {joined([file.name, at if there != file.name or file.url else '', hash, f'in «{shown}»'])}"
    assert list(package.files.names) == [file.name for file in package.files]
    assert list(package.files.urls) == [file.url for file in package.files]
    assert list(package.files.hashes) == [file.hash for file in package.files]


def picture(lock: LockFile) -> Iterator[str]:
    source = lock.source
    yield joined(
        [
            f"version {'.'.join(map(str, lock.version))}",
            lock.generator and f"by {lock.generator}",
            lock.requires_python and f"Python {lock.requires_python}",
            lock.stamp and f"stamp {lock.stamp}",
            lock.groups is not None and f"groups {' '.join(lock.groups)}",
            lock.members and f"members {' '.join(lock.members)}",
            lock.conflicts and "conflicts",
        ]
    )
    for marker in lock.environments:
        yield f"for {marker}"
    for name, span in lock.places.items():
        yield f"{name} at «{source.text[span.start : span.end]}»"
    for key, value in lock.values.items():
        yield f"value {key}: {value}"
    for index in lock.indexes:
        yield source_of(source, index)
    for key, edges in lock.manifest.items():
        for edge in edges:
            yield f"manifest {joined(key, ' ')}: {edge_of(source, edge)}"
    for package in lock.packages:
        yield from package_of(source, package)
    for problem in lock.problems:
        there = source.text[problem.span.start : problem.span.end].replace("\n", "⏎")
        fatal = ", nothing is read" if problem.fatal else ""
        yield f"{problem.rule}: {problem.message} «{there}»{fatal}" + (f" help: {problem.help}" if problem.help else "")


def drawn(file: Path) -> tuple[str, str]:
    module, source, expected = open_picture(file, "packages")
    return "\n".join(picture(module.parse(source))) + "\n", expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_packages_of_a_lock(file: Path) -> None:
    found, expected = drawn(file)
    assert found == expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_exact_reader_reads_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise NotPlain

    monkeypatch.setattr(lock_tables, "read_plain", never)
    monkeypatch.setattr(lock_tables, "read_blocks", never)
    found, expected = drawn(file)
    assert found == expected
