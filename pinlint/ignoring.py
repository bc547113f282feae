"""Writing ignore comments for findings that are there, so that a project can adopt pinlint in one step."""

from __future__ import annotations

from pinlint.ignores import statement
from pinlint.source import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pinlint.finding import Finding
    from pinlint.source import SourceFile

#: Files that have no comments.
_WITHOUT_COMMENTS = (".json",)


def ignore_edits(
    findings: Iterable[Finding], reason: str, is_generated: Callable[[str], bool]
) -> tuple[list[Edit], list[Finding]]:
    """The edits that put a comment above each statement with findings, and the findings where no comment would stay.

    Those are findings in files without comments, without a line, and in generated files (``is_generated`` says of a path
    whether it is one): the next compile would take the comment out.
    """
    rules: dict[tuple[str, int], set[str]] = {}
    sources: dict[str, SourceFile] = {}
    left = []
    for finding in findings:
        source = finding.location.source
        path = finding.location.path
        if source is None or path.lower().endswith(_WITHOUT_COMMENTS) or is_generated(path):
            left.append(finding)
            continue
        sources[path] = source
        rules.setdefault((path, statement(source, finding.location.line).start), set()).add(finding.rule)
    edits = [_comment(sources[path], line, sorted(names), reason) for (path, line), names in sorted(rules.items())]
    return edits, left


def _comment(source: SourceFile, line: int, rules: list[str], reason: str) -> Edit:
    start = source.line_starts[line - 1]
    text = source.text
    content = text[start : source.line_span(line).end]
    indent = content[: len(content) - len(content.lstrip(" \t"))]
    why = " ".join(reason.split())
    return Edit(source.path, Span(start, start), f"{indent}# pinlint: ignore[{', '.join(rules)}] {why}{source.newline}")


def table_for(findings: Iterable[Finding], reason: str, file: str) -> str:
    """The table of the configuration ``file`` that ignores these findings, as TOML."""
    entries = sorted({(finding.location.path, finding.rule) for finding in findings})
    paths = dict.fromkeys(path for path, _ in entries)
    lines = ["[tool.pinlint.per-file-ignores]" if file.endswith("pyproject.toml") else "[per-file-ignores]"]
    for path in paths:
        named = ", ".join(f"{rule} = {_string(reason)}" for other, rule in entries if other == path)
        lines.append(f"{_string(path)} = {{ {named} }}")
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A string of TOML in ASCII; JSON's has surrogates for some characters, which TOML does not admit."""
    import json

    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isascii() and c.isprintable() else f"\\U{ord(c):08x}" for c in written)
