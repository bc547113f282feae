from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from pinlint.evidence.cache import Cache
from pinlint.evidence.index import Index
from pinlint.evidence.user_configuration import UserConfiguration

A = ("a", "1.0")
WHEEL = "a-1.0-py3-none-any.whl"


def requirements(index):
    return {pin[0]: found.requires_dist for pin, found in index.found.items()}


def facts(index):
    return [(fact.rule, fact.message) for fact in index.facts]


def test_the_metadata_file_is_read_and_the_wheel_is_not(server, simple):
    server.add(WHEEL, "a", "1.0", "b>=2", python=">=3.8")
    index = simple()
    metadata = index.found[A]
    assert (metadata.requires_dist, metadata.requires_python, metadata.origin) == (("b>=2",), ">=3.8", "index")
    assert server.paths == ["/simple/a/", f"/files/{WHEEL}.metadata"]
    assert (index.facts, index.problems, index.requests) == ([], [], 2)


def test_of_several_files_the_least_digest_is_named_by_every_run(server, simple):
    digests = []
    for minor in range(8, 14):
        file = f"a-1.0-cp3{minor}-cp3{minor}-win_amd64.whl"
        page = server.add(file, "a", "1.0", "b", extra_lines=[f"Summary: for Python 3.{minor}"])
        digests.append(page["hashes"]["sha256"])
    first, second = simple(), simple()
    assert (first.requests > 0, second.requests) == (True, 0)
    assert first.digests == second.digests == {A: min(digests)}


def test_the_second_run_makes_no_request(server, simple):
    for number in range(30):
        server.add(f"p{number}-1.0-py3-none-any.whl", f"p{number}", "1.0", f"p{number + 1}")
    pins = [(f"p{number}", "1.0") for number in range(30)]
    first = simple(*pins)
    assert first.requests == 60
    second = simple(*pins)
    assert second.requests == 0
    assert requirements(second) == requirements(first)
    assert second.digests == first.digests


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
def test_an_answer_in_several_members_of_gzip_is_read_whole(server, simple, monkeypatch, chunk):
    monkeypatch.setattr("pinlint.evidence.client._CHUNK", chunk)
    server.add(WHEEL, "a", "1.0", "b")
    status, kind, body = server.answers["/simple/a/"]
    packed = gzip.compress(body[:20]) + gzip.compress(b"") + gzip.compress(body[20:])
    server.answers["/simple/a/"] = (status, {**kind, "Content-Encoding": "gzip"}, packed)
    assert requirements(simple()) == {"a": ("b",)}


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><head><meta name='pypi:repository-version' content='1.0'></head><body></body></html>",
        b"<a href='a-0.9.exe'>a-0.9.exe</a><form action='refresh'><input type='submit'></form>",
        b"<a href='b-1.0.tar.gz'>b</a><script>1</script>",
    ],
    ids=["an empty list", "an old file and a button", "a file of another name"],
)
def test_a_page_of_an_index_that_has_no_file_of_the_version(server, simple, page):
    server.answers["/simple/a/"] = (200, {"Content-Type": "text/html"}, page)
    index = simple()
    assert index.reasons == {A: "no index has it"}
    assert [fact.rule for fact in index.facts] == ["unknown-pin"]


def test_a_page_of_links_may_be_any_page(server, simple):
    server.add(WHEEL, "a", "1.0", "b")
    server.answers["/links"] = (200, {"Content-Type": "text/html"}, b"<a href='/about'>about</a><form><input></form>")
    index = simple(pages=[f"{server.url}/links"])
    assert requirements(index) == {"a": ("b",)}
    assert index.failures == {}


def test_equal_versions_in_other_spelling(server, simple):
    server.add("a-1.0.0-py3-none-any.whl", "a", "1.0.0", "b")
    assert requirements(simple(("a", "1"))) == {"a": ("b",)}


def test_without_a_metadata_file_the_wheels_end_is_read(server, simple):
    server.add(
        WHEEL,
        "a",
        "1.0",
        "b",
        metadata=False,
        entries={
            "a/data": "x" * 300_000,
            "a-1.0.dist-info/METADATA": "Name: a\nVersion: 1.0\nRequires-Dist: b\n\n",
        },
    )
    assert requirements(simple()) == {"a": ("b",)}
    assert [headers.get("range") for _, headers in server.requests] == [None, "bytes=-65536"]


def test_metadata_at_the_beginning_of_a_large_wheel_takes_a_second_range(server, simple):
    import random

    noise = random.Random(0).randbytes(400_000)
    server.add(
        WHEEL,
        "a",
        "1.0",
        metadata=False,
        size=None,
        entries={
            "a-1.0.dist-info/METADATA": "Name: a\nVersion: 1.0\nRequires-Dist: b\n\n",
            "a/data": noise,
        },
    )
    index = simple()
    assert requirements(index) == {"a": ("b",)}
    assert [headers.get("range", "")[:7] for _, headers in server.requests] == ["", "bytes=-", "bytes=7"]


def test_a_known_size_spares_suffix_ranges(server, simple):
    entry = server.add(WHEEL, "a", "1.0", "b", metadata=False)
    size = len(server.answers[f"/files/{WHEEL}"])
    entry["size"] = size
    server.serve_page("a")
    assert requirements(simple()) == {"a": ("b",)}
    assert server.requests[-1][1]["range"] == f"bytes=0-{size - 1}"


def test_a_server_without_ranges_sends_the_whole_wheel(server, simple):
    server.ranges = False
    server.add(WHEEL, "a", "1.0", "b", metadata=False)
    assert requirements(simple()) == {"a": ("b",)}


def test_a_missing_metadata_file_leads_to_the_wheel(server, simple):
    server.add(WHEEL, "a", "1.0", "b")
    del server.answers[f"/files/{WHEEL}.metadata"]
    assert requirements(simple()) == {"a": ("b",)}


def test_a_source_distribution_that_gives_its_dependencies(server, simple):
    server.add("a-1.0.tar.gz", "a", "1.0", "b")
    assert requirements(simple()) == {"a": ("b",)}


def test_a_source_distribution_that_gives_nothing_is_cached_too(server, simple):
    server.add("a-1.0.tar.gz", "a", "1.0", "b", extra_lines=["Dynamic: Requires-Dist"])
    assert requirements(simple()) == {"a": None}
    assert simple().requests == 0


def test_html_pages(server, look_up):
    server.add(WHEEL, "a", "1.0", "b")
    digest = hashlib.sha256(server.answers[f"/files/{WHEEL}"]).hexdigest()
    reported = hashlib.sha256(server.answers[f"/files/{WHEEL}.metadata"]).hexdigest()
    html = f"""<!DOCTYPE html><html><body><!-- <a href="/files/a-1.0-py2-none-any.whl">no</a> -->
    <A data-requires-python="&gt;=3.8" data-core-metadata="sha256={reported}" HREF='../../files/{WHEEL}#sha256={digest}'>x</A>
    </body></html>"""
    server.answers["/html/a/"] = (200, {"Content-Type": "text/html; charset=utf-8"}, html.encode())
    index = look_up(A, indexes=[f"{server.url}/html"], hashes={A: frozenset({digest})})
    assert requirements(index) == {"a": ("b",)}
    assert server.paths == ["/html/a/", f"/files/{WHEEL}.metadata"]


def test_a_find_links_page_is_fetched_once(server, look_up):
    server.add(WHEEL, "a", "1.0", "x")
    server.add("b-1.0-py3-none-any.whl", "b", "1.0", "y")
    html = f'<a href="/files/{WHEEL}">a</a><a href="/files/b-1.0-py3-none-any.whl">b</a>'
    server.answers["/links"] = (200, {"Content-Type": "text/html"}, html.encode())
    pins = [A, ("b", "1.0")]
    index = look_up(*pins, indexes=[f"{server.url}/empty"], pages=[f"{server.url}/links"])
    assert requirements(index) == {"a": ("x",), "b": ("y",)}
    assert server.paths.count("/links") == 1
    assert look_up(*pins, indexes=[f"{server.url}/empty"], pages=[f"{server.url}/links"]).requests == 0


def test_several_indexes_that_agree(server, start_server, look_up):
    other = start_server()
    other.add(WHEEL, "a", "1.0", "b")
    server.add("b-1.0-py3-none-any.whl", "b", "1.0", "c")
    index = look_up(A, ("b", "1.0"), indexes=[f"{server.url}/simple", f"{other.url}/simple"])
    assert requirements(index) == {"a": ("b",), "b": ("c",)}
    assert index.facts == []


def test_several_indexes_that_differ_settle_nothing(server, start_server, look_up):
    other = start_server()
    server.add(WHEEL, "a", "1.0", "b")
    other.add(WHEEL, "a", "1.0", "evil")
    index = look_up(indexes=[f"{server.url}/simple", f"{other.url}/simple"])
    assert (requirements(index), index.reasons) == ({}, {A: "its files on the indexes differ in what they require"})


def test_the_locks_hash_chooses_the_index(server, start_server, look_up):
    other = start_server()
    digest = server.add(WHEEL, "a", "1.0", "b")["hashes"]["sha256"]
    other.add(WHEEL, "a", "1.0", "evil")
    index = look_up(indexes=[f"{other.url}/simple", f"{server.url}/simple"], hashes={A: frozenset({digest})})
    assert requirements(index) == {"a": ("b",)}
    assert index.digests == {A: digest}
    assert other.paths == ["/simple/a/"]


def test_wheels_of_one_version_that_differ_settle_nothing(server, simple):
    server.add("a-1.0-cp311-cp311-win_amd64.whl", "a", "1.0", "b", "pywin32")
    server.add("a-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", "a", "1.0", "b")
    index = simple()
    assert (requirements(index), index.reasons) == ({}, {A: "its files on the index differ in what they require"})


def test_wheels_with_the_same_metadata_are_read_once(server, simple):
    for python in range(8, 15):
        server.add(f"a-1.0-cp3{python}-cp3{python}-win_amd64.whl", "a", "1.0", "b")
    assert simple().requests == 2


def test_without_metadata_files_one_wheel_a_platform_is_read(server, simple):
    for platform in ("win_amd64", "win32", "manylinux_2_17_x86_64", "musllinux_1_1_x86_64", "macosx_11_0_arm64"):
        server.add(f"a-1.0-cp311-cp311-{platform}.whl", "a", "1.0", "b", metadata=False)
    index = simple()
    assert (requirements(index), index.requests) == ({"a": ("b",)}, 4)


def test_of_very_many_metadata_files_one_a_platform_is_read(server, simple):
    for number in range(30):
        platform = ("win_amd64", "manylinux_2_17_x86_64")[number % 2]
        server.add(f"a-1.0-cp3{number}-cp3{number}-{platform}.whl", "a", "1.0", "b", extra_lines=[f"Summary: {number}"])
    index = simple()
    assert (requirements(index), index.requests) == ({"a": ("b",)}, 3)


def test_wheels_for_countless_platforms_settle_nothing(server, simple):
    for number in range(10):
        server.add(f"a-1.0-py3-none-odd{number}.whl", "a", "1.0", "b", extra_lines=[f"Summary: {number}"])
    assert simple().reasons == {A: "its wheels are for more than 8 platforms"}


def test_metadata_of_another_version_is_refused(server, simple):
    server.add(WHEEL, "a", "2.0", "b")
    assert simple().reasons == {
        A: "one of its files on the index cannot be used: its metadata is for another project or version"
    }


@pytest.mark.parametrize(
    ("pin", "message"),
    [
        (("a", "9.9"), "no index of your configuration has a 9.9"),
        (("nope", "1"), "no index of your configuration has a project nope"),
    ],
)
def test_unknown_pins(server, simple, pin, message):
    server.add(WHEEL, "a", "1.0")
    index = simple(pin)
    assert facts(index) == [("unknown-pin", message)]
    assert index.reasons == {pin: "no index has it"}


def test_a_pin_is_not_unknown_while_an_index_could_not_be_asked(server, look_up):
    server.answers["/broken/a/"] = (500, {}, b"")
    index = look_up(indexes=[f"{server.url}/simple", f"{server.url}/broken"])
    assert (facts(index), index.reasons) == ([], {A: "127.0.0.1 answers with status 500"})


@pytest.mark.parametrize(
    ("yanked", "expected"),
    [
        pytest.param(
            "a broken \x1b[31mrelease\n::error::", "a 1.0 was yanked: a broken [31mrelease::error::", id="reason"
        ),
        pytest.param(True, "a 1.0 was yanked", id="without a reason"),
        pytest.param(False, None, id="not yanked"),
    ],
)
def test_yanked_pins(server, simple, yanked, expected):
    server.add(WHEEL, "a", "1.0", "b", yanked=yanked)
    index = simple()
    assert facts(index) == ([("yanked-pin", expected)] if expected else [])
    assert requirements(index) == {"a": ("b",)}


def test_a_version_with_one_file_left_is_not_yanked(server, simple):
    server.add(WHEEL, "a", "1.0", yanked="wrong tag")
    server.add("a-1.0-py2.py3-none-any.whl", "a", "1.0")
    assert facts(simple()) == []


def test_a_yanked_pin_is_asked_for_again(server, simple):
    entry = server.add(WHEEL, "a", "1.0", yanked=True)
    assert facts(simple()) == [("yanked-pin", "a 1.0 was yanked")]
    entry["yanked"] = False
    server.serve_page("a")
    again = simple()
    assert (facts(again), again.requests) == ([], 2)
    assert simple().requests == 0


def test_facts_are_reported_of_pins_that_another_source_settles(server, simple, tmp_path):
    from pinlint.evidence.gathering import gather

    server.add(WHEEL, "a", "1.0", "b", yanked="broken")
    first = simple()
    for _ in range(2):
        index = Index(first.configuration, Cache(first.cache.folder), backoff=0.001)
        found = gather([Cache(first.cache.folder), index], [A])
        index.close()
        assert found[A].metadata.origin == "cache"
        assert facts(index) == [("yanked-pin", "a 1.0 was yanked: broken")]


def test_foreign_hashes_are_named_in_order(server, simple):
    server.add(WHEEL, "a", "1.0", "b")
    foreign = tuple(f"{number:064x}" for number in range(9))
    assert simple(hashes={A: frozenset(foreign)}).facts[0].digests == foreign


def test_foreign_hashes(server, simple):
    digest = server.add(WHEEL, "a", "1.0", "b")["hashes"]["sha256"]
    one = simple(hashes={A: frozenset({digest, "f" * 64})})
    assert facts(one) == [("foreign-hash", "a 1.0 is pinned with a hash that no file on the index has")]
    assert one.facts[0].digests == ("f" * 64,)
    assert requirements(one) == {"a": ("b",)}
    none = simple(hashes={A: frozenset({"e" * 64, "f" * 64})})
    assert facts(none) == [("foreign-hash", "a 1.0 is pinned with 2 hashes that no file on the index has")]
    assert none.reasons == {A: "none of its files on any index has a hash from the lock"}


def test_a_hash_is_not_foreign_where_the_index_does_not_list_all(server, simple):
    server.add(WHEEL, "a", "1.0", hashed=False)
    assert facts(simple(hashes={A: frozenset({"f" * 64})})) == []


def test_the_cache_says_what_was_read_of_each_file(server, simple):
    files = {WHEEL: "b", "a-1.0-cp311-cp311-win_amd64.whl": "c", "a-1.0.tar.gz": "d"}
    wheel, other, archive = (server.add(name, "a", "1.0", needs)["hashes"]["sha256"] for name, needs in files.items())
    index = simple(hashes={A: frozenset({wheel})})
    cached = index.cache.get(f"{server.url}/simple/", A)
    assert cached is not None
    assert cached.digests == {wheel: "read", other: "cp311-cp311", archive: "other"}


def test_a_finding_never_comes_from_the_cache(server, simple):
    server.add(WHEEL, "a", "1.0", "b")
    assert simple().requests == 2
    entries = {"a.pyd": "", "a-1.0.dist-info/METADATA": "Name: a\nVersion: 1.0\nRequires-Dist: b\n\n"}
    new = server.add("a-1.0-cp311-cp311-win_amd64.whl", "a", "1.0", "b", entries=entries)["hashes"]["sha256"]
    index = simple(hashes={A: frozenset({new})})
    assert (facts(index), requirements(index), index.requests) == ([], {"a": ("b",)}, 2)


def test_the_refusal_of_the_configuration_makes_no_request(server, look_up, tmp_path):
    server.add(WHEEL, "a", "1.0")
    configuration = UserConfiguration(str(tmp_path), [f"{server.url}/simple"])
    configuration.refusal = "the user's configuration says no-index"
    index = look_up(configuration=configuration)
    assert (index.reasons, server.requests) == ({A: "the user's configuration says no-index"}, [])


def test_progress_is_reported_in_the_callers_thread(server, simple):
    import threading

    reported = []
    server.add(WHEEL, "a", "1.0")
    simple(A, ("b", "1"), progress=lambda done, total: reported.append((done, total, threading.current_thread().name)))
    assert reported == [(number, 2, "MainThread") for number in range(3)]


def test_connections_are_bounded(server, simple):
    import threading
    import time

    busy, most, lock = set(), [], threading.Lock()

    def slow(handler):
        with lock:
            busy.add(threading.get_ident())
            most.append(len(busy))
        time.sleep(0.02)
        with lock:
            busy.discard(threading.get_ident())
        return 404, {}, b""

    pins = [(f"p{number}", "1") for number in range(20)]
    for name, _ in pins:
        server.answers[f"/simple/{name}/"] = slow
    simple(*pins, connections=4)
    assert max(most) == 4


def test_a_page_of_ten_thousand_files(server, simple):
    entries = [{"filename": f"a-0.{n}-py3-none-any.whl", "url": f"{server.url}/x", "hashes": {}} for n in range(10_000)]
    server.files["a"] = entries
    server.add(WHEEL, "a", "1.0", "b")
    assert requirements(simple()) == {"a": ("b",)}


def test_an_error_of_our_own_is_not_swallowed(server, simple, monkeypatch):
    server.add(WHEEL, "a", "1.0")
    monkeypatch.setattr("pinlint.evidence.index._representatives", lambda files: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        simple()


def test_json_is_asked_for_and_html_is_understood(server, simple):
    server.add(WHEEL, "a", "1.0")
    simple()
    accept = server.requests[0][1]["accept"]
    assert accept.startswith("application/vnd.pypi.simple.v1+json, ")
    assert "text/html" in accept


def test_metadata_flags_of_both_names(server, simple):
    entry = server.add(WHEEL, "a", "1.0", "b")
    entry["dist-info-metadata"] = entry.pop("core-metadata")
    server.answers["/simple/a/"] = (
        200,
        {"Content-Type": "application/json"},
        json.dumps({"meta": {"api-version": "1.0"}, "files": [entry]}).encode(),
    )
    simple()
    assert server.paths[-1] == f"/files/{WHEEL}.metadata"
