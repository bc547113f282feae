"""The house: the rooms of the package, the floor of each, and what each contains. Tests and the page on the design read it."""

from __future__ import annotations

#: Room -> its floor, and what it contains. A room imports from floors below its own only, imports for annotations included.
ROOMS = {
    "command_line": (11, "from arguments to an exit status: options, commands, output"),
    "setup": (10, "writes what `pinlint init` sets up"),
    "compiling": (10, "runs the compilers for `pinlint compile`"),
    "server": (10, "answers an editor: findings, fixes, hovers and places, while somebody types"),
    "checking": (
        9,
        "the whole check: reads the project, proves its locks, runs the rules; loads modules when they are needed",
    ),
    "rules": (8, "one file per rule"),
    "manifests": (7, "reads the manifests of addons and plugins, and compares them with what gets installed"),
    "fixes": (6, "makes the edits that fix findings"),
    "build": (5, "finds what Dockerfiles and other scripts install"),
    "evidence": (5, "finds the metadata of exactly the pinned versions: environment, wheels, caches, index"),
    "freshness": (4, "proves that a lock is fresh; reads no file"),
    "project": (4, "which files there are, and what they contain"),
    "formats": (3, "reads text into a model that knows the place of each part"),
    "reports": (3, "writes findings as text: terminal, JSON, SARIF and others"),
    "uses": (2, "the data of the install graph: what is installed, compiled and limited where"),
    "findings": (2, "what a finding, a rule and a report are; the configuration; what a rule may ask"),
    "requirements": (1, "the terms of packaging: names, versions, specifiers, markers, references"),
    "text": (0, "text with positions, and edits of it"),
}
FLOORS = {room: floor for room, (floor, _) in ROOMS.items()}
#: Room -> the rooms that it does without, although they stand below it.
NEVER = {
    "formats": {"findings"},
    "rules": {"formats", "evidence"},
    "freshness": {"reports"},
    "reports": {"uses", "requirements"},
}
#: The rooms that load modules by their names; the others are handed what they need.
LOADERS = {"checking", "command_line"}
#: The rooms that neither read nor write: they are given what they look at.
PURE = ("rules", "formats", "freshness", "reports", "uses")


def picture() -> str:
    """The floors, one a line as they stand on each other, and a table with one line a room."""
    floors = sorted(set(FLOORS.values()), reverse=True)
    shown = ["   ".join(f"{room}/" for room, own in FLOORS.items() if own == floor) for floor in floors]
    width = max(map(len, shown))
    line = f"     +{'-' * (width + 2)}+"
    lines = ["```text", line]
    for floor, rooms in zip(floors, shown, strict=True):
        lines += [f"{floor:>4} | {rooms.center(width)} |", line]
    lines += ["```", "", "| floor | room | what it does |", "|---|---|---|"]
    lines += [f"| {floor} | `{room}/` | {holds} |" for room, (floor, holds) in ROOMS.items()]
    return "\n".join(lines) + "\n"
