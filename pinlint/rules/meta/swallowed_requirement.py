r"""pip reads the line but installs nothing for it.

## Why

Some lines look like requirements, but pip ignores them silently and exits successfully. Examples are a line after one that
ends with a backslash, and a requirement after an option such as `--pre`. The build passes, but the package is missing in
production.

## Fails

The backslash behind the last hash joins the next line to it:

```requirements.txt
six==1.17.0 \
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274 \
idna==3.10
```

## Passes

```requirements.txt
six==1.17.0 \
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
idna==3.10
```

## Fixed

```requirements.txt
six==1.17.0 \
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
idna==3.10
```

## See

- pip's documentation, "Requirements File Format", line continuations
- `ignored-text`: parts of a line that pip ignores
- `syntax-error`: lines that pip refuses
"""

from __future__ import annotations

from pinlint.findings.finding import UNSAFE, Fix, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("swallowed-requirement",))


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """Reports what pip swallows, in the words of the format's reader."""
    yield rule.finding(trouble.location, trouble.problem.message, help=trouble.problem.help, fix=_fix(trouble))


def _fix(trouble: Trouble) -> Fix | None:
    """Deletes the backslash that joins the line to the one above. This is unsafe, because the requirement will
    then be installed.
    """
    from pinlint.text.source import Edit, Span

    source, span = trouble.location.source, trouble.problem.span
    if source is None:
        return None
    line, _ = source.position(span.start)
    if line == 1 or source.text[source.line_starts[line - 1] : span.start].strip():
        return None
    above = source.line_span(line - 1)
    text = source.text[above.start : above.end]
    if not text.endswith("\\"):
        return None
    start = above.start + len(text.rstrip("\\").rstrip())
    return Fix("Delete the backslash", [Edit(source.path, Span(start, above.end), "")], UNSAFE)
