"""Sources of the metadata of exactly the pinned versions. One source a module."""
