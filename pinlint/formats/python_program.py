"""Python programs in folders of scripts that run pip or uv: the arguments of `subprocess` and `os.system`, read as syntax.

The files with tasks of Invoke, Fabric and doit in the root are read too. So are programs without an ending that begin with `#!`.

Only commands that are written as literals are read: a list of words, or one string, directly or with a name. A finding in a
program is as severe as one in the file that runs it.
"""

from __future__ import annotations

import _ast as ast
from posixpath import basename

from pinlint.formats.installer_words import is_telling
from pinlint.formats.jobs import Job, Script
from pinlint.formats.located import LocatedError
from pinlint.formats.located.syntax import children
from pinlint.formats.nox import CallReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.text.mapped_text import MappedText
    from pinlint.text.source import SourceFile

#: get-pip.py, which contains pip itself, is copied from elsewhere.
FILES = r"(?:^|/)(?:bin|scripts?|tools|\.?ci)/(?!test_|get-pip\.py$)[^/]+\.py$|^(?:tasks|fabfile|dodo)\.py$"
READS = "build"

#: Functions that run a command.
_RUNS = frozenset(["run", "call", "check_call", "check_output", "Popen", "system", "getoutput"])
_PIP = ("pip", "pip3")


def jobs(source: SourceFile) -> list[Job]:
    """The commands of the program, as one job; empty for text that is not Python."""
    try:
        reader = CallReader(source)
    except LocatedError:
        return []  # the program itself fails
    actions = list(_scripts(reader))
    return [Job(source, "", actions)] if actions else []


def _scripts(reader: CallReader) -> Iterator[Script]:
    for call, function in sorted(_calls(reader.tree), key=lambda found: (found[0].lineno, found[0].col_offset)):
        reader.function = function
        first = next(reader.parts(call.args[0], several=False))
        if isinstance(first, (ast.List, ast.Tuple)):
            given = [word for element in first.elts for word in reader.texts(element)]
        elif isinstance(first, (ast.Name, ast.BinOp)):  # a list that other statements extend, or a sum
            given = list(reader.texts(ast.Starred(first, ast.Load())))
        elif isinstance(first, ast.Constant) and len(call.args) > 2:
            given = [word for argument in call.args for word in reader.texts(argument)]
        else:
            (text, *_) = [*reader.texts(call.args[0]), None]
            if text is not None and is_telling(text.text):
                yield Script(text)
            continue
        if _installs(given):
            yield Script(reader.command(given))


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.FunctionDef | ast.AsyncFunctionDef | None]]:
    """The calls that run a command, each with the function that it is in."""
    waiting: list[tuple[ast.AST, ast.FunctionDef | ast.AsyncFunctionDef | None]] = [(tree, None)]
    while waiting:
        node, function = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = node
        elif isinstance(node, ast.Call) and node.args and _called(node) in _RUNS:
            yield node, function
        waiting += [(child, function) for child in children(node)]


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _installs(given: list[MappedText | None]) -> bool:
    """Whether the words call pip or uv: ``[sys.executable, "-m", "pip", "install", …]``."""
    words = [basename(word.text) if word is not None else "" for word in given[:5]]
    program = words[2] if words[1:2] == ["-m"] else words[0] if words else ""
    return program in _PIP or words[:1] in (["uv"], ["uvx"], ["pipx"])
