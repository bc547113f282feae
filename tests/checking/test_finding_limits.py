"""Of very many findings of one rule the first are reported, and that there are more."""

from __future__ import annotations

import pytest

from pinlint.checking import finding_limits as floods

#: Lines that are pinned: what is loose beside them is a finding of its own.
PINS = "".join(f"pin-{number}==1\n" for number in range(12))


@pytest.fixture(autouse=True)
def few_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floods, "MOST_OF_A_FILE", 2)
    monkeypatch.setattr(floods, "MOST", 5)


def test_what_is_too_much_in_a_file_is_said_where_it_begins(check_tree) -> None:
    assert check_tree({"requirements.txt": "a===1\nb===1\nc===1\nd===1\n"}, "arbitrary-equality")[1:] == [
        "requirements.txt:2:2: warning: arbitrary-equality: '===1' compares text: other spellings of 1 do not match",
        (
            "requirements.txt:3:2: warning: arbitrary-equality: more than 2 findings of arbitrary-equality in this file: "
            "the others are not reported"
        ),
    ]


def test_as_many_as_are_reported_are_not_too_many(check_tree) -> None:
    assert len(check_tree({"requirements.txt": "a\nb\n"}, "unpinned-requirement")) == 2


def test_the_findings_of_all_files_are_bounded_too(check_tree) -> None:
    found = check_tree({f"{name}/requirements.txt": "a\nb\n" + PINS for name in "1234"}, "unpinned-requirement")
    excess = [line.partition(": ")[2] for line in found if "not reported" in line]
    assert len(found) == 6
    assert excess == [
        "error: unpinned-requirement: more than 5 findings of unpinned-requirement: the others are not reported"
    ]


def test_another_rule_is_reported_all_the_same(check_tree) -> None:
    found = check_tree({"requirements.txt": "a===1\nb===1\nc===1\nd==1.*\n"}, "arbitrary-equality", "wildcard-pin")
    assert [line.split(": ")[2] for line in found] == [*["arbitrary-equality"] * 3, "wildcard-pin"]


def test_what_was_not_asked_for_does_not_count(tmp_path) -> None:
    from trees import write_tree

    from pinlint.checking.engine import check
    from pinlint.findings.config import Config

    write_tree(tmp_path, {"1/requirements.txt": "a\nb\nc\nd\ne\nf\n", "2/requirements.txt": "a\n"})
    report = check(str(tmp_path), ["2"], Config())
    assert [finding.location.path for finding in report.findings] == ["2/requirements.txt"]


def test_what_is_ignored_does_not_count_and_its_comments_are_of_use(tmp_path) -> None:
    from trees import write_tree

    from pinlint.checking.engine import check
    from pinlint.findings.config import Config

    text = "".join(f"p{number}===1  # pinlint: ignore[arbitrary-equality] why\n" for number in range(30))
    write_tree(tmp_path, {"requirements.txt": text + "a===1\n"})
    report = check(str(tmp_path), [""], Config())
    assert [(finding.rule, finding.location.line) for finding in report.findings] == [("arbitrary-equality", 31)]
    assert report.summary.ignored == 30


def test_a_comment_that_may_hide_what_was_not_looked_for_is_not_called_unused(tmp_path) -> None:
    from trees import write_tree

    from pinlint.checking.engine import check
    from pinlint.findings.config import Config

    trees = {f"{number}/requirements.txt": "a\n" + PINS for number in range(8)}
    trees["9/requirements.txt"] = "a  # pinlint: ignore[unpinned-requirement] why\n" + PINS
    write_tree(tmp_path, trees)
    assert {finding.rule for finding in check(str(tmp_path), [""], Config()).findings} == {"unpinned-requirement"}
