"""Recognizes expressions of Python whose value is the lines of one file, such as ``open("base.in").read().splitlines()``."""

from __future__ import annotations

import _ast as ast
import posixpath

from pinlint.formats.located.python_names import ComputedError
from pinlint.text.budget import DEEPEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.located.python_names import Names

#: The methods that make lines of a file, the last one first.
_METHODS = frozenset(("readlines", "splitlines read", "split read", "splitlines strip read", "split strip read"))


def lines_of(expression: ast.expr, names: Names) -> str | None:
    """The path of the file whose lines are the value of an expression, as written; None for any other value.

    Empty lines, comments and blanks around lines may be left out: none of them is a requirement.
    """
    methods: list[str] = []
    is_loop = False
    for _ in range(DEEPEST):
        expression = _value(expression, names)
        if isinstance(expression, ast.ListComp) and not methods and not is_loop:
            loop, is_loop = expression.generators[0], True
            line = loop.target.id if isinstance(loop.target, ast.Name) else ""
            if len(expression.generators) > 1 or not _is_line(expression.elt, line):
                return None
            if not all(_keeps_requirements(test, line) for test in loop.ifs):
                return None
            expression = loop.iter
        elif not isinstance(expression, ast.Call):
            return None
        elif getattr(expression.func, "attr", getattr(expression.func, "id", "")) == "open":
            is_whole = " ".join(methods) in _METHODS or (is_loop and not methods)
            return _path(expression.args[0], names) if is_whole and expression.args else None
        elif isinstance(expression.func, ast.Attribute):
            if any(not isinstance(each, ast.Constant) or each.value != "\n" for each in expression.args):
                return None
            methods.append(expression.func.attr)
            expression = expression.func.value
        else:
            return None
    return None


def _value(expression: ast.expr, names: Names) -> ast.expr:
    """The value of a name, also of one that is bound once by or inside of a ``with``."""
    if isinstance(expression, ast.Name):
        name, bound = expression.id, names.sources.get(expression.id, ())
        if name in names.unclear and name not in names.bound and len(bound) == 1 and isinstance(bound[0], ast.expr):
            return bound[0]
        try:
            return names.value(expression)
        except ComputedError:
            return expression
    return expression


def _path(expression: ast.expr, names: Names) -> str | None:
    """A path relative to the folder of the setup.py. The first part of a joined path may be computed: it is that folder."""
    expression = _value(expression, names)
    parts = [expression]
    if isinstance(expression, ast.Call) and getattr(expression.func, "attr", "") == "join" and len(expression.args) > 1:
        is_computed = not isinstance(expression.args[0], ast.Constant)
        parts = expression.args[1:] if is_computed else expression.args
    written = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return posixpath.join(*written) if len(written) == len(parts) else None


def _is_line(element: ast.expr, line: str) -> bool:
    """Whether the element of a comprehension is the line itself, perhaps without the blanks around it."""
    if isinstance(element, ast.Call) and isinstance(element.func, ast.Attribute) and not element.args:
        element = element.func.value if element.func.attr in ("strip", "rstrip") else element
    return isinstance(element, ast.Name) and element.id == line != ""


def _keeps_requirements(test: ast.expr, line: str) -> bool:
    """Whether a condition only leaves out empty lines and comments."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return all(_keeps_requirements(part, line) for part in test.values)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and isinstance(test.operand, ast.Call):
        call = test.operand
        is_comment = len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == "#"
        is_start = isinstance(call.func, ast.Attribute) and call.func.attr == "startswith"
        return is_start and is_comment and _is_line(call.func.value, line)  # type: ignore[attr-defined]
    return _is_line(test, line)
