"""Set up a project: write the pre-commit hook, the workflow and the configuration. Shows the changes first."""

from __future__ import annotations

import os
import sys

from pinlint.command_line.main import CLEAN
from pinlint.findings.documentation import REPOSITORY
from pinlint.setup import origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.checking.access import Access
    from pinlint.command_line.main import Console
    from pinlint.project.files import Tree
    from pinlint.setup.origin import Source
    from pinlint.text.source import SourceFile


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint init``."""
    add = parser.add_argument
    add("--yes", "-y", action="store_true", help="write without asking")
    add("--no-workflow", action="store_true", help="do not write the GitHub workflow")
    add(
        "--online",
        action="store_true",
        help="ask the repository of pinlint for the commit of this version, if it is not known",
    )
    add("--color", choices=("auto", "always", "never"), default="auto", help="when to use colours (default: auto)")


def run(options: Namespace, console: Console) -> int:
    """Show the changes, ask, and write them."""
    from pinlint.findings.config import FILE_NAMES
    from pinlint.findings.report import Style
    from pinlint.fixes.applying import unified_diff
    from pinlint.project.files import Tree as Files
    from pinlint.project.project import find_root
    from pinlint.setup import adoption
    from pinlint.text.escaping import line
    from pinlint.text.source import SourceFile as File

    root = find_root(os.path.realpath(os.getcwd()))
    tree = Files(root)
    wanted = (adoption.HOOKS, adoption.WORKFLOW, adoption.PYPROJECT, *FILE_NAMES)
    sources = {path: _read(tree, path) for path in wanted if tree.is_file(path)}
    texts = {path: source.text for path, source in sources.items()}
    on_gitlab = tree.is_file(adoption.GITLAB) and not tree.is_folder(".github")
    workflow = not options.no_workflow and not on_gitlab
    project = _project(tree)
    kind, found = adoption.project_kind(project)
    source = _source(online=options.online and workflow)
    written, by_hand = adoption.additions(kind, source, texts, workflow=workflow)
    compiling = _add_tools(project, tree, written, console)
    named = {*written, *by_hand}
    for path, addition in by_hand.items():
        where = "its `repos`" if path == adoption.HOOKS else "it"
        console.say(f"{path} has a layout that pinlint cannot edit: add this to {where} by hand:\n\n{addition}")
    caution = _caution(source, named)
    if not written:
        if caution:
            console.say_wrapped(caution)
        console.say("Everything else is already set up here" if named else "pinlint is already set up here")
        return CLEAN
    console.say_wrapped(line(found))
    style = Style(colour=console.coloured())
    for path, text in written.items():
        before = sources.get(path) or File(path, "")
        console.write(unified_diff(before, text, style, shown=console.is_terminal()).text)
    if caution:
        console.say_wrapped(caution)
    if not options.yes and not _agreed(console):
        console.say("Nothing was written. To write these changes, run `pinlint init --yes`.")
        return CLEAN
    _write(root, written, sources)
    console.say_wrapped(f"Wrote {', '.join(written)}.")
    steps = _next_steps(written, compiling, lacks_lock=kind == "plain" and project is not None)
    away = os.path.relpath(root)
    console.say(f"\nNext{'' if away == os.curdir else f', in {line(away)}'}:\n{steps}")
    many = "pinlint check --write-baseline pinlint-baseline.txt"
    console.say_wrapped(f"You do not have to fix existing findings first: `{many}` records them.")
    if on_gitlab:
        console.say(f"There is a job for GitLab in {REPOSITORY}/blob/main/docs/guides/gitlab.md")
    return CLEAN


def _project(tree: Tree) -> Access | None:
    """The project as a check would read it; None if there is nothing to check."""
    from pinlint.checking.engine import open_project
    from pinlint.findings.config import find
    from pinlint.findings.config_reading import load
    from pinlint.text.errors import NothingToCheck

    try:
        return open_project(tree, [""], load(find(tree.root, tree.root), {}), {})
    except NothingToCheck:
        return None


def _add_tools(project: Access | None, tree: Tree, written: dict[str, str], console: Console) -> str:
    """Adds the file that lists the workflows' unpinned tools; returns the command that locks it, if the file is new."""
    from pinlint.setup import ci_tools

    tools = ci_tools.unpinned(project) if project is not None else {}
    if not tools or project is None:
        return ""
    compiling = ci_tools.compile_command(project)
    if not tree.is_file(ci_tools.INPUT):
        written[ci_tools.INPUT] = ci_tools.input_text(tools.values())
        return compiling
    new = [text for name, text in tools.items() if not ci_tools.is_listed(project, name)]
    first = (
        f"To pin this, add {', '.join(new)} to {ci_tools.INPUT}, run `{compiling}`, and install" if new else "Install"
    )
    console.say_wrapped(
        f"The workflows install {', '.join(tools)} without a version. {first} from {ci_tools.LOCK} there. "
        "Where a command cannot read that file, as with `uvx`, write the version from it."
    )
    return ""


def _source(*, online: bool) -> Source:
    """Where this pinlint comes from. If the command may use the network, the commit is always known."""
    source = origin.installed_from()
    if source.commit is None and online:
        source.commit = origin.listed_commit(source)
    return source


def _caution(source: Source, named: set[str]) -> str:
    """A warning about the revision that is ``named`` in these files, if it is not just the commit."""
    from pinlint.setup import adoption

    if source.commit is None and adoption.WORKFLOW in named:
        return (
            f"The commit of {source.tag} is not known, so the workflow uses the tag. `pinlint init --online` asks "
            f"{source.repository} for the commit."
        )
    if source.commit is not None and not source.published and {adoption.WORKFLOW, adoption.HOOKS} & named:
        return (
            f"This pinlint was installed from a folder. These files name its commit, {source.commit[:12]}. Check that "
            f"{source.repository} has this commit."
        )
    return ""


def _next_steps(written: dict[str, str], compiling: str, *, lacks_lock: bool) -> str:
    from pinlint.setup import adoption, ci_tools

    steps = []
    if compiling:
        steps.append((compiling, f"pin the tools; then write `pip install -r {ci_tools.LOCK}` in the workflows"))
    steps.append(("pinlint check", "check the project"))
    if lacks_lock and not compiling:
        steps.append(("pinlint compile", "see the command that makes the first lock"))
    steps.append((f"git add {' '.join([*written, *([ci_tools.LOCK] if compiling else [])])}", ""))
    if adoption.HOOKS in written:
        steps.append(("pre-commit install", "check each commit (or run `prek install`)"))
    width = max(len(command) for command, what in steps if what)
    lines = [f"  {command:<{width}}    # {what}" if what else f"  {command}" for command, what in steps]
    return "\n".join(lines)


def _read(tree: Tree, path: str) -> SourceFile:
    """A file that will be extended. Raises UsageError if this is not possible."""
    from pinlint.formats.decoding import Undecodable, decode_utf8
    from pinlint.project.files import Unreadable
    from pinlint.text.errors import UsageError

    try:
        return decode_utf8(tree.read(path), path)
    except (Unreadable, Undecodable) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error


def _agreed(console: Console) -> bool:
    if not (sys.stdin.isatty() and console.is_terminal()):
        return False
    console.say("Write this? [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _write(root: str, written: dict[str, str], sources: dict[str, SourceFile]) -> None:
    from pinlint.fixes.applying import write_all
    from pinlint.project.files import within
    from pinlint.text.errors import UsageError

    for path in written:
        if not within(root, os.path.join(root, path)):
            raise UsageError(f"{path}: cannot be written: it leads out of the project")
    write_all(root, sources, written)
