"""What keeps the project's own files fresh; not part of the package."""
