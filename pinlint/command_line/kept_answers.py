"""Repeats the answer of an earlier run if nothing has changed that this run looked at.

Most runs of a hook follow a change of other files. Such a run needs only the state of a few hundred paths, and what git answers
to one or two questions.

An answer is what the run printed, and its status. It is kept in the user's cache with all that it depends on: the command line,
the environment variables, the current folder, Python, the modules of pinlint, each path that was looked at, and each question to
git. If one of these differs, the answer is not used. Some file systems store times in long steps, so that two quick changes get
the same time. So an answer is not kept if something changed shortly before the run.
"""

from __future__ import annotations

import os
import stat
import sys
import time

from pinlint.evidence.places import ANSWERS, cache_folder
from pinlint.text.budget import LARGEST_ANSWER
from pinlint.text.digests import sha256_of_bytes
from pinlint.text.observed import Observer, digest, in_order, kind, last_change, observers, stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.text.observed import Question, Stamp

    #: What was printed, in order: whether on standard error, and the text.
    Printed = list[tuple[bool, str]]
    #: The states, kinds and targets of paths.
    States = tuple[dict[str, Stamp], dict[str, tuple[int, ...]], dict[str, str]]
    #: A status, what was printed, and what both depend on: also the order of two paths, and what git answered.
    Answer = tuple[int, Printed, States, dict[tuple[str, str], bool], dict[Question, str]]

#: What was changed less than this before a run may change again without a visible trace. In nanoseconds: some file systems store
#: times in steps of two seconds.
COARSEST = 2_100_000_000
#: The hexadecimal digits in the name of a file. An answer replaces one of the same name, so there are at most 4,096.
DIGITS = 3
#: Variables that differ from run to run, and that neither pinlint nor the git that it starts evaluates.
_IGNORED = {"_", "SHLVL", "PWD", "OLDPWD", "GIT_AUTHOR_DATE", "GIT_INDEX_FILE"}
#: What pinlint asks git. Nothing else is asked again, whatever a file says.
_QUESTIONS = {"--literal-pathspecs", "cat-file", "check-ignore", "config", "ls-tree", "rev-list", "rev-parse"}
_DIGEST = 64


class Run:
    """One run of ``pinlint check`` with these arguments. While it is open, what it looks at is observed.

    ``console`` is what the output depends on: the encoding, the width, and whether it is a terminal.
    """

    def __init__(self, arguments: Sequence[str], console: Sequence[object]) -> None:
        self._key = _key(arguments, console)
        self._path = _place(self._key, arguments)
        self._started = time.time_ns()
        self._observer = Observer()

    def earlier(self) -> tuple[int, Printed] | None:
        """The status and the output of an earlier run; None if there was none, or if something has changed."""
        kept = _read(self._path, self._key) if self._path else None
        if kept is None:
            return None
        status, printed, (paths, kinds, targets), orders, answers = kept
        for now, states in ((stamp, paths), (kind, kinds), (os.path.realpath, targets)):
            if any(now(path) != before for path, before in states.items()):
                return None
        if any(in_order(pair) != before for pair, before in orders.items()):
            return None
        return (status, printed) if _git_agrees(answers) else None

    def __enter__(self) -> Run:
        if self._path:
            observers.append(self._observer)
        return self

    def __exit__(self, *_: object) -> None:
        observers.clear()

    def keep(self, status: int, printed: Printed) -> None:
        """Keeps the answer of this run for later ones, if it depends only on what was observed."""
        seen = self._observer
        if not self._path or not seen.complete:
            return
        modules = {path: stamp(path) for path in _modules()}
        # A new module can take the place of one that was imported.
        paths = {**modules, **{folder: stamp(folder) for folder in sys.path}, **seen.paths}
        if not all(modules.values()) or max(map(last_change, paths.values())) >= self._started - COARSEST:
            return  # a module in an archive, or a file that may change again without a visible trace
        import marshal

        data = marshal.dumps((status, printed, (paths, seen.kinds, seen.targets), seen.orders, seen.answers))
        if len(data) > LARGEST_ANSWER:
            return
        from pinlint.text.writing import Draft

        try:
            os.makedirs(os.path.dirname(self._path), 0o700, exist_ok=True)
            draft = Draft(self._path, sha256_of_bytes(self._key + data).encode() + data, durable=False)
            try:
                draft.replace()
            finally:
                draft.discard()
        except OSError:
            return  # the next run does the same work again


def _key(arguments: Sequence[str], console: Sequence[object]) -> bytes:
    """All that a run depends on besides files, as one text."""
    variables = [f"{name}={value}" for name, value in os.environ.items() if name not in _IGNORED]
    user = (os.geteuid(), os.getegid(), os.getgroups()) if hasattr(os, "geteuid") else ()
    python = (sys.version, sys.flags, sys.path)
    parts = (os.getcwd(), list(arguments), sorted(variables), list(console), user, python)
    return repr(parts).encode(errors="backslashreplace")


def _place(key: bytes, arguments: Sequence[str]) -> str:
    """The path for the answer to ``key``. Empty if no answer can be kept: on Windows, programs can set every time of a file; in a
    repository, below a checked folder, and in a folder that others may write, others may have written an answer.
    """
    from pinlint.project.files import git_folder

    if os.name == "nt":
        return ""
    folder = os.path.join(os.path.realpath(cache_folder()), ANSWERS)
    if git_folder(folder) or _is_below(folder, (os.curdir, *arguments)):
        return ""
    return os.path.join(folder, sha256_of_bytes(key)[:DIGITS]) if _is_private(folder) else ""


def _is_below(folder: str, others: Iterable[str]) -> bool:
    """Whether ``folder`` (absolute) is below one of the others, also if links lead to it."""
    above = set()
    while folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
        above.add(_identity(folder))
    return not above.isdisjoint(filter(None, map(_identity, others)))


def _identity(path: str) -> tuple[int, ...]:
    """The device and the inode that a path leads to; empty if there is nothing."""
    return stamp(path)[-1][1:3] if stamp(path) else ()


def _is_private(folder: str) -> bool:
    """Whether only the user can write into the folder, which may not exist yet."""
    try:
        status = os.lstat(folder)
    except OSError:
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(path: str, key: bytes) -> Answer | None:
    """The answer to ``key`` in the file at ``path``, if there is one."""
    from pinlint.evidence.regular_file import read_bytes

    data = read_bytes(path, LARGEST_ANSWER + _DIGEST, links=False) or b""
    # The file belongs to another key, or is damaged.
    if data[:_DIGEST] != sha256_of_bytes(key + data[_DIGEST:]).encode():
        return None
    import marshal

    answer: Answer = marshal.loads(data[_DIGEST:])  # noqa: S302 - the digest shows that it is ours
    return answer


def _git_agrees(answers: dict[Question, str]) -> bool:
    """Whether git gives the same answers now."""
    if not answers:
        return True
    from pinlint.project import git

    return all(
        question[1][0] in _QUESTIONS and digest(git.ask(*question)) == answer for question, answer in answers.items()
    )


def _modules() -> list[str]:
    """The files of all imported modules that are not Python's own."""
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] not in sys.stdlib_module_names]
    return [path for module in modules if (path := getattr(module, "__file__", None))]
