"""Says whether a secret can follow on a mark, judged by the rest of its line.

No secret follows on most marks: ``pip install -U``, ``set -e``, ``${{ secrets.TOKEN }}``. For a text that has only these, the
long patterns are not compiled: that takes as long as reading many files.

Each function is true if its pattern of `pinlint.text.secret_patterns` may match there. Tests compare this with the patterns.
"""

from __future__ import annotations

from pinlint.text.budget import LONGEST_WORD
from pinlint.text.secret_patterns import VARIABLE

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_WORD = _LETTERS + _DIGITS + "-_"
_UPPER = _LETTERS.upper() + _DIGITS + "_"
_BLANKS = (" ", "\t")
_QUOTES = ('"', "'")
#: The names of NAMED, and what is before "token:" or "key:" in headers of requests.
_NAMES = (
    *("password", "passwd", "passphrase", "token", "secret-key", "secret_key", "secretkey", "secret"),
    *("credentials", "credential", "authorization"),
    *("session-id", "session_id", "sessionid", "sessid", "signature", "key"),
    *(f"{before}{name}" for name in ("pwd", "pass", "auth", "jwt") for before in "-_"),
)
_BEFORE_HEADERS = tuple(f"{name}-" for name in ("private", "job", "deploy", "auth", "access", "api"))
#: Parts of upper-case names that are secrets, between underscores; words that are, anywhere; and words before "KEY".
_PARTS = frozenset("PASS PW PWD PAT AUTH CRED CREDS JWT BEARER COOKIE SAS DSN KEY".split())  # noqa: SIM905
_ANYWHERE = (
    *("PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "SESSION", "SESSID", "SIGNATURE"),
    *("CONNECTION_STRING", "APIKEY", "ACCESSKEY", "PRIVATEKEY", "ACCOUNTKEY", "SIGNINGKEY", "ENCRYPTIONKEY"),
)
#: The longest name that ASSIGNED finds.
_LONGEST_NAME = 81
#: What may be between an upper-case name and its value.
_SIGNS = ("=", ":", ":=", "+=", "?=", "!=", "=>", ",")


def _is_odd(text: str, start: int, end: int) -> bool:
    """Whether a line is judged only by the patterns: some letters are not ASCII and count as others if case is ignored."""
    if end - start > LONGEST_WORD:
        return True
    line = text[start:end]
    return not line.isascii() and any(char > "\x7f" and (char.isalnum() or char.isspace()) for char in line)


def _is_variable(value: str) -> bool:
    return VARIABLE.fullmatch(value.strip(" \t")) is not None


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))


def may_be_named(text: str, at: int, start: int, end: int) -> bool:
    """For NAMED: whether a sign and a value follow on the name at the offset ``at`` of the line from ``start`` to ``end``."""
    if _is_odd(text, start, end):
        return True
    rest, before = text[at:end].lower(), text[start:at].lower()
    name = next((name for name in _NAMES if rest.startswith(name)), None)
    if name is None:
        return False
    tail = text[at + len(name) : end].lstrip("-_" + _DIGITS)
    if tail[:1] in _BLANKS and "--" in before:
        return True
    value = tail.lstrip("\"' \t")
    sign, doubled, value = value[:1], value[1:2] == "=", value[1:].strip(" \t")
    is_header = name == "authorization"
    if not value or sign not in ("=", ":") or (sign == "=" and doubled and not is_header):
        return False
    is_bare = sign == ":" and tail[0] not in _QUOTES and not is_header and not text[at].isupper()
    if is_bare and not (name in ("token", "key") and before.endswith(_BEFORE_HEADERS)):
        return False
    return is_header or not _is_variable(value)


def may_be_login(text: str, at: int, start: int, end: int) -> bool:
    """The same for LOGIN."""
    if _is_odd(text, start, end):
        return text[at] != "@" or ":" in text[start:at]
    rest, before = text[at:end].lower(), text[start:at].lower()
    if rest[0] == "@":
        return _is_after_password(before, rest)
    if rest[0] == "-":
        ahead = before.removesuffix("--proxy").removesuffix("-")
        words = rest.lstrip(_LETTERS + "-").lstrip(" \t=").split(None, 1)
        first = words[0].partition(":") if words else ("", "", "")
        return bool(first[1]) and not first[2].startswith("//") and (not ahead or ahead[-1].isspace())
    if rest.startswith(("twine", "login")):
        return "-p" in rest or "password" in rest
    if rest.startswith("http-basic"):
        return True
    tail = rest.lstrip(_WORD)
    if tail[:1] == ".":
        return before.endswith("pypi-")
    if tail[:1] in _BLANKS and (
        "config" in before
        or (rest.startswith("password") and ("login" in before or "user" in before or not before.strip(" \t")))
    ):
        return True
    words = tail.lstrip(" \t").split(None, 2)
    return bool(words) and words[0] == ":" and len(words) > 1 and _has_digit(words[1])


def _is_after_password(before: str, rest: str) -> bool:
    """Whether the "@" can follow on the password of a login, ``user:password@example.org``."""
    user, colon, password = before.rpartition(":")
    if not colon or not user or "/" in password or password.split() != [password]:
        return False
    host = rest[1 : len(rest) - len(rest[1:].lstrip(_WORD + "."))].split(".")
    return user[-1] in _WORD + ".+" and any(label[:2].isalpha() for label in host[1:] if len(label) > 1)


def may_be_spoken(text: str, at: int, start: int, end: int) -> bool:
    """The same for SPOKEN."""
    if _is_odd(text, start, end):
        return True
    rest, before = text[at:end].lower(), text[start:at].lower()
    behind = rest.lstrip(_LETTERS + _DIGITS + "_")
    word = rest[: len(rest) - len(behind)]
    is_option = before.endswith("-") and behind[:1] in (" ", "\t", "=")
    if word in ("password", "passwd", "token", "secret"):
        words = behind.split(None, 2)
        return behind[:1] in _BLANKS and any(map(_has_digit, words[: 2 if words[:1] == ["is"] else 1]))
    if word == "set":
        return any(name in rest for name in ("token", "secret", "passw", "key"))
    if word == "echo":
        return "|" in rest and ("-stdin" in rest or "with-token" in rest)
    if word == "cookie":
        return behind.lstrip("\"' \t")[:1] == ":" or is_option
    if word == "bearer":
        return is_option
    if word == "pass":
        return behind[:1] == ":" and not before.endswith(("-", "_")) and not before[-1:].isalnum()
    if word.startswith(("mysql", "mariadb")):
        return behind[:1] in _BLANKS and (" -p" in behind or "\t-p" in behind)
    if rest.startswith("--"):
        name = rest[2:].lstrip(_LETTERS)
        return rest[2 : len(rest) - len(name)] in ("pass", "pw", "pwd", "pat") and name[:1] in (" ", "\t", "=")
    if rest.startswith("-b"):
        return "=" in rest
    if rest.startswith("/t/"):
        return "conda." in before
    return rest.startswith(("sshpass", "x-auth", "cloudsmith.io/", "fury.io/"))


def may_be_assigned(text: str, at: int) -> bool:
    """The same for ASSIGNED."""
    start = at
    while start and text[start - 1] in _UPPER:
        start -= 1
        if at - start > _LONGEST_NAME:
            return False
    end = text.find("\n", at, at + LONGEST_WORD)
    end = end if end >= 0 else min(len(text), at + LONGEST_WORD)
    if _is_odd(text, at, end) or end == at + LONGEST_WORD:
        return True
    tail = text[start:end].lstrip(_UPPER)
    name = text[start : end - len(tail)]
    if len(name) > _LONGEST_NAME:
        return False
    is_part = any(part.rstrip(_DIGITS) in _PARTS for part in name.split("_"))
    if not is_part and not any(word in name for word in _ANYWHERE):
        return False
    tail = tail.rstrip("\r")
    value = tail.lstrip("\"' \t")
    if value[:1] and value[0] in ":=+?!,":
        given = value.lstrip(":=+?!,> \t")
        sign = value[: len(value) - len(given)].strip(" \t")
        return not given or sign not in _SIGNS or not _is_variable(given)
    words = value.split(None, 1)
    return bool(words) and tail.lstrip("\"'")[:1] in _BLANKS and _has_digit(words[0])
