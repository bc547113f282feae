"""Builders of what the sources of evidence read: environments, wheels and source distributions."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import threading
import zipfile
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pinlint.evidence.cache import Cache
from pinlint.evidence.index import Index
from pinlint.evidence.user_configuration import UserConfiguration


def core_metadata(name, version, *requires, version_of_metadata="2.1", python=None, extra_lines=()):
    lines = [f"Metadata-Version: {version_of_metadata}", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Python: {python}"] if python else []
    lines += [f"Requires-Dist: {value}" for value in requires]
    lines += extra_lines
    return "\n".join(lines) + "\n\nA description.\nRequires-Dist: not-a-header\n"


def write_wheel(target, name, version, *requires, text=None, entries=None, compression=zipfile.ZIP_DEFLATED, **options):
    text = core_metadata(name, version, *requires, **options) if text is None else text
    with zipfile.ZipFile(target, "w", compression) as archive:
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('executed')\n")
        for path, content in (entries or {f"{name}-{version}.dist-info/METADATA": text}).items():
            archive.writestr(path, content)


def write_sdist(target, name, version, *requires, members=None, **options):
    options.setdefault("version_of_metadata", "2.2")
    text = core_metadata(name, version, *requires, **options)
    top = f"{name}-{version}"
    members = members or {f"{top}/setup.py": "raise SystemExit('executed')", f"{top}/PKG-INFO": text}
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for path, content in members.items():
            member = tarfile.TarInfo(path)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    with open(target, "wb") if isinstance(target, (str, os.PathLike)) else target as file:
        file.write(gzip.compress(raw.getvalue(), mtime=0))


@pytest.fixture
def metadata_text():
    return core_metadata


@pytest.fixture
def make_wheel():
    return write_wheel


@pytest.fixture
def make_sdist():
    return write_sdist


@pytest.fixture
def install(tmp_path):
    """Installs a distribution into an environment below the project, ``tmp_path/project``."""

    def install(name, version, *requires, environment=".venv", suffix="dist-info", base=None, files=(), **options):
        base = base or tmp_path / "project" / environment
        site = base / "lib" / "python3.11" / "site-packages"
        folder = site / f"{name}-{version}.{suffix}"
        folder.mkdir(parents=True)
        (base / "pyvenv.cfg").write_text("home = /usr/bin\n")
        file = "METADATA" if suffix == "dist-info" else "PKG-INFO"
        (folder / file).write_text(core_metadata(name, version, *requires, **options))
        for path in files:
            (folder / path).write_text("{}")
        return folder

    (tmp_path / "project").mkdir()
    return install


@pytest.fixture
def project(tmp_path):
    return str(tmp_path / "project")


@pytest.fixture
def calls(monkeypatch):
    """Counts the calls of the file system: how often folders are listed and files are looked for or opened."""
    made = Counter()

    def counted(name, call):
        def counting(*arguments, **options):
            made[name] += 1
            return call(*arguments, **options)

        return counting

    for name in ("listdir", "scandir", "open", "stat"):
        monkeypatch.setattr(os, name, counted(name, getattr(os, name)))
    return made


class Server:
    """A loopback server with the answers of a simple repository; counts and keeps the requests.

    ``answers`` maps a path to ``(status, headers, body)``, to bytes, or to a function of the handler that answers by itself.
    """

    def __init__(self, context=None):
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                answer = server.answers.get(self.path, (404, {}, b"not here"))
                if callable(answer):
                    answer = answer(self)
                if answer is not None:
                    self.answer(*(answer if isinstance(answer, tuple) else (200, {}, answer)))

            def answer(self, status, headers, body):
                span = self.headers.get("Range") if server.ranges and status == 200 else None
                if span and self.path.endswith(".whl"):
                    start, _, end = span.removeprefix("bytes=").partition("-")
                    first = int(start) if start else max(len(body) - int(end), 0)
                    last = min(int(end) if start else len(body) - 1, len(body) - 1)
                    headers = {"Content-Range": f"bytes {first}-{last}/{len(body)}", **headers}
                    status, body = 206, body[first : last + 1]
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request, client_address):
                pass  # the client hung up, as it should with some of these answers

        self.requests = []
        self.answers = {}
        self.files = {}
        self.ranges = True
        self.http = Quiet(("127.0.0.1", 0), Handler)
        if context is not None:
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.scheme = "https" if context else "http"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.http.server_port}"

    @property
    def paths(self):
        return [path for path, _ in self.requests]

    def add(self, filename, name, version, *requires, metadata=True, hashed=True, **page):
        """Serve a distribution file: its entry on the project's page, the file, and with ``metadata`` its METADATA."""
        raw = io.BytesIO()
        options = {key: page.pop(key) for key in ("extra_lines", "python") if key in page}
        entries = page.pop("entries", None)
        if filename.endswith(".whl"):
            write_wheel(raw, name, version, *requires, entries=entries, **options)
            content = raw.getvalue()
        else:
            holder = io.BytesIO()
            holder.close = lambda: None
            write_sdist(holder, name, version, *requires, **options)
            content = holder.getvalue()
        text = core_metadata(name, version, *requires, **options).encode()
        url = f"{self.url}/files/{filename}"
        self.answers[f"/files/{filename}"] = content
        entry = {"filename": filename, "url": url, "hashes": {}, **page}
        if hashed:
            entry["hashes"] = {"sha256": hashlib.sha256(content).hexdigest()}
        if metadata and filename.endswith(".whl"):
            entry["core-metadata"] = {"sha256": hashlib.sha256(text).hexdigest()}
            self.answers[f"/files/{filename}.metadata"] = text
        self.files.setdefault(name, []).append(entry)
        self.serve_page(name)
        return entry

    def serve_page(self, name, prefix="/simple"):
        page = {"meta": {"api-version": "1.1"}, "name": name, "files": self.files[name]}
        kind = {"Content-Type": "application/vnd.pypi.simple.v1+json"}
        self.answers[f"{prefix}/{name}/"] = (200, kind, json.dumps(page).encode())


@pytest.fixture
def start_server(monkeypatch):
    """Starts loopback servers; the environment of the machine that tests run on does not get in."""
    for variable in list(os.environ):
        if variable.lower().endswith("_proxy") or variable.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(variable)
    servers = []

    def start(context=None):
        servers.append(Server(context))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def server(start_server):
    return start_server()


@pytest.fixture
def look_up(tmp_path):
    """Looks pins up on a server's index; each call is a run of its own that shares the cache."""
    opened = []

    def look_up(*pins, indexes=(), pages=(), cache="cache", configuration=None, **options):
        configuration = configuration or UserConfiguration(str(tmp_path / "project"), indexes)
        configuration.pages += pages
        options.setdefault("backoff", 0.001)
        index = Index(configuration, Cache(str(tmp_path / cache)), **options)
        opened.append(index)
        index.found = index.find(pins or [("a", "1.0")])
        return index

    yield look_up
    for index in opened:
        index.close()


@pytest.fixture
def simple(server, look_up):
    """The same with one server."""

    def simple(*pins, **options):
        return look_up(*pins, indexes=[f"{server.url}/simple"], **options)

    return simple
