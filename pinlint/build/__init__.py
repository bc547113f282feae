"""Finds what builds install."""

from __future__ import annotations
