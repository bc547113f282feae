"""What stops a run. A problem *in* a checked file is never an exception but a finding; these are the others."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import Edit


class PinlintError(Exception):
    """The run cannot go on, and the message tells the user why. Ends with status 2."""


class UsageError(PinlintError):
    """The command line asks for something that is not there."""


class ConfigError(PinlintError):
    """The configuration cannot be used: malformed, an unknown key, a value of the wrong kind."""


class NothingToCheck(PinlintError):
    """No file was found that pinlint reads."""


class ConflictingEdits(ValueError):
    """Two edits overlap; ``edit`` is the later one."""

    def __init__(self, edit: Edit) -> None:
        super().__init__(f"{edit!r} overlaps an edit before it")
        self.edit = edit
