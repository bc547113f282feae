"""What a run has checked, in the reader's words."""

from __future__ import annotations

import pytest
from trees import write_tree

from pinlint.checking import engine
from pinlint.findings.config import Config

WORKFLOW = "jobs:\n  a:\n    steps:\n      - run: {}\n"


@pytest.mark.parametrize(
    ("files", "checked"),
    [
        pytest.param(
            {
                ".github/workflows/ci.yml": WORKFLOW.format("make"),
                ".github/workflows/docs.yml": WORKFLOW.format("make"),
            },
            {"workflow": 2},
            id="workflows count whatever they do",
        ),
        pytest.param(
            {"a/Dockerfile": "FROM scratch\n", "dev.Dockerfile": "FROM scratch\n", "requirements.txt": "a==1\n"},
            {"requirements file": 1, "Dockerfile": 2},
            id="Dockerfiles by any name, behind the requirements files",
        ),
        pytest.param({"run.sh": "true\n"}, {}, id="a script without a finding does not count"),
        pytest.param({"run.sh": "pip install black\n"}, {"run.sh": 1}, id="a script with a finding counts by its name"),
        pytest.param(
            {
                "Makefile": "a:\n\tpip install black\n",
                "bin/ok": "#!/bin/sh\npip install tox\n",
                "scripts/bad": "#!/bin/sh\npip install nox\n",
            },
            {"Makefile": 1, "script": 2},
            id="programs whose names have no ending are scripts",
        ),
    ],
)
def test_files_are_counted_by_their_kind(tmp_path, files, checked):
    write_tree(tmp_path, files)
    report = engine.check(str(tmp_path.resolve()), [""], Config({}))
    assert report.summary.checked == checked
