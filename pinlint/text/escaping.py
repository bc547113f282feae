"""Makes text from checked files safe to show.

Names, paths and lines of a checked project may be hostile. They must not move a terminal's cursor, change the order of what a
reader sees, give commands to a CI runner, or end a block of Markdown, Mermaid or XML. Secrets are masked.
"""

from __future__ import annotations

from pinlint.text.patterns import lazy
from pinlint.text.secrets import mask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: The first character of text that CI runners read as a command: "::" at the start of a line (GitHub trims blanks before it;
#: a second ":" may follow a single one at the end), "##[" and "##vso[" anywhere (older GitHub and Azure runners).
_COMMANDS = lazy(r"(?:(?<=\s)|^):(?=:|$)|#(?=#\w*\[)")
_MARKDOWN = lazy(r"[!#$&*<>@\[\\\]^_`{|}~]|:(?=\S)|(?<=www)\.")
_FENCE = lazy("`+")
_COMMAND_MARK = lazy(r"#(?=#\w*\[)")
#: Characters that a shell does not change.
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")
_HTML = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ('"', "&quot;"),
    ("'", "&#39;"),
    ("##", "&#35;&#35;"),
    ("::", "&#58;&#58;"),
)
_MERMAID = lazy(r"[!-+:-<>-@\[-`{-~]")


def character(char: str) -> str:
    """The character as it may be shown: itself, or an escape such as ``\\x1b`` or ``\\u202e`` for what is not visible.

    Control, format and bidirectional characters, unusual blanks, private and unpaired code points are not visible.
    """
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def printable(text: str) -> str:
    """``text`` on one line, every character visible, secrets masked."""
    text = mask(text)
    return text if text.isprintable() else "".join(map(character, text))


def line(text: str) -> str:
    """``text`` on one line, safe on a terminal and in the log of a CI runner; secrets masked."""
    text = printable(text)
    if "::" in text or "##" in text or text.endswith(":"):
        text = _COMMANDS.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
    return text


def workflow_data(text: str) -> str:
    """``text`` as the message of a GitHub workflow command; its newlines stay newlines."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """``text`` as the value of a property of a GitHub workflow command."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """``text`` as plain words in GitHub's Markdown, also within a table: no markup, HTML, link or mention.

    Character references carry no markup. A comment after "@" keeps mentions and mail addresses from becoming links.
    """
    return _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};{'<!-- -->' if match[0] == '@' else ''}", printable(text))


def html(text: str) -> str:
    """``text`` as plain words in HTML and SVG, also as the value of an attribute between double quotes.

    A page may be printed to the log of a CI runner, so marks of commands are written as character references too.
    """
    text = printable(text)
    for mark, reference in _HTML:
        text = text.replace(mark, reference)
    return text


def code(text: str) -> str:
    """``text`` as code in Markdown, also within a table."""
    return f"<code>{markdown(text)}</code>"


def code_span(text: str) -> str:
    """``text`` as code in Markdown outside of a table. It is easy to read even if the Markdown is shown as plain text."""
    text = printable(text)
    longest = max((len(run) for run in _FENCE.findall(text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def shell_word(text: str) -> str:
    """``text`` as one word of a POSIX shell command. `shlex` is imported only for words that need quotes."""
    if text and _WORD.issuperset(text):
        return text
    from shlex import quote

    return quote(text)


def fenced(lines: Iterable[str], language: str) -> str:
    """A fenced block of Markdown that none of the lines can close."""
    shown = [printable(text) for text in lines]
    longest = max((len(run) for text in shown for run in _FENCE.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *shown, fence])


def mermaid(text: str) -> str:
    """``text`` as a label between quotes in a Mermaid diagram."""
    return _MERMAID.sub(lambda match: f"#{ord(match[0])};", printable(text))


def json_text(text: str) -> str:
    """A JSON document with the same meaning, in which no CI runner takes a string for a command."""
    return _COMMAND_MARK.sub(r"\\u0023", text) if "##" in text else text
