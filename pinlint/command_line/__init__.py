"""From arguments to an exit status."""

from __future__ import annotations
