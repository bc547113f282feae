"""Digests of texts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def sha256_of(text: str) -> str:
    """The SHA-256 of ``text`` in UTF-8, in hexadecimal."""
    digest: str = _sha256()(text.encode()).hexdigest()
    return digest


def _sha256() -> Any:
    """Python's own implementation, as in its `random`: `hashlib` loads OpenSSL, a third of the time that Python needs to start."""
    for name in ("_sha2", "_sha256"):  # the first since Python 3.12
        try:
            return __import__(name).sha256
        except ImportError:
            continue
    from hashlib import sha256

    return sha256
