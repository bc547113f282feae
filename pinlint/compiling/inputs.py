"""Checks the files that a compiler will read, before it runs.

A file that leads out of the project is refused, because compilers print lines that they cannot parse. An address, or a path that
would be built, needs a person's agreement. Compilers split lines differently, so every line that one of them could see is
checked. Unusual lines need agreement or are refused.
"""

from __future__ import annotations

from pinlint.compiling import Refused
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pinlint.compiling.confines import Confines

_OPTION = lazy(r"(-[A-Za-z]|--[A-Za-z-]*)\s*=?\s*(.*)")
#: Options of a requirements file whose values are not addresses or paths.
_PLAIN_OPTION = lazy(
    r"--(?:pre|prefer-binary|require-hashes|no-index)|--(?:no|only)-binary(?:\s+|=)[\w.,:-]+|--hash[=\s].*"
)
#: Requirements from an index: a name, extras, versions, a marker, hashes.
_PLAIN = lazy(
    r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\s*\[[A-Za-z0-9._,\s-]*\])?(?:\s*\()?\s*"
    r"(?:(?:===?|[<>!~]=|[<>])\s*[A-Za-z0-9.*+!_-]+(?:\s*,)?\s*)*(?:\)\s*)?(?:;[^@$/]*)?(?:\s--hash[=\s].*)?"
)
_MORE_OPTIONS = lazy(r"(?:^|\s)[\"']?-")
_ARCHIVE = lazy(r"(?i)\.(?:zip|whl|tar|tgz|tbz|txz|tlz|tar\.[a-z0-9]+)\s*(?:$|[;\[])")
_COMMENT = lazy(r"(?:^|\s)#.*")
_CONTROL = lazy(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
#: Files that are built to find their requirements.
_BUILT = ("setup.py", "setup.cfg")


def look_through(confines: Confines, path: str, *, static: bool = True) -> None:
    """Checks an input at ``path`` and everything that it includes. ``static`` says that the compiler reads pyproject.toml
    without building the project, if possible. Raises Refused.
    """
    name = path.rpartition("/")[2]
    if name == "pyproject.toml":
        _project(confines, path, static=static)
    elif name in _BUILT:
        confines.read(path)
        confines.asks.append(f"{path} is built, which runs code of this project")
    elif name.endswith((".py", ".toml", ".yml", ".yaml", ".cfg")) or "." not in name:
        raise Refused(f"{path} is not a requirements file")
    else:
        requirements(confines, path)


def requirements(confines: Confines, path: str, *, is_lock: bool = False) -> list[str]:
    """Checks the requirements file at ``path`` and the files that it includes, and returns all of them. The compiler reads a
    lock only for its versions, so only the includes of a lock matter. Raises Refused.
    """
    waiting, seen = [path], {path: None}
    while waiting:
        here = waiting.pop()
        for text in _texts(confines.read(here), here):
            for number, line in enumerate(text.splitlines(), 1):
                for found in _line(confines, here, number, line.strip(), is_lock=is_lock):
                    if found not in seen and confines.exists(found):
                        seen[found] = None
                        waiting.append(found)
    return list(seen)


def _texts(data: bytes, path: str) -> set[str]:
    """The texts that the compilers decode: pip uses an encoding comment, uv always UTF-8."""
    from pinlint.formats.decoding import Undecodable, decode

    try:
        texts = {decode(data, path).text}
    except Undecodable as error:
        raise Refused(f"{path} cannot be read: {error}") from error
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        texts.add(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    for text in texts:
        if _CONTROL.search(text):
            raise Refused(f"{path} has control characters")
        if "# ///" in text:
            raise Refused(f"{path} is a script with its own settings")
    return texts


def _line(confines: Confines, path: str, number: int, line: str, *, is_lock: bool) -> list[str]:
    """The files that the line includes; everything else that it does needs agreement."""
    line = _COMMENT.sub("", line).strip()
    place = f"{path}:{number}"
    continued = line.endswith("\\")
    line = line.rstrip("\\ \t")
    option = _OPTION.match(line)
    if option is None and line.startswith("-"):
        raise Refused(f"{place} has quotes, a continued line or an unknown option")
    if option is None:
        if line and not is_lock and not is_plain(line):
            confines.asks.append(f"{place} has a URL or a path, so the compiler downloads or builds it")
        return []
    name, value = option.groups()
    if _PLAIN_OPTION.fullmatch(line):
        return []
    if continued or _MORE_OPTIONS.search(value):
        raise Refused(f"{place} has quotes, a continued line or an unknown option")
    if name in ("-r", "-c") or name.startswith(("--requirem", "--cons")):
        return _included(confines, path, place, value)
    if not is_lock:
        confines.asks.append(f"{place} has the option {name}")
    return []


def _included(confines: Confines, path: str, place: str, value: str) -> list[str]:
    if value.startswith(("http://", "https://")):  # to one of the compilers, any other scheme is a folder of that name
        confines.asks.append(f"{place} includes a URL, so the compiler downloads it")
        return []
    if any(character in value for character in " \t\"'\\"):
        raise Refused(f"{place} has quotes, a continued line or an unknown option")
    # uv 0.1 resolved paths from the folder it ran in.
    return [confines.file(value, path), confines.file(value)] if confines.folder else [confines.file(value, path)]


def is_plain(requirement: str) -> bool:
    """Whether a requirement comes from an index: it is not an address, a path or a file."""
    return _PLAIN.fullmatch(requirement) is not None and _ARCHIVE.search(requirement) is None


def toml(confines: Confines, path: str) -> dict[str, Any]:
    """The values of a TOML file of the project. Raises Refused."""
    from pinlint.formats.decoding import Undecodable, decode_utf8
    from pinlint.formats.located import LocatedError
    from pinlint.formats.located.toml import loads
    from pinlint.text.budget import ExceededError

    try:
        return loads(decode_utf8(confines.read(confines.file(f"./{path}", "")), path).text)
    except (LocatedError, ExceededError, Undecodable) as error:
        raise Refused(f"{path} cannot be read") from error


def _project(confines: Confines, path: str, *, static: bool) -> None:
    """A pyproject.toml as an input."""
    document = toml(confines, path)
    project = document.get("project")
    dynamic = project.get("dynamic", ()) if isinstance(project, dict) else ("dependencies",)
    # Poetry's own dependencies count if the project's are missing.
    omitted = isinstance(project, dict) and "dependencies" not in project and "poetry" in document.get("tool", {})
    # Whether pip-compile builds the project depends on its version, and on more than the fields.
    if not static or omitted or {"dependencies", "optional-dependencies"} & set(dynamic):
        confines.asks.append(f"{path} is built, which runs code of this project")
    asked = texts(document.get("dependency-groups"), groups=True)
    for key in ("dependencies", "optional-dependencies"):
        asked += texts(project.get(key)) if isinstance(project, dict) else []
    if not all(map(is_plain, asked)):
        confines.asks.append(f"{path} has a URL or a path, so the compiler downloads or builds it")
    elif not all(map(_is_valid, asked)):
        confines.asks.append(
            f"{path} has an invalid requirement, so the compiler builds it, and that runs code of this project"
        )


def _is_valid(requirement: str) -> bool:
    """Whether every compiler can read the requirement. If uv cannot read one, it builds the project."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return all(specifier.operator != "===" for specifier in Requirement(requirement).specifier)
    except InvalidRequirement:
        return False


def texts(value: object, *, groups: bool = False) -> list[str]:
    """The strings in a TOML value; for ``groups`` without the entries that include another group."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return (
            [] if groups and "include-group" in value else [t for v in value.values() for t in texts(v, groups=groups)]
        )
    return [text for item in value for text in texts(item, groups=groups)] if isinstance(value, list) else []
