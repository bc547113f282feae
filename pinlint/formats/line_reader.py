"""Reads the lines of a requirements file one by one, in every spelling that pip accepts."""

from __future__ import annotations

from pinlint.formats.includes import include_path
from pinlint.formats.logical_lines import read_line
from pinlint.formats.pep508_parts import InvalidRequirement
from pinlint.requirements.model import STRONG_HASHES, Comment, Hash, Include, Option, Problem
from pinlint.text import budget
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pinlint.formats.logical_lines import LogicalLine
    from pinlint.formats.pip_options import Given, Options
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import SourceFile


class LineReader:
    """Collects the content of one file's lines; adds requirements and includes to the given lists.

    ``environ`` is as for `pinlint.formats.requirements_txt.parse`.
    """

    def __init__(
        self,
        source: SourceFile,
        environ: Mapping[str, str] | None,
        requirements: list[Requirement] | None = None,
        includes: list[Include] | None = None,
    ) -> None:
        self.source = source
        self.environ = environ
        self.requirements = [] if requirements is None else requirements
        self.includes = [] if includes is None else includes
        self.options: list[Option] = []
        self.problems: list[Problem] = []
        self._option_lines: list[list[Option]] = []
        #: The last requirement that lost hashes, and where the last of these hashes ends.
        self._losing: tuple[Requirement, int] | None = None

    def read(self, at: int, end: int) -> int:
        """Reads the logical lines that begin before the offset ``end``; returns the offset at which the next one begins. Raises
        ExceededError for a line that is too long.
        """
        while at < end:
            line, at = read_line(self.source, at)
            if len(line.text) > budget.LONGEST_LINE:
                raise budget.ExceededError(f"has a line of more than {budget.LONGEST_LINE:,} characters")
            if line.swallowed is not None:
                from pinlint.formats.dropped_text import swallowed_lines

                self.problems += swallowed_lines(self.source, line.swallowed)
            if line.text:
                if self.environ is not None and "${" in line.text:
                    line.expand(self.environ, self.source)
                self._read_line(line)
        return at

    def finish(self) -> None:
        """Reports the options that another line cancels, and sorts the problems."""
        if len(self._option_lines) > 1:
            from pinlint.formats.dropped_text import lost_indexes

            self.problems += lost_indexes(self._option_lines)
        self.problems.sort(key=lambda problem: (problem.span.start, problem.span.end))

    def _read_line(self, line: LogicalLine) -> None:
        text = line.text
        start = options_start(text)
        if start == len(text):
            self._read_requirement(line, text, [])
            return
        from pinlint.formats.pip_options import read_options

        options = read_options(text, start)
        if options.error is not None:
            self._add_error(line, options.error, fatal=True)
        if start or any(given.name == "editable" for given in options.given):
            failed = options.error is not None
            self._read_requirement(line, text[: max(start - 1, 0)], options.given, failed=failed)
            used = self._used_by_requirement(options.given, has_text=start > 0)
        else:
            used = self._read_options(line, options.given)
        self._refuse_lost_hashes(line, options, used)
        if options.error is None and (options.strays or len(used) < len(options.given)):
            from pinlint.formats.dropped_text import dropped

            above = self._above(line, options)
            self.problems += dropped(self.source, line, options, used, is_requirement=start > 0, above=above)

    def _above(self, line: LogicalLine, options: Options) -> tuple[int, bool] | None:
        """Where the requirement above a line of nothing but hashes ends, and whether it has a hash; None if there is no such
        line or requirement, or if the requirement is an editable.
        """
        only_hashes = not options.strays and all(given.name == "hash" for given in options.given)
        last = self.requirements[-1] if self.requirements and only_hashes else None
        if last is None or last.editable:
            return None
        end = self._losing[1] if self._losing is not None and self._losing[0] is last else last.whole_span.end
        self._losing = last, line.span(0, len(line.text)).end
        return end, bool(last.hashes)

    def _add_error(self, line: LogicalLine, error: InvalidRequirement, *, fatal: bool = False) -> None:
        span = line.span(error.start, error.end)
        self.problems.append(Problem("syntax-error", error.message, span, error.help, fatal))

    def _read_requirement(self, line: LogicalLine, text: str, options: list[Given], *, failed: bool = False) -> None:
        """Reads a line with a requirement before its options, or an editable among them.

        If the options of the line have ``failed``, no other error of the line is reported.
        """
        from pinlint.formats.requirement_lines import read_editable, read_line_requirement

        editable = next((given for given in options if given.name == "editable"), None)
        lenient = self.environ is None
        hashes = () if editable else tuple([_hash(line, given) for given in options if given.name == "hash"])
        fields: dict[str, Any] = {
            "whole_span": line.span(0, len(line.text)),
            "comment": comment_of(line, self.source),
            "options": tuple([_option(line, given) for given in options if given.name == "config-settings"]),
            "hashes": hashes,
        }
        try:
            if editable is None:
                requirement = read_line_requirement(self.source, text, line.span, lenient, **fields)
            elif text:  # pip uses it as the editable's target, and drops the one after "-e"
                requirement = read_editable(self.source, text, line.span, lenient, **fields)
            else:
                requirement = self._read_editable(line, editable, lenient, fields)
        except InvalidRequirement as error:
            if failed:
                return
            refused = any(
                _hash(line, given).algorithm not in STRONG_HASHES for given in options if given.name == "hash"
            )
            self._add_error(line, error, fatal=refused)
        else:
            self.requirements.append(requirement)

    def _refuse_lost_hashes(self, line: LogicalLine, options: Options, used: set[Given]) -> None:
        """Reports hashes without a requirement. pip drops such a hash, but refuses the file if it does not know the hash's
        algorithm.

        A hash with a requirement stays with it: the rules check it there.
        """
        for given in options.given:
            if options.error is None and given.name == "hash" and given not in used:
                item = _hash(line, given)
                if item.algorithm not in STRONG_HASHES:
                    where = given.value_range(0, len(given.value)) if given.value else given.range
                    options.error = InvalidRequirement("a hash is sha256:…, sha384:… or sha512:…", *where)
                    self._add_error(line, options.error, fatal=True)

    def _read_editable(self, line: LogicalLine, editable: Given, lenient: bool, fields: dict[str, Any]) -> Requirement:
        def locate(start: int, end: int) -> Span:
            return line.span(*editable.value_range(start, end))

        from pinlint.formats.requirement_lines import read_editable

        fields["span"] = line.span(*editable.range)
        assert editable.value is not None
        try:
            return read_editable(self.source, editable.value, locate, lenient, **fields)
        except InvalidRequirement as error:
            where = editable.value_range(error.start, error.end)
            raise InvalidRequirement(error.message, *where, error.help) from None

    def _used_by_requirement(self, options: list[Given], *, has_text: bool) -> set[Given]:
        """The options of a requirement that have an effect."""
        editables = [given for given in options if given.name == "editable"]
        names = {"config-settings"} if editables else {"config-settings", "hash"}
        return {*editables[: 0 if has_text else 1], *(given for given in options if given.name in names)}

    def _read_options(self, line: LogicalLine, options: list[Given]) -> set[Given]:
        """Reads a line that has only options. Returns the options that have an effect: one include, or all other options."""
        for name in ("requirement", "constraint"):
            for given in options:
                if given.name == name:
                    assert given.value is not None
                    span, target_span = line.span(*given.range), line.span(*given.value_range(0, len(given.value)))
                    path = include_path(self.source.path, given.value)
                    self.includes.append(Include(name, given.value, path, span, target_span))
                    return {given}
        used = [given for given in options if given.name not in ("hash", "config-settings")]
        for name, index in (("find-links", 0), ("index-url", -1)):
            same = [given for given in used if given.name == name]
            used = [given for given in used if given.name != name or given is same[index]]
        found = [_option(line, given) for given in used]
        self.options += found
        self._option_lines.append(found)
        return set(used)


def options_start(text: str) -> int:
    """Where the options begin: at the first word (between single blanks) that begins with ``-``. Without one, the end of the
    text.
    """
    if text.startswith("-"):
        return 0
    at = text.find(" -")
    return len(text) if at < 0 else at + 1


def comment_of(line: LogicalLine, source: SourceFile) -> Comment | None:
    """The comment that ends the line."""
    if line.comment is None:
        return None
    return Comment(source.text[line.comment.start : line.comment.end], line.comment)


def read_comments(source: SourceFile) -> list[Comment]:
    """The comments of the file."""
    found = []
    at = 0
    while at < len(source.text):
        line, at = read_line(source, at)
        comment = comment_of(line, source)
        if comment is not None:
            found.append(comment)
    return found


def _hash(line: LogicalLine, given: Given) -> Hash:
    value = given.value or ""
    algorithm, colon, digest = value.partition(":")
    if not colon:
        algorithm, digest = "", value
    return Hash(algorithm, digest, line.span(*given.value_range(0, len(value))))


def _option(line: LogicalLine, given: Given) -> Option:
    if given.value is None:
        return Option(given.name, None, line.span(*given.range), None)
    return Option(given.name, given.value, line.span(*given.range), line.span(*given.value_range(0, len(given.value))))
