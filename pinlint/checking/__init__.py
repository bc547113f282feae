"""The walk: paths to a report."""

from __future__ import annotations
