"""Finds the few paths that a pattern matches among very many, without testing each path.

Every pattern has *marks*: texts in lower case. The name of each matching file contains at least one of them. Tens of thousands of
files have only some hundred different names, so it is fast to search one text of all names. If no name has a mark, the regular
expression is not even compiled. Where an ending is all that names have in common, the folders have marks, too.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence


#: Names of folders with test data; those of the second kind count only within a folder of tests.
_DATA = frozenset(("testdata", "test_data", "test-data"))
_FIXTURES = frozenset(("fixtures", "__fixtures__"))
_TESTS = frozenset(("test", "tests", "testing"))
#: Folders of scripts whose names have no ending.
_SCRIPTS = frozenset(("bin", "script", "scripts", "binder", ".binder", "ci", ".ci", "tools", "debian"))
#: The paths of those folders contain one of these.
SCRIPT_MARKS = ("bin/", "script/", "scripts/", "binder/", "ci/", "tools/", "debian/")


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
    """Those of the paths that are files without an ending, in the root or in folders of scripts."""
    for path in paths:
        *folders, name = path.split("/")
        if "." not in name and not (folders and _SCRIPTS.isdisjoint(folders[-2:])) and not is_test_data(path):
            yield path


class PathMatcher:
    """The paths of a project, to be searched by patterns.

    A template's path (``{{ name }}/setup.py``) is not a real file yet. Only its requirements files are found.
    """

    __slots__ = ("_folders", "_found", "_names", "_paths")

    def __init__(self, paths: Sequence[str]) -> None:
        from pinlint.index import MARKS

        self._paths = paths
        names = [path.rpartition("/")[2] for path in paths]
        folders = list(map(str.removesuffix, paths, names))
        self._names = _Texts(names, [mark for pair in MARKS.values() for mark in _of_names(*pair)])
        of_folders = [mark for pair in MARKS.values() for mark in _of_folders(pair[1])]
        self._folders = _Texts(folders, [*of_folders, *SCRIPT_MARKS])
        self._found: dict[str, list[str]] = {}

    def matching(self, pattern: str, marks: Sequence[str] = ()) -> list[str]:
        """The paths in which the regular expression ``pattern`` is found. ``marks`` are texts that every match contains.
        Without them, those of the index are used.
        """
        if pattern not in self._found:
            found = self._likely(*((marks, ()) if marks else marks_of(pattern)))
            self._found[pattern] = _searched(pattern, [p for p in found if "{{" not in p or _is_list(p, pattern)])
        return self._found[pattern]

    def ending(self, ending: str) -> list[str]:
        """The paths that end in ``ending``, a text without a slash; upper and lower case matter."""
        return [path for path in self._likely((ending.casefold(),)) if path.endswith(ending) and "{{" not in path]

    def in_folders(self, marks: Sequence[str]) -> list[str]:
        """The paths whose folders contain one of the ``marks``, texts in lower case."""
        return [self._paths[number] for number in sorted(self._folders.numbers(marks))]

    def _likely(self, of_name: Sequence[str], of_path: Sequence[str] = ()) -> Sequence[str]:
        """The paths whose names contain one of the first marks, and which contain one of the second, if there are any."""
        if "" in of_name:
            return self._paths
        numbers = self._names.numbers(_of_names(of_name, of_path)) | self._folders.numbers(_of_folders(of_path))
        found = [self._paths[number] for number in sorted(numbers)]
        return [path for path in found if _has_mark(path.rpartition("/")[2], of_name)] if of_path else found


class _Texts:
    """A text for each path: its name, or its folder with the slash behind it. Many paths have the same.

    All usual marks are looked up in one pass over the paths, since a pass takes long.
    """

    __slots__ = ("_distinct", "_holding", "_joined", "_numbers", "_texts", "_usual")

    def __init__(self, texts: Sequence[str], usual: Collection[str]) -> None:
        self._texts = texts
        self._usual = usual
        self._distinct = list(set(texts))
        # A path contains no NUL.
        self._joined = "\0".join([*self._distinct, ""]).casefold()
        self._holding: dict[str, list[str]] = {}  # mark -> the texts that contain it
        self._numbers: dict[str, list[int]] = {}  # text -> the numbers of its paths, for the texts that were looked up

    def numbers(self, marks: Sequence[str]) -> set[int]:
        """The numbers of the paths whose texts contain one of the marks."""
        texts = {text for mark in marks for text in self._with(mark)}
        if not texts <= self._numbers.keys():
            asked = texts.union(*map(self._with, self._usual)) - self._numbers.keys()
            self._numbers.update((text, []) for text in asked)
            for number in [number for number, text in enumerate(self._texts) if text in asked]:
                self._numbers[self._texts[number]].append(number)
        return {number for text in texts for number in self._numbers[text]}

    def _with(self, mark: str) -> list[str]:
        if mark not in self._holding:
            self._holding[mark] = found = []
            joined = self._joined
            number = done = 0
            at = joined.find(mark)
            while at >= 0:
                number += joined.count("\0", done, at)
                found.append(self._distinct[number])
                done = joined.find("\0", at)
                at = joined.find(mark, done)
        return self._holding[mark]


def _of_names(of_name: Sequence[str], of_path: Sequence[str]) -> Sequence[str]:
    """The marks for which names are searched: the marks of the pattern's paths if it has any, because they exclude more names."""
    return [mark for mark in of_path if "/" not in mark] if of_path else of_name


def _of_folders(of_path: Sequence[str]) -> Sequence[str]:
    """Marks of folders. What comes after the last slash of a mark may be in the name."""
    return [mark[: mark.rfind("/") + 1] or mark for mark in of_path]


def _is_list(path: str, pattern: str) -> bool:
    """Whether the path of a template may be read as a requirements file. Inputs of locks may not: they are compiled later."""
    from pinlint.index import FORMATS

    return path.endswith(".txt") and pattern == FORMATS["requirements_txt"]


def marks_of(pattern: str) -> tuple[Sequence[str], Sequence[str]]:
    """Texts that every match of a pattern contains: one in the name, one in the path. They are empty for patterns that are not
    in the index.
    """
    from pinlint.index import MARKS

    return MARKS.get(pattern, (("",), ()))


def _has_mark(path: str, marks: Sequence[str]) -> bool:
    folded = path.casefold()
    return any(mark in folded for mark in marks)


def matches(pattern: str, path: str) -> bool:
    """Whether the regular expression ``pattern`` of the index is found in ``path``."""
    return _has_mark(path.rpartition("/")[2], marks_of(pattern)[0]) and bool(_searched(pattern, [path]))


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
    """The ``paths`` that are neither a template nor matched by a pattern of ``exclude``.

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
