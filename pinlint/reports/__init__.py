"""Writes reports: each module gets the findings and returns a text."""
