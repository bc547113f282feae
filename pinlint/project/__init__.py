"""Which files there are and what they hold."""

from __future__ import annotations
