"""Which names are in a folder, and whether a glob leads somewhere, from the sorted paths alone."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pinlint.build.build_budget import BuildBudget
from pinlint.build.docker_context import leads_somewhere, names_in
from pinlint.project.files import Paths
from pinlint.text.globs import Glob
from pinlint.text.source import SourceFile

NAMES = st.sampled_from(["a", "ab", "a.txt", "a-b", "b.in", "requirements", "requirements.txt", "0", "é"])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), max_size=12)
GLOBS = st.lists(st.sampled_from(["a", "*", "a*", "*.txt", "?", "[ab]*", "requirements*"]), min_size=1, max_size=4)


class Project:
    """The part of a project that the functions use. A path is a file or a folder, never both."""

    def __init__(self, paths: list[str]) -> None:
        folders = {path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"}
        self.paths = sorted(set(paths) - folders)
        self.path_set = Paths(self.paths)
        self.documents: dict[str, object] = {}


@given(PATHS, st.lists(NAMES, max_size=3))
def test_the_names_in_a_folder_are_those_of_its_files_and_folders(paths: list[str], folders: list[str]) -> None:
    project: Any = Project(paths)
    folder = "".join(f"{name}/" for name in folders)
    inside = [path[len(folder) :].partition("/") for path in project.paths if path.startswith(folder)]
    assert list(names_in(project, folder)) == list(dict.fromkeys(name + slash for name, slash, _ in inside))


@given(PATHS, GLOBS)
def test_a_glob_exists_where_it_matches_a_file_or_a_folder(paths: list[str], parts: list[str]) -> None:
    project: Any = Project(paths)
    glob = Glob("/".join(parts))
    budget = BuildBudget(SourceFile("Dockerfile", "FROM python"), project)
    assert leads_somewhere(project, glob, budget) == any(glob.matches(path, parents=True) for path in project.paths)
