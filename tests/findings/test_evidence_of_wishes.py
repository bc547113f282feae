"""What shows that a project wants pins, and what shows that it chose something else: only the latter is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.command_line.main import main

WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
RUFF_HOOK = "repos:\n- repo: https://example.com/ruff-pre-commit\n  rev: v0.5.0\n  hooks:\n  - id: ruff\n"
PROJECT = '[project]\nname = "x"\nversion = "1"\ndependencies = ["attrs>=20", "six>=1", "idna>=2"]\n'
REPEATED = "attrs>=20\nsix>=1\nidna>=2\n"
LIST = "one\ntwo\nthree\n"
CLASSIFIED = 'classifiers = ["Programming Language :: Python"]\n'
PRIVATE = 'classifiers = ["Private :: Do Not Upload"]\n'
PUBLISHING = WORKFLOW + "      - run: pip install -r {0}\n      - run: twine upload dist/*\n"


def workflow(*commands: str) -> dict[str, str]:
    return {".github/workflows/a.yml": WORKFLOW + "".join(f"      - run: {command}\n" for command in commands)}


@pytest.fixture
def listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """``listed(files)``: severity and rule of each finding that a run lists, with the place."""

    def run(files: dict[str, str]) -> list[str]:
        write_tree(tmp_path, files)
        monkeypatch.chdir(tmp_path)
        main(["check", "--format", "json"])
        found = json.loads(capsys.readouterr().out)["findings"]
        return [f"{each['path']}:{each['line']}: {each['severity']}: {each['rule']}" for each in found]

    return run


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({".pre-commit-config.yaml": RUFF_HOOK}, [], id="a revision of a hook: pre-commit needs one"),
        pytest.param(
            {
                ".pre-commit-config.yaml": RUFF_HOOK.replace("ruff", "other")
                + "    additional_dependencies: [ruff==0.5.0]\n"
            },
            [".github/workflows/a.yml:6: warning: unpinned-install"],
            id="an additional dependency of a hook",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT + '[dependency-groups]\nmin = ["ruff==0.5.0"]\n'},
            [],
            id="the oldest version under test",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT + '[dependency-groups]\nlint = ["ruff==0.5.0"]\n'},
            [".github/workflows/a.yml:6: warning: unpinned-install"],
            id="a group with the version",
        ),
    ],
)
def test_only_a_chosen_version_shows_that_a_project_wants_pins(
    listed: Callable[..., list[str]], files: dict[str, str], expected: list[str]
) -> None:
    assert listed({**workflow("pip install ruff"), **files}) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("twine upload dist/*", []),
        ("uv publish", []),
        ("python setup.py sdist upload", []),
        ("echo twine upload dist/*", ["requirements.txt:1: error: unlocked-requirements"]),
        ("'true # twine upload'", ["requirements.txt:1: error: unlocked-requirements"]),
        ("docker push example/x", ["requirements.txt:1: error: unlocked-requirements"]),
    ],
)
def test_only_a_command_that_uploads_makes_a_published_package(
    listed: Callable[..., list[str]], command: str, expected: list[str]
) -> None:
    assert listed({"pyproject.toml": PROJECT, "requirements.txt": REPEATED, **workflow(command)}) == expected


@pytest.mark.parametrize(
    ("classifiers", "expected"),
    [(CLASSIFIED, []), (PRIVATE, ["requirements.txt:1: error: unlocked-requirements"])],
)
def test_classifiers_are_for_an_index_unless_they_keep_the_project_off_it(
    listed: Callable[..., list[str]], classifiers: str, expected: list[str]
) -> None:
    assert listed({"pyproject.toml": PROJECT + classifiers, "requirements.txt": REPEATED}) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(REPEATED, [], id="what the metadata requires"),
        pytest.param(REPEATED + "numpy\n", [], id="one more"),
        pytest.param(
            REPEATED + "numpy\nflask\n", ["requirements.txt:1: warning: unlocked-requirements"], id="two more"
        ),
        pytest.param(
            REPEATED + "numpy==2.1.0\n",
            ["requirements.txt:1: warning: unlocked-requirements"],
            id="one more with its version",
        ),
    ],
)
@pytest.mark.parametrize("command", ["pip install -r requirements.txt", "echo"])
def test_a_file_that_checks_install_can_repeat_the_metadata(
    listed: Callable[..., list[str]], command: str, lines: str, expected: list[str]
) -> None:
    files = {"pyproject.toml": PROJECT + CLASSIFIED, "requirements.txt": lines, **workflow(command, "pytest")}
    severity = "warning" if command[0] == "p" else "error"
    assert listed(files) == [line.replace("warning", severity) for line in expected]


@pytest.mark.parametrize("name", ["Procfile", "fly.toml", "app.yaml"])
@pytest.mark.parametrize("folder", ["", "api/"])
def test_an_application_with_classifiers_is_not_a_published_package(
    listed: Callable[..., list[str]], folder: str, name: str
) -> None:
    described = {f"{folder}pyproject.toml": PROJECT + CLASSIFIED, f"{folder}requirements.txt": REPEATED}

    found = listed({**described, f"{folder}{name}": "web: gunicorn x:app\n"})

    assert found == [f"{folder}requirements.txt:1: error: unlocked-requirements"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("requirements-dev.txt", []),
        ("docs/requirements.txt", []),
        ("requirements.txt", ["requirements.txt:1: error: unlocked-requirements"]),
    ],
)
def test_a_job_that_publishes_does_not_ship_what_is_for_developers(
    listed: Callable[..., list[str]], name: str, expected: list[str]
) -> None:
    assert listed({name: LIST, ".github/workflows/a.yml": PUBLISHING.format(name)}) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"maintenance/requirements.txt": LIST, "pyproject.toml": PROJECT}, [], id="the product is elsewhere"
        ),
        pytest.param(
            {"maintenance/requirements.txt": LIST},
            ["maintenance/requirements.txt:1: warning: unlocked-requirements"],
            id="it may be the product",
        ),
        pytest.param(
            {"maintenance/requirements.txt": LIST.replace("\n", "==1\n") + "four\n", "pyproject.toml": PROJECT},
            ["maintenance/requirements.txt:4: warning: unpinned-requirement"],
            id="the file is pinned",
        ),
    ],
)
def test_a_folder_that_only_checks_install_is_not_the_product(
    listed: Callable[..., list[str]], files: dict[str, str], expected: list[str]
) -> None:
    assert listed({**files, **workflow("pip install -r maintenance/requirements.txt")}) == expected


@pytest.mark.parametrize(
    ("other", "command"),
    [
        ("a.yml", "gcloud functions deploy hello --source functions"),
        ("deploy.yml", "gcloud functions deploy hello --source functions"),
        ("b.yml", "kubectl apply -f functions"),
        ("b.yml", "helm upgrade hello functions"),
    ],
)
def test_a_folder_that_checks_install_may_be_what_another_job_deploys(
    listed: Callable[..., list[str]], other: str, command: str
) -> None:
    files = {"functions/requirements.txt": "flask\nrequests\n", "pyproject.toml": PROJECT}
    tests = WORKFLOW + "      - run: pip install -r functions/requirements.txt\n      - run: pytest\n"
    deploys = f"    runs-on: x\n    steps:\n      - run: {command}\n"
    jobs = {".github/workflows/a.yml": tests}
    name = f".github/workflows/{other}"
    jobs[name] = jobs.get(name, "on: push\njobs:\n") + "  go:\n" + deploys

    assert listed({**files, **jobs}) == [
        "functions/requirements.txt:1: warning: unpinned-requirement",
        "functions/requirements.txt:2: warning: unpinned-requirement",
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip install acme --uploaded-prior-to=2025-01-01", []),
        ("pip install acme --uploaded-prior-to=P1D", []),
        ("uv tool install --exclude-newer '7 days' acme", []),
        ("uv tool install --exclude-newer $DATE acme", []),
        ("uv tool install --exclude-newer 2025-01-01 acme", []),
        ("pip install acme", [".github/workflows/a.yml:6: error: unpinned-install"]),
    ],
)
def test_a_limit_of_age_is_chosen_instead_of_versions(
    listed: Callable[..., list[str]], command: str, expected: list[str]
) -> None:
    assert listed(workflow(command, "hatch publish")) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("ansible-playbook -i hosts playbooks/deploy.yml", [".github/workflows/a.yml:6: error: unpinned-install"]),
        ("ansible-playbook --syntax-check deploy.yml", []),
        ("ansible-playbook tests/test.yml", []),
    ],
)
def test_a_playbook_that_deploys(listed: Callable[..., list[str]], command: str, expected: list[str]) -> None:
    assert listed(workflow("pip install ansible", command)) == expected


@pytest.mark.parametrize(
    ("variable", "command", "counted"),
    [
        ("UV_EXCLUDE_NEWER", "uv tool install awscli", True),
        ("UV_EXCLUDE_NEWER", "uvx awscli", True),
        ("UV_EXCLUDE_NEWER", "pip install awscli", False),
        ("PIP_UPLOADED_PRIOR_TO", "python -m pip install awscli", True),
        ("PIP_UPLOADED_PRIOR_TO", "uv pip install --system awscli", False),
        ("PIP_UPLOADED_PRIOR_TO", "pipx install awscli", True),
    ],
)
def test_a_variable_limits_the_age_only_for_the_program_that_reads_it(
    listed: Callable[..., list[str]], variable: str, command: str, counted: bool
) -> None:
    job = f"env: {{{variable}: '2024-01-01'}}\n{WORKFLOW}      - run: {command}\n      - run: kubectl apply -f x\n"
    image = f"FROM python:3.12-slim\nENV {variable}=2024-01-01\nRUN {command}\n"

    pins = {"requirements.txt": "six==1.17.0\n"}
    found = [
        line for line in listed({**pins, ".github/workflows/a.yml": job, "Dockerfile": image}) if "install" in line
    ]

    assert [line.partition(":")[0] for line in found] == ([] if counted else [".github/workflows/a.yml", "Dockerfile"])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("flask", ["base.in:5: warning: unpinned-requirement"]),
        ("flask>=3", []),
        ("flask @ git+https://example.com/f@v3", []),
    ],
)
def test_only_a_name_has_lost_its_version_in_an_input(
    listed: Callable[..., list[str]], line: str, expected: list[str]
) -> None:
    pins = "".join(f"p{number}==1\n" for number in range(4))
    header = "# This file is autogenerated by pip-compile with Python 3.12\n#    pip-compile base.in\n"

    found = listed({"base.in": f"{pins}{line}\n", "base.txt": f"{header}{pins}flask==3.0\n"})
    assert [each for each in found if each.startswith("base.in")] == expected


def test_tags_in_all_locks_are_one_finding(listed: Callable[..., list[str]]) -> None:
    header = "# This file is autogenerated by pip-compile with Python 3.12\n#    pip-compile {0}.in\n"
    line = "x @ git+https://example.com/x@v1\n"
    files = {
        path: text
        for name in ("base", "prod")
        for path, text in {f"{name}.in": line, f"{name}.txt": header.format(name) + line + "    # via -r x\n"}.items()
    }

    assert [each for each in listed(files) if "mutable" in each] == ["base.txt:3: error: mutable-reference"]


def test_a_job_named_devel_tests_the_newest(listed: Callable[..., list[str]]) -> None:
    pins = {"requirements-devel.txt": "ruff==0.5.0\nsix==1.17.0\n"}

    assert listed({"tox.ini": "[testenv:devel]\ndeps = ruff\n", **pins}) == []
    assert listed({"tox.ini": "[testenv:lint]\ndeps = ruff\n", **pins}) == ["tox.ini:2: warning: unpinned-install"]


@pytest.mark.parametrize(
    ("install", "expected"),
    [("pip install -e .", []), ("pip install .", ["bin/setup.sh:1: warning: unpinned-install"])],
)
def test_who_installs_the_project_in_editable_mode_develops_it(
    listed: Callable[..., list[str]], install: str, expected: list[str]
) -> None:
    found = listed({"pyproject.toml": PROJECT, "bin/setup.sh": f"pip install nox\n{install}\n"})

    assert [each for each in found if "unpinned" in each] == expected


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"requirements.txt": "six==1.17.0\n", "requirements-web.txt": "attrs==25.1.0\n"}, True),
        ({"requirements.txt": "six==1.17.0\n"}, False),
        ({"requirements.txt": "six==1.17.0\n", "requirements-web.txt": "attrs\n"}, False),
    ],
)
def test_the_only_line_of_a_file_has_lost_its_version_if_all_other_files_are_pinned(
    listed: Callable[..., list[str]], others: dict[str, str], expected: bool
) -> None:
    found = listed({"requirements-lint.txt": "ruff\n", **workflow("pip install -r requirements-lint.txt"), **others})

    assert ("requirements-lint.txt:1: warning: unpinned-requirement" in found) is expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("one\ntwo\nthree\nfour==4\n", ["docs/requirements.txt:1: warning: unlocked-requirements"]),
        ("one\ntwo\nthree\nfive\nfour==4\n", []),
    ],
)
def test_what_a_publishing_job_installs_is_listed_if_a_part_of_it_is_pinned(
    listed: Callable[..., list[str]], lines: str, expected: list[str]
) -> None:
    files = {"docs/requirements.txt": lines, ".github/workflows/a.yml": PUBLISHING.format("docs/requirements.txt")}

    assert listed(files) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({".pre-commit-config.yaml": "ci: {skip: [mypy]}\n" + RUFF_HOOK}, True, id="pre-commit.ci"),
        pytest.param({".pre-commit-config.yaml": "# autoupdate_schedule: weekly\n" + RUFF_HOOK}, False, id="a comment"),
        pytest.param(
            {".github/dependabot.yml": "updates:\n- {package-ecosystem: 'pre-commit', directory: /}\n"},
            True,
            id="Dependabot",
        ),
        pytest.param(
            {".github/dependabot.yml": "updates: []\n# - package-ecosystem: pre-commit\n"}, False, id="not any more"
        ),
        pytest.param({"renovate.json": '{"extends": [":enablePreCommit"]}\n'}, True, id="Renovate"),
        pytest.param({"renovate.json5": '{// :enablePreCommit\n"pre-commit": {"enabled": true}}\n'}, True, id="JSON5"),
        pytest.param({"renovate.json": '{"pre-commit": {"enabled": false}}\n'}, False, id="switched off"),
        pytest.param({"renovate.json": '{"description": ":enablePreCommit"}\n'}, False, id="a description"),
        pytest.param({"renovate.json": "{{"}, False, id="unreadable"),
    ],
)
def test_the_configuration_of_a_bot_shows_that_it_updates_hooks(
    listed: Callable[..., list[str]], files: dict[str, str], expected: bool
) -> None:
    found = listed(
        {".pre-commit-config.yaml": RUFF_HOOK, "requirements-dev.txt": "ruff==0.6.0\nsix==1.17.0\n", **files}
    )

    assert [each for each in found if "manifest-mismatch" in each] == (
        [] if expected else ["requirements-dev.txt:1: warning: manifest-mismatch"]
    )


@pytest.mark.parametrize(
    "path",
    [
        ".github/dependabot.yaml",
        *(
            f"{folder}{name}"
            for folder in ("", ".github/", ".gitlab/")
            for name in ("renovate.json", "renovate.json5", "renovate.jsonc", ".renovaterc", ".renovaterc.json")
        ),
    ],
)
def test_where_the_configuration_of_a_bot_may_be(listed: Callable[..., list[str]], path: str) -> None:
    configuration = '{"updates": [{"package-ecosystem": "pre-commit"}], "extends": ["x", ":enablePreCommit"]}\n'
    files = {".pre-commit-config.yaml": RUFF_HOOK, "requirements-dev.txt": "ruff==0.6.0\nsix==1.17.0\n"}

    assert [each for each in listed({**files, path: configuration}) if "manifest-mismatch" in each] == []


def test_an_unknown_program_does_not_hide_a_file_of_the_project(listed: Callable[..., list[str]]) -> None:
    dockerfile = "FROM python:3.12-slim\nCOPY . .\nRUN ./prepare --fast\nRUN pip install -r deps/list.txt\n"

    assert listed({"Dockerfile": dockerfile, "deps/list.txt": "flask\n"}) == [
        "deps/list.txt:1: error: unpinned-requirement"
    ]
    named = dockerfile.replace("--fast", "deps/list.txt")
    assert listed({"Dockerfile": named, "deps/list.txt": "flask\n"}) == []


def test_a_template_of_a_project_file_is_not_checked(listed: Callable[..., list[str]]) -> None:
    assert listed({"templates/pyproject.toml": '[project]\nname = "$pkg"\nversion = "1"\n', "a/setup.cfg": ""}) == []
