"""The events of a stage that may bring a file, found without going through the others."""

from __future__ import annotations

from typing import Any

from pinlint.build.build_budget import BuildBudget
from pinlint.build.docker_context import Context
from pinlint.build.image_stage import SCRATCH, Copy, Stage
from pinlint.project.files import Paths
from pinlint.text.source import SourceFile


class Project:
    """A project with one file."""

    paths = ("requirements.txt",)
    path_set = Paths(["requirements.txt"])


def test_dropped_copies_bring_nothing() -> None:
    project: Any = Project()
    stage = Stage(None, SCRATCH, None, Context(project, "", None, BuildBudget(SourceFile("Dockerfile", ""), project)))
    stage.events.append(Copy(["requirements.txt"], "/first", False, None))
    stage.events.append(Copy(["requirements.txt"], "/second", False, None))
    assert [stage.find(path).path for path in ("/first", "/second")] == ["requirements.txt"] * 2
    assert stage.find("/second", 1).absent
    stage.drop_commands(1)
    stage.events.append(Copy(["requirements.txt"], "/third", False, None))
    found = [stage.find(path).path for path in ("/first", "/second", "/third")]
    assert found == ["requirements.txt", None, "requirements.txt"]
