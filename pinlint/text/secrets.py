"""Finds secrets in a text: passwords, tokens and keys. All text of a project passes through here before it is shown.

A text is the content of a file, a parsed part of it, or a sentence about it. In a file, a secret may be written in pieces: over
continued lines, in adjacent strings, in words of a shell. The characters between such pieces are skipped.

These are secrets: the user information of a URL and of a proxy, URL parameters with a token (`?sig=`), values after a name for a
secret (`X_PASSWORD=`, `--token`, `"api_key":`), headers and options of programs with a login, and tokens with a known form.
`pinlint.text.secret_patterns` has their forms. Variables (``${TOKEN}``) are not secrets, and neither is the user of an ``ssh``
URL without a password. In case of doubt, text is a secret.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from pinlint.text.secret_pieces import Pieces
    from pinlint.text.source import SourceFile, Span

    #: Offsets in a text: start and end.
    Range: TypeAlias = tuple[int, int]

#: What is before "key" in the name of a secret.
_BEFORE_KEY = tuple(
    f"{of}{between}"
    for of in ("api", "access", "private", "account", "auth", "encryption", "signing", "job", "deploy")
    for between in ("", "-", "_")
)
#: Each pattern of `pinlint.text.secret_patterns` is searched only in a text with one of its marks. These are for NAMED (or a name
#: with "key"), in small letters.
NAMES = (
    *("password", "passwd", "passphrase", "token", "secret", "credential", "authorization"),
    *("session", "sessid", "signature", '"auth', "'auth"),
    *(f"{before}{name}" for name in ("pwd", "pass", "auth", "jwt") for before in "-_"),
)
#: For LOGIN.
LOGINS = (
    *("-u", "--auth", "login", "twine", "publish", "curl", "password", "passwd", "passphrase", "token", "secret"),
    *("session", "http-basic", "@"),
)
#: Each of the names above that is not in the second tuple has one of the first in it. Most texts have none.
_STEMS = ("pass", "pwd", "token", "secret", "credential", "auth", "jwt", "sess", "signature")
_WITHOUT_STEM = ("-u", "login", "twine", "publish", "curl", "http-basic", "@")
#: For SPOKEN.
SPOKEN = (
    *(
        "cookie",
        "x-auth",
        "x-jfrog",
        "vault",
        "htpasswd",
        "zip",
        "bearer",
        "--pass",
        "--pw",
        "--pat",
        "-b ",
        "-b\t",
        "set ",
        "set\t",
        "sshpass",
        "mysql",
        "mariadb",
    ),
    *("pass:", "echo", "password", "passwd", "token", "secret", "/t/", "cloudsmith.io/", "fury.io/"),
)
#: For ASSIGNED, as written.
_ASSIGNED = (
    *("PASS", "PW", "PAT", "AUTH", "CRED", "JWT", "BEARER", "COOKIE", "SAS", "DSN", "KEY", "SECRET", "TOKEN"),
    *("SESS", "SIGNATURE", "CONNECTION_STRING", "SONAR_LOGIN"),
)
#: For KNOWN, as written.
_KNOWN = (
    *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glcbt-", "glrt-", "pypi-Ag"),
    *("AKIA", "ASIA", "xox", "xapp-", "npm_", "hf_", "dckr_pat_", "eyJ", "sk-", "k_live_", "k_test_", "AIza", "ya29."),
    *("SG.", "hvs.", "ATATT3", "ATBB", "AKCp", "sq0", "lin_api_", "dop_v1_", "dapi", "shp", "/services/"),
    *("/webhooks/", "PRIVATE KEY", "%3A%2F%2F", "%3a%2f%2f", ":\\/\\/"),
)


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
    lower = text.lower()
    is_url = "=" in text and ("?" in text or "&" in text or ("://" in text and ("#" in text or ";" in text)))
    is_named = any(stem in lower for stem in _STEMS) or any(_ends_of_keys(lower))
    is_login = is_named or any(mark in lower for mark in _WITHOUT_STEM)
    is_spoken = any(mark in lower for mark in SPOKEN)
    is_assigned = any(name in text for name in _ASSIGNED)
    is_known = any(kind in text for kind in _KNOWN)
    if not (is_url or is_login or is_spoken or is_assigned or is_known):
        return []
    from pinlint.text import secret_search as search

    found: list[Range] = []
    if "@" in text:
        found += search.users(text, lower)
    if is_url:
        found += search.parameters(text)
    if is_named:
        found += search.named(text, lower, places_of_names(lower, NAMES))
    if is_login:
        found += search.logins(text, lower, places_of_names(lower, LOGINS if is_named else _WITHOUT_STEM))
    if is_spoken:
        found += search.spoken(text, lower, places_of_names(lower, SPOKEN))
    if is_assigned:
        found += search.assigned(text)
    if is_known:
        found += search.known(text)
    return _apart(found) if len(found) > 1 else found


def _apart(found: list[Range]) -> list[Range]:
    apart: list[Range] = []
    for start, end in sorted(found):
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


def places_of_names(lower: str, names: Iterable[str]) -> list[int]:
    """Where the names are, and the ends of keys, in order."""
    return sorted([*(at for name in names for at in _places(lower, name)), *_ends_of_keys(lower)])


def _ends_of_keys(lower: str) -> Iterator[int]:
    return (at for at in _places(lower, "key") if lower.endswith(_BEFORE_KEY, 0, at))


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


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
        known = pieces(source)
        found = [*_secrets_of(source), *hidden, *(known.places(source.text) if known is not None else ())]
        source.masked = _replaced(source.text, _apart(found), _asterisks)
    return source.masked


def pieces(source: SourceFile) -> Pieces | None:
    """The pieces of the secrets of ``source`` that can be recognized anywhere in a sentence, without the text around them. The
    result is cached; it is None if there are no secrets.
    """
    if source.pieces is None and (source.known or _secrets_of(source)):
        from pinlint.text.secret_pieces import Pieces

        found = (_pieces(source.text[start:end]) for start, end in _secrets_of(source))
        source.pieces = Pieces(source.known.union(*found))
    return source.pieces


def _secrets_of(source: SourceFile) -> list[Range]:
    """The ranges of the secrets in the text of a file, which is searched once."""
    if source.secrets is None:
        source.secrets = secrets(source.text)
    return source.secrets


def _pieces(secret: str) -> set[str]:
    from pinlint.text.secret_patterns import PARTS, SEPARATOR
    from pinlint.text.secret_pieces import SHORTEST

    found = {piece for text in (secret, SEPARATOR.sub("", secret)) for piece in PARTS.split(text)}
    return {piece for piece in found if len(piece) >= SHORTEST and not piece.isalpha() and "$" not in piece}


def without(text: str, *hidden: Pieces | None) -> str:
    """``text``, a sentence, without its secrets and without those ``hidden`` pieces of secrets."""
    text = redact(text)
    for each in hidden:
        text = _replaced(text, each.places(text), lambda _: "****") if each is not None else text
    return text


def without_secrets_of(text: str, source: SourceFile) -> str:
    """``text``, a sentence about ``source``, without its secrets: one of them may be repeated where no name is before it."""
    return without(text, pieces(source))
