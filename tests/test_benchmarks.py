"""The benchmarks measure what they say: the tree that they make is read, what is wrong in it is seen, and sizes are real ones."""

from __future__ import annotations

import pytest

from benchmarks import home_assistant, inputs, round_trips, structured_locks, workflows

COMPONENT = home_assistant.Component(20)
FILES = home_assistant.files(components=30)
LISTS = ["requirements_all.txt", "requirements_test_all.txt"]
CONSTRAINTS = "homeassistant/package_constraints.txt"


def test_the_tree_like_home_assistants_is_clean(check_tree) -> None:
    assert check_tree(FILES) == []


@pytest.mark.parametrize(
    ("path", "reported"),
    [
        pytest.param("homeassistant/components/component_20/manifest.json", [CONSTRAINTS, *LISTS], id="in a manifest"),
        *(pytest.param(path, [path], id=f"in {path}") for path in [*LISTS, CONSTRAINTS]),
    ],
)
def test_a_pin_that_is_changed_is_reported(check_tree, path: str, reported: list[str]) -> None:
    pin = COMPONENT.requirements[-1]
    assert pin in FILES[path]
    lines = check_tree({**FILES, path: FILES[path].replace(pin, f"{pin}.1")})
    assert [(line.partition(":")[0], line.split(": ")[2]) for line in lines] == [
        (file, "manifest-mismatch") for file in reported
    ]


def test_the_projects_have_the_releases_and_files_that_were_counted() -> None:
    universe = inputs.Universe(184, 79)
    histories = [universe.history(number) for number in range(184)]
    files = [len(history.files(index)) for history in histories for index in range(history.releases)]
    assert len(files) == pytest.approx(16_864, rel=0.02)
    assert sum(files) == pytest.approx(111_888, rel=0.02)
    assert universe.lock().count("--hash") == pytest.approx(2_089, rel=0.02)


def test_the_workflows_are_read_and_clean(check_tree) -> None:
    files = workflows.files()
    assert sum(text.count("\n") for text in files.values()) / workflows.COUNT == pytest.approx(119, rel=0.3)
    assert check_tree(files, "unpinned-install") == []
    path = ".github/workflows/check-5.yml"
    lines = check_tree({**files, path: files[path].replace("tox==5.1", "tox", 1)}, "unpinned-install")
    assert [line.split(":")[0] for line in lines] == [path]


@pytest.mark.parametrize("name", ["uv.lock", "requirements.txt", "poetry.lock", "pdm.lock", "Pipfile.lock"])
def test_the_structured_locks_are_clean_and_what_is_changed_is_reported(check_tree, tmp_path, name: str) -> None:
    folder = structured_locks.projects(tmp_path.with_name("made"), inputs.Universe(60, 12))[name]
    files = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert check_tree(files) == []
    (project,) = files.keys() & {"pyproject.toml", "Pipfile"}
    lower = {"pyproject.toml": ("dependencies = [\n", 'dependencies = [\n    "absent",\n')}
    old, new = lower.get(project, ("[packages]\n", '[packages]\nabsent = "*"\n'))
    assert any(
        ": missing-pin: absent " in line for line in check_tree({**files, project: files[project].replace(old, new)})
    )


@pytest.mark.parametrize(
    ("operator", "count"), [("==", 0), ("===", 30)], ids=["pins", "pins that are compared as text"]
)
def test_the_pins_have_as_many_findings_as_the_benchmark_says(check_tree, operator: str, count: int) -> None:
    assert len(check_tree({"requirements.txt": inputs.pins(30, operator)})) == count


def test_the_second_run_over_the_same_pins_asks_nothing() -> None:
    _, requests = round_trips.measured(2, round_trips.PINS[:3], delay=0.001)
    assert requests == 0
