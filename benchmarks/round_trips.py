"""The index rows of the table: how many round trips 200 metadata files cost."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.index_round_trips import KnownPages, serve
from pinlint.evidence.cache import Cache
from pinlint.evidence.index import Index
from pinlint.evidence.user_configuration import UserConfiguration

DELAY = 0.08
PINS = [(f"p{number}", "1.0") for number in range(200)]


def measured(connections: int, pins: list[tuple[str, str]] = PINS, delay: float = DELAY) -> tuple[float, int]:
    """The round trips of a cold run whose pages are known, and the requests of a second run."""
    server, answers = serve(delay, pins)
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        with tempfile.TemporaryDirectory() as folder:
            configuration = UserConfiguration(str(Path(folder, "project")), [f"{url}/simple"])
            cache = Cache(str(Path(folder, "cache")))
            index = KnownPages(configuration, cache, connections=connections)
            index.pages = {url + path: body for path, body in answers.items()}
            import urllib3  # noqa: F401 - its import is no round trip

            start = time.perf_counter()
            found = index.find(pins)
            trips = (time.perf_counter() - start) / delay
            index.close()
            again = Index(configuration, Cache(cache.folder), connections=connections)
            if len(found) != len(pins) or len(again.find(pins)) != len(pins):
                raise RuntimeError("the index did not answer for every pin")
            again.close()
            return trips, again.requests
    finally:
        server.shutdown()
        server.server_close()
