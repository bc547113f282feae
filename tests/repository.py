"""A git repository on the disk, for tests that commit as people do."""

from __future__ import annotations

import subprocess
from pathlib import Path

from trees import write_tree


class Repository:
    """A git repository on the disk."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        folder.mkdir(parents=True, exist_ok=True)
        self.run("git", "init", "--quiet", "--initial-branch=main")
        self.run("git", "config", "user.name", "tester")
        self.run("git", "config", "user.email", "tester@example.org")

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            check=False,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert not check or ran.returncode == 0, ran.stdout
        return ran

    def commit(self, files: dict[str, str | bytes], *, check: bool = False) -> subprocess.CompletedProcess[str]:
        """Writes the files and commits them; the hooks run."""
        write_tree(self.folder, files)
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--quiet", "--message", "change", check=check)
