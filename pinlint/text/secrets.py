"""Finds secrets in a text: passwords, tokens and keys. All text of a project passes through here before it is shown.

A text is the content of a file, a parsed part of it, or a sentence about it. In a file, a secret may be written in pieces: over
continued lines, in adjacent strings, in words of a shell. The characters between such pieces are skipped.

These are secrets: the user information of a URL and of a proxy, URL parameters with a token (`?sig=`), values after a name for a
secret (`X_PASSWORD=`, `--token`, `"api_key":`), the `Authorization` of a request, and tokens with a known form. Variables
(``${TOKEN}``) are not secrets, and neither is the user of an ``ssh`` URL without a password. In case of doubt, text is a secret.
"""

from __future__ import annotations

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from pinlint.text.source import SourceFile, Span

    #: Offsets in a text: start and end.
    Range: TypeAlias = tuple[int, int]

# What joins the pieces of one value. No two alternatives begin alike, so there is only one way to read a text.
_BACKSLASH = r"\\(?:[ \t]*\r?\n\s*)?"
_BETWEEN = r"(?:[\s+]|\#[^\n]*\n)+[rbfuRBFU]{0,2}"  # two adjacent strings, a comment or a "+" between them
_QUOTE = rf"[\"'](?:{_BETWEEN}[\"']|(?=[^\s,;)\]}}]))"
_VALUE = rf"(?:[^\s&;\#'\"\\]|{_BACKSLASH}|{_QUOTE})+"
_QUOTED = "|".join(rf"{q}{q}{q}[\s\S]*?{q}{q}{q}|{q}(?:[^{q}\\\n]|\\(?:\r?\n|.))*{q}" for q in "\"'")
_WORDS = rf"(?:{_QUOTED}|[^\s'\"\\]|{_BACKSLASH}|[\"'])+"

#: The text after which user information may begin.
_BEGINNING = lazy(r"://|(?i:proxy)[\"']?(?:[ \t]*[=:][ \t]*|[ \t]+)[\"']?")
#: User information in a valid URL: it ends at the last "@" before the path.
_PLAIN = lazy(rf"(?:[^\s/?\#'\"\\]|{_BACKSLASH}|{_QUOTE})+(?=@)")
#: The user, if the password has characters that a URL must escape: "/", "?", "#" or blanks.
_USER = lazy(rf"(?:[^\s/?\#@:'\"\\\[]|{_BACKSLASH}|[\"']{_BETWEEN}[\"']){{1,300}}:")
#: The text after the ":" of a host: its port, or a variable for it.
_PORT = lazy(r"(?:[0-9]{1,5}|\$?\{{1,2}[^{}\n]{0,80}\}{1,2}|\$\w{1,80}|<\w{1,80}>)(?=[/?#\s'\"`,;)\]\\]|$)")
_HOST = lazy(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?=[/?#'\"`\s\\]|$)")
_TOKEN = lazy(rf"(?:[^\s'\"\\]|{_BACKSLASH}|{_QUOTE})*")
_LOGICAL_LINE = lazy(rf"(?:[^\n'\"\\]|{_BACKSLASH}|[\"'](?:{_BETWEEN}[\"'])?)*")
_SCHEME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-"

#: The mark before a parameter, which a search finds fast.
_PARAMETER = lazy(rf"[?&;\#](?=([^?&;=\#\s]*)=(?!=)({_VALUE}))")
_PARAMETER_OF_SECRET = lazy(
    r"(?i)token|secret|passw|pwd|auth|credential|sig|jwt|session|ticket|(?:^|[-_.])(?:key|code|sas|pass|otp)$|[a-z]key$"
)
_NAME = (
    r"(?i)(?:(?:(?:password|passwd|passphrase|token|secret|credentials?|[-_](?:pwd|pass|auth|jwt)"
    r"|(?:api|access|secret|private|account|auth|encryption|signing)[-_]?key)[\"']?[ \t]*=(?!=)[ \t]*)"
    r"|--[\w-]{0,40}(?:password|passwd|token|secret|api-key)[ \t]+"
    r"|(?:password|passwd|passphrase|token|secret|(?:api|access|secret|private)[-_]?key)[\"'][ \t]*:[ \t]*"
    r"|(?-i:PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|(?:API|ACCESS|SECRET|PRIVATE)_?KEY)[ \t]*:[ \t]+"
    r"|(?:private|job|deploy|auth|access|api)-(?:token|key)[ \t]*:[ \t]*"
    r"|authorization[\"']?[ \t]*[:=][ \t]*[\"']?(?:(?:basic|bearer|token|digest|negotiate)[ \t]+)?)"
)
#: A name with its value.
_NAMED = lazy(_NAME + rf"({_WORDS})")
#: What is before "key" in the name of a secret.
_BEFORE_KEY = tuple(
    f"{of}{between}"
    for of in ("api", "access", "private", "account", "auth", "encryption", "signing", "job", "deploy")
    for between in ("", "-", "_")
)
#: The pattern above matches only in text with one of these, or with such a key.
_NAMES = (
    *("password", "passwd", "passphrase", "token", "secret", "credential", "authorization"),
    *(f"{before}{name}" for name in ("pwd", "pass", "auth", "jwt") for before in "-_"),
)
#: The longest password that is recognized before an "@", without a name.
_LONGEST_PASSWORD = 200
#: A login without a name for its password: as programs and `.netrc` take it. In prose, a secret has a digit.
_LOGIN = lazy(
    r"(?im)(?:(?<!\S)(?:-u|--user|--auth)(?:[ \t]+|=)[\"']?[^\s:\"']{1,200}:"
    r"|\b(?:twine|login)\b[^\n;&|]{0,200}?[ \t](?:-p|--pass)(?:[ \t]+|=)"
    r"|\b(?:login|user)[ \t]+\S{1,200}[ \t]+password[ \t]+|^[ \t]*password[ \t]+(?=\S+[ \t]*$)"
    r"|\bhttp-basic\.\S{1,100}[ \t]+\S{1,200}[ \t]+|\bpypi-token\.\S{1,100}[ \t]+"
    r"|\bconfig\b[^\n;&|]{0,200}?\.(?:password|token|secret)[ \t]+"
    r"|(?:password|passwd|passphrase|token|secret|(?:api|access|secret|private)[-_]?key)[ \t]*:[ \t]+(?=[^\s,;]*[0-9])"
    rf"|(?<![\w./:@-])(?!mailto:)[\w.+-]{{1,100}}:(?=[^\s/@:'\"]{{6,{_LONGEST_PASSWORD}}}"
    r"@[\w-]+(?:\.[\w-]+){0,9}\.[a-z]{2,}\b))"
    rf"({_WORDS})"
)
_LOGINS = (
    *("-u", "--auth", "login", "twine", "password", "passwd", "passphrase", "token", "secret", "http-basic", "@"),
)
#: Each of the names above that is not in this tuple has one of these in it. Most texts have none.
_STEMS = ("pass", "pwd", "token", "secret", "credential", "auth", "jwt")
_WITHOUT_STEM = ("-u", "login", "twine", "http-basic", "@")
#: The number of a user or a group, not a password.
_NUMBER = lazy(r"[0-9]{1,5}")
_KNOWN = lazy(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|pypi-Ag[\w-]{30,}|AKIA[0-9A-Z]{16}"
    r"|xox[abprs]-[\w-]{10,})"
)
_KINDS = ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "pypi-Ag", "AKIA", "xox")

_VARIABLES = lazy(r"(?:\$\{\w+\}|:)*")
_VARIABLE = lazy(r"[\"']?(?:\$\{\w+\}|\$\w+|\$\{\{[\w .-]+\}\}|%\w+%|\{\w*\}|<[\w -]+>|\*+)[\"']?[,;)\]}]*")
_SEPARATOR = lazy(rf"{_BACKSLASH}|[\"']{_BETWEEN}[\"']|[\"']")
_PARTS = lazy(r"[\s:/?#@&=,;]+")
#: Shorter pieces of secrets, and pieces of letters only, may be ordinary words of a sentence.
_SHORTEST = 6


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
    is_named = any(stem in lower for stem in _STEMS) or any(_ends_of_keys(lower))
    if is_named:
        found += _named(text, lower)
    if is_named or any(mark in lower for mark in _WITHOUT_STEM):
        found += _logins(text, lower, _LOGINS if is_named else _WITHOUT_STEM)
    if any(kind in text for kind in _KINDS):
        found += [match.span() for match in _KNOWN.finditer(text)]
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
        if _PARAMETER_OF_SECRET.search(match[1]) and not _VARIABLES.fullmatch(match[2]):
            yield match.span(2)


def _matches(
    text: str,
    lower: str,
    pattern: re.Pattern[str] = _NAMED,
    names: Sequence[str] = _NAMES,
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
    return (at for at in _places(lower, "key") if lower.endswith(_BEFORE_KEY, 0, at))


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _after_a_password(text: str, at: int) -> bool:
    """Whether an "@" can follow on the password of a login, ``user:password@host``; True for anything else."""
    if text[at] != "@":
        return True
    _, colon, password = text[max(0, at - _LONGEST_PASSWORD - 1) : at].rpartition(":")
    return bool(colon) and "/" not in password and password.split() == [password]


def _named(text: str, lower: str) -> Iterator[Range]:
    for match in _matches(text, lower):
        ahead = text[max(0, match.start() - 80) : match.start()].rstrip(_SCHEME + "_")
        in_query = ahead.endswith(("?", "&", ";", "#")) and "://" in text
        if not in_query and not _VARIABLE.fullmatch(match[1]):
            yield match.span(1)


def _logins(text: str, lower: str, names: Sequence[str]) -> Iterator[Range]:
    for match in _matches(text, lower, _LOGIN, names, _after_a_password):
        start, end = match.span(1)
        at = text.rfind("@", start, end)  # of "user:password@host", the host stays
        end = at if at > start else end
        if not _VARIABLE.fullmatch(text, start, end) and not _NUMBER.fullmatch(text, start, end):
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
        source.masked = None


def masked(source: SourceFile) -> str:
    """The whole text of ``source`` with its secrets as asterisks; offsets do not change. The result is cached."""
    if source.masked is None:
        text = _replaced(source.text, _secrets_of(source), _asterisks)
        for span in source.hidden:
            text = text[: span.start] + _asterisks(text[span.start : span.end]) + text[span.end :]
        for piece in sorted(pieces(source), key=len, reverse=True):
            text = text.replace(piece, "*" * len(piece))
        source.masked = text
    return source.masked


def pieces(source: SourceFile) -> set[str]:
    """The pieces of the secrets of ``source`` that can be recognized anywhere in a sentence, without the text around them."""
    return source.known.union(*(_pieces(source.text[start:end]) for start, end in _secrets_of(source)))


def _secrets_of(source: SourceFile) -> list[Range]:
    """The ranges of the secrets in the text of a file, which is searched once."""
    if source.secrets is None:
        source.secrets = secrets(source.text)
    return source.secrets


def _pieces(secret: str) -> set[str]:
    found = {piece for text in (secret, _SEPARATOR.sub("", secret)) for piece in _PARTS.split(text)}
    return {piece for piece in found if len(piece) >= _SHORTEST and not piece.isalpha() and "$" not in piece}


def without(text: str, pieces: Iterable[str] = ()) -> str:
    """``text``, a sentence, without its secrets and without those ``pieces`` of secrets."""
    text = redact(text)
    for piece in sorted(pieces, key=len, reverse=True):
        if piece in text:
            text = text.replace(piece, "****")
    return text
