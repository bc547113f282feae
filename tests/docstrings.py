"""The sections and the examples of the rules' docstrings, whose form `pinlint.findings.documentation` describes."""

from __future__ import annotations

from pinlint.checking.engine import docstring
from pinlint.findings.documentation import OUTPUT, pieces

WHY, FAILS, PASSES, FIXED, DETAILS, SEE = "Why", "Fails", "Passes", "Fixed", "Details", "See"
#: The sections in their order.
SECTIONS = (WHY, FAILS, PASSES, FIXED, DETAILS, SEE)
REQUIRED_SECTIONS = (WHY, FAILS, PASSES, SEE)


class Example:
    """One tree of files of a docstring: its ``section``, the ``files`` (path -> text), and the expected ``output``.

    ``output`` is the concise report on the tree, None where the docstring does not show it.
    """

    def __init__(self, section: str) -> None:
        self.section = section
        self.files: dict[str, str] = {}
        self.output: str | None = None


def examples_of(rule: str) -> list[Example]:
    """The examples of the rule of that name."""
    return parse_examples(docstring(rule))


def parse_sections(text: str) -> dict[str, str]:
    """Title -> text of a docstring's sections; the summary is not among them."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for info, body in pieces(text):
        if info is None and body.startswith("## "):
            lines = found.setdefault(body[3:].strip(), [])
        else:
            lines.append(body)
    return {title: "\n".join(lines).strip() for title, lines in found.items()}


def parse_examples(text: str) -> list[Example]:
    """The examples of the docstring ``text``, in their order."""
    found: list[Example] = []
    section = ""
    fresh = True
    for info, body in pieces(text):
        if info is None:
            if body.startswith("## "):
                section = body[3:].strip()
            fresh = fresh or bool(body.strip())
            continue
        if section not in (FAILS, PASSES, FIXED):
            continue
        if info == OUTPUT:
            found[-1].output = body + "\n"
            continue
        if fresh or found[-1].output is not None or info in found[-1].files:
            found.append(Example(section))
            fresh = False
        found[-1].files[info] = body + "\n"
    return found
