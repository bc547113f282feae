"""Checks where requirements come from: indexes, hosts, encryption and passwords in URLs."""
