"""Which files there are, and what they contain."""

from __future__ import annotations
