"""Show why a package is in a lock: every path from an input to its pin. For a file, show what it is for and what it installs."""

from __future__ import annotations

from pinlint.command_line.invocation import configuring, opened, without_lock
from pinlint.command_line.main import CLEAN, FINDINGS
from pinlint.findings.report import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Collection, Iterator

    from pinlint.checking.access import Access
    from pinlint.command_line.main import Console
    from pinlint.freshness.proof import Proof
    from pinlint.freshness.why import Edge
    from pinlint.requirements.model import Requirement

#: The most paths that are shown for one pin, unless all are requested.
FEW = 10
#: How the name of a file ends, and the name of no package.
_ENDINGS = (".txt", ".in", ".toml", ".lock", ".yml", ".yaml", ".sh", ".cfg", ".ini", "Dockerfile")


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint why``."""
    add = parser.add_argument
    add(
        "name",
        metavar="NAME",
        help="the name of a package, or the path of a file",
    )
    add("paths", nargs="*", default=[], metavar="PATH", help="locks, or folders with locks (default: .)")
    add("--all", action="store_true", help=f"show every path, not only the {FEW} shortest")
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Print the paths, lock by lock. The status is 1 if no lock has a pin of that name."""
    from pinlint.checking.engine import Scope
    from pinlint.requirements.names import normalize
    from pinlint.text.escaping import line

    if _is_path(options.name):
        return _of_file(options, console)
    project, targets = opened(options)
    scope = Scope(project, targets)
    name = normalize(options.name)
    every = project.proofs  # they read more files
    private = project.project.private(targets)
    proofs = [p for p in every if scope.includes_lock(p.pairing.path) and p.pairing.path not in private]
    listed = [text for proof in proofs if (text := _paths_to(proof, name, private, few=not options.all))]
    if listed:
        console.write("\n".join(listed))
        without = [p.pairing.path for p in proofs if all(pin.project != name for pin in p.pairing.locked_pins())]
        if without:
            from pinlint.findings.folding import listed as named

            console.say(f"{line(options.name)} is not pinned in {named(map(line, without))}")
        return CLEAN
    if _is_file(options.name):
        return _of_file(options, console)
    others = [p for p in every if p.pairing.path not in private]
    elsewhere = [p.pairing.path for p in others if any(pin.project == name for pin in p.pairing.locked_pins())]
    if elsewhere:
        console.say(f"{line(options.name)} is pinned in {', '.join(map(line, elsewhere))}")
    else:
        _say_where_it_is_required(name, project, private, console)
    if options.name.endswith(_ENDINGS):
        console.say(f"{line(options.name)}: there is no such file")
        return FINDINGS
    if not proofs:
        console.say(without_lock(project, _locking(name, project)))
        return FINDINGS
    from pinlint.findings.config import suggestion

    locks = ", ".join(line(proof.pairing.path) for proof in proofs)
    pins = (pin for proof in proofs for pin in proof.pairing.locked_pins())
    near = suggestion(name, {pin.project or "" for pin in pins if pin.requirement.source.path not in private})
    console.say(f"{line(options.name)} is not pinned in {locks}{near}")
    return FINDINGS


def _say_where_it_is_required(name: str, project: Access, private: Collection[str], console: Console) -> None:
    """Say which files require a project that no lock pins, and which commands install it by name. The ``private`` files are left
    out: git ignores them.
    """
    from pinlint.text.escaping import line

    for path, document in project.documents.items():
        for requirement in document.requirements if path not in private else ():
            if requirement.project == name:
                console.say(line(f"{requirement.location}: {requirement.shown} is required here, and no lock pins it"))
    for requirement in _on_command_lines(project):
        if requirement.project == name:
            console.say(line(f"{requirement.location}: {requirement.shown} is installed here, and no lock pins it"))


def _locking(name: str, project: Access) -> str | None:
    """How to lock the first requirements file that requires a project; None if the project has no requirements file at all: then
    its first lock pins the name. The first lock of others may not.
    """
    from pinlint.text.escaping import line

    files = [document for document in project.documents.values() if document.format == "requirements-txt"]
    path = next((each.path for each in files if any(found.project == name for found in each.requirements)), None)
    if path is not None:
        return line(f"to lock {path}, {project.locking(path)}")
    return "`pinlint compile` says how to make one" if files else None


def _on_command_lines(project: Access) -> Iterator[Requirement]:
    """The requirements that commands of Dockerfiles, workflows and scripts install by name."""
    if project.builds is None or not project.builds.places:
        return
    from pinlint.build.install_commands import INSTALL
    from pinlint.build.requirement_words import given, read_argument

    for place in project.builds.places:
        for step in place.steps:
            if step.step.kind == INSTALL:
                read = (read_argument(argument, editable) for argument, editable in given(step.step))
                yield from (requirement for requirement in read if requirement is not None)


def _is_file(name: str) -> bool:
    import os

    return os.path.isfile(name)


def _is_path(name: str) -> bool:
    """Whether the name means a file; a project may have the same name as a file without an ending."""
    import os

    return _is_file(name) and ("." in os.path.basename(name) or "/" in name or os.sep in name)


def _of_file(options: Namespace, console: Console) -> int:
    """Print the uses of a file, and its role; this reads the whole project."""
    from pinlint.command_line.invocation import located
    from pinlint.command_line.uses_in_words import uses_of
    from pinlint.text.escaping import line

    _, (path,), _ = located([options.name])
    options.paths = options.paths or _root_of(options.name)
    project, _ = opened(options)
    listed = uses_of(path, project.uses)
    if not listed:
        console.say(f"{line(path)} has no requirements, and no command that installs something")
        return FINDINGS
    console.write("".join(f"{text}\n" for text in listed))
    return CLEAN


def _root_of(name: str) -> list[str]:
    from pinlint.command_line.invocation import located

    return [located([name])[0]]


def _paths_to(proof: Proof, name: str, private: Collection[str], *, few: bool) -> str:
    """The pins of ``name`` in one lock and the paths to them; empty if there is no pin. The text of ``private`` files is not
    shown.
    """
    from pinlint.freshness.why import edges, paths
    from pinlint.text.budget import DEEPEST
    from pinlint.text.escaping import line

    own = (pin for pin in proof.pairing.locked_pins() if pin.requirement.source.path not in private)
    pins = [pin for pin in own if pin.project == name]
    if not pins:
        return ""
    lines = []
    for pin in pins:
        marker = f" ; {pin.requirement.marker}" if pin.requirement.marker else ""
        lines.append(line(f"{pin.requirement.location}: {pin.requirement.shown}{marker}"))
    found = paths(edges(proof), name)
    for path in found.listed[:FEW] if few else found.listed:
        lines += _steps(path, private)
    if few and len(found.listed) > FEW:
        more = plural(len(found.listed) - FEW, "more path")
        lines.append(f"  ... and {'at least ' if not found.all else ''}{more}; --all shows them")
    elif found.listed and not found.all:
        lines.append("  ... and more paths than can be shown")
    if not found.listed:
        how = "nothing that pinlint could read requires it" if proof.unproven else "nothing requires it"
        lines.append(f"  {how}" if found.all else f"  every path to it is longer than {DEEPEST} pins")
    return "\n".join(lines) + "\n"


def _steps(path: list[Edge], private: Collection[str]) -> list[str]:
    from pinlint.text.escaping import line

    lines = []
    for depth, edge in enumerate(path):
        text = line(edge.text) if edge.location.path not in private else "a line"
        lines.append(f"  {'   ' * depth}{'-> ' if depth else ''}{text}  ({line(str(edge.location))})")
    return lines
