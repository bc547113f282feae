"""How strictly a requirement is judged, by the role of the file that it stands in: the words of `Project.policy`."""

from __future__ import annotations

LOCKED = "locked"  # in a lock
FLOATING = "floating"  # in a requirements file that nothing locks
ENVIRONMENT = "environment"  # in the list of what an environment held
EXACT = "exact"  # in an input, where the configuration wants inputs to be exact
INPUT = "input"  # in an input that a lock covers
ADVISED = "advised"  # in an input of a compiler that advises to pin what one adds: Divio's
ODD = "odd"  # in an input of which nearly all other lines are pins
UNLOCKED = "unlocked"  # in a requirements file that needs a lock: one finding on the file says so
SETTLED = "settled"  # another line or a constraint of the same installation has the version, or may have it
INFRASTRUCTURE = "infrastructure"  # pip and its like in a requirements file: one finding on the file says so
CONSTRAINT = "constraint"  # in a constraints file
ABSTRACT = "abstract"  # in package metadata or a dependency group

#: Where every requirement has to be a pin, with the reason as messages give it.
PINNED_BECAUSE = {
    LOCKED: "a lock must pin every requirement",
    FLOATING: "nothing locks this file",
    ENVIRONMENT: "this file lists what was installed",
    EXACT: "the configuration asks for exact inputs",
    ODD: "the other lines of this input are pinned",
}

#: Where one finding on the file speaks of all such requirements.
REPORTED_ONCE = (UNLOCKED, INFRASTRUCTURE)

#: Role (`pinlint.uses.roles`) -> policy; of an input, the configuration says it.
BY_ROLE = {
    "lock": LOCKED,
    "input": INPUT,
    "constraint": CONSTRAINT,
    "environment": ENVIRONMENT,
    "installed": FLOATING,
    "metadata": ABSTRACT,
    "build": ABSTRACT,
    "fixture": ABSTRACT,
    "removed": ABSTRACT,
}

#: The formats of structured locks, which `pinlint.requirements.locked` describes.
LOCK_FORMATS = frozenset({"uv-lock", "poetry-lock", "pdm-lock", "pipfile-lock", "pylock"})

#: The formats of files that are one set of requirements as a whole; the others describe projects.
WHOLE_FORMATS = LOCK_FORMATS | {"requirements-txt", "script"}

#: What paths of one machine hold: of a user's home, of temporary files.
MACHINE_PATHS = ("/home/", "/Users/", "/root/", "/tmp/", "/var/folders/", "\\Users\\")  # noqa: S108
