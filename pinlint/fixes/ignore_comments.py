"""Writes ignore comments for existing findings, so that a project can adopt pinlint in one step."""

from __future__ import annotations

from pinlint.findings.ignores import statement
from pinlint.text.source import Edit, Span, apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pinlint.findings.finding import Finding
    from pinlint.findings.report import Report
    from pinlint.text.source import SourceFile

#: Files that have no comments.
_WITHOUT_COMMENTS = (".json",)
#: Used instead of a line number: a comment for the whole file.
_WHOLE = 0


class Adopted:
    """The ``texts`` by path with the new ignore comments. ``left`` are the findings that no comment hides. ``unhidable`` are
    findings about useless ignore comments: these comments should be removed.
    """

    __slots__ = ("left", "texts", "unhidable")

    def __init__(self, texts: dict[str, str], left: list[Finding], unhidable: list[Finding]) -> None:
        self.texts = texts
        self.left = left
        self.unhidable = unhidable


def adopt(report: Report, reason: str, check: Callable[[Mapping[str, bytes]], Report]) -> Adopted:
    """Ignores the findings of ``report``. ``check`` returns the report on the project with other contents of these paths.

    This report shows whether the comments hide their findings and cause no new ones. Inside a string, or in a section that a
    program writes, they do not work. Such a file gets no comments.
    """
    unhidable = [finding for finding in report.findings if finding.rule == "unused-ignore"]
    findings = [finding for finding in report.findings if finding.rule != "unused-ignore"]
    refused = {lock.path for lock in report.locks}
    texts, left = _written(report, findings, reason, refused)
    expected = {(finding.rule, finding.location.path) for finding in [*left, *unhidable]}
    encoded = {path: report.sources[path].encode(text) for path, text in texts.items()}
    for finding in check(encoded).findings if texts else ():
        if (finding.rule, finding.location.path) not in expected:
            refused.add(finding.location.path)
    if not refused.isdisjoint(texts):
        texts, left = _written(report, findings, reason, refused)
    return Adopted(texts, left, unhidable)


def _written(
    report: Report, findings: Iterable[Finding], reason: str, refused: set[str]
) -> tuple[dict[str, str], list[Finding]]:
    edits, left = ignore_edits(findings, reason, refused.__contains__)
    return {path: apply_edits(report.sources[path].text, made) for path, made in edits.items()}, left


def ignore_edits(
    findings: Iterable[Finding], reason: str, is_generated: Callable[[str], bool]
) -> tuple[dict[str, list[Edit]], list[Finding]]:
    """The edits, by path, that add a comment above each statement with findings. Also the findings for which no comment would
    stay.

    A finding about a whole file gets a comment for the whole file. No comment stays in files whose format has no comments,
    in files without a line, and in generated files (by ``is_generated``): the next compile would remove it.
    """
    rules: dict[str, dict[int, set[str]]] = {}
    sources: dict[str, SourceFile] = {}
    left = []
    for finding in findings:
        source = finding.location.source
        path = finding.location.path
        if source is None or path.lower().endswith(_WITHOUT_COMMENTS) or is_generated(path):
            left.append(finding)
            continue
        sources[path] = source
        line = _WHOLE if _is_about_file(finding) else statement(source, finding.location.line).start
        rules.setdefault(path, {}).setdefault(line, set()).add(finding.rule)
    edits = {
        path: [_comment(sources[path], line, sorted(lines[line]), reason) for line in sorted(lines)]
        for path, lines in sorted(rules.items())
    }
    return edits, left


def _is_about_file(finding: Finding) -> bool:
    span = finding.location.span
    return span is None or span.start == span.end == 0


def _comment(source: SourceFile, line: int, rules: list[str], reason: str) -> Edit:
    text = source.text
    kind = "ignore"
    if line == _WHOLE:
        kind = "file-ignore"
        line = _first_free(source)
    start = source.line_starts[line - 1]
    content = text[start : source.line_span(line).end]
    indent = content[: len(content) - len(content.lstrip(" \t"))]
    why = " ".join(reason.split())
    return Edit(source.path, Span(start, start), f"{indent}# pinlint: {kind}[{', '.join(rules)}] {why}{source.newline}")


def _first_free(source: SourceFile) -> int:
    """The first line (from 1) above which a comment may be added. Earlier lines may have comments that count only there."""
    import re

    line = 1
    while line < len(source.line_starts):
        span = source.line_span(line)
        if not re.match(r"#!|#.*coding[:=]|#\s*\w+\s*=", source.text[span.start : span.end]):
            break
        line += 1
    return line


def table_for(findings: Iterable[Finding], reason: str, file: str) -> str:
    """The table for the configuration ``file`` that ignores these findings, as TOML. Its keys are patterns of paths."""
    entries = sorted({(finding.location.path, finding.rule) for finding in findings})
    rules: dict[str, list[str]] = {}
    for path, rule in entries:
        rules.setdefault(path, []).append(f"{rule} = {_string(reason)}")
    lines = ["[tool.pinlint.per-file-ignores]" if file.endswith("pyproject.toml") else "[per-file-ignores]"]
    lines += [f"{_string(_pattern(path))} = {{ {', '.join(named)} }}" for path, named in rules.items()]
    return "\n".join(lines) + "\n"


def _pattern(path: str) -> str:
    """The pattern that matches only this path; TOML cannot express bytes that are not UTF-8."""
    return "".join("?" if "\ud800" <= char <= "\udfff" else f"[{char}]" if char in "*?[" else char for char in path)


def _string(text: str) -> str:
    """A TOML string in ASCII. A JSON string would not do: it uses surrogates for some characters, which TOML does not allow."""
    import json

    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isascii() and c.isprintable() else f"\\U{ord(c):08x}" for c in written)
