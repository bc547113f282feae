"""The baseline: a file that lists the known findings of a project, so that only new ones are reported.

A baseline is a text with one line for each finding: its fingerprint, its rule, its file, and the project it is about or
``-``. Only the fingerprint counts; the rest is for people and for diffs in reviews. Blank lines and lines that begin with
``#`` are ignored. The same findings give the same bytes, so a baseline changes only when its findings change.
"""

from __future__ import annotations

from pinlint.findings.fingerprints import fingerprints
from pinlint.text.errors import ConfigError
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.findings.finding import Finding
    from pinlint.text.source import Location, SourceFile

_HEADER = """\
# pinlint does not report the findings in this baseline. It reports entries that no longer match.
# To update this file, run `pinlint check --write-baseline FILE`.
"""
_FINGERPRINT = lazy("[0-9a-f]{32}")


class Entry:
    """One line of a baseline: a known finding's ``fingerprint``, ``rule``, ``path``, ``project``, and where it is listed."""

    __slots__ = ("fingerprint", "location", "path", "project", "rule")

    def __init__(self, fingerprint: str, rule: str, path: str, project: str | None, location: Location) -> None:
        self.fingerprint = fingerprint
        self.rule = rule
        self.path = path
        self.project = project
        self.location = location


class Split:
    """Findings compared with a baseline: ``new`` and ``known`` ones, by their fingerprints, and the ``gone`` entries, which match
    no finding.
    """

    __slots__ = ("gone", "known", "new")

    def __init__(self, new: dict[str, Finding], known: dict[str, Finding], gone: list[Entry]) -> None:
        self.new = new
        self.known = known
        self.gone = gone


def write_baseline(findings: Sequence[Finding]) -> str:
    """The text of a baseline with all the sorted ``findings``."""
    lines = sorted(
        (_quoted(finding.location.path), finding.rule, _quoted(finding.project or "-"), fingerprint)
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    )
    return _HEADER + "".join(f"{fingerprint} {rule} {path} {project}\n" for path, rule, project, fingerprint in lines)


def read_baseline(source: SourceFile) -> list[Entry]:
    """The entries of a baseline. Raises ConfigError, which names the line, for any other text."""
    entries = []
    for number in range(1, len(source.line_starts) + 1):
        span = source.line_span(number)
        text = source.text[span.start : span.end].strip()
        if not text or text.startswith("#"):
            continue
        try:
            fingerprint, rule, path, project = text.split()
            plain = _plain(path), None if project == "-" else _plain(project)
        except ValueError as error:  # too few or too many fields, or not UTF-8
            raise _no_entry(source, number) from error
        if not _FINGERPRINT.fullmatch(fingerprint):
            raise _no_entry(source, number)
        entries.append(Entry(fingerprint, rule, *plain, source.at(Span(span.start, span.end))))
    return entries


def _no_entry(source: SourceFile, number: int) -> ConfigError:
    # The line is not quoted: a stranger's configuration may name a private file as its baseline.
    return ConfigError(f"{source.path}:{number}: not an entry of a baseline")


def split(findings: Sequence[Finding], entries: Iterable[Entry]) -> Split:
    """Compares the sorted ``findings`` with the entries of a baseline. An entry listed twice still matches one finding."""
    listed = {entry.fingerprint: entry for entry in entries}
    new: dict[str, Finding] = {}
    known: dict[str, Finding] = {}
    for finding, fingerprint in zip(findings, fingerprints(findings), strict=True):
        (known if listed.pop(fingerprint, None) else new)[fingerprint] = finding
    return Split(new, known, list(listed.values()))


def gone_finding(entry: Entry) -> Finding:
    """The finding about an entry that no longer matches a finding. Such an entry is as useless as an ignore that
    hides nothing.
    """
    from pinlint.findings.finding import WARNING, Finding
    from pinlint.text.escaping import shell_word

    message = f"this baseline entry no longer matches a finding: {entry.rule} in {_short(entry.path)}"
    help = f"update it: `pinlint check --write-baseline {shell_word(_short(entry.location.path))}`"
    return Finding("unused-ignore", "meta", WARNING, entry.location, message, project=entry.project, help=help)


def _quoted(text: str) -> str:
    """The text as one visible word: blanks, ``%`` and invisible characters are percent-encoded as UTF-8."""
    return "".join(
        char
        if char.isprintable() and char not in " %"
        else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
        for char in text
    )


def _plain(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text, errors="surrogatepass") if "%" in text else text


def _short(text: str) -> str:
    from pinlint.text.escaping import line

    return line(text if len(text) <= 60 else f"{text[:60]}...")
