"""Checks that the project installs what its addons and plugins require in their manifests."""
