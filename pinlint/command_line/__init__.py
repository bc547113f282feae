"""Runs a command line: reads the arguments, runs the command, and returns the exit status."""

from __future__ import annotations
