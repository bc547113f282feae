"""unpinned-install in the files of CI systems, task runners and tools: each names what it installs, at its place."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pinlint.findings.finding import Finding

Checked = Callable[..., list[str]]

GITLAB = """
default:
  before_script: [pip install one]
.setup: &setup
  - pip install two
test:
  script:
    - *setup
    - [pip install three, ["pip install four"]]
    - cd sub && pip install -r r.txt
    - pip install six
lint:
  extends: .base
  after_script: pip install five
.base:
  variables: {X: x}
  script:
    - !reference [.other, script]
.other:
  script: pip install $X "$Y" seven
"""
VAGRANT = """
Vagrant.configure("2") do |config|
  # inline: "pip install no"
  config.vm.provision "shell", inline: <<-SHELL
    pip install one #{NAME} five==5
  SHELL
  config.vm.provision "shell", :inline => "pip install two"
  config.vm.provision "shell", inline: 'pip install three'
end
"""
CIRCLE = """
jobs:
  build:
    steps:
      - checkout
      - run: pip install one
      - run: {name: pip install no, command: pip install two, working_directory: sub}
      - run:
          command: |
            pip install three
commands:
  setup: {steps: [{run: pip install four}]}
"""
AZURE = """
steps:
  - script: pip install one
    displayName: pip install no
  - {bash: pip install two}
  - pwsh: |
      pip install `
        three
  - task: Bash@3
"""
TRAVIS = """
install: [pip install one, "pip install two"]
script: make
jobs:
  include:
    - {name: x, install: pip install three}
"""
TOX = """
[tox]
requires = zero
[base]
deps =
    one
    two==2
[testenv]
deps =
    # a comment
    {[base]deps}
    three>=3
    django5: Django>=5,<6
    lint: four
    -r r.txt
    five{env:VERSION:}
[testenv:lint]
deps = six ; python_version > "3"
commands =
    - {envpython} -m pip install seven
    {envbindir}/pip install eight \\
        nine==9
    pytest {posargs}
"""
NOX = """
import nox
TOOLS = ["one", "two==2"]
MORE = ("three>=3",)

@nox.session
def test(session):
    session.install("four", "-r", "r.txt", "--upgrade", f"five=={X}", *session.posargs)
    session.install(*TOOLS, *MORE)
    session.run_install("pip", "install", "six", external=True)
    session.run("python", "-m", "pip", "install", "seven 7")
    session.conda_install("eight")
    other.install("nine")
"""
PYPROJECT = """
[tool.hatch.envs.test]
dependencies = ["one", "two==2"]
extra-dependencies = ["three>=3"]
[tool.hatch.envs.lint.scripts]
check = ["pip install four", "ruff ."]
fmt = "uvx five"
[tool.tox]
requires = ["six"]
[tool.tox.env_run_base]
deps = ["seven", "-r", "r.txt"]
commands = [["pip", "install", "eight"], ["pytest"]]
[tool.tox.env.x]
deps = [{ replace = "ref", of = ["a"] }, "nine"]
"""
LEGACY = """
[tool.tox]
legacy_tox_ini = \'\'\'
[tox]
envlist = x
[base]
deps = one
[testenv]
deps =
    {[base]deps}
    two>=2
    pinned==1
commands = pip install three
\'\'\'
"""
ACTION = """
inputs:
  packages: {default: "one two==2"}
  unknown: {required: true}
runs:
  using: composite
  steps:
    - run: pip install ${{ inputs.packages }} ${{ inputs.unknown }}
      shell: bash
"""
WHEELS = """
env:
  CIBW_BEFORE_ALL: pip install one
  CIBW_TEST_REQUIRES: two three==3
jobs:
  wheels:
    env: {CIBW_BEFORE_TEST: pip install four, CIBW_TEST_REQUIRES_LINUX: "${{ env.X }}"}
    steps: [{uses: pypa/cibuildwheel@v3}]
  other:
    env: {CIBW_BEFORE_TEST: pip install five}
    steps: [{run: pip install six}]
"""
MAKE = """
PIP ?= python -m pip
TOOLS := one two==2
install: sub/x.txt
\t@$(PIP) install $(TOOLS) $(UNSET) three # a comment
\tfor p in four; do pip install $$p; done
other: ; -pip install five
sub:
\tpip install six \\
\t\tseven
"""
JUST = """
pip := "pip"
set shell := ["bash", "-c"]
install *args: other
    @{{pip}} install one {{args}}
    pip install \\
        --upgrade two
other:
    #!/usr/bin/env bash
    pip install three
py:
    #!/usr/bin/env python
    pip install four
"""
DEVCONTAINER = """{
  // pip install no
  "postCreateCommand": "pip install one",
  "onCreateCommand": ["pip", "install", "two>=2"],
  "updateContentCommand": {"a": "pip install three", "b": ["sh", "-c", "pip install four"]}, /* "x" */
}
"""
COMPOSE = """
services:
  web:
    command: bash -c "pip install one && run"
    entrypoint: ["sh", "-c", "pip install two"]
  job: {command: [pip, install, three]}
"""
CONDA = """
dependencies:
  - python=3.12
  - pip
  - pip:
      - one
      - two==2
      - -r r.txt
      - --extra-index-url https://x.example/simple
      - three>=3 # a comment
      - ""
      - "# four"
"""
PROGRAM = """
import os, subprocess, sys
print(["pip", "install", "no"])
subprocess.check_call([sys.executable, "-m", "pip", "install", "one", "two>=2", "four==4", *sys.argv])
subprocess.run("pip install three", shell=True)
os.system("pip install " + name)
run("uv", "pip", "install", "four")
log("pip install no")
"""
CLOUD = """
steps:
  - name: python
    entrypoint: bash
    args: [-c, pip install one]
  - {name: python, script: pip install two}
  - {name: x, args: [pip, install, no]}
"""
TABLES = """
[tool.cibuildwheel]
before-all = "pip install one"
before-build = ["pip install two", "pip install -r {project}/r.txt"]
test-requires = ["three", "four==1"]
dependency-versions = "r.txt"
[tool.cibuildwheel.linux]
test-requires = "five six==1"
before-test = "pip install seven"
[[tool.cibuildwheel.overrides]]
before-build = "pip install eight"
[tool.poe.tasks]
a = "pip install nine"
b = {shell = "pip install ten"}
c = [{cmd = "pip install eleven"}, "pip install twelve"]
[tool.pdm.scripts]
d = {composite = ["pip install thirteen"]}
[tool.pixi.feature.x.tasks]
e = {cmd = "pip install fourteen", depends-on = ["x"]}
[tool.taskipy.tasks]
f = "pip install fifteen"
[tool.jupyter-releaser.hooks]
before-build-npm = ["pip install 'sixteen>=1'", "npm x"]
"""
JENKINS = """
def tools = 'pip install one ' +
            "two ${version}"
pipeline {
  environment { PIP_CONSTRAINT = 'r.txt' }
  stages {
    stage('Set up') { steps { sh "pip install six==1.17.0 && pip install a ${UNKNOWN}-x $MORE" } }
    stage('Test') { steps { sh tools; bat "pip install six three" } }
    stage('Elsewhere') { agent any; steps { sh 'pip install \\'six\\'' } }
  }
}
"""
ANSIBLE = """
- name: pip install no
  pip: {name: no, version: 1.10}
- ansible.builtin.pip:
    name: two
    virtualenv: /srv/venv
- pip:
    name: [three, "four>=1", five==2, "{{ six }}"]
    state: latest
- pip: name=no version="2.0"
- pip: name="eight"
- block:
  - pip: {name: "{{ item }}"}
    loop: [nine, ten==1]
  - pip: {name: no, state: absent}
  - shell: pip install eleven
  - ansible.builtin.command: {cmd: pip install twelve}
- pip: {name: "thirteen,fourteen"}
- pip: {requirements: /srv/r.txt}
"""


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        pytest.param(".gitlab-ci.yml", GITLAB, "one two three four five x seven", id="GitLab"),
        pytest.param(".circleci/config.yml", CIRCLE, "one two three four", id="CircleCI"),
        pytest.param("azure-pipelines.yml", AZURE, "one two three", id="Azure"),
        pytest.param(".azure-pipelines/test.yml", AZURE, "one two three", id="a template of Azure"),
        pytest.param(".travis.yml", TRAVIS, "one two three", id="Travis"),
        pytest.param(
            "bitbucket-pipelines.yml",
            "pipelines: {default: [{step: {script: [pip install one]}}]}\n",
            "one",
            id="Bitbucket",
        ),
        pytest.param("buildspec.yml", "phases: {install: {commands: [pip install one]}}\n", "one", id="CodeBuild"),
        pytest.param("cloudbuild.yaml", CLOUD, "one two", id="Cloud Build"),
        pytest.param(
            ".readthedocs.yaml", "build: {jobs: {post_install: [pip install one]}}\n", "one", id="Read the Docs"
        ),
        pytest.param(".cirrus.yml", "t_task: {install_script: pip install one}\n", "one", id="Cirrus CI"),
        pytest.param(
            "appveyor.yml", "install: [{cmd: pip install one}, {ps: pip install two}]\n", "one two", id="AppVeyor"
        ),
        pytest.param(
            "Taskfile.yml", "tasks: {a: {cmds: [pip install one, {cmd: pip install two}]}}\n", "one two", id="Task"
        ),
        pytest.param("tox.ini", TOX, "zero one three>=3 four six seven eight", id="tox"),
        pytest.param("setup.cfg", "[tox:tox]\n[testenv]\ndeps = one\n", "one", id="tox in setup.cfg"),
        pytest.param("pyproject.toml", LEGACY, "one two>=2 three", id="tox.ini in pyproject.toml"),
        pytest.param("tox.toml", 'env_run_base.deps = ["one"]\n', "one", id="tox.toml"),
        pytest.param("noxfile.py", NOX, "four one three>=3 six", id="nox"),
        pytest.param("pyproject.toml", PYPROJECT, "one three>=3 four five six seven eight nine", id="Hatch and tox"),
        pytest.param("Makefile", MAKE, "one three four five six seven", id="make"),
        pytest.param(
            "Makefile",
            "D := $(shell pwd)\nPIP ?= $(D)/venv/bin/pip\nX := one $(X)\nT = two$(V)\n"
            "a:\n\t$(PIP) install $(X) $(T) three\n\t$(MY_PIP) install four\n",
            "one three four",
            id="values of make that are partly known",
        ),
        pytest.param("justfile", JUST, "one two three", id="just"),
        pytest.param("Jenkinsfile", JENKINS, "one two three six", id="the stages of Jenkins"),
        pytest.param("run.bat", "rem it's\r\n@pip install ^\r\n  one\r\n", "one", id="a batch file"),
        pytest.param(
            ".taskcluster.yml",
            'tasks: {$if: x, then: [{payload: {command: [bash, -cx, "cd x && pip install one"]}}]}\n',
            "one",
            id="Taskcluster",
        ),
        pytest.param(
            ".devcontainer/devcontainer.json", DEVCONTAINER, "one two>=2 three four", id="a development container"
        ),
        pytest.param(".github/actions/a/action.yml", ACTION, "one", id="the default of an action's input"),
        pytest.param(".github/workflows/wheels.yml", WHEELS, "one two four six", id="cibuildwheel for all jobs"),
        pytest.param("compose.yaml", COMPOSE, "one two three", id="Compose"),
        pytest.param("environment.yml", CONDA, "one three>=3", id="conda"),
        pytest.param("scripts/setup.py", PROGRAM, "one two>=2 three four", id="a program of Python"),
        pytest.param("src/setup_it.py", PROGRAM, "", id="a module of Python"),
        pytest.param("tools/old.py", "print 'pip install x'\n", "", id="a program that is not Python"),
        pytest.param("ci/envs/313-dev.yaml", CONDA, "one three>=3", id="a folder of environments of conda"),
        pytest.param("Procfile", "release: pip install one\n# x: pip install no\n", "one", id="a Procfile"),
        pytest.param("Vagrantfile", VAGRANT, "one two three", id="Vagrant"),
        pytest.param(
            "cloudbuild.json",
            '{"steps": [{"name": "python", "entrypoint": "pip", "args": ["install", "one", "two==1"]}]}',
            "one",
            id="Cloud Build in JSON",
        ),
        pytest.param("Procfile", "release: pip install one\r\n", "one", id="a Procfile with the line ends of Windows"),
        pytest.param("run.sh", "#!/bin/bash\nset -e\npip install one\n", "one", id="a shell script"),
        pytest.param("run.sh", "pip install --dry-run one\nuv pip install two --dry-run\n", "", id="only shown"),
        pytest.param(
            "run.sh",
            "pip install --no-binary a a a==1 b[x] two\npip install 'b==1' 'b[x]'\n",
            "b[x] two",
            id="a name that the same command pins",
        ),
        pytest.param(
            "tox.ini",
            "[testenv]\ndeps = {toxinidir}/y\ncommands = pip install a -r {toxinidir}/r.txt two {tox_root}/x\n",
            "two",
            id="a file in the folder of tox",
        ),
        pytest.param(
            "run.cmd",
            'set PIP=%PYTHON% -m pip\r\nif "%X%"=="y" (%PIP% install one)\r\nset "T=two"\r\npip install %T%\r\n',
            "one two",
            id="variables of a batch file",
        ),
        pytest.param(
            "appveyor.yml",
            'install: ["%PYTHON%\\\\Scripts\\\\pip install one"]\n',
            "one",
            id="a path of Windows in AppVeyor",
        ),
        pytest.param("release.fish", "echo 'what\\'s this'\npip install -Uq one\n", "one", id="a script of fish"),
        pytest.param("run.ps1", "pip install `\n  one\n", "one", id="PowerShell"),
        pytest.param("run.ps1", 'echo "a`n`"b"\npip install one\n', "one", id="characters that PowerShell protects"),
        pytest.param("run.sh", "#!/usr/bin/env python\npip install one\n", "", id="a script of Python"),
        pytest.param(
            "pyproject.toml",
            TABLES,
            "one two three five seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen>=1",
            id="the tables of tools",
        ),
        pytest.param("pixi.toml", '[tasks]\na = "pip install one"\n', "one", id="pixi"),
        pytest.param(
            "mise.toml",
            '[tasks]\na = "pip install one"\n[tasks.b]\nrun = ["pip install two", "pip install three==3"]\n',
            "one two",
            id="mise",
        ),
        pytest.param(
            ".gitpod.yml",
            "tasks:\n  - before: pip install one\n    init: |\n      pip install two\n    command: pip install three\n",
            "one two three",
            id="Gitpod",
        ),
        pytest.param(
            "snap/snapcraft.yaml",
            "parts:\n  a:\n    python-packages: [one, two==2]\n    python-requirements: [r.txt]\n"
            "    override-build: pip install three\n  b: {plugin: nil}\n",
            "one three",
            id="a snap",
        ),
        pytest.param(
            "charmcraft.yaml",
            "parts: {a: {charm-python-packages: [one], charm-requirements: [r.txt]}}\n",
            "one",
            id="a charm",
        ),
        pytest.param(
            "tasks.py", "def docs(c):\n    c.run('pip install one')\n    print('pip install two')\n", "one", id="Invoke"
        ),
        pytest.param(
            "scripts/ci/set_up",
            "#!/usr/bin/env python\nrun('pip install one')\n",
            "one",
            id="a program without an ending",
        ),
        pytest.param("manage", "#!/bin/sh\npip install one\n", "one", id="a script of the root without an ending"),
        pytest.param("packages/debian/rules", "#!/bin/sh\npip install one\n", "one", id="a script for a package"),
        pytest.param("manage", "pip install one\n", "", id="a text of the root without an ending"),
        pytest.param("src/manage", "#!/bin/sh\npip install one\n", "", id="a script that may be anything"),
        pytest.param("docker/WebDockerfile", "FROM python:3.12\nRUN pip install one\n", "one", id="a named Dockerfile"),
        pytest.param(
            "run.sh",
            "uvx python@3.13 -c x\nuvx python3.12 x\nuv tool run pypy x\nuvx pythonx\n",
            "pythonx",
            id="interpreters of uv",
        ),
        pytest.param(
            "docker/Dockerfile",
            "FROM python:3.12\nRUN poetry add -n --group dev one six@^1 a==1 && uv add --dev two ./x --extra six\n"
            "RUN pdm add -dG test three && pipenv install four\nRUN pipenv install -r r.txt && uv add -r r.txt\n",
            "one two three four",
            id="commands that add requirements to a project",
        ),
        pytest.param(
            ".github/workflows/a.yml",
            "jobs:\n  a: {steps: [{run: uv add one}, {run: git push}]}\n"
            "  b: {steps: [{run: uv add two}, {uses: peter-evans/create-pull-request@v7}]}\n"
            "  c: {steps: [{run: uv add three}, {uses: actions/checkout@v4}]}\n"
            "  d: {steps: [{run: uv add four}, {uses: ad-m/github-push-action@v1}]}\n",
            "three",
            id="jobs that commit what they add",
        ),
        pytest.param("app/tasks.py", "run('pip install one')\n", "", id="another module of tasks"),
        pytest.param(
            ".github/workflows/a.yml",
            "jobs: {a: {steps: [{run: pip install one, shell: 'cpa.sh {0}'}, {run: pip install two, shell: perl}]}}\n",
            "one",
            id="a shell that an action brings",
        ),
        pytest.param(
            "pixi.toml", '[tasks]\na = {cmd = ["pip", "install", "one"]}\n', "one", id="a list of words in pixi"
        ),
        pytest.param(
            "roles/x/tasks/main.yml",
            ANSIBLE,
            "two three four>=1 eight nine eleven twelve thirteen fourteen",
            id="the tasks of a role",
        ),
        pytest.param("site.yml", "- hosts: x\n  tasks: [{pip: {name: one}}]\n", "one", id="a playbook"),
        pytest.param("ci/steps.yml", AZURE, "one two three", id="a template of Azure with any name"),
        pytest.param("ci/x.yml", "a: {script: pip install one}\n", "", id="a file of another system"),
        pytest.param(
            "tox.ini",
            "[testenv]\ninstall_command = pip install -U one {opts} {packages}\n",
            "one",
            id="the install command of tox",
        ),
        pytest.param(
            "tox.ini",
            "[testenv]\nconstraints = sub/r.txt\n[testenv:a]\ndeps =\n    six\n    one\n",
            "one",
            id="constraints of all environments of tox",
        ),
        pytest.param(
            "tox.ini",
            "[testenv]\nsetenv = PIP_CONSTRAINT = {toxinidir}/sub/r.txt\n[testenv:a]\ndeps = six\n"
            "[testenv:b]\nset_env = A = b\ndeps = six\n",
            "six",
            id="variables of all environments of tox",
        ),
        pytest.param(
            "tox.ini",
            "[testenv]\ninstall_command = pip install -c{toxinidir}/sub/r.txt {opts} {packages}\ndeps = six\n",
            "",
            id="constraints in the install command of tox",
        ),
        pytest.param(
            "tox.ini",
            "[testenv]\ndeps = -r sub/r.txt\n[testenv:a]\ncommands = pip install six\n",
            "",
            id="dependencies of all environments of tox",
        ),
        pytest.param(
            "noxfile.py",
            "def a(session):\n    session.install('-r', 'sub/r.txt')\n    session.install('six', 'one')\n"
            "def b(session):\n    session.install('six')\n",
            "one six",
            id="what a session of nox has installed before",
        ),
        pytest.param(
            "noxfile.py",
            "import nox\nfrom nox_poetry import session\n@session\ndef a(session):\n    session.install('six')\n",
            "",
            id="sessions that poetry.lock constrains",
        ),
        pytest.param(
            "noxfile.py",
            "def a(session):\n    session.install('six', 'one', env={'PIP_CONSTRAINT': 'sub/r.txt'})\n",
            "one",
            id="variables of a session of nox",
        ),
        pytest.param(
            "noxfile.py",
            "def a(session):\n    tools = ['one']\n    session.install(*tools)\n"
            "def b(session):\n    tools = ['two']\n    session.install(*tools)\n",
            "one two",
            id="names of a session of nox",
        ),
        pytest.param(
            "hatch.toml",
            "[envs.default]\nenv-vars = { UV_CONSTRAINT = 'sub/r.txt' }\n[envs.a]\ndependencies = ['six']\n"
            "post-install-commands = ['pip install one']\n[envs.b]\ndetached = true\ndependencies = ['six']\n"
            "[envs.a.overrides]\nmatrix.x.dependencies = ['two', 'three==3', { value = 'four>=4' }]\n",
            "one two six",
            id="variables, commands and overrides of Hatch",
        ),
        pytest.param(
            "tox.toml",
            'env_run_base.constraints = ["sub/r.txt"]\nenv.a.deps = ["six", "one"]\n'
            'env.b = { deps = "two", commands = [["sh", "-c", "pip install three"]] }\n',
            "one two three",
            id="constraints of all environments in tox.toml",
        ),
        pytest.param(
            "cloudbuild.yaml",
            "steps:\n- name: python\n  entrypoint: pip\n  args: [install, one]\n",
            "one",
            id="an entrypoint of Cloud Build",
        ),
        pytest.param(
            ".circleci/config.yml",
            "jobs: {a: {steps: [python/install-packages: {args: one}]}}\n",
            "one",
            id="a step of CircleCI's orb for Python",
        ),
        pytest.param(
            ".circleci/config.yml",
            "jobs:\n a:\n  steps:\n  - run: |\n     pip install x==<< parameters.v >>\n     pip install one\n",
            "one",
            id="an expression of CircleCI is no here-document",
        ),
        pytest.param(
            "bitbucket-pipelines.yml",
            "pipelines: {default: [{step: {script: [make], after-script: [pip install one]}}]}\n",
            "one",
            id="what Bitbucket runs afterwards",
        ),
        pytest.param(
            "buildspec.yml",
            "phases: {install: {commands: [make], finally: [pip install one]}}\n",
            "one",
            id="what CodeBuild runs afterwards",
        ),
        pytest.param(
            "azure-pipelines.yml",
            "variables: [{name: PIP_CONSTRAINT, value: sub/r.txt}]\nsteps:\n- script: pip install six\n"
            "- task: AzureCLI@2\n  inputs: {inlineScript: pip install one}\n",
            "one",
            id="variables and a task of Azure",
        ),
        pytest.param(
            "compose.yaml",
            "services: {a: {entrypoint: [sh, -c], command: [pip install one]}}\n",
            "one",
            id="a shell that is the entrypoint",
        ),
    ],
)
def test_what_a_file_installs(path: str, text: str, names: str, check_tree: Checked) -> None:
    found = check_tree({path: text, "r.txt": "a==1\n", "sub/r.txt": "six==1\n"}, "unpinned-install", "unreadable-file")
    named = [line.partition(" not pinned: ")[0].partition("unpinned-install: ")[2].rsplit(None, 1)[0] for line in found]
    assert sorted(" ".join(named).replace(", ", " ").replace(" and ", " ").split()) == sorted(names.split())


def test_a_copy_of_get_pip_is_not_read(check_tree: Checked) -> None:
    text = f"import subprocess\nsubprocess.run(['pip', 'install', 'six'])\nDATA = '{'x' * 1_000_000}'\n"
    assert check_tree({"scripts/get-pip.py": text}, "not-checked", "unpinned-install") == []
    assert len(check_tree({"scripts/get.py": text}, "not-checked", "unpinned-install")) == 1


def test_a_matrix_with_many_entries_is_checked(check_tree: Checked) -> None:
    entries = ", ".join(f"{{a: x, b: {number % 2}}}" for number in range(400))
    step = "{run: 'pip install ${{ matrix.a }}==${{ matrix.b }} one'}"
    text = f"jobs: {{a: {{strategy: {{matrix: {{include: [{entries}]}}}}, steps: [{step}]}}}}\n"

    assert check_tree({".github/workflows/a.yml": text}, "not-checked") == []
    assert len(check_tree({".github/workflows/a.yml": text}, "unpinned-install")) == 1


def test_many_files_of_one_environment_are_checked(check_tree: Checked) -> None:
    lines = "".join(f"    e{number}: -r r{number % 50}/requirements.txt\n" for number in range(80))
    files = {f"r{number}/requirements.txt": "six==1.17.0\n" for number in range(50)}

    assert check_tree({"tox.ini": f"[testenv]\ndeps =\n{lines}", **files}, "not-checked") == []


@pytest.mark.parametrize(
    ("path", "text", "written"),
    [
        pytest.param("tox.ini", TOX, 'zero one six;python_version>"3" seven eight', id="tox"),
        pytest.param("pyproject.toml", LEGACY, "one three", id="tox.ini in pyproject.toml"),
        pytest.param(".github/workflows/wheels.yml", WHEELS, "one two four six", id="cibuildwheel"),
        pytest.param("Makefile", MAKE, "$(TOOLS) $$p five six", id="make"),
        pytest.param(".gitlab-ci.yml", GITLAB, "one two three four five $X", id="GitLab"),
        pytest.param("noxfile.py", NOX, "four one six", id="nox"),
        pytest.param(".devcontainer/devcontainer.json", DEVCONTAINER, 'one "two>=2" three four', id="a container"),
        pytest.param("environment.yml", CONDA, "one", id="conda"),
        pytest.param(
            "roles/x/tasks/main.yml", ANSIBLE, "two three eight nine eleven twelve thirteen", id="the tasks of a role"
        ),
        pytest.param(
            "pyproject.toml",
            TABLES,
            "one two three five seven eight nine ten eleven twelve thirteen fourteen fifteen 'sixteen>=1'",
            id="the tables of tools",
        ),
        pytest.param("justfile", JUST, "one two three", id="just"),
        pytest.param("Jenkinsfile", JENKINS, "one three \\'six\\'", id="Jenkins"),
        pytest.param("snapcraft.yaml", "parts: {a: {python-packages: ['one']}}\n", "one", id="a snap"),
        pytest.param(
            "run.sh", "s=$(cat <<'E'\n pip install one\nE\n)\nbash -c \"$s\"\n", "one", id="a script in a variable"
        ),
        pytest.param("run.sh", "find . -exec sh -c 'pip install {} one' \\;\n", "one", id="find"),
    ],
)
def test_places(path: str, text: str, written: str, findings: Callable[..., list[Finding]]) -> None:
    found = findings({path: text, "r.txt": "a==1\n", "sub/r.txt": "six==1\n"}, "unpinned-install")
    spans = [finding.location.span for finding in found]
    assert sorted(text[span.start : span.end].replace(" ", "") for span in spans if span is not None) == sorted(
        written.split()
    )


@pytest.mark.parametrize(
    ("tree", "severity"),
    [
        pytest.param({"Dockerfile": "FROM python:3\nCOPY . .\nRUN ./go.sh\n"}, "error", id="a Dockerfile runs it"),
        pytest.param({"Dockerfile": "FROM python:3\nCOPY . .\nRUN bash -ex go.sh\n"}, "error", id="a shell runs it"),
        pytest.param(
            {
                "Dockerfile": "FROM python:3\nCOPY . .\nRUN make all\n",
                "Makefile": "all: x\n\techo pip install\nx:\n\t./go.sh\n",
            },
            "error",
            id="a target that a Dockerfile makes runs it",
        ),
        pytest.param(
            {"Dockerfile.test": "FROM python:3\nCOPY . .\nRUN ./go.sh\n"}, "warning", id="the image of a test runs it"
        ),
        pytest.param(
            {".gitlab-ci.yml": "deploy: {environment: x, script: [. ./go.sh, pip -V install]}\n"},
            "error",
            id="a deployment runs it",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": "jobs:\n- deployment: x\n  strategy: {runOnce: {deploy: {steps: ["
                "{task: Bash@3, inputs: {filePath: ./go.sh}}]}}}\n"
            },
            "error",
            id="a task of a deployment of Azure runs it",
        ),
        pytest.param(
            {".gitlab-ci.yml": "test: {script: [./go.sh, pip install x==1]}\n"}, "warning", id="a check runs it"
        ),
        pytest.param({"Makefile": "x:\n\t./go.sh; pip install x==1\n"}, "warning", id="nobody runs what runs it"),
        pytest.param({"x.sh": "echo go.sh\n"}, "warning", id="nothing runs it"),
        pytest.param(
            {
                "mise.toml": '[tasks]\nup = "./go.sh; pip install x==1"\n',
                "Makefile": "x:\n\tmise run up && twine upload y\n",
            },
            "error",
            id="a task of mise runs it, and a target that publishes runs the task",
        ),
    ],
)
def test_a_script_is_judged_as_what_runs_it(tree: dict[str, str], severity: str, check_tree: Checked) -> None:
    found = check_tree({"go.sh": "pip install flask\n", **tree}, "unpinned-install")
    assert found == [
        f"go.sh:1:13: {severity}: unpinned-install: flask is not pinned: every run installs the newest release"
    ]


@pytest.mark.parametrize(
    "include",
    [
        pytest.param("[{local: /ci/x.yml}]", id="a table"),
        pytest.param("[ci/x.yml]", id="a list of paths"),
        pytest.param("/ci/x.yml", id="a path"),
    ],
)
def test_what_a_pipeline_includes(include: str, check_tree: Checked) -> None:
    tree = {".gitlab-ci.yml": f"include: {include}\n", "ci/x.yml": "t: {script: pip install flask}\n"}
    found = check_tree(tree, "unpinned-install")
    assert [line.partition(": ")[0] for line in found] == ["ci/x.yml:1:25"]


def test_tox_hands_its_words_over_without_a_shell(check_tree: Checked) -> None:
    lines = ["pip install django>=4.2,<4.3", "dj5: pip install django>=5,<6", "lint: pip install ruff"]

    found = check_tree(
        {"tox.ini": "[testenv]\ncommands =\n    " + "\n    ".join(lines), "requirements.txt": "six==1.17.0\n"}
    )

    assert [line.split(" is not pinned")[0] for line in found] == [
        "tox.ini:3:17: warning: unpinned-install: django>=4.2,<4.3",
        "tox.ini:5:23: warning: unpinned-install: ruff",
    ]


def test_commands_of_tox_on_several_lines(check_tree: Checked) -> None:
    text = """
[testenv]
commands =
    pip install \\
        -r r.txt \\
        --upgrade \\
        flask
    bash -c "if [[ $X == y ]]; then \\
        pip install six==1 && pip install rich; \\
    fi"
    lint: pip install \'ruff>=1\' \\
        --upgrade
    - pip install attrs
"""

    found = check_tree({"tox.ini": text, "r.txt": "a==1\n"}, "unpinned-install")

    assert [line.split(" is not pinned")[0] for line in found] == [
        "tox.ini:7:9: warning: unpinned-install: flask",
        "tox.ini:9:43: warning: unpinned-install: rich",
        "tox.ini:13:19: warning: unpinned-install: attrs",
    ]


@pytest.mark.parametrize(
    ("factor", "listed"),
    [("drf", True), ("drflatest", False), ("djangomain", False), ("py3-djmaster", False), ("maintained", True)],
)
def test_a_factor_that_asks_for_the_newest(check_tree: Checked, factor: str, listed: bool) -> None:
    deps = f"    {factor}: djangorestframework\n    idna==3.10\n    six==1.17.0\n"
    assert bool(check_tree({"tox.ini": f"[testenv]\ndeps =\n{deps}"}, "unpinned-install")) == listed


def test_what_factors_of_tox_install_never_meets(check_tree: Checked) -> None:
    files = {
        "tox.ini": "[testenv]\ndeps =\n    old: -r old.txt\n    new: -r new.txt\n    both: -r new.txt\n    both: -r old.txt\n",
        "old.txt": "django==4.2\n",
        "new.txt": "django==5.2\n",
    }
    both = "tox.ini:2:8: error: conflicting-install: `tox` cannot install both django==5.2 and django==4.2"

    found = check_tree(files, "conflicting-install")

    assert [line.partition(": ")[2] for line in found] == [both.partition(": ")[2]]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        pytest.param("flask", ["flask"], id="a text"),
        pytest.param("$Y", [], id="another variable"),
        pytest.param("<< parameters.p >>", [], id="a parameter"),
        pytest.param(["six"], [], id="a list"),
    ],
)
def test_a_variable_of_a_job_is_known_if_its_value_is_a_text(
    value: object, names: list[str], check_tree: Checked
) -> None:
    text = f"jobs:\n  a:\n    environment: {{X: {json.dumps(value)}}}\n    steps: [{{run: pip install $X}}]\n"
    found = check_tree({".circleci/config.yml": text, "requirements.txt": "six==1.17.0\n"}, "unpinned-install")
    assert [line.partition(" is not pinned")[0].rpartition(" ")[2] for line in found] == names


@pytest.mark.parametrize(
    ("words", "names"),
    [pytest.param("six", ["six"], id="known words"), pytest.param("$(cat l)", [], id="unknown words")],
)
def test_a_loop_hides_the_variable_of_its_name(words: str, names: list[str], check_tree: Checked) -> None:
    text = f"FROM python:3\nENV x=flask\nRUN for x in {words}; do pip install $x; done\n"
    found = check_tree({"Dockerfile": text}, "unpinned-install")
    assert [line.partition(" is not pinned")[0].rpartition(" ")[2] for line in found] == names


def test_reusable_commands_are_jobs_of_their_own(check_tree: Checked) -> None:
    text = """
commands:
  tools: {steps: [{run: pip install tox}]}
  push: {steps: [{run: docker push x}]}
jobs:
  test: {steps: [tools]}
"""

    found = check_tree({".circleci/config.yml": text, "requirements.txt": "six==1.17.0\n"}, "unpinned-install")

    assert [line.partition(": ")[2] for line in found] == [
        "warning: unpinned-install: tox is not pinned: every run installs the newest release"
    ]


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        pytest.param("Dockerfile", "error", id="an image of the project"),
        pytest.param("images/gitlab/Dockerfile", "error", id="an image with the name of a CI system"),
        pytest.param("benchmarks/Dockerfile", "warning", id="an image of benchmarks"),
        pytest.param("docs/tools/x/Dockerfile", "warning", id="an image that builds the documentation"),
        pytest.param("tutorials/first/Dockerfile", "warning", id="an image of a tutorial"),
        pytest.param(".github/actions/x/Dockerfile", "warning", id="an image that only workflows run"),
        pytest.param("taskcluster/docker/x/Dockerfile", "warning", id="an image of the tasks of Taskcluster"),
    ],
)
def test_an_image_is_judged_by_its_folders(path: str, severity: str, check_tree: Checked) -> None:
    found = check_tree(
        {path: "FROM python:3\nRUN pip install flask\n", "requirements.txt": "six==1\n"}, "unpinned-install"
    )
    assert [line.partition(": ")[2].partition(":")[0] for line in found] == [severity]


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        pytest.param('CMD ["tox"]', "warning", id="tox"),
        pytest.param("CMD pytest -v", "warning", id="a test runner in the shell form"),
        pytest.param('ENTRYPOINT ["/venv/bin/python", "-m", "pytest"]', "warning", id="a module"),
        pytest.param('ENTRYPOINT ["pytest"]\nCMD ["-v"]', "warning", id="an entry point with options"),
        pytest.param('CMD ["python", "-m", "shop"]', "error", id="the project"),
        pytest.param('CMD ["pytest-server"]', "error", id="a program with a similar name"),
        pytest.param("CMD pytest\nFROM python:3\nCMD shop", "error", id="an earlier stage"),
        pytest.param("CMD []", "error", id="no command"),
        pytest.param('CMD ["python", "-m"]', "error", id="no module"),
    ],
)
def test_an_image_that_starts_a_test_runner_only_checks(lines: str, severity: str, check_tree: Checked) -> None:
    text = f"FROM python:3 AS one\nRUN pip install flask\n{lines}\n"
    found = check_tree({"Dockerfile": text, "requirements.txt": "six==1\n"}, "unpinned-install")
    assert [line.partition(": ")[2].partition(":")[0] for line in found] == [severity]


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        pytest.param(".github/workflows/release.yml", "error", id="a workflow of the project"),
        pytest.param(".gitea/workflows/release.yml", "error", id="a workflow of Gitea"),
        pytest.param(
            "deps/other/.github/workflows/release.yml", "warning", id="a workflow of a copy of another repository"
        ),
    ],
)
def test_a_workflow_that_never_runs_publishes_nothing(path: str, severity: str, check_tree: Checked) -> None:
    text = "on: push\njobs: {a: {steps: [{run: pip install flask}, {run: twine upload x}]}}\n"
    found = check_tree({path: text, "requirements.txt": "six==1\n"}, "unpinned-install")
    assert [line.partition(": ")[2].partition(":")[0] for line in found] == [severity]
