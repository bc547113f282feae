"""The commands. Each is one module, with ``arguments(parser)`` and ``run(options, console) -> int``, which returns the status."""
