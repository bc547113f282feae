"""Decoding: pip's rules, without its guess at the locale, and the same bytes on the way back."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.formats.decoding import Undecodable, decode, decode_utf8
from pinlint.text.source import SourceFile

CAFE = "# café\nfoo==1\n"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        pytest.param(b"", "", "utf-8", id="nothing"),
        pytest.param(CAFE.encode(), CAFE, "utf-8", id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + CAFE.encode(), CAFE, "utf-8", id="UTF-8 with a mark"),
        pytest.param(codecs.BOM_UTF8 * 2 + b"foo", "\ufefffoo", "utf-8", id="only one mark is a mark"),
        pytest.param(
            codecs.BOM_UTF16_LE + CAFE.encode("utf-16-le"), CAFE, "utf-16-le", id="UTF-16 as PowerShell writes it"
        ),
        pytest.param(codecs.BOM_UTF16_BE + CAFE.encode("utf-16-be"), CAFE, "utf-16-be", id="UTF-16, big-endian"),
        pytest.param(codecs.BOM_UTF32_LE + CAFE.encode("utf-32-le"), CAFE, "utf-32-le", id="UTF-32"),
        pytest.param(codecs.BOM_UTF32_BE + CAFE.encode("utf-32-be"), CAFE, "utf-32-be", id="UTF-32, big-endian"),
        pytest.param(
            b"# coding: latin-1\n# caf\xe9\n", "# coding: latin-1\n# café\n", "latin-1", id="a comment names the codec"
        ),
        pytest.param(
            b"# x\n# vim: set fileencoding=cp1252 :\n# caf\xe9\n",
            "# x\n# vim: set fileencoding=cp1252 :\n# café\n",
            "cp1252",
            id="a comment on the second line names it",
        ),
        pytest.param(
            b"# -*- coding: utf-8-sig -*-\nfoo",
            "# -*- coding: utf-8-sig -*-\nfoo",
            "utf-8",
            id="a mark that is named but not there",
        ),
        pytest.param(
            codecs.BOM_UTF8 + b"# coding: latin-1\n# \xc3\xa9",
            "# coding: latin-1\n# é",
            "utf-8",
            id="a mark wins over a comment",
        ),
        pytest.param(b" # coding: nope\nfoo", " # coding: nope\nfoo", "utf-8", id="a comment must begin its line"),
        pytest.param(
            b"foo\nbar\n# coding: nope",
            "foo\nbar\n# coding: nope",
            "utf-8",
            id="a comment on the third line is too late",
        ),
    ],
)
def test_decodes_and_encodes_again(data: bytes, text: str, encoding: str) -> None:
    source = decode(data, "requirements.txt")
    assert (source.text, source.encoding) == (text, encoding)
    assert source.encode(source.text) == data


@pytest.mark.parametrize(
    ("data", "reason", "offset"),
    [
        pytest.param(
            b"foo\n# caf\xe9\n",
            "not UTF-8: byte 0xe9 on line 2 (invalid continuation byte)",
            9,
            id="Latin-1 is never guessed",
        ),
        pytest.param(
            b"foo # \xe2\x82", "not UTF-8: byte 0xe2 on line 1 (unexpected end of data)", 6, id="a character is cut off"
        ),
        pytest.param(
            codecs.BOM_UTF8 + b"\xff",
            "not UTF-8: byte 0xff on line 1 (invalid start byte)",
            3,
            id="offsets count the mark",
        ),
        pytest.param(
            codecs.BOM_UTF16_LE + b"f\0o",
            "not UTF-16-LE: byte 0x6f on line 1 (truncated data)",
            4,
            id="half a character",
        ),
        pytest.param(
            b"# coding: nope\n",
            "the encoding comment says 'nope', which is not a text encoding",
            10,
            id="an unknown codec",
        ),
        pytest.param(
            b"# coding: hex\n",
            "the encoding comment says 'hex', which is not a text encoding",
            10,
            id="a codec that makes no text",
        ),
        pytest.param(
            b"# coding: utf-7\n# +AOk-\n",
            "the text is not in 'utf-7', which the encoding comment says",
            10,
            id="a codec that would not write the same",
        ),
        pytest.param(
            b"# coding: ascii\n# \xe9",
            "not ASCII: byte 0xe9 on line 2 (ordinal not in range(128))",
            18,
            id="not what it says",
        ),
    ],
)
def test_reasons(data: bytes, reason: str, offset: int) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(data, "requirements.txt")
    assert (caught.value.reason, caught.value.offset) == (reason, offset)
    assert str(caught.value) == reason


def test_utf_8_is_decoded_whatever_a_comment_says() -> None:
    assert decode_utf8(codecs.BOM_UTF8 + b"# coding: latin-1\n# \xc3\xa9", "a.toml").text == "# coding: latin-1\n# é"
    with pytest.raises(Undecodable):
        decode_utf8(codecs.BOM_UTF16_LE + b"a\0", "a.toml")


@pytest.mark.parametrize("read", [decode, decode_utf8])
@given(data=st.binary() | st.text().map(str.encode) | st.binary().map(b"# coding: latin-1\n".__add__))
def test_every_file_is_written_back_or_refused(read: Callable[[bytes, str], SourceFile], data: bytes) -> None:
    try:
        source = read(data, "requirements.txt")
    except Undecodable as error:
        assert 0 <= error.offset <= len(data)  # noqa: PT017
    else:
        assert source.encode(source.text) == data
