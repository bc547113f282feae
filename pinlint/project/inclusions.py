"""What files install together with those that they include with ``-r``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinlint.requirements.model import Include, Requirement, RequirementsFile

    #: A requirement, and the include that brings it in; None where it stands in the file itself.
    Entry = tuple[Requirement, Include | None]

#: So many requirements and includes are looked at for all files together. In a project of a thousand files that include the same
#: few, that is three hundred for each.
MOST = 300_000


class Inclusions:
    """Looks through the files of a project, as long as they are not more than ``most`` together."""

    __slots__ = ("_documents", "_left")

    def __init__(self, documents: Mapping[str, RequirementsFile], most: int) -> None:
        self._documents = documents
        self._left = most

    def entries(self, document: RequirementsFile) -> list[Entry] | None:
        """The requirements of the files that ``document`` includes, each file once, and then its own; None where that is
        more than is looked at."""
        found: list[Entry] = []
        seen = {document.path}
        for include in document.includes:
            waiting = [include]
            while waiting:
                if self._left < 0:
                    return None
                self._left -= 1
                line = waiting.pop()
                included = self._documents.get(line.path) if line.kind == "requirement" and line.path else None
                if included is None or included.path in seen:
                    continue
                seen.add(included.path)
                self._left -= len(included.includes) + len(included.requirements)
                waiting += included.includes
                found += [(requirement, include) for requirement in included.requirements]
        found += [(requirement, None) for requirement in document.requirements]
        return found
