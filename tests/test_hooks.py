"""The hooks as people run them: the real pre-commit and prek, a real repository, a real commit, no network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from trees import write_tree

from pinlint import cli

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("pinlint", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
pytestmark = pytest.mark.xdist_group("hooks")  # one installation serves all
#: Whatever is asked of these is refused at once.
NO_NETWORK = {"PIP_NO_INDEX": "1", "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}


class Repository:
    """A git repository on the disk."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        folder.mkdir(parents=True, exist_ok=True)
        self.run("git", "init", "--quiet", "--initial-branch=main")
        self.run("git", "config", "user.name", "tester")
        self.run("git", "config", "user.email", "tester@example.org")

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            check=False,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert not check or ran.returncode == 0, ran.stdout
        return ran

    def commit(self, files: dict[str, str | bytes], *, check: bool = False) -> subprocess.CompletedProcess[str]:
        """Writes the files and commits them; the hooks run."""
        write_tree(self.folder, files)
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--quiet", "--message", "change", check=check)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Without the network: what a hook's environment needs was downloaded to a folder before."""
    wheels = tmp_path_factory.mktemp("wheels")
    wanted = ["flit_core>=3.12,<4", "packaging>=26.3", "platformdirs", "pyyaml>=6", "tomli>=2.4", "urllib3>=2"]
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(wheels), *wanted], check=True)
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PIP_", "PYTHON", "PRE_COMMIT"))
    }
    return {
        **kept,
        **NO_NETWORK,
        "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"],
        "PIP_FIND_LINKS": str(wheels),
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "PREK_HOME": str(tmp_path_factory.mktemp("prek")),
        "UV_OFFLINE": "1",
        "UV_FIND_LINKS": str(wheels),
        "UV_NO_CONFIG": "1",
        "VIRTUALENV_NO_DOWNLOAD": "1",
    }


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """A repository with what this one ships, tagged as a release is."""
    repository = Repository(tmp_path_factory.mktemp("hooks"), environment)
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, repository.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, repository.folder / name)
    repository.run("git", "add", "--all")
    repository.run("git", "commit", "--quiet", "--message", "release")
    repository.run("git", "tag", "v0.1.0")
    return repository.folder


@pytest.fixture
def consumer(tmp_path: Path, environment: dict[str, str], hooks: Path):
    """``consumer(files, *hook ids, by=…)``: a repository with these files committed and then the hooks installed."""

    def make(files: dict[str, str | bytes], *ids: str, by: str = "pre-commit") -> Repository:
        repository = Repository(tmp_path / "consumer", environment)
        entry = {"repo": str(hooks), "rev": "v0.1.0", "hooks": [{"id": id} for id in ids]}
        repository.commit({**files, ".pre-commit-config.yaml": yaml.safe_dump({"repos": [entry]})}, check=True)
        repository.run(by, "install", "--install-hooks")
        return repository

    return make


@pytest.mark.parametrize("id", ["pinlint", "pinlint-pins"])
def test_a_loose_requirement_blocks_a_commit_and_a_pinned_one_passes(consumer, id: str) -> None:
    repository = consumer({"requirements.txt": "flask==3.0.0\n"}, id)

    blocked = repository.commit({"requirements.txt": "flask>=3\n"})

    assert blocked.returncode == 1
    assert "flask>=3 admits several versions, and nothing locks this file" in blocked.stdout
    assert "requirements.txt:1:1" in blocked.stdout
    assert repository.commit({"requirements.txt": "flask==3.0.1\n"}).returncode == 0


UV_LOCK = (
    "# This file was autogenerated by uv via the following command:\n"
    "#    uv pip compile requirements.in -o requirements.txt --python-version 3.12\n"
    "click==8.1.8\n    # via -r requirements.in\n"
)


@pytest.mark.parametrize("by", ["pre-commit", "prek"])
def test_an_input_that_is_committed_without_its_lock_blocks_the_commit(consumer, by: str) -> None:
    repository = consumer({"requirements.in": "click>=8\n", "requirements.txt": UV_LOCK}, "pinlint-freshness", by=by)

    blocked = repository.commit({"requirements.in": "click>=8\nhttpx>=0.27\n"})

    assert blocked.returncode == 1
    assert "httpx>=0.27 is not locked: requirements.txt has no pin of httpx" in blocked.stdout
    assert "uv pip compile requirements.in -o requirements.txt --python-version 3.12" in blocked.stdout
    assert repository.commit({"requirements.in": "click>=8.1\n"}).returncode == 0


@pytest.mark.parametrize("id", ["pinlint", "pinlint-freshness"])
@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        pytest.param(
            "addons/aldryn-sso/addon.json",
            '"aldryn-sso"',
            '"aldryn-sso',
            "invalid-manifest",
            id="only an addon's addon.json",
        ),
        pytest.param(
            "requirements.in",
            "/1.6.0/c2f81a90-7d35-4b6a-b0e4-9f1d3a5c7b33/aldryn-sso-1.6.0.tar.gz#egg=aldryn-sso==1.6.0",
            "/1.7.0/a1111111-7d35-4b6a-b0e4-9f1d3a5c7b33/aldryn-sso-1.7.0.tar.gz#egg=aldryn-sso==1.7.0",
            "aldryn-sso 1.6.0 is not what requirements.in:4 names",
            id="only the block of addons",
        ),
    ],
)
def test_half_of_a_change_to_a_divio_project_blocks_the_commit(
    consumer, id: str, path: str, old: str, new: str, message: str
) -> None:
    tree = ROOT / "tests" / "projects" / "divio-fresh"
    files = {file.relative_to(tree).as_posix(): file.read_bytes() for file in tree.rglob("*") if file.is_file()}
    repository = consumer(files, id)
    text = files[path].decode()
    assert old in text

    blocked = repository.commit({path: text.replace(old, new, 1)})

    assert blocked.returncode == 1
    assert message in blocked.stdout


def test_the_line_ends_of_windows_are_read_and_kept(consumer) -> None:
    repository = consumer({"requirements.txt": b"flask==3.0.0\r\n"}, "pinlint", "pinlint-fix")

    assert repository.commit({"requirements.txt": b"flask==3.0.1\r\nclick==8.1.8\r\n"}).returncode == 0
    blocked = repository.commit({"requirements.txt": b"flask==3.0.1\r\nclick>=8\r\nflask==3.0.1\r\n"})

    assert blocked.returncode == 1
    assert "requirements.txt:2:1" in blocked.stdout
    assert (repository.folder / "requirements.txt").read_bytes() == b"flask==3.0.1\r\nclick>=8\r\n"


@pytest.mark.parametrize("by", ["pre-commit", "prek"])
def test_a_baseline_lets_what_is_known_pass(consumer, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = consumer({"requirements.txt": "flask>=3\n"}, by=by)
    config = yaml.safe_load((repository.folder / ".pre-commit-config.yaml").read_text("utf-8"))
    config["repos"][0]["hooks"] = [{"id": "pinlint", "args": ["--baseline", "known.txt"]}]
    monkeypatch.chdir(repository.folder)
    assert cli.main(["check", "--write-baseline", "known.txt"]) == 0
    committed = repository.commit(
        {".pre-commit-config.yaml": yaml.safe_dump(config), "requirements.txt": "\nflask>=3\n"}
    )

    assert committed.returncode == 0, committed.stdout
    assert repository.commit({"requirements.txt": "flask>=3\nclick\n"}).returncode == 1


def test_a_file_of_another_kind_does_not_wake_the_hook(consumer) -> None:
    repository = consumer({"requirements.txt": "flask>=3\n"}, "pinlint")

    committed = repository.commit({"notes.md": "text\n"})

    assert committed.returncode == 0
    assert "no files to check" in committed.stdout


def test_a_hook_leaves_out_what_the_configuration_excludes(consumer) -> None:
    repository = consumer({"pinlint.toml": "exclude = ['vendor/*']\n"}, "pinlint-pins")

    assert repository.commit({"vendor/requirements.txt": "flask>=3\n"}).returncode == 0
    assert repository.commit({"requirements.txt": "flask>=3\n"}).returncode == 1


def test_the_fixing_hook_mends_and_stops_the_commit_once(consumer) -> None:
    repository = consumer({"requirements.txt": "flask==3.0.0\n"}, "pinlint-fix")

    first = repository.commit({"requirements.txt": "flask==3.0.0\nflask==3.0.0\n"})

    assert first.returncode == 1
    assert "files were modified by this hook" in first.stdout
    assert (repository.folder / "requirements.txt").read_text() == "flask==3.0.0\n"


@pytest.mark.parametrize("by", ["pre-commit", "prek"])
def test_the_manifest_is_valid(environment: dict[str, str], by: str) -> None:
    subprocess.run([by, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], check=True, env=environment)


@pytest.mark.parametrize("id", ["pinlint", "pinlint-pins", "pinlint-freshness", "pinlint-fix"])
@pytest.mark.parametrize(
    ("path", "wakes"),
    [
        ("requirements.txt", True),
        ("requirements.in", True),
        ("requirements/base.txt", True),
        ("backend/requirements-dev.in", True),
        ("constraints.txt", True),
        ("pyproject.toml", True),
        ("setup.cfg", True),
        ("services/api/setup.py", True),
        ("README.md", False),
        ("requirements.md", False),
        ("docs/notes.txt", False),
        ("src/app.py", False),
    ],
)
def test_the_hooks_wake_for(id: str, path: str, wakes: bool) -> None:
    manifest = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}

    assert bool(re.search(manifest[id]["files"], path)) is wakes


@pytest.mark.parametrize("path", ["Dockerfile", "docker/Dockerfile.prod", "addons/aldryn-django/addon.json"])
def test_what_is_no_requirement_source_wakes_the_hooks_that_look_at_it(path: str) -> None:
    manifest = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}

    assert re.search(manifest["pinlint"]["files"], path)
    assert re.search(manifest["pinlint-freshness"]["files"], path)
    assert not re.search(manifest["pinlint-pins"]["files"], path)
