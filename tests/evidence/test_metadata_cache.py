from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.evidence.cache import Cache, Entry, clean, escape, index_key
from pinlint.evidence.cache_files import ENTRIES, TABLES
from pinlint.evidence.places import LAYOUT, cache_folder
from pinlint.requirements.metadata import Metadata

PIN = ("flask", "3.0.0")
INDEX = "https://index.example.org/simple"
METADATA = Metadata("flask", "3.0.0", ("click>=8", "asgiref>=3.2; extra == 'async'"), ">=3.8", ("async",), "index")


def entry(*requires, digests=(), yanked=False):
    return Entry(Metadata("flask", "3.0.0", requires, None, (), "index"), dict.fromkeys(digests, "read"), yanked)


@pytest.fixture
def cache(tmp_path):
    return Cache(str(tmp_path / "cache"))


def entries_file(cache):
    (path,) = Path(cache.folder, LAYOUT, ENTRIES).iterdir()
    return path


def table_file(cache):
    (path,) = Path(cache.folder, LAYOUT, TABLES).iterdir()
    return path


def files(folder):
    return sorted(os.path.join(here, name) for here, _, names in os.walk(folder) for name in names)


def test_what_is_put_is_found(cache):
    cache.put(INDEX, PIN, Entry(METADATA, {"aa": "read", "bb": "other"}))
    found = Cache(cache.folder).find([PIN, ("absent", "1")])
    assert list(found) == [PIN]
    assert (found[PIN].requires_dist, found[PIN].requires_python, found[PIN].provides_extra, found[PIN].origin) == (
        METADATA.requires_dist,
        ">=3.8",
        ("async",),
        "cache",
    )
    cached = cache.get(INDEX, PIN)
    assert cached is not None
    assert (cached.digests, cached.yanked) == ({"aa": "read", "bb": "other"}, False)


def test_what_is_not_known_stays_unknown(cache):
    cache.put(INDEX, PIN, Entry(Metadata("flask", "3.0.0", None), {}, yanked=True))
    cached = cache.get(INDEX, PIN)
    assert cached is not None
    assert (cached.metadata.requires_dist, cached.yanked) == (None, True)


def test_indexes_are_kept_apart(cache):
    cache.put(INDEX, PIN, entry("a"))
    cache.put("https://example.org/simple", PIN, entry("b"))
    for index, name in ((INDEX, "a"), ("https://example.org/simple/", "b")):
        cached = cache.get(index, PIN)
        assert cached is not None
        assert cached.metadata.requires_dist == (name,)
    everything = Cache(cache.folder)
    assert everything.find([PIN]) == {}
    assert everything.problems == ["flask 3.0.0: the cached answers of two indexes differ"]


def test_indexes_that_agree_settle(cache):
    cache.put(INDEX, PIN, entry("a"))
    cache.put("https://example.org/simple", PIN, entry("a"))
    assert Cache(cache.folder).find([PIN])[PIN].requires_dist == ("a",)


@pytest.mark.parametrize(
    ("file_of", "damage"),
    [
        pytest.param(entries_file, lambda data: b"", id="emptied"),
        pytest.param(entries_file, lambda data: data[:-1], id="cut off"),
        pytest.param(entries_file, lambda data: data.replace(b"click", b"clack"), id="edited"),
        pytest.param(entries_file, lambda data: data.replace(b"flask", b"flusk", 1), id="of another project"),
        pytest.param(entries_file, lambda data: b"garbage" + data, id="something before it"),
        pytest.param(entries_file, lambda data: bytes(1000), id="zeros, as a crash may leave"),
        pytest.param(table_file, lambda data: b"", id="no table"),
        pytest.param(table_file, lambda data: data[:-1] + b"1\n", id="the table has another version"),
        pytest.param(table_file, lambda data: data.replace(b"flask", b"flusk"), id="the table has another project"),
        pytest.param(table_file, lambda data: b"ffffffff" + data[8:], id="the table points behind the end"),
        pytest.param(table_file, lambda data: b"-0000001" + data[8:], id="the table points before the beginning"),
        pytest.param(table_file, lambda data: data[:9] + b"00000009" + data[17:], id="the table says it is shorter"),
        pytest.param(table_file, lambda data: b"not a nu" + data[8:], id="the table has text for a number"),
        pytest.param(table_file, lambda data: bytes(1000) + b"\n", id="a table of zeros"),
    ],
)
def test_a_corrupt_entry_is_ignored_and_rewritten(cache, file_of, damage):
    cache.put(INDEX, PIN, Entry(METADATA, {}))
    path = file_of(cache)
    path.write_bytes(damage(path.read_bytes()))
    later = Cache(cache.folder)
    assert later.find([PIN, ("flusk", "3.0.0")]) == {}
    later.put(INDEX, PIN, Entry(METADATA, {}))
    assert list(Cache(cache.folder).find([PIN])) == [PIN]


def test_a_damaged_entry_harms_no_other(cache):
    pins = [("flask", f"3.0.{number}") for number in range(4)]
    for pin in pins[:3]:
        cache.put(INDEX, pin, Entry(Metadata(*pin, ("click>=8",)), {}))
    entries, table = entries_file(cache), table_file(cache)
    data, lines = entries.read_bytes(), table.read_bytes()
    middle, line = data.index(b"3.0.1"), lines.index(b"3.0.1")
    for damaged, table_then in (
        (data[: len(data) - 5], lines),
        (data[:middle] + b"x" + data[middle + 1 :], lines),
        (data, lines[:line] + b"x" + lines[line + 1 :]),
        (data, lines[: len(lines) - 1]),  # another run is just writing the line
    ):
        entries.write_bytes(damaged)
        table.write_bytes(table_then)
        later = Cache(cache.folder)
        before = [pin for pin in pins if pin in later.find(pins)]
        assert len(before) == 2
        later.put(INDEX, pins[3], Entry(Metadata(*pins[3], ("click>=8",)), {}))
        later.put(INDEX, pins[3], Entry(Metadata(*pins[3], ("click>=8",)), {}))
        assert set(before) <= set(Cache(cache.folder).find(pins))
        Cache(cache.folder).put(INDEX, pins[3], Entry(Metadata(*pins[3], ("click>=8",)), {}))
        assert list(Cache(cache.folder).find(pins)) == [*before, pins[3]]


def test_the_later_entry_of_a_version_counts(cache):
    cache.put(INDEX, PIN, entry("a"))
    Cache(cache.folder).put(INDEX, PIN, entry("b"))
    assert Cache(cache.folder).find([PIN])[PIN].requires_dist == ("b",)
    sizes = [os.path.getsize(path) for path in files(cache.folder)]
    Cache(cache.folder).put(INDEX, PIN, entry("b"))
    assert [os.path.getsize(path) for path in files(cache.folder)] == sizes  # it is there already


def test_a_file_that_grows_too_long_is_begun_again(cache, monkeypatch):
    monkeypatch.setattr("pinlint.evidence.cache_files.LARGEST", 2000)
    for number in range(100):
        cache.put(INDEX, ("flask", f"3.{number}"), Entry(Metadata("flask", f"3.{number}", ("click>=8",)), {}))
        assert all(os.path.getsize(path) <= 2000 for path in files(cache.folder))
        assert ("flask", f"3.{number}") in Cache(cache.folder).find([("flask", f"3.{number}")])


LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20).map(str.strip)
DIGESTS = st.dictionaries(
    st.text("0123456789abcdef", min_size=64, max_size=64), st.sampled_from(["read", "unread", "other", "py2-none"])
)


@given(st.none() | st.lists(LINES).map(tuple), st.none() | LINES, st.lists(LINES).map(tuple), DIGESTS, st.booleans())
def test_what_is_written_is_read(tmp_path_factory, requires, python, extras, digests, yanked):
    folder = str(tmp_path_factory.mktemp("cache"))
    given_ = Entry(Metadata("flask", "3.0", requires, python, extras, "index"), digests, yanked)
    Cache(folder).put(INDEX, PIN, given_)
    found = Cache(folder).get(INDEX, PIN)
    assert found is not None
    read = found.metadata
    assert (read.name, read.version, read.requires_dist, read.requires_python, read.provides_extra) == (
        *("flask", "3.0", requires),
        *(python, extras),
    )
    assert (found.digests, found.yanked, read.origin) == (digests, yanked, "cache")


def test_parallel_runs_share_the_cache(cache):
    requires = tuple(f"requirement-{number}" for number in range(300))
    cache.put(INDEX, PIN, entry(*requires))
    seen = []
    stop = threading.Event()

    def read():
        while not (stop.is_set() and seen):
            seen.append(Cache(cache.folder).find([PIN]))

    reader = threading.Thread(target=read)
    reader.start()
    writers = [
        threading.Thread(target=cache.put, args=(INDEX, PIN, entry(*requires, yanked=bool(number % 2))))
        for number in range(100)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stop.set()
    reader.join()
    # Whoever looks while others write finds the whole entry, never a part and never nothing.
    assert {found[PIN].requires_dist if PIN in found else () for found in seen} == {requires}
    assert cache.problems == []
    assert len(files(cache.folder)) == 2


def test_an_entry_that_is_just_written_hides_none(cache):
    cache.put(INDEX, PIN, entry("first"))
    path = table_file(cache)  # the entry is whole before its line is written
    first = path.read_bytes()
    cache.put(INDEX, PIN, entry("second"))
    both = path.read_bytes()

    for end in range(len(first), len(both)):
        path.write_bytes(both[:end])
        assert Cache(cache.folder).find([PIN])[PIN].requires_dist == ("first",), end


def test_writers_side_by_side_lose_nothing(cache):
    pins = [("flask", f"3.0.{number}") for number in range(200)]

    def write(mine):
        own = Cache(cache.folder)
        for pin in mine:
            own.put(INDEX, pin, Entry(Metadata(*pin, ("click>=8",) * 50), {}))

    writers = [threading.Thread(target=write, args=(pins[number::8],)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert list(Cache(cache.folder).find(pins)) == pins


def test_a_cache_that_cannot_be_written_is_a_problem(tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(str(tmp_path / "file"))
    cache.put(INDEX, PIN, entry())
    cache.put(INDEX, PIN, entry())
    assert cache.problems == ["the cache cannot be written"]
    assert cache.find([PIN]) == {}


def test_a_cache_that_the_repository_holds_is_no_evidence(cache, tmp_path):
    cache.put(INDEX, PIN, Entry(METADATA, {}))
    root = str(tmp_path)
    held = Cache(cache.folder, root=root, objections=lambda path: "is not mine")
    assert held.find([PIN]) == {}
    assert held.problems == ["the cache is not mine"]
    assert list(Cache(cache.folder, root=root, objections=lambda path: None).find([PIN])) == [PIN]


def test_unsound_pins_touch_no_file(cache):
    for pin in (("..", "1"), ("a", "../../x"), ("a/b", "1")):
        cache.put(INDEX, pin, Entry(METADATA, {}))
    assert not os.path.exists(cache.folder)


def test_clean_removes_what_is_pinlints_only(cache):
    cache.put(INDEX, PIN, entry())
    cache.put(INDEX, ("click", "8.1.7"), entry())
    other = os.path.join(cache.folder, "other")
    with open(other, "w"):
        pass
    os.makedirs(os.path.join(cache.folder, "metadata-v1", "an-index", "flask"))  # how entries were kept before
    with open(os.path.join(cache.folder, "metadata-v1", "an-index", "flask", "1.0.txt"), "w"):
        pass
    os.makedirs(os.path.join(cache.folder, "metadata-v2"))  # and then
    Path(cache.folder, "metadata-v2", "an-index").write_bytes(b"\n\npinlint-metadata 01234567 flask 3.0\n" * 2)
    assert clean(cache.folder) == 5
    assert files(cache.folder) == [other]
    assert clean(cache.folder) == 0


def test_clean_follows_no_link(cache, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file.txt").write_text("")
    os.makedirs(os.path.join(cache.folder, LAYOUT))
    os.symlink(tmp_path / "precious", os.path.join(cache.folder, LAYOUT, "link"))
    clean(cache.folder)
    assert (tmp_path / "precious" / "file.txt").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("value", [None, "", "/caches"])
def test_the_folder_is_that_of_platformdirs(monkeypatch, value):
    from platformdirs import user_cache_dir

    monkeypatch.delenv("PINLINT_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if value is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", value)
    assert cache_folder() == user_cache_dir("pinlint", appauthor=False)


def test_the_variable_decides(monkeypatch):
    monkeypatch.setenv("PINLINT_CACHE_DIR", "/mine")
    assert cache_folder() == "/mine"


@given(st.text(), st.text())
def test_different_texts_have_different_names(one, other):
    assert (escape(one).lower() == escape(other).lower()) == (one == other)
    assert "/" not in escape(one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://example.org/simple", "https://example.org/simple/", True),
        ("https://user:secret@example.org/simple", "https://example.org/simple", True),
        ("http://example.org/simple", "https://example.org/simple", False),
        ("https://example.org/simple", "https://example.com/simple", False),
    ],
)
def test_index_keys(one, other, same):
    assert (index_key(one) == index_key(other)) is same
    assert "secret" not in index_key(one)


def test_a_long_index_still_has_a_short_key():
    assert len(index_key("https://example.org/" + "x" * 5000)) == 64


def test_only_the_entries_of_the_pins_are_read(cache, monkeypatch):
    for number in range(50):
        pin = ("flask", f"3.{number}")
        cache.put(INDEX, pin, Entry(Metadata(*pin, ("click>=8",) * 500), {}))
    read, lengths = os.read, []
    monkeypatch.setattr(os, "read", lambda descriptor, size: lengths.append(size) or read(descriptor, size))
    assert list(Cache(cache.folder).find([("flask", "3.7")])) == [("flask", "3.7")]
    assert sum(lengths) < os.path.getsize(entries_file(cache)) / 20


@pytest.mark.parametrize(
    ("known_to", "hashed", "opened", "found"),
    [
        (0, True, 12, 0),  # the table of each index is read once
        (1, True, 2, 20),  # and the entries are opened once
        (12, True, 2, 20),  # the first index that has the lock's own files settles
        (12, False, 24, 20),  # without hashes nobody knows which index is meant: all of them have to agree
    ],
)
def test_indexes_are_listed_once_and_read_as_far_as_needed(cache, calls, known_to, hashed, opened, found):
    pins = [(f"project-{number}", "1.0") for number in range(20)]
    digests = {pin: frozenset({f"{number:064x}"}) for number, pin in enumerate(pins)}
    for index in range(12):
        url = f"https://index{index}.example.org/simple"
        cache.put(url, ("other", "1"), Entry(Metadata("other", "1", ()), {}))
        for pin in pins if index < known_to else ():
            cache.put(url, pin, Entry(Metadata(*pin, ("six",)), dict.fromkeys(digests[pin], "read")))
    full = Cache(cache.folder, hashes=digests if hashed else None)
    calls.clear()
    assert len(full.find(pins)) == found
    assert calls == Counter({"listdir": 1, "open": opened})
