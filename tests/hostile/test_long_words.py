"""Words of a file that are as long as the file: no message repeats them as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from trees import Tree, write_tree

from pinlint.checking import engine
from pinlint.findings.config import Config
from pinlint.findings.report import LONGEST_MESSAGE, Style
from pinlint.reports.json import render

LONG = "x" * 20_000
HOOKS = (
    "repos:\n- repo: https://github.com/acsone/setuptools-odoo\n  rev: 3.3.2\n"
    "  hooks: [{id: setuptools-odoo-get-requirements, args: [--output, requirements.txt]}]\n"
)
GENERATOR = (
    f"A = '{'x' * 2_000}'\nB = f'{'{A}' * 5}'\n"
    "def requirements_all_output(reqs):\n    output = [B]\n"
    "    output.append(generate_requirements_list(reqs))\n    return ''.join(output)\n"
)


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        pytest.param({"requirements.txt": f"a @ http://example.com/{LONG}.zip\n"}, "insecure-url", id="a URL"),
        pytest.param({"requirements.txt": f"-r {LONG}.txt\n"}, "missing-include", id="an include"),
        pytest.param({"requirements.txt": f"git+https://h/a@{LONG}#egg=a\n"}, "mutable-reference", id="a revision"),
        pytest.param({"requirements.txt": f"a==1  # pinlint: ignore[{LONG}]\n"}, "unused-ignore", id="a comment"),
        pytest.param(
            {"Dockerfile": f"FROM python\nCOPY . .\nRUN pip install -r {LONG}.txt\n"},
            "build-without-lock",
            id="a command",
        ),
        pytest.param(
            {
                ".pre-commit-config.yaml": HOOKS,
                "a/__manifest__.py": f"{{'external_dependencies': {{'python': ['{LONG}']}}}}",
                "requirements.txt": f"b{LONG}\n",
            },
            "unlocked-manifest",
            id="a manifest",
        ),
        pytest.param(
            {
                "script/gen_requirements_all.py": GENERATOR,
                "homeassistant/components/a/manifest.json": '{"domain": "a", "requirements": ["b==1"]}',
                "requirements_all.txt": "# homeassistant.components.a\nb==1\n",
            },
            "stale-mirror",
            id="a generator",
        ),
    ],
)
def test_messages_are_short(tmp_path: Path, files: Tree, rule: str) -> None:
    write_tree(tmp_path, files)
    findings = json.loads(render(engine.check(str(tmp_path.resolve()), [""], Config()), Style()))["findings"]
    assert rule in {finding["rule"] for finding in findings}
    for finding in findings:
        titles = [finding["fix"]["title"]] if finding["fix"] else []
        for text in [finding["message"], *(each["message"] for each in finding["related"]), *titles]:
            assert len(text) <= LONGEST_MESSAGE + 3
