"""Sources of the metadata of exactly the pinned versions. Each source is one module."""
