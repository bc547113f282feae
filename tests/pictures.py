"""Opens files that show a text and what a reader reads in it: a line ``===== reader: path``, the text, a line ``===== title``,
and the expected picture.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

from pinlint.text.source import SourceFile


def open_picture(file: Path, title: str) -> tuple[ModuleType, SourceFile, str]:
    """The reader, the text and the expected picture. Fails if the reader would not read a file with that path."""
    head, _, rest = file.read_text("utf-8").partition("\n")
    text, _, expected = rest.partition(f"\n===== {title}\n")
    reader, path = head.removeprefix("===== ").split(": ")
    module = import_module(f"pinlint.formats.{reader}")
    assert re.search(module.FILES, path)
    return module, SourceFile(path, text + "\n"), expected
