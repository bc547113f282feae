"""Searches a text for each form of a secret. `pinlint.text.secrets` decides which forms a text may have."""

from __future__ import annotations

from pinlint.text import secret_patterns as forms

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    #: Offsets in a text: start and end.
    Range: TypeAlias = tuple[int, int]

_SCHEME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-"


def known(text: str) -> list[Range]:
    """Tokens with a known form."""
    return [match.span() for match in forms.KNOWN.finditer(text)]


def parameters(text: str) -> Iterator[Range]:
    """The values of parameters of URLs whose names say that they are secrets."""
    at = 0
    while (match := forms.PARAMETER.search(text, at)) is not None:
        at = match.end(2) - 1  # a value may end with the mark of the next one
        name = match[1] if "%" not in match[1] else _decoded(match[1])
        if forms.PARAMETER_OF_SECRET.search(name) and not forms.VARIABLES.fullmatch(match[2]):
            yield match.span(2)


def _decoded(name: str) -> str:
    from urllib.parse import unquote

    return unquote(name)


def matches(
    text: str,
    lower: str,
    pattern: re.Pattern[str],
    places: Iterable[int],
    may_be: Callable[[str, int], bool] = lambda _text, _at: True,
) -> Iterator[re.Match[str]]:
    """The matches of the pattern that do not overlap. Only lines with one of the ``places`` are searched, if ``may_be`` is true
    for the place.
    """
    at = line_end = 0
    same_length = len(lower) == len(text)  # else the whole text is searched
    for found in places if same_length else [0]:
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


def after_a_password(text: str, at: int) -> bool:
    """Whether an "@" can follow on the password of a login, ``user:password@host``; True for anything else."""
    if text[at] != "@":
        return True
    _, colon, password = text[max(0, at - forms.LONGEST_PASSWORD - 1) : at].rpartition(":")
    return bool(colon) and "/" not in password and password.split() == [password]


def _secret(text: str, start: int, end: int) -> Range | None:
    """The secret in a value; None if the value is a variable or an expression. The blanks in an expression do not end a value."""
    variable = forms.VARIABLE.match(text, start)
    if variable is not None and variable.end() <= end:
        return (start, end) if variable.end() < end else None  # the whole value is the variable
    if variable is not None:
        start = end = variable.end()
    elif (expression := forms.EXPRESSION.match(text, start)) is not None:
        end = max(end, expression.end())
    following = forms.ASSIGNED_VALUE.match(text, end) if variable is not None or expression is not None else None
    end = following.end() if following is not None else end
    return (start, end) if start < end else None


def named(text: str, lower: str, places: Iterable[int]) -> Iterator[Range]:
    """The values after names for secrets."""
    for match in matches(text, lower, forms.NAMED, places):
        ahead = text[max(0, match.start() - 80) : match.start()].rstrip(_SCHEME + "_")
        in_query = ahead.endswith(("?", "&", ";", "#")) and "://" in text
        secret = None if in_query else _secret(text, *match.span(1))
        if secret is not None:
            yield secret


def spoken(text: str, lower: str, places: Iterable[int]) -> Iterator[Range]:
    """The secrets in headers of requests, options of programs, and addresses of package hosts."""
    for match in matches(text, lower, forms.SPOKEN, places):
        secret = _secret(text, *match.span(1))
        if secret is not None:
            yield secret


def assigned(text: str) -> Iterator[Range]:
    """The values of environment variables, and of what looks like them, whose names say that they are secrets."""
    at = 0
    while (name := forms.ASSIGNED.search(text, at)) is not None:
        at = name.end()
        if not forms.NAME_OF_SECRET.search(name[1]) or (value := forms.ASSIGNED_VALUE.match(text, at)) is None:
            continue
        secret = _secret(text, *value.span())
        if secret is not None:
            yield secret
        at = value.end()


def logins(text: str, lower: str, places: Iterable[int]) -> Iterator[Range]:
    """The passwords of logins, as programs and `.netrc` take them."""
    for match in matches(text, lower, forms.LOGIN, places, after_a_password):
        start, end = match.span(1)
        # Of "user:password@host", the host stays. In a URL, a later "@" may stand before a revision.
        at = (text.find if text.endswith("/", 0, match.start()) else text.rfind)("@", start, end)
        end = at if at > start else end
        secret = _secret(text, start, end)
        if secret is not None and not forms.NUMBER.fullmatch(text, *secret):
            yield secret


def users(text: str, lower: str) -> Iterator[Range]:
    """The user information of each URL, and of proxies, which need no scheme."""
    line_end = 0
    beginnings = (
        [match.span() for match in forms.BEGINNING.finditer(text)] if "proxy" in lower else list(_schemes(text))
    )
    following = len(text)
    limits = []
    for start, _ in reversed(beginnings):
        limits.append(following)
        if text.startswith("://", start):  # the word "proxy" may be a part of a password
            following = start
    for (start, at), limit in zip(beginnings, reversed(limits), strict=True):
        if at >= line_end:
            line = forms.LOGICAL_LINE.match(text, at)
            line_end = line.end() if line else at
        url = _Beginning(text, start, at, min(line_end, limit))
        end = url.end_of_user()
        if end is not None and not forms.VARIABLES.fullmatch(text, at, end):
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
        plain = forms.PLAIN.match(self.text, self.at)
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
        return last if last > 0 and forms.HOST.match(self.text, last + 1) else end

    def _end(self, at: int) -> int:
        """The last possible end of the URL: its closing quote, or the end of its word."""
        if self.quote is None:
            return self.limit
        closing = self.text.find(self.quote, at, self.limit) if self.quote in ("'", '"') else -1
        if closing < 0:
            word = forms.TOKEN.match(self.text, at, self.limit)
            closing = word.end() if word else at
        return closing

    def _end_of_odd(self) -> int | None:
        """The end of a user whose password has characters that a URL must escape."""
        text = self.text
        user = forms.USER.match(text, self.at, self.limit)
        if user is None or self.scheme == "file" or text[user.end() : user.end() + 1].isspace():
            return None
        last = text.rfind("@", user.end(), self.limit)
        if last < 0:
            return None
        if forms.PORT.match(text, user.end()):
            # "host:8080/x@1.0" has a port; "user:8080/x@example.org/" probably not.
            host = None if self._is_vcs() or self._end(self.at) < last else forms.HOST.match(text, last + 1)
            if host is None or not text.startswith("/", host.end()):
                return None
        return last
