"""Says who uses which requirements, and for what. Readers return this as pure data; `pinlint.checking` builds
one graph from it.
"""

from __future__ import annotations
