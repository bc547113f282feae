"""Checks that each requirement is pinned to one thing that cannot change."""
