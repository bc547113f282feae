"""What is more than people write is not looked at, and no lock is called fresh or stale because of that: it is said."""

from __future__ import annotations

import pytest
from limits import limited
from test_pairing import HATCH, PIN, PIP, VIA, view

from pinlint.formats import annotations
from pinlint.freshness import excuses, paths, proof, sources
from pinlint.freshness.deletions import read
from pinlint.freshness.discovery import pair
from pinlint.freshness.proof import prove
from pinlint.freshness.why import edges
from pinlint.requirements.metadata import Metadata
from pinlint.text import budget

MADE = PIP.format("pip-compile a.in")


def judged(files):
    """The verdict on the one lock among the files, what fails, and what is undecided, as far as metadata does not tell."""
    (pairing,) = pair(view(files))
    proof = prove(pairing)
    unproven = [entry.reason for entry in proof.unproven if "metadata" not in entry.reason]
    return proof.verdict, [(o.kind, o.project) for o in proof.obligations], unproven


@pytest.mark.parametrize(
    ("module", "name", "bound", "files", "reason"),
    [
        pytest.param(
            annotations,
            "LONGEST_HEADER",
            50,
            {"a.in": "click\n", "a.txt": "# Why this is here is a long story.\n" * 2 + MADE + VIA.format("a.in")},
            "its header has more than 50 characters",
            id="a header behind a long comment",
        ),
        pytest.param(
            annotations,
            "LONGEST_HEADER",
            70,
            {"a.in": "click\n", "a.txt": MADE + VIA.format("a.in")},
            "its header has more than 70 characters",
            id="a command behind the bound",
        ),
        pytest.param(
            annotations,
            "LONGEST_COMMAND",
            10,
            {"a.in": "click\n", "a.txt": MADE + VIA.format("a.in")},
            "the command in its header has more than 10 characters",
            id="a long command",
        ),
        pytest.param(
            annotations,
            "MOST_REASONS",
            2,
            {"a.in": "click\n", "a.txt": MADE + PIN + "    # via\n    #   -r a.in\n    #   click\n    #   click\n"},
            "its annotations have more than 2 reasons",
            id="reasons on lines",
        ),
        pytest.param(
            annotations,
            "MOST_REASONS",
            2,
            {"a.in": "click\n", "a.txt": MADE + PIN[:-1] + "  # via -r a.in\nsix==1.17.0  # via click, click\n"},
            "its annotations have more than 2 reasons",
            id="reasons on one line",
        ),
        pytest.param(
            paths,
            "MOST_NAMED",
            1,
            {"a.in": "click\n", "a.txt": PIN + "    # via\n    #   -r a.in\n    #   -r b.in\n"},
            "its annotations name more than 1 files",
            id="files of annotations",
        ),
    ],
)
def test_a_lock_with_more_than_is_looked_at_is_unproven(module, name, bound, files, reason, monkeypatch):
    monkeypatch.setattr(module, name, bound)
    verdict, failing, unproven = judged(files)
    assert (verdict, failing) == ("unproven", [])
    assert reason in unproven


def test_at_its_bounds_a_lock_is_read_as_a_whole(monkeypatch):
    for name, bound in (
        ("LONGEST_COMMAND", 16),
        ("MOST_REASONS", 2),
        ("MOST_LEFT_OUT", 1),
        ("LONGEST_HEADER", len(MADE)),
    ):
        monkeypatch.setattr(annotations, name, bound)
    lock = (
        MADE
        + VIA.format("a.in")
        + "six==1.17.0\n    # via click\n\n# The following packages are considered to be unsafe\n# pip\n"
    )
    (pairing,) = pair(view({"a.in": "click\n", "a.txt": lock}))
    assert (pairing.header.excess, pairing.command.text) == ("", "pip-compile a.in")
    assert [entry.name for entry in pairing.left_out] == ["pip"]
    assert (pairing.parents, pairing.unread) == ({"click": [], "six": ["click"]}, [])


def test_what_may_have_been_left_out_is_not_missing(monkeypatch):
    for module in (annotations, excuses):
        monkeypatch.setattr(module, "MOST_LEFT_OUT", 1)
    trailer = "\n# The following packages are considered to be unsafe in a requirements file:\n# one\n# two\n# three\n"
    files = {"a.in": "click\nthree\n", "a.txt": MADE + VIA.format("a.in") + trailer}
    assert judged(files) == ("unproven", [], ["the lock names more than 1 projects that it leaves out"])


def test_commands_of_scripts_that_are_not_looked_at_may_take_out_what_is_missing(monkeypatch):
    monkeypatch.setattr(excuses, "MOST_DELETIONS", 1)
    scripted = view({"a.in": "click\nsix\n", "a.txt": MADE + VIA.format("a.in")})
    scripted.deletions = lambda: list(read("Makefile", "sed -i '/^tox==/d' a.txt\nsed -i '/^nox==/d' a.txt\n"))
    (pairing,) = pair(scripted)
    proof = prove(pairing)
    assert proof.obligations == []
    assert [(u.project, u.reason) for u in proof.unproven if u.kind == "missing-pin"] == [
        ("six", "the project's scripts have more than 1 commands that take lines out of files")
    ]


@pytest.mark.parametrize(
    ("asked", "lock"),
    [
        pytest.param("click\n", VIA.format("a.in") * 60, id="pins"),
        pytest.param("click\n" * 60, VIA.format("a.in"), id="inputs"),
        pytest.param("".join(f"a{n}\n" for n in range(12)), VIA.format("a.in"), id="failures"),
        pytest.param("click\n", PIN[:-1] + " ; " + " or ".join(f"os_name < '{n}'" for n in range(40)), id="markers"),
    ],
)
def test_a_lock_that_takes_too_many_steps_is_unproven(asked, lock, monkeypatch):
    files = {"a.in": asked, "a.txt": MADE + lock}
    reason = "its pins, what asks for them and its environments are more than is looked at"
    assert reason not in judged(files)[2]
    monkeypatch.setattr(proof, "_share", lambda *_: budget.Budget.of(60))
    assert judged(files) == ("unproven", [], [reason])


def test_one_lock_does_not_depend_on_the_others():
    files = {"c.in": "click\n", "d.in": "".join(f"a{n}\n" for n in range(20))}
    files["a.txt"] = PIP.format("pip-compile c.in") + VIA.format("c.in")
    hostile = PIN[:-1] + " ; " + " or ".join(f"os_name < '{n}'" for n in range(4_000)) + "\n"
    proofs = {pairing.path: prove(pairing) for pairing in pair(view({**files, "b.txt": hostile}))}
    alone = [prove(pairing) for pairing in pair(view(files))]
    assert [entry.reason for entry in proofs["a.txt"].unproven] == [entry.reason for entry in alone[0].unproven]


@pytest.mark.parametrize(
    "lock",
    [
        pytest.param(HATCH.replace("# - click", "# - click" + " " * 90_000 + "x"), id="blanks in hatch's list"),
        pytest.param(HATCH.replace(" (SHA", " " * 90_000 + "(SHA"), id="blanks behind hatch's constraints"),
        pytest.param(MADE.replace("a.in", "\\\n# " + "a \\\n# " * 9_000 + "a.in"), id="a command on many lines"),
        pytest.param(MADE.replace("#\n", "#" + " " * 90_000 + ".\n", 1), id="blanks in the header"),
    ],
)
def test_a_long_header_is_read_in_linear_time(lock):
    with limited():
        pair(view({"a.in": "click\n", "a.txt": lock + PIN}))


def test_the_extras_that_a_project_asks_of_itself_are_followed_in_linear_time():
    chain = "".join(f"e{n} = ['demo[e{n - 1}]']\n" for n in range(1, 10_000))
    project = "[project]\nname = 'demo'\nversion = '1'\n[project.optional-dependencies]\ne0 = ['click']\n" + chain
    lock = PIP.format("pip-compile --extra e9999 pyproject.toml") + PIN + "    # via demo (pyproject.toml)\n"
    files = view({"pyproject.toml": project, "a.txt": lock})
    with limited():
        (pairing,) = pair(files)
    assert "click" in {requirement.project for requirement in pairing.collected.inputs}


@pytest.mark.parametrize(
    ("more", "lock"),
    [
        pytest.param({"a.in": "-r b.in\n", "b.in": "click\n"}, VIA.format("b.in"), id="an input"),
        pytest.param({"a.in": "-c c.txt\nclick\n", "c.txt": "click<9\n"}, VIA.format("a.in"), id="a constraint"),
        pytest.param({"a.in": "click\n", "b.txt": "six==1.17.0\n"}, "-r b.txt\n" + VIA.format("a.in"), id="a layer"),
    ],
)
def test_what_is_taken_from_files_for_a_lock_is_bounded(more, lock, monkeypatch):
    files = {**more, "a.txt": MADE + lock}
    reason = "its inputs are more than a lock of its size may lead to"
    assert reason not in judged(files)[2]
    monkeypatch.setattr(sources, "_OF_A_REQUIREMENT", 8_000)
    verdict, failing, unproven = judged(files)
    assert (verdict, failing) == ("unproven", [])
    assert unproven.count(reason) == 1


def test_files_that_are_named_and_not_looked_for_leave_a_lock_unproven(monkeypatch):
    monkeypatch.setattr(sources, "_OF_A_LOOK", 100_000)
    verdict, failing, unproven = judged(
        {"a.in": "click\n", "a.txt": PIN + "    # via\n    #   -r b.in\n    #   -r a.in\n"}
    )
    assert (verdict, failing) == ("unproven", [])
    assert unproven.count("it names more files than a lock of its size may name") == 1


def test_many_locks_that_share_a_long_file_take_no_more_than_their_own_shares():
    files = {f"{n}.txt": PIP.format(f"pip-compile -c all.txt -o {n}.txt a.in") + PIN for n in range(200)}
    files["a.in"] = "click\n"
    files["all.txt"] = "".join(f"a{n}==1\n" for n in range(50_000))
    with limited():
        reasons = {entry.reason for pairing in pair(view(files)) for entry in pairing.unread}
    assert "its inputs are more than a lock of its size may lead to" in reasons


def test_the_way_to_a_pin_is_told_so_far(monkeypatch):
    monkeypatch.setattr(proof, "MOST_IN_CHAIN", 2)
    files = {"a.in": "a\n", "a.txt": MADE + "a==1\nb==1\nc==1\nd==1\n"}
    requires = {"a": ["b"], "b": ["c"], "c": ["d"], "d": ["e"]}
    known = {(name, "1"): Metadata(name, "1", requires_dist=tuple(names)) for name, names in requires.items()}
    (pairing,) = pair(view(files))
    (missing,) = prove(pairing, known).obligations
    assert (missing.kind, missing.project, missing.chain) == ("missing-dependency", "e", ("…", "b", "c", "d"))


def test_what_asks_for_pins_is_found_in_linear_time():
    names = [f"a{number}" for number in range(2_000)]
    lock = MADE + "".join(f"{name}==1\n" for name in names)
    known = {
        (name, "1"): Metadata(name, "1", requires_dist=(f"{after}[x]", "z; extra == 'x'"), origin="test")
        for name, after in zip(names, [*names[1:], "a0"], strict=True)
    }
    (pairing,) = pair(view({"a.in": "a0[x]\n", "a.txt": lock + "z==1\n"}))
    with limited():
        found = edges(prove(pairing, known))
    assert len(found) == 1 + 2 * len(names)
