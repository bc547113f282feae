"""Many things that are each compared with many: steps of one job, packages of one name."""

from __future__ import annotations

import pytest
from limits import limited

from pinlint.build import installed_before, requirement_words
from pinlint.checking import constraining, judging, known_versions
from pinlint.freshness import artifacts, lock_graph
from pinlint.project import files
from pinlint.requirements import model, pinning, specifiers

SETUP = "from setuptools import setup\nsetup(name='x', install_requires=['a'])\n"
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"


@pytest.mark.parametrize(
    "tree",
    [
        {".github/workflows/w.yml": WORKFLOW + "    - run: pip install a b==1\n" * 40},
        {"Dockerfile": "FROM python:3\n" + "RUN pip install a b==1\n" * 40},
    ],
    ids=["a workflow", "a Dockerfile"],
)
def test_what_a_command_pins_is_read_once(tree, findings, monkeypatch) -> None:
    read: list[str] = []
    original = requirement_words.read_argument

    def counted(argument, editable):
        read.append(argument.value)
        return original(argument, editable)

    monkeypatch.setattr(requirement_words, "read_argument", counted)
    assert {f.rule for f in findings(tree, "unpinned-install")} == {"unpinned-install"}
    assert 0 < read.count("b==1") <= 80  # by the rule and as pins


@pytest.mark.parametrize(
    ("name", "line"),
    [pytest.param("requirements.txt", "a>1", id="ranges"), pytest.param("constraints.txt", "a", id="names")],
)
def test_a_file_is_judged_once_for_all_its_lines(name, line, findings, monkeypatch) -> None:
    # If each line asks what all lines are, a thousand take ten seconds.
    judged: list[object] = []
    original = judging.kind_of
    for module in (judging, pinning):
        monkeypatch.setattr(module, "kind_of", lambda each: judged.append(each) or original(each))
    findings({name: f"{line}\n" * 60}, "loose-requirement", "unpinned-requirement", "duplicate-requirement")
    assert 60 <= len(judged) <= 60 * 20


def test_what_is_included_again_and_again_is_looked_for_once(findings, monkeypatch) -> None:
    asked: list[str] = []
    original = files.Tree.is_file
    monkeypatch.setattr(files.Tree, "is_file", lambda tree, path: asked.append(path) or original(tree, path))
    found = findings({"requirements.in": "-r x\n" * 50}, "missing-include")
    assert (len(found), asked.count("x")) == (50, 1)


@pytest.mark.parametrize(
    ("asked", "line"),
    [("pins_of_arguments", "RUN pip install a b==1\n"), ("module_of", "RUN python -m venv /v && pip install a\n")],
)
def test_what_earlier_steps_did_is_found_once_for_each(asked: str, line: str, findings, monkeypatch) -> None:
    # If each step goes through all steps before it, five thousand take seven seconds.
    calls: list[object] = []
    original = getattr(installed_before, asked)
    monkeypatch.setattr(installed_before, asked, lambda *given: calls.append(given[0]) or original(*given))
    findings({"Dockerfile": "FROM python:3\nENV PATH=/v/bin:$PATH\n" + line * 40}, "unpinned-install")
    assert len(calls) == 40


def test_many_steps_are_followed_to_the_end(findings) -> None:
    files = {".github/workflows/w.yml": WORKFLOW + "    - run: pip install a b==1\n" * 1000}
    assert {f.rule for f in findings(files, "unpinned-install", "not-checked")} == {"unpinned-install"}


def test_packages_of_one_name_are_compared_as_far_as_the_budget_goes(findings, monkeypatch) -> None:
    compared: list[str] = []
    original = lock_graph.meets
    monkeypatch.setattr(lock_graph, "meets", lambda *asked: compared.append(asked[0]) or original(*asked))
    lock = 'lock-version = "1.0"\n' + '[[packages]]\nname = "a"\n' * 600
    found = findings({"pylock.toml": lock}, "unproven-lock")
    assert any("too many packages, requirements and environments to check" in finding.message for finding in found)
    assert len(compared) < 100_000


def test_packages_of_one_name_exclude_each_other_in_linear_time(findings) -> None:
    # If each is compared with each for every requirement that may mean them, three thousand take minutes.
    lock = 'lock-version = "1.0"\n' + '[[packages]]\nname = "a"\nversion = "1"\n' * 3000
    with limited():
        found = findings({"pylock.toml": lock}, "unproven-lock")
    assert any("too many packages, requirements and environments to check" in finding.message for finding in found)


def test_a_loose_line_is_compared_with_the_pins_of_its_name_as_far_as_the_budget_goes(findings, monkeypatch) -> None:
    compared: list[str] = []
    original = known_versions.satisfies
    monkeypatch.setattr(known_versions, "satisfies", lambda *given: compared.append(given[0]) or original(*given))
    pins = "".join(f"a=={number}\n" for number in range(1000, 2000))
    findings({"constraints.txt": pins, "requirements.txt": "a<1\n" * 1000}, "loose-requirement")
    assert 1_000 < len(compared) < 100_000


@pytest.mark.parametrize("path", ["requirements.txt", "tools/requirements.txt"])
def test_the_pins_of_a_file_are_counted_once_for_all_its_lines(path: str, findings, monkeypatch) -> None:
    counted: list[object] = []
    pinned_version = model.Requirement.pinned_version
    asked = property(lambda each: counted.append(each) or pinned_version.__get__(each))
    monkeypatch.setattr(model.Requirement, "pinned_version", asked)
    findings({path: "a>1\n" * 200, "setup.py": SETUP}, "loose-requirement")
    assert 200 <= len(counted) <= 200 * 20


@pytest.mark.parametrize(
    "clauses",
    [
        pytest.param([*(f">={n}" for n in range(400)), "<1"], id="lower bounds"),
        pytest.param([*(f"<={n}" for n in range(400)), ">500"], id="upper bounds"),
    ],
)
def test_a_requirement_with_very_many_clauses_takes_linear_time(clauses: list[str], findings, monkeypatch) -> None:
    decided: list[str] = []
    original = specifiers.decide
    monkeypatch.setattr(specifiers, "decide", lambda *given: decided.append(given[0]) or original(*given))
    findings({"requirements.txt": f"a{','.join(clauses)}\n"}, "loose-requirement", "unsatisfiable-requirement")
    assert len(decided) < 400 * 100


def test_a_lock_of_repositories_is_compared_by_their_places(findings, monkeypatch) -> None:
    # If each line of the input is compared with each pin, 700 lines take twenty seconds.
    compared: list[object] = []
    original = artifacts.compare_references
    monkeypatch.setattr(artifacts, "compare_references", lambda by, pin: compared.append(by) or original(by, pin))
    lines = [f"git+https://h.example.org/p{number}" for number in range(60)]
    found = findings(
        {
            "requirements.in": "".join(f"{line}\n" for line in [*lines, "git+https://h.example.org/q"]),
            "requirements.txt": "# This file was autogenerated by uv via the following command:\n"
            "#    uv pip compile requirements.in -o requirements.txt\n"
            + "".join(f"p{n} @ {line}@{'a' * 40}\n    # via -r requirements.in\n" for n, line in enumerate(lines)),
        },
        "freshness",
    )
    assert [(f.rule, f.location.line) for f in found] == [("missing-pin", 61)]
    assert len(compared) <= 60 * 10


def test_a_file_that_many_include_is_read_once_for_what_it_pins(findings, monkeypatch) -> None:
    asked: list[object] = []
    original = constraining._pins
    monkeypatch.setattr(constraining, "_pins", lambda each, bounds: asked.append(each) or original(each, bounds))
    users = {f"d{number}/requirements.txt": "-r ../base.txt\nb\n" for number in range(30)}
    findings({"base.txt": "".join(f"a{number}\n" for number in range(50)), **users}, "unpinned-requirement")
    assert 80 <= len(asked) <= 50 + 30


def test_a_project_is_asked_once_whether_it_uses_hashes(findings, monkeypatch) -> None:
    asked: list[object] = []
    original = model.Requirement.hashed.fget
    monkeypatch.setattr(model.Requirement, "hashed", property(lambda each: asked.append(each) or original(each)))
    found = findings({"requirements.txt": "".join(f"a{n} @ https://h/a{n}-1.zip\n" for n in range(60))}, "unhashed-url")
    assert len(found) == 60
    assert len(asked) <= 60 * 3
