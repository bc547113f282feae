from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import limited

from pinlint.evidence.simple_page import UnreadablePage, read_page

BASE = "https://example.org/simple/a/"
DIGEST = "0123456789abcdef" * 4


def any_name(filename):
    return True


def html(text, base=BASE):
    return [
        (file.filename, file.url, file.sha256, file.has_metadata, file.metadata_sha256, file.yanked)
        for file in read_page(text.encode(), "text/html; charset=utf-8", base, any_name).files
    ]


def plain(name="a-1.whl", url=f"{BASE}a-1.whl", sha256=None, has_metadata=False, metadata_sha256=None, yanked=None):
    return name, url, sha256, has_metadata, metadata_sha256, yanked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('<a href="a-1.whl">x</a>', [plain()], id="a relative link"),
        pytest.param("<a href=a-1.whl>x</a>", [plain()], id="without quotes"),
        pytest.param("<A HREF='a-1.whl'>", [plain()], id="upper case"),
        pytest.param("<a\nclass='x'\thref = 'a-1.whl' >", [plain()], id="blanks and other attributes"),
        pytest.param('<a href="a-1.whl" href="b.whl">', [plain()], id="the first of two counts"),
        pytest.param('<!-- <a href="b.whl"> --><a href="a-1.whl">', [plain()], id="a comment"),
        pytest.param('<a href="a-1.whl"><!-- <a href="b.whl">', [plain()], id="an open comment"),
        pytest.param('<abbr href="b.whl"><a href="a-1.whl">', [plain()], id="another element"),
        pytest.param('<a title="x > y" href="a-1.whl">', [plain()], id="a bracket in quotes"),
        pytest.param('<a href="a-1.whl"', [], id="the text ends within the tag"),
        pytest.param('<a href="a%2B1.whl">', [plain("a+1.whl", f"{BASE}a%2B1.whl")], id="an escaped name"),
        pytest.param(
            '<a href="a-1.whl?x=1&amp;y=2">', [plain("a-1.whl", f"{BASE}a-1.whl?x=1&y=2")], id="a query and an entity"
        ),
        pytest.param(f'<a href="a-1.whl#sha256={DIGEST}">', [plain(sha256=DIGEST)], id="a hash"),
        pytest.param('<a href="a-1.whl#md5=abc">', [plain()], id="another hash"),
        pytest.param('<a href="a-1.whl" data-yanked>', [plain(yanked="")], id="yanked"),
        pytest.param('<a href="a-1.whl" data-yanked="a &lt;b&gt;">', [plain(yanked="a <b>")], id="yanked for a reason"),
        pytest.param('<a href="a-1.whl" data-core-metadata="true">', [plain(has_metadata=True)], id="PEP 714"),
        pytest.param(
            f'<a href="a-1.whl" data-dist-info-metadata="sha256={DIGEST}">',
            [plain(has_metadata=True, metadata_sha256=DIGEST)],
            id="PEP 658",
        ),
        pytest.param(
            '<a href="https://me:x@other.org/a-1.whl">', [plain(url="https://other.org/a-1.whl")], id="a login"
        ),
        pytest.param('<a href="http://other.org/a-1.whl">', [], id="from https to http"),
        pytest.param('<a href="file:///a-1.whl">', [], id="a local file"),
        pytest.param('<a href="//[x/a-1.whl">', [], id="no URL"),
        pytest.param('<a><a href="file:///b-1.whl">', [], id="no target"),
    ],
)
def test_html(text, expected):
    assert [file for file in html(text) if file[0]] == expected


def test_a_page_over_http_may_name_either():
    text = '<a href="http://x.org/a-1.whl"><a href="https://x.org/a-1.whl">'
    assert [file[1] for file in html(text, "http://example.org/")] == ["http://x.org/a-1.whl", "https://x.org/a-1.whl"]


@pytest.mark.parametrize(
    "unit",
    ["<a ", '<a "', "<a '", "<a x=", '<a x="', "<!--", "<a " + "x" * 5, "<a =", "<a / ", "<", "&", '<a x="y" ', "<a\n"],
)
def test_html_takes_time_for_its_size_only(unit):
    text = unit * (1_000_000 // len(unit))
    with limited():
        html(text)
        html(f"<a {text}")


@given(st.text(st.sampled_from("<a href=\"'>!-/ \n&#;x")))
def test_any_html_is_read(text):
    html(text)


@given(st.binary(max_size=50))
def test_any_json_is_read_or_refused(body):
    with contextlib.suppress(UnreadablePage):
        read_page(body, "application/json", BASE, any_name)


@pytest.mark.parametrize(
    "entry",
    [
        "null",
        "[]",
        '{"filename": 1, "url": "x"}',
        '{"filename": "a", "url": null}',
        '{"url": "a"}',
        '{"filename": "a", "url": "http://example.org/x"}',
    ],
)
def test_malformed_entries_are_passed_over(entry):
    body = f'{{"meta": {{"api-version": "1.0"}}, "files": [{entry}, {{"filename": "b", "url": "b"}}]}}'
    page = read_page(body.encode(), "application/vnd.pypi.simple.v1+json", BASE, any_name)
    assert [file.filename for file in page.files] == ["b"]


def test_malformed_parts_of_an_entry_are_unknown():
    entry = '{"filename": "a", "url": "a", "hashes": [], "core-metadata": {"sha256": "x"}, "size": true, "yanked": 1}'
    body = f'{{"meta": {{"api-version": "1.0"}}, "files": [{entry}]}}'
    (file,) = read_page(body.encode(), "application/json", BASE, any_name).files
    assert (file.sha256, file.has_metadata, file.metadata_sha256, file.size, file.yanked) == (
        None,
        True,
        None,
        None,
        None,
    )


def test_only_files_that_are_wanted_are_made():
    body = '{"meta": {"api-version": "1.0"}, "files": [{"filename": "a", "url": "a"}, {"filename": "b", "url": "b"}]}'
    page = read_page(body.encode(), "application/json", BASE, lambda filename: filename == "b")
    assert ([file.filename for file in page.files], page.any) == (["b"], True)
    assert read_page(b"<p>", "text/html", BASE, any_name).any is False


def test_a_page_whose_files_have_no_names_tells_nothing():
    body = b'{"meta": {"api-version": "1.0"}, "files": [1, null, {"filename": 3}]}'
    with pytest.raises(UnreadablePage, match="without names"):
        read_page(body, "application/json", BASE, any_name)
    assert read_page(b'{"meta": {"api-version": "1.0"}, "files": []}', "application/json", BASE, any_name).any is False


@pytest.mark.parametrize("filler", ["[],", '"ab",', "{},", "1,"])
def test_json_that_would_fill_the_memory_is_not_read(filler):
    import tracemalloc

    body = (f'{{"meta": {{"api-version": "1.0"}}, "files": [{filler * 3_000_000}1]}}').encode()
    tracemalloc.start()
    try:
        with pytest.raises(UnreadablePage, match="more than 100,000 files"):
            read_page(body, "application/json", BASE, any_name)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


HTML_OF_A = b'<a href="a-1.zip">a-1.zip</a>'
JSON_OF_A = b'{"meta": {"api-version": "1.1"}, "files": [{"filename": "a-1.zip", "url": "a-1.zip", "hashes": {}}]}'
KINDS = {
    HTML_OF_A: (
        "text/html",
        "application/vnd.pypi.simple.v1+html",
        "application/xhtml+xml",
        "Text/HTML; charset=utf-8",
    ),
    JSON_OF_A: ("application/json", "application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.latest+json"),
}


@pytest.mark.parametrize(("body", "kind"), [(body, kind) for body, kinds in KINDS.items() for kind in kinds])
def test_the_kinds_of_pages(body: bytes, kind: str) -> None:
    assert [file.filename for file in read_page(body, kind, BASE, any_name, project="a").files] == ["a-1.zip"]


@pytest.mark.parametrize("kind", ["text/plain", "", "application/vnd.pypi.simple.v2+json", "application/pdf", "html"])
def test_what_is_no_page(kind: str) -> None:
    with pytest.raises(UnreadablePage):
        read_page(b'<a href="a-1.zip">a-1.zip</a>', kind, BASE, any_name)


@pytest.mark.parametrize(
    "ending",
    [
        ".whl",
        ".tar.gz",
        ".zip",
        ".tar.bz2",
        ".tgz",
        ".egg",
        ".exe",
        ".msi",
        ".rpm",
        ".deb",
        ".dmg",
        ".asc",
        ".sig",
        ".WHL",
    ],
)
def test_the_page_of_a_project_lists_files(ending: str) -> None:
    body = f'<a href="a-1{ending}">a-1{ending}</a>'.encode()
    assert read_page(body, "text/html", BASE, lambda _: False, project="a").any
    other = body.replace(ending.encode(), b".htm")
    with pytest.raises(UnreadablePage):
        read_page(other, "text/html", BASE, lambda _: False, project="a")


@pytest.mark.parametrize(
    "body",
    [
        b"<form>",
        b"<INPUT name=x>",
        b"<script>x</script>",
        b"<iframe src=x>",
        b"<meta http-equiv='refresh'>",
        b"<p>\0",
        b"no list",
    ],
)
def test_a_page_without_files_that_asks_for_something_is_no_page(body: bytes) -> None:
    with pytest.raises(UnreadablePage):
        read_page(body, "text/html", BASE, any_name, project="a")
    assert not read_page(b"<html><body><h1>Links</h1></body></html>", "text/html", BASE, any_name, project="a").any
