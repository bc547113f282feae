"""Follows the ``-r`` lines of requirements files: finds what files install together."""

from __future__ import annotations

from pinlint.text.budget import Budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinlint.requirements.model import Include, Requirement, RequirementsFile

    #: A requirement, and the include that adds it; None if it is in the file itself.
    Entry = tuple[Requirement, Include | None]

#: The work to process an include or a requirement.
_OF_A_LINE = 5


class Inclusions:
    """Follows the includes in the files of a project."""

    __slots__ = ("_documents",)

    def __init__(self, documents: Mapping[str, RequirementsFile]) -> None:
        self._documents = documents

    def entries(self, document: RequirementsFile) -> list[Entry]:
        """The requirements of the files that ``document`` includes, each file once, and then its own.

        Raises `pinlint.text.budget.ExceededError` if this is more work than the file may take.
        """
        budget = Budget(len(document.source.text))
        found: list[Entry] = []
        seen = {document.path}
        for include in document.includes:
            waiting = [include]
            while waiting:
                budget.spend(_OF_A_LINE)
                line = waiting.pop()
                included = self._documents.get(line.path) if line.kind == "requirement" and line.path else None
                if included is None or included.path in seen:
                    continue
                seen.add(included.path)
                budget.add(len(included.source.text), led_to=True)
                budget.spend(_OF_A_LINE * (len(included.includes) + len(included.requirements)))
                waiting += included.includes
                found += [(requirement, include) for requirement in included.requirements]
        found += [(requirement, None) for requirement in document.requirements]
        return found

    def constraints(self, document: RequirementsFile) -> list[Requirement]:
        """The lines of the constraints files that ``document`` and its included files name; each file once.

        Raises `pinlint.text.budget.ExceededError` if this is more work than the file may take.
        """
        budget = Budget(len(document.source.text))
        found: list[Requirement] = []
        seen = {(document.path, False)}
        waiting = [(include, include.kind == "constraint") for include in document.includes]
        while waiting:
            budget.spend(_OF_A_LINE)
            include, bounds = waiting.pop()
            included = self._documents.get(include.path) if include.path else None
            if included is None or (included.path, bounds) in seen:
                continue
            seen.add((included.path, bounds))
            budget.add(len(included.source.text), led_to=True)
            budget.spend(_OF_A_LINE * (len(included.includes) + len(included.requirements)))
            waiting += [(inner, bounds or inner.kind == "constraint") for inner in included.includes]
            found += included.requirements if bounds else ()
        return found
