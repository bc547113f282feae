"""Scripts in the YAML files of CI systems and task runners, such as CircleCI, Azure Pipelines and Travis CI.

The others are Bitbucket, AWS CodeBuild, Google Cloud Build, AppVeyor, Drone, Woodpecker, Cirrus CI, Semaphore, Buildkite,
Taskcluster, Read the Docs, Gitpod and Task. One table says which keys contain scripts. The commands below one list of steps run
in one job, in their order.
"""

from __future__ import annotations

from pinlint.formats.jobs import Job, Script, joined_nodes, mapped, may_fail, scalar
from pinlint.formats.located.yaml import parse_all
from pinlint.formats.shells import in_shell
from pinlint.text.mapped_text import MappedText, joined
from pinlint.uses.steps import DEPLOY, DEVELOP, PUBLISH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile

FILES = (
    r"(?:^|/)(?:\.circleci/[^/]+\.(?:yml|yaml)|\.?azure-pipelines?[^/]*\.(?:yml|yaml)|\.?azure-?pipelines?/(?:[^/]+/)*[^/]+\.(?:yml|yaml)"
    r"|\.travis\.(?:yml|yaml)|bitbucket-pipelines\.(?:yml|yaml)|buildspec[^/]*\.(?:yml|yaml)|cloudbuild[^/]*\.(?:yml|yaml)|\.?appveyor\.(?:yml|yaml)|\.drone\.(?:yml|yaml)"
    r"|\.woodpecker\.(?:yml|yaml)|\.woodpecker/[^/]+\.(?:yml|yaml)|\.cirrus\.(?:yml|yaml)|\.semaphore/[^/]+\.(?:yml|yaml)|\.buildkite/[^/]+\.(?:yml|yaml)|\.taskcluster\.(?:yml|yaml)"
    r"|\.?readthedocs\.(?:yml|yaml)|\.gitpod\.(?:yml|yaml)|[Tt]askfile\.(?:yml|yaml))$"
)
READS = "build"

#: Keys of a script, or of a list of its lines, at any place in the file.
_COMMON = frozenset(["script", "scripts", "command", "commands", "cmds", "run"])
_BY_NAME = {
    "azure": frozenset(["script", "bash", "pwsh", "powershell"]),
    ".travis": frozenset(
        "before_install install before_script script after_script after_success after_failure before_deploy after_deploy".split()  # noqa: SIM905
    ),
    "appveyor": frozenset(
        "init install before_build build_script after_build before_test test_script after_test deploy_script on_success".split()  # noqa: SIM905
    ),
    ".cirrus": frozenset(["script"]),
    ".gitpod": frozenset(["before", "init", "prebuild", "command"]),
    "cloudbuild": frozenset(["script", "args"]),
    "readthedocs": frozenset(
        [
            "commands",
            *(
                f"{when}_{what}"
                for when in ("pre", "post")
                for what in ("checkout", "system_dependencies", "create_environment", "install", "build")
            ),
            *("create_environment", "install", "html", "pdf", "epub", "htmlzip"),
        ]
    ),
}
#: Tables with one of these run their commands in one job.
_CONTAINERS = frozenset(["steps", "phases", "build"])
_SHELLS = {"pwsh": "pwsh", "powershell": "pwsh", "ps": "pwsh", "cmd": "cmd"}
_FOLDERS = ("working_directory", "workingDirectory", "working-directory", "dir")
_VARIABLES = ("env", "environment", "variables")
#: Keys that say that a condition decides whether the steps of a table run.
_CONDITIONS = frozenset(["condition", "if", "$if", "when", "unless", "status", "preconditions"])
#: Keys that say that the steps of a table may fail.
_MAY_FAIL = ("continueOnError", "ignore_error", "soft_fail", "allow_failures")
#: The providers of Travis that publish a build; the others deploy it.
_PUBLISHERS = frozenset(["pypi", "releases", "pages", "pages:git", "anaconda", "npm", "packagecloud", "snap"])
#: What begins an expression of a CI system or a variable.
_UNKNOWN = ("<<", "{{", "$")


def jobs(source: SourceFile) -> list[Job]:
    """The jobs of the file. Raises LocatedError for text that is not YAML."""
    name = source.path.lower()
    keys = next((keys for part, keys in _BY_NAME.items() if part in name), _COMMON)
    return _jobs(source, keys, name)


def jobs_of_azure(source: SourceFile) -> list[Job]:
    """The jobs of a template of Azure. Raises LocatedError for text that is not YAML."""
    return _jobs(source, _BY_NAME["azure"], "")


def _jobs(source: SourceFile, keys: frozenset[str], name: str) -> list[Job]:
    reader = _Reader(source, keys, suffix="_script" if ".cirrus" in name else None)
    for root in parse_all(source.text):
        reader.read(root, None, {}, "", DEVELOP if ".gitpod" in name else None)
        if "readthedocs" in name:
            reader.jobs += _documentation(source, root)
    return [job for job in reader.jobs if job.actions]


def _documentation(source: SourceFile, root: Node) -> list[Job]:
    """The requirements files that Read the Docs installs: ``python: install: - requirements: docs/requirements.txt``."""
    python = root.get("python")
    install = python.get("install") if python is not None else None
    job = Job(source, "python")
    for each in install.elements if install is not None else ():
        node = each.get("requirements")
        if node is not None and node.string is not None:
            command = MappedText(source, [("pip install -r ", node.start, node.end)])
            job.actions.append(Script(joined([command, mapped(source, node)], source)))
    return [job]


class _Reader:
    def __init__(self, source: SourceFile, keys: frozenset[str], suffix: str | None) -> None:
        self.source = source
        self.keys = keys
        self.suffix = suffix
        self.jobs: list[Job] = []
        self.seen: set[int] = set()
        self.conditional = False

    def read(
        self, node: Node, job: Job | None, variables: dict[str, str | None], name: str, purpose: str | None
    ) -> None:
        """Reads a node and all below it; scripts go into the ``job`` around it, if there is one. ``purpose`` is what the tables
        around the node show.
        """
        if id(node) in self.seen:
            return  # an alias: its commands are known
        self.seen.add(id(node))
        for each in node.elements:
            self.read(each, job, variables, name, purpose)
        if not node.items:
            return
        variables = {**variables, **_variables(node)}
        purpose = _purpose(node) or purpose
        keys = [item.key for item in node.items]
        outside = self.conditional
        self.conditional = outside or not _CONDITIONS.isdisjoint(keys) or may_fail(node, *_MAY_FAIL)
        scripts = (item for item in node.items if item.node.string is not None or item.node.elements)
        runs = any(self.is_script(item.key) for item in scripts) or set(keys) & _CONTAINERS
        if runs and (job is None or name in ("include", "matrix")):
            job = Job(self.source, name or "file", purpose=purpose)
            self.jobs.append(job)
        decided = self.conditional
        for item in node.items:
            self.conditional = decided or item.key.startswith("${{")  # a template that inserts steps under a condition
            if self.is_script(item.key) and (item.node.string is not None or item.node.elements):
                self.script(item.key, node, item.node, job, variables)
            if item.node.items or item.node.elements:
                inner = None if item.key in ("jobs", "stages", "pipelines", "tasks") else job
                self.read(item.node, inner, variables, item.key, purpose)
        self.conditional = outside

    def is_script(self, key: str) -> bool:
        return key in self.keys or (self.suffix is not None and key.endswith(self.suffix))

    def script(self, key: str, table: Node, node: Node, job: Job | None, variables: dict[str, str | None]) -> None:
        lines = list(_lines(node))
        if not lines or job is None:
            return
        if key == "args":  # of a step of Cloud Build, whose entrypoint is a shell
            lines = lines[1:] if (lines[0].string or "").startswith("-") and "c" in (lines[0].string or "") else []
        folder = next((value for name in _FOLDERS if (value := table.get(name)) is not None), None)
        text = joined_nodes(self.source, lines) if lines else None
        shell = _SHELLS.get(key) or ((table.get("shell") or table).string or "bash")
        text = in_shell(text, shell) if text is not None else None
        if text is not None:
            path = folder.string if folder is not None else ""
            known = path is not None and not any(mark in path for mark in _UNKNOWN)
            folder_name = path if known else None
            job.actions.append(Script(text, folder=folder_name, variables=variables, conditional=self.conditional))


def _purpose(table: Node) -> str | None:
    """The purpose that the keys of a job show: ``deployment`` of Azure and Bitbucket, ``deploy`` of Travis with its provider."""
    deploy = table.get("deploy")
    providers = [each.get("provider") for each in (deploy.elements or [deploy] if deploy is not None else ())]
    names = [node.string for node in providers if node is not None]
    if table.get("deployment") is not None or any(name not in _PUBLISHERS for name in names):
        return DEPLOY
    return PUBLISH if names else None


def _lines(node: Node) -> Iterator[Node]:
    """The lines of a script. It is a string or a list; an item is a string, another list, or a table with
    ``cmd`` or ``command``.
    """
    if node.string is not None:
        yield node
    for each in node.elements:
        if each.items:
            for item in each.items:
                if item.key in ("cmd", "ps", "sh", "command", "bash") and item.node.string is not None:
                    yield item.node
        else:
            yield from _lines(each)


def _variables(table: Node) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for key in _VARIABLES:
        node = table.get(key)
        for item in node.items if node is not None else []:
            value = scalar(item.node)
            found[item.key] = None if value is None or "$" in value or "<<" in value else value
    return found
