"""Recognizes files that only have a name like a requirements file."""

from __future__ import annotations

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import RequirementsFile

#: How a line begins that somebody wrote as a requirement, or a mark of a merge. A variable in capital letters is no project:
#: ``PYTHON_MIN = 3.12``.
_ALMOST_REQUIREMENT = lazy(
    r"(?m)^(?:<{7} |>{7} |[ \t]*(?![A-Z_\d]+[ \t]*=[^=])[A-Za-z][\w.-]*[ \t]*"
    r"(?:[=<>~!]=|[=<>~!]+[ \t]*v?\d|=\w|\[\w|@[ \t]*[\w+]+:|;[ \t]*\w+[ \t]*[=<>!~]|(?<=[ \t])v?\d+\.[\w.]+[ \t]*(?:#.*)?$))"
)


def is_something_else(document: RequirementsFile, project: CheckedProject) -> bool:
    """Whether only a word like ``reqs`` in the name of a file suggests requirements: nothing uses it, and no line is one, or was
    meant as one.
    """
    if not document.problems or document.format != "requirements-txt":
        return False
    if document.requirements or document.includes or document.options:
        return False
    name = document.path.rpartition("/")[2].lower()
    if "req" not in name or "requirement" in name or not project.is_presumed(document.path):
        return False
    return _ALMOST_REQUIREMENT.search(document.source.text) is None
