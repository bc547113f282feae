"""Many steps of one job, each of which looks at those before it: what a command pins is read once."""

from __future__ import annotations

import pytest

from pinlint.build import requirement_words

WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"


@pytest.mark.parametrize(
    "files",
    [
        {".github/workflows/w.yml": WORKFLOW + "    - run: pip install a b==1\n" * 40},
        {"Dockerfile": "FROM python:3\n" + "RUN pip install a b==1\n" * 40},
    ],
    ids=["a workflow", "a Dockerfile"],
)
def test_what_a_command_pins_is_read_once(files, findings, monkeypatch) -> None:
    read: list[str] = []
    original = requirement_words.read_argument

    def counted(argument, editable):
        read.append(argument.value)
        return original(argument, editable)

    monkeypatch.setattr(requirement_words, "read_argument", counted)
    assert {f.rule for f in findings(files, "unpinned-install")} == {"unpinned-install"}
    assert 0 < read.count("b==1") <= 80  # by the rule and as pins
