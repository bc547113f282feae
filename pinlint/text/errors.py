"""What stops a run. A problem *in* a checked file is never an exception but a finding; these are the others."""

from __future__ import annotations


class PinlintError(Exception):
    """The run cannot go on, and the message tells the user why. Ends with status 2."""


class UsageError(PinlintError):
    """The command line asks for something that is not there."""


class ConfigError(PinlintError):
    """The configuration cannot be used: malformed, an unknown key, a value of the wrong kind."""


class TooLarge(PinlintError):
    """The files of the project hold more bytes than one run reads."""


class NothingToCheck(PinlintError):
    """No file was found that pinlint reads."""
