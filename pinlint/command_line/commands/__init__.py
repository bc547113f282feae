"""The commands: a module for each, with ``arguments(parser)`` and ``run(options, console) -> int``, the status."""
