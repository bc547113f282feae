"""Explains why a text is not a requirement: the most likely reason, the place of the error, and how to fix it."""

from __future__ import annotations

import re

from pinlint.formats.pep508_parts import quoted, word_end
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.pep508_parts import Parts

    #: Message, start, end, help.
    Explanation = tuple[str, int, int, str | None]

_OPERATOR = lazy(r"===|[=~!<>]=|[<>=^~]+")
_CLAUSE_TEXT = lazy(r"[^\s,;)]+")
_OPERATORS = {"===", "==", "~=", "!=", "<=", ">=", "<", ">"}
_SHELL = lazy(r"(?:python[0-9.]*[ \t]+-m[ \t]+)?pip[0-9.]*[ \t]+install\b")
_CONFLICT = lazy(r"(?:<{7}|>{7}|\|{7})(?: |\Z)|={7}\Z")


def explain(text: str, at: int, parts: Parts | None) -> Explanation:
    """Why ``text`` is invalid from the offset ``at`` on; ``parts`` is what was read before, None if there was no name."""
    conflict = _CONFLICT.match(text)
    if conflict:
        return "this is an unresolved merge conflict", 0, len(text), "resolve the conflict"
    command = _SHELL.match(text)
    if command:
        return "a command, not a requirement", 0, command.end(), "remove the command, and keep only what it installs"
    if parts is None:
        return _no_name(text, at)
    rest = text[at:]
    operator = _OPERATOR.match(text, at)
    if parts.url is not None:
        return _behind_url(text, at)
    if operator and (not parts.clauses or text[:at].rstrip().endswith(",")):
        return _bad_clause(text, at, operator)
    if parts.clauses:
        return _behind_specifier(text, at, parts)
    word = text[at : word_end(text, at)]
    if rest[0] in "\t " or text[at - 1] not in " \t(":
        start, end = parts.name[0], word_end(text, at)
        if rest[0].isascii() and rest[0].isprintable():
            return f"a name cannot contain {quoted(rest[0])}", at, at + 1, None
        return (
            f"{quoted(text[start:end])} contains the character U+{ord(rest[0]):04X}",
            at,
            at + 1,
            "delete that character",
        )
    if text[at - 1] == "(":
        word = word.partition(")")[0]
    if re.match(r"v?[0-9]", word):
        return f"a version without an operator: {quoted(word)}", at, at + len(word), f"write '=={quoted(word)[1:-1]}'"
    if text[at - 1] == "(":
        return f"{quoted(word)} is not a version specifier", at, at + len(word), None
    if word.startswith("--"):
        return _tab(text, at)
    return (
        f"unexpected text after the requirement: {quoted(word)}",
        at,
        at + len(word),
        "write one requirement per line",
    )


def _no_name(text: str, at: int) -> Explanation:
    if at >= len(text):
        return "the name is missing", max(at - 1, 0), at, None
    end = word_end(text, at)
    word = text[at:end]
    if text[at] in "\"'":
        return "quotes are only for the shell, not for this file", at, end, "remove the quotes"
    if text[at] == ";":
        return "the name is missing before the marker", at, at + 1, None
    if text.startswith("~/"):
        return "pip does not expand '~' here", at, at + 1, "write the full path, or use ${HOME}"
    if text[at] == "$":
        return "pip expands only ${NAME}, in upper case", at, end, None
    if text[at] in "-_.":
        return "a name must begin with a letter or a digit", at, at + 1, None
    if not (text[at].isprintable() and text[at].isascii()):
        return f"the character U+{ord(text[at]):04X} cannot begin a name", at, at + 1, "delete that character"
    if _OPERATOR.match(text, at):
        return "the name is missing before the version", at, end, None
    return (
        f"{quoted(word)} does not begin with a name",
        at,
        end,
        "a name contains only letters, digits, '-', '_' and '.'",
    )


def _bad_clause(text: str, at: int, operator: re.Match[str]) -> Explanation:
    sign = operator[0]
    start = operator.end()
    start += len(text[start:]) - len(text[start:].lstrip())
    end = _clause_end(text, start)
    version = text[start:end]
    if sign == "=":
        return "'=' is not an operator", at, at + 1, "write '=='"
    if sign == "^":
        return "'^' is an operator of Poetry, not of pip", at, at + 1, "write a range, for example '>=1.2,<2'"
    if sign == "~":
        return "'~' is not an operator", at, at + 1, "write '~=' or a range"
    if sign not in _OPERATORS:
        return f"{quoted(sign)} is not an operator", at, operator.end(), None
    if not version or version[0] in "=<>!~":
        return f"the version is missing after {quoted(sign)}", at, operator.end(), None
    if version == "*":
        return (
            f"'{sign}*' is not a version specifier",
            at,
            end,
            "remove it: without a specifier every version is allowed",
        )
    if sign == "~=" and re.fullmatch(r"v?(?:[0-9]+!)?[0-9]+\D*", version):
        return (
            f"'~={quoted(version)[1:-1]}' needs at least two numbers",
            at,
            end,
            f"write '~={version.removesuffix('.*')}.0' or '=={version.removesuffix('.*')}.*'",
        )
    return f"{quoted(version)} is not a version (PEP 440)", start, end, None


def _behind_specifier(text: str, at: int, parts: Parts) -> Explanation:
    (start, operator_end), (version, version_end) = parts.clauses[-1]
    sign = text[start:operator_end]
    if text[at] == ")":
        return "this ')' has no '('", at, at + 1, None
    end = _clause_end(text, at)
    whole = text[version:end]
    if version_end == at:
        if text.startswith(".*", at):
            if sign in ("==", "!="):
                return f"{quoted(whole)}: '.*' can only follow a release number", at, at + 2, None
            return (
                f"'.*' works only with '==' and '!=', not with {quoted(sign)}",
                at,
                at + 2,
                f"write '{sign}{text[version:at]}'",
            )
        if text[at] == "+":
            return (
                f"a local version ('+…') works only with '==' and '!=', not with {quoted(sign)}",
                at,
                max(end, at + 1),
                None,
            )
        if _OPERATOR.match(text, at):
            return "a comma is missing between two clauses", at, at + 1, "write a comma"
        return f"{quoted(whole)} is not a version (PEP 440)", version, max(end, at + 1), None
    if _OPERATOR.match(text, at):
        return "a comma is missing between two clauses", at, _OPERATOR.match(text, at).end(), "write a comma"  # type: ignore[union-attr]
    if text[at] == ",":
        return "a clause is missing between two commas", at, at + 1, "delete one comma"
    if text.startswith("--", at):
        return _tab(text, at)
    end = word_end(text, at)
    word = text[at:end]
    if re.match(r"(?:sha256|sha384|sha512|md5):", word):
        return "'--hash=' is missing before this hash", at, end, f"write '--hash={quoted(word)[1:-1]}'"
    return f"unexpected text after the requirement: {quoted(word)}", at, end, "write one requirement per line"


def _behind_url(text: str, at: int) -> Explanation:
    return (
        "a URL ends at a space; the text after it must be a marker or a comment",
        at,
        word_end(text, at),
        "write the space as %20",
    )


def _tab(text: str, at: int) -> Explanation:
    at = text.find("--", at)
    return (
        "a space must separate the option from the requirement, not a tab",
        at,
        word_end(text, at),
        "write a space before it",
    )


def _clause_end(text: str, at: int) -> int:
    match = _CLAUSE_TEXT.match(text, at)
    return match.end() if match else at
