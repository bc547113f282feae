"""Whatever an index answers, a look-up ends soon, in bounded memory, with a reason and without a secret."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc

import pytest

from pinlint.evidence import client, index, simple_page
from pinlint.evidence.user_configuration import UserConfiguration

A = ("a", "1.0")
WHEEL = "a-1.0-py3-none-any.whl"
JSON = {"Content-Type": "application/vnd.pypi.simple.v1+json"}


HTML = {"Content-Type": "text/html; charset=utf-8"}
NO_PAGE = "an index cannot be used: its answer is not a page of the simple API"

NO_VERSION = "an index cannot be used: its page is not in version 1 of the simple API"

#: The servers that have waited or sent for some seconds: what looked up there did not end by itself.
gave_up = set()


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch):
    monkeypatch.setattr(index, "LARGEST_PAGE", 1024 * 1024)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.5)


@pytest.fixture
def reason(server, look_up, tmp_path):
    """Why the index of the server settles nothing; the look-up must end before the server does."""

    def reason(**options):
        configuration = UserConfiguration(str(tmp_path / "project"), [f"{server.url}/simple"])
        configuration.timeout = 0.3
        found = look_up(configuration=configuration, **options)
        assert server.http not in gave_up
        assert found.found == {}
        assert not any(fact.rule == "unknown-pin" for fact in found.facts)
        return found.reasons[A]

    return reason


def streamed(*pieces, forever=b"", pause=0.0, headers=()):
    """An answer without a length: the pieces, then one piece for ever."""

    def answer(handler):
        handler.close_connection = True
        handler.send_response(200)
        for name, value in {**JSON, **dict(headers)}.items():
            handler.send_header(name, value)
        handler.end_headers()
        for piece in pieces:
            handler.wfile.write(piece)
        ends = time.monotonic() + 30
        while forever and time.monotonic() < ends:
            handler.wfile.write(forever)
            time.sleep(pause)
        if forever:
            gave_up.add(handler.server)

    return answer


def silent(handler):
    handler.close_connection = True
    time.sleep(3)
    gave_up.add(handler.server)


def dripping(start, piece):
    """An answer that begins, and of which a piece comes now and then: never late enough for a socket's timeout."""

    def answer(handler):
        handler.close_connection = True
        handler.wfile.write(start)
        for _ in range(30):
            handler.wfile.write(piece)
            time.sleep(0.1)
        gave_up.add(handler.server)

    return answer


def bomb(size):
    return gzip.compress(bytes(size), 9)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(
            streamed(forever=b"x" * 65536), "127.0.0.1 answers with more than 1,048,576 bytes", id="endless body"
        ),
        pytest.param(
            streamed(bomb(50_000_000), headers={"Content-Encoding": "gzip"}.items()),
            "127.0.0.1 answers with more than 1,048,576 bytes",
            id="gzip bomb",
        ),
        pytest.param(silent, "127.0.0.1 does not answer in time", id="never answering"),
        pytest.param(
            streamed(b"{}", headers={"Content-Encoding": "br"}.items()),
            "127.0.0.1 compresses its answer in a way that was not requested",
            id="another encoding",
        ),
        pytest.param(
            streamed(b"not gzip", headers={"Content-Encoding": "gzip"}.items()),
            "127.0.0.1 answers with data that cannot be unpacked",
            id="not gzip",
        ),
        pytest.param(
            streamed(bomb(5000)[:-20], headers={"Content-Encoding": "gzip"}.items()),
            "127.0.0.1 ends its answer too early",
            id="gzip that breaks off",
        ),
        pytest.param(
            streamed(
                gzip.compress(b"{}") + gzip.compress(b"x" * 99)[:-9], headers={"Content-Encoding": "gzip"}.items()
            ),
            "127.0.0.1 ends its answer too early",
            id="gzip whose second member breaks off",
        ),
        pytest.param(
            streamed(gzip.compress(b"{}") + b"garbage", headers={"Content-Encoding": "gzip"}.items()),
            "127.0.0.1 answers with data that cannot be unpacked",
            id="gzip with garbage behind it",
        ),
        pytest.param(
            streamed(
                gzip.compress(b"")[:10], forever=b"\0\0\0\xff\xff" * 13_000, headers=[("Content-Encoding", "gzip")]
            ),
            "127.0.0.1 answers with more than 1,048,576 bytes",
            id="empty blocks of gzip for ever",
        ),
        pytest.param(
            streamed(b"{}", headers={"Content-Length": "100"}.items()),
            "127.0.0.1 ends its answer too early",
            id="too short",
        ),
        pytest.param((200, JSON, b"{garbage"), "an index cannot be used: its page is not valid JSON", id="garbage"),
        pytest.param((200, JSON, b"\xff\xfe\xff"), "an index cannot be used: its page is not valid JSON", id="no text"),
        pytest.param(
            (200, JSON, b"[" * 500_000), "an index cannot be used: its page is not valid JSON", id="deep JSON"
        ),
        pytest.param(
            (200, JSON, b'{"meta": {"api-version": "2.0"}, "files": []}'),
            "an index cannot be used: its page is not in version 1 of the simple API",
            id="a future version",
        ),
        pytest.param(
            (200, JSON, b"[]"), "an index cannot be used: its page is not in version 1 of the simple API", id="list"
        ),
        pytest.param((200, {}, b""), NO_PAGE, id="no type"),
        pytest.param((200, {"Content-Type": "text/plain"}, b"a-1.0.zip"), NO_PAGE, id="plain text"),
        pytest.param((200, {"Content-Type": "application/octet-stream"}, b"{}"), NO_PAGE, id="a file"),
        pytest.param((200, HTML, b"<form action='/login'><input type=password></form>"), NO_PAGE, id="a login"),
        pytest.param((200, HTML, b"<a href='/login'>Log in</a> to see a-1.0.zip"), NO_PAGE, id="a link to a login"),
        pytest.param((200, HTML, b"<script src='/sso.js'></script>"), NO_PAGE, id="a login by a program"),
        pytest.param((200, HTML, b"<meta http-equiv='refresh' content='0;url=/x'>"), NO_PAGE, id="a login elsewhere"),
        pytest.param((200, HTML, b""), NO_PAGE, id="nothing"),
        pytest.param((200, HTML, "<a href='a-2.zip'>a-2.zip</a>".encode("utf-16")), NO_PAGE, id="UTF-16"),
        pytest.param(
            (200, HTML, b"<meta content='2.0' name='pypi:repository-version'><a href='a-2.zip'>a-2.zip</a>"),
            NO_VERSION,
            id="version 2 of the API as HTML",
        ),
        pytest.param((200, HTML, b"Please try again later."), NO_PAGE, id="a sentence"),
        pytest.param(
            (200, JSON, b'{"meta": {"api-version": "1.0"}, "name": "Other_one", "files": []}'),
            "an index cannot be used: its page is the one of another project",
            id="the page of another project",
        ),
        pytest.param(
            (
                200,
                JSON,
                b'{"meta": {"api-version": "1.0"}, "files": [{"filename": "a-1.0.zip", "url": "file:///a-1.0.zip"}]}',
            ),
            "an index cannot be used: its page has no link to the files that can be followed",
            id="a link to this machine",
        ),
        pytest.param(
            (200, HTML, b"<a href='file:///etc/a-1.0.zip'>a-1.0.zip</a>"),
            "an index cannot be used: its page has no link to the files that can be followed",
            id="a link of HTML to this machine",
        ),
        pytest.param((500, {}, b""), "127.0.0.1 answers with status 500", id="server error"),
        pytest.param((418, {}, b""), "an index answers with status 418", id="some other status"),
        pytest.param((401, {}, b"secret"), "127.0.0.1 refuses access (status 401)", id="no access"),
        pytest.param((302, {"Location": ""}, b""), "a redirect leads nowhere", id="redirect to nothing"),
        pytest.param((302, {"Location": "http://[::1"}, b""), "a redirect leads nowhere", id="redirect to no URL"),
        pytest.param(
            (302, {"Location": "file:///etc/passwd"}, b""), "a redirect leads nowhere", id="redirect to a file"
        ),
        pytest.param(
            (302, {"Location": "/simple/a/"}, b""), "127.0.0.1 redirects more than 5 times", id="redirect loop"
        ),
    ],
)
def test_hostile_pages(server, reason, answer, expected):
    server.answers["/simple/a/"] = answer
    assert reason() == expected


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(streamed(forever=b"x", pause=0.05), id="a byte now and then"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), id="headers without end"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\nX: ", b"y"), id="a header without end"),
        pytest.param(dripping(b"HTTP/1.1 ", b" "), id="a status without end"),
        pytest.param(dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="always about to begin"),
    ],
)
def test_one_clock_for_the_whole_answer(server, reason, impatient, answer):
    server.answers["/simple/a/"] = answer
    assert reason() == "127.0.0.1 takes too long to answer"


def raw(data):
    def answer(handler):
        handler.close_connection = True
        handler.wfile.write(data)

    return answer


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"garbage\r\n\r\n", "127.0.0.1 cannot be reached", id="no HTTP"),
        pytest.param(b"HTTP/1.1 abc\r\n\r\n", "127.0.0.1 cannot be reached", id="no status"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500, "127.0.0.1 cannot be reached", id="500 headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10**6, "127.0.0.1 cannot be reached", id="a long header"),
        pytest.param(CHUNKED + b"xyz\r\n", "127.0.0.1 ends its answer too early", id="no chunk size"),
        pytest.param(CHUNKED + b"ffffffffffffffffff\r\nx", "127.0.0.1 ends its answer too early", id="a huge chunk"),
        pytest.param(CHUNKED + b"-5\r\nx", "127.0.0.1 ends its answer too early", id="a negative chunk"),
        pytest.param(b"", "127.0.0.1 cannot be reached", id="nothing"),
    ],
)
def test_what_is_no_http(server, reason, data, expected):
    server.answers["/simple/a/"] = raw(data)
    assert reason() == expected


def test_all_look_ups_together_end(server, reason):
    server.answers["/simple/a/"] = dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")
    assert reason(seconds=0.7) == "the time limit for all look-ups is reached"


def test_a_slow_search_for_the_name_of_a_host_is_part_of_its_answer(look_up, tmp_path, monkeypatch, impatient):
    asked = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: asked.wait(30))
    configuration = UserConfiguration(str(tmp_path / "project"), ["http://index.example.org/simple"])
    try:
        assert look_up(configuration=configuration).reasons[A] == "index.example.org takes too long to answer"
    finally:
        asked.set()


def test_a_proxy_that_nobody_listens_at(look_up, tmp_path):
    configuration = UserConfiguration(str(tmp_path / "project"), ["http://index.example.org/simple"])
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        configuration.proxy = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        assert look_up(configuration=configuration).reasons[A] == "the proxy cannot be reached"


def test_a_host_that_only_wastes_time_is_given_up(server, look_up, tmp_path, impatient):
    for number in range(20):
        server.answers[f"/simple/p{number}/"] = dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")
    configuration = UserConfiguration(str(tmp_path / "project"), [f"{server.url}/simple"])
    found = look_up(*((f"p{number}", "1") for number in range(20)), configuration=configuration, connections=1)
    assert list(found.reasons.values()).count("127.0.0.1 takes too long to answer") == client.PATIENCE
    assert found.requests == client.PATIENCE


def test_too_many_files(server, reason, monkeypatch):
    monkeypatch.setattr(simple_page, "MOST_FILES", 100)
    server.files["a"] = [{}] * 101
    server.serve_page("a")
    assert reason() == "an index cannot be used: its page lists more than 100 files"


def test_a_bomb_costs_little_memory(server, reason):
    server.answers["/simple/a/"] = streamed(bomb(200_000_000), headers={"Content-Encoding": "gzip"}.items())
    tracemalloc.start()
    try:
        reason()
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"Name: a\nVersion: 1.0\n\n", "the file does not have the hash that the index gives", id="hash"),
        pytest.param((403, {}, b""), "127.0.0.1 refuses access (status 403)", id="no access"),
        pytest.param(
            streamed(forever=b"x" * 65536), "127.0.0.1 answers with more than 4,194,304 bytes", id="endless metadata"
        ),
    ],
)
def test_hostile_metadata_files(server, reason, content, expected):
    server.add(WHEEL, "a", "1.0", "b")
    server.answers[f"/files/{WHEEL}.metadata"] = content
    assert reason() == expected


def ranged(content_range, body):
    return lambda handler: (206, {"Content-Range": content_range}, body)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(ranged("bytes 0-9/5", b"x" * 10), "the server sends invalid ranges", id="beyond the end"),
        pytest.param(ranged("bytes x-y/z", b""), "the server sends invalid ranges", id="no numbers"),
        pytest.param(ranged("", b""), "the server sends invalid ranges", id="no header"),
        pytest.param(
            ranged(f"bytes 0-9/{10**14}", b"x" * 10),
            "the server sends another part of the file than was requested",
            id="another part",
        ),
        pytest.param((416, {}, b""), "the server answers with status 416", id="no such range"),
        pytest.param(b"not the wheel", "the file does not have the hash that the index gives", id="other file"),
    ],
)
def test_hostile_wheels(server, reason, answer, expected):
    server.ranges = False
    server.add(WHEEL, "a", "1.0", "b", metadata=False)
    server.answers[f"/files/{WHEEL}"] = answer
    assert reason() == expected


def test_a_wheel_that_leads_on_and_on(server, reason):
    # Each answer is a slice of a file that claims to have a directory far away from wherever one looks.
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + (10**8).to_bytes(4, "little") + bytes(4) + bytes(2)

    def answer(handler):
        span = handler.headers["Range"].removeprefix("bytes=")
        if span.startswith("-"):
            return 206, {"Content-Range": f"bytes {10**9 - len(end)}-{10**9 - 1}/{10**9}"}, end
        first = int(span.split("-")[0])
        return 206, {"Content-Range": f"bytes {first}-{first + 9}/{10**9}"}, b"x" * 10

    server.ranges = False
    server.add(WHEEL, "a", "1.0", "b", metadata=False)
    server.answers[f"/files/{WHEEL}"] = answer
    assert reason() in {
        "the server sends another part of the file than was requested",
        "one of its files on the index cannot be used: it is not a readable wheel",
        "one of its files on the index cannot be used: its directory is too large",
    }


def test_a_host_that_cannot_be_reached_is_given_up(look_up, tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    configuration = UserConfiguration(str(tmp_path / "project"), [f"http://127.0.0.1:{port}/simple"])
    pins = [(f"p{number}", "1") for number in range(100)]
    found = look_up(*pins, configuration=configuration, connections=2)
    assert set(found.reasons.values()) == {"127.0.0.1 cannot be reached"}
    assert found.requests <= 4 * client.ATTEMPTS


def test_a_failure_that_passes_is_tried_again(server, look_up):
    server.add(WHEEL, "a", "1.0", "b")
    good = server.answers["/simple/a/"]
    answers = [(503, {"Retry-After": "0"}, b""), (429, {"Retry-After": "²"}, b""), good]
    server.answers["/simple/a/"] = lambda handler: answers.pop(0)
    assert look_up(indexes=[f"{server.url}/simple"]).found[A].requires_dist == ("b",)


def test_files_may_not_lead_elsewhere_than_to_http(server, look_up):
    server.add(WHEEL, "a", "1.0", "b")
    for url in ("file:///etc/passwd", "ftp://127.0.0.1/x", "//[bad", "javascript:alert(1)", 7, None):
        server.files["a"][0]["url"] = url
        server.serve_page("a")
        found = look_up(indexes=[f"{server.url}/simple"])
        assert found.reasons == {A: "an index cannot be used: its page has no link to the files that can be followed"}


def test_no_thread_is_left_behind(server, look_up):
    server.add(WHEEL, "a", "1.0", "b")
    look_up(indexes=[f"{server.url}/simple"])
    time.sleep(0.05)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("pinlint-") and not thread.daemon]


NASTY = [
    "http://127.0.0.1\r\nX: y/",
    "http://127.0.0.1:1/\r\nX: y",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:x/",
    "http://" + "a" * 300 + ".invalid/",
    "http://" + "a." * 300 + "invalid/",
    "http://\u0130\u2024.invalid/",
    "http://\ud800/",
    "http://[::1]:1/\x00",
    "http://[fe80::1%25eth0]/",
    "http://%00/",
    "http:///x",
    "http:127.0.0.1",
    "http://user:pass@/",
    "http://127.0.0.1:1\\@other.invalid/",
    "/" + "x" * 100_000,
    "\x00",
    "?" * 1000,
]


@pytest.mark.parametrize("url", NASTY, ids=range(len(NASTY)))
def test_no_url_breaks_a_look_up(server, look_up, url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", no_network(socket.getaddrinfo))
    server.add(WHEEL, "a", "1.0", "b")
    server.files["a"][0]["url"] = url
    server.serve_page("a")
    named = look_up(indexes=[f"{server.url}/simple"])
    server.answers["/moved/a/"] = (302, {"Location": url.encode("ascii", "ignore").decode().replace("\r\n", "\t")}, b"")
    moved = look_up(indexes=[f"{server.url}/moved"])
    assert (named.found, moved.found) == ({}, {})
    assert "\n" not in named.reasons[A] + moved.reasons[A]


def no_network(getaddrinfo):
    def local_only(host, *arguments, **options):
        if host not in ("127.0.0.1", "::1", b"127.0.0.1"):
            raise socket.gaierror("no such host")
        return getaddrinfo(host, *arguments, **options)

    return local_only
