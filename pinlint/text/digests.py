"""Digests of texts."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def sha256_of(text: str) -> str:
    """The SHA-256 of ``text`` in UTF-8, in hexadecimal."""
    return sha256_of_bytes(text.encode())


def sha256_of_bytes(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal."""
    digest: str = _sha256()(data).hexdigest()
    return digest


def _sha256() -> Any:
    """Python's own implementation: `hashlib` loads OpenSSL, which takes a third of the time that Python needs to start."""
    try:
        return __import__("_sha2" if sys.version_info >= (3, 12) else "_sha256").sha256
    except ImportError:
        from hashlib import sha256

        return sha256
