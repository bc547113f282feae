"""Lines that a project's own scripts remove from its locks: ``sed '/^django==/d' test.txt``, ``sed 's/^-e.*//'``, ``grep -v
'^django=='``.

The scripts are read as text and never run. A pattern counts only if it consists of characters, classes and ``.``.
"""

from __future__ import annotations

from pinlint.text.budget import Budget, ExceededError
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The paths of scripts that may change a lock, and the marks of `pinlint.project.project.Project.matching`.
FILES = r"(^|/)((GNU)?[Mm]akefile|[Jj]ustfile|tox\.ini|noxfile\.py|tasks\.py)$|\.(mk|sh|bash)$"
MARKS = ("makefile", "justfile", "tox.ini", "noxfile.py", "tasks.py", ".mk", ".sh", ".bash")
_EDITABLE = "-e "

_CONTINUED = lazy(r"\\\r?\n")
_SED = lazy(r"/(\^?)((?:\\.|\[[^\]/]*\]|[^/\\\[])+)/I?d\b")
_EMPTIED = lazy(r"\bs/(\^)((?:\\.|\[[^\]/]*\]|[^/\\\[])+\.\*\$?)//")
_GREP = lazy(r"\bgrep\s+((?:-\S+\s+)+)(?:'(\^?)([^']+)'|\"(\^?)([^\"]+)\")")
#: A placeholder for a file's name in a script: a variable, a wildcard or a format field.
_VARIABLE = lazy(r"[$*{%]")
_PLAIN = lazy(r"\[([^\]^]+)\]|\\([^A-Za-z0-9()|+?{}<>])|([A-Za-z0-9=._~<>! -])")


class Deletion:
    """One command of the script at ``path`` that removes lines from files; ``text`` is the text around its pattern.

    ``pattern`` is a set of characters for each position, None for any character; ``anchored`` binds it to the start of a line. If
    only a part of the script was read, ``excess`` says so; then the empty pattern means any line of any file.
    """

    __slots__ = ("anchored", "excess", "path", "pattern", "text")

    def __init__(
        self,
        path: str,
        pattern: Sequence[frozenset[str] | None],
        text: str,
        *,
        anchored: bool,
        excess: str = "",
    ) -> None:
        self.excess = excess
        self.path = path
        self.pattern = pattern
        self.text = text
        self.anchored = anchored

    def concerns(self, lock: str) -> bool:
        """Whether the command may change the lock: it names the lock, or has a variable for the file's name."""
        return bool(self.excess) or lock.rpartition("/")[2] in self.text or _VARIABLE.search(self.text) is not None

    def takes_out(self, project: str, *, editable: bool = False) -> bool:
        """Whether the line of a pin of ``project``, a normalized name, is removed; if ``editable``, its line with ``-e``."""
        line = f"{project}=="
        if editable and self.anchored and len(self.pattern) <= len(_EDITABLE) and self._matches(_EDITABLE, 0):
            return True
        return any(self._matches(line, at) for at in range(1 if self.anchored else len(project)))

    def _matches(self, line: str, at: int) -> bool:
        for allowed in self.pattern:
            if at == len(line):
                return True  # the version comes next, and may be the one in the pattern
            if allowed is not None and line[at] not in allowed:
                return False
            at += 1
        return True


def read(path: str, text: str) -> Iterator[Deletion]:
    """The deletions in the script at ``path``. If finding them takes more work than its size allows, the last one has
    ``excess``.
    """
    if "sed" not in text and "grep" not in text:
        return
    try:
        yield from _read(path, text)
    except ExceededError as error:
        yield Deletion(path, (), "", anchored=False, excess=str(error))


def _read(path: str, text: str) -> Iterator[Deletion]:
    budget = Budget(len(text))
    for line in _CONTINUED.sub(" ", text).splitlines():
        # Each of them may start a match that reads to the end of the line, so the line may be scanned this many times.
        budget.spend(len(line) * (line.count("\\/") + line.count("grep")) // 16)
        if "sed" in line:
            for match in (*_SED.finditer(line), *_EMPTIED.finditer(line)):
                yield from _deletion(path, match[2], line.replace(match[0], " "), anchored=bool(match[1]))
        if "grep" in line:
            for match in _GREP.finditer(line):
                if any("v" in option for option in match[1].split() if not option.startswith("--")):
                    rest = line.replace(match[0], " ")
                    yield from _deletion(path, match[3] or match[5], rest, anchored=bool(match[2] or match[4]))


def _deletion(path: str, pattern: str, text: str, *, anchored: bool) -> Iterator[Deletion]:
    places: list[frozenset[str] | None] = []
    at = 0
    while at < len(pattern) and pattern[at:] not in ("$", ".*", ".*$"):
        match = _PLAIN.match(pattern, at)
        if match is None:
            return
        characters = match[1] or match[2] or match[3]
        # Names are compared normalized: in lower case, with a hyphen for a dot and an underscore.
        places.append(None if match[3] == "." else frozenset(characters.lower().replace("_", "-").replace(".", "-")))
        at = match.end()
    if any(places[:2]):
        yield Deletion(path, places, text, anchored=anchored)
