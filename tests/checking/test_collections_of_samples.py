"""What readers copy: the places of samples are found without looking at all paths again for each file."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pinlint.checking.collections_of_samples import Samples


class Paths(list[str]):
    """A list that counts how many of its items were looked at."""

    seen = 0

    def __iter__(self):
        for path in super().__iter__():
            self.seen += 1
            yield path


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param(["docs/a{}/requirements.txt", "docs/a{}/Dockerfile"], id="folders of the documentation"),
        pytest.param(["a{}/ch1/requirements.txt"], id="chapters of many books"),
    ],
)
def test_the_work_is_in_proportion_to_the_number_of_paths(paths: list[str]) -> None:
    listed = Paths(path.format(number) for number in range(300) for path in paths)
    samples = Samples(SimpleNamespace(paths=listed, path_set=frozenset(listed)), None)  # type: ignore[arg-type]
    listed.seen = 0
    for path in list.__iter__(listed):
        samples.copied_with(path)
    assert 0 < listed.seen <= 3 * len(listed)


@pytest.mark.parametrize(
    ("paths", "path", "folder"),
    [
        (["docs/a/r.txt", "docs/a/b/Dockerfile"], "docs/a/r.txt", "docs/a"),
        (["docs/a/r.txt", "docs/ab/Dockerfile"], "docs/a/r.txt", None),
        (["x/ch1/r.txt", "x/Ch2/r.txt", "x/ch3.md", "x/ch04/r.txt"], "x/ch1/r.txt", "x/ch1"),
        (["x/ch1/r.txt", "x/ch2/r.txt", "y/ch3/r.txt"], "x/ch1/r.txt", None),
        (["a/r.txt", "a/1.ipynb", "a/b/2.ipynb", "a/3.ipynb", "a/4.py"], "a/r.txt", "a/r.txt"),
        (["a/r.txt", "a/1.ipynb", "a/b/2.ipynb", "a/3.ipynb", "a/4.py", "a/b/5.py", "a/6.py"], "a/r.txt", None),
        (["r.txt", "a/1.ipynb", "b/2.ipynb", "3.ipynb"], "r.txt", "r.txt"),
    ],
)
def test_what_readers_copy_together(paths: list[str], path: str, folder: str | None) -> None:
    project = SimpleNamespace(paths=paths, path_set=frozenset(paths))
    assert Samples(project, None).copied_with(path) == folder  # type: ignore[arg-type]
