from __future__ import annotations

import pytest
from limits import limited

from pinlint.project.files import Paths
from pinlint.project.local_paths import on_one_machine, path_of, place_of


class Listed:
    """As much of a project as the question needs."""

    path_set = Paths(["requirements/base.txt", "src/pkg/setup.py"])

    def exists(self, path: str) -> bool:
        return path in self.path_set

    def in_submodule(self, path: str) -> bool:
        return path == "vendored"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("./pkg#egg=pkg", "./pkg"),
        ("file:///srv/my%20pkg#subdirectory=x", "/srv/my pkg"),
        ("file://localhost/srv/pkg", "/srv/pkg"),
        ("file:pkg", "pkg"),
        ("file:///C:/pkg", "C:/pkg"),
        ("C:\\pkg", "C:\\pkg"),
    ],
)
def test_the_path_of_a_url(url: str, path: str) -> None:
    assert path_of(url) == path


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("", "inside"),
        (".", "inside"),
        ("./src", "inside"),
        ("..", "inside"),
        ("../src/pkg", "inside"),
        ("../vendored", "inside"),
        ("../..", "outside"),
        ("../other", "missing"),
        ("../../../other", "outside"),
        ("nothing", "missing"),
        ("/app/src", "container"),
        ("/app", "container"),
        ("/opt/other/place", "absolute"),
        ("D:\\other\\place", "absolute"),
        ("/home/alice/src", "machine"),
        ("C:\\Users\\alice\\src", "machine"),
    ],
)
def test_what_a_path_in_a_folder_of_the_project_leads_to(path: str, place: str) -> None:
    assert place_of(path, "requirements", Listed()) == place


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/home/alice/x", True),
        ("/root/x", True),
        ("/rooted/x", False),
        ("/tmp/x", True),
        ("/var/tmp/x", True),
        ("/var/www", False),
        ("/private/var/folders/zz/x", True),
        ("/Users/alice", True),
        ("C:\\Users\\alice\\AppData", True),
        ("D:/builds/Temp/x", True),
        ("home/alice", False),
        ("/app/home/alice", False),
    ],
)
def test_paths_of_one_machine(path: str, answer: bool) -> None:
    assert on_one_machine(path) is answer


def test_a_long_path_takes_linear_time() -> None:
    with limited():
        on_one_machine("C:/" + "Temp" * 300_000)
        on_one_machine("C:/" + "a/" * 300_000)
