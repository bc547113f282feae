"""What other tools need for the same project: a loopback index of its universe, and their caches filled from it."""

from __future__ import annotations

import gzip
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.inputs import Universe, write
from benchmarks.measuring import Program


@contextmanager
def serve(universe: Universe) -> Iterator[str]:
    """A simple repository with the pages of the universe's projects, and the METADATA of their newest wheels; gives its URL."""
    numbers = {f"/simple/{name}/": number for number, name in enumerate(universe.names)}
    histories = {history.stem: history for history in map(universe.history, range(universe.size))}

    def answer(path: str) -> bytes | None:
        if path in numbers:
            number = numbers[path]
            return gzip.compress(universe.history(number).page(universe.metadata(number)), 1)
        stem, version, *_ = [*path.rpartition("/")[2].split("-"), ""]
        history = histories.get(stem)
        if history is None or version != history.newest or not path.endswith(".metadata"):
            return None
        return gzip.compress(universe.metadata(history.number).encode(), 1)

    class Handler(BaseHTTPRequestHandler):
        """Answers as an index does."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            """Answers one request."""
            body = answer(self.path)
            page = "application/vnd.pypi.simple.v1+json"
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", page if self.path.endswith("/") else "application/octet-stream")
            self.send_header("Content-Length", str(len(body or b"")))
            self.send_header("Content-Encoding", "gzip" if body is not None else "identity")
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


def prepare(
    folder: Path, universe: Universe, url: str, peers: Path, variables: Mapping[str, str]
) -> tuple[Program, Program, Program]:
    """Makes a project with the lock that uv makes of it in ``folder``, and one with uv.lock beside it, and fills uv's cache.

    The programs that make, or check, these locks again without the network: ``uv pip compile`` for the Python that the lock is
    for, which need not be installed, and for the one at hand; and ``uv lock``.
    """
    lines = list(universe.input_lines())
    wanted = ", ".join(f'"{line.strip()}"' for line in lines if not line.startswith("#"))
    project = f'[project]\nname = "measured"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = [{wanted}]\n'
    write(folder, {"requirements.in": "".join(lines)})
    locked = write(folder.with_name(f"{folder.name}-uv"), {"pyproject.toml": project})
    index = ["--quiet", "--index-url", url]
    compile = [
        str(peers / "uv"),
        "pip",
        "compile",
        "--generate-hashes",
        *index,
        "-o",
        "requirements.txt",
        "requirements.in",
    ]
    lock = [str(peers / "uv"), "lock", *index]
    compile_for = [*compile, "--python-version", "3.14"]
    for command, where in ((compile, folder), (compile_for, folder), (lock, locked)):
        subprocess.run(command, cwd=where, check=True, env=dict(variables))
    compiles, compiles_for = (Program([*command, "--offline"], folder) for command in (compile, compile_for))
    return compiles_for, compiles, Program([*lock, "--check", "--offline"], locked)
