"""Who may import whom: data flows one way, and one new thing is one new file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from docstrings import REQUIRED_SECTIONS, SECTIONS, parse_sections

from pinlint.documentation import docstring
from pinlint.index import RULES

PACKAGE = Path(__file__).resolve().parent.parent / "pinlint"
TESTS = Path(__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Folder -> the folders whose modules its own may import. What is not in a folder, everybody below the engine may import.
MAY_IMPORT = {
    "rules": {"freshness", "manifests"},
    "formats": {"formats"},
    "manifests": {"manifests", "formats"},
    "evidence": {"evidence"},
    "freshness": {"freshness", "formats"},
    "reports": {"reports"},
    "compiling": {"compiling", "freshness"},
    "schemas": set(),
    "commands": {"commands", "compiling", "evidence", "formats", "freshness", "manifests", "reports"},
}
#: What only the upper floor may import: it drives the others.
DRIVERS = {"cli", "engine", "project", "invocation", "proving"}
#: What reads and writes. Rules, formats, reports and the proof are given what they look at.
INPUT_AND_OUTPUT = {"os", "io", "pathlib", "subprocess", "socket", "shutil", "tempfile", "urllib3", "pinlint.files"}
PURE = ("rules", "formats", "freshness", "reports")
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60


def folder_of(path: Path) -> str:
    """The folder of the package that the module stands in, empty for the package itself."""
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else ""


def imported(path: Path) -> set[str]:
    """The modules that the module imports, wherever; what only serves annotations is left out."""
    tree = ast.parse(path.read_text("utf-8"))
    checking = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
    ]
    skipped = {id(inner) for node in checking for inner in ast.walk(node)}
    found = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = (
                {f"pinlint.{alias.name}" for alias in node.names} if node.module == "pinlint" else {node.module or ""}
            )
            found |= names
    return found


@pytest.mark.parametrize("path", [p for p in MODULES if folder_of(p)], ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_folder_imports_no_folder_beside_it(path: Path) -> None:
    folder = folder_of(path)
    others = set(MAY_IMPORT) - MAY_IMPORT[folder]
    wrong = {name for name in imported(path) if name.startswith("pinlint.") and name.split(".")[1] in others}
    assert not wrong


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if folder_of(p) not in ("", "commands")],
    ids=lambda p: p.relative_to(PACKAGE).as_posix(),
)
def test_nothing_imports_what_drives_it(path: Path) -> None:
    assert not imported(path) & {f"pinlint.{name}" for name in (*DRIVERS, "commands")}


@pytest.mark.parametrize(
    "path", [p for p in MODULES if folder_of(p) in PURE], ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_what_judges_neither_reads_nor_writes(path: Path) -> None:
    assert not imported(path) & INPUT_AND_OUTPUT
    tree = ast.parse(path.read_text("utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "input", "eval", "exec"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_only_the_command_line_prints(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    printing = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "print"]
    streams = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in ("stdout", "stderr")]
    written = [n for n in streams if isinstance(n.value, ast.Name) and n.value.id == "sys"]
    assert path.name in ("cli.py", "__main__.py") or not (printing or written)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_modules_and_functions_are_small(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.name != "index.py":
        assert len(text.splitlines()) <= MOST_LINES
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert not long


def test_no_rule_imports_another_one() -> None:
    for path in (PACKAGE / "rules").rglob("*.py"):
        assert not [name for name in imported(path) if name.startswith("pinlint.rules")], path


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_a_module_with_a_test_and_a_page(rule: str) -> None:
    family = RULES[rule][0]
    module = rule.replace("-", "_")
    assert (PACKAGE / "rules" / family / f"{module}.py").is_file()
    tests = TESTS / "rules" / family
    assert (tests / f"test_{module}.py").is_file() or any(
        f'"{rule}"' in p.read_text("utf-8") for p in tests.glob("*.py")
    )
    assert (PACKAGE.parent / "docs" / "rules" / f"{rule}.md").is_file()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_documented(rule: str) -> None:
    text = docstring(rule)
    summary, blank, _ = text.split("\n", 2)
    assert summary.endswith((".", "?"))
    assert not blank
    sections = parse_sections(text)
    assert [title for title in SECTIONS if title in sections] == list(sections)
    assert set(REQUIRED_SECTIONS) <= set(sections)
    assert all(sections.values())


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_reads_after_allow_and_asks_for_traits(rule: str) -> None:
    _, on, traits, severity, _ = RULES[rule]
    assert not rule.startswith(("no-", "disallow-", "allow-", "banned-"))
    assert on
    assert traits
    assert severity in ("error", "warning", "info")
