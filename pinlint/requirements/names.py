"""Names of projects and extras: which are valid (PEP 508), and which are the same (PEP 503)."""

from __future__ import annotations

#: The characters of names.
CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"


def normalize(name: str) -> str:
    """The normalized form of a project's or extra's name, PEP 503: lower case, runs of ``-``, ``_``, ``.`` as one ``-``."""
    name = name.lower()
    if "_" in name or "." in name:
        name = name.replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    return name


def leading_name(text: str) -> str:
    """The longest beginning of ``text`` with only characters of names."""
    return text[: len(text) - len(text.lstrip(CHARACTERS))]


def is_valid(name: str) -> bool:
    """Whether ``name`` is a valid name: ASCII letters, digits, ``-``, ``_``, ``.``, a letter or digit at both ends."""
    if name.isalnum():
        return name.isascii()
    return (
        name.replace("-", "").replace("_", "").replace(".", "").isalnum()
        and name.isascii()
        and name[0].isalnum()
        and name[-1].isalnum()
    )
