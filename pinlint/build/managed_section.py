"""Checks whether somebody edited the section of a Divio project's Dockerfile that the Control Panel writes."""

from __future__ import annotations

from pinlint.formats.divio_sections import find_section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.dockerfile import Dockerfile
    from pinlint.text.source import Location

_RUN = "pip-reqs resolve && pip install --no-index --no-deps --requirement requirements.urls"
_GENERATED_RUNS = frozenset({_RUN, "pip-reqs compile && " + _RUN})
_GENERATED_COPIES = frozenset({"requirements.* /app/", "addons-dev /app/addons-dev/"})


class EditedSection:
    """The section ``name`` of a Dockerfile contains ``what`` at ``location``, which the Control Panel does not write."""

    __slots__ = ("location", "name", "what")

    def __init__(self, name: str, location: Location, what: str) -> None:
        self.name = name
        self.location = location
        self.what = what


def edited_section(dockerfile: Dockerfile) -> EditedSection | None:
    """The PYTHON section of a Dockerfile, if it was edited by hand; else None."""
    source = dockerfile.source
    section = find_section(source, "PYTHON")
    if section is None:
        return None
    instructions = [i for i in dockerfile.instructions if section.holds(i.span)]
    comments = [c for c in dockerfile.comments if section.holds(c.span)]
    if not instructions:
        return None  # a template's placeholder
    odd = [(i.span, f"this {i.name} instruction") for i in instructions if not _is_generated(i.name, i.arguments.text)]
    odd += [(comment.span, "this comment") for comment in comments]
    if odd:
        span, what = min(odd, key=lambda each: each[0].start)
        return EditedSection(section.name, source.at(span), what)
    return None


def _is_generated(name: str, arguments: str) -> bool:
    arguments = " ".join(arguments.split())
    if name == "ENV":
        return arguments.startswith("PIP_INDEX_URL=") and "WHEELSPROXY_URL=" in arguments
    if name == "COPY":
        return arguments in _GENERATED_COPIES
    return name == "RUN" and arguments in _GENERATED_RUNS
