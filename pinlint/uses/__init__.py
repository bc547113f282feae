"""Who uses which requirements, for what: pure data that readers return and `pinlint.checking` makes one graph of."""

from __future__ import annotations
