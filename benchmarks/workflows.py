"""A project with many workflows, made from numbers: as long as those of public projects, and half of them install something.

Counted were 60 workflows of eight projects in November 2026: 119 lines each, two jobs, 33 of them with an installer.
"""

from __future__ import annotations

COUNT, INSTALLING = 60, 33

_HEAD = """# Workflow {number}
name: Check {number}

on:
  push:
    branches: [main, 'release/**']
    paths:
      - 'src/**'
      - pyproject.toml
      - .github/workflows/check-{number}.yml
  pull_request:
    types: [opened, synchronize, reopened]
  workflow_dispatch:
    inputs:
      level:
        description: How much is logged
        required: false
        default: info

permissions:
  contents: read

concurrency:
  group: ${{{{ github.workflow }}}}-${{{{ github.ref }}}}
  cancel-in-progress: true

env:
  FORCE_COLOR: '1'
  PYTHONUNBUFFERED: 1

jobs:
"""
_JOB = """  {name}:
    name: The job {name}
    if: >-
      github.event_name == 'push' ||
      github.event.pull_request.head.repo.full_name != github.repository
    runs-on: ${{{{ matrix.os }}}}
    timeout-minutes: 30
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-latest, windows-latest]
        python-version:
          - '3.12'
          - '3.13'
    steps:
      - name: Check out
        uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          fetch-depth: 0
          persist-credentials: false
      - name: Set up Python
        uses: actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0
        with:
          python-version: ${{{{ matrix.python-version }}}}
          allow-prereleases: true
      - name: Prepare
        shell: bash
        run: |
          mkdir -p reports
          echo "level=${{{{ inputs.level }}}}" >> "$GITHUB_OUTPUT"
{install}      - name: Look at the result
        env:
          LEVEL: ${{{{ inputs.level }}}}
        run: |
          for file in reports/*.xml; do
            test -s "$file" || exit 1
          done
      - name: Keep it
        if: always()
        uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
        with:
          name: reports-{number}
          path: reports
"""
_INSTALL = """      - name: Install
        run: |
          python -m pip install -r requirements.txt
          pip install tox=={number}.1 coverage==7.{number}
      - name: Run
        run: tox run -e py -- --junit-xml reports/result.xml
"""


def files() -> dict[str, str]:
    """The project: all that its workflows install is pinned."""
    found = {
        "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
        "requirements.txt": "flask==3.1.0\nclick==8.1.8\n",
    }
    for number in range(COUNT):
        install = _INSTALL.format(number=number) if number < INSTALLING else ""
        jobs = (_JOB.format(name=name, number=number, install=install) for name in ("test", "again"))
        found[f".github/workflows/check-{number}.yml"] = _HEAD.format(number=number) + "".join(jobs)
    return found
