"""Counts what a run has checked, for the summary: two requirements files, one pyproject.toml, one Dockerfile."""

from __future__ import annotations

from pinlint.index import MANIFESTS, OTHER_FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pinlint.checking.access import Access
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import RequirementsFile

_REQUIREMENTS = "requirements file"
#: Formats that are counted wherever they are read -> the word for one such file.
_COUNTED = {"dockerfile": "Dockerfile", "github_workflow": "workflow"}


def checked_kinds(
    project: Access,
    documents: Sequence[RequirementsFile],
    asked: Callable[[str], bool],
    findings: Iterable[Finding],
) -> dict[str, int]:
    """The number of files of each kind. Counted are the ``documents``, the files of builds and manifests that are ``asked`` for,
    and every other file that has a finding. A file counts once. A file whose name says what it is, is a kind of its own.
    """
    kinds: dict[str, str] = {}
    for document in documents:
        is_named = document.format != "requirements-txt"
        kinds[document.path] = document.path.rpartition("/")[2] if is_named else _REQUIREMENTS
    for format, word in _COUNTED.items():
        for path in project.matching(OTHER_FORMATS[format]):
            if asked(path):
                kinds.setdefault(path, word)
    addons: set[str] = set()  # the folders that have manifests; the files of one folder count once
    for kind, pattern in MANIFESTS.items():
        for path in project.matching(pattern):
            if not asked(path) or path in kinds:
                continue
            if kind == "pre_commit":
                kinds[path] = path
            else:
                folder = path.rpartition("/")[0]
                kinds[path] = "" if folder in addons else "manifest"
                addons.add(folder)
    for finding in findings:
        path = finding.location.path
        kinds.setdefault(path, _word(path.rpartition("/")[2]))
    found = [kind for kind in kinds.values() if kind]
    first = [_REQUIREMENTS] if _REQUIREMENTS in found else []
    return {kind: found.count(kind) for kind in dict.fromkeys([*first, *found])}


def _word(name: str) -> str:
    """The word for a file: its name if it says what the file is, as `run.sh` and `Makefile` do, but `install` does not."""
    return name if "." in name or name.lower().endswith("file") else "script"
