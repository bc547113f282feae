"""Makes text from checked files harmless where it is shown.

Names, paths and lines of a checked project may be hostile: they must not move a terminal's cursor, reorder what a reader
sees, command a CI runner, or break out of Markdown, Mermaid or XML. Credentials in URLs are masked.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: What CI runners take for a command: "::" at the start of a line (GitHub trims blanks before it), "##[" and
#: "##vso[" anywhere (older GitHub and Azure runners), "##teamcity[".
_COMMANDS = re.compile(r"(?:(?<=\s)|^)::|##(?=\w*\[)")
#: The user information of a URL; what follows the last "@" before the path is the host.
_USER_INFORMATION = re.compile(r"(?<=://)[^\s/?#'\"<>]+(?=@)")
_MARKDOWN = re.compile(r"[!#$&*<>@\[\\\]^_`{|}~]|:(?=\S)|(?<=www)\.")
_MERMAID = re.compile(r"[!-+:-<>-@\[-`{-~]")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")


def character(char: str) -> str:
    """The character as it may be shown: itself, or an escape such as ``\\x1b`` or ``\\u202e`` for what is not visible.

    Control, format and bidirectional characters, unusual blanks, private and unpaired code points are not visible.
    """
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def printable(text: str) -> str:
    """``text`` on one line, every character visible, credentials masked."""
    text = mask(text)
    return text if text.isprintable() else "".join(map(character, text))


def line(text: str) -> str:
    """``text`` on one line, safe on a terminal and in the log of a CI runner; credentials masked."""
    text = printable(text)
    if "::" in text or "##" in text:
        text = _COMMANDS.sub(lambda match: f"\\x{ord(match[0][0]):02x}{match[0][1:]}", text)
    return text


def workflow_data(text: str) -> str:
    """``text`` as the message of a GitHub workflow command; its newlines stay newlines."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """``text`` as the value of a property of a GitHub workflow command."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """``text`` as plain words in GitHub's Markdown, also within a table: no markup, HTML, link or mention.

    Character references carry no markup. A comment behind "@" keeps mentions and mail addresses from becoming links.
    """
    return _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};{'<!-- -->' if match[0] == '@' else ''}", printable(text))


def code(text: str) -> str:
    """``text`` in the typeface of code in Markdown, also within a table."""
    return f"<code>{markdown(text)}</code>"


def fenced(lines: Iterable[str], language: str) -> str:
    """A fenced block of Markdown that none of the lines can close."""
    shown = [printable(text) for text in lines]
    longest = max((len(run) for text in shown for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *shown, fence])


def mermaid(text: str) -> str:
    """``text`` as a label between quotes in a Mermaid diagram."""
    return _MERMAID.sub(lambda match: f"#{ord(match[0])};", printable(text))


def mask(text: str) -> str:
    """``text`` with the user and the password of its URLs replaced by asterisks, as many as there are characters.

    Environment variables (``${TOKEN}``) and the bare user of an ``ssh`` URL are no secrets.
    """
    return _USER_INFORMATION.sub(_masked, text) if "://" in text and "@" in text else text


def _masked(match: re.Match[str]) -> str:
    user, colon, password = match[0].partition(":")
    start = match.start()
    if not colon and match.string[max(0, start - 6) : start].lower().endswith("ssh://"):
        return user
    return colon.join(part if _VARIABLE.fullmatch(part) else "*" * len(part) for part in (user, password))


def json_text(text: str) -> str:
    """A JSON document in which no string is taken for a command by a CI runner; its meaning is unchanged."""
    return re.sub(r"#(?=#\w*\[)", r"\\u0023", text) if "##" in text else text
