"""Draw which pin of a lock requires which, and mark stale, orphaned and unproven ones. With --uses, draw what uses which file."""

from __future__ import annotations

from pinlint.command_line.invocation import configuring, opened, without_lock
from pinlint.command_line.main import CLEAN
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.checking.access import Access
    from pinlint.command_line.main import Console
    from pinlint.findings.graphs import Graph

_FORMATS = ("text", "mermaid", "dot", "svg", "html")


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint graph``."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="LOCK", help="the lock to draw (default: the lock below ., if there is only one)")
    formats = "the format of the drawing; text needs --uses (default: mermaid; with --uses: text)"
    add("--format", type=_format, choices=_FORMATS, help=formats)
    add("--uses", action="store_true", help="draw what installs, compiles or limits which files, instead of a lock")
    add("--around", metavar="NAME", help="draw only the package or file NAME and its direct neighbours")
    configuring(parser)


def _format(value: str) -> str:
    """The name of a format. Raises ArgumentTypeError for FORMAT:FILE, which only ``pinlint check`` takes."""
    from argparse import ArgumentTypeError

    name, colon, file = value.partition(":")
    if colon and name in _FORMATS:
        from pinlint.text.escaping import shell_word

        raise ArgumentTypeError(f"to write the drawing to a file, use `--format {name} > {shell_word(file or 'FILE')}`")
    return value


def run(options: Namespace, console: Console) -> int:
    """Print the drawing. Raises UsageError if it is not clear what is meant."""
    project, targets = opened(options)
    format = options.format or ("text" if options.uses else "mermaid")
    if options.uses and format == "text":
        from pinlint.command_line.uses_in_words import graph_in_words

        if options.around:
            raise UsageError("--around needs a drawing: add --format mermaid, dot, svg or html")
        shown = list(graph_in_words(project.uses))
        console.write("".join(f"{text}\n" for text in shown))
        if not shown:
            console.say("nothing to draw: no file of requirements was found, and no command that installs one")
        return CLEAN
    if format == "text":
        raise UsageError("--format text needs --uses; a lock can be drawn as mermaid, dot, svg or html")
    graph = _asked(options, project, targets)
    console.write(_in_format(graph.around([_key(graph, options.around)]) if options.around else graph, format))
    return CLEAN


def _asked(options: Namespace, project: Access, targets: list[str]) -> Graph:
    """The install graph, or the graph of the lock. Raises UsageError if it is not clear which lock is meant."""
    from pinlint.checking.graphs import graph_of, graph_of_uses

    if options.uses:
        return graph_of_uses(project.uses)
    named = [proof for proof in project.proofs if not options.paths or proof.pairing.path in targets]
    if len(named) != 1:
        there = ", ".join(sorted(proof.pairing.path for proof in project.proofs))
        raise UsageError(f"name the lock to draw: {there}" if there else without_lock(project))
    return graph_of(project, named[0], project.project.private(targets))


def _key(graph: Graph, name: str) -> str:
    """The key of the node that the user named: a project, or a file. Raises UsageError for an unknown one."""
    from pinlint.findings.config import suggestion
    from pinlint.requirements.names import normalize

    keys = {node.key for node in graph.nodes}
    for key in (name, normalize(name), f"{name}:"):  # an input of a lock ends with a colon
        if key in keys:
            return key
    raise UsageError(f"--around: '{name}' is not in {graph.title}{suggestion(name, sorted(keys))}")


def _in_format(graph: Graph, format: str) -> str:
    """The drawing as text. Raises UsageError for a picture with too many nodes."""
    if format in ("mermaid", "dot"):
        from pinlint.command_line import drawing

        return drawing.mermaid(graph) if format == "mermaid" else drawing.dot(graph)
    from pinlint.reports.html_graphs import alone, part, section
    from pinlint.reports.html_page import page

    drawn = part(graph)
    if format == "html":
        return page(f"{graph.title}: graph", [section(graph, drawn, "g1")])
    if not drawn.nodes:
        raise UsageError(
            f"--format svg: {len(graph.nodes):,} nodes are too many for one picture; draw a part with --around NAME,"
            " or use --format html"
        )
    return alone(drawn)
