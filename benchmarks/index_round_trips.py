"""How many round trips 200 pins cost over a network, and what the local sources cost.

A loopback server answers every request after a fixed delay, the round trip. Printed are, for 8 and 32 connections, the round
trips that pass for 200 metadata files whose pages are known, for pages and files together, and the requests of a second run.

Usage: python benchmarks/index_round_trips.py [--delay 0.08] [--pins 200]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pinlint.evidence import simple_page
from pinlint.evidence.cache import Cache
from pinlint.evidence.environment import Environment
from pinlint.evidence.index import Index
from pinlint.evidence.user_configuration import UserConfiguration

DESCRIPTION = "A line of a long description, as most projects have one.\n" * 100


def metadata(name: str) -> bytes:
    """METADATA of the usual size."""
    requires = "".join(f"Requires-Dist: p{number}>=1.0; extra == 'all'\n" for number in range(7))
    return (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Python: >=3.8\n{requires}\n{DESCRIPTION}".encode()
    )


def serve(delay: float, pins: list[tuple[str, str]]) -> tuple[ThreadingHTTPServer, dict[str, bytes]]:
    """A server of a simple repository with these pins."""
    answers: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Without this the kernel holds the body back until the headers are acknowledged.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            time.sleep(delay)
            body = answers.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "application/vnd.pypi.simple.v1+json")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    for name, _ in pins:
        filename = f"{name}-1.0-py3-none-any.whl"
        text = metadata(name)
        answers[f"/files/{filename}.metadata"] = text
        entry = {
            "filename": filename,
            "url": f"/files/{filename}",
            "hashes": {"sha256": hashlib.sha256(name.encode()).hexdigest()},
            "core-metadata": {"sha256": hashlib.sha256(text).hexdigest()},
        }
        answers[f"/simple/{name}/"] = json.dumps({"meta": {"api-version": "1.1"}, "files": [entry]}).encode()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, answers


class KnownPages(Index):
    """An index whose pages are at hand: what is left to fetch are the metadata files."""

    pages: dict[str, bytes]

    def _page(self, url: str, wanted: Callable[[str], object], project: str | None = None) -> simple_page.Page | str:
        kind = "application/vnd.pypi.simple.v1+json"
        return simple_page.read_page(self.pages[url], kind, url, wanted, project=project)


def measure(
    url: str, pins: list[tuple[str, str]], connections: int, delay: float, *, pages: dict[str, bytes] | None
) -> str:
    """One cold run and one warm run; ``pages`` are the answers of the pages where only the files are to be fetched."""
    with tempfile.TemporaryDirectory() as folder:
        configuration = UserConfiguration(os.path.join(folder, "project"), [f"{url}/simple"])
        cache = Cache(os.path.join(folder, "cache"))
        index = (Index if pages is None else KnownPages)(configuration, cache, connections=connections)
        if isinstance(index, KnownPages):
            index.pages = {url + path: body for path, body in (pages or {}).items()}
        import urllib3  # noqa: F401 - its import is no round trip

        start, cpu = time.perf_counter(), time.process_time()
        found = index.find(pins)
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
        index.close()
        assert len(found) == len(pins), index.reasons
        again = Index(configuration, Cache(cache.folder), connections=connections)
        assert len(again.find(pins)) == len(pins)
        start = time.perf_counter()
        Cache(cache.folder).find(pins)
        warm = time.perf_counter() - start
        return (
            f"{wall / delay:6.1f} round trips, {index.requests} requests, {cpu * 1000:.0f} ms CPU with the server's; "
            f"second run {again.requests} requests, cache {warm * 1000:.1f} ms"
        )


def local(pins: list[tuple[str, str]]) -> str:
    """What an environment with these pins costs."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, ".venv", "lib", "python3.11", "site-packages")
        for name, version in pins:
            distribution = site / f"{name}-{version}.dist-info"
            distribution.mkdir(parents=True)
            (distribution / "METADATA").write_bytes(metadata(name))
        Path(folder, ".venv", "pyvenv.cfg").write_text("")
        best = min(_timed(folder, pins) for _ in range(20))
        return f"{best * 1000:.1f} ms"


def _timed(folder: str, pins: list[tuple[str, str]]) -> float:
    start = time.perf_counter()
    assert len(Environment(folder, lambda _: None, variables={}).find(pins)) == len(pins)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--delay", type=float, default=0.08, help="seconds that the server waits before each answer")
    parser.add_argument("--pins", type=int, default=200)
    options = parser.parse_args()
    pins = [(f"p{number}", "1.0") for number in range(options.pins)]
    server, answers = serve(options.delay, pins)
    url = f"http://127.0.0.1:{server.server_port}"
    for connections in (8, 32):
        for what, pages in (("files", answers), ("pages and files", None)):
            print(
                f"{connections:2} connections, {what:15}", measure(url, pins, connections, options.delay, pages=pages)
            )
    print(f"{len(pins)} pins from an environment: {local(pins)}")
    server.shutdown()


if __name__ == "__main__":
    main()
