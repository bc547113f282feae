"""The language server: findings, fixes and explanations in an editor. It reads a project like a check, and runs nothing."""

from __future__ import annotations
