"""Set a project up: the pre-commit hook, the workflow, the configuration. Shows the change first."""

from __future__ import annotations

import os
import sys

from pinlint.cli import CLEAN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.cli import Console
    from pinlint.files import Tree
    from pinlint.source import SourceFile


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint init``."""
    add = parser.add_argument
    add("--yes", "-y", action="store_true", help="write without asking")
    add("--no-workflow", action="store_true", help="leave the GitHub workflow out")
    add("--color", choices=("auto", "always", "never"), default="auto", help="when to colour the change")


def run(options: Namespace, console: Console) -> int:
    """Show what is to be written, ask, and write it."""
    from pinlint import adoption
    from pinlint.files import Tree as Files
    from pinlint.fixing import unified_diff
    from pinlint.project import find_root
    from pinlint.report import Style
    from pinlint.source import SourceFile as File

    root = find_root(os.path.realpath(os.getcwd()))
    tree = Files(root)
    wanted = (adoption.HOOKS, adoption.WORKFLOW, adoption.PYPROJECT, adoption.CONFIGURATION)
    sources = {path: _read(tree, path) for path in wanted if tree.is_file(path)}
    paths = [path for path in tree.list().paths if "/" not in path]
    kind = adoption.project_kind(paths, lambda path: _start(tree, path))
    texts = {path: source.text for path, source in sources.items()}
    on_gitlab = tree.is_file(adoption.GITLAB) and not tree.is_folder(".github")
    workflow = not options.no_workflow and not on_gitlab
    written = adoption.additions(kind, adoption.installed_from(), texts, workflow=workflow)
    if adoption.HOOKS in texts and adoption.HOOKS not in written and "id: pinlint" not in texts[adoption.HOOKS]:
        console.say(
            f"{adoption.HOOKS} is laid out in a way that is not edited here: add the hook by hand, as the README shows"
        )
    if not written:
        console.say("pinlint is set up here already")
        return CLEAN
    console.say(adoption.KINDS[kind])
    style = Style(colour=console.coloured())
    for path, text in written.items():
        source = sources.get(path) or File(path, "")
        console.write(unified_diff(source, text, style, shown=console.is_terminal()))
    if not options.yes and not _agreed(console):
        console.say("Nothing was written; `pinlint init --yes` writes it.")
        return CLEAN
    _write(root, written, sources)
    console.say(f"Wrote {', '.join(written)}.\n\nNext:")
    for what, command in _next_steps(written):
        console.say(f"  {command:<55}# {what}")
    if on_gitlab:
        console.say(f"The job for GitLab is in {adoption.REPOSITORY}/blob/main/docs/guides/gitlab.md")
    return CLEAN


def _next_steps(written: dict[str, str]) -> list[tuple[str, str]]:
    from pinlint import adoption

    steps = [("see where the project stands", "pinlint check")]
    steps.append(("or: report only what is new from now on", "pinlint check --write-baseline pinlint-baseline.txt"))
    if adoption.HOOKS in written:
        steps.append(("check each commit; prek does as well", "pre-commit install"))
    return steps


def _read(tree: Tree, path: str) -> SourceFile:
    """A file that is to be added to. Raises UsageError where that cannot be."""
    from pinlint.errors import UsageError
    from pinlint.files import Unreadable
    from pinlint.formats.decoding import Undecodable, decode_utf8

    try:
        return decode_utf8(tree.read(path), path)
    except (Unreadable, Undecodable) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error


def _start(tree: Tree, path: str) -> str:
    """The text of a file that only tells what kind of project this is; empty where it cannot be read."""
    from pinlint.files import Unreadable

    try:
        return tree.read(path).decode("utf-8", "replace")
    except Unreadable:
        return ""


def _agreed(console: Console) -> bool:
    if not (sys.stdin.isatty() and console.is_terminal()):
        return False
    console.say("Write this? [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _write(root: str, written: dict[str, str], sources: dict[str, SourceFile]) -> None:
    from pinlint.errors import UsageError
    from pinlint.fixing import write_all

    write_all(root, sources, {path: text for path, text in written.items() if path in sources})
    for path, text in written.items():
        if path in sources:
            continue
        full = os.path.join(root, path)
        try:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
