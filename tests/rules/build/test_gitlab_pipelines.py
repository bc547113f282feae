"""Pipelines of GitLab as GitLab builds them: included files, templates and defaults count for the jobs that use them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pinlint.findings.finding import Finding

Checked = Callable[..., list[str]]

MAIN = ".gitlab-ci.yml"
INCLUDE = "include: {local: /ci/t.yml}\n"


def unpinned(check_tree: Checked, tree: dict[str, str]) -> list[str]:
    """The places of the unpinned requirements, with their names."""
    found = check_tree(tree, "unpinned-install")
    return [re.sub(r": unpinned-install: (.*) (?:is|are) not .*", r" \1", line) for line in found]


@pytest.mark.parametrize(
    ("main", "included"),
    [
        pytest.param(
            "t: {extends: .t, script: pip install $TOOL}\n",
            ".t: {variables: {TOOL: ruff==0.9.1}}\n",
            id="a variable of a template",
        ),
        pytest.param(
            "t: {script: pip install $TOOL}\n", "variables: {TOOL: ruff==0.9.1}\n", id="a variable of the pipeline"
        ),
        pytest.param(
            "t: {extends: .t, variables: {A: x}, script: pip install $TOOL}\n",
            ".t: {variables: {TOOL: ruff==0.9.1}}\n",
            id="the variables of a template are merged with those of the job",
        ),
        pytest.param(
            "t: {extends: .t, script: pip install ruff}\n",
            ".t: {before_script: [pip install ruff==0.9.1]}\n",
            id="a pin before the script, in a template",
        ),
        pytest.param(
            "t: {script: pip install ruff}\n",
            "default: {before_script: [pip install ruff==0.9.1]}\n",
            id="a pin before the script, by default",
        ),
        pytest.param(
            "t: {script: pip install ruff}\n",
            "before_script: [pip install ruff==0.9.1]\n",
            id="a pin before the script, at the top level",
        ),
        pytest.param(
            "t: {script: [!reference [.t, script], pip install ruff]}\n",
            ".t: {script: pip install ruff==0.9.1}\n",
            id="a pin in a reference",
        ),
        pytest.param(
            "t: {script: [!reference [.t, before_script], pip install ruff]}\n",
            ".b: {before_script: [pip install ruff==0.9.1]}\n.t: {extends: .b}\n",
            id="a reference to what a template inherits",
        ),
        pytest.param(
            "t: {extends: .t, script: pip install ruff}\n",
            ".b: {variables: {PIP_CONSTRAINT: r.txt}}\n.t: {extends: .b}\n",
            id="constraints of a template of a template",
        ),
        pytest.param(
            "t: {extends: .t, script: pip install -r requirements.txt}\n",
            ".t: {before_script: [cd sub]}\n",
            id="the folder that a template changes to",
        ),
        pytest.param(
            "t: {extends: .t, script: 'pip install $TOOL'}\n",
            ".t: {before_script: ['export TOOL=ruff==0.9.1']}\n",
            id="a variable that a template exports",
        ),
        pytest.param(
            "variables: {TOOL: ruff==0.9.1}\nt: {script: pip install $TOOL}\n",
            "variables: {TOOL: ruff}\n",
            id="the main file comes last",
        ),
        pytest.param(
            "t: {extends: .t, script: make}\n", ".t: {script: pip install ruff}\n", id="a script that no job keeps"
        ),
        pytest.param("t: {script: make}\n", "t: {script: pip install ruff}\n", id="a job that the main file replaces"),
        pytest.param(
            "t: {before_script: [], script: make}\n",
            "default: {before_script: [pip install ruff]}\n",
            id="a job without the default",
        ),
        pytest.param(
            "t: {inherit: {default: false}, script: make}\n",
            "default: {before_script: [pip install ruff]}\n",
            id="a job that inherits no default",
        ),
        pytest.param(
            "t: {inherit: {default: [image]}, script: make}\n",
            "default: {before_script: [pip install ruff]}\n",
            id="a job that inherits another default",
        ),
        pytest.param(
            "t: {inherit: {variables: false}, script: pip install ruff}\n",
            "default: {before_script: [pip install ruff==0.9.1]}\n",
            id="a job that inherits no variables has the defaults",
        ),
        pytest.param(
            "t: {inherit: {default: true}, script: pip install ruff}\n",
            "default: {before_script: [pip install ruff==0.9.1]}\n",
            id="a job that inherits each default",
        ),
        pytest.param(
            "t: {inherit: {default: false, variables: [B, TOOL]}, script: pip install $TOOL}\n",
            "variables: {TOOL: ruff==0.9.1}\n",
            id="a job that inherits a variable",
        ),
    ],
)
def test_what_a_job_gets_from_an_included_file(main: str, included: str, check_tree: Checked) -> None:
    tree = {
        MAIN: INCLUDE + main,
        "ci/t.yml": included,
        "r.txt": "ruff==0.9.1\n",
        "sub/requirements.txt": "six==1.17.0\n",
    }
    assert unpinned(check_tree, tree) == []


@pytest.mark.parametrize(
    ("longest", "expected"),
    [
        pytest.param(100, [], id="as long as a file may be"),
        pytest.param(99, [f"{MAIN}:2:25: warning ruff"], id="too long"),
    ],
)
def test_how_long_an_included_file_may_be(
    longest: int, expected: list[str], check_tree: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    included = "default: {before_script: [pip install ruff==0.9.1]}\n".ljust(100, "#")
    tree = {MAIN: INCLUDE + "t: {script: pip install ruff}\n", "ci/t.yml": included}
    assert unpinned(check_tree, tree) == []  # which loads all modules with the usual limits
    monkeypatch.setattr("pinlint.text.budget.LONGEST_SOURCE", longest)
    assert unpinned(check_tree, tree) == expected


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        pytest.param(
            {MAIN: INCLUDE + "t: {extends: .t}\nu: {extends: .t}\n", "ci/t.yml": ".t: {script: pip install ruff}\n"},
            ["ci/t.yml:1:26: warning ruff"],
            id="a template of two jobs",
        ),
        pytest.param(
            {MAIN: INCLUDE + "t: {extends: .t, environment: x}\n", "ci/t.yml": ".t: {script: pip install ruff}\n"},
            ["ci/t.yml:1:26: error ruff"],
            id="a template of a job that deploys",
        ),
        pytest.param(
            {MAIN: INCLUDE, "ci/t.yml": ".t: {script: pip install ruff}\n"},
            ["ci/t.yml:1:26: warning ruff"],
            id="a template that this project does not use",
        ),
        pytest.param(
            {MAIN: ".t: {script: &t [pip install ruff]}\nt: {script: *t}\n"},
            [f"{MAIN}:1:30: warning ruff"],
            id="a template with an anchor",
        ),
        pytest.param(
            {
                MAIN: "include: ci/t.yml\nt: {extends: .t}\n",
                "ci/t.yml": "include: [{local: ci/u.yml}]\n.t: {extends: .u, before_script: [cd x]}\n",
                "ci/u.yml": ".u: {script: pip install ruff}\n",
            },
            ["ci/u.yml:1:26: warning ruff"],
            id="an included file includes another one",
        ),
        pytest.param(
            {
                MAIN: "include: /ci/**.yml\nt: {script: pip install $A $B}\n",
                "ci/a.yml": "variables: {A: ruff, B: six==1.17.0}\n",
                "ci/x/b.yml": "variables: {A: flask}\n",
            },
            [f"{MAIN}:2:25: warning flask"],
            id="a glob with folders",
        ),
        pytest.param(
            {
                MAIN: "include: [{local: 'ci/*.yml', rules: [{if: $X}]}]\nt: {script: pip install $A $B}\n",
                "ci/a.yml": "variables: {A: ruff, B: six}\n",
                "ci/x/b.yml": "variables: {A: flask}\n",
            },
            [f"{MAIN}:2:25: warning ruff and six"],
            id="a glob with rules",
        ),
        pytest.param(
            {MAIN: "t: {trigger: {include: [{local: ci/t.yml}]}}\n", "ci/t.yml": "t: {script: pip install ruff}\n"},
            ["ci/t.yml:1:25: warning ruff"],
            id="a pipeline that a job starts",
        ),
        pytest.param(
            {MAIN: "include: ci/t.yml\n", "ci/t.yml": "include: .gitlab-ci.yml\nt: {script: pip install ruff}\n"},
            ["ci/t.yml:2:25: warning ruff"],
            id="files that include each other",
        ),
        pytest.param(
            {
                MAIN: "include: .gitlab/a.yml\nt: {extends: .t}\n",
                ".gitlab/a.yml": ".t: {before_script: [pip install ruff==0.9.1], script: pip install ruff six}\n",
                ".gitlab/b.yml": "b: {script: pip install flask}\n",
            },
            [".gitlab/a.yml:1:73: warning six", ".gitlab/b.yml:1:25: warning flask"],
            id="a file of the folder that nothing includes",
        ),
        pytest.param(
            {
                MAIN: "include: [ci/t.yml, ci/no.yml]\nt: {extends: .t}\n",
                "ci/t.yml": "a: [\n",
            },
            [],
            id="a broken file and a missing one",
        ),
        pytest.param(
            {
                MAIN: "spec: {inputs: {v: {default: x}}}\n---\nt:\n  script:\n"
                "  - pip install $[[ inputs.package ]] ruff==$[[ inputs.v ]] six\n"
            },
            [f"{MAIN}:5:61: warning six"],
            id="a file with inputs",
        ),
        pytest.param(
            {MAIN: "t:\n  script: pip install ruff\n---\nu:\n  script: pip install flask\n"},
            [f"{MAIN}:2:23: warning ruff"],
            id="two documents",
        ),
        pytest.param(
            {MAIN: "include: ci/t.txt\nt: {extends: .t}\n", "ci/t.txt": ".t: {script: pip install ruff}\n"},
            [],
            id="an included file of another ending",
        ),
        pytest.param(
            {
                MAIN: "variables: {TOOL: ruff, OTHER: six}\n"
                "t: {inherit: {variables: false}, script: pip install flask $TOOL}\n"
                "u: {inherit: {variables: [OTHER]}, script: pip install flask $TOOL $OTHER}\n"
            },
            [f"{MAIN}:2:54: warning flask", f"{MAIN}:3:68: warning six"],
            id="variables that a job does not inherit",
        ),
        pytest.param(
            {MAIN: "t: {hooks: {pre_get_sources_script: [pip install ruff]}, script: make}\n"},
            [f"{MAIN}:1:50: warning ruff"],
            id="a hook",
        ),
        pytest.param(
            {MAIN: "t: {run: [{name: a, script: pip install ruff}, {name: b, step: x}]}\n"},
            [f"{MAIN}:1:41: warning ruff"],
            id="the steps of `run`",
        ),
    ],
)
def test_what_a_pipeline_installs(tree: dict[str, str], expected: list[str], check_tree: Checked) -> None:
    assert unpinned(check_tree, tree) == expected


def test_a_template_of_two_jobs_has_no_other_place(findings: Callable[..., list[Finding]]) -> None:
    tree = {MAIN: INCLUDE + "t: {extends: .t}\nu: {extends: .t}\n", "ci/t.yml": ".t: {script: pip install ruff}\n"}
    assert [finding.related for finding in findings(tree, "unpinned-install")] == [()]


@pytest.mark.parametrize(
    ("main", "counted"),
    [
        pytest.param(
            "t: {extends: .other, environment: x, script: pip install ruff}\n", ["inherited"], id="unknown base"
        ),
        pytest.param(
            ".t: {extends: .other}\nt: {extends: .t, environment: x, script: pip install ruff}\n",
            ["inherited"],
            id="the base of the base is not known",
        ),
        pytest.param(
            "t: {extends: .other, environment: x, before_script: [], script: pip install ruff}\n",
            [None],
            id="nothing of the base runs before the script",
        ),
        pytest.param(
            "t: {extends: .other, environment: x, script: pip install ruff}\n"
            "u: {environment: x, script: pip install ruff}\n",
            ["inherited", None],
            id="another job installs the same",
        ),
        pytest.param(
            "include: {template: X.yml}\nt: {environment: x, script: pip install ruff}\n", [None], id="no base"
        ),
    ],
)
def test_a_job_that_extends_a_job_of_another_repository(
    main: str, counted: list[str | None], findings: Callable[..., list[Finding]]
) -> None:
    tree = {MAIN: "default: {before_script: [make]}\n" + main}
    assert [finding.counted for finding in findings(tree) if finding.rule == "unpinned-install"] == counted
