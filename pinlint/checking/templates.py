"""Recognizes project files that are templates: a program replaces `{{ … }}` before any tool reads them."""

from __future__ import annotations

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.requirements.model import RequirementsFile

#: The formats of project templates. Requirements files are not among them: pip reads them without changes.
_FORMATS = frozenset({"pyproject-toml", "setup-cfg"})
#: The other files that are checked in a project.
_PROJECT_FILE = lazy(
    r"(?:^|/)(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|[^/]+\.lock|[^/]*Dockerfile[^/]*|tox\.ini|\.gitlab-ci\.yml"
    r"|\.github/workflows/[^/]+\.ya?ml)$"
)
_MARKS = ("{{", "{%", "<%", "${{")


def is_template(document: RequirementsFile) -> bool:
    """Whether an unreadable part of a project's file is a placeholder."""
    if document.format not in _FORMATS or not document.problems:
        return False
    text = document.source.text
    for problem in document.problems:
        start = text.rfind("\n", 0, problem.span.start) + 1
        end = text.find("\n", problem.span.end)
        line = text[start : end if end >= 0 else len(text)]
        if any(mark in line for mark in _MARKS):
            return True
        shown = text[problem.span.start : problem.span.end].strip("\"'")
        if shown[:1] == "$" or (shown[:1] == "<" and shown[-1:] == ">"):
            return True
    return False


def notes(documents: Iterable[RequirementsFile], in_templates: Iterable[str]) -> list[str]:
    """Sentences about the templates among the documents, and about the files in the folders of templates."""
    return [*_of_documents(documents), *_of_folders(in_templates)]


def _of_documents(documents: Iterable[RequirementsFile]) -> list[str]:
    paths = [document.path for document in documents if document.problems and is_template(document)]
    if not paths:
        return []
    more = f" and {len(paths) - 1} more" if paths[1:] else ""
    verb = "are templates" if paths[1:] else "is a template"
    return [f"{paths[0]}{more} {verb} with placeholders, which {'were' if paths[1:] else 'was'} not checked"]


def _of_folders(paths: Iterable[str]) -> list[str]:
    """A sentence about the files in folders of templates that are not checked: all but requirements files."""
    found: dict[str, list[str]] = {}
    for path in paths:
        if _PROJECT_FILE.search(path):
            at = path.index("{{")
            end = path.find("/", at)
            found.setdefault(path[: end if end > 0 else at], []).append(path[end + 1 :])
    notes = []
    for folder, names in found.items():
        shown = names if len(names) < 4 else [*names[:2], f"{len(names) - 2} more"]
        listed = " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
        notes.append(f"{folder} is a template of projects: only its requirements files were checked, not {listed}")
    return notes
