"""pip's hash-checking mode: which requirements can have a hash."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.requirements.model import Requirement

HASHABLE = "hashable"
#: The other results of `hashability`: why the requirement cannot have a hash.
EDITABLE = "an editable"
REPOSITORY = "a repository"
FOLDER = "a folder"
OPEN = "no pin"


def hashability(requirement: Requirement) -> str:
    """HASHABLE for a pin to an artifact or a version, else why pip cannot check its hash."""
    from pinlint.requirements.distributions import ARCHIVES
    from pinlint.requirements.pinning import BARE, RANGE, WILDCARD, kind_of
    from pinlint.requirements.references import PATH

    if requirement.editable:
        return EDITABLE
    if kind_of(requirement) in (BARE, RANGE, WILDCARD):
        return OPEN
    reference = requirement.reference
    if reference is None:
        return HASHABLE
    if reference.vcs is not None:
        return REPOSITORY
    if reference.kind == PATH and not reference.filename.lower().endswith(ARCHIVES):
        return FOLDER
    return HASHABLE
