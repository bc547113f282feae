"""The text report at scale: counts of each rule and file, the gravest findings in full, and the summary."""

from __future__ import annotations

import pytest

from pinlint.checking import engine
from pinlint.command_line.main import main
from pinlint.findings.config import Config
from pinlint.findings.finding import Finding, Related
from pinlint.findings.report import LockVerdict, Report, Style, Summary
from pinlint.findings.statistics import statistics
from pinlint.reports.excerpt import shown_width
from pinlint.reports.text import closing, render
from pinlint.reports.text_overview import gravest
from pinlint.text.source import SourceFile


def flood(files: int = 10, lines: int = 20, rules: tuple[str, ...] = ("warning unhashed", "error loose")) -> Report:
    """So many findings: each rule once on each line of each file."""
    findings = []
    for number in range(files):
        source = SourceFile(f"service{number}/requirements.txt", "".join(f"name{row}\n" for row in range(lines)))
        for row in range(1, lines + 1):
            location = source.at(source.line_span(row))
            for rule in rules:
                severity, name = rule.split()
                message = f"name{row} in file {number} is {name}"
                findings.append(Finding(name, "pins", severity, location, message, help=f"run `fix {name}`"))
    report = Report("/project", [], [], Summary(files, files * lines))
    report.show(sorted(findings, key=lambda finding: finding.sort_key))
    return report


def drawn(report: Report, **style: object) -> str:
    return render(report, Style(**style))


def test_two_thousand_findings_fit_a_screen_and_a_half():
    rules = ("error a-rule", "error b-rule", "warning c-rule", "info d-rule", "info e-rule")
    text = drawn(flood(40, 10, rules), width=100)
    assert text.startswith(
        "400  error    a-rule  service0/requirements.txt: 10, service1/requirements.txt: 10, 38 more files\n"
        "400  error    b-rule  service0/requirements.txt: 10, service1/requirements.txt: 10, 38 more files\n"
        "400  warning  c-rule  service0/requirements.txt: 10, service1/requirements.txt: 10, 38 more files\n"
        "400  info     d-rule  service0/requirements.txt: 10, service1/requirements.txt: 10, 38 more files\n"
        "400  info     e-rule  service0/requirements.txt: 10, service1/requirements.txt: 10, 38 more files\n"
        "\n"
        "error[a-rule]: name1 in file 0 is a-rule\n"
    )
    assert text.endswith(
        "\n\n"
        "10 of 2,000 findings are shown: `--format concise` lists all, `--verbose` shows all in full.\n"
        "\n"
        "800 errors, 400 warnings, 800 infos in 40 files (400 requirements).\n"
        "No lock file found, so freshness was not checked.\n"
    )
    assert len(text.splitlines()) <= 75
    assert max(map(shown_width, text.splitlines())) <= 100


@pytest.mark.parametrize(
    ("lines", "overview"), [pytest.param(50, False, id="fifty"), pytest.param(51, True, id="fifty-one")]
)
def test_above_fifty_findings_are_counted(lines, overview):
    assert ("findings are shown" in drawn(flood(1, lines, ("error loose",)))) == overview
    assert "findings are shown" not in drawn(flood(1, lines, ("error loose",)), verbose=True)


def test_each_help_is_shown_once():
    text = drawn(flood(10, 20, ("error a-rule", "error b-rule")))
    assert text.count("error[a-rule]") == text.count("error[b-rule]") == 5
    assert text.count("help: run `fix a-rule`") == text.count("help: run `fix b-rule`") == 1


def test_the_gravest_are_errors_first_and_of_every_rule_one_before_a_second():
    findings = flood(3, 20, ("info a", "warning b", "error c", "error d")).findings
    chosen = [finding.rule for finding in gravest(findings, 124)]
    assert chosen == ["c"] * 60 + ["d"] * 60 + ["b"] * 4
    assert [finding.rule for finding in gravest(findings, 3)] == ["c", "c", "d"]


def test_statistics_count_rules_by_gravity_and_number():
    report = flood(2, 3, ("warning b-rule", "error c-rule"))
    more = [finding for finding in report.findings if finding.rule == "b-rule"][:1]
    rows = statistics([*report.findings, *more])
    assert [(row.severity, row.rule, row.findings, row.files) for row in rows] == [
        ("error", "c-rule", 6, {"service0/requirements.txt": 3, "service1/requirements.txt": 3}),
        ("warning", "b-rule", 7, {"service0/requirements.txt": 4, "service1/requirements.txt": 3}),
    ]


def test_more_rules_than_fit_are_summed():
    text = drawn(flood(1, 3, tuple(f"error rule{number}" for number in range(30))))
    assert "\n33  in 11 more rules; `--statistics --verbose` lists all\n\n" in text
    assert "more rules" not in drawn(
        flood(1, 3, tuple(f"error rule{number}" for number in range(30))), statistics=True, verbose=True
    )


def test_of_many_related_places_the_first_are_drawn_and_the_others_counted():
    report = flood(1, 12, ("error loose",))
    finding = report.findings[0]
    finding.related = [Related(other.location, "not pinned either") for other in report.findings[1:]]
    report.show([finding])
    assert drawn(report).count("not pinned either") == 5
    assert "  = and 6 more places; --verbose shows them\n" in drawn(report)
    assert drawn(report, verbose=True).count("not pinned either") == 11


def test_the_flag_shows_counts_in_place_of_findings(tmp_path, monkeypatch, capsys):
    (tmp_path / "requirements.txt").write_text("a==1\nb==2\nc\n")
    (tmp_path / "pinlint.toml").touch()
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--statistics", "--select", "unpinned-requirement"]) == 1
    assert capsys.readouterr().out == (
        "1  error  unpinned-requirement  requirements.txt\n"
        "\n"
        "1 error in 1 requirements file (3 requirements).\n"
        "note: the dependencies of 2 pins in requirements.txt were not checked: a lock would list them\n"
        "No lock file found, so freshness was not checked.\n"
    )


@pytest.mark.parametrize("format", ["concise", "sarif"])
def test_the_flag_is_for_reports_that_can_count(tmp_path, monkeypatch, capsys, format):
    (tmp_path / "requirements.txt").write_text("a==1\n")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--statistics", "--format", format]) == 2
    assert "--statistics works only with the formats text and json" in capsys.readouterr().err


DOCKERFILE = "FROM python:3.12\nRUN pip install flask\n"
CHECKED = [
    ({"Dockerfile": DOCKERFILE}, [""], "1 error in 1 Dockerfile.\nNo lock file found, so freshness was not checked.\n"),
    (
        {"requirements.txt": "a==1\nb==2\n", "a/Dockerfile": DOCKERFILE, "b/Dockerfile": DOCKERFILE},
        [""],
        "2 errors in 1 requirements file and 2 Dockerfiles (2 requirements).\n",
    ),
    (
        {"a/setup.py": "", "b/setup.py": "", "requirements.txt": "a==1\n", "setup.cfg": ""},
        [""],
        "No findings in 1 requirements file, 1 setup.cfg and 2 setup.py files (1 requirement).\n",
    ),
    (
        {
            "b/requirements.in": "a\n",
            "b/requirements.txt": "a==1\n    # via -r requirements.in\n",
            "a/Dockerfile": DOCKERFILE,
        },
        ["a/Dockerfile"],
        "1 error in 1 Dockerfile.\nNo lock is among the checked files, so freshness was not checked.\n",
    ),
]


@pytest.mark.parametrize(("files", "targets", "expected"), CHECKED, ids=["docker only", "two", "names", "a part"])
def test_the_summary_says_what_was_checked(check_files, files, targets, expected):
    assert closing(check_files(files, targets), Style()).startswith(expected)


@pytest.fixture
def check_files(tmp_path):
    def check(files: dict[str, str], targets: list[str]) -> Report:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text)
        return engine.check(str(tmp_path.resolve()), targets, Config({"select": ["unpinned-install"]}))

    return check


def test_several_locks_are_counted_by_verdict():
    locks = [LockVerdict("a.txt", "fresh"), LockVerdict("b.txt", "stale"), LockVerdict("c.txt", "unproven")]
    report = Report("/project", [], locks)
    assert closing(report, Style()) == "No findings.\n3 locks: 1 fresh, 1 stale, 1 without a problem found.\n"
