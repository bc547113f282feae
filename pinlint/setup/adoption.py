"""Makes the texts that a project needs to use pinlint: the hook's entry, the workflow, the configuration. It writes no files."""

from __future__ import annotations

from pinlint.findings.config import FILE_NAMES
from pinlint.project.other_locks import TOOLS
from pinlint.requirements.relocking import locking_tool
from pinlint.setup import appending
from pinlint.setup.origin import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.checking.access import Access

#: The commit of the checkout action that the workflow uses, and its tag.
CHECKOUT = ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1")

HOOKS = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/pinlint.yml"
PYPROJECT = "pyproject.toml"
CONFIGURATION = "pinlint.toml"
#: The sign that a project is built by GitLab, which does not read the workflow.
GITLAB = ".gitlab-ci.yml"

#: Kind of project -> the comment that its configuration begins with.
KINDS = {
    "divio": "# `pinlint compile` runs pip-reqs, the compiler of the platform, in the container.\n",
    "locks": "# `pinlint compile` updates the locks that are stale.\n",
    **{
        name: f"# `{check}` checks {name}. pinlint checks requirements files, Dockerfiles and pyproject.toml.\n"
        for name, (_, check) in TOOLS.items()
    },
    "plain": "# There is no lock yet: `pinlint compile` says how to make one.\n",
}
#: The most locks of one compiler that are named.
_MOST_NAMED = 3


def project_kind(project: Access | None) -> tuple[str, str]:
    """A key of `KINDS`, and a sentence about what was found. ``project`` is None if there is nothing to check."""
    from pinlint.formats.divio_sections import has_addons

    if project is None:
        return "plain", "There is nothing to check here yet."
    for path, document in project.documents.items():
        if path.rpartition("/")[2] == "requirements.in" and has_addons(document.source):
            return "divio", f"This is a Divio project: {path} has the addons of the Control Panel."
    locks: dict[str, list[str]] = {}
    for pairing in project.pairings:
        tool = pairing.command.tool if pairing.command is not None else None
        locks.setdefault(tool or locking_tool(pairing.document.format), []).append(pairing.path)
    kind = "locks" if locks else "plain"
    for path in project.other_locks():
        name = path.rpartition("/")[2]
        locks.setdefault(TOOLS[name][0] if name in TOOLS else "", []).append(path)
        if kind == "plain":
            kind = name if name in TOOLS else "locks"
    found = [
        f"`{tool}` writes {_names(paths)}." if tool else f"Locked: {_names(paths)}." for tool, paths in locks.items()
    ]
    return kind, " ".join(found) or "No lock was found in this project."


def _names(paths: list[str]) -> str:
    paths = sorted(paths)
    if len(paths) > _MOST_NAMED + 1:
        paths = [*paths[:_MOST_NAMED], f"{len(paths) - _MOST_NAMED} more"]
    *others, last = paths
    return f"{', '.join(others)} and {last}" if others else last


def additions(
    kind: str, source: Source, there: dict[str, str], *, workflow: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """The files to write, by path. Also the text to add by hand to files that cannot be changed safely.

    ``there`` has the texts of existing files; parts that are already set up are not changed. Each result has been parsed: it
    contains the old content and the addition.
    """
    written: dict[str, str] = {}
    by_hand: dict[str, str] = {}
    hooks = there.get(HOOKS)
    if hooks is None or not appending.has_hook(hooks):
        _add(HOOKS, appending.with_hook(hooks, hook_entry(source)), hook_entry(source), written, by_hand)
    if workflow:
        # Older versions wrote this version's tag into the workflow; it is replaced by the commit if that is known.
        loose = _step(Source(source.repository, source.tag))
        text = there[WORKFLOW].replace(loose, _step(source)) if WORKFLOW in there else workflow_text(source)
        if text != there.get(WORKFLOW):
            _add(WORKFLOW, text if appending.is_yaml(text) else None, _step(source), written, by_hand)
    if not there.keys().isdisjoint(FILE_NAMES):
        return written, by_hand
    project = there.get(PYPROJECT)
    table = configuration(kind, "[tool.pinlint]\n")
    if project is None:
        written[CONFIGURATION] = configuration(kind, "")
    elif not appending.has_table(project):
        added = appending.with_table(project, table)
        if added is None and appending.is_toml(project):
            written[CONFIGURATION] = configuration(kind, "")  # for example `tool = {…}`, to which no table can be added
        else:
            _add(PYPROJECT, added, table, written, by_hand)
    return written, by_hand


def _add(path: str, text: str | None, addition: str, written: dict[str, str], by_hand: dict[str, str]) -> None:
    if text is None:
        by_hand[path] = addition
    else:
        written[path] = text


def hook_entry(source: Source) -> str:
    """The item of the list ``repos`` that names the hook."""
    return f"- repo: {source.repository}\n  rev: {source.revision}\n  hooks:\n    - id: pinlint\n"


def _step(source: Source) -> str:
    """The lines of the workflow that name pinlint's own action, by its commit if known."""
    if source.commit is None:
        why = "a tag can be moved: `pinlint init --online` writes the commit instead"
        return f"      # {why}\n      - uses: {source.action}@{source.tag}\n"
    return f"      - uses: {source.action}@{source.commit}" + (f" # {source.tag}\n" if source.tag else "\n")


def workflow_text(source: Source) -> str:
    """The workflow that checks pull requests and pushes."""
    return f"""\
name: pinlint
on:
  pull_request:
  push:
    branches: [main, master]
permissions: {{}}
jobs:
  pinlint:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@{CHECKOUT[0]} # {CHECKOUT[1]}
        with:
          fetch-depth: 0
          persist-credentials: false
{_step(source)}        with:
          changed-only: true
"""


def configuration(kind: str, head: str) -> str:
    """The table of the configuration, with the settings for this kind of project."""
    return f'{head}{KINDS[kind]}fail-on = "error"\n'
