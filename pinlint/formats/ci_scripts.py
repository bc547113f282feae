"""Scripts in the YAML files of CI systems and task runners, such as CircleCI, Azure Pipelines and Travis CI.

The others are Bitbucket, AWS CodeBuild, Google Cloud Build, AppVeyor, Drone, Woodpecker, Cirrus CI, Semaphore, Buildkite,
Taskcluster, Read the Docs, Gitpod and Task. One table says which keys contain scripts. The commands below one list of steps run
in one job, in their order.
"""

from __future__ import annotations

from pinlint.formats.devcontainer import joined_words
from pinlint.formats.jobs import Job, Script, in_brackets, joined_nodes, mapped, may_fail, scalar, value_of
from pinlint.formats.located.yaml import parse_all
from pinlint.formats.shells import in_shell
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy
from pinlint.uses.steps import DEPLOY, DEVELOP, PUBLISH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.located import Node
    from pinlint.formats.shell_words import Loop
    from pinlint.text.source import SourceFile

FILES = (
    r"(?:^|/)(?:\.circleci/[^/]+\.(?:yml|yaml)|\.?azure-pipelines?[^/]*\.(?:yml|yaml)|\.?azure-?pipelines?/(?:[^/]+/)*[^/]+\.(?:yml|yaml)"
    r"|\.travis\.(?:yml|yaml)|bitbucket-pipelines\.(?:yml|yaml)|buildspec[^/]*\.(?:yml|yaml)|cloudbuild[^/]*\.(?:yml|yaml|json)|\.?appveyor\.(?:yml|yaml)|\.drone\.(?:yml|yaml)"
    r"|\.woodpecker\.(?:yml|yaml)|\.woodpecker/[^/]+\.(?:yml|yaml)|\.cirrus\.(?:yml|yaml)|\.semaphore/[^/]+\.(?:yml|yaml)|\.buildkite/[^/]+\.(?:yml|yaml)|\.taskcluster\.(?:yml|yaml)"
    r"|\.?readthedocs\.(?:yml|yaml)|\.gitpod\.(?:yml|yaml)|[Tt]askfile\.(?:yml|yaml))$"
)
READS = "build"

#: Keys of a script, or of a list of its lines, at any place in the file.
_COMMON = frozenset(["script", "scripts", "after-script", "command", "commands", "cmds", "run"])
_BY_NAME = {
    "azure": frozenset(["script", "bash", "pwsh", "powershell", "inlineScript"]),
    "buildspec": frozenset(["commands", "finally"]),
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
#: The keys with the path of a script, in a task of Azure.
_PATHS = ("filePath", "scriptPath")
#: An expression of CircleCI, and how its files write what begins a here-document.
_EXPRESSION = lazy(r"<<([ \t]*[\w.-]+[ \t]*)>>|\\(?=<<)")


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
    """What Read the Docs installs: the entries ``requirements:`` and ``path:`` of ``python: install:``."""
    python = root.get("python")
    install = python.get("install") if python is not None else None
    job = Job(source, "python")
    for each in install.elements if install is not None else ():
        for key, option in (("requirements", "-r "), ("path", "./")):
            node = each.get(key)
            if node is not None and node.string is not None:
                command = MappedText(source, [(f"pip install {option}", node.start, node.end)])
                listed = each.get("extra_requirements") if key == "path" else None
                extras = [mapped(source, extra) for extra in listed.strings()] if listed is not None else []
                job.actions.append(Script(joined([command, mapped(source, node), *in_brackets(extras)], source)))
    return [job]


class _Reader:
    def __init__(self, source: SourceFile, keys: frozenset[str], suffix: str | None) -> None:
        self.source = source
        self.keys = keys
        self.suffix = suffix
        self.jobs: list[Job] = []
        self.seen: set[int] = set()
        self.conditional = False
        self.loops: list[Loop] = []

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
        known = len(self.loops)
        self.loops += _parameters(self.source, node.get("parameters"))
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
            if job is not None and item.key in _PATHS and item.node.string is not None:
                self.add(
                    joined([self.word("bash ", item.node), mapped(self.source, item.node)], self.source), job, node, {}
                )
            if job is not None and item.key.endswith("/install-packages"):
                self.packages_of_orb(item.node, job)
            if item.node.items or item.node.elements:
                inner = None if item.key in ("jobs", "stages", "pipelines", "tasks") else job
                self.read(item.node, inner, variables, item.key, purpose)
        self.conditional = outside
        del self.loops[known:]

    def is_script(self, key: str) -> bool:
        return key in self.keys or (self.suffix is not None and key.endswith(self.suffix))

    def script(self, key: str, table: Node, node: Node, job: Job | None, variables: dict[str, str | None]) -> None:
        lines = list(_lines(node))
        if not lines or job is None:
            return
        if key == "args":
            text = self.arguments(table.get("entrypoint"), lines)
        else:
            text = joined_nodes(self.source, lines)
        usual = "cmd" if "appveyor" in self.source.path.lower() else "bash"
        shell = _SHELLS.get(key) or (table.get("shell") or table).string or usual
        found = in_shell(text, shell)
        if found is not None and found.text.strip():
            self.add(found, job, table, variables)

    def arguments(self, entrypoint: Node | None, given: list[Node]) -> MappedText:
        """The command of a step of Cloud Build: the script for a shell, or the words of another program."""
        first = given[0].string or ""
        if first.startswith("-") and "c" in first and (entrypoint is None or entrypoint.string in ("bash", "sh")):
            return joined_nodes(self.source, given[1:])
        return joined_words(self.source, [entrypoint, *given] if entrypoint is not None else given)

    def add(self, text: MappedText, job: Job, table: Node, variables: dict[str, str | None]) -> None:
        """Adds a script to a job; ``table`` may name the folder that it runs in."""
        folder = next((value for name in _FOLDERS if (value := table.get(name)) is not None), None)
        path = folder.string if folder is not None else ""
        known = path is not None and not any(mark in path for mark in _UNKNOWN)
        text = self.without_expressions(text) if "<<" in text.text and ".circleci/" in self.source.path else text
        script = Script(
            text,
            folder=path if known else None,
            variables=variables,
            loops=self.loops,
            conditional=self.conditional,
        )
        job.actions.append(script)

    def word(self, text: str, node: Node) -> MappedText:
        """A text at the place of ``node``."""
        return MappedText(self.source, [(text, node.start, node.start)])

    def without_expressions(self, text: MappedText) -> MappedText:
        """A script of CircleCI with ``${{ … }}`` in place of ``<< … >>``, which begins a here-document in a shell."""
        parts = []
        at = 0
        for match in _EXPRESSION.finditer(text.text):
            parts.append(text.slice(at, match.start()))
            if match[1] is not None:
                place = text.span(*match.span())
                parts.append(MappedText(self.source, [("${{" + match[1] + "}}", place.start, place.end)]))
            at = match.end()
        return joined([*parts, text.slice(at, len(text.text))], self.source)

    def packages_of_orb(self, step: Node, job: Job) -> None:
        """What the step ``install-packages`` of CircleCI's orb for Python installs with pip."""
        file, arguments = step.get("pip-dependency-file"), step.get("args")
        manager = step.get("pkg-manager")
        if manager is not None and manager.string not in ("pip", "auto"):
            return
        parts: list[MappedText] = []
        for option, node in (("-r ", file), ("", arguments)):
            if node is not None and node.string:
                parts += [self.word(" " if parts else f"pip install {option}", node), mapped(self.source, node)]
        if parts:
            self.add(joined(parts, self.source), job, step, {})


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


def _parameters(source: SourceFile, parameters: Node | None) -> list[Loop]:
    """The parameters that have a default, as values of expressions: a table, or a list of tables with a name."""
    named = [(item.key, item.node) for item in parameters.items] if parameters is not None else []
    for each in parameters.elements if parameters is not None else ():
        name = each.get("name")
        named += [(name.string, each)] if name is not None and name.string else []
    defaults = [(name, node.get("default") if node.items else node) for name, node in named]
    known = [
        (f"parameters.{name}", node) for name, node in defaults if node is not None and "<<" not in str(node.value)
    ]
    return [(name, value) for name, node in known if (value := value_of(source, node))]


def _variables(table: Node) -> dict[str, str | None]:
    """The variables that a table sets: a table, or a list of tables with a name and a value."""
    found: dict[str, str | None] = {}
    for key in _VARIABLES:
        node = table.get(key)
        values = [(item.key, item.node) for item in node.items] if node is not None else []
        for each in node.elements if node is not None else ():
            name, given = each.get("name"), each.get("value")
            values += [(name.string, given)] if name is not None and name.string and given is not None else []
        for name_of, value_node in values:
            value = scalar(value_node)
            found[name_of] = None if value is None or "$" in value or "<<" in value else value
    return found
