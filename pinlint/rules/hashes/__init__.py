"""Checks that hashes are complete, secure and well formed, and that pip can use them."""
