"""The terms of packaging in code: names, versions, specifiers, markers, references, pins."""

from __future__ import annotations
