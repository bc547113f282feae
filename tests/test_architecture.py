"""Who may import whom: data flows one way, and one new thing is one new file."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from docstrings import REQUIRED_SECTIONS, SECTIONS, parse_sections

from pinlint.checking.engine import docstring
from pinlint.index import RULES
from tools.house import FLOORS, LOADERS, NEVER, PURE

PACKAGE = Path(__file__).resolve().parent.parent / "pinlint"
TESTS = Path(__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Modules that everybody may import, and those that stand above all rooms.
GROUND = {"index", ""}
ROOF = {"__init__", "__main__", "api"}
#: What reads and writes. Rules, formats, reports and the proof are given what they look at.
INPUT_AND_OUTPUT = {
    "os",
    "io",
    "pathlib",
    "subprocess",
    "socket",
    "shutil",
    "tempfile",
    "urllib3",
    "pinlint.project.files",
}
#: What may write to the standard streams.
PRINTERS = {"command_line/main.py", "__main__.py"}
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60


@cache
def tree_of(path: Path) -> ast.Module:
    """The module as syntax, parsed once for all tests."""
    return ast.parse(path.read_text("utf-8"))


def room_of(path: Path) -> str:
    """The room that the module stands in, empty for the package itself."""
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else ""


@cache
def imported(path: Path) -> set[str]:
    """The modules that the module imports, wherever and for whatever, and those that it loads by name."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            deeper = {f"{base}.{alias.name}" for alias in node.names} if base.startswith("pinlint") else set()
            found |= {name for name in deeper if is_module(name)} or {base}
    return found | set(loaded(path))


def loaded(path: Path) -> list[str]:
    """The modules and rooms that the module loads by their names, with `pinlint.index.load`."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "load" and node.args:
            name = node.args[0]
            first = name.values[0] if isinstance(name, ast.JoinedStr) else name
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.append(f"pinlint.{first.value.rstrip('.')}")
    return found


def called(path: Path) -> set[str]:
    """The names that the module calls as functions."""
    calls = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    return {function.id for function in calls if isinstance(function, ast.Name)}


def streams(path: Path) -> bool:
    """Whether the module names the standard output or the standard error."""
    attributes = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)]
    names = [node.value for node in attributes if node.attr in ("stdout", "stderr")]
    return any(isinstance(name, ast.Name) and name.id == "sys" for name in names)


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that the module defines, those inside of classes and functions too."""
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines the function has."""
    return (function.end_lineno or 0) - function.lineno + 1


def name_of(path: Path) -> str:
    """The module's path within the package, with slashes on every system."""
    return path.relative_to(PACKAGE).as_posix()


def is_module(name: str) -> bool:
    """Whether there is a module or a folder of that dotted name."""
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def rooms_imported(path: Path) -> set[str]:
    """The other rooms, and modules of the package itself, that the module imports."""
    names = {name.split(".")[1] for name in imported(path) if name.startswith("pinlint.")}
    return names - {room_of(path)} - GROUND


def module_name(path: Path) -> str:
    """The dotted name by which the module is imported."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """A circle of names that import each other; empty where there is none."""
    done: set[str] = set()
    for start in arrows:
        way: list[str] = []
        waiting = [start]
        while waiting:
            name = waiting[-1]
            if name in way:
                done.add(waiting.pop())
                way.remove(name)
                continue
            if name in done:
                waiting.pop()
                continue
            way.append(name)
            for other in arrows[name]:
                if other in way:
                    return [*way[way.index(other) :], other]
            waiting += arrows[name] - done
    return []


def test_every_folder_is_a_room() -> None:
    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert folders <= set(FLOORS)
    assert {p.stem for p in PACKAGE.glob("*.py")} == ROOF | {"index"}


@pytest.mark.parametrize("room", FLOORS)
def test_a_room_imports_from_floors_below_only(room: str) -> None:
    allowed = {other for other, floor in FLOORS.items() if floor < FLOORS[room]} - NEVER.get(room, set())
    upwards = {name_of(p): rooms_imported(p) - allowed for p in MODULES if room_of(p) == room}
    assert not {name: others for name, others in upwards.items() if others}


def test_no_modules_import_each_other_in_a_circle() -> None:
    names = {module_name(path) for path in MODULES} - {
        "pinlint"
    }  # it hands on names of `api`, and rooms ask it for the version
    assert circle({module_name(p): imported(p) & names - {module_name(p)} for p in MODULES}) == []


@pytest.mark.parametrize(
    ("arrows", "found"),
    [
        pytest.param({"a": {"b", "c"}, "b": {"c"}, "c": set()}, [], id="two ways to one module are no circle"),
        pytest.param({"x": {"a"}, "a": {"b"}, "b": {"c"}, "c": {"a"}}, ["a", "b", "c", "a"], id="three in a circle"),
        pytest.param({"a": {"a"}}, ["a", "a"], id="a module that imports itself"),
    ],
)
def test_a_circle_is_found(arrows: dict[str, set[str]], found: list[str]) -> None:
    assert circle(arrows) == found


def test_only_the_walk_and_the_command_line_load_by_name() -> None:
    assert not [name_of(p) for p in MODULES if room_of(p) not in LOADERS and loaded(p)]


@pytest.mark.parametrize("room", sorted(PURE))
def test_what_judges_neither_reads_nor_writes(room: str) -> None:
    modules = [p for p in MODULES if room_of(p) == room]
    assert not [name_of(p) for p in modules if imported(p) & INPUT_AND_OUTPUT]
    assert not [name_of(p) for p in modules if called(p) & {"open", "input", "eval", "exec"}]


def test_only_the_server_needs_its_extra() -> None:
    extra = {"pygls", "lsprotocol"}
    users = {room_of(p) for p in MODULES if extra & {name.partition(".")[0] for name in imported(p)}}
    assert users == {"server"}


def test_only_the_command_line_prints() -> None:
    assert {name_of(p) for p in MODULES if "print" in called(p) or streams(p)} <= PRINTERS


def test_modules_and_functions_are_small() -> None:
    lines = {name_of(p): len(p.read_text("utf-8").splitlines()) for p in MODULES if p.stem != "index"}
    assert not [name for name, count in lines.items() if count > MOST_LINES]
    assert not [
        (name_of(p), node.name) for p in MODULES for node in functions(p) if length(node) > MOST_LINES_OF_A_FUNCTION
    ]


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
    # "allow no-wheel" says what is allowed: a version that has none.
    assert rule == "no-wheel" or not rule.startswith(("no-", "disallow-", "allow-", "banned-"))
    assert on
    assert traits
    assert severity in ("error", "warning", "info")
