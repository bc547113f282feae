"""The install graph in words: the uses of each file, and its role."""

from __future__ import annotations

from pinlint.text.escaping import line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.checking.install_graph import Uses
    from pinlint.uses.edges import Edge
    from pinlint.uses.nodes import Node
    from pinlint.uses.roles import Role

#: The kinds of edges in words: how the target is used.
_VERBS = {
    "installs": "installs it",
    "compiles": "locks it",
    "bounds": "uses it as constraints",
    "declares": "reads package metadata from it",
    "exports": "is exported to it",
    "produces": "writes it",
    "includes": "includes it",
    "removes": "uninstalls what it lists",
    "tests": "tries something out with it",
}


def role_in_words(node: Node, role: Role) -> str:
    """``requirements.txt: installed, to ship``; it says if there is no evidence."""
    purpose = f", to {role.purpose}" if role.name == "installed" and role.purpose else ""
    presumed = "presumed " if role.presumed else ""
    return line(f"{node}: {presumed}{role.name}{purpose}")


def uses_of(path: str, uses: Uses) -> list[str]:
    """The roles of a file's parts, each with the places that show it; empty for a file without requirements."""
    lines = []
    for node, role in uses.roles.items():
        if node.path != path:
            continue
        lines.append(role_in_words(node, role))
        shown = [*role.evidence, *(edge for edge in uses.graph.into(node) if edge not in role.evidence)]
        lines += [f"  {line(_use(edge, node))}" for edge in shown]
        if not shown:
            lines.append("  no file that pinlint reads uses it")
    return lines


def _use(edge: Edge, node: Node) -> str:
    if edge.kind == "compiles" and edge.source == node:
        return f"{edge.place}: {edge.target} is compiled from it ({edge.how})"
    who = str(edge.source) if edge.source is not None else "something outside the project"
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
        yield role_in_words(node, uses.roles[node])
