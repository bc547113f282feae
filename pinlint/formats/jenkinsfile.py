"""Jenkinsfiles and Groovy programs of Jenkins: the scripts that `sh`, `bat`, `powershell` and `pwsh` run.

Groovy is not executed. Strings are read, also those that `+` joins and those in variables. What else a program computes is
unknown. Each stage is a job. It runs where the stages before it ran, unless it has an agent or a container of its own.
"""

from __future__ import annotations

from posixpath import join

from pinlint.formats.groovy import END, NAME, STRING, Reader
from pinlint.formats.installer_words import is_telling, runs_others
from pinlint.formats.jobs import MAY_FAIL, Job, Script
from pinlint.formats.shells import in_shell
from pinlint.text.mapped_text import MappedText, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.groovy import Token
    from pinlint.text.source import SourceFile

FILES = (
    r"(?i:(?:^|/)(?:(?:[\w.-]*[._-])?jenkinsfile(?:[._-][\w-]+)*(?:\.groovy)?(?<!\.md)(?<!\.txt)|[^/]+\.jenkins"
    r"|(?:vars|\.?jenkins|\.?ci)/(?:[^/]+/)*[^/]+\.groovy)$)"
)
READS = "build"

#: The steps that run scripts. The last two are those of `withPythonEnv`.
_SHELLS = {"sh": "bash", "bat": "cmd", "powershell": "pwsh", "pwsh": "pwsh", "pysh": "bash", "pybat": "cmd"}
#: Blocks that may not run, or that may fail.
_CONDITIONAL = frozenset(["if", "else", "catch", "for", "while", "switch", "post", "catchError", "warnError", "retry"])


class _Block:
    """A block in braces: its ``name`` is the first word of the statement that it belongs to. It has an environment of its ``own``
    if it is a node, or the inside of a container.
    """

    __slots__ = ("conditional", "folder", "job", "name", "stage", "variables", "where")

    def __init__(self, name: str, outer: _Block | None, strings: list[str | None], *, own: bool = False) -> None:
        self.name = name
        self.conditional: bool = name in _CONDITIONAL or (outer is not None and outer.conditional)
        self.variables: dict[str, str | None] = dict(outer.variables) if outer is not None else {}
        self.folder: str | None = outer.folder if outer is not None else ""
        #: The block that has the environment, and the block of the stage.
        self.where: _Block = outer.where if outer is not None and not own else self
        self.stage: _Block = outer.stage if outer is not None and name != "stage" else self
        self.job: Job | None = None
        if name == "dir":
            path = strings[0] if strings else None
            self.folder = join(self.folder, path) if path is not None and self.folder is not None else None
        elif name == "withEnv":
            for text in strings:
                variable, equals, value = (text or "").partition("=")
                if equals and "+" not in variable:
                    self.variables[variable] = None if "$" in value else value
        elif name == "stage":
            self.name = f"stage {(strings[0] if strings else None) or ''}"


def jobs(source: SourceFile) -> list[Job]:
    """The stages that run scripts, in order. Text that is not Groovy has fewer."""
    return _Pipeline(source).jobs()


class _Pipeline:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.reader = Reader(source)
        self.found: list[Job] = []
        self.blocks = [_Block("", None, [])]
        #: The last job of each environment.
        self.last: dict[_Block, Job] = {}

    def jobs(self) -> list[Job]:
        reader = self.reader
        first, at, depth = 0, 0, 0  # of the statement
        while at < len(reader.tokens):
            token = reader.tokens[at]
            text = token.text
            if text == "{" and token.kind != STRING:
                self.open(first, at)
                first, depth = at + 1, 0
            elif text == "}" and token.kind != STRING:
                if len(self.blocks) > 1:
                    self.blocks.pop()
                first, depth = at + 1, 0
            elif text in ("(", "[", ")", "]") and token.kind != STRING:
                depth += 1 if text in "([" else -1
            elif token.kind == END and depth <= 0:
                first = at + 1
            elif token.kind == NAME:
                self.name(at)
            at += 1
        return self.found

    def open(self, first: int, at: int) -> None:
        tokens = self.reader.tokens[first:at]
        name = next((token.text for token in tokens if token.kind == NAME), "")
        strings = [self.reader.known(token) for token in tokens if token.kind == STRING]
        own = name == "node" or any(_is_inside(token) for token in tokens)
        self.blocks.append(_Block(name, self.blocks[-1], strings, own=own))

    def name(self, at: int) -> None:
        """Reads what begins with a name: a script, an assignment or an agent."""
        reader, block = self.reader, self.blocks[-1]
        name = reader.tokens[at].text
        if name == "agent" and block is block.stage:
            block.where = block
        elif name == "when" and block is block.stage:
            block.conditional = True
        elif name.rpartition(".")[2] in _SHELLS and name.partition(".")[0] in (*_SHELLS, "steps", "script", "this"):
            self.script(at, _SHELLS[name.rpartition(".")[2]])
        elif reader.is_assignment(at):
            value = reader.expression(at + 2)
            if block.name == "environment":
                outer = self.blocks[-2]
                outer.variables[name] = None if value is None or "$" in value.text else value.text
            else:
                reader.values[name] = value

    def script(self, at: int, shell: str) -> None:
        text, given = self.reader.argument(at + 1, "script")
        text = in_shell(text, shell) if text is not None else None
        if text is None or _is_other_language(text.text) or not (is_telling(text.text) or runs_others(text.text)):
            return
        block = self.blocks[-1]
        if "returnStatus" in given:
            text = joined([text, MappedText(self.source, [(MAY_FAIL, 0, 0)])], self.source)
        self.job(block).actions.append(
            Script(text, folder=block.folder, variables=block.variables, conditional=block.conditional)
        )

    def job(self, block: _Block) -> Job:
        stage = block.stage
        key = block.where
        job = stage.job
        if job is None or self.last.get(key) is not job:
            name = stage.name.removeprefix("stage ") or "file"
            job = stage.job = Job(self.source, name, after=self.last.get(key))
            self.found.append(job)
            self.last[key] = job
        return job


def _is_inside(token: Token) -> bool:
    """Whether a name is the method of a container that runs a block in it: ``docker.image('python').inside``."""
    return token.kind == NAME and token.text.rpartition(".")[2] == "inside"


def _is_other_language(script: str) -> bool:
    first = script.lstrip().partition("\n")[0]
    return first.startswith("#!") and "sh" not in first
