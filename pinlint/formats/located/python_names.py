"""Finds what the names of a Python module are bound to, as far as the syntax shows it. Nothing is run.

The value of a name is known if it is bound once, at the top level, to an expression. Lists and dicts may also be extended there.
Any other binding or change makes the value unknown.
"""

from __future__ import annotations

import _ast as ast

from pinlint.formats.located.syntax import children, walk
from pinlint.text.budget import DEEPEST
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeGuard

    from pinlint.text.budget import Budget

#: The work for one part of a value. A part that is written once can be part of many values.
_OF_A_PART = 20
_REQUIREMENTS_FILE = lazy(r"[^\s\"']+\.(?:txt|in|pip|toml)")
_GROWING = ("append", "extend", "insert", "update", "setdefault")
_CHANGING = (*_GROWING, "remove", "pop", "clear")


class ComputedError(Exception):
    """The value of an expression is not in the syntax; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Names:
    """What the names of a module or a function are bound to, as far as the syntax shows. All methods may raise ExceededError."""

    def __init__(
        self, module: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef, budget: Budget, *, inside: bool
    ) -> None:
        self.budget = budget
        self.inside = inside  # whether setup() is called in a function, which sees that function's names
        self.bound: dict[str, ast.expr] = {}
        self.added: dict[str, list[ast.expr]] = {}  # ``name += ...``, ``name.append(...)`` at the top level
        self.keys: dict[str, dict[str, ast.expr]] = {}  # ``name["key"] = ...`` at the top level
        self.grown: set[str] = set()  # added to somewhere else, so that not all is known
        self.unclear: set[str] = set()  # bound twice, or changed somewhere
        self.sources: dict[str, list[ast.AST]] = {}  # where a name's value may come from, for the reason
        self.simple: set[int] = set()  # the statements that were understood
        self._top_level(module.body)
        self._elsewhere(module)

    def _top_level(self, body: list[ast.stmt]) -> None:
        main = [s for s in body if isinstance(s, ast.If) and _is_main(s.test)]
        for statement in (*body, *(inner for block in main for inner in block.body)):
            if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and self._assignment(statement):
                self.simple.add(id(statement))
            elif isinstance(statement, ast.Expr) and self._growth(statement.value):
                self.simple.add(id(statement.value))

    def _assignment(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> bool:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        target, value = targets[0], statement.value
        if len(targets) > 1 or value is None:
            return False
        if isinstance(target, ast.Name):
            if isinstance(statement, ast.AugAssign):
                if not isinstance(statement.op, ast.Add):
                    return False
                self.added.setdefault(target.id, []).append(value)
                return True
            if target.id in self.bound:
                self.unclear.add(target.id)
            self.bound[target.id] = value
            return True
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            key = target.slice
            if isinstance(statement, ast.Assign) and isinstance(key, ast.Constant) and isinstance(key.value, str):
                self.keys.setdefault(target.value.id, {})[key.value] = value
                return True
        return False

    def _growth(self, call: ast.expr) -> bool:
        """``name.append(x)`` and ``name.extend(list)``."""
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and len(call.args) == 1):
            return False
        owner = call.func.value
        if not isinstance(owner, ast.Name) or call.func.attr not in ("append", "extend") or call.keywords:
            return False
        argument = call.args[0]
        if call.func.attr == "append":
            argument = ast.List([argument], ast.Load())
        self.added.setdefault(owner.id, []).append(argument)
        return True

    def _elsewhere(self, scope: ast.AST, local: frozenset[str] = frozenset()) -> None:
        """Marks names as unclear that other statements may bind or change; ``local`` are the names of a function."""
        waiting = list(children(scope))
        while waiting:
            node = waiting.pop()
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._rebound(node.name, node, local)
                self._elsewhere(node, frozenset() if self.inside else self._locals(node, local))
                continue
            waiting += children(node)
            if id(node) in self.simple:
                continue
            if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor, ast.NamedExpr)):
                value = node.iter if isinstance(node, (ast.For, ast.AsyncFor)) else node.value
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    grown = isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add)
                    self._target(target, value, local, grown=grown)
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                self._target(node.optional_vars, node.context_expr, local)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    self._rebound((alias.asname or alias.name).partition(".")[0], None, local)
            elif isinstance(node, ast.ClassDef):
                self._rebound(node.name, None, local)
            elif isinstance(node, ast.Delete):
                for target in node.targets:
                    self._target(target, None, local)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id not in local and node.func.attr in _CHANGING:
                    (self.grown if node.func.attr in _GROWING else self.unclear).add(owner.id)
                    self.sources.setdefault(owner.id, []).append(node)

    def _target(self, target: ast.expr, value: ast.AST | None, local: frozenset[str], *, grown: bool = False) -> None:
        """Reads a target that is bound: a name, several names, or a part of a name's value."""
        while isinstance(target, ast.Subscript):
            target, grown = target.value, True
        if isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self._target(element, value, local)
        elif isinstance(target, ast.Starred):
            self._target(target.value, value, local)
        elif isinstance(target, ast.Name) and grown and target.id not in local:
            self.grown.add(target.id)
            self.sources.setdefault(target.id, []).extend([value] if value is not None else [])
        elif isinstance(target, ast.Name):
            self._rebound(target.id, value, local)

    def _rebound(self, name: str, value: ast.AST | None, local: frozenset[str]) -> None:
        if name not in local:
            self.unclear.add(name)
            self.sources.setdefault(name, []).extend([value] if value is not None else [])

    def _locals(self, function: ast.FunctionDef | ast.AsyncFunctionDef, around: frozenset[str]) -> frozenset[str]:
        """The names that a function binds for itself, and those that the functions ``around`` it bind."""
        arguments = function.args
        found = {argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        shared: set[str] = set()
        waiting: list[ast.AST] = [*function.body]
        while waiting:
            node = waiting.pop()
            self.budget.spend()
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found.add(node.name)  # what is inside is its own; each is read once, however deep it is
                continue
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                shared.update(node.names)
            waiting += children(node)
        return (around | found) - shared

    def _count(self, depth: int, parts: int = 1) -> None:
        self.budget.spend(_OF_A_PART * parts)
        if depth > DEEPEST:
            raise ComputedError("is computed")

    def value(self, expression: ast.expr, depth: int = 0) -> ast.expr:
        """The value that a name is bound to; any other expression is returned as it is."""
        while isinstance(expression, ast.Name):
            name = expression.id
            if name in self.unclear or name not in self.bound or depth > DEEPEST:
                raise ComputedError("is computed")
            if name in self.added or name in self.keys or name in self.grown:
                return expression
            expression = self.bound[name]
            depth += 1
        return expression

    def elements(self, expression: ast.expr, depth: int = 0) -> Iterator[ast.expr]:
        """The elements of a list, of sums of lists, and of names bound to them; a string is one element."""
        expression = self.value(expression, depth)
        self._count(depth)
        if isinstance(expression, ast.Name):
            if expression.id in self.keys:
                raise ComputedError("is computed")
            for part in (self.bound[expression.id], *self.added.get(expression.id, ())):
                yield from self.elements(part, depth + 1)
            if expression.id in self.grown:
                raise ComputedError("is changed under a condition")
        elif isinstance(expression, (ast.List, ast.Tuple, ast.Set)):
            self._count(depth, len(expression.elts))
            for element in expression.elts:
                if isinstance(element, ast.Starred):
                    yield from self.elements(element.value, depth + 1)
                else:
                    yield element
        elif isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
            yield from self.elements(expression.left, depth + 1)
            yield from self.elements(expression.right, depth + 1)
        elif isinstance(expression, ast.Subscript) and isinstance(expression.slice, ast.Constant):
            table = self.dict(expression.value, depth=depth + 1)
            key = expression.slice.value
            if not isinstance(key, str) or key not in table:
                raise ComputedError("is computed")
            yield from self.elements(table[key], depth + 1)
        elif isinstance(expression, ast.Constant) and isinstance(expression.value, str):
            yield expression
        elif not (isinstance(expression, ast.Constant) and expression.value is None):
            raise ComputedError("is computed")

    def dict(
        self, expression: ast.expr, unreadable: dict[str, str] | None = None, depth: int = 0
    ) -> dict[str, ast.expr]:
        """The entries of a dict literal, of ``dict(a=...)``, and of names bound to them.

        With ``unreadable``, entries with computed keys are left out, and noted there; without it, they raise ComputedError.
        """
        expression = self.value(expression, depth)
        self._count(depth)
        if isinstance(expression, ast.Name):
            if expression.id in self.added or (expression.id in self.grown and unreadable is None):
                raise ComputedError("is computed")
            if expression.id in self.grown and unreadable is not None:
                unreadable.setdefault("optional-dependencies", "is changed under a condition")
            base = self.dict(self.bound[expression.id], unreadable, depth + 1)
            self._count(depth, len(base))
            return {**base, **self.keys.get(expression.id, {})}
        if isinstance(expression, ast.Dict):
            self._count(depth, len(expression.keys))
            found: dict[str, ast.expr] = {}
            for key, value in zip(expression.keys, expression.values, strict=True):
                if key is None:
                    merged = self.dict(value, unreadable, depth + 1)
                    self._count(depth, len(merged))
                    found.update(merged)
                elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                    found[key.value] = value
                elif unreadable is None:
                    raise ComputedError("is computed")
                else:
                    unreadable.setdefault("optional-dependencies", "has a key that is computed")
            return found
        if _is_dict_call(expression):
            return {keyword.arg: keyword.value for keyword in expression.keywords if keyword.arg}
        raise ComputedError("is computed")

    def files(self, expression: ast.expr) -> list[str]:
        """The requirement files whose paths are in the syntax that computes ``expression``."""
        files: dict[str, None] = {}
        waiting: list[ast.AST] = [expression]
        seen: set[str] = set()
        while waiting:
            for node in walk(waiting.pop()):
                self.budget.spend()
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    if _REQUIREMENTS_FILE.fullmatch(node.value):
                        files[node.value] = None
                elif isinstance(node, ast.Name) and node.id not in seen:
                    seen.add(node.id)
                    waiting += self.sources.get(node.id, [])
                    waiting += [self.bound[node.id]] if node.id in self.bound else []
                    waiting += self.added.get(node.id, [])
        return list(files)


def _is_dict_call(expression: ast.expr) -> TypeGuard[ast.Call]:
    """``dict(a=..., b=...)``."""
    if not (isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name)):
        return False
    plain = not expression.args and all(keyword.arg for keyword in expression.keywords)
    return plain and expression.func.id == "dict"


def _is_main(test: ast.expr) -> bool:
    """``__name__ == "__main__"``."""
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
