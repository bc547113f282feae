"""The values of `Project.policy`: how strictly a requirement is judged, depending on the role of its file."""

from __future__ import annotations

LOCKED = "locked"  # in a lock
FLOATING = "floating"  # in a requirements file that nothing locks
ENVIRONMENT = "environment"  # in a list of what was installed in an environment
EXACT = "exact"  # in an input, if the configuration requires exact inputs
INPUT = "input"  # in an input that a lock covers
ADVISED = "advised"  # in an input of a compiler that advises pinning what one adds: Divio's
ODD = "odd"  # in an input, or in a file that metadata is read from, in which nearly all other lines have a version
UNLOCKED = "unlocked"  # in a requirements file that needs a lock: one finding for the file reports it
SETTLED = "settled"  # another line or a constraint of the same installation fixes the version, or may fix it
INFRASTRUCTURE = "infrastructure"  # pip and similar tools in a requirements file: one finding for the file reports it
CONSTRAINT = "constraint"  # in a constraints file
ABSTRACT = "abstract"  # in package metadata or a dependency group

#: What the installations of a file say about the version of a project.
PINNED = "pinned"  # it gets exactly one version
UNVERIFIED = "unverified"  # it may be pinned by constraints that cannot be read
OPEN = "open"

#: The policies under which every requirement must be a pin, with the reason for messages.
PINNED_BECAUSE = {
    LOCKED: "a lock must pin every requirement",
    FLOATING: "this file has no lock",
    ENVIRONMENT: "this file lists what was installed",
    EXACT: "the configuration asks for exact inputs",
    ODD: "nearly all other lines have a version",
}

#: The policies whose requirements are reported together, in one finding for the file.
REPORTED_ONCE = (UNLOCKED, INFRASTRUCTURE)

#: Role (`pinlint.uses.roles`) -> policy; for an input, the configuration decides.
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

#: The projects that install and build all others; their versions are left open on purpose.
PACKAGING_TOOLS = frozenset({"pip", "setuptools", "wheel", "distribute"})

#: The projects that install others or make environments. A job needs one before it can install anything.
INSTALLERS = frozenset(
    {"uv", "poetry", "poetry-core", "pdm", "pipenv", "pip-tools", "pipx", "hatch", "virtualenv", "build"}
)

#: The usual name of a file of constraints.
CONSTRAINTS = "constraints.txt"

#: The formats of structured locks, which `pinlint.requirements.locked` describes.
LOCK_FORMATS = frozenset({"uv-lock", "poetry-lock", "pdm-lock", "pipfile-lock", "pylock"})

#: The formats of files that are one set of requirements; the others describe projects.
WHOLE_FORMATS = LOCK_FORMATS | {"requirements-txt", "script"}

#: Parts of paths that exist on one machine only: a user's home, temporary files.
MACHINE_PATHS = ("/home/", "/Users/", "/root/", "/tmp/", "/var/folders/", "\\Users\\")  # noqa: S108
