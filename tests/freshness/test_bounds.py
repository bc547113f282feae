"""What is more than people write is not looked at, and no lock is called fresh or stale because of that: it is said."""

from __future__ import annotations

import pytest
from limits import limited
from test_pairing import HATCH, PIN, PIP, VIA, view

from pinlint.freshness import proof, sources
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


LONG = "# Why this is here is a long story.\n" * 50_000
LEFT_OUT = "\n# The following packages are considered to be unsafe in a requirements file:\n"
NUMBERS = range(100_000)


@pytest.mark.parametrize(
    "lock",
    [
        pytest.param(LONG + MADE + VIA.format("a.in"), id="a header behind a long comment"),
        pytest.param(MADE.replace("#\n", LONG, 1) + VIA.format("a.in"), id="a command behind a long comment"),
        pytest.param(MADE + PIN + "    # via\n    #   -r a.in\n" + "    #   click\n" * 100_000, id="reasons on lines"),
        pytest.param(MADE + PIN[:-1] + "  # via -r a.in" + ", click" * 100_000 + "\n", id="reasons on one line"),
        pytest.param(
            MADE + VIA.format("a.in") + LEFT_OUT + "".join(f"# a{n}\n" for n in NUMBERS) + "# pip\n", id="left out"
        ),
    ],
)
def test_what_a_lock_says_of_itself_is_read_as_a_whole_in_linear_time(lock):
    with limited():
        (pairing,) = pair(view({"a.in": "click\n", "a.txt": lock}))
        assert prove(pairing).obligations == []
    assert pairing.command.text == "pip-compile a.in"
    assert pairing.unread == []
    assert [entry.name for entry in pairing.left_out][-1:] == (["pip"] if "# pip\n" in lock else [])


def test_a_command_of_very_many_words_is_read_in_linear_time():
    options = "".join(f" --extra e{n}" for n in NUMBERS)
    with limited():
        (pairing,) = pair(view({"a.in": "click\n", "a.txt": PIP.format(f"pip-compile{options} a.in") + PIN}))
    assert pairing.command.sources == ["a.in"]


def test_of_very_many_files_that_annotations_name_some_are_looked_for():
    named = "".join(f"    #   -r /a/b/c/d/e/f/g/h/i/j/{n}.in\n" for n in range(3_000))
    deep = "/".join("abcdefghijklmnopqrst")
    with limited():
        verdict, failing, unproven = judged({f"{deep}/a.in": "click\n", f"{deep}/a.txt": PIN + "    # via\n" + named})
    assert (verdict, failing) == ("unproven", [])
    assert unproven.count("it names too many files for a lock of its size") == 1


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("sed '" + "/\\" * 200_000, id="sed"),
        pytest.param("grep -v" + " -grep" * 100_000, id="grep"),
    ],
)
def test_scripts_that_are_not_looked_at_may_take_out_what_is_missing(line):
    scripted = view({"a.in": "click\nsix\n", "a.txt": MADE + VIA.format("a.in")})
    with limited():
        scripted.deletions = lambda: list(read("Makefile", f"sed -i '/^tox==/d' a.txt\n{line}\n"))
        (pairing,) = pair(scripted)
        proof = prove(pairing)
    assert proof.obligations == []
    assert [(u.project, u.reason) for u in proof.unproven if u.kind == "missing-pin"] == [
        ("six", "Makefile takes more work than is allowed for a file of its size")
    ]


def test_of_very_many_commands_that_take_out_lines_none_is_passed_over():
    commands = "".join(f"sed -i '/^a{n}==/d' a.txt\n" for n in range(20_000))
    scripted = view({"a.in": "click\nsix\n", "a.txt": MADE + VIA.format("a.in")})
    scripted.deletions = lambda: list(read("Makefile", commands))
    with limited():
        (pairing,) = pair(scripted)
        proof = prove(pairing)
    assert (proof.verdict, proof.obligations) == ("unproven", [])


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
    reason = "it has too many pins, requirements and environments to check"
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
    reason = "it has too many inputs for a lock of its size"
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
    assert unproven.count("it names too many files for a lock of its size") == 1


def test_many_locks_that_share_a_long_file_take_no_more_than_their_own_shares():
    files = {f"{n}.txt": PIP.format(f"pip-compile -c all.txt -o {n}.txt a.in") + PIN for n in range(200)}
    files["a.in"] = "click\n"
    files["all.txt"] = "".join(f"a{n}==1\n" for n in range(50_000))
    with limited():
        reasons = {entry.reason for pairing in pair(view(files)) for entry in pairing.unread}
    assert "it has too many inputs for a lock of its size" in reasons


def test_the_way_to_a_pin_is_reported_so_far(monkeypatch):
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
