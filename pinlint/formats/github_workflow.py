"""Workflows of GitHub Actions: the `run` steps of their jobs, with the values of their matrices (GitHub's workflow syntax).

The parser reads `shell`, `working-directory` and `env` of steps, jobs and workflows with their `defaults`, and `uses`, which
shows what a job is for. The value of an expression is known if it is a value of the job's matrix or a variable of `env`.
All other expressions are unknown. Scripts for PowerShell or the Windows command line are read where they have the same
syntax as a POSIX shell. Scripts in other languages are not read.
"""

from __future__ import annotations

from pinlint.formats.installer_words import is_telling, runs_others
from pinlint.formats.jobs import Call, Job, Packages, Script, container_image, mapped, may_fail, scalar, value_of
from pinlint.formats.located.yaml import parse as parse_yaml
from pinlint.formats.shell_words import Word
from pinlint.formats.shells import in_shell
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinlint.formats.jobs import Action
    from pinlint.formats.located import Item, Node
    from pinlint.formats.shell_words import Loop
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.(?:yml|yaml)$"
READS = "build"

#: The value of a matrix, and a minor version of Python at the beginning of a longer one.
_AXIS = lazy(r"\$\{\{\s*(matrix\.[\w.-]+)\s*\}\}")
_MINOR = lazy(r"3\.(?:[6-9]|[1-9]\d)(?=$|\.\d)")
NOTHING: Mapping[str, str | None] = {}
_WORD = lazy(r"\S+")
#: Names of inputs that are commands.
_COMMAND = lazy(r"(?i)(?:^|[-_])(?:run|commands?|cmds?|script|setup|install)$")


def jobs(source: SourceFile) -> list[Job]:
    """The jobs of a workflow. Raises LocatedError for text that is not YAML."""
    root = parse_yaml(source.text)
    if root is None:
        return []
    found = []
    variables = variables_of(root)
    for item in _items(root.get("jobs")):
        job = item.node
        known = variables_of(job, variables)
        needs = job.get("needs")
        steps = job.get("steps")
        loops = _matrix(source, job.get("strategy", "matrix"))
        found.append(
            Job(
                source,
                item.key,
                list(actions(source, steps, known, loops, (job, root))),
                pythons=_pythons(steps, loops) if "python-version" in source.text else (),
                image=container_image(job.get("container"), "image"),
                needs=[node.value for node in (needs.elements or [needs] if needs else []) if node.string],
            )
        )
        if "cibuildwheel" in source.text[job.start : job.end]:
            for node in (root, job):
                found[-1].actions += _for_cibuildwheel(source, node, known)
        uses = job.get("uses")
        if uses is not None and uses.string:
            found[-1].actions.append(Call(uses.value, uses.span))
            found[-1].actions += _given_commands(source, uses.value, _items(job.get("with")), known)
            found[-1].actions += _for_cibuildwheel(source, job, known)
    return found


def actions(
    source: SourceFile,
    steps: Node | None,
    variables: Mapping[str, str | None],
    loops: Sequence[Loop],
    above: Sequence[Node] = (),
) -> Iterator[Action]:
    """What the steps of a job or of a composite action do; ``above`` are the nodes that may have ``defaults``.

    ``loops`` are the known values of expressions.
    """
    defaults = [node for outer in above if (node := outer.get("defaults", "run")) is not None]
    tolerant = any(map(may_fail, above))
    for step in steps.elements if steps is not None else ():
        uses, run = step.get("uses"), step.get("run")
        if uses is not None and uses.string:
            given = _items(step.get("with"))
            values = {item.key: scalar(item.node) for item in given}
            names = [item.key for item in given if scalar(item.node) not in ("false", "")]
            yield Call(uses.value, uses.span, names, values.get("name"), values.get("pattern"))
            yield from _environments(uses.value, given)
            yield from _given_commands(source, uses.value, given, variables)
            yield from _for_cibuildwheel(source, step, variables)
        if run is None or not run.string:
            continue
        telling = is_telling(run.string)
        if not telling and not runs_others(run.string):
            continue
        shell = _setting(step, defaults, "shell") or _default_shell(above)
        text = in_shell(mapped(source, run), shell)
        if text is not None:
            folder = _setting(step, defaults, "working-directory")
            yield Script(
                text,
                folder=None if folder and "${{" in folder else folder or "",
                variables=variables_of(step, variables),
                loops=loops,
                conditional=tolerant or step.get("if") is not None or may_fail(step),
                telling=telling,
            )


def _pythons(steps: Node | None, loops: Sequence[Loop]) -> list[str]:
    """The minor versions of Python for which actions set up a job: a value, or those of the matrix."""
    given = [step.get("with", "python-version") for step in (steps.elements if steps is not None else ())]
    found: set[str] = set()
    for value in filter(None, [scalar(node) for node in given if node is not None]):
        match = _AXIS.fullmatch(value.strip())
        texts = [word.text for name, words in loops for word in words if match is not None and name == match[1]]
        found.update(minor[0] for text in texts or value.split() if (minor := _MINOR.match(text)))
    return sorted(found, key=lambda minor: int(minor[2:]))


def _environments(uses: str, given: Sequence[Item]) -> Iterator[Call]:
    """The environment of conda that an action installs: ``environment-file`` of setup-miniconda and setup-micromamba."""
    for item in given if "conda" in uses or "mamba" in uses else ():
        path = item.node.string if item.key == "environment-file" else None
        if path and "${{" not in path and "://" not in path:
            yield Call(f"./{path}", item.node.span)


def _given_commands(
    source: SourceFile, uses: str, given: Sequence[Item], variables: Mapping[str, str | None]
) -> Iterator[Action]:
    """The commands that an action or a workflow gets as inputs: ``with: {pre_command: …}``."""
    for item in given if not uses.startswith("actions/github-script") else ():
        if item.node.string and _COMMAND.search(item.key) and is_telling(item.node.string):
            yield Script(mapped(source, item.node), folder=None, variables=variables)


def _for_cibuildwheel(source: SourceFile, node: Node, variables: Mapping[str, str | None]) -> Iterator[Action]:
    """The commands and the test requirements that ``env`` of a step, a job or a workflow sets for cibuildwheel."""
    for item in _items(node.get("env")):
        text = item.node.string
        if not text or "${{" in text:
            continue
        if item.key.startswith("CIBW_BEFORE_") and is_telling(text):
            yield Script(mapped(source, item.node), variables=variables)
        elif item.key.startswith("CIBW_TEST_REQUIRES"):
            whole = mapped(source, item.node)
            given = [whole.slice(*word.span()) for word in _WORD.finditer(whole.text)]
            yield Packages("cibuildwheel", given, item.node.span, variables=variables)


def variables_of(node: Node, outer: Mapping[str, str | None] = NOTHING) -> Mapping[str, str | None]:
    """The ``outer`` variables and the variables that ``env`` sets. A value with an expression is None."""
    env = node.get("env")
    if env is None:
        return outer
    values = {item.key: scalar(item.node) for item in env.items}
    return {**outer, **{name: None if value is None or "${{" in value else value for name, value in values.items()}}


def _default_shell(above: Sequence[Node]) -> str:
    """The shell of a job's steps, by the system that it runs on."""
    runner = above[0].get("runs-on") if above else None
    labels = [node.string or "" for node in (runner.elements or [runner] if runner is not None else ())]
    return "pwsh" if any("windows" in label.lower() for label in labels) else "bash"


def _setting(step: Node, defaults: Sequence[Node], name: str) -> str | None:
    """A setting of a step, or else of the ``defaults`` of its job or its workflow."""
    for node in (step, *defaults):
        found = node.get(name)
        if found is not None and found.string:
            return found.string
    return None


def _items(node: Node | None) -> list[Item]:
    return node.items if node is not None else []


def _matrix(source: SourceFile, matrix: Node | None) -> list[Loop]:
    """The axes of a matrix, each with its values: ``matrix.python``, or ``matrix.job.name`` if the values are tables."""
    values: dict[str, list[Word]] = {}

    def add(name: str, node: Node) -> None:
        if node.items:
            for item in node.items:
                add(f"{name}.{item.key}", item.node)
            return
        values.setdefault(name, []).extend(value_of(source, node))

    for item in _items(matrix):
        for node in item.node.elements:
            if item.key == "include":
                for each in node.items:
                    add(f"matrix.{each.key}", each.node)
            elif item.key != "exclude":
                add(f"matrix.{item.key}", node)
    return [(name, words) for name, words in values.items() if words]
