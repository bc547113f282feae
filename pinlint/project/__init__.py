"""Finds the files of a project and reads them."""

from __future__ import annotations
