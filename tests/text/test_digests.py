"""The digest of a text is that of `hashlib`, whichever module of Python computes it."""

from __future__ import annotations

import sys
from hashlib import sha256

import pytest

from pinlint.text.digests import sha256_of


@pytest.mark.parametrize(
    "missing",
    [
        pytest.param((), id="the module of this Python"),
        pytest.param(("_sha2", "_sha256"), id="a Python without such a module"),
    ],
)
def test_the_digest_of_a_text(missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    assert sha256_of("größer") == sha256("größer".encode()).hexdigest()
