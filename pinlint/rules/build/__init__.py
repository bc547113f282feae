"""Checks that the build installs the lock and nothing else."""
