"""The tagged sections of a Divio project's files, which the platform's Control Panel writes.

The tags are matched as the platform's own tools do it: a line, blanks around it removed, that starts with ``# <NAME>`` opens
the section, one that starts with ``# </NAME>`` closes it; the first of each counts, and without both there is no section.
``# <NAME_DISABLED>`` and ``# <NAME enabled=False>`` are ways to opt out.
"""

from __future__ import annotations

from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.subjects import Subject
    from pinlint.formats.dockerfile import Dockerfile
    from pinlint.text.source import Location, SourceFile

#: The section of a requirements.in, and of the settings, that has the project's addons.
ADDONS = "INSTALLED_ADDONS"
_RUN = "pip-reqs resolve && pip install --no-index --no-deps --requirement requirements.urls"
_GENERATED_RUNS = frozenset({_RUN, "pip-reqs compile && " + _RUN})
_GENERATED_COPIES = frozenset({"requirements.* /app/", "addons-dev /app/addons-dev/"})


class Section:
    """What stands between two tags: ``body`` is the span of the lines between them, ``start`` and ``end`` those of the tags."""

    __slots__ = ("body", "end", "name", "start")

    def __init__(self, name: str, start: Span, body: Span, end: Span) -> None:
        self.name = name
        self.start = start
        self.body = body
        self.end = end

    def holds(self, span: Span) -> bool:
        """Whether ``span`` lies between the tags."""
        return self.body.start <= span.start < self.body.end


def find_section(source: SourceFile, name: str) -> Section | None:
    """The section ``name`` of a file; None where the platform would not see one."""
    opening, closing = f"# <{name}>", f"# </{name}>"
    text = source.text
    if closing not in text:
        return None
    start = end = None
    offset = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if start is None and stripped.startswith(opening):
            start = Span(offset, offset + len(line))
        elif end is None and stripped.startswith(closing):
            end = Span(offset, offset + len(line))
        offset += len(line)
        if start is not None and end is not None:
            break
    if start is None or end is None or end.start < start.end:
        return None
    return Section(name, start, Span(start.end, end.start), end)


class EditedSection:
    """A section of a Dockerfile that holds something which the Control Panel does not write, first at ``location``."""

    __slots__ = ("location", "section", "source", "what")

    def __init__(self, source: SourceFile, section: Section, location: Location, what: str) -> None:
        self.source = source
        self.section = section
        self.location = location
        self.what = what


def edited_sections(dockerfile: Dockerfile) -> Iterator[Subject]:
    """The PYTHON section of a Dockerfile, if somebody has edited it."""
    source = dockerfile.source
    section = find_section(source, "PYTHON")
    if section is None:
        return
    instructions = [i for i in dockerfile.instructions if section.holds(i.span)]
    comments = [c for c in dockerfile.comments if section.holds(c.span)]
    if not instructions:
        return  # a template's placeholder
    odd = [(i.span, f"this {i.name} instruction") for i in instructions if not _is_generated(i.name, i.arguments.text)]
    odd += [(comment.span, "this comment") for comment in comments]
    if odd:
        span, what = min(odd, key=lambda each: each[0].start)
        yield "build-section", "edited", EditedSection(source, section, source.at(span), what)


def _is_generated(name: str, arguments: str) -> bool:
    arguments = " ".join(arguments.split())
    if name == "ENV":
        return arguments.startswith("PIP_INDEX_URL=") and "WHEELSPROXY_URL=" in arguments
    if name == "COPY":
        return arguments in _GENERATED_COPIES
    return name == "RUN" and arguments in _GENERATED_RUNS
