"""Names environments in messages: only what distinguishes them from the others that a lock supports."""

from __future__ import annotations

from pinlint.freshness.environments import MINORS, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.freshness.environments import Environment

#: Of more environments than these, a message names only the first.
_MOST_NAMED = 4


def name_environments(members: Sequence[Environment], others: Sequence[Environment] = ()) -> str:
    """The environments in words: ``Python 3.9 and 3.10 on Windows``. Leaves out what does not distinguish them from the
    ``others``. The empty text means: everywhere.
    """
    minors = list(dict.fromkeys(e.minor for e in members))
    platforms = list(dict.fromkeys(e.platform for e in members))
    near = [e for e in others if e.minor in minors and e.platform in platforms]
    machines = {e.values.get("platform_machine") for e in members} < {e.values.get("platform_machine") for e in near}
    said = []
    if set(minors) < {e.minor for e in others} or not others:
        said.append("Python " + listed(_spanned(minors)))
    if machines or set(platforms) < {e.platform for e in others} or not others:
        places = dict.fromkeys(e.place if machines else e.system for e in members)
        said.append("on " + listed(_first(list(places))))
    if not said and len(members) < len(others):
        return listed(_first([e.name for e in members]))
    return " ".join(said)


def _first(words: list[str]) -> list[str]:
    """The first of many words, and how many more there are."""
    return words if len(words) <= _MOST_NAMED else [*words[: _MOST_NAMED - 1], f"{len(words) - _MOST_NAMED + 1} more"]


def _spanned(minors: Sequence[str]) -> Sequence[str]:
    """Three or more consecutive minor versions as first and last; others unchanged."""
    known = [minor for minor in MINORS if minor in minors]
    at = MINORS.index(known[0]) if known else 0
    runs = len(minors) > 2 and tuple(known) == MINORS[at : at + len(minors)]
    return (f"{known[0]} to {known[-1]}",) if runs else minors
