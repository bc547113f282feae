"""pinlint proves, without resolving and without the network, that what a project pinned is what it will install."""

from __future__ import annotations

__version__ = "0.1.0"
