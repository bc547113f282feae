"""Text with positions: reading it, showing it, writing it."""

from __future__ import annotations
