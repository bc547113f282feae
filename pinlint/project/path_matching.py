"""Finds the few paths that a pattern matches among very many, without testing each path.

Every pattern has *marks*: texts in lower case. The name of each matching file contains at least one of them. Tens of thousands of
files have only some hundred different names, so it is fast to search one text of all names. If no name has a mark, the regular
expression is not even compiled.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


#: Names of folders with test data; those of the second kind count only within a folder of tests.
_DATA = frozenset(("testdata", "test_data", "test-data"))
_FIXTURES = frozenset(("fixtures", "__fixtures__"))
_TESTS = frozenset(("test", "tests", "testing"))
#: Folders of scripts whose names have no ending.
_SCRIPTS = frozenset(("bin", "script", "scripts", "binder", ".binder"))


def is_test_data(path: str, named: Sequence[str] = ()) -> bool:
    """Whether the file is test data, which nobody installs; the names of ``named`` folders are ignored."""
    if "test" not in path:
        return False
    folders = path.split("/")[:-1]
    judged = max((folder.count("/") + 1 for folder in named if folder and path.startswith(folder + "/")), default=0)
    return any(
        name in _DATA or (name in _FIXTURES and not _TESTS.isdisjoint(folders[:at]))
        for at, name in enumerate(folders)
        if at >= judged
    )


def unnamed_scripts(paths: Iterable[str]) -> Iterator[str]:
    """The files without an ending in folders of scripts. Trying a pattern on every path would take too long."""
    for path in paths:
        if "bin" in path or "script" in path:
            name = path.rpartition("/")[2]
            if "." not in name and not _SCRIPTS.isdisjoint(path.split("/")[-3:-1]) and not is_test_data(path):
                yield path


class PathMatcher:
    """The paths of a project, to be searched by patterns.

    A template's path (``{{ name }}/setup.py``) is not a real file yet. Only its requirements files are found.
    """

    __slots__ = ("_distinct", "_found", "_joined", "_names", "_numbers", "_paths")

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self._names = [path.rpartition("/")[2] for path in paths]
        self._distinct = list(set(self._names))
        # A name contains no NUL.
        self._joined = "\0".join(self._distinct).casefold()
        self._numbers: dict[str, list[int]] = {}  # name -> the numbers of its paths, for the names that were looked up
        self._found: dict[str, list[str]] = {}

    def matching(self, pattern: str, marks: Sequence[str] = ()) -> list[str]:
        """The paths in which the regular expression ``pattern`` is found; the default ``marks`` are those of the index."""
        if pattern not in self._found:
            marks, more = (marks, ()) if marks else marks_of(pattern)
            found = self._paths_with(marks)
            if more:
                # Mostly no path holds one: tens of thousands of names may end in `.json`.
                found = [path for path in found if _holds(path, more)] if _holds("\0".join(found), more) else []
            self._found[pattern] = _searched(pattern, [p for p in found if "{{" not in p or _is_list(p, pattern)])
        return self._found[pattern]

    def ending(self, ending: str) -> list[str]:
        """The paths that end in ``ending``, a text without a slash; upper and lower case matter."""
        return [path for path in self._paths_with((ending.casefold(),)) if path.endswith(ending) and "{{" not in path]

    def _paths_with(self, marks: Sequence[str]) -> Sequence[str]:
        """The paths whose names contain one of the marks, in their order."""
        if "" in marks:
            return self._paths
        names = self._names_with(marks)
        if not names:
            return ()
        if not names <= self._numbers.keys():
            from pinlint.index import MARKS

            # All likely names are looked up in one pass, since a pass takes long.
            asked = names.union(*(self._names_with(marks) for marks, _ in MARKS.values())) - self._numbers.keys()
            self._numbers.update((name, []) for name in asked)
            for number in [number for number, name in enumerate(self._names) if name in asked]:
                self._numbers[self._names[number]].append(number)
        return [self._paths[number] for number in sorted([n for name in names for n in self._numbers[name]])]

    def _names_with(self, marks: Sequence[str]) -> set[str]:
        joined = self._joined
        found = set()
        for mark in marks:
            number = done = 0
            at = joined.find(mark)
            while at >= 0:
                number += joined.count("\0", done, at)
                found.add(self._distinct[number])
                done = at
                end = joined.find("\0", at)
                at = joined.find(mark, end) if end >= 0 else -1
        return found


def _is_list(path: str, pattern: str) -> bool:
    """Whether the path of a template may be read as a requirements file. Inputs of locks may not: they are compiled later."""
    from pinlint.index import FORMATS

    return path.endswith(".txt") and pattern == FORMATS["requirements_txt"]


def marks_of(pattern: str) -> tuple[Sequence[str], Sequence[str]]:
    """The marks of a pattern of the index, for the name and for the path; the empty text for any other pattern."""
    from pinlint.index import MARKS

    return MARKS.get(pattern, (("",), ()))


def _holds(path: str, marks: Sequence[str]) -> bool:
    folded = path.casefold()
    return any(mark in folded for mark in marks)


def matches(pattern: str, path: str) -> bool:
    """Whether the regular expression ``pattern`` of the index is found in ``path``."""
    return _holds(path.rpartition("/")[2], marks_of(pattern)[0]) and bool(_searched(pattern, [path]))


def _searched(pattern: str, paths: Sequence[str]) -> list[str]:
    """Those of the paths in which the pattern is found. If it is known that all their names match, the pattern
    is not compiled.
    """
    from pinlint.index import KNOWN

    known = KNOWN.get(pattern, ())
    if all(
        path in known or "/".join(path.rsplit("/", 2)[-2:]) in known or path.rpartition("/")[2] in known
        for path in paths
    ):
        return list(paths)
    import re

    search = re.compile(pattern).search
    return [path for path in paths if search(path)]


def excluded_removed(paths: list[str], patterns: Iterable[str]) -> list[str]:
    """``paths`` without templates, and without those that a pattern of ``exclude`` matches.

    A pattern matches a path, its name, or a folder above it. A template's path (``{{ name }}/setup.py``) is not a real file
    yet, but its texts may be requirements files.
    """
    paths = [path for path in paths if "{{" not in path or path.endswith(".txt")]
    if not patterns:
        return paths
    import re

    from pinlint.text.patterns import glob_regex

    def regex(pattern: str) -> str:
        pattern = pattern.strip("/")
        anchored = pattern if "/" in pattern else f"*/{pattern}"
        return f"{glob_regex(anchored)}|{glob_regex(anchored + '/*')}"

    match = re.compile("|".join(regex(pattern) for pattern in patterns)).match
    return [path for path in paths if not match(path) and not match("/" + path)]
