"""Reading without garbage collection."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from pinlint.formats import poetry_lock, requirements_txt, uv_lock
from pinlint.text.budget import uncollected
from pinlint.text.source import SourceFile


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_nothing_is_collected_while_a_file_is_read_and_everything_afterwards() -> None:
    assert uncollected(gc.isenabled) is False
    assert gc.isenabled()


def test_after_an_error_garbage_is_collected_again() -> None:
    with pytest.raises(ZeroDivisionError):
        uncollected(lambda: 1 // 0)
    assert gc.isenabled()


def test_who_has_turned_it_off_finds_it_off() -> None:
    gc.disable()
    assert uncollected(lambda: 1) == 1
    assert not gc.isenabled()


@pytest.mark.parametrize("reader", [requirements_txt, uv_lock, poetry_lock], ids=lambda reader: reader.FORMAT)
def test_the_readers_of_long_files_do_so(reader, monkeypatch: pytest.MonkeyPatch) -> None:
    turned = []
    monkeypatch.setattr(gc, "disable", lambda: turned.append(reader))
    reader.parse(SourceFile("requirements.txt", "alpha==1\n"))
    assert turned == [reader]
