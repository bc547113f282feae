"""github, gitlab, junit, sarif and markdown."""

from __future__ import annotations

import importlib
import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from pinlint import reports
from pinlint.findings import documentation
from pinlint.findings.finding import Finding, Fix, Related
from pinlint.findings.report import LockVerdict, Report, Style
from pinlint.reports import github, gitlab, junit, markdown, sarif
from pinlint.text.source import Location

NAMES = ["concise", "github", "gitlab", "html", "json", "junit", "markdown", "sarif", "text"]


def test_github_annotates_the_gravest_first(stale):
    assert github.render(stale, Style()) == (
        "::error title=pinlint (violated-specifier),file=requirements.txt,line=4,endLine=4,col=1,endColumn=13::"
        "click 8.1.7 is pinned, but requirements.in asks for click>=8.2"
        "%0Arequirements.in:2: asked for here%0Ahelp: run `pip-compile -P click requirements.in`\n"
        "::warning title=pinlint (unpinned-requirement),file=requirements.in,line=1,endLine=1,col=1,endColumn=6::"
        "flask is not pinned%0Ahelp: pin it to the version that requirements.txt installs\n"
        "::notice title=pinlint (unproven-lock),file=test.txt::test.txt is not proved fresh\n"
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("click==8.1.7\n", "line=4,endLine=4", id="a line with its end is one line, without columns"),
        pytest.param("click==8.1.7\n    # via", "line=4,endLine=5", id="two lines have no columns"),
    ],
)
def test_github_takes_columns_only_within_a_line(project, text, place):
    finding = Finding("a", "pins", "error", project.at("requirements.txt", text), "m")
    assert github.render(Report("/", [finding]), Style()) == (
        f"::error title=pinlint (a),file=requirements.txt,{place}::m\n"
    )


def test_github_escapes_what_ends_a_property_or_a_message():
    finding = Finding("a", "pins", "error", Location("a,b:c%.txt"), "100% a::b,c")
    assert github.render(Report("/", [finding]), Style()) == (
        "::error title=pinlint (a),file=a%2Cb%3Ac%25.txt::100%25 a::b,c\n"
    )


@pytest.mark.parametrize("report", [github, junit])
def test_a_reader_without_links_gets_the_address_of_the_page(report, stale):
    assert "see:" not in report.render(stale, Style())
    stale.url = documentation.url
    shown = report.render(stale, Style())
    for finding in stale.findings:
        assert shown.count(f"see: {documentation.url(finding.rule)}") == 1


def test_github_is_one_command_per_finding_whatever_the_text(hostile):
    lines = github.render(hostile, Style()).splitlines()
    assert len(lines) == len(hostile.findings)
    for line in lines:
        match = re.fullmatch(
            r"::(error|warning|notice) title=pinlint \([a-z-]+\),file=([^:,]*)(,[a-zA-Z]+=\d+)*::(.*)", line
        )
        assert match
        assert not re.search(r"%(?!25|0A|2C|3A)", line)


def test_gitlab_lists_the_findings(stale):
    assert json.loads(gitlab.render(stale, Style())) == [
        {
            "description": "unpinned-requirement: flask is not pinned (pin it to the version that requirements.txt installs)",
            "check_name": "unpinned-requirement",
            "fingerprint": "b772028afa236dc03cefaba25763a095",
            "severity": "minor",
            "location": {"path": "requirements.in", "lines": {"begin": 1, "end": 1}},
        },
        {
            "description": "violated-specifier: click 8.1.7 is pinned, but requirements.in asks for click>=8.2 "
            "(run `pip-compile -P click requirements.in`)",
            "check_name": "violated-specifier",
            "fingerprint": "b98e93f082d175386d6c0a90fd22731f",
            "severity": "major",
            "location": {"path": "requirements.txt", "lines": {"begin": 4, "end": 4}},
        },
        {
            "description": "unproven-lock: test.txt is not proved fresh",
            "check_name": "unproven-lock",
            "fingerprint": "02a64d0012348c93cca507c90ba64a15",
            "severity": "info",
            "location": {"path": "test.txt", "lines": {"begin": 1, "end": 1}},
        },
    ]


def test_gitlab_links_to_the_page_of_a_rule_where_markdown_is_read(project):
    finding = Finding("missing-pin", "freshness", "error", project.at("requirements.txt", "click==8.1.7"), "m")
    (entry,) = json.loads(gitlab.render(Report("/", [finding], url=documentation.url), Style()))
    link = f"[missing-pin]({documentation.url('missing-pin')})"
    assert entry["content"] == {"body": f"Why this is reported, and what to do: {link}"}
    assert "http" not in entry["description"]  # GitLab shows it in one line, and makes no link of an address


def test_gitlab_of_a_clean_project_is_an_empty_list(clean):
    assert gitlab.render(clean, Style()) == "[]\n"


def test_gitlab_fingerprints_are_different_for_findings_that_are_alike(project):
    finding = Finding("a", "pins", "error", project.at("requirements.txt", "click==8.1.7"), "m", project="click")
    entries = json.loads(gitlab.render(Report("/", [finding, finding]), Style()))
    assert len({entry["fingerprint"] for entry in entries}) == 2


def test_junit_has_a_case_per_lock_and_per_finding(stale):
    assert junit.render(stale, Style()) == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<testsuites name="pinlint" tests="6" failures="2" errors="0" skipped="1">\n'
        '  <testsuite name="locks" tests="3" failures="1" errors="0" skipped="1">\n'
        '    <testcase name="docs.txt is fresh" classname="docs.txt" time="0" />\n'
        '    <testcase name="requirements.txt is fresh" classname="requirements.txt" time="0">\n'
        '      <failure message="requirements.txt is stale" type="stale">pip-compile -P click requirements.in</failure>\n'
        "    </testcase>\n"
        '    <testcase name="test.txt is fresh" classname="test.txt" time="0">\n'
        '      <skipped message="test.txt is unproven: pytest: closed: no metadata; tox: closed: no metadata" />\n'
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="findings in requirements.in" tests="1" failures="0" errors="0" skipped="0">\n'
        '    <testcase name="unpinned-requirement at 1:1" classname="requirements.in" time="0">\n'
        "      <system-out>requirements.in:1:1: warning: flask is not pinned\n"
        "help: pin it to the version that requirements.txt installs</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="findings in requirements.txt" tests="1" failures="1" errors="0" skipped="0">\n'
        '    <testcase name="violated-specifier at 4:1" classname="requirements.txt" time="0">\n'
        '      <failure message="click 8.1.7 is pinned, but requirements.in asks for click&gt;=8.2" '
        'type="violated-specifier">requirements.txt:4:1: error: click 8.1.7 is pinned, but requirements.in asks for '
        "click&gt;=8.2\nrequirements.in:2: asked for here\nhelp: run `pip-compile -P click requirements.in`</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="findings in test.txt" tests="1" failures="0" errors="0" skipped="0">\n'
        '    <testcase name="unproven-lock at 1:1" classname="test.txt" time="0">\n'
        "      <system-out>test.txt:1:1: info: test.txt is not proved fresh</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


@pytest.mark.parametrize(
    ("fail_on", "failures"),
    [
        pytest.param("error", 2, id="errors"),
        pytest.param("warning", 3, id="warnings too"),
        pytest.param("info", 4, id="everything"),
    ],
)
def test_junit_fails_what_fails_the_run(stale, fail_on, failures):
    stale.fail_on = fail_on
    root = ET.fromstring(junit.render(stale, Style()))
    assert root.get("failures") == str(failures) == str(len(root.findall(".//failure")))


def test_junit_does_not_fail_a_stale_lock_whose_findings_are_ignored():
    report = Report("/", [], [LockVerdict("requirements.txt", "stale")])
    root = ET.fromstring(junit.render(report, Style()))
    assert root.get("failures") == "0"
    assert root.find(".//skipped").get("message") == "requirements.txt is stale, which does not fail the run"


def test_junit_is_valid_xml_whatever_the_text(hostile):
    root = ET.fromstring(junit.render(hostile, Style()))
    cases = root.findall("testsuite/testcase")
    assert len(cases) == len(hostile.findings) + len(hostile.locks) == int(root.get("tests"))
    for name, kind in (("failures", "failure"), ("skipped", "skipped")):
        assert sum(int(suite.get(name)) for suite in root) == int(root.get(name)) == len(root.findall(f".//{kind}"))


def run_of(report: Report) -> dict:
    document = json.loads(sarif.render(report, Style()))
    assert document["version"] == "2.1.0"
    assert len(document["runs"]) == 1
    return document["runs"][0]


def test_sarif_describes_the_rules_with_their_pages(stale):
    stale.page = lambda rule: f"# {rule}\n\nThe summary of {rule}.\n\n## Why\n\nBecause.\n"
    stale.url = lambda rule: f"https://example.org/{rule}"
    driver = run_of(stale)["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["unpinned-requirement", "violated-specifier", "unproven-lock"]
    assert driver["rules"][1] == {
        "id": "violated-specifier",
        "name": "ViolatedSpecifier",
        "shortDescription": {"text": "The summary of violated-specifier."},
        "fullDescription": {"text": "The summary of violated-specifier."},
        "help": {
            "text": "# violated-specifier\n\nThe summary of violated-specifier.\n\n## Why\n\nBecause.\n",
            "markdown": "# violated-specifier\n\nThe summary of violated-specifier.\n\n## Why\n\nBecause.\n",
        },
        "helpUri": "https://example.org/violated-specifier",
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["freshness"], "precision": "very-high"},
    }


def test_sarif_results_have_places_related_places_and_fixes(stale):
    run = run_of(stale)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"][0]["fixes"] == [
        {
            "description": {"text": "Pin flask to 3.0.0."},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "requirements.in", "uriBaseId": "%SRCROOT%"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 6},
                            "insertedContent": {"text": "flask==3.0.0"},
                        }
                    ],
                }
            ],
        }
    ]
    assert run["results"][1] == {
        "ruleId": "violated-specifier",
        "ruleIndex": 1,
        "level": "error",
        "message": {
            "text": "click 8.1.7 is pinned, but requirements.in asks for click>=8.2. "
            "Help: run `pip-compile -P click requirements.in`"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "requirements.txt", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 13},
                }
            }
        ],
        "partialFingerprints": {
            "primaryLocationLineHash": "b98e93f082d175386d6c0a90fd22731f:1",
            "pinlint/v1": "b98e93f082d175386d6c0a90fd22731f",
        },
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": "requirements.in", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 11},
                },
                "message": {"text": "asked for here"},
            }
        ],
    }
    assert run["results"][2]["level"] == "note"
    assert run["results"][2]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


@pytest.mark.parametrize("applicability", ["safe", "unsafe"])
def test_sarif_holds_the_fixes_of_both_kinds(project, applicability):
    fix = Fix("Change it", [project.edit("requirements.in", "flask", "x")], applicability)
    finding = Finding("a", "pins", "error", project.at("requirements.in", "flask"), "m", fix=fix)
    assert len(run_of(Report("/", [finding]))["results"][0].get("fixes", [])) == 1


def test_sarif_columns_count_code_points(project):
    project.add("x.txt", "# 😀\U0001d5d4\n😀 name==1\n")
    finding = Finding("a", "pins", "error", project.at("x.txt", "name==1"), "m")
    region = run_of(Report("/", [finding]))["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 10}


def test_sarif_addresses_are_relative_references_to_any_path(hostile):
    for result in run_of(hostile)["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
        assert not uri.startswith("/")
    paths = [
        unquote(sarif._artifact(finding.location.path)["uri"], errors="surrogatepass") for finding in hostile.findings
    ]
    assert paths == [finding.location.path for finding in hostile.findings]


def test_sarif_messages_hold_neither_links_nor_placeholders(hostile):
    for result in run_of(hostile)["results"]:
        assert "](" not in result["message"]["text"]
        assert "{0}" not in result["message"]["text"]


def test_sarif_stays_within_the_results_that_github_takes(project, monkeypatch):
    assert sarif._RESULTS == 25_000
    monkeypatch.setattr(sarif, "_RESULTS", 5)
    location = project.at("requirements.in", "flask")
    findings = [Finding("a", "pins", "warning", location, "m") for _ in range(5)]
    findings += [Finding("b", "pins", "error", location, "m") for _ in range(2)]
    run = run_of(Report("/", findings))
    assert [result["ruleId"] for result in run["results"]] == ["b"] * 2 + ["a"] * 3
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == (
        "2 findings left out: GitHub accepts at most 5 results."
    )


def test_sarif_of_a_clean_project_has_no_results_and_no_notification(clean):
    run = run_of(clean)
    assert run["results"] == run["tool"]["driver"]["rules"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_markdown_is_a_page_for_a_reviewer(stale):
    assert markdown.render(stale, Style()) == (
        "## pinlint: 1 error, 1 warning, 1 info in 6 files (22 requirements)\n"
        "\n"
        "3 locks: 1 fresh, 1 stale, 1 without a problem found; 2 pins could not be checked in depth "
        "(no metadata; this is normal offline).\n"
        "\n"
        "&#91;&#42;&#93; 1 fixable with --fix.\n"
        "\n"
        "| Lock | Verdict | Pins | Compiled from | Evidence | Unproven |\n"
        "|---|---|--:|---|---|---|\n"
        "| <code>requirements.txt</code> | :x: stale | 2 | <code>requirements.in</code> | annotations |  |\n"
        "| <code>test.txt</code> | :grey_question: unproven | 3 | <code>test.in</code> | annotations "
        "| no metadata: <code>pytest</code>, <code>tox</code> |\n"
        "| <code>docs.txt</code> | :white_check_mark: fresh | 12 | <code>docs.in</code> | metadata |  |\n"
        "\n"
        "### To bring requirements.txt up to date, run\n"
        "\n"
        "```sh\n"
        "pip-compile -P click requirements.in\n"
        "```\n"
        "\n"
        "### Why requirements.txt is stale\n"
        "\n"
        "```mermaid\n"
        "flowchart LR\n"
        '    n0["requirements.in#58;2<br>click#62;=8.2"]\n'
        '    n1["requirements.txt#58;4<br>click==8.1.7"]\n'
        '    n0 -- "asked for here" --> n1\n'
        "    style n1 stroke:#d1242f,stroke-width:3px\n"
        "```\n"
        "\n"
        "### :x: violated-specifier\n"
        "\n"
        "- <code>requirements.txt&#58;4</code> click 8.1.7 is pinned, but requirements.in asks for click&#62;=8.2\n"
        "  - <code>requirements.in&#58;2</code> asked for here\n"
        "\n"
        "**Help:** run <code>pip-compile -P click requirements.in</code>\n"
        "\n"
        "### :warning: unpinned-requirement\n"
        "\n"
        "- <code>requirements.in&#58;1</code> flask is not pinned\n"
        "\n"
        "**Help:** pin it to the version that requirements.txt installs\n"
        "\n"
        "### :information_source: unproven-lock\n"
        "\n"
        "- <code>test.txt</code> test.txt is not proved fresh\n"
    )


def test_markdown_of_a_clean_project_is_its_verdicts(clean):
    assert markdown.render(clean, Style()) == (
        "## pinlint: No findings in 2 files (190 requirements)\n"
        "\n"
        "1 lock: fresh.\n"
        "\n"
        "| Lock | Verdict | Pins | Compiled from | Evidence | Unproven |\n"
        "|---|---|--:|---|---|---|\n"
        "| <code>requirements.txt</code> | :white_check_mark: fresh | 184 | <code>requirements.in</code> | metadata |  |\n"
    )


def test_markdown_holds_nothing_that_hostile_text_asked_for(hostile):
    text = markdown.render(hostile, Style())
    # What is left of the page without its blocks of commands and its diagram has no markup but that of the report.
    outside = re.sub(r"^(`{3,})[a-z]+\n.*?\n\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"<[^>]*>", outside)) == {"<code>", "</code>", "<!-- -->"}
    for line in outside.splitlines():
        assert re.match(
            r"$|## pinlint: |### |\| |\|---|- <code>|  - <code>|\*\*Help:\*\* run |Note: |\d+ lock|… and|&#91;",
            line,
        )
        # No row has more or fewer cells than the table.
        assert not line.startswith("| ") or line.count("|") == 7
    diagram = re.search(r"^```mermaid\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)[1].splitlines()
    assert all(
        re.fullmatch(
            r'flowchart LR|    n\d+\["[^"]*"\]|    n\d+ -- "[^"]*" --> n\d+|    style n\d+ [a-z0-9:#,-]+', line
        )
        for line in diagram
    )
    commands = re.search(r"^(`{3,})sh\n(.*?)\n\1$", text, re.MULTILINE | re.DOTALL)[2].splitlines()
    assert len(commands) == sum(bool(lock.commands) for lock in hostile.locks)


def test_markdown_stays_below_the_bound_of_a_job_summary_and_counts_what_does_not_fit(project):
    location = project.at("requirements.in", "flask")
    related = [Related(location, "日" * 1000)] * 30
    findings = [
        Finding(f"rule-{number}", "pins", "error", location, "日" * 1000, related=related, help="日" * 3000)
        for number in range(300)
    ]
    locks = [LockVerdict("日" * 300, "stale", inputs=["日" * 300] * 50, commands=["日" * 100]) for _ in range(300)]
    text = markdown.render(Report("/", findings, locks), Style())
    assert 700_000 < len(text.encode()) < 1024 * 1024
    shown = text.count("### :x: rule-")
    assert 0 < shown < 300
    assert text.endswith(f"\n{300 - shown} more findings do not fit here; the other reports have them.\n")


@pytest.mark.parametrize("count", [20, 21, 45])
def test_markdown_lists_twenty_of_a_cause_and_counts_the_rest(project, count):
    finding = Finding("a", "pins", "error", project.at("requirements.in", "flask"), "m")
    text = markdown.render(Report("/", [finding] * count), Style())
    assert text.count("- <code>requirements.in") == 20
    assert (f"- … and {count - 20} more\n" in text) == (count > 20)


def test_markdown_has_one_heading_for_one_rule_in_one_file_and_some_of_the_remedies(project):
    location = project.at("requirements.in", "flask")
    findings = [Finding("a", "pins", "error", location, "m", help=f"do {number}") for number in range(5)]
    text = markdown.render(Report("/", findings), Style())
    assert text.count("### :x: a (5)\n") == 1
    assert text.endswith("**Help:** do 0\n\n**Help:** do 1\n\n**Help:** do 2\n\n… and 2 more suggestions\n")


def test_every_report_module_has_its_name():
    for name in NAMES:
        module = importlib.import_module(f"{reports.__name__}.{name}")
        assert name == module.NAME


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [0, 40])
def test_no_report_repeats_a_password_or_commands_a_runner(hostile, name, width):
    text = importlib.import_module(f"{reports.__name__}.{name}").render(hostile, Style(width=width, verbose=True))
    assert "hunter2" not in text
    if name != "markdown":  # which is written to a file
        assert not re.search(r"##\w*\[", text)
        own = re.sub(r"^::(?:error|warning|notice) title=pinlint \([a-z-]+\),file=", "", text, flags=re.MULTILINE)
        assert not re.search(r"^\s*::", own, re.MULTILINE)
    assert all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_the_same_each_time_and_ends_with_a_newline(stale, name):
    render = importlib.import_module(f"{reports.__name__}.{name}").render
    assert render(stale, Style()) == render(stale, Style())
    assert render(stale, Style()).endswith("\n")
