"""How Home Assistant's generator lays out its files: titles, other comments, blank lines, and the order of the requirements.

The functions of the generator are read as syntax. Each file is laid out again with the requirements that it has, and compared
with what it was. What it should require is compared elsewhere.
"""

from __future__ import annotations

import _ast as ast

from pinlint.manifests.comparing import Difference, Line
from pinlint.manifests.home_assistant_script import PATH, assigned, of_core
from pinlint.requirements.model import Requirement
from pinlint.text.budget import Budget, ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.manifests.home_assistant_script import Script
    from pinlint.requirements.model import RequirementsFile

    #: Lines, each with the number of the generator's line that has it; 0 where it is put together.
    Lines = list[tuple[str, int]]

_CORE = "requirements.txt"
_CONSTRAINTS = "homeassistant/package_constraints.txt"
#: File -> the function of the generator that returns its text, and what this function calls for the requirements.
_FUNCTIONS = {
    _CORE: ("requirements_output", "core_requirements("),
    "requirements_all.txt": ("requirements_all_output", "generate_requirements_list("),
    "requirements_test_all.txt": ("requirements_test_all_output", "generate_requirements_list("),
    "requirements_test_pre_commit.txt": ("requirements_pre_commit_output", "sorted("),
    _CONSTRAINTS: ("gather_constraints", "sorted("),
}
#: How deep names and texts within texts are followed.
_DEEPEST = 5


def misplaced(project: CheckedProject, script: Script, command: str, but: set[str]) -> Iterator[Difference]:
    """The first line of each file that is not as the generator writes it. The files at the paths ``but`` are left out."""
    for path, (name, call) in _FUNCTIONS.items():
        document = project.documents.get(path) if path not in but else None
        head = _Function(script, name).head(call) if document is not None else None
        if document is None or head is None or (path == _CONSTRAINTS and script.base is None):
            continue
        base = _base(script) if path == _CONSTRAINTS else []
        layouts = [[*head, *body, *base] for body in _bodies(project, document, sum(map(_is_required, base)))]
        here = document.source.text.replace("\r\n", "\n").removesuffix("\n").split("\n")
        # Older generators sorted capital letters first.
        at, lines = max(((_agree(here, lines), lines) for lines in layouts), key=lambda found: found[0])
        if at == len(here) == len(lines):
            continue
        text, number = lines[at] if at < len(lines) else ("", 0)
        place = document.source.at(document.source.line_span(min(at + 1, len(here))))
        what = "" if at == len(lines) else text or "a blank line"
        by = f"{PATH}:{number}" if number else PATH
        assert place.span is not None
        line = Line(Requirement(document.source, place.span), place)
        yield Difference("layout", what, place, line=line, target=path, command=command, reason=by)


def _agree(here: list[str], lines: Lines) -> int:
    """How many lines at the beginning are the same."""
    count = 0
    for found, (wanted, _) in zip(here, lines, strict=False):
        if found != wanted:
            break
        count += 1
    return count


def _base(script: Script) -> Lines:
    """The constraints that are in the generator itself."""
    assert script.base is not None
    first = script.source.at(script.base.part(0, 0)).line
    return [(text, first + index) for index, text in enumerate(script.base.value.removesuffix("\n").split("\n"))]


def _is_required(line: tuple[str, int]) -> bool:
    return bool(line[0]) and not line[0].startswith("#")


def _bodies(project: CheckedProject, document: RequirementsFile, others: int) -> Iterator[Lines]:
    """The lines between the head of a file and its last ``others`` requirements, in the orders that a generator may write."""
    if document.path.endswith("_all.txt"):
        yield list(_groups(document.source.text))
        return
    own = document.requirements[: len(document.requirements) - others]
    texts = [(r.source.text[r.span.start : r.span.end], 0) for r in own]
    if document.path == _CORE:
        order = {entry.project: index for index, entry in enumerate(of_core(project))}
        places = [order.get(r.project or "", len(order)) for r in own]
        yield [texts[index] for index in sorted(range(len(own)), key=places.__getitem__)]
        return
    yield sorted(texts)
    yield sorted(texts, key=lambda line: line[0].lower())


def _groups(text: str) -> Iterator[tuple[str, int]]:
    """The requirements in order, each below the comments that name the modules that require it."""
    groups = []
    comments: set[str] = set()
    for line in map(str.strip, text.split("\n")):
        if line.startswith("# homeassistant."):
            comments.add(line)
        elif line and not line.startswith(("-r ", "-c ")) and ("==" in line or line[0] != "#"):
            bare = line.removeprefix("# ").partition(" #")[0]
            groups.append((bare, sorted(comments), f"# {bare}" if line[0] == "#" else bare))
            comments = set()
    for _, above, line in sorted(groups):
        yield from ((each, 0) for each in ("", *above, line))


class _Function:
    """A function of the generator that puts a text together."""

    def __init__(self, script: Script, name: str) -> None:
        self.script = script
        found = [each for each in getattr(script.python.tree, "body", []) if isinstance(each, ast.FunctionDef)]
        self.body = [statement for each in found if each.name == name for statement in each.body]
        self.values = dict(assigned(script.python.tree))
        self.budget = Budget(len(script.source.text))

    def head(self, call: str) -> Lines | None:
        """The lines that it writes before the requirements, which it gets by a ``call``; None if that is not known."""
        lines: Lines = []
        ends: set[bool] = set()  # each text ends its line, or none does
        for node in self.parts():
            try:
                text = self.text(node)
            except ExceededError:
                return None  # texts in texts double
            if text is None:
                span = self.script.python.span(node)
                return lines if call in self.script.source.text[span.start : span.end] and len(ends) < 2 else None
            ends.add(text.endswith("\n"))
            number = getattr(self.values.get(getattr(node, "id", "")), "lineno", node.lineno)
            lines += [(each, number) for each in text.removesuffix("\n").split("\n")]
        return None

    def parts(self) -> Iterator[ast.expr]:
        """The expressions whose texts it joins, in order: of ``output``, else of the sum that it returns."""
        for statement in self.body:
            value: ast.expr | None = getattr(statement, "value", None)
            target = getattr(statement, "target", None) or next(iter(getattr(statement, "targets", ())), None)
            name = getattr(target, "id", "")
            if name == "output" and isinstance(value, ast.List):
                yield from value.elts
            elif name and value is not None:
                self.values[name] = value
            elif isinstance(value, ast.Call) and getattr(getattr(value.func, "value", None), "id", "") == "output":
                yield from value.args
            elif isinstance(statement, ast.Return):
                operands: list[ast.expr] = []
                while isinstance(value, ast.BinOp):
                    operands.append(value.right)
                    value = value.left
                yield from reversed([*operands, *([value] if value is not None else ())])

    def text(self, node: ast.AST | None, deep: int = 0) -> str | None:
        """The value of a string, also of one with names in it; None if it is computed otherwise."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.budget.spend(len(node.value))
            return node.value
        self.budget.spend()
        if isinstance(node, ast.JoinedStr):
            parts = [self.text(each, deep + 1) for each in node.values]
            return None if None in parts else "".join(filter(None, parts))
        if isinstance(node, ast.FormattedValue) and node.conversion < 0 and node.format_spec is None:
            return self.text(node.value, deep + 1)
        if isinstance(node, ast.Name) and deep < _DEEPEST:
            return self.text(self.values.get(node.id), deep + 1)
        if isinstance(node, ast.Attribute) and node.attr == "name" and isinstance(node.value, ast.Call):
            names = [getattr(each, "id", "") for each in (node.value.func, *node.value.args)]
            return PATH.rpartition("/")[2] if names == ["Path", "__file__"] else None
        return None
