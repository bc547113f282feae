"""What functions answer to a text: each file in ``answers/`` runs as a doctest. Its folder is the room of the functions."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parent / "answers").glob("*/*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_answers_are_right(file: Path) -> None:
    failed, tried = doctest.testfile(
        str(file), module_relative=False, encoding="utf-8", optionflags=doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert tried > 0
    assert failed == 0
