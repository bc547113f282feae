from __future__ import annotations

import os
from collections import Counter

import pytest

from pinlint.evidence import places
from pinlint.evidence.places import uv_cache_folder
from pinlint.evidence.uv_cache import UvCache, _of_version, decode


def packed(value):
    """MessagePack of the kinds that uv writes here."""
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, list):
        head = bytes([0x90 | len(value)]) if len(value) < 16 else b"\xdc" + len(value).to_bytes(2, "big")
        return head + b"".join(map(packed, value))
    data = value.encode()
    if len(data) < 32:
        return bytes([0xA0 | len(data)]) + data
    return (b"\xd9" + bytes([len(data)]) if len(data) < 256 else b"\xda" + len(data).to_bytes(2, "big")) + data


def entry(name, version, requires, python=None, extras=(), dynamic=False):
    return packed([name, version, list(requires), python, list(extras), dynamic]) + b"whatever uv appends"


@pytest.fixture
def cache(tmp_path):
    def put(name, filename, data, layout="wheels-v8"):
        folder = tmp_path / layout / "pypi" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / filename).write_bytes(data)
        return UvCache(str(tmp_path))

    return put


LONG = [f"requirement-number-{number}>=1.0; extra == 'all' and python_version >= '3.8'" for number in range(20)]
PIN = ("flask", "3.0.0")


def test_an_entry_gives_its_metadata(cache):
    source = cache("flask", "3.0.0-py3-none-any.msgpack", entry("flask", "3.0.0", LONG, ">=3.8", ["all"]))
    found = source.find([("flask", "3.0"), ("flask", "3.0.1"), ("absent", "1"), ("..", "1")])
    assert list(found) == [("flask", "3.0")]
    metadata = found["flask", "3.0"]
    assert (metadata.requires_dist, metadata.requires_python, metadata.provides_extra, metadata.origin) == (
        tuple(LONG),
        ">=3.8",
        ("all",),
        "uv-cache",
    )


def test_the_cache_is_listed_once_and_only_what_is_there_is_read(cache, calls):
    pins = [(f"project-{number}", "1.0") for number in range(20)]
    for name, version in pins[:3]:
        source = cache(name, f"{version}-py3-none-any.msgpack", entry(name, version, ["six"]))
    calls.clear()
    assert list(source.find(pins)) == pins[:3]
    assert calls == Counter({"listdir": 1 + 3, "open": 3})


def test_what_uv_itself_writes():
    # The beginning of markupsafe's entry as uv 0.13 writes it.
    data = bytes.fromhex("96aa6d61726b757073616665a5332e302e3490a53e3d332e3990c20000000000006c43365937526332")
    found = decode(data)
    assert found is not None
    assert (found.name, found.version, found.requires_dist, found.requires_python) == (
        "markupsafe",
        "3.0.4",
        (),
        ">=3.9",
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("3.0.0-x.msgpack", b"", id="empty"),
        pytest.param("3.0.0-x.msgpack", b"\x96\xa5fla", id="cut off"),
        pytest.param("3.0.0-x.msgpack", b"\x96" + b"\xdd\xff\xff\xff\xff" * 3, id="a huge array"),
        pytest.param("3.0.0-x.msgpack", b"\x96\xdb\xff\xff\xff\xffx", id="a huge text"),
        pytest.param("3.0.0-x.msgpack", entry("other", "3.0.0", []), id="of another project"),
        pytest.param("3.0.0-x.msgpack", entry("flask", "3.0.1", []), id="of another version"),
        pytest.param("3.0.0-x.msgpack", entry("flask", "3.0.0", [], dynamic=True), id="dynamic"),
        pytest.param("3.0.0-x.msgpack", packed(["flask", "3.0.0", [None], None, [], False]), id="nil as a requirement"),
        pytest.param("3.0.0-x.msgpack", packed(["flask", "3.0.0", [], None, []]), id="five fields"),
        pytest.param("3.0.0-x.http", entry("flask", "3.0.0", []), id="another kind of file"),
    ],
)
def test_what_is_no_entry_is_passed_over(cache, name, data):
    assert cache("flask", name, data).find([PIN]) == {}


def test_another_layout_is_no_evidence(cache):
    data = entry("flask", "3.0.0", [])
    assert cache("flask", "3.0.0-py3-none-any.msgpack", data, layout="wheels-v9").find([PIN]) == {}


def test_a_missing_cache_is_no_problem(tmp_path):
    source = UvCache(str(tmp_path / "none"))
    assert source.find([PIN]) == {}
    assert source.problems == []


def test_wheels_that_differ_settle_nothing(cache):
    cache("flask", "3.0.0-cp311-a.msgpack", entry("flask", "3.0.0", ["a"]))
    source = cache("flask", "3.0.0-cp311-b.msgpack", entry("flask", "3.0.0", ["b"]))
    assert source.find([PIN]) == {}
    assert source.problems == ["flask 3.0.0: the wheels in uv's cache differ in what they require"]


def test_the_folder_is_uvs(monkeypatch, tmp_path):
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert uv_cache_folder() == os.path.join(str(tmp_path), "uv")
    monkeypatch.setenv("UV_CACHE_DIR", "/elsewhere")
    assert uv_cache_folder() == "/elsewhere"


@pytest.mark.parametrize(("local", "folder"), [("home", os.path.join("home", "uv", "cache")), (None, "")])
def test_the_folder_of_uv_on_windows(monkeypatch, local, folder):
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "elsewhere")
    monkeypatch.setattr(places.sys, "platform", "win32")
    if local is None:
        monkeypatch.delenv("LOCALAPPDATA", raising=False)
    else:
        monkeypatch.setenv("LOCALAPPDATA", local)
    assert uv_cache_folder() == folder


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("3.0-x.msgpack", "3.0.0", True),
        ("3.0.1-x.msgpack", "3.0.0", False),
        ("3.0.0-x.http", "3.0.0", False),
        ("3.0.0.msgpack", "3.0.0", False),
    ],
)
def test_an_entry_is_of_one_version(name: str, version: str, expected: bool) -> None:
    assert _of_version([name], version) == ([name] if expected else [])
