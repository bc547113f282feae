"""Commands that stood above the project: what their paths begin with, and the paths without that."""

from __future__ import annotations

import pytest

from pinlint.freshness.paths import outer_folder, without_outer


@pytest.mark.parametrize(
    ("output", "sources", "outer"),
    [
        pytest.param("checkout/a/b.txt", ["checkout/a/b.in"], "checkout/", id="a folder above"),
        pytest.param("./x/y/a/b.txt", ["x/y/a/b.in"], "x/y/", id="two folders above"),
        pytest.param("a/b.txt", ["a/b.in"], "", id="the root"),
        pytest.param("b.txt", ["b.in"], "", id="the lock's folder"),
        pytest.param("checkout/b.txt", ["b.in"], "", id="another folder"),
        pytest.param("xa/b.txt", ["xa/b.in"], "", id="a folder whose name ends as the lock's"),
        pytest.param("checkout/a/b.txt", ["there.in"], "", id="an input that is there as written"),
        pytest.param("/checkout/a/b.txt", ["/checkout/a/b.in"], "", id="an absolute path"),
        pytest.param("../a/b.txt", ["../a/b.in"], "", id="up from a folder"),
        pytest.param("~/a/b.txt", ["~/a/b.in"], "", id="somebody's home"),
        pytest.param(None, ["checkout/a/b.in"], "", id="no output"),
    ],
)
def test_where_a_command_stood(output: str | None, sources: list[str], outer: str) -> None:
    assert outer_folder("a/b.txt", output, sources, {"there.in"}.__contains__) == outer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/b.in", "b.in"),
        ("./a/b.in", "b.in"),
        ("data/b.in", "data/b.in"),
        ("a/data/b.in", "data/b.in"),
        (
            "pip-compile --output-file=a/b.txt 'a/b c.in' \"a/d.in\" a/a/e.in",
            "pip-compile --output-file=b.txt 'b c.in' \"d.in\" a/e.in",
        ),
    ],
)
def test_the_paths_without_it(text: str, expected: str) -> None:
    assert without_outer(text, "a/") == expected
    assert without_outer(text, "") == text
