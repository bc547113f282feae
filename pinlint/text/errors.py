"""The errors that stop a run. A problem *in* a checked file is never an exception: it is a finding."""

from __future__ import annotations


class PinlintError(Exception):
    """The run cannot continue; the message says why, without secrets. The exit status is 2."""

    def __str__(self) -> str:
        from pinlint.text.secrets import redact

        return redact(super().__str__())


class UsageError(PinlintError):
    """The command line names something that does not exist."""


class ConfigError(PinlintError):
    """The configuration cannot be used: malformed, an unknown key, a value of the wrong type."""


class TooLarge(PinlintError):
    """The files of the project have more bytes than one run reads."""


class NothingToCheck(PinlintError):
    """No file was found that pinlint reads."""
