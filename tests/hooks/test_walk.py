"""From nothing to a red commit and to a green one, by nothing but what pinlint itself prints. Real tools, no network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from repository import Repository
from trees import write_tree, write_wheel

from pinlint.findings.documentation import REPOSITORY

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="what pinlint prints is for a POSIX shell"),
    pytest.mark.xdist_group("hooks"),  # one installation serves all
]

INPUT = "alpha<2\n"
COMPILE = "uv pip compile --quiet {0} --output-file requirements.txt"
PROJECT = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["alpha<2"]\n'
DIVIO = ROOT / "tests" / "projects" / "divio-fresh"
#: The command of Divio's platform, as a stand-in for the container does it.
DOCKER = """\
#!/bin/sh
[ "$*" = "compose run --rm web pip-reqs compile" ] || exit 125
sed -i -e s,/1.6.0/c2f81a90,/1.7.0/a1111111, -e s/aldryn-sso-1.6.0/aldryn-sso-1.7.0/ -e s/aldryn-sso==1.6.0/aldryn-sso==1.7.0/ \\
    requirements.txt
"""


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], hooks: Path) -> dict[str, str]:
    """The variables of somebody who has installed pinlint as the README says.

    Git takes the repository of the hooks for pinlint's own, which is out of reach. An index offers alpha, beta and gamma.
    """
    home = tmp_path_factory.mktemp("newcomer")
    (home / ".gitconfig").write_text(f'[url "{hooks.as_uri()}"]\n\tinsteadOf = {REPOSITORY}\n', "utf-8")
    subprocess.run([sys.executable, "-m", "venv", str(home / "tools")], check=True)
    variables = {
        **{key: value for key, value in environment.items() if not key.startswith("XDG_")},
        "HOME": str(home),
        "PATH": os.pathsep.join([str(home / "tools" / "bin"), str(home / "bin"), environment["PATH"]]),
    }
    install = ["pip", "install", "--quiet", "--disable-pip-version-check", f"git+{REPOSITORY}@v0.1.0"]
    subprocess.run(install, env=variables, check=True)
    wheels = home / "wheels"
    wheels.mkdir()
    write_wheel(wheels, "alpha", "1.0", "beta")
    write_wheel(wheels, "beta", "1.0")
    write_wheel(wheels, "gamma", "3.0")
    write_tree(home / "bin", {"docker": DOCKER})
    (home / "bin" / "docker").chmod(0o755)
    # pre-commit's own environments are made with pip, which keeps to its folder of wheels.
    return {**variables, "UV_FIND_LINKS": str(wheels), "UV_NO_INDEX": "1", "UV_CACHE_DIR": str(home / "cache")}


def commands(printed: str, title: str) -> list[str]:
    """The commands that stand below a line, indented; comments behind them are for people."""
    block = re.search(rf"^{re.escape(title)}\n((?:  .*\n)+)", printed, re.MULTILINE)
    assert block, printed
    return [re.sub(r" {2,}# .*", "", line).strip() for line in block[1].splitlines()]


def compiled(source: str, text: str) -> Callable[[Repository], None]:
    """Begins a project with an input and the lock that uv makes of it."""

    def begin(repository: Repository) -> None:
        write_tree(repository.folder, {source: text})
        repository.run("bash", "-c", COMPILE.format(source))

    return begin


def platforms(repository: Repository) -> None:
    """Begins a project of Divio's platform."""
    write_tree(
        repository.folder,
        {path.relative_to(DIVIO).as_posix(): path.read_bytes() for path in DIVIO.rglob("*") if path.is_file()},
    )


@pytest.mark.parametrize(
    ("begin", "path", "old", "new", "message"),
    [
        pytest.param(
            compiled("requirements.in", INPUT),
            "requirements.in",
            INPUT,
            INPUT + "gamma>=3\n",
            "gamma>=3 is not locked: requirements.txt has no pin of gamma",
            id="requirements.in and uv",
        ),
        pytest.param(
            compiled("pyproject.toml", PROJECT),
            "pyproject.toml",
            '"alpha<2"',
            '"alpha<2", "gamma>=3"',
            "gamma>=3 is not locked: requirements.txt has no pin of gamma",
            id="pyproject.toml and uv",
        ),
        pytest.param(
            platforms,
            "requirements.in",
            "/1.6.0/c2f81a90-7d35-4b6a-b0e4-9f1d3a5c7b33/aldryn-sso-1.6.0.tar.gz#egg=aldryn-sso==1.6.0",
            "/1.7.0/a1111111-7d35-4b6a-b0e4-9f1d3a5c7b33/aldryn-sso-1.7.0.tar.gz#egg=aldryn-sso==1.7.0",
            "aldryn-sso 1.6.0 is not what requirements.in:4 names",
            id="Divio",
        ),
    ],
)
def test_from_init_to_red_to_green(tmp_path: Path, newcomer, hooks: Path, begin, path, old, new, message) -> None:
    repository = Repository(tmp_path / "project", newcomer)
    begin(repository)
    repository.commit({}, check=True)

    printed = repository.run("pinlint", "init", "--yes").stdout
    for command in commands(printed, "Next:"):
        repository.run("bash", "-c", command)
    repository.commit({}, check=True)

    changed = (repository.folder / path).read_text("utf-8").replace(old, new)
    repository.run("git", "switch", "--quiet", "--create", "feature")
    blocked = repository.commit({path: changed})
    assert blocked.returncode == 1
    assert message in blocked.stdout
    repository.run("git", "commit", "--quiet", "--no-verify", "--message", "change")
    red = repository.run("pinlint", "check", "--since", "main", check=False)
    assert red.returncode == 1
    assert message in red.stdout

    fixing = commands(red.stdout, "To bring requirements.txt up to date, run:")
    assert fixing == commands(blocked.stdout, "To bring requirements.txt up to date, run:")
    assert len(fixing) == 1
    repository.run("bash", "-c", fixing[0])
    assert repository.run("git", "status", "--porcelain").stdout == " M requirements.txt\n"
    repository.commit({}, check=True)
    green = repository.run("pinlint", "check", "--since", "main")
    assert green.stdout.startswith("No findings in ")


def test_what_init_writes_names_the_release_by_tag_and_commit(tmp_path: Path, newcomer, hooks: Path) -> None:
    repository = Repository(tmp_path / "project", newcomer)
    compiled("requirements.in", INPUT)(repository)

    printed = repository.run("pinlint", "init", "--yes").stdout

    commit = subprocess.check_output(["git", "-C", str(hooks), "rev-parse", "v0.1.0"], text=True).strip()
    workflow = (repository.folder / ".github" / "workflows" / "pinlint.yml").read_text("utf-8")
    assert f"      - uses: pinlint/pinlint@{commit} # v0.1.0\n" in workflow
    (entry,) = yaml.safe_load((repository.folder / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert (entry["repo"], entry["rev"]) == (REPOSITORY, commit)
    assert "not known" not in printed
    assert "local copy" not in printed
