"""Who uses which requirements, and for what: pure data that readers return. `pinlint.checking` makes one graph of it."""

from __future__ import annotations
