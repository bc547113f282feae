"""Checks that each lock is still a valid, complete and minimal solution of its inputs."""
