"""Who uses which requirements, and for what: pure data that readers return. `pinlint.checking` builds one graph from it."""

from __future__ import annotations
