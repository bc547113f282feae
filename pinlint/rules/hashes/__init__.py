"""Hashes: whole, strong, well formed, and on what pip can hash."""
