"""What `pinlint init` writes."""

from __future__ import annotations
