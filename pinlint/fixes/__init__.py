"""Edits that fix findings."""

from __future__ import annotations
