from __future__ import annotations

import pytest

from pinlint.requirements.relocking import merge_help


@pytest.mark.parametrize(
    ("command", "end"),
    [
        pytest.param("uv lock", "then run `uv lock`", id="a known tool"),
        pytest.param("", "then lock again", id="a lock whose tool is not known"),
    ],
)
def test_the_end_of_an_unresolved_merge(command: str, end: str) -> None:
    assert merge_help("a b/lock", command) == (
        "take the lock of the other branch (`git checkout --theirs 'a b/lock'` in a merge, with `--ours` in a rebase), "
        + end
    )
