"""The report for people, as it is drawn."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pinlint.checking import engine
from pinlint.findings.config import Config
from pinlint.findings.finding import Finding, Fix, Related
from pinlint.findings.report import LockVerdict, Report, Style, Summary, Unproven
from pinlint.reports.excerpt import shown_width
from pinlint.reports.text import closing, render
from pinlint.reports.text_findings import findings_text
from pinlint.text.source import Location


def drawn(report: Report, **style: object) -> str:
    return render(report, Style(**style))


def test_a_stale_project_is_drawn_with_both_lines_the_remedy_and_the_proof(stale):
    assert drawn(stale) == (
        "warning[unpinned-requirement] [*]: flask is not pinned\n"
        " --> requirements.in:1:1\n"
        "1 | flask\n"
        "  | ^^^^^\n"
        "  = help: pin it to the version that requirements.txt installs\n"
        "  = fix: Pin flask to 3.0.0 (--fix)\n"
        "\n"
        "error[violated-specifier]: click 8.1.7 is pinned, but requirements.in asks for click>=8.2\n"
        " --> requirements.txt:4:1\n"
        "4 | click==8.1.7\n"
        "  | ^^^^^^^^^^^^\n"
        " --> requirements.in:2:1\n"
        "2 | click>=8.2\n"
        "  | ---------- asked for here\n"
        "  = help: run `pip-compile -P click requirements.in`\n"
        "\n"
        "info[unproven-lock]: test.txt is not proved fresh\n"
        " --> test.txt\n"
        "\n"
        "1 error, 1 warning, 1 info in 6 files (22 requirements).\n"
        "[*] 1 fixable with --fix.\n"
        "To bring requirements.txt up to date, run:\n"
        "  pip-compile -P click requirements.in\n"
        "note: `pinlint prove test.txt` downloads the metadata once, so that later runs work offline\n"
        "3 locks: 1 fresh, 1 stale, 1 without a problem found; 2 pins could not be checked in depth "
        "(no metadata; this is normal offline).\n"
    )


def test_a_clean_project_is_two_lines(clean):
    assert drawn(clean) == "No findings in 2 files (190 requirements).\n1 lock: fresh.\n"


@pytest.mark.parametrize(
    ("checked", "line"),
    [
        pytest.param({"workflow": 7}, "No findings in 7 workflows.\n", id="one kind"),
        pytest.param(
            {"requirements file": 2, "setup.py": 2, "Dockerfile": 1},
            "No findings in 2 requirements files, 2 setup.py files and 1 Dockerfile.\n",
            id="a file that is called by its name",
        ),
        pytest.param(
            {"requirements file": 9, "setup.py": 1, "setup.cfg": 1, "Dockerfile": 2, "workflow": 3, "tox.ini": 2},
            "No findings in 9 requirements files, 2 Dockerfiles, 3 workflows, 2 tox.ini files and 2 other files.\n",
            id="of many kinds the rarest are only counted",
        ),
    ],
)
def test_the_last_line_says_what_was_checked(checked, line):
    summary = Summary(files=sum(checked.values()), checked=checked)
    assert drawn(Report("/project", [], [], summary)).startswith(line)


FOR_A_LIBRARY = " This is normal for a library. An application needs a lock: `pinlint compile` says how to make one."


def test_a_project_without_locks_does_not_claim_a_proof():
    report = Report("/project", [], [], Summary(files=1, requirements=1))
    assert drawn(report) == (
        "No findings in 1 file (1 requirement).\nNo lock file found, so freshness was not checked.\n"
    )


@pytest.mark.parametrize(
    ("summary", "comment"),
    [
        pytest.param(Summary(requirements=1, checked={"pyproject.toml": 1}), FOR_A_LIBRARY, id="a package"),
        pytest.param(Summary(checked={"setup.py": 1}, infos=1), FOR_A_LIBRARY, id="a package with an info"),
        pytest.param(Summary(checked={"pyproject.toml": 1}, warnings=1), "", id="a package with a warning"),
        pytest.param(Summary(requirements=1, checked={"requirements file": 1}), "", id="a file of requirements"),
        pytest.param(
            Summary(checked={"workflow": 1}),
            " This is normal for a project without a file of requirements.",
            id="only commands, and all is well",
        ),
        pytest.param(Summary(checked={"workflow": 1}, errors=1), "", id="only commands, one of them with a finding"),
    ],
)
def test_a_report_without_locks_says_whether_that_is_normal(summary, comment):
    said = drawn(Report("/project", [], [], summary)).splitlines()[-1]
    assert said == f"No lock file found, so freshness was not checked.{comment}"


@pytest.mark.parametrize(
    ("help", "words"),
    [
        pytest.param("run `pip-compile -P click requirements.in`", "", id="a finding names the same command"),
        pytest.param("run `pip-compile requirements.in`", " with one command", id="a finding names another one"),
        pytest.param("run with Python 3.13: `make`", " with one command", id="a finding needs another Python"),
        pytest.param("run `pinlint prove requirements.txt`", "", id="a finding asks for metadata"),
        pytest.param("correct the pin", "", id="a finding names no command"),
    ],
)
def test_one_command_is_said_to_fix_all_findings_of_a_lock(stale, help, words):
    stale.findings[1].help = help
    stale.findings[1].lock = "requirements.txt"
    assert f"To bring requirements.txt up to date{words}, run:\n  pip-compile -P click" in drawn(stale)


def test_pdm_reads_files_again_with_a_command_of_its_own(stale):
    stale.findings[1].help = "run `pdm lock --refresh`"
    stale.findings[1].lock = "requirements.txt"
    commands = "  pip-compile -P click requirements.in\n  pdm lock --refresh\n"
    assert f"To bring requirements.txt up to date, run:\n{commands}" in drawn(stale)


def test_what_was_fixed_ignored_and_noted_is_reported():
    report = Report("/project", [], [], Summary(2, 3, ignored=4, fixed=1), notes=["4 ignored by the baseline"])
    assert closing(report, Style()).splitlines()[:2] == [
        "No findings in 2 files (3 requirements); 1 fixed; 4 ignored.",
        "note: 4 ignored by the baseline",
    ]


def test_the_commonest_reasons_come_first_and_the_others_are_counted():
    unproven = [
        Unproven("runnable", None, "its Python is not known"),
        *(Unproven("closed", name, "no metadata") for name in "ab"),
        Unproven("runnable", "a", "no metadata"),
        Unproven("closed", "c", "metadata differs"),
        Unproven("closed", "d", "odd marker"),
    ]
    report = Report("/project", [], [LockVerdict("requirements.txt", "unproven", unproven=unproven)])
    assert closing(report, Style()).splitlines()[-1] == (
        "1 lock: no problem found; 2 pins could not be checked in depth (no metadata; this is normal offline); "
        "unproven: its Python is not known, metadata differs (1 pin), and 1 more reason that `--verbose` lists."
    )


@pytest.mark.parametrize(
    ("paths", "command"),
    [
        pytest.param(["a.txt", "b.txt"], "pinlint prove a.txt b.txt", id="the locks are named"),
        pytest.param(["a b;c.txt"], "pinlint prove 'a b;c.txt'", id="a path is one word of the shell"),
        pytest.param(list("abcd"), "pinlint prove LOCK ...", id="many locks are not"),
    ],
)
def test_what_lacks_metadata_can_be_proved(paths, command):
    locks = [LockVerdict(path, "unproven", unproven=[Unproven("closed", "x", "no metadata")]) for path in paths]
    assert f"note: `{command}` downloads the metadata once" in closing(Report("/", [], locks), Style())


def test_a_real_run_says_how_to_get_the_metadata_that_is_lacking(tmp_path):
    (tmp_path / "requirements.in").write_text("no-such-project-anywhere~=1.0\n")
    (tmp_path / "requirements.txt").write_text(
        "# This file is autogenerated by pip-compile with Python 3.11\n#    pip-compile requirements.in\n"
        "no-such-project-anywhere==1.0.1\n    # via -r requirements.in\n"
    )
    report = engine.check(str(tmp_path.resolve()), [""], Config({}))
    assert closing(report, Style()).splitlines()[-2:] == [
        "note: `pinlint prove requirements.txt` downloads the metadata once, so that later runs work offline",
        "1 lock: no problem found; 1 pin could not be checked in depth (no metadata; this is normal offline).",
    ]


def test_verbose_lists_the_locks_with_inputs_evidence_and_what_is_undecided(stale):
    lines = closing(stale, Style(verbose=True)).splitlines()
    assert lines[2:7] == [
        "docs.txt: fresh, 12 pins from docs.in, checked by metadata",
        "requirements.txt: stale, 2 pins from requirements.in, checked by annotations",
        "test.txt: unproven, 3 pins from test.in, checked by annotations (1 of 3: 1 environment)",
        "  pytest: closed unproven: no metadata",
        "  tox: closed unproven: no metadata",
    ]


def many(project, count: int) -> Report:
    project.add("lock.txt", "".join(f"name{number}==1\n" for number in range(count)))
    findings = [
        Finding(
            "missing-hash", "hashes", "error", project.at("lock.txt", f"name{number}=="), f"name{number} has no hash"
        )
        for number in range(count)
    ]
    return Report("/project", findings, [], Summary(1, count, errors=count))


@pytest.mark.parametrize(
    ("count", "verbose", "full", "listed", "unlisted"),
    [
        pytest.param(4, False, 4, 0, 0, id="four of one cause are all drawn, as a list would save nothing"),
        pytest.param(5, False, 3, 2, 0, id="of five of one cause three are drawn and two listed"),
        pytest.param(23, False, 3, 20, 0, id="the list holds twenty"),
        pytest.param(30, False, 3, 20, 7, id="what is not listed is counted"),
        pytest.param(30, True, 30, 0, 0, id="verbose draws all"),
    ],
)
def test_findings_of_one_cause_are_grouped(project, count, verbose, full, listed, unlisted):
    text = drawn(many(project, count), verbose=verbose)
    assert text.count("error[missing-hash]: ") == full
    assert len(re.findall(r"^  lock\.txt:\d+:1: name\d+ has no hash$", text, re.MULTILINE)) == listed
    assert (f"... {count - 3} more of missing-hash:" in text) == bool(listed)
    assert (f"  ... and {unlisted} findings; --verbose shows all" in text) == bool(unlisted)


def test_listed_findings_are_cut_to_the_terminal_and_marked_when_fixable(project):
    report = many(project, 5)
    report.findings[4].fix = Fix("Remove it", [])
    report.findings[4].message = "name4 has no hash 日本語日本語 at all"
    lines = drawn(report, width=43).splitlines()
    assert "  lock.txt:5:1: [*] name4 has no hash 日..." in lines


def test_one_finding_in_a_file_that_cannot_be_read_has_a_place_without_a_line():
    findings = [Finding("unreadable-file", "meta", "error", Location("a\nb.txt"), "no codec reads it")]
    assert drawn(Report("/", findings)).startswith("error[unreadable-file]: no codec reads it\n --> a\\nb.txt\n\n")


def test_a_related_place_without_text_keeps_its_message(project):
    related = [Related(Location("missing.in"), "named here, but not there")]
    finding = Finding("a-rule", "meta", "error", project.at("requirements.in", "flask"), "m", related=related)
    assert " --> missing.in\n  = named here, but not there\n" in drawn(Report("/", [finding]))


@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_nothing_but_a_command_is_wider_than_the_terminal(stale, project, width):
    project.add("wide.txt", "name==1 # " + "日本語 " * 40 + "\n\tx\t==2 " + "y" * 300 + "\n")
    for text in ("name==1", "日本語 \n", "==2", "y" * 300):
        location = project.at("wide.txt", text)
        related = [Related(location, "a message of some length that cannot always stand beside the marks")]
        stale.findings.append(
            Finding("some-rule", "pins", "error", location, "words " * 30, related=related, help="more " * 30)
        )
    stale.notes = ("a note " * 30, "see `" + "cmd " * 40 + "x`")
    style = Style(width=width, verbose=True)
    lines = (findings_text(stale, style) + closing(stale, style)).splitlines()
    assert [line for line in lines if shown_width(line) > width and "`" not in line] == []


def test_the_closing_lines_are_wrapped_like_the_findings_and_their_command_is_not(stale):
    stale.notes = ("a header names an option that nobody knows",)
    assert closing(stale, Style(width=36)) == (
        "1 error, 1 warning, 1 info in\n"
        "  6 files (22 requirements).\n"
        "[*] 1 fixable with --fix.\n"
        "note: a header names an option that\n"
        "  nobody knows\n"
        "To bring requirements.txt up to\n"
        "  date, run:\n"
        "  pip-compile -P click requirements.in\n"
        "note: `pinlint prove test.txt`\n"
        "  downloads the metadata once, so\n"
        "  that later runs work offline\n"
        "3 locks: 1 fresh, 1 stale, 1 without\n"
        "  a problem found; 2 pins could not\n"
        "  be checked in depth (no metadata;\n"
        "  this is normal offline).\n"
    )


def test_colours_take_no_room(stale):
    stale.notes = ("words " * 20,)
    plain, coloured = closing(stale, Style(width=36)), closing(stale, Style(width=36, colour=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


#: The basic colours that cannot be read on a light background, or on a dark one, in usual themes: black, yellow, blue on
#: black, cyan and white on white, and their like.
UNREADABLE = {"30", "33", "34", "36", "37", "90", "92", "93", "96", "97", "2"}


def test_colours_can_be_read_on_light_and_on_dark(stale, clean):
    codes = set(re.findall(r"\x1b\[([0-9;]+)m", drawn(stale, colour=True) + drawn(clean, colour=True)))
    assert codes == {"0", "1", "1;91", "1;94", "1;95", "32", "94"}
    assert not {part for code in codes for part in code.split(";")} & UNREADABLE


@pytest.mark.parametrize(
    ("folder", "where"),
    [
        pytest.param("", "", id="in the root"),
        pytest.param("a/b", " in ../..", id="below it"),
        pytest.param("/somewhere", " in /somewhere", id="elsewhere"),
    ],
)
def test_commands_are_for_the_root(stale, folder, where):
    text = drawn(stale, folder=folder)
    assert f"  = help: run `pip-compile -P click requirements.in`{where}\n" in text
    assert f"To bring requirements.txt up to date, run{where}:\n  pip-compile -P click requirements.in\n" in text


@pytest.mark.parametrize(
    ("folder", "help", "closing"),
    [
        pytest.param("", "run `cd a && make`", "run:\n  cd a && make\n  cd a && b\n", id="in the root"),
        pytest.param("a", "run `make`", "run:\n  make\n  b\n", id="in the folder that they begin with"),
        pytest.param("b", "run `cd a && make` in ..", "run in ..:\n  cd a && make\n  cd a && b\n", id="in another"),
    ],
)
def test_who_stands_where_a_command_runs_need_not_go_there(stale, folder, help, closing):
    stale.findings[0].help = "run `cd a && make`"
    stale.locks[1].commands = ["cd a && make", "cd a && b"]
    text = drawn(stale, folder=folder)
    assert f"  = help: {help}\n" in text
    assert f"To bring requirements.txt up to date, {closing}" in text


def test_a_fresh_lock_that_its_tool_refuses_is_not_brought_up_to_date(stale):
    lock = LockVerdict("poetry.lock", "fresh", commands=["poetry lock"])
    stale.locks[:] = [lock]
    text = drawn(stale)
    assert "To write poetry.lock again, run:\n  poetry lock\n" in text
    assert text.endswith("1 lock: fresh.\n")


def test_a_note_that_ends_in_a_command_says_where_it_is_for(stale):
    stale.notes = ("it is old: run `pinlint prove a.txt`", "`uv lock --check` checks it")
    assert "note: it is old: run `pinlint prove a.txt` in ..\nnote: `uv lock --check` checks it\n" in drawn(
        stale, folder="b"
    )


def test_a_fix_that_is_the_help_is_reported_once(project):
    fix = Fix("Pin flask to 3.0.0", [project.edit("requirements.in", "flask", "flask==3.0.0")])
    finding = Finding("a", "pins", "error", project.at("requirements.in", "flask"), "m", help=fix.help, fix=fix)
    text = drawn(Report("/", [finding], sources=project.sources))
    assert fix.help == "pin flask to 3.0.0"
    assert "help" not in text
    assert "  = fix: Pin flask to 3.0.0 (--fix)\n" in text


@pytest.mark.parametrize("quote", ["'", "`"])
def test_a_command_is_never_broken(project, quote):
    command = f"{quote}{'cmd ' * 30}{quote}".replace(f" {quote}", quote)
    finding = Finding("a", "pins", "error", project.at("requirements.in", "flask"), "m", help=f"run {command} and see")
    assert f"  = help: run\n          {command}\n          and see\n" in drawn(Report("/", [finding]), width=60)
    assert f"  = help: run\n    {command}\n    and see\n" in drawn(Report("/", [finding]), width=50)


def test_colours_and_links_wrap_the_same_text(stale):
    stale.url = lambda rule: f"https://example.org/{rule}"
    plain = drawn(stale)
    fancy = drawn(stale, colour=True, hyperlinks=True)
    assert "\x1b]8;;https://example.org/violated-specifier\x1b\\violated-specifier\x1b]8;;\x1b\\" in fancy
    assert re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\", "", fancy) == plain
    assert "\x1b" not in plain


def test_hostile_text_reaches_neither_the_terminal_nor_a_runner(project):
    evil = "\x1b]0;owned\x07\u202e\r::error::x ##[set-output name=a]b\n::set-env name=PATH::/evil"
    project.add("::stop-commands::x", evil)
    location = project.sources["::stop-commands::x"].at(project.span("::stop-commands::x", "owned"))
    finding = Finding("a", "pins", "error", location, evil, related=[Related(location, evil)], help=evil)
    report = Report("/", [finding], [LockVerdict(evil, "unproven", commands=[evil], inputs=[evil], evidence=[evil])])
    report.locks[0].unproven = (Unproven(evil, evil, evil),)
    for width in (0, 30, 80):
        text = drawn(report, width=width, verbose=True)
        assert text.isascii()
        assert all(char.isprintable() or char == "\n" for char in text)
        assert not re.search(r"^\s*::|##\[", text, re.MULTILINE)


def test_credentials_are_masked_and_the_marks_stay_in_place(project):
    project.add("x.txt", "--index-url https://user:hunter2@host/simple\n")
    finding = Finding("a", "sources", "error", project.at("x.txt", "host/"), "of https://user:hunter2@host/simple")
    assert drawn(Report("/", [finding])).split("\n\n")[0] == (
        "error[a]: of https://****@host/simple\n"
        " --> x.txt:1:34\n"
        "1 | --index-url https://************@host/simple\n"
        "  |                                  ^^^^^"
    )


def test_a_clean_run_loads_nothing_that_draws_findings():
    code = (
        "from __future__ import annotations\nimport sys\nbefore = set(sys.modules)\n"
        "from pinlint.findings.report import *\nfrom pinlint.reports.text import render\n"
        "lock = LockVerdict('r.txt', 'fresh', pins=3)\n"
        "render(Report('/', [], [lock], Summary(1, 3)), Style(True, 80))\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == [
        "pinlint",
        "pinlint.findings",
        "pinlint.findings.report",
        "pinlint.reports",
        "pinlint.reports.text",
    ]
