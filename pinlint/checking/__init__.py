"""The whole check, from paths to a report."""

from __future__ import annotations
