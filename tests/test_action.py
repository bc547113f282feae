"""The GitHub Action, its steps really run: a small runner takes the place of GitHub's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from trees import write_tree

ROOT = Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the runner here starts bash as Linux runners do"),
    pytest.mark.xdist_group("action"),  # one installation serves all
]


class Runner:
    """Runs the steps of the composite action as a runner does. Expressions other than the few it knows are an error."""

    def __init__(self, folder: Path, workspace: Path, environment: dict[str, str], temporary: Path) -> None:
        self.folder = folder
        self.temporary = temporary
        self.workspace = workspace
        self.environment = environment
        self.used: list[dict[str, Any]] = []

    def run(
        self, inputs: dict[str, str], base: str = "", *, fork: bool = False
    ) -> tuple[int, dict[str, str], str, str]:
        """The status, the outputs, what was printed, and the job summary."""
        values = {f"inputs.{name}": str(declared.get("default", "")) for name, declared in ACTION["inputs"].items()}
        values |= {f"inputs.{name}": value for name, value in inputs.items()}
        values |= {"github.action_path": str(ROOT), "runner.temp": str(self.temporary)}
        values["github.event.pull_request.base.sha"] = base
        if base:
            values["github.event.pull_request.head.repo.fork"] = str(fork).lower()
        status, printed = 0, ""
        summary = self.folder / "summary.md"
        summary.write_text("")
        for step in ACTION["runs"]["steps"]:
            if "if" in step and not self.holds(step["if"], values, failed=status != 0):
                continue
            if "if" not in step and status:
                continue
            if "uses" in step:
                self.used.append({"uses": step["uses"], **{k: self.expand(v, values) for k, v in step["with"].items()}})
                continue
            if step["name"] == "Install pinlint" and (self.temporary / "pinlint").exists():
                continue  # it was really run before, for the first of these tests
            output = self.folder / "output"
            output.write_text("")
            ran = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.workspace / self.expand(step.get("working-directory", "."), values),
                env={
                    **self.environment,
                    **{name: self.expand(value, values) for name, value in step.get("env", {}).items()},
                    "GITHUB_OUTPUT": str(output),
                    "GITHUB_STEP_SUMMARY": str(summary),
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                check=False,
            )
            status = status or ran.returncode
            printed += ran.stdout
            for line in output.read_text("utf-8").splitlines():
                name, _, value = line.partition("=")
                values[f"steps.{step['id']}.outputs.{name}"] = value
        outputs = {name: self.expand(declared["value"], values) for name, declared in ACTION["outputs"].items()}
        return status, outputs, printed, summary.read_text("utf-8")

    @staticmethod
    def expand(text: str, values: dict[str, str]) -> str:
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: values.get(match[1], ""), text)

    @staticmethod
    def holds(condition: str, values: dict[str, str], *, failed: bool) -> bool:
        terms = condition.split(" && ")
        if "always()" not in terms and failed:
            return False
        for term in terms:
            if term == "always()":
                continue
            match = re.fullmatch(r"([\w.-]+) (==|!=) (?:'([^']*)'|(true))", term)
            assert match, f"an expression that this runner does not know: {term}"
            if (values.get(match[1], "") == (match[4] or match[3])) is not (match[2] == "=="):
                return False
        return True


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables for steps without the network: what the action installs was downloaded to a folder before."""
    wheels = tmp_path_factory.mktemp("wheels")
    lock = ROOT / "requirements" / "action.txt"
    download = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--dest",
        str(wheels),
    ]
    subprocess.run([*download, "-r", str(lock)], check=True)
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GIT_", "PIP_", "PYTHON"))
    }
    path = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    return {**kept, "PATH": path, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}


@pytest.fixture(scope="session")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's folder for temporary files; what the first test installs there serves all."""
    return tmp_path_factory.mktemp("runner")


@pytest.fixture
def project(tmp_path: Path, installed: dict[str, str], temporary: Path):
    """``project(files, **inputs)``: the action on a repository with one commit for each mapping in ``files``."""

    def act(*commits: dict[str, str], fork: bool = False, **inputs: str):
        workspace = tmp_path / "workspace"
        workspace.mkdir()
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(workspace)]
        subprocess.run([*git, "init", "--quiet"], check=True)
        revisions = []
        for files in commits:
            write_tree(workspace, files)
            subprocess.run([*git, "add", "--all"], check=True)
            subprocess.run([*git, "commit", "--quiet", "--message", "x"], check=True)
            revisions.append(subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip())
        runner = Runner(tmp_path, workspace, installed, temporary)
        base = revisions[0] if len(revisions) > 1 else ""
        named = {name.replace("_", "-"): value for name, value in inputs.items()}
        return (*runner.run(named, base, fork=fork), runner, workspace)

    return act


LOOSE = {"requirements.txt": "flask>=2\n"}


def test_a_finding_fails_the_step_and_is_annotated_and_summed_up(project) -> None:
    status, outputs, printed, summary, *_ = project(LOOSE)

    assert status == 1
    assert outputs == {"findings": "1", "verdict": "none", "sarif-file": "", "exit-code": "1"}
    assert re.search(r"^::error .*file=requirements\.txt,line=1", printed, re.MULTILINE)
    assert "error[loose-requirement]" in printed
    assert "loose-requirement" in summary


def test_more_reports_are_written(project) -> None:
    *_, workspace = project(LOOSE, formats="junit:out.xml\ngitlab:out.json")

    assert "loose-requirement" in (workspace / "out.xml").read_text("utf-8")
    assert json.loads((workspace / "out.json").read_text("utf-8"))[0]["check_name"] == "loose-requirement"


def test_a_clean_project_passes(project) -> None:
    status, outputs, printed, *_ = project({"requirements.txt": "flask==3.0.0\n"})

    assert (status, outputs["findings"], outputs["exit-code"]) == (0, "0", "0")
    assert "No findings" in printed


def test_a_pull_request_is_judged_by_what_it_introduces(project) -> None:
    status, outputs, printed, *_ = project(LOOSE, {"api/requirements.txt": "django\n"}, changed_only="true")

    assert (status, outputs["findings"]) == (1, "1")
    assert "api/requirements.txt" in printed
    assert "flask" not in printed


def test_a_pull_request_that_introduces_nothing_passes(project) -> None:
    assert project(LOOSE, {"notes.md": "x\n"}, changed_only="true")[0] == 0


def test_sarif_is_written_and_uploaded_also_after_a_failure(project) -> None:
    status, outputs, _, _, runner, workspace = project(LOOSE, sarif_file="out.sarif", upload_sarif="true")

    assert (status, outputs["sarif-file"]) == (1, "out.sarif")
    assert json.loads((workspace / "out.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert [(use["uses"].partition("@")[0], use["sarif_file"]) for use in runner.used] == [
        ("github/codeql-action/upload-sarif", "out.sarif")
    ]


@pytest.mark.parametrize("fork", [True, False])
def test_sarif_of_a_fork_is_written_and_not_uploaded(project, fork: bool) -> None:
    _, outputs, printed, _, runner, _ = project(
        LOOSE, {"requirements.txt": "flask>=3\n"}, fork=fork, sarif_file="out.sarif", upload_sarif="true"
    )

    assert outputs["sarif-file"] == "out.sarif"
    assert (len(runner.used), "::notice title=pinlint::The SARIF file is not uploaded" in printed) == (
        (0, True) if fork else (1, False)
    )


@pytest.mark.parametrize(
    "settings", ["fail-on = 'never'", "ignore = ['pins']", "select = ['hashes']", "exclude = ['*']"]
)
def test_a_pull_request_does_not_loosen_what_it_is_judged_by(project, settings: str) -> None:
    change = {"api/requirements.txt": "django\n", "pinlint.toml": settings + "\n"}
    status, outputs, *_ = project(LOOSE, change, changed_only="true")

    assert (status, outputs["findings"]) == (1, "1")


def test_a_repository_with_nothing_to_check_passes(project) -> None:
    status, outputs, printed, *_ = project({"notes.md": "x\n"}, sarif_file="out.sarif")

    assert (status, outputs["exit-code"], outputs["sarif-file"]) == (0, "0", "out.sarif")
    assert "nothing to check" in printed


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param({"fail_on": "never"}, 0, id="nothing fails the step"),
        pytest.param({"args": "--ignore\npins"}, 0, id="arguments are passed on, one a line"),
        pytest.param({"paths": "nowhere"}, 2, id="a path that is not there"),
        pytest.param({"annotations": "false", "summary": "false"}, 1, id="without annotations and summary"),
    ],
)
def test_inputs(project, inputs: dict[str, str], expected: int) -> None:
    status, outputs, printed, summary, *_ = project(LOOSE, **inputs)

    assert (status, outputs["exit-code"]) == (expected, str(expected))
    if "summary" in inputs:
        assert summary == ""
        assert "::error" not in printed


@pytest.mark.parametrize(
    "text", ["$(touch owned)", "; touch owned;", "`touch owned`", "a\ntouch owned", "--output-file=owned"]
)
def test_inputs_are_never_read_by_a_shell(project, text: str) -> None:
    *_, workspace = project(LOOSE, paths=text, config=text, fail_on=text, sarif_file=text, formats=text)

    assert not (workspace / "owned").exists()


def test_modules_of_the_checked_project_are_not_imported(project) -> None:
    evil = "open('owned', 'w')\n"
    *_, workspace = project({**LOOSE, "json.py": evil, "pinlint/__init__.py": evil, "sitecustomize.py": evil})

    assert not (workspace / "owned").exists()


def test_nested_actions_are_named_by_commit() -> None:
    uses = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]

    assert uses
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use) for use in uses)


def test_no_expression_stands_in_a_script() -> None:
    assert not [step for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")]


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-actions", ["action.yml"]),
        ("vendor.github-workflows", sorted((ROOT / "docs").rglob("*.workflow.yml"))),
    ],
    ids=["action", "workflows"],
)
def test_the_schema_holds(schema: str, files: list[Path | str]) -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    assert files
    subprocess.run([*check, *map(str, files)], cwd=ROOT, check=True)
