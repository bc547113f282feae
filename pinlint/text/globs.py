"""Globs over paths, matched part by part. They come from checked files, and no glob can make matching slow."""

from __future__ import annotations

from pinlint.text.patterns import glob_regex, lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re


class Glob:
    """A glob over whole paths. ``*``, ``?`` and ``[a-z]`` never match a slash; ``**`` matches zero or more folders.

    Every path that matches begins with ``prefix`` and ends in ``ending``, which is the last name or empty. ``length`` is the
    pattern's length: the cost of a match grows with the lengths of the pattern and the path.
    """

    __slots__ = ("ending", "is_path", "length", "parts", "prefix")

    def __init__(self, pattern: str) -> None:
        self.length = len(pattern)
        names = [name for name in pattern.split("/") if name]
        #: Whether it has no wildcard: it matches the path ``prefix`` and nothing else.
        self.is_path = not any(map(self.is_one, names))
        fixed = next((index for index, name in enumerate(names) if self.is_one(name)), len(names))
        self.prefix = "/".join(names[:fixed]) + ("/" if 0 < fixed < len(names) else "")
        last = names[-1] if names else ""
        self.ending = "" if self.is_one(last) else last
        #: For each name: itself, a pattern, or None for any number of folders.
        self.parts = [
            None if name == "**" else lazy(glob_regex(name.replace("[^", "[!"))) if self.is_one(name) else name
            for name in names
        ]

    @staticmethod
    def is_one(path: str) -> bool:
        """Whether ``path`` has a wildcard."""
        return "*" in path or "?" in path or "[" in path

    def matches(self, path: str, parents: bool = False) -> bool:
        """Whether the glob matches ``path``, or with ``parents`` one of its parent folders."""
        names = path.split("/")
        part = at = 0
        star = -1  # the last "**", and how far it has matched
        reached = 0
        while at < len(names):
            if part < len(self.parts) and self.parts[part] is None:
                star, reached = part, at
                part += 1
                continue
            pattern = self.parts[part] if part < len(self.parts) else None
            if pattern is not None and _fits(pattern, names[at]):
                part += 1
                at += 1
                if parents and part == len(self.parts):
                    return True
            elif star >= 0:
                reached += 1
                part, at = star + 1, reached
            else:
                return False
        return all(rest is None for rest in self.parts[part:])


def _fits(pattern: str | re.Pattern[str], name: str) -> bool:
    return pattern == name if isinstance(pattern, str) else pattern.match(name) is not None
