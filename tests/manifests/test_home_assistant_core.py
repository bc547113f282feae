"""The files that Home Assistant's generator writes: right as they are, and wrong when any line of them is changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from trees import write_tree

from pinlint.checking import engine
from pinlint.findings.config import Config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GENERATOR = '''\
"""Writes the requirements."""
CONSTRAINT_BASE = """
# Two bounds of one project
multidict>=6.0.2
multidict>=6.4.2

# It is not to be repeated
grpcio==1.71.0

# A fake
uuid==1000000000.0.0
"""

EXCLUDED_REQUIREMENTS_ALL = {"grpcio", "RPi.GPIO"}
IGNORE_PRE_COMMIT_HOOK_ID: tuple[str, ...] = (
    "check-json",
    "ruff-format",  # it is just ruff
)
MAP_HOOK_ID_TO_PACKAGE = {"ruff-check": "ruff"}


def outputs():
    core = ["-c homeassistant/package_constraints.txt\\n"]
    return core, ["-r requirements.txt\\n"], ["-r requirements_test.txt\\n"]


def gather_constraints():
    return {*gather_recursive_requirements("default_config"), *gather_recursive_requirements("mqtt")}


FILES = ("requirements.txt", "requirements_test_pre_commit.txt", "homeassistant/package_constraints.txt")
'''
HOOKS = """\
repos:
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v0.11.0
    hooks:
      - id: ruff-check
      - id: ruff-format
  - repo: https://github.com/pre-commit/pre-commit-hooks
    rev: v5.0.0
    hooks:
      - id: check-json
  - repo: https://github.com/adrienverge/yamllint.git
    rev: v1.37.0
    hooks:
      - id: yamllint
        additional_dependencies:
          - pathspec==0.12.1
  - repo: local
    hooks:
      - id: mypy
"""
INTEGRATIONS = {
    "default_config": '{"dependencies": ["zeroconf", "gone"]}',
    "hue": '{"requirements": ["aiohue==4.7.4"]}',
    "mqtt": '{"requirements": ["paho-mqtt==2.1.0"]}',
    "old": '{"requirements": ["old==1"], "disabled": "it does not build"}',
    "zeroconf": '{"requirements": ["zeroconf==0.146.0", "aiohttp==3.11.16", "grpcio==1.71.0"]}',
}
GENERATED = {
    "requirements.txt": "-c homeassistant/package_constraints.txt\n\n# Core\naiohttp==3.11.16\nPyYAML>=6,<7\nurllib3>=1.26.5\n",
    "requirements_all.txt": "-r requirements.txt\n\n"
    "# homeassistant.components.zeroconf\naiohttp==3.11.16\n\n"
    "# homeassistant.components.hue\naiohue==4.7.4\n\n"
    "# homeassistant.scripts.check_config\ncolorlog==6.8.2\n\n"
    "# homeassistant.components.zeroconf\n# grpcio==1.71.0\n\n"
    "# homeassistant.components.mqtt\npaho-mqtt==2.1.0\n\n"
    "# homeassistant.auth.mfa_modules.totp\npyotp==2.8.0\n\n"
    "# homeassistant.components.zeroconf\nzeroconf==0.146.0\n",
    "requirements_test_all.txt": "-r requirements_test.txt\n\n"
    "# homeassistant.components.hue\naiohue==4.7.4\n\n"
    "# homeassistant.scripts.check_config\ncolorlog==6.8.2\n\n"
    "# homeassistant.auth.mfa_modules.totp\npyotp==2.8.0\n",
    "requirements_test_pre_commit.txt": "pathspec==0.12.1\nruff==0.11.0\nyamllint==1.37.0\n",
    "homeassistant/package_constraints.txt": "aiohttp==3.11.16\npaho-mqtt==2.1.0\nPyYAML>=6,<7\nurllib3>=1.26.5\n"
    "zeroconf==0.146.0\n\n# Two bounds of one project\nmultidict>=6.0.2\nmultidict>=6.4.2\n\n"
    "# It is not to be repeated\ngrpcio==1.71.0\n\n# A fake\nuuid==1000000000.0.0\n",
}
TREE = {
    **GENERATED,
    "script/gen_requirements_all.py": GENERATOR,
    ".pre-commit-config.yaml": HOOKS,
    "pyproject.toml": '[project]\nname = "homeassistant"\nversion = "1"\n'
    'dependencies = ["aiohttp==3.11.16", "PyYAML>=6,<7", "urllib3>=1.26.5"]\n',
    "homeassistant/scripts/check_config.py": 'REQUIREMENTS = ("colorlog==6.8.2",)\n',
    "homeassistant/auth/mfa_modules/totp.py": 'REQUIREMENTS: list[str] = ["pyotp==2.8.0"]\n',
    "requirements_test.txt": "-r requirements_test_pre_commit.txt\nastroid==3.3.9\n",
    "tests/components/hue/__init__.py": "",
    "Dockerfile": "FROM python:3.13\nCOPY requirements.txt homeassistant/\n"
    "COPY homeassistant/package_constraints.txt homeassistant/homeassistant/\n"
    "RUN pip install -r homeassistant/requirements.txt\n",
    **{f"homeassistant/components/{name}/manifest.json": text for name, text in INTEGRATIONS.items()},
}
SETUP = (
    "from setuptools import setup\n\nREQUIRES = ['aiohttp==3.11.16', 'PyYAML>=6,<7', 'urllib3>=1.26.5']\n"
    "setup(name='x', install_requires=REQUIRES)\n"
)
#: Path -> line -> what is reported on the tree in which something else was put in its place.
TAMPERED = [
    ("requirements.txt", "aiohttp==3.11.16", "aiohttp==3.11.15", "manifest-mismatch requirements.txt:4"),
    ("requirements.txt", "aiohttp==3.11.16\n", "", "unlocked-manifest pyproject.toml:4"),
    ("requirements.txt", "urllib3>=1.26.5", "urllib3>=1.26.5\nsix==1.17.0", "stale-mirror requirements.txt:7"),
    (
        "requirements_test_pre_commit.txt",
        "ruff==0.11.0",
        "ruff==0.10.0",
        "manifest-mismatch requirements_test_pre_commit.txt:2",
    ),
    ("requirements_test_pre_commit.txt", "ruff==0.11.0\n", "", "unlocked-manifest .pre-commit-config.yaml:3"),
    ("requirements_test_pre_commit.txt", "pathspec==0.12.1\n", "", "unlocked-manifest .pre-commit-config.yaml:16"),
    (
        "homeassistant/package_constraints.txt",
        "PyYAML>=6,<7\n",
        "",
        "unlocked-manifest pyproject.toml:4",
    ),
    (
        "homeassistant/package_constraints.txt",
        "multidict>=6.4.2\n",
        "",
        "unlocked-manifest script/gen_requirements_all.py:5",
    ),
    (
        "homeassistant/package_constraints.txt",
        "zeroconf==0.146.0\n",
        "",
        "unlocked-manifest homeassistant/components/zeroconf/manifest.json:1",
    ),
    ("requirements_all.txt", "colorlog==6.8.2", "colorlog==6.8.1", "manifest-mismatch requirements_all.txt:10"),
    ("requirements_all.txt", "-r requirements.txt\n", "", "unlocked-manifest requirements_all.txt:1"),
]


def reported(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The findings of the tree, informative ones left out."""
    write_tree(folder, files)
    report = engine.check(str(folder), [""], Config({}))
    return [f"{f.rule} {f.location.path}:{f.location.line}" for f in report.findings if f.severity != "info"]


def without(files: Mapping[str, str], *paths: str) -> dict[str, str]:
    return {path: text for path, text in files.items() if path not in paths}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(TREE, id="all files as the generator writes them"),
        pytest.param(
            {**without(TREE, "pyproject.toml"), "setup.py": SETUP}, id="the core's dependencies stand in setup.py"
        ),
        pytest.param(
            {**TREE, "script/gen_requirements_all.py": GENERATOR + "print 'of Python 2'\n"},
            id="a generator that cannot be read",
        ),
        pytest.param(
            {
                **without(TREE, "Dockerfile"),
                "requirements.txt": "other==2\n",
                "script/gen_requirements_all.py": "FILES = ['requirements_all.txt']\n",
                "homeassistant/package_constraints.txt": "other==1\n",
            },
            id="an old generator that writes less",
        ),
    ],
)
def test_what_is_generated_is_right(tmp_path: Path, files: Mapping[str, str]) -> None:
    assert reported(tmp_path, files) == []


@pytest.mark.parametrize(("path", "line", "other", "finding"), TAMPERED)
def test_what_is_reported(tmp_path: Path, path: str, line: str, other: str, finding: str) -> None:
    assert line in GENERATED[path]
    assert finding in reported(tmp_path, {**TREE, path: GENERATED[path].replace(line, other)})


def changed(line: str) -> str:
    """The line with another last digit; another name where it has none."""
    at = max((at for at, letter in enumerate(line) if letter.isdigit()), default=len(line) - 1)
    return line[:at] + ("9" if line[at] != "9" else "8") + line[at + 1 :].rstrip("\n") + "\n"


#: What one may do to a line -> what stands in its place.
TAMPERINGS = {
    "changed": changed,
    "renamed": lambda line: re.sub(r"^(# |-\w )?", r"\1x", line, count=1),
    "deleted": lambda _: "",
    "followed by another": lambda line: f"{line}six==1.17.0\n",
    "duplicated": lambda line: 2 * line,
    "made a comment": lambda line: f"# {line}",
    "no comment any more": lambda line: line.removeprefix("# "),
}


@pytest.mark.parametrize("path", GENERATED)
def test_each_line_counts(tmp_path: Path, path: str) -> None:
    """Comments are none of it that say nothing of what is required."""
    lines = GENERATED[path].splitlines(keepends=True)
    write_tree(tmp_path, TREE)
    silent = []
    elsewhere = []
    for number, line in enumerate(lines):
        required = bool(line.strip()) and (not line.startswith("#") or "==" in line)
        names = "homeassistant." in line
        for what, other in TAMPERINGS.items():
            said = required or (names and what != "duplicated") or what.startswith("followed")
            said = said and (what != "no comment any more" or (line.startswith("# ") and required))
            text = "".join([*lines[:number], other(line), *lines[number + 1 :]])
            if said and not (found := reported(tmp_path, {path: text})):
                silent.append((what, line))
            elif required and what in ("changed", "renamed"):
                places = {each.rpartition(" ")[2] for each in found}
                if not places & {f"{path}:{number + 1}", f"{path}:1" if line.startswith("-") else ""}:
                    elsewhere.append((what, line, found))
    assert (silent, elsewhere) == ([], [])


#: A generator whose literals are in a module that pinlint does not follow: what the files themselves say remains.
ELSEWHERE = '"""Writes the requirements."""\nfrom script.tables import *\n'
MARKED = {
    **TREE,
    "script/gen_requirements_all.py": ELSEWHERE,
    **{
        path: f"# Automatically generated by gen_requirements_all.py, do not edit\n{GENERATED[path]}"
        for path in ("requirements.txt", "homeassistant/package_constraints.txt")
    },
}


def test_a_generator_without_its_tables_writes_what_the_files_say(tmp_path: Path) -> None:
    """Of the constraints only the core's own are known, so lines that are not the core's may be there."""
    assert reported(tmp_path, MARKED) == []
    core = ["aiohttp==3.11.16", "PyYAML>=6,<7", "urllib3>=1.26.5"]
    tampered = [
        (path, line, other)
        for path in ("requirements.txt", "homeassistant/package_constraints.txt")
        for line in core
        for other in ("", f"x{line}", f"{line}.9", f"# {line}")
    ]
    tampered.append(("requirements.txt", core[0], f"{core[0]}\nsix==1.17.0"))
    assert [
        each for each in tampered if not reported(tmp_path, {**MARKED, each[0]: MARKED[each[0]].replace(*each[1:])})
    ] == []


def test_a_line_that_is_there_twice(check_tree) -> None:
    text = GENERATED["requirements_all.txt"].replace("aiohue==4.7.4\n", "aiohue==4.7.4\naiohue==4.7.4\n")
    assert check_tree({**TREE, "requirements_all.txt": text}, "stale-mirror") == [
        "requirements_all.txt:8:1: error: stale-mirror: requirements_all.txt has aiohue==4.7.4 more than once"
    ]


def test_a_line_that_several_integrations_require(check_tree) -> None:
    """The generator writes one line for all of them, also in the constraints."""
    more = {"homeassistant/components/zha/manifest.json": '{"requirements": ["zeroconf==0.146.0"]}'}
    more["homeassistant/components/mqtt/manifest.json"] = '{"requirements": ["paho-mqtt==2.1.0", "zeroconf==0.146.0"]}'
    comments = "# homeassistant.components.mqtt\n# homeassistant.components.zeroconf\n# homeassistant.components.zha\n"
    right = GENERATED["requirements_all.txt"].replace(
        "# homeassistant.components.zeroconf\nzeroconf", f"{comments}zeroconf"
    )
    paths = ("requirements_all.txt", "homeassistant/package_constraints.txt")
    tree = {**TREE, **more, "requirements_all.txt": right}
    assert check_tree(tree, "stale-mirror", "unlocked-manifest", "manifest-mismatch") == []
    for path in paths:
        twice = tree[path].replace("zeroconf==0.146.0\n", "zeroconf==0.146.0\n" * 2)
        assert [line.partition(": error: ")[2] for line in check_tree({**tree, path: twice}, "stale-mirror")] == [
            f"stale-mirror: {path} has zeroconf==0.146.0 more than once"
        ]


def test_a_line_that_should_be_a_comment(check_tree) -> None:
    """A new generator compares names: RPi.GPIO is not RPi.GPIO2. An old one looks for the name in the line."""
    commented = "# grpcio==1.71.0"
    text = GENERATED["requirements_all.txt"].replace(commented, commented[2:])
    found = "requirements_all.txt:13:1: error: stale-mirror: requirements_all.txt installs grpcio==1.71.0, but its generator"
    assert check_tree({**TREE, "requirements_all.txt": text}, "stale-mirror") == [
        f"{found} writes this line as a comment"
    ]
    reflection = {
        "homeassistant/components/hue/manifest.json": '{"requirements": ["grpcio-reflection==1.71.0"]}',
        "requirements_all.txt": GENERATED["requirements_all.txt"].replace("aiohue==4.7.4", "grpcio-reflection==1.71.0"),
        "requirements_test_all.txt": GENERATED["requirements_test_all.txt"].replace(
            "aiohue==4.7.4", "grpcio-reflection==1.71.0"
        ),
    }
    assert len(check_tree({**TREE, **reflection}, "stale-mirror")) == 2
    new = GENERATOR + "\n\ndef normalize_package_name(requirement): ...\n"
    assert check_tree({**TREE, **reflection, "script/gen_requirements_all.py": new}, "stale-mirror") == []
