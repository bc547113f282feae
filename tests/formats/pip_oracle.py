"""What pip makes of a requirements file, and what pinlint makes of it, in one form to compare.

Both are lists of lines; a line is (number, kind, details). The kinds: ``requirement``, ``include``, ``options``, ``error`` (pip
refuses the requirement) and ``fatal`` (pip stops reading the file, so that nothing follows).
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
from collections.abc import Iterator, Mapping
from optparse import Values

from packaging.markers import Marker
from packaging.utils import canonicalize_name
from pip._internal.exceptions import InvalidEggFragment, PipError, RequirementsFileParseError
from pip._internal.models.format_control import FormatControl
from pip._internal.models.release_control import ReleaseControl
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import (
    ParsedLine,
    RequirementsFileParser,
    get_line_parser,
    handle_requirement_line,
)
from pip._internal.req.req_install import InstallRequirement
from pip._internal.utils.urls import path_to_url
from pip._vendor.packaging.requirements import InvalidRequirement

from pinlint.formats.decoding import Undecodable, decode
from pinlint.formats.logical_lines import LINE_END, read_line
from pinlint.formats.requirements_txt import parse
from pinlint.requirements.model import STRONG_HASHES, Option, Requirement, RequirementsFile

Line = tuple[object, ...]

#: pip refuses an ``egg`` fragment that is more than a name since version 26; pinlint reads what older versions read.
LEGACY_EGG = "legacy egg"
#: Some versions of Python drop these when they look for a URL's scheme; pinlint does not.
_CONTROL = re.compile(r"[\0-\x1f]")


@contextlib.contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """The environment variables set for a while."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def pip_lines(data: bytes, environ: Mapping[str, str] | None = None, name: str = "requirements.txt") -> list[Line]:
    """What pip reads from a file ``name`` of this content in the current directory."""
    with open(name, "wb") as file:
        file.write(data)
    logging.disable(logging.CRITICAL)
    lines: list[Line] = []
    try:
        with environment(environ or {}), contextlib.redirect_stderr(io.StringIO()):
            parser = RequirementsFileParser(None, get_line_parser(None))  # type: ignore[arg-type]
            for line in parser._parse_file(name, constraint=False):
                lines.append(_pip_line(line))
    except (RequirementsFileParseError, PipError, LookupError, UnicodeError):
        lines.append((0, "fatal"))
    finally:
        logging.disable(logging.NOTSET)
    return [line for line in lines if line[1] != "options" or line[2]]


def _pip_line(line: ParsedLine) -> Line:
    if line.requirement is None:
        if line.opts.requirements:
            return line.lineno, "include", "requirement", line.opts.requirements[0]
        if line.opts.constraints:
            return line.lineno, "include", "constraint", line.opts.constraints[0]
        return line.lineno, "options", _pip_options(line.opts)
    parsed = handle_requirement_line(line)
    try:
        found = install_req_from_parsed_requirement(parsed)
    except InvalidEggFragment:
        return line.lineno, "error", LEGACY_EGG
    except (PipError, InvalidRequirement, ValueError, AssertionError):
        return line.lineno, "error", None
    options = parsed.options or {}
    hashes = [f"{algorithm}:{digest}" for algorithm, digests in options.get("hashes", {}).items() for digest in digests]
    return line.lineno, "requirement", *_pip_requirement(found), sorted(hashes), options.get("config_settings", {})


def _pip_requirement(found: InstallRequirement) -> Line:
    name = canonicalize_name(found.req.name) if found.req else None
    extras = sorted(map(canonicalize_name, found.extras))
    specifier = sorted(str(clause) for clause in found.req.specifier) if found.req and not found.link else []
    marker = str(found.markers) if found.markers else None
    return name, extras, specifier, found.link.url if found.link else None, marker, found.editable


def _pip_options(options: Values) -> dict[str, object]:
    found = {
        "index-url": options.index_url,
        "extra-index-url": options.extra_index_urls,
        "find-links": options.find_links[:1],
        "trusted-host": options.trusted_hosts,
        "no-index": options.no_index,
        "pre": options.pre,
        "prefer-binary": options.prefer_binary,
        "require-hashes": options.require_hashes,
        "no-require-hashes": options.no_require_hashes,
        "format": [sorted(options.format_control.no_binary), sorted(options.format_control.only_binary)],
        "release": [sorted(options.release_control.all_releases), sorted(options.release_control.only_final)],
    }
    return {name: value for name, value in found.items() if value and value != [[], []]}


def pinlint_lines(data: bytes, environ: Mapping[str, str] | None = None, name: str = "requirements.txt") -> list[Line]:
    """What pinlint reads from it, variables expanded as pip does it."""
    try:
        source = decode(data, name)
    except Undecodable:
        return [(0, "fatal")]
    return lines_of(parse(source, environ=environ or {}))


def lines_of(file: RequirementsFile) -> list[Line]:
    """The lines of a file that pinlint has read."""
    text = file.source.text
    starts = []
    at = 0
    while at < len(text):
        starts.append(at)
        _, at = read_line(file.source, at)
    numbers = {start: len(LINE_END.findall(text, 0, start)) + 1 for start in starts}

    def number(offset: int) -> int:
        return numbers[max(start for start in starts if start <= offset)]

    lines: dict[int, Line] = {}
    options: dict[int, list[Option]] = {}
    for requirement in file.requirements:
        line = number(requirement.span.start)
        lines[line] = line, "requirement", *_requirement(requirement)
        if any(item.algorithm not in STRONG_HASHES for item in _option_hashes(requirement)):
            lines[line] = line, "fatal"
    for include in file.includes:
        line = number(include.span.start)
        lines[line] = line, "include", include.kind, include.target
    for option in file.options:
        options.setdefault(number(option.span.start), []).append(option)
    for line, given in options.items():
        lines[line] = line, "options", _options(given)
    for problem in file.problems:
        line = number(problem.span.start)
        if problem.rule == "syntax-error":
            kind = "fatal" if problem.fatal or lines.get(line, ())[1:2] == ("fatal",) else "error"
            lines[line] = line, kind
    found = []
    for line in sorted(lines):
        found.append(lines[line])
        if lines[line][1] == "fatal":
            break
    return [line for line in found if line[1] != "options" or line[2]]


def _option_hashes(requirement: Requirement) -> list[object]:
    url = requirement.url_span
    return [item for item in requirement.hashes if url is None or not url.start <= item.span.start < url.end]


def _requirement(requirement: Requirement) -> Line:
    url = requirement.url
    reference = requirement.reference
    named = (
        requirement.name_span is not None and requirement.name_span.start < requirement.url_span.start if url else False
    )
    if url is not None and reference is not None and reference.kind == "path" and not reference.scheme and not named:
        url = path_to_url(os.path.abspath(url))
    elif (
        url is not None
        and requirement.editable
        and reference is not None
        and reference.vcs
        and "+" not in url.split(":")[0]
    ):
        url = f"{reference.vcs}+{url}"
    return (
        requirement.project,
        sorted(requirement.extras),
        sorted(map(str, requirement.clauses)),
        url,
        str(Marker(requirement.marker)) if requirement.marker else None,
        requirement.editable,
        sorted(map(str, _option_hashes(requirement))),
        _settings(requirement),
    )


def _settings(requirement: Requirement) -> dict[str, object]:
    found: dict[str, object] = {}
    for option in requirement.options:
        key, _, value = (option.value or "").partition("=")
        if key not in found:
            found[key] = value
        elif isinstance(found[key], list):
            found[key] = [*found[key], value]
        else:
            found[key] = [found[key], value]
    return found


def _options(options: list[Option]) -> dict[str, object]:
    found: dict[str, object] = {}
    control = FormatControl(set(), set())
    release = ReleaseControl(set(), set())
    for option in options:
        name, value = option.name, option.value or ""
        if name == "no-binary":
            control.handle_mutual_excludes(value, control.no_binary, control.only_binary)
        elif name == "only-binary":
            control.handle_mutual_excludes(value, control.only_binary, control.no_binary)
        elif name == "all-releases":
            release.handle_mutual_excludes(value, release.all_releases, release.only_final, "all_releases")
        elif name == "only-final":
            release.handle_mutual_excludes(value, release.only_final, release.all_releases, "only_final")
        elif name == "use-feature":
            continue  # pip keeps them in one list for all lines and files, which tells nothing of this line
        elif name in ("extra-index-url", "find-links", "trusted-host"):
            found[name] = [*found.get(name, []), value]  # type: ignore[misc]
        else:
            found[name] = True if option.value is None else value
    found["format"] = [sorted(control.no_binary), sorted(control.only_binary)]
    found["release"] = [sorted(release.all_releases), sorted(release.only_final)]
    return {name: value for name, value in found.items() if value and value != [[], []]}


def differences(pip: list[Line], ours: list[Line]) -> list[str]:
    """Where the two differ, in words; what is meant to differ is left out."""
    found = []
    for theirs, mine in zip(pip, ours, strict=False):
        if theirs[1] == "fatal" and mine[1] == "fatal":
            continue
        if theirs[1] == "error" and mine[1] == "error" and theirs[0] == mine[0]:
            continue
        if theirs[:2] == (mine[0], "requirement") and _odd(theirs):
            continue
        if theirs[0] == mine[0] and mine[1] == "requirement" and _meant(theirs, mine):
            continue
        if theirs != mine:
            found.append(f"pip: {theirs}\nwe:  {mine}")
    if len(pip) != len(ours):
        found.append(f"pip: {len(pip)} lines {pip}\nwe:  {len(ours)} lines {ours}")
    return found


def _odd(theirs: Line) -> bool:
    """Whether pip makes something of a text that no installation can come of."""
    url = str(theirs[5])
    # A URL with a scheme that pip does not know is a path to it, if it ends like an archive.
    return _CONTROL.search(url) is not None or (url.startswith("file:") and ("%3A/" in url or "../" in url))


def _meant(theirs: Line, mine: Line) -> bool:
    url = mine[5]
    # To pip the clone of a repository is a wheel if its name looks so.
    if isinstance(url, str) and url.endswith(".whl") and "+" in url.partition(":")[0]:
        return True
    if theirs[2] == LEGACY_EGG:
        return isinstance(url, str) and "egg=" in url
    # Whether there is a project at a path is for the disk to say, which pinlint does not ask.
    if not isinstance(url, str) or not url.startswith("file:"):
        return False
    path = url.removeprefix("file://")
    return not os.path.exists(path) or (os.path.isdir(path) and not os.path.exists(f"{path}/pyproject.toml"))
