"""build-without-lock: the requirements files that workflows, scripts and tools install and that nobody has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

RULE = "build-without-lock"
HEAD = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
CHECKOUT = "      - uses: actions/checkout@v4\n"
PYTHON = "      - uses: actions/setup-python@v5\n        with: {python-version: '3.12', cache: pip}\n"
RUN = "      - run: pip install -r requirements-dev.txt\n"
PROJECT = {"requirements.txt": "six==1.17.0\n"}
FILE = ".github/workflows/ci.yml"


def workflow(*steps: str) -> dict[str, str]:
    return {**PROJECT, FILE: HEAD + "".join(steps)}


def message(place: str, name: str = "requirements-dev.txt", severity: str = "warning") -> str:
    return f"{place}: {severity}: {RULE}: `pip install` reads {name}, which does not exist: this command fails"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(workflow(CHECKOUT, RUN), message(f"{FILE}:7:29"), id="a workflow"),
        pytest.param(workflow(CHECKOUT, PYTHON, RUN, RUN), message(f"{FILE}:9:29"), id="twice in one file"),
        pytest.param(
            workflow(CHECKOUT, "      - run: |\n          python -m pip install --upgrade pip\n"
                     "          pip install -rreq/dev.txt\n"),
            message(f"{FILE}:9:23", "req/dev.txt"),
            id="in a folder that does not exist",
        ),
        pytest.param(
            {**workflow(CHECKOUT, RUN.replace("run:", "working-directory: api\n        run:")), "api/a.py": ""},
            message(f"{FILE}:8:29", "api/requirements-dev.txt"),
            id="in the working directory",
        ),
        pytest.param(
            workflow(CHECKOUT, "      - uses: actions/cache@v4\n        with:\n          path: ~/.cache/pip\n"
                     "          key: pip-${{ hashFiles('requirements-dev.txt') }}\n", RUN),
            message(f"{FILE}:11:29"),
            id="named for the key of a cache",
        ),
        pytest.param(
            {**workflow(CHECKOUT, RUN), "Makefile": "setup:\n\tpip install -r requirements-dev.txt\n"},
            [message(f"{FILE}:7:29"), message("Makefile:2:17")],
            id="a workflow and a Makefile",
        ),
        pytest.param(
            workflow(CHECKOUT, RUN.replace("-r ", "six -c ")), message(f"{FILE}:7:33"), id="constraints"
        ),
        pytest.param(
            workflow(CHECKOUT, "      - env: {PIP_CONSTRAINT: requirements-dev.txt}\n        run: pip install six\n"),
            message(f"{FILE}:8:14"), id="constraints of the environment",
        ),
        pytest.param(
            {**PROJECT, "tox.ini": "[testenv]\ndeps = six\n  -crequirements-dev.txt\n"},
            message("tox.ini:3:5").replace("pip install", "tox"),
            id="constraints of tox",
        ),
        pytest.param(
            {**PROJECT, "tox.ini": "[testenv]\ndeps = -r{toxinidir}/requirements-dev.txt\n"},
            message("tox.ini:2:10").replace("pip install", "tox"),
            id="tox",
        ),
        pytest.param(
            {**PROJECT, "setup.sh": "set -e\npip install -r requirements-dev.txt\n"}, message("setup.sh:2:16"),
            id="a script",
        ),
        pytest.param(
            {**PROJECT, ".readthedocs.yaml": "python:\n  install:\n    - requirements: docs/requirements.txt\n"},
            message(".readthedocs.yaml:3:21", "docs/requirements.txt"),
            id="Read the Docs",
        ),
        pytest.param(
            {
                "docs/requirements.txt": "six==1.17.0\n",
                ".readthedocs.yml": "python:\n  install:\n    - requirements: requirements.txt\n",
            },
            message(".readthedocs.yml:3:21", "requirements.txt"),
            id="Read the Docs",
        ),
        pytest.param(
            workflow(CHECKOUT, RUN.replace("run:", "continue-on-error: false\n        run:")),
            message(f"{FILE}:8:29"),
            id="a step that may not fail",
        ),
        pytest.param(
            workflow(CHECKOUT, RUN.replace("-r requirements-dev.txt", "-r locks/pylock.dev.toml")),
            message(f"{FILE}:7:29", "locks/pylock.dev.toml"),
            id="a pylock.toml",
        ),
        pytest.param(
            {**PROJECT, "setup.sh": "install() {\n  pip install -r requirements-dev.txt\n}\nmain() { install; }\nmain\n"},
            message("setup.sh:2:18"),
            id="a function that is called",
        ),
        pytest.param(
            {**PROJECT, "setup.sh": "install() (\n  cd . && pip install -r requirements-dev.txt\n)\ninstall\n"},
            message("setup.sh:2:26"),
            id="a function that is a subshell and is called",
        ),
        pytest.param(
            {**PROJECT, "setup.sh": "install() {\n  ( pip install -r requirements-dev.txt )\n}\ninstall\n"},
            message("setup.sh:2:20"),
            id="a subshell in a function that is called",
        ),
        pytest.param(
            {**PROJECT, ".gitlab-ci.yml": "a:\n  allow_failure: false\n  rules: [{if: $X}]\n  script:\n"
             "    - pip install -r requirements-dev.txt\n"},
            message(".gitlab-ci.yml:5:22"),
            id="a job of GitLab that may not fail",
        ),
        pytest.param(
            {**PROJECT, "azure-pipelines.yml": "steps:\n- script: pip install -r requirements-dev.txt\n"
             "  continueOnError: false\n- {script: x, condition: always()}\n"},
            message("azure-pipelines.yml:2:26"),
            id="a step of Azure that may not fail",
        ),
        pytest.param(
            workflow(CHECKOUT, RUN, "      - run: python -m build && twine upload dist/*\n"),
            message(f"{FILE}:7:29", severity="error"),
            id="a job that publishes",
        ),
    ],
)  # fmt: skip
def test_a_file_that_nobody_has(
    files: dict[str, str], expected: str | list[str], check_tree: Callable[..., list[str]]
) -> None:
    assert check_tree(files, RULE) == ([expected] if isinstance(expected, str) else expected)


SILENT = {
    "the file exists": {**workflow(CHECKOUT, RUN), "requirements-dev.txt": "six==1.17.0\n"},
    "only if the file exists": workflow(
        CHECKOUT, "      - run: if [ -f requirements-dev.txt ]; then pip install -r requirements-dev.txt; fi\n"
    ),
    "tested before": workflow(CHECKOUT, "      - run: test -f requirements-dev.txt && pip install -r requirements-dev.txt\n"),
    "may fail": workflow(CHECKOUT, RUN.replace(".txt\n", ".txt || true\n")),
    "the step may fail": workflow(CHECKOUT, RUN.replace("run:", "continue-on-error: true\n        run:")),
    "the step may fail for a value of the matrix": workflow(
        CHECKOUT, RUN.replace("run:", "continue-on-error: ${{ matrix.x }}\n        run:")
    ),
    "a function that nothing calls": {**PROJECT, "a.sh": "dev() {\n  pip install -r requirements-dev.txt\n}\necho\n"},
    "a function of bash that nothing calls": {**PROJECT, "a.sh": "function dev {\n  pip install -r requirements-dev.txt\n}\n"},
    "a function that is a subshell": {**PROJECT, "a.sh": "dev() (\n  pip install -r requirements-dev.txt\n)\necho\n"},
    "a function that a condition calls": {
        **PROJECT, "a.sh": "dev() { pip install -r requirements-dev.txt; }\nif [ $DEV ]; then dev; fi\n"
    },
    "a job of GitLab may fail": {
        **PROJECT, ".gitlab-ci.yml": "a: {allow_failure: true, script: [pip install -r requirements-dev.txt]}\n"
    },
    "a job of GitLab may fail in a template": {
        **PROJECT, ".gitlab-ci.yml": "a: {extends: b, script: [pip install -r requirements-dev.txt]}\n"
        "b: {allow_failure: {exit_codes: 1}}\n"
    },
    "a job of GitLab may fail by a rule": {
        **PROJECT,
        ".gitlab-ci.yml": "a: {rules: [{allow_failure: true}], script: [pip install -r requirements-dev.txt]}\n",
    },
    "a job of GitLab runs if a file exists": {
        **PROJECT, ".gitlab-ci.yml": "a: {rules: [{exists: [x]}], script: [pip install -r requirements-dev.txt]}\n"
    },
    "a step of Azure may fail": {
        **PROJECT, "azure-pipelines.yml": "steps: [{script: pip install -r requirements-dev.txt, continueOnError: true}]\n"
    },
    "a step of Azure has a condition": {
        **PROJECT, "azure-pipelines.yml": "steps: [{script: pip install -r requirements-dev.txt, condition: x}]\n"
    },
    "a job of Azure has a condition": {
        **PROJECT,
        "azure-pipelines.yml": "jobs: [{job: a, condition: x, steps: [{script: pip install -r requirements-dev.txt}]}]\n",
    },
    "a template of Azure inserts the step": {
        **PROJECT,
        "azure-pipelines.yml": "steps:\n- ${{ if eq(a, b) }}:\n  - script: pip install -r requirements-dev.txt\n",
    },
    "a step of CircleCI has a condition": {
        **PROJECT,
        ".circleci/config.yml": "jobs: {a: {steps: [{when: {condition: x, steps: "
        "[{run: pip install -r requirements-dev.txt}]}}]}}",
    },
    "the job may fail": {
        **PROJECT, FILE: HEAD.replace("    steps", "    continue-on-error: true\n    steps") + CHECKOUT + RUN
    },
    "the step has a condition": workflow(CHECKOUT, RUN.replace("run:", "if: matrix.dev\n        run:")),
    "the name is an expression": workflow(CHECKOUT, RUN.replace("-dev", "-${{ matrix.name }}")),
    "the name is a variable": workflow(CHECKOUT, RUN.replace("-dev", "-$NAME")),
    "the folder is an expression": workflow(
        CHECKOUT, RUN.replace("run:", "working-directory: ${{ matrix.x }}\n        run:")
    ),
    "the folder is a variable": workflow(CHECKOUT, RUN.replace("pip", 'cd "$DIR" && pip')),
    "a folder that is made later": workflow(CHECKOUT, RUN.replace("pip", "cd build && pip")),
    "made by an earlier command": workflow(CHECKOUT, "      - run: uv export -o requirements-dev.txt\n", RUN),
    "made by a command that installs nothing": workflow(CHECKOUT, "      - run: python x.py > requirements-dev.txt\n", RUN),
    "made on the line that installs another file": {
        **workflow(CHECKOUT, RUN),
        "x.sh": "pip install -r pins.txt && pip freeze > requirements-dev.txt\n",
        "pins.txt": "six==1.17.0\n",
    },
    "made by another target": {
        **PROJECT,
        "Makefile": "requirements-dev.txt: a.toml\n\tpython x.py\nsetup:\n\tpip install -r requirements-dev.txt\n",
    },
    "made by a script of another file": {**workflow(CHECKOUT, RUN), "x.sh": "pip freeze > requirements-dev.txt\n"},
    "any file can come from a script": workflow(CHECKOUT, "      - run: ./x.sh && pip install -r requirements-dev.txt\n"),
    "downloaded": workflow(CHECKOUT, "      - run: curl -sO https://host/$FILE\n", RUN),
    "cloned": workflow("      - run: git clone https://host/x .\n", RUN),
    "no checkout": workflow(RUN),
    "another repository": workflow(CHECKOUT, "        with: {repository: o/n}\n", RUN),
    "in a submodule": {
        **workflow(CHECKOUT, "        with: {submodules: true}\n", RUN.replace("-r ", "-r libs/a/")),
        ".gitmodules": '[submodule "a"]\n\tpath = libs/a\n\turl = https://host/a\n',
    },
    "a path for Windows": workflow(CHECKOUT, RUN.replace("requirements-dev", "req\\dev")),
    "a path for Windows in tox": {**PROJECT, "tox.ini": "[testenv]\ndeps = -r req\\dev.txt\n"},
    "make goes on after an error": {**PROJECT, "Makefile": "setup:\n\t-pip install -r requirements-dev.txt\n"},
    "make goes on, and shows nothing": {**PROJECT, "Makefile": "setup:\n\t@-pip install -r requirements-dev.txt\n"},
    "tox goes on after an error": {**PROJECT, "tox.ini": "[testenv]\ncommands = - pip install -r requirements-dev.txt\n"},
    "on another machine": workflow(CHECKOUT, RUN.replace("pip", "ssh host pip")),
    "in a container": workflow(CHECKOUT, RUN.replace("pip", "docker run -v $PWD:/x image pip")),
    "in the folder of an option": workflow(CHECKOUT, RUN.replace("pip", "uv run --directory=api pip")),
    "a pattern of names": {**workflow(CHECKOUT, RUN.replace("-dev", "*")), "requirements-dev.txt": "six==1.17.0\n"},
    "another commit": workflow(CHECKOUT, "        with: {ref: gh-pages}\n", RUN),
    "an action that may bring files": workflow(CHECKOUT, "      - uses: o/n@v1\n", RUN),
    "an artifact": workflow(CHECKOUT, "      - uses: actions/download-artifact@v4\n", RUN),
    "a workflow for other repositories": {
        FILE: workflow(CHECKOUT, RUN)[FILE].replace("on: push", "on: {workflow_call: {}}"), **PROJECT
    },
    "an action runs in the caller's folder": {
        **PROJECT, "action.yml": f"runs:\n  using: composite\n  steps:\n{RUN}        shell: bash\n"
    },
    "a workflow that GitHub does not read": {
        **PROJECT, f"template/{FILE}": workflow(CHECKOUT, RUN)[FILE]
    },
    "a script that may run in another folder": {
        "setup.sh": "pip install -r requirements-dev.txt\n", "api/requirements-dev.txt": "six==1.17.0\n"
    },
    "an example of Read the Docs": {
        **PROJECT, "docs/examples/.readthedocs.yaml": "python:\n  install:\n    - requirements: docs/requirements.txt\n"
    },
    "a substitution of tox": {**PROJECT, "tox.ini": "[testenv]\ncommands = pip install -r {envtmpdir}/requirements-dev.txt\n"},
    "an absolute path": workflow(CHECKOUT, RUN.replace("-r ", "-r /srv/")),
    "outside of the project": workflow(CHECKOUT, RUN.replace("-r ", "-r ../x/")),
    "a URL": workflow(CHECKOUT, RUN.replace("-r ", "-r https://host/")),
    "an artifact of GitLab": {
        **PROJECT,
        ".gitlab-ci.yml": "a:\n  script: [./make]\n  artifacts: {paths: [x]}\n"
        "b:\n  script: [pip install -r requirements-dev.txt]\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("case", SILENT)
def test_a_file_that_may_exist(case: str, check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(SILENT[case], RULE) == []


def test_a_file_that_git_ignores_is_made_by_somebody(
    tmp_path_factory: pytest.TempPathFactory, check_tree: Callable[..., list[str]], tmp_path: object
) -> None:
    import subprocess

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    files = {**workflow(CHECKOUT, RUN), ".gitignore": "requirements-dev.txt\n"}
    assert check_tree(files, RULE) == []
    assert len(check_tree({**files, ".gitignore": "x\n"}, RULE)) == 1
