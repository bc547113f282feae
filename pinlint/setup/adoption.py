"""What a project needs to use pinlint: the hook's entry, the workflow, the configuration. It writes nothing."""

from __future__ import annotations

import re

from pinlint.findings.config import FILE_NAMES
from pinlint.project.other_locks import TOOLS
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
#: What tells that a project is built by GitLab, which does not read the workflow.
GITLAB = ".gitlab-ci.yml"

#: Kind of project -> the comment that its configuration begins with.
KINDS = {
    "divio": "# The platform compiles with pip-reqs; `pinlint compile` does it in the container.\n",
    "locks": "# A lock's own command is read from its header.\n",
    **{
        name: f"# {name} is for `{check}`; requirements files, Dockerfiles and pyproject.toml are checked here.\n"
        for name, (_, check) in TOOLS.items()
    },
    "plain": "# Nothing locks the dependencies of your dependencies yet: keep what you ask for in requirements.in, and\n"
    "# compile it to requirements.txt with uv or pip-tools.\n",
}
#: So many locks of one compiler are named.
_MOST_NAMED = 3


def project_kind(project: Access | None) -> tuple[str, str]:
    """A key of `KINDS`, and what was found, in a sentence. There is no project where there is nothing to check."""
    from pinlint.formats.divio_sections import has_addons

    if project is None:
        return "plain", "There is nothing to check here yet."
    for path, document in project.documents.items():
        if path.rpartition("/")[2] == "requirements.in" and has_addons(document.source):
            return "divio", f"This is a Divio project: {path} has the addons of the Control Panel."
    locks: dict[str, list[str]] = {}
    for pairing in project.pairings:
        tool = pairing.command.tool if pairing.command is not None else None
        locks.setdefault(tool or "", []).append(pairing.path)
    kind = "locks" if locks else "plain"
    for path in project.other_locks():
        name = path.rpartition("/")[2]
        locks.setdefault(TOOLS[name][0] if name in TOOLS else "", []).append(path)
        if kind == "plain":
            kind = name if name in TOOLS else "locks"
    told = [
        f"`{tool}` makes {_names(paths)}." if tool else f"Locked: {_names(paths)}." for tool, paths in locks.items()
    ]
    return kind, " ".join(told) or "No lock was found in this project."


def _names(paths: list[str]) -> str:
    paths = sorted(paths)
    if len(paths) > _MOST_NAMED + 1:
        paths = [*paths[:_MOST_NAMED], f"{len(paths) - _MOST_NAMED} more"]
    *others, last = paths
    return f"{', '.join(others)} and {last}" if others else last


def additions(kind: str, source: Source, there: dict[str, str], *, workflow: bool) -> dict[str, str]:
    """The files to write, by path. ``there`` has the texts of those that exist; what is set up already is left alone."""
    written = {}
    hooks = with_hook(there.get(HOOKS), source)
    if hooks is not None:
        written[HOOKS] = hooks
    if workflow:
        # A workflow that names this version's tag, as it was once written here, gets the commit when that is known.
        loose = _step(Source(source.repository, source.tag))
        text = there[WORKFLOW].replace(loose, _step(source)) if WORKFLOW in there else workflow_text(source)
        if text != there.get(WORKFLOW):
            written[WORKFLOW] = text
    if not there.keys().isdisjoint(FILE_NAMES):
        return written
    if PYPROJECT in there:
        if "[tool.pinlint" not in there[PYPROJECT]:
            written[PYPROJECT] = _appended(there[PYPROJECT], "\n" + configuration(kind, "[tool.pinlint]\n"))
    else:
        written[CONFIGURATION] = configuration(kind, "")
    return written


def hook_entry(source: Source) -> str:
    """The item of the list ``repos`` that names the hook."""
    return f"- repo: {source.repository}\n  rev: {source.revision}\n  hooks:\n    - id: pinlint\n"


def with_hook(text: str | None, source: Source) -> str | None:
    """The pre-commit configuration with pinlint's hook at its end; None where it is there, or where no end can be seen."""
    entry = hook_entry(source)
    if text is None:
        return "repos:\n" + _indented(entry, "  ")
    if re.search(r"(?m)^[ \t]*-?[ \t]*id:[ \t]*pinlint\b", text):
        return None
    list_item = re.search(r"(?m)^([ ]*)-[ ]+repo:", text)
    if list_item is None or not _repos_come_last(text):
        return None
    return _appended(text, _indented(entry, list_item[1]))


def _repos_come_last(text: str) -> bool:
    keys = re.findall(r"(?m)^([A-Za-z_]+):", text)
    return bool(keys) and keys[-1] == "repos"


def _step(source: Source) -> str:
    """The lines of the workflow that name pinlint's own action, by its commit where that is known."""
    if source.commit is None:
        told = "a tag can be moved: `pinlint init --online` writes its commit here"
        return f"      # {told}\n      - uses: {source.action}@{source.tag}\n"
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
    """The table of the configuration, with what the kind of the project asks for."""
    return f'{head}{KINDS[kind]}fail-on = "error"\n'


def _appended(text: str, more: str) -> str:
    """``text`` with ``more`` behind it, on a line of its own, with the newlines that ``text`` has."""
    newline = "\r\n" if "\r\n" in text else "\n"
    return text + ("" if not text or text.endswith("\n") else newline) + more.replace("\n", newline)


def _indented(text: str, indent: str) -> str:
    return "".join(indent + line for line in text.splitlines(keepends=True))
