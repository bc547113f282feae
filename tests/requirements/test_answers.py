"""What the functions about names, versions, markers and references answer: each file in ``answers/`` runs as a doctest."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parent / "answers").iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_answers_are_right(file: Path) -> None:
    failed, tried = doctest.testfile(str(file), module_relative=False, encoding="utf-8", verbose=False)
    assert tried > 0
    assert failed == 0
