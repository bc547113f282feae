"""Finds secrets in a text: passwords, tokens and keys. All text of a project passes through here before it is shown.

A text is the content of a file, a parsed part of it, or a sentence about it. In a file, a secret may be written in pieces: over
continued lines, in adjacent strings, in words of a shell. The characters between such pieces are skipped.

These are secrets: the user information of a URL and of a proxy, URL parameters with a token (`?sig=`), values after a name for a
secret (`X_PASSWORD=`, `--token`, `"api_key":`), headers and options of programs with a login, and tokens with a known form.
`pinlint.text.secret_patterns` has their forms. Variables (``${TOKEN}``) are not secrets, and neither is the user of an ``ssh``
URL without a password. In case of doubt, text is a secret.
"""

from __future__ import annotations

from pinlint.text.patterns import lazy
from pinlint.text.secret_patterns import (
    ASSIGNED,
    ASSIGNED_VALUE,
    BACKSLASH,
    BEFORE_KEY,
    BETWEEN,
    IN_NAMES,
    KINDS,
    KNOWN,
    LOGIN,
    LOGINS,
    LONGEST_PASSWORD,
    NAME_OF_SECRET,
    NAMED,
    NAMES,
    PARAMETER_OF_SECRET,
    QUOTE,
    SPOKEN,
    SPOKEN_MARKS,
    STEMS,
    VALUE,
    WITHOUT_STEM,
)
from pinlint.text.secret_pieces import SHORTEST, Pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from pinlint.text.source import SourceFile, Span

    #: Offsets in a text: start and end.
    Range: TypeAlias = tuple[int, int]

#: The text after which user information may begin.
_BEGINNING = lazy(r"://|(?i:proxy)[\"']?(?:[ \t]*[=:][ \t]*|[ \t]+)[\"']?")
#: User information in a valid URL: it ends at the last "@" before the path.
_PLAIN = lazy(rf"(?:[^\s/?\#'\"\\]|{BACKSLASH}|{QUOTE})+(?=@)")
#: The user, if the password has characters that a URL must escape: "/", "?", "#" or blanks.
_USER = lazy(rf"(?:[^\s/?\#@:'\"\\\[]|{BACKSLASH}|[\"']{BETWEEN}[\"']){{1,300}}:")
#: The text after the ":" of a host: its port, or a variable for it.
_PORT = lazy(r"(?:[0-9]{1,5}|\$?\{{1,2}[^{}\n]{0,80}\}{1,2}|\$\w{1,80}|<\w{1,80}>)(?=[/?#\s'\"`,;)\]\\]|$)")
_HOST = lazy(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?=[/?#'\"`\s\\]|$)")
_TOKEN = lazy(rf"(?:[^\s'\"\\]|{BACKSLASH}|{QUOTE})*")
_LOGICAL_LINE = lazy(rf"(?:[^\n'\"\\]|{BACKSLASH}|[\"'](?:{BETWEEN}[\"'])?)*")
_SCHEME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-"

#: The mark before a parameter, which a search finds fast.
_PARAMETER = lazy(rf"[?&;\#](?=([^?&;=\#\s]*)=(?!=)({VALUE}))")
#: The number of a user or a group, not a password.
_NUMBER = lazy(r"[0-9]{1,5}")
_VARIABLES = lazy(r"(?:\$\{\w+\}|:)*")
_VARIABLE = lazy(r"[\"']?(?:\$\{\w+\}|\$\w+|\$\{\{[\w .-]+\}\}|%\w+%|\{\w*\}|<[\w -]+>|\*+)[\"']?[,;)\]}]*")
_SEPARATOR = lazy(rf"{BACKSLASH}|[\"']{BETWEEN}[\"']|[\"']")
_PARTS = lazy(r"[\s:/?#@&=,;]+")


def mask(text: str) -> str:
    """``text`` with its secrets replaced by asterisks, one per character; line ends stay."""
    return hide_secrets(text, _asterisks)


def _asterisks(secret: str) -> str:
    if "\n" not in secret and "\r" not in secret:
        return "*" * len(secret)
    return "".join([char if char in "\r\n" else "*" for char in secret])


def redact(text: str) -> str:
    """``text`` with its secrets left out, for sentences; ``${NAME}`` is not a secret and stays."""
    return hide_secrets(text, lambda _: "****")


def hide_secrets(text: str, shown: Callable[[str], str]) -> str:
    """``text`` with each secret replaced by the result of ``shown``."""
    return _replaced(text, secrets(text), shown)


def _replaced(text: str, found: Iterable[Range], shown: Callable[[str], str]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in found:
        pieces += text[at:start], shown(text[start:end])
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def secrets(text: str) -> list[Range]:
    """The ranges of the secrets in ``text``, in order, without overlaps. Takes time proportional to its length."""
    found: list[Range] = []
    lower = text.lower()
    if "@" in text:
        found += _users(text, lower)
    if "=" in text and ("?" in text or "&" in text or ("://" in text and ("#" in text or ";" in text))):
        found += _parameters(text)
    is_named = any(stem in lower for stem in STEMS) or any(_ends_of_keys(lower))
    if is_named:
        found += _named(text, lower)
    if is_named or any(mark in lower for mark in WITHOUT_STEM):
        found += _logins(text, lower, LOGINS if is_named else WITHOUT_STEM)
    if any(mark in lower for mark in SPOKEN_MARKS):
        found += _spoken(text, lower)
    if any(name in text for name in IN_NAMES):
        found += _assigned(text)
    if any(kind in text for kind in KINDS):
        found += [match.span() for match in KNOWN.finditer(text)]
    return _apart(found) if len(found) > 1 else found


def _apart(found: list[Range]) -> list[Range]:
    apart: list[Range] = []
    for start, end in sorted(found):
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


def _parameters(text: str) -> Iterator[Range]:
    at = 0
    while (match := _PARAMETER.search(text, at)) is not None:
        at = match.end(2) - 1  # a value may end with the mark of the next one
        name = match[1] if "%" not in match[1] else _decoded(match[1])
        if PARAMETER_OF_SECRET.search(name) and not _VARIABLES.fullmatch(match[2]):
            yield match.span(2)


def _decoded(name: str) -> str:
    from urllib.parse import unquote

    return unquote(name)


def _matches(
    text: str,
    lower: str,
    pattern: re.Pattern[str] = NAMED,
    names: Sequence[str] = NAMES,
    may_be: Callable[[str, int], bool] = lambda _text, _at: True,
) -> Iterator[re.Match[str]]:
    """The matches of the pattern that do not overlap. Only lines with one of the ``names`` are searched, if ``may_be`` is true
    for the name.
    """
    at = line_end = 0
    same_length = len(lower) == len(text)  # else the whole text is searched
    for found in _places_of_names(lower, names) if same_length else [0]:
        if found < line_end or (same_length and not may_be(text, found)):
            continue
        line_start = text.rfind("\n", 0, found) + 1 if same_length else 0
        line_end = text.find("\n", found) if same_length else -1
        line_end = len(text) if line_end < 0 else line_end
        at = max(at, line_start)
        while at < line_end and (begun := pattern.search(text, at, line_end)) is not None:
            match = pattern.match(text, begun.start())  # the value may continue in the next line
            at = match.end() if match is not None else begun.start() + 1
            if match is not None:
                yield match


def _places_of_names(lower: str, names: Sequence[str]) -> list[int]:
    """Where the names are, and the ends of keys, in order."""
    return sorted([*(at for name in names for at in _places(lower, name)), *_ends_of_keys(lower)])


def _ends_of_keys(lower: str) -> Iterator[int]:
    return (at for at in _places(lower, "key") if lower.endswith(BEFORE_KEY, 0, at))


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _after_a_password(text: str, at: int) -> bool:
    """Whether an "@" can follow on the password of a login, ``user:password@host``; True for anything else."""
    if text[at] != "@":
        return True
    _, colon, password = text[max(0, at - LONGEST_PASSWORD - 1) : at].rpartition(":")
    return bool(colon) and "/" not in password and password.split() == [password]


def _is_variable(text: str, start: int, end: int) -> bool:
    """Whether the value is a variable or an expression; the blanks in an expression do not end it."""
    variable = _VARIABLE.match(text, start)
    return variable is not None and variable.end() >= end


def _named(text: str, lower: str) -> Iterator[Range]:
    for match in _matches(text, lower):
        ahead = text[max(0, match.start() - 80) : match.start()].rstrip(_SCHEME + "_")
        in_query = ahead.endswith(("?", "&", ";", "#")) and "://" in text
        if not in_query and not _is_variable(text, *match.span(1)):
            yield match.span(1)


def _spoken(text: str, lower: str) -> Iterator[Range]:
    for match in _matches(text, lower, SPOKEN, SPOKEN_MARKS):
        if not _is_variable(text, *match.span(1)):
            yield match.span(1)


def _assigned(text: str) -> Iterator[Range]:
    """The values of environment variables, and of what looks like them, whose names say that they are secrets."""
    at = 0
    while (name := ASSIGNED.search(text, at)) is not None:
        at = name.end()
        if not NAME_OF_SECRET.search(name[1]) or (value := ASSIGNED_VALUE.match(text, at)) is None:
            continue
        if not _is_variable(text, *value.span()):
            yield value.span()
        at = value.end()


def _logins(text: str, lower: str, names: Sequence[str]) -> Iterator[Range]:
    for match in _matches(text, lower, LOGIN, names, _after_a_password):
        start, end = match.span(1)
        at = text.rfind("@", start, end)  # of "user:password@host", the host stays
        end = at if at > start else end
        if not _is_variable(text, start, end) and not _NUMBER.fullmatch(text, start, end):
            yield start, end


def _users(text: str, lower: str) -> Iterator[Range]:
    """The user information of each URL, and of proxies, which need no scheme."""
    line_end = 0
    beginnings = [match.span() for match in _BEGINNING.finditer(text)] if "proxy" in lower else list(_schemes(text))
    following = len(text)
    limits = []
    for start, _ in reversed(beginnings):
        limits.append(following)
        if text.startswith("://", start):  # the word "proxy" may be a part of a password
            following = start
    for (start, at), limit in zip(beginnings, reversed(limits), strict=True):
        if at >= line_end:
            line = _LOGICAL_LINE.match(text, at)
            line_end = line.end() if line else at
        url = _Beginning(text, start, at, min(line_end, limit))
        end = url.end_of_user()
        if end is not None and not _VARIABLES.fullmatch(text, at, end):
            yield at, end


def _schemes(text: str) -> Iterator[Range]:
    """Each ``://``, and where it ends."""
    at = text.find("://")
    while at >= 0:
        yield at, at + 3
        at = text.find("://", at + 3)


def user_information(url: str) -> str | None:
    """User and password of ``url``, a single URL, as written; None without user information."""
    start = url.find("://")
    if start < 0:
        return None
    beginning = _Beginning(url, start, start + 3, len(url))
    beginning.quote = None
    end = beginning.end_of_user(bare=True)
    return None if end is None else url[start + 3 : end]


class _Beginning:
    """A ``://`` or ``--proxy`` at ``start``. User information may begin at ``at``; it ends before ``limit``.

    ``quote`` is the URL's quotation mark, None for a text that is only a URL.
    """

    __slots__ = ("at", "limit", "quote", "scheme", "start", "text")

    def __init__(self, text: str, start: int, at: int, limit: int) -> None:
        self.text = text
        self.start = start
        self.at = at
        self.limit = limit
        before = text[max(0, start - 20) : start]
        ahead = before.rstrip(_SCHEME)
        self.scheme = before[len(ahead) :].lower() if text.startswith("://", start) else ""
        self.quote: str | None = ahead[-1:]

    def end_of_user(self, *, bare: bool = False) -> int | None:
        """Where the user information ends: at the "@" before the host. With ``bare``, a user without a password counts for
        ``ssh`` URLs too.
        """
        plain = _PLAIN.match(self.text, self.at)
        if plain is None or not (self.scheme or ":" in plain[0]):
            return self._end_of_odd()
        if ":" in plain[0]:
            return plain.end() if self._is_vcs() else self._last_host(plain.end())
        return plain.end() if bare or self.scheme[-3:] != "ssh" else None

    def _is_vcs(self) -> bool:
        return self.scheme.startswith(("git", "hg", "svn", "bzr", "ssh"))

    def _last_host(self, end: int) -> int:
        """The end of a user whose password may also contain "@": before the last part that looks like a host."""
        last = self.text.rfind("@", end + 1, self._end(end))
        return last if last > 0 and _HOST.match(self.text, last + 1) else end

    def _end(self, at: int) -> int:
        """The last possible end of the URL: its closing quote, or the end of its word."""
        if self.quote is None:
            return self.limit
        closing = self.text.find(self.quote, at, self.limit) if self.quote in ("'", '"') else -1
        if closing < 0:
            word = _TOKEN.match(self.text, at, self.limit)
            closing = word.end() if word else at
        return closing

    def _end_of_odd(self) -> int | None:
        """The end of a user whose password has characters that a URL must escape."""
        text = self.text
        user = _USER.match(text, self.at, self.limit)
        if user is None or self.scheme == "file" or text[user.end() : user.end() + 1].isspace():
            return None
        last = text.rfind("@", user.end(), self.limit)
        if last < 0:
            return None
        if _PORT.match(text, user.end()):
            # "host:8080/x@1.0" has a port; "user:8080/x@example.org/" probably not.
            host = None if self._is_vcs() or self._end(self.at) < last else _HOST.match(text, last + 1)
            if host is None or not text.startswith("/", host.end()):
                return None
        return last


def learn(source: SourceFile, span: Span, value: str) -> None:
    """Remembers the secrets of ``value``, which was read at ``span``, so that they are hidden in all text of ``source``.

    If the value is written with escapes, or in a way that only its format knows, the whole value is hidden.
    """
    found = [value[start:end] for start, end in secrets(value)]
    if found:
        source.known.update(*map(_pieces, found))
        written = source.text[span.start : span.end]
        if mask(value) != mask(written):
            source.hidden.append(span)
        source.masked = source.pieces = None


def masked(source: SourceFile) -> str:
    """The whole text of ``source`` with its secrets as asterisks; offsets do not change. The result is cached."""
    if source.masked is None:
        hidden = [(span.start, span.end) for span in source.hidden]
        found = [*_secrets_of(source), *hidden, *pieces(source).places(source.text)]
        source.masked = _replaced(source.text, _apart(found), _asterisks)
    return source.masked


def pieces(source: SourceFile) -> Pieces:
    """The pieces of the secrets of ``source`` that can be recognized anywhere in a sentence, without the text around them. The
    result is cached.
    """
    if source.pieces is None:
        found = (_pieces(source.text[start:end]) for start, end in _secrets_of(source))
        source.pieces = Pieces(source.known.union(*found))
    return source.pieces


def _secrets_of(source: SourceFile) -> list[Range]:
    """The ranges of the secrets in the text of a file, which is searched once."""
    if source.secrets is None:
        source.secrets = secrets(source.text)
    return source.secrets


def _pieces(secret: str) -> set[str]:
    found = {piece for text in (secret, _SEPARATOR.sub("", secret)) for piece in _PARTS.split(text)}
    return {piece for piece in found if len(piece) >= SHORTEST and not piece.isalpha() and "$" not in piece}


def without(text: str, *hidden: Pieces) -> str:
    """``text``, a sentence, without its secrets and without those ``hidden`` pieces of secrets."""
    text = redact(text)
    for each in hidden:
        text = _replaced(text, each.places(text), lambda _: "****")
    return text
