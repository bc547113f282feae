"""Regular expressions that are compiled on first use.

A clean check needs none of them, any other check only a few. To compile all takes as long as the start of Python.
"""

from __future__ import annotations

from pinlint.text.budget import LONGEST_WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any, AnyStr


class _Pattern:
    """Replaces a compiled pattern; each method is looked up once and cached."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._arguments = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """The method of the compiled pattern."""
        import re

        compiled = re.compile(*self._arguments)
        for method in ("match", "search", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The regular expression ``pattern``, not compiled yet."""
    return _Pattern(pattern, flags)  # type: ignore[return-value]


def glob_matches(pattern: str, text: str) -> bool:
    """Whether the whole ``text`` matches a shell pattern; case matters."""
    from fnmatch import fnmatchcase

    return len(pattern) <= LONGEST_WORD and fnmatchcase(text, pattern)


def glob_regex(pattern: str) -> str:
    """The regular expression of a shell pattern, as in fnmatch."""
    from fnmatch import translate

    return translate(pattern) if len(pattern) <= LONGEST_WORD else r"(?!)"
