"""An ignore comment hides nothing, or does not name a rule.

## Why

If its finding no longer exists, an ignore comment hides the next problem of that line. Nobody decided to accept that
problem, and it can reach production. A comment that misspells the rule never had an effect.

## Fails

```requirements.txt
click==8.1.7  # pinlint: ignore[loose-requirement] nothing newer works
idna==3.10  # pinlint: ignore[lose-requirement]
```

## Passes

```requirements.txt
click>=8.1  # pinlint: ignore[loose-requirement] the platform picks the version
idna==3.10
```

## Fixed

```requirements.txt
click==8.1.7
idna==3.10  # pinlint: ignore[lose-requirement]
```

## See

- `docs/configuration.md`: how to ignore a finding in a file
"""

from __future__ import annotations

from pinlint.findings.finding import Fix, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.ignores import Ignore

rule = Rule(__name__, on="ignore", when=("unused",), severity="warning")


@rule
def check(ignore: Ignore, project: CheckedProject) -> Iterator[Finding]:
    """Reports each useless comment once. Names of rules that did not run do not count."""
    from pinlint.findings.config import rule_names, selected_rules, suggestion

    location = ignore.source.at(ignore.span)
    if not ignore.names:
        message = "the comment does not name a rule: write '# pinlint: ignore[RULE] reason'"
        yield rule.finding(location, message, help="name the rules in brackets")
        return
    known = rule_names()
    for name in ignore.names:
        if name not in known:
            message = f"there is no rule '{name}'{suggestion(name, known)}"
            yield rule.finding(location, message, help="correct the name")
    ran = selected_rules(project.config)
    unused = [name for name in ignore.names if name in known and name not in ignore.used and _ran(name, ran)]
    if unused:
        message = f"this comment hides nothing: there is no finding of '{', '.join(unused)}' here"
        fix = _removal(ignore, project) if len(unused) == len(ignore.names) else None
        yield rule.finding(location, message, help=f"remove {', '.join(unused)}", fix=fix)


def _ran(name: str, ran: frozenset[str]) -> bool:
    from pinlint.index import RULES

    return name in ran or any(name in (entry[0], "all") for rule, entry in RULES.items() if rule in ran)


def _removal(ignore: Ignore, project: CheckedProject) -> Fix | None:
    """Removes the comment, and its line if nothing else is on it. None if this would change anything else."""
    from pinlint.fixes.removal import removal

    source, start = ignore.source, ignore.span.start
    number = source.position(start)[0]
    before = source.text[source.line_starts[number - 1] : start]
    if before and not before[-1].isspace():
        return None  # to pip and to shells a part of the word, and elsewhere perhaps of a string
    if before.rstrip().endswith("\\"):
        return None  # without the comment, the backslash would join the next line to this one
    document = project.documents.get(source.path)
    is_plain = document is not None and document.format == "requirements-txt"
    if not is_plain and any(quote in source.text[start : source.line_span(number).end] for quote in "'\""):
        return None  # it may stand within a string
    if source.text[start : source.line_span(number).end].rstrip().endswith("\\"):
        return None  # it takes the next line for a part of itself, or the backslash is none of the comment's
    edit = removal(source, ignore.span)  # None if the comment ends a continuation
    return Fix("Remove the comment", [edit]) if edit is not None else None
