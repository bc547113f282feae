"""The language server: shows findings, fixes and explanations in an editor. It reads a project as a check does, and runs nothing
of it.
"""

from __future__ import annotations
