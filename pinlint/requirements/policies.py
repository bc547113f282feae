"""How strictly a requirement is judged, by the role of the file that it stands in: the words of `Project.policy`."""

from __future__ import annotations

LOCKED = "locked"  # in a lock
FLOATING = "floating"  # in a requirements file that nothing locks
ENVIRONMENT = "environment"  # in the list of what an environment held
EXACT = "exact"  # in an input, where the configuration wants inputs to be exact
INPUT = "input"  # in an input that a lock covers
CONSTRAINT = "constraint"  # in a constraints file
ABSTRACT = "abstract"  # in package metadata or a dependency group

#: Where every requirement has to be a pin, with the reason as messages give it.
PINNED_BECAUSE = {
    LOCKED: "this is a lock",
    FLOATING: "nothing locks this file",
    ENVIRONMENT: "this lists what was installed",
    EXACT: "inputs are to be exact here",
}

#: What mends a requirement that is no pin.
MEND = {
    LOCKED: "compile the lock again",
    FLOATING: "pin it with '==', or compile this file into a lock with uv or pip-tools",
    ENVIRONMENT: "write the version that was installed",
    EXACT: "pin it with '=='",
}

#: Role (`pinlint.uses.roles`) -> policy; of an input, the configuration says it.
BY_ROLE = {
    "lock": LOCKED,
    "input": INPUT,
    "constraint": CONSTRAINT,
    "environment": ENVIRONMENT,
    "installed": FLOATING,
    "metadata": ABSTRACT,
    "build": ABSTRACT,
}
