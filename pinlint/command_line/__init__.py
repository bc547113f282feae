"""From the arguments to a status."""

from __future__ import annotations
