"""Bounds stand in `pinlint.text.budget`: whatever its name, a number that something is compared with is found here.

A bound is a number of ten or more, or a constant that is one, at an end of a comparison or of a slice. Other
modules have the numbers listed below, each list for one reason.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "pinlint"
HOME = "text/budget.py"
#: Numbers below are counts of parts, such as those of a version, and no bounds.
LEAST = 10
#: How much a message or a report shows of what was found: no bound on what is checked.
SHOWN = {
    "checking/access.py": 1,
    "checking/finding_limits.py": 3,
    "command_line/commands/init.py": 1,
    "command_line/commands/why.py": 2,
    "command_line/options.py": 1,
    "findings/baseline.py": 1,
    "findings/config.py": 1,
    "findings/report.py": 1,
    "formats/dockerfile.py": 1,
    "formats/foreign_text.py": 1,
    "formats/located/requirement.py": 2,
    "formats/pep508_parts.py": 1,
    "freshness/advice.py": 1,
    "freshness/artifacts.py": 1,
    "freshness/proof.py": 1,
    "reports/html_graphs.py": 3,
    "reports/html_page.py": 1,
    "reports/markdown.py": 10,
    "reports/picture.py": 2,
    "reports/sarif.py": 3,
    "reports/text.py": 1,
    "reports/text_findings.py": 3,
    "reports/text_overview.py": 1,
    "requirements/model.py": 1,
}
#: The length of a word, a digest or a path, or where a file begins to be looked at: a part of a format.
SIZES = {
    "checking/uses_of_files.py": 1,
    "command_line/kept_answers.py": 3,
    "evidence/uv_cache.py": 2,
    "findings/fingerprints.py": 1,
    "fixes/applying.py": 2,
    "formats/canonical_lines.py": 2,
    "formats/located/python.py": 1,
    "formats/plain_values.py": 1,
    "formats/poetry_lock.py": 1,
    "formats/uv_lock.py": 2,
    "project/revisions.py": 1,
    "requirements/references.py": 1,
    "requirements/versions.py": 2,
    "rules/sources/credentials_in_url.py": 1,
    "text/differences.py": 1,
    "text/secret_pieces.py": 2,
}
#: How much an index, an archive or an environment may answer. It is no file of the project and has no share.
ANSWERS = {
    "evidence/agreement.py": 2,
    "evidence/archives.py": 4,
    "evidence/cache.py": 1,
    "evidence/cache_files.py": 2,
    "evidence/client.py": 3,
    "evidence/core_metadata.py": 5,
    "evidence/source.py": 2,
    "evidence/environment.py": 1,
    "evidence/evidence_file.py": 2,
    "evidence/index.py": 1,
    "evidence/remote_file.py": 2,
    "evidence/simple_page.py": 4,
    "evidence/user_configuration.py": 1,
    "evidence/wheels.py": 2,
}
#: How far something is followed, or how many are compared, where a share of the file is not spent yet.
DEPTHS = {
    "formats/gitlab_ci.py": 3,
    "build/image_stage.py": 1,
    "build/installed_before.py": 1,
    "build/subjects.py": 1,
    "checking/constraining.py": 2,
    "checking/fixing.py": 1,
    "fixes/divio_dockerfile.py": 1,
    "manifests/adapter.py": 3,
    "project/files.py": 1,
    "project/project.py": 2,
    "requirements/pinning.py": 2,
}


def value(node: ast.AST | None, constants: dict[str, int]) -> int | None:
    """The number that an expression is, as far as the module tells."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return int(node.value)
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.BinOp):
        sides = value(node.left, constants), value(node.right, constants)
        return max((side for side in sides if side is not None), default=None)
    return None


def constants_of(tree: ast.Module) -> dict[str, int]:
    """The names that the module binds to numbers."""
    found: dict[str, int] = {}
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            pairs = (
                zip(target.elts, node.value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(target, node.value)]
            )
            for name, expression in pairs:
                number = value(expression, found)
                if isinstance(name, ast.Name) and number is not None:
                    found[name.id] = number
    return found


def bounds(text: str) -> list[int]:
    """The lines on which something is bounded by a number."""
    tree = ast.parse(text)
    constants = constants_of(tree)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(
            isinstance(operator, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for operator in node.ops
        ):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Slice):
            sides = [side for side in (node.lower, node.upper) if side is not None]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "min":
            sides = list(node.args)
        else:
            continue
        if any((value(side, constants) or 0) >= LEAST for side in sides):
            found.add(
                node.lineno
                if not isinstance(node, ast.Slice)
                else node.upper.lineno
                if node.upper
                else node.lower.lineno
            )
    return sorted(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("MOST = 100\ndef f(x):\n    return x > MOST\n", [3], id="a constant"),
        pytest.param("enough = 3 * 40\ndef f(x):\n    return x[:enough]\n", [3], id="whatever its name"),
        pytest.param("def f(x):\n    return len(x) >= 5_000\n", [2], id="a literal"),
        pytest.param("def f(x):\n    return min(x, 900)\n", [2], id="the lesser of two"),
        pytest.param("a = 4\ndef f(x):\n    return x < a or x == 100\n", [], id="counts, and equality"),
    ],
)
def test_a_bound_is_found(text: str, expected: list[int]) -> None:
    assert bounds(text) == expected


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_bounds_stand_in_one_module(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if name not in (HOME, "index.py"):
        listed = SHOWN | SIZES | ANSWERS | DEPTHS
        assert len(bounds(path.read_text("utf-8"))) == listed.get(name, 0)


def test_each_module_is_listed_once_and_is_there() -> None:
    listed = [*SHOWN, *SIZES, *ANSWERS, *DEPTHS]
    assert len(set(listed)) == len(listed)
    assert [name for name in listed if not (PACKAGE / name).is_file()] == []
