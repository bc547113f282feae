"""pinlint checks that a Python project installs exactly what it pinned, and that its locks match their inputs."""

__version__ = "0.1.0"
