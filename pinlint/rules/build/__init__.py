"""Whether the build installs the lock, and nothing beside it."""
