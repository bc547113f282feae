"""Finds the files of the project that the paths in a header mean.

The paths were written on another machine, in another folder, perhaps in a container. The current path of the lock is known, and
often also its path on that machine. Nothing is read; ``exists`` says which files there are.
"""

from __future__ import annotations

import posixpath

from pinlint.text.budget import DEEPEST, LONGEST_PATH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Exists = Callable[[str], bool]
    Named = Callable[[str], Sequence[str]]


#: The words of a path that has blanks, as they are looked for.
_MOST_WORDS = 8


def folder_of(path: str) -> str:
    """The folder that contains a path; empty for the root."""
    return posixpath.dirname(path)


def join(folder: str, path: str) -> str | None:
    """``path`` below ``folder``, both relative to the root; None if the result is outside the root."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    return None if joined.startswith(("..", "/")) else "" if joined == "." else joined


def base_of(lock: str, output: str | None, sources: Sequence[str], named: Named = lambda _: ()) -> str | None:
    """The folder in which a command ran when it wrote ``lock`` as ``output``; None if the command's words do not show it.

    Without an output option, a compiler writes the lock next to its source. ``named`` returns the project's files with a name.
    """
    written = output
    if written is None and len(sources) == 1 and not sources[0].startswith("/"):
        written = posixpath.join(posixpath.dirname(sources[0]), posixpath.basename(lock))
    if written is not None and written.startswith("../") and sources:
        return _base_below(lock, posixpath.normpath(written), posixpath.normpath(sources[0]), named)
    if written is None or written.startswith(("/", "..", "~")):
        return None
    written = posixpath.normpath(written)
    if lock == written:
        return ""
    return lock[: -len(written) - 1] if lock.endswith("/" + written) else None


def _base_below(lock: str, written: str, source: str, named: Named) -> str | None:
    """The folder in which a command ran that wrote ``lock`` above it, as ``../base.txt``: the only one as far below that has the
    source.
    """
    above = f"/{lock}".removesuffix("/" + written.lstrip("./"))
    if above == f"/{lock}" or source.startswith((".", "/")):
        return None
    start, depth = f"{above[1:]}/" if above else "", written.count("../")
    ending = [
        path for path in named(source.rpartition("/")[2]) if path.startswith(start) and path.endswith("/" + source)
    ]
    found = [path for path in ending if path[len(start) : -len(source)].count("/") == depth]
    return found[0][: -len(source) - 1] if len(found) == 1 else None


def outer_folder(lock: str, output: str | None, sources: Sequence[str], exists: Exists) -> str:
    """The folders, with a trailing slash, between the folder in which a command ran and the project's root below it. Example: the
    lock is now ``a.txt``, and its header says ``checkout/a.txt``. Then the result is ``checkout/``. Empty if the command ran in
    the root, or if one of its sources exists as written: then the lock was moved.
    """
    if output is None or output.startswith(("/", "..", "~")):
        return ""
    written = posixpath.normpath(output)
    if not written.endswith("/" + lock) or any(exists(join("", source) or "") for source in sources):
        return ""
    return written[: -len(lock)]


def without_outer(text: str, outer: str) -> str:
    """A path or a command, without the ``outer`` folder at the start of its paths."""
    if not outer:
        return text
    import re

    return re.sub(rf"(?<![^\s='\"])(?:\./)?{re.escape(outer)}", "", text)


def _above(path: str) -> list[str]:
    """The folder that contains a path and the folders above it, the root last."""
    found = []
    while path:
        path = folder_of(path)
        found.append(path)
    return found


def find(path: str, lock: str, base: str | None, exists: Exists) -> str | None:
    """The project's file that ``path`` means in the header or an annotation of ``lock``; None if there is none.

    The search order is: the folder in which the command ran, the lock's own folder, then the folders above the lock up to the
    root. (A project may contain another one; then the command ran in the inner one.) The lock itself is never meant. A path may
    exist only on another machine: it is absolute, or leaves its folder. Then the longest end of the path that exists in one of
    these folders counts.
    """
    if len(path) > LONGEST_PATH:
        return None
    path = path.replace("\\", "/")
    if path.startswith("file://"):
        path = path.removeprefix("file://")
    folders = [folder for folder in dict.fromkeys((base, *_above(lock))) if folder is not None]
    if not path.startswith(("/", "~")) and path[1:2] != ":":
        for folder in folders:
            found = join(folder, path)
            if found and found != lock and exists(found):
                return found
        if not path.startswith(".."):
            return None
    parts = [part for part in path.split("/") if part not in ("", ".", "..")][-DEEPEST:]
    for start in range(len(parts)):
        for folder in folders:
            found = join(folder, "/".join(parts[start:]))
            if found and found != lock and exists(found):
                return found
    return None


def with_quotes(command: str, lock: str, exists: Exists) -> str:
    """The command in a header of uv, with quotes around the paths that have blanks. uv writes them without quotes.

    Words are one path if the project has that file, and if they are not all files themselves.
    """
    words = command.split(" ")
    found = []
    while words:
        length = next((n for n in range(min(len(words), _MOST_WORDS), 1, -1) if _is_path(words[:n], lock, exists)), 1)
        path = " ".join(words[:length])
        found.append(f"'{path}'" if length > 1 else path)
        words = words[length:]
    return " ".join(found)


def _is_path(words: Sequence[str], lock: str, exists: Exists) -> bool:
    """Whether words are one path with blanks: that of the lock, or of a file that is meant in its header."""
    if any(word.startswith("-") for word in words[1:]) or any("'" in word for word in words):
        return False
    first = words[0].partition("=")[2] if words[0].startswith("--") else words[0]
    words = [first, *words[1:]]
    path = posixpath.normpath(" ".join(words))
    if not first or first.startswith("-") or all(word and find(word, lock, None, exists) for word in words):
        return False
    return f"/{lock}".endswith("/" + path) or path.endswith("/" + lock) or find(path, lock, None, exists) is not None


def lock_of(path: str) -> str:
    """The path of the lock that an input promises by its name: ``base.in`` and ``base.txt.in`` promise ``base.txt``."""
    return path[:-3] if path.endswith(".txt.in") else path[:-2] + "txt"
