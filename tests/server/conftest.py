"""The server as a process, driven by pytest-lsp: each ``client`` and each ``session`` has a server of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from editors import Editor, started
from lsprotocol import types
from trees import Tree, write_tree

client = started()


@pytest.fixture
def session(client, tmp_path: Path) -> Callable[..., Awaitable[Editor]]:
    """``await session(files, capabilities)``: an editor with one folder that has the files."""

    def begin(files: Tree, capabilities: types.ClientCapabilities | dict[str, Any] | None = None) -> Awaitable[Editor]:
        folder = tmp_path.resolve() / "project"
        folder.mkdir()
        write_tree(folder, files)
        return Editor(client, folder).begin(capabilities)

    return begin
