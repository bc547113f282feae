"""Requirements files that include themselves, directly or through others: pip refuses them."""

from __future__ import annotations

from pinlint.findings.subjects import Trouble
from pinlint.requirements.model import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pinlint.findings.subjects import Subject
    from pinlint.requirements.model import Include, RequirementsFile


def subjects(including: Mapping[str, RequirementsFile]) -> Iterator[Subject]:
    """The first line that leads back to each file that includes itself. pip stops there, if it begins with a file that no other
    one includes.

    ``including`` are the files that include others. Not recursive: a long chain would exceed Python's stack.
    """
    included = {include.path for document in including.values() for include in document.includes}
    done: set[str] = set()
    reported: set[str | None] = set()
    for first in sorted(including, key=lambda path: (path in included, path)):
        around: dict[str, Iterator[Include]] = {}
        _enter(first, including, around, done)
        while around:
            path = next(reversed(around))
            include = next(around[path], None)
            if include is None:
                done.add(path)
                del around[path]
            elif include.path in around:
                if include.path not in reported:
                    reported.add(include.path)
                    yield _trouble(include, including[path])
            elif include.path is not None:
                _enter(include.path, including, around, done)


def _enter(
    path: str, including: Mapping[str, RequirementsFile], around: dict[str, Iterator[Include]], done: set[str]
) -> None:
    if path in including and path not in done:
        around[path] = iter(including[path].includes)


def _trouble(include: Include, document: RequirementsFile) -> Subject:
    through = "" if include.path == document.path else " through this line"
    message = f"{include.path} includes itself{through}: pip refuses it"
    problem = Problem("syntax-error", message, include.target_span, fatal=True, help="remove the line")
    return "problem", problem.rule, Trouble(document.source.at(include.target_span), problem)
