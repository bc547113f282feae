"""The commands that the documentation shows, and what they print: run, and written back.

``python -m tools.transcripts`` writes the outputs of every transcript in the README and the guides again, and those of
`tools.tree_transcripts`, of `tests/rules/test_helps.py` and of `tests/whole_examples.py`; tests compare them. A transcript is a
``console`` block whose lines with ``$ `` are commands and whose other lines are what those print. It runs in the tree that the
page made up to there: a fenced block is a file of the tree where the line above it begins with that file's path
(```` `requirements.in`: ````). A heading of the first two levels begins an empty tree. Only blocks whose commands are all known
are run, and none behind a comment ``<!-- not run: reason -->``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pinlint
from pinlint.command_line.main import BUG

ROOT = Path(__file__).resolve().parent.parent
#: The first words of the commands that are run. pinlint is this one; git reads no configuration except its own.
RUN = ("pinlint", "git", "cat", "echo", "sed")
#: pinlint as it is installed from a wheel: pages do not change with the commit that they are made at.
_LAUNCHER = """\
import sys
from pinlint import __main__
from pinlint.findings import documentation
from pinlint.setup import origin
origin.installed_from = lambda: origin.Source(documentation.REPOSITORY, origin.own_tag())
sys.exit(__main__.entry())
"""
_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"^`([^`\s]+)`(?:[, ][^\n]*)?:\n*\Z", re.MULTILINE)
_NOT_RUN = re.compile(r"<!-- not run: [^\n]+ -->\n\Z")
_HEADING = re.compile(r"^##? ", re.MULTILINE)


class Block:
    """A fenced block of a page: ``info`` and ``text``, ``path`` where it is a file, ``start`` and ``end`` of the text.

    ``opens`` says that a heading stands between it and the block before, ``runs`` that it is a transcript.
    """

    def __init__(self, match: re.Match[str], before: str) -> None:
        self.info = match["info"].strip()
        self.indent = match["indent"]
        self.text = re.sub(rf"^{self.indent}", "", match["text"], flags=re.MULTILINE)
        self.start, self.end = match.span("text")
        self.opens = bool(_HEADING.search(before))
        path = _PATH.search(before)
        self.path = path[1] if path and self.info != "console" else None
        self.runs = self.info == "console" and self.text.startswith("$ ") and not _NOT_RUN.search(before)

    @property
    def commands(self) -> list[str]:
        """The commands of a transcript; none where the block is something else, or not to be run."""
        found = [line[2:] for line in self.text.splitlines() if line.startswith("$ ")] if self.runs else []
        return found if all(command.split()[0] in RUN for command in found) else []


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in their order."""
    end = 0
    for match in _FENCE.finditer(page):
        yield Block(match, page[end : match.start()])
        end = match.end()


def pages() -> list[Path]:
    """The pages that may hold transcripts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]


def environment(home: Path) -> dict[str, str]:
    """The variables for commands: nothing of this machine is known to them but its programs."""
    python = home / "bin"
    python.mkdir(parents=True, exist_ok=True)
    launcher = python / "pinlint"
    launcher.write_text(f"#!{sys.executable}\n{_LAUNCHER}", "utf-8")
    launcher.chmod(0o755)
    return {
        "PATH": f"{python}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(pinlint.__file__).parent.parent),
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "me",
        "GIT_CONFIG_KEY_1": "user.email",
        "GIT_CONFIG_VALUE_1": "me@example.org",
        "GIT_CONFIG_KEY_2": "init.defaultBranch",
        "GIT_CONFIG_VALUE_2": "main",
        "NO_PROXY": "",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }


def transcript(commands: list[str], tree: Path, variables: dict[str, str]) -> str:
    """The commands with what they print, run one after the other in ``tree``. Raises RuntimeError for a bug in pinlint."""
    lines = []
    for command in commands:
        ran = subprocess.run(
            ["bash", "-c", command],
            cwd=tree,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if ran.returncode == BUG:
            raise RuntimeError(f"{command}\n{ran.stdout}")
        lines.append(f"$ {command}\n{ran.stdout}")
    return "".join(lines)


def rendered(page: str, folder: Path) -> str:
    """The page with the outputs that its transcripts have now; trees, which begin empty, are made below ``folder``."""
    variables = environment(folder / "home")
    parts: list[str] = []
    done = number = 0
    tree = folder / "0"
    for block in blocks(page):
        if block.opens or not number:
            number += 1
            tree = folder / str(number) / "project"
            tree.mkdir(parents=True)
        if block.path is not None:
            path = tree / block.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8", newline="\n")
        if block.commands:
            text = transcript(block.commands, tree, variables)
            indented = re.sub(r"^(?=.)", block.indent, text, flags=re.MULTILINE)
            parts += [page[done : block.start], indented]
            done = block.end
    return "".join([*parts, page[done:]])


def main() -> int:
    """Write the outputs of all transcripts anew."""
    from tools import tree_transcripts

    renderers = [*((path, rendered) for path in pages())]
    renderers += [(path, tree_transcripts.rendered) for path in tree_transcripts.documents()]
    for path, render in renderers:
        page = path.read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            text = render(page, Path(folder).resolve())
        if text != page:
            path.write_text(text, "utf-8", newline="\n")
            sys.stdout.write(f"wrote {path.relative_to(ROOT).as_posix()}\n")
    for script in ("tests/rules/test_helps.py", "tests/whole_examples.py"):
        subprocess.run([sys.executable, script], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
