"""concise and json."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import pinlint
from pinlint.findings.finding import Finding, Fix
from pinlint.findings.report import Report, Style
from pinlint.reports import concise
from pinlint.reports import json as json_report
from pinlint.text.source import Location

SCHEMA = json.loads((Path(pinlint.__file__).parent / "schemas/report.schema.json").read_text("utf-8"))


def as_json(report: Report) -> dict:
    document = json.loads(json_report.render(report, Style()))
    jsonschema.Draft7Validator(SCHEMA).validate(document)
    return document


def test_concise_is_a_line_per_finding(stale):
    assert concise.render(stale, Style()) == (
        "requirements.in:1:1: unpinned-requirement: flask is not pinned\n"
        "requirements.txt:4:1: violated-specifier: click 8.1.7 is pinned, but requirements.in asks for click>=8.2\n"
        "test.txt:1:1: unproven-lock: test.txt is not proved fresh\n"
    )


def test_concise_says_nothing_of_a_clean_project(clean):
    assert concise.render(clean, Style()) == ""


def test_concise_stays_one_line_whatever_the_names_are():
    finding = Finding("a", "pins", "error", Location("::error::\nx\x1b"), "m\r\n::warning::y ##[debug]z")
    assert concise.render(Report("/", [finding]), Style()) == (
        "\\x3a:error::\\nx\\x1b:1:1: a: m\\r\\n::warning::y \\x23#[debug]z\n"
    )


def test_json_holds_everything(stale):
    stale.url = lambda rule: f"https://example.org/{rule}"
    document = as_json(stale)
    assert list(document) == ["version", "root", "findings", "locks", "summary", "statistics"]
    assert document["version"] == 1
    assert document["root"] == "/project"
    assert document["findings"][0] == {
        "rule": "unpinned-requirement",
        "family": "pins",
        "severity": "warning",
        "message": "flask is not pinned",
        "path": "requirements.in",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 6,
        "project": "flask",
        "related": [],
        "fix": {
            "title": "Pin flask to 3.0.0",
            "applicability": "safe",
            "edits": [
                {
                    "path": "requirements.in",
                    "line": 1,
                    "column": 1,
                    "end_line": 1,
                    "end_column": 6,
                    "text": "flask==3.0.0",
                }
            ],
        },
        "help": "pin it to the version that requirements.txt installs",
        "url": "https://example.org/unpinned-requirement",
    }
    assert document["findings"][1]["related"] == [
        {"path": "requirements.in", "line": 2, "column": 1, "message": "asked for here"}
    ]
    assert document["findings"][2]["fix"] is None
    assert document["locks"][2] == {
        "path": "test.txt",
        "inputs": ["test.in"],
        "verdict": "unproven",
        "evidence": ["annotations"],
        "pins": 3,
        "metadata": {"environment": 1},
        "unproven": [
            {"obligation": "closed", "project": "pytest", "reason": "no metadata"},
            {"obligation": "closed", "project": "tox", "reason": "no metadata"},
        ],
    }
    assert document["summary"] == {
        "files": 6,
        "requirements": 22,
        "errors": 1,
        "warnings": 1,
        "infos": 1,
        "ignored": 0,
        "checked": {"file": 6},
    }
    assert document["statistics"][0] == {
        "rule": "violated-specifier",
        "family": "freshness",
        "severity": "error",
        "findings": 1,
        "fixable": 0,
        "files": {"requirements.txt": 1},
    }
    assert [count["rule"] for count in document["statistics"][1:]] == ["unpinned-requirement", "unproven-lock"]


def test_json_of_a_clean_project_is_valid(clean):
    assert as_json(clean)["findings"] == []


@pytest.mark.parametrize("field", ["version", "findings", "locks", "summary", "root"])
def test_the_schema_asks_for_every_field(clean, field):
    document = as_json(clean)
    del document[field]
    assert not jsonschema.Draft7Validator(SCHEMA).is_valid(document)


def test_a_fix_that_would_show_credentials_is_left_out_of_json(project):
    project.add("x.txt", "--index-url http://h/\n")
    fix = Fix("Use https", [project.edit("x.txt", "http://h/", "https://user:hunter2@h/")])
    finding = Finding("a", "sources", "error", project.at("x.txt", "http"), "http://user:hunter2@h/", fix=fix)
    report = Report("/", [finding], sources=project.sources)
    assert as_json(report)["findings"][0]["fix"] is None
    assert "hunter2" not in json_report.render(report, Style())


def test_json_is_ascii_and_commands_no_runner():
    finding = Finding("a", "pins", "error", Location("x"), "##[set-output name=a]b \\##vso[x] \u202e\ud800")
    text = json_report.render(Report("/", [finding]), Style())
    assert text.isascii()
    assert "##[" not in text
    assert "##vso[" not in text
    assert json.loads(text)["findings"][0]["message"] == "##[set-output name=a]b \\##vso[x] \u202e\ud800"
