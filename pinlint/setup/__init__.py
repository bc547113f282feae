"""Writes what `pinlint init` sets up."""

from __future__ import annotations
