"""Fuzzing: targets that read any bytes, a runner, and the inputs that have found something (``corpus``)."""
