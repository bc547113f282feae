"""What other tools need for the same project: a loopback index of its universe, and their caches filled from it."""

from __future__ import annotations

import hashlib
import io
import subprocess
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.inputs import Universe, write
from benchmarks.measuring import Program


def _wheel(universe: Universe, number: int) -> tuple[str, bytes]:
    """The name and the bytes of a version's wheel."""
    name, version = universe.names[number].replace("-", "_"), universe.versions[number]
    content = io.BytesIO()
    folder = f"{name}-{version}.dist-info"
    tags = "Wheel-Version: 1.0\nGenerator: benchmarks\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in (("METADATA", universe.metadata(number)), ("WHEEL", tags), ("RECORD", "")):
            archive.writestr(zipfile.ZipInfo(f"{folder}/{path}"), text)
    return f"{name}-{version}-py3-none-any.whl", content.getvalue()


@contextmanager
def serve(universe: Universe) -> Iterator[str]:
    """A simple repository with the universe's wheels; gives its URL."""
    answers: dict[str, bytes] = {}
    for number, name in enumerate(universe.names):
        filename, content = _wheel(universe, number)
        answers[f"/files/{filename}"] = content
        answers[f"/files/{filename}.metadata"] = universe.metadata(number).encode()
        link = f"/files/{filename}#sha256={hashlib.sha256(content).hexdigest()}"
        answers[f"/simple/{name}/"] = f'<a href="{link}" data-core-metadata="true">{filename}</a>'.encode()

    class Handler(BaseHTTPRequestHandler):
        """Answers from the table."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            """Answers one request."""
            body = answers.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/octet-stream")
            self.send_header("Content-Length", str(len(body or b"")))
            self.send_header("Cache-Control", "max-age=86400")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        server.shutdown()


def _compile(peers: Path, url: str) -> list[str]:
    options = ["--generate-hashes", "--quiet", "--index-url", url, "-o", "requirements.txt"]
    return [str(peers / "uv"), "pip", "compile", *options, "requirements.in"]


def prepare(folder: Path, universe: Universe, url: str, peers: Path, variables: Mapping[str, str]) -> Path:
    """A project with the locks that uv makes of it, its cache filled."""
    lines = list(universe.input_lines())
    wanted = ", ".join(f'"{line.strip()}"' for line in lines if not line.startswith("#"))
    project = f'[project]\nname = "measured"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = [{wanted}]\n'
    write(folder, {"requirements.in": "".join(lines)})
    subprocess.run(_compile(peers, url), cwd=folder, check=True, env=dict(variables))
    locked = write(folder.with_name(folder.name + "-uv"), {"pyproject.toml": project})
    subprocess.run(
        [str(peers / "uv"), "lock", "--quiet", "--index-url", url], cwd=locked, check=True, env=dict(variables)
    )
    return folder


def programs(folder: Path, peers: Path, url: str) -> dict[str, Program]:
    """The commands of the other tools that check, or make, the same lock."""
    return {
        "uv pip compile": Program([*_compile(peers, url), "--offline"], folder),
        "uv lock": Program(
            [str(peers / "uv"), "lock", "--check", "--offline", "--index-url", url],
            folder.with_name(folder.name + "-uv"),
        ),
    }
