"""Shows the install graph in words: the uses of each file, and its role."""

from __future__ import annotations

from pinlint.text.escaping import line
from pinlint.uses.roles import MEANINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.checking.install_graph import Uses
    from pinlint.uses.edges import Edge
    from pinlint.uses.nodes import Node
    from pinlint.uses.steps import Step

#: The most characters of a command that are shown.
_LONGEST = 100
#: The kinds of edges in words: how the target is used.
_VERBS = {
    "installs": "installs it",
    "bounds": "uses it as constraints",
    "declares": "reads package metadata from it",
    "exports": "is exported to it",
    "produces": "writes it",
    "includes": "includes it",
    "removes": "uninstalls what it lists",
    "tests": "uses it in a test",
}


def uses_of(path: str, uses: Uses) -> list[str]:
    """What a file is for: the roles of its parts, each with the places that show the role, and the commands in the file.

    Empty for a file that does nothing with requirements.
    """
    lines = []
    for node, role in uses.roles.items():
        if node.path != path:
            continue
        lines.append(line(uses.describe(node)))
        lines.append(f"  {MEANINGS[role.name]}")
        shown = [*role.evidence, *(edge for edge in uses.graph.into(node) if edge not in role.evidence)]
        lines += [f"  {line(_use(edge, node))}" for edge in shown]
    return lines + _installs(path, uses)


def _installs(path: str, uses: Uses) -> list[str]:
    """The commands in a file that do something with requirements, and why they run."""
    steps = [step for step in uses.steps if path in (step.environment.path, step.place.path)]
    steps.sort(key=lambda step: (step.place.path != path, step.place.path, step.place.line, step.place.column))
    lines = [line(f"  {step.place}: {_command(step)}, to {step.purpose}") for step in steps]
    return [f"{line(path)}: it runs commands that use requirements", *dict.fromkeys(lines)] if lines else []


def _command(step: Step) -> str:
    """The text of a command in one line, at most `_LONGEST` characters; if the text is not known, the name of its tool."""
    from textwrap import shorten

    from pinlint.text.secrets import masked

    source, span = step.place.source, step.place.span
    text = " ".join(masked(source)[span.start : span.end].split()) if source is not None and span else ""
    if text.startswith("-"):  # a list of arguments without a command, such as `deps` of tox
        given = [("-r", each) for each in step.installs] + [("-c", each) for each in step.bounds]
        text = " ".join(f"{option} {each.text}" for option, each in given)
    return f"`{shorten(text or step.tool, _LONGEST, placeholder=' …')}`"


def _use(edge: Edge, node: Node) -> str:
    if edge.kind == "compiles" and edge.source == node:
        return f"{edge.place}: {edge.target} is compiled from it ({edge.how})"
    who = str(edge.source) if edge.source is not None else "something that is not in the project"
    verb = "is compiled to it" if edge.kind == "compiles" else _VERBS[edge.kind]
    purpose = f", to {edge.purpose}" if edge.purpose else ""
    return f"{edge.place}: {who} {verb} ({edge.how}{purpose})"


def graph_in_words(uses: Uses) -> Iterator[str]:
    """All uses, grouped by the user, and then all roles."""
    source: Node | None = None
    for edge in sorted(uses.graph.edges, key=lambda edge: (str(edge.source or ""), edge.sort_key)):
        if edge.source is None:
            continue
        if edge.source != source:
            source = edge.source
            yield line(str(source))
        purpose = f", to {edge.purpose}" if edge.purpose else ""
        yield f"  {line(f'{edge.kind} {edge.target}  ({edge.place}: {edge.how}{purpose})')}"
    if uses.graph.edges:
        yield ""
    for node in sorted(uses.roles):
        yield line(uses.describe(node))
