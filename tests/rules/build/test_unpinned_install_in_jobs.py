"""unpinned-install outside of Dockerfiles: how it is judged by what a job is for, and what is said once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pinlint.findings.finding import Finding

Checked = Callable[..., list[str]]
PATH = ".github/workflows/ci.yml"
UNPINNED = "is not pinned: every run installs the newest release"


def workflow(*steps: str, **jobs: str) -> str:
    """A workflow of one job with those steps, and of the other ``jobs``."""
    lines = "".join(f"      - {step}\n" for step in steps)
    return f"on: push\njobs:\n  test:\n    steps:\n{lines}" + "".join(
        f"  {name}: {job}\n" for name, job in jobs.items()
    )


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        pytest.param(workflow("run: pip install flask"), "warning", id="a check"),
        pytest.param(workflow("run: pip install pip"), "info", id="pip itself"),
        pytest.param(workflow("run: pip install flask", "run: twine upload dist/*"), "error", id="twine"),
        pytest.param(workflow("run: pip install flask", "run: binstar -t $X upload y"), "error", id="binstar"),
        pytest.param(workflow("run: pip install flask", "run: uvx twine@6 upload x"), "error", id="twine by uvx"),
        pytest.param(workflow("run: pip install flask", "run: python -m flit publish"), "error", id="flit as a module"),
        pytest.param(workflow("run: pip install flask", "run: gh release create v1"), "error", id="a release"),
        pytest.param(
            workflow("run: pip install flask", "run: gh release view v1"), "warning", id="a look at a release"
        ),
        pytest.param(
            workflow("run: pip install flask", "run: docker push x"),
            "warning",
            id="an image, into which nothing of the job gets",
        ),
        pytest.param(
            workflow("run: pip wheel -w wheels flask", "run: docker build . -t x && docker push x"),
            "error",
            id="wheels, which get into the image that is pushed",
        ),
        pytest.param(workflow("run: pip wheel -w wheels flask"), "warning", id="wheels that nothing pushes"),
        pytest.param(
            workflow("run: pip wheel -w wheels flask", "run: docker build ."),
            "warning",
            id="an image that nothing pushes",
        ),
        pytest.param(
            workflow("run: pip download -d wheels flask", "run: docker buildx build --push ."),
            "error",
            id="downloads, before a build that pushes",
        ),
        pytest.param(
            workflow(
                "run: pip install --target vendor flask", "{uses: docker/build-push-action@v6, with: {push: true}}"
            ),
            "error",
            id="a folder, before an action that pushes",
        ),
        pytest.param(
            workflow("run: pip wheel flask", "{uses: docker/build-push-action@v6, with: {push: false, tags: x}}"),
            "warning",
            id="wheels, before an action that only builds",
        ),
        pytest.param(
            workflow("run: pip wheel flask", "uses: redhat-actions/push-to-registry@v2"),
            "error",
            id="an action for registries",
        ),
        pytest.param(workflow("run: pip install flask", "run: kubectl apply -f x"), "error", id="a deployment"),
        pytest.param(
            workflow("run: pip install flask", "{uses: docker/build-push-action@v6, with: {push: true}}"),
            "warning",
            id="an action that pushes an image",
        ),
        pytest.param(
            workflow("run: pip install flask", "uses: scientific-python/upload-nightly-action@main"),
            "error",
            id="nightly wheels",
        ),
        pytest.param(
            workflow("run: pip install flask", "uses: helm/kind-action@v1", "run: kubectl apply -f x"),
            "warning",
            id="a cluster for a test",
        ),
        pytest.param(
            workflow("run: pip install flask", "uses: medyagh/setup-minikube@latest", "run: kubectl apply -f x"),
            "warning",
            id="a cluster that an action starts",
        ),
        pytest.param(
            workflow("run: pip install flask", "run: k3d cluster create && helm install x y"),
            "warning",
            id="a cluster that the job creates",
        ),
        pytest.param(
            workflow("run: pip install flask", "run: minikube start", "run: fly deploy"),
            "error",
            id="a deployment beside a cluster for a test",
        ),
        pytest.param(
            workflow("run: pip install flask", "uses: pypa/gh-action-pypi-publish@v1"),
            "error",
            id="an action that publishes",
        ),
        pytest.param(
            workflow("run: pip install flask", "uses: appleboy/ssh-action@v1"), "error", id="one that deploys"
        ),
        pytest.param(
            workflow(
                "run: pip install flask",
                "uses: actions/upload-artifact@v4",
                publish="{needs: [x], steps: [{uses: actions/download-artifact@v4}, {uses: pypa/gh-action-pypi-publish@v1}]}",
                x="{needs: test, steps: []}",
            ),
            "error",
            id="what it keeps is published by a job that needs it",
        ),
        pytest.param(
            workflow(
                "run: pip install flask",
                "uses: actions/upload-artifact@v4",
                publish="{needs: test, steps: [{run: gh run download && twine upload x}]}",
            ),
            "error",
            id="what it keeps is published by a job that gets it with a command",
        ),
        pytest.param(
            workflow(
                "run: pip install flask",
                "uses: actions/upload-artifact@v4",
                publish="{needs: test, steps: [{run: uv build && uv publish}]}",
            ),
            "warning",
            id="the job that publishes does not get what it keeps",
        ),
        pytest.param(
            workflow(
                "run: pip install flask", publish="{needs: test, steps: [{uses: pypa/gh-action-pypi-publish@v1}]}"
            ),
            "warning",
            id="it keeps nothing",
        ),
    ],
)
def test_severity_by_purpose(text: str, severity: str, findings: Callable[..., list[Finding]]) -> None:
    found = findings({PATH: text, "requirements.txt": "six==1.17.0\n"}, "unpinned-install")
    names = "pip" if severity == "info" else "flask"
    assert [(f.severity, f.message) for f in found] == [(severity, f"{names} {UNPINNED}")]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param("pip install a b", "a and b are not pinned: every run installs the newest releases", id="two"),
        pytest.param(
            "pip install a b c d e f",
            "a, b, c, d and 2 more are not pinned: every run installs the newest releases",
            id="six",
        ),
        pytest.param(
            "pip install 'a>=1' 'b<2' c==1",
            "a>=1 and b<2 are not pinned: every run installs the newest releases that fit",
            id="ranges",
        ),
    ],
)
def test_one_finding_a_command(command: str, message: str, findings: Callable[..., list[Finding]]) -> None:
    (found,) = findings({PATH: workflow(f"run: {command}")}, "unpinned-install")
    assert found.message == message


def test_what_is_repeated_is_said_once(findings: Callable[..., list[Finding]]) -> None:
    steps = ["run: pip install tox", "run: python -m pip install tox coverage", "run: pip install coverage tox"]
    found = findings(
        {PATH: workflow(*steps), "action.yml": "runs: {steps: [{run: pip install tox, shell: sh}]}\n"},
        "unpinned-install",
    )
    assert [(f.location.path, f.location.line, f.message.split()[0]) for f in found] == [
        (PATH, 5, "tox"),
        (PATH, 6, "coverage"),
        ("action.yml", 1, "tox"),
    ]
    assert [[place.location.line for place in f.related] for f in found] == [[6, 7], [7], []]


def test_the_strictest_purpose_decides(findings: Callable[..., list[Finding]]) -> None:
    text = workflow("run: pip install flask", publish="{steps: [{run: pip install flask && twine upload x}]}")
    (found,) = findings({PATH: text}, "unpinned-install")
    assert (found.severity, found.location.line, [place.location.line for place in found.related]) == ("error", 6, [5])


def test_an_action_of_the_project_is_judged_as_the_job_that_uses_it(check_tree: Checked) -> None:
    action = "runs: {steps: [{run: pip install flask, shell: bash}]}\n"
    caller = workflow("uses: ./.github/actions/setup", "run: poetry publish")
    found = check_tree({PATH: caller, ".github/actions/setup/action.yml": action}, "unpinned-install")
    assert found == [f".github/actions/setup/action.yml:1:34: error: unpinned-install: flask {UNPINNED}"]


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(["run: pip install flask==1.0"], id="a pin"),
        pytest.param(["run: pip install -r requirements.txt", "run: pip install six"], id="it is installed already"),
        pytest.param(["run: pip install -c requirements.txt six"], id="a constraint"),
        pytest.param(["run: pip install -c https://x.example/c.txt flask"], id="a constraint at a URL"),
        pytest.param(["run: pip install -c ${{ matrix.x }}.txt flask"], id="a constraint that is unknown"),
        pytest.param(["run: pip install ${{ matrix.x }} ${{ inputs.y }} $Z"], id="what is unknown"),
        pytest.param(["run: pip install . -e .[dev] dist/*.whl ./x"], id="the project"),
        pytest.param(["run: echo pip install flask"], id="another command"),
        pytest.param(["name: pip install flask"], id="a name"),
        pytest.param(["run: import pip install", "shell: python"], id="a script of Python"),
        pytest.param(["working-directory: sub\n        run: pip install -c ../requirements.txt six"], id="a folder"),
    ],
)
def test_silence(steps: list[str], check_tree: Checked) -> None:
    assert check_tree({PATH: workflow(*steps), "requirements.txt": "six==1.17.0\n"}, "unpinned-install") == []


def test_values_of_a_matrix(check_tree: Checked) -> None:
    matrix = "on: push\njobs:\n  test:\n    strategy: {matrix: {tool: [flask, 'six==1.17.0'], django: ['4.2.*']}}\n    steps:\n"
    text = f"{matrix}      - run: pip install ${{{{ matrix.tool }}}} 'django==${{{{ matrix.django }}}}'\n"
    (line,) = check_tree({PATH: text, "requirements.txt": "attrs==25.3.0\n"}, "unpinned-install")
    assert f"6:26: warning: unpinned-install: flask {UNPINNED}" in line


def test_the_version_that_a_file_of_the_project_pins(findings: Callable[..., list[Finding]]) -> None:
    tree = {PATH: workflow("run: pip install flask"), "requirements.txt": "flask==3.0.0\n"}
    (found,) = findings(tree, "unpinned-install")
    assert found.help == "write `flask==3.0.0`, as requirements.txt does"


def test_the_lock_that_can_be_installed_instead(findings: Callable[..., list[Finding]]) -> None:
    locks = {"requirements/ci.in": "flask\nsix\n", "requirements/ci.txt": "flask==3.0.0\nsix==1.17.0\n"}
    (found,) = findings({PATH: workflow("run: pip install flask six"), **locks}, "unpinned-install")
    assert found.help == (
        "write `flask==3.0.0` `six==1.17.0`, as requirements/ci.txt does, "
        "or install that file: `-r requirements/ci.txt`"
    )


@pytest.mark.parametrize(
    ("python", "offer"),
    [
        pytest.param("3.9", "", id="another Python"),
        pytest.param("3.12", ", or install that file: `-r ci.txt`", id="the Python of the project"),
    ],
)
def test_a_lock_for_another_python_is_not_offered(findings, python: str, offer: str) -> None:
    header = "# This file was autogenerated by uv via the following command:\n#    uv pip compile ci.in"
    lock = f"{header} --python-version {python} -o ci.txt\nflask==3.0.0\n"
    files = {"ci.in": "flask\n", "ci.txt": lock, "Dockerfile": "FROM python:3.12\nRUN pip install flask\n"}
    (found,) = findings(files, "unpinned-install")
    assert found.help == f"write `flask==3.0.0`, as ci.txt does{offer}"


def test_versions_of_some_names(findings: Callable[..., list[Finding]]) -> None:
    tree = {PATH: workflow("run: pip install flask six attrs"), "requirements.txt": "flask==3.0.0\n"}
    found = [each.help for each in findings(tree, "unpinned-install")]
    assert found == ["write `flask==3.0.0`, as requirements.txt does, and write the versions of the others"]


@pytest.mark.parametrize(
    ("names", "help"),
    [
        (
            ["flask", "django", "numpy"],
            "write `flask==3.0.0`, as requirements.txt does, and write the versions of the others",
        ),
        (
            ["flask", "django", "flask"],
            "write `flask==3.0.0`, as requirements.txt does, and write the version of the other",
        ),
        (["django", "django", "django"], "write its version, or install it from a lock"),
        (["django", "numpy", "six"], "write their versions, or install them from a lock"),
    ],
)
def test_one_help_for_several_files(findings, names: list[str], help: str) -> None:
    files = {f"{n}/Dockerfile": f"FROM python:3.12\nRUN pip install {name}\n" for n, name in enumerate(names)}
    found = findings({**files, "requirements.txt": "flask==3.0.0\n"}, "unpinned-install")
    cause = found[0].cause
    assert cause is not None
    assert cause.say(found)[1] == help


def test_text_that_is_no_yaml(check_tree: Checked) -> None:
    found = check_tree({PATH: "jobs: [\npip install flask\n"}, "unreadable-file", "unpinned-install")
    assert len(found) == 1
    assert found[0].startswith(f"{PATH}:3:1: info: unreadable-file: is not valid YAML: ")


@pytest.mark.parametrize(
    ("files", "help"),
    [
        pytest.param(
            {"requirements.txt": "six==1.17.0\n", PATH: workflow("run: pip install ruff")},
            "write its version (`pip index versions ruff` lists them), "
            "or run `pinlint init` to lock what the workflows install",
            id="one name in a workflow",
        ),
        pytest.param(
            {PATH: workflow("run: pip install build twine && twine upload dist/*")},
            "run `pinlint init` to lock what the workflows install, or write the versions that this command prints: "
            "`printf '%s\\n' build twine | uv pip compile -`",
            id="several names in a workflow",
        ),
        pytest.param(
            {"requirements/ci.in": "six\n", PATH: workflow("run: pip install build twine && twine upload dist/*")},
            "compile requirements/ci.in, which must list them, and install from its lock, "
            "or write the versions that this command prints: `printf '%s\\n' build twine | uv pip compile -`",
            id="several names in a workflow, with the input that init writes",
        ),
        pytest.param(
            {"requirements.txt": "six==1.17.0\n", "Makefile": "a:\n\tpip install ruff\n"},
            "write its version (`pip index versions ruff` lists them), "
            "or install it from a lock (`pinlint compile` says how)",
            id="one name in a Makefile, which init does not read",
        ),
        pytest.param(
            {
                "requirements.txt": "six==1.17.0\n",
                "Dockerfile": "FROM python:3.11\nRUN pip install gunicorn 'django>=5'\n",
            },
            "install them from a lock (`pinlint compile` says how), "
            "or write the versions that this command prints: "
            "`printf '%s\\n' gunicorn 'django>=5' | uv pip compile - --python-version 3.11`",
            id="several names, for the Python of the image",
        ),
        pytest.param(
            {
                "requirements.in": "six\n",
                "requirements.txt": "# pip-compile requirements.in\nsix==1.17.0\n    # via -r requirements.in\n",
                "Makefile": "a:\n\tpip install ruff\n",
            },
            "write its version (`pip index versions ruff` lists them), or install it from a lock",
            id="one name in a project with a lock",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN poetry add gunicorn\n"},
            "write its version (`pip index versions gunicorn` lists them), "
            "or run `poetry add gunicorn` on your machine and commit the files that it changes",
            id="a command that adds to the project",
        ),
    ],
)
def test_the_help_has_a_command_that_finds_the_versions(findings, files: dict[str, str], help: str) -> None:
    assert [found.help for found in findings(files, "unpinned-install")] == [help]


@pytest.mark.parametrize(
    ("more", "locking"),
    [
        pytest.param({}, "run `pinlint init` to lock what the workflows install", id="without an input"),
        pytest.param(
            {"requirements/ci.in": "six\n"},
            "compile requirements/ci.in, which must list them, and install from its lock",
            id="with the input that init writes",
        ),
    ],
)
def test_the_help_of_many_commands_names_the_input_that_is_there(findings, more, locking) -> None:
    found = findings(
        {**more, PATH: workflow("run: pip install build twine", "run: pip install ruff", "run: pip install mypy")},
        "unpinned-install",
    )
    cause = found[0].cause
    assert cause is not None
    assert cause.say(found)[1] == f"write their versions, or {locking}"


@pytest.mark.parametrize(
    ("place", "help"),
    [
        pytest.param(".gitlab-ci.yml", "run `pinlint init` to lock what the workflows install", id="GitLab"),
        pytest.param("Makefile", "install them from a lock", id="a file that init does not read"),
    ],
)
def test_the_help_of_many_commands_names_init_if_it_reads_all_of_them(findings, place: str, help: str) -> None:
    other = "b: {script: [pip install mypy]}\n" if place == ".gitlab-ci.yml" else "b:\n\tpip install mypy\n"
    found = findings({PATH: workflow("run: pip install ruff"), place: other}, "unpinned-install")
    cause = found[0].cause
    assert cause is not None
    assert len(found) == 2
    assert cause.say(found)[1] == f"write their versions, or {help}"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("pip install ${{ matrix.django }}", "", id="a whole requirement with a range"),
        pytest.param("pip install 'django~=${{ matrix.version }}'", "", id="a version of a range"),
        pytest.param("pip install 'django==${{ matrix.version }}' six", "six is not pinned", id="another requirement"),
        pytest.param(
            "for x in a==1 b==1; do pip install $x six; done", "six is not pinned", id="each turn of a loop is the same"
        ),
        pytest.param(
            "for x in a==1 b==1; do pip install $x git+https://example.org/a@main; done",
            "`pip install` installs git+https",
            id="each turn of a loop is the same branch",
        ),
    ],
)
def test_values_of_a_matrix_are_wanted(check_tree: Checked, command: str, expected: str) -> None:
    matrix = "{django: ['django~=4.2', 'django~=5.0'], version: ['4.2', '5.0']}"
    text = f"on: push\njobs:\n  a:\n    strategy: {{matrix: {matrix}}}\n    steps:\n      - run: {command}\n"
    found = check_tree({PATH: text}, "unpinned-install")
    assert len(found) == bool(expected)
    assert all(line.partition("unpinned-install: ")[2].startswith(expected) for line in found)
