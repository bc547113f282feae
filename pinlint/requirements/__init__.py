"""The terms of packaging: names, versions, specifiers, markers, references, pins."""

from __future__ import annotations
