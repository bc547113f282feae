"""Hostile text made harmless."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import limited

from pinlint.text import escaping

#: Text in which what matters is frequent.
_CHARACTERS = "\x1b\r\n\t:#[]@/ %,<>&\"'`|*_\\-~!()$ua\u202e\u200b\ud800é日"
HOSTILE = st.lists(st.sampled_from([*_CHARACTERS, "www.", "::", "##[", "://", "```"])).map("".join)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("click==8.1.7", "click==8.1.7", id="plain text stays"),
        pytest.param("日本語 é", "日本語 é", id="letters of other scripts stay"),
        pytest.param("a\nb\r\tc", "a\\nb\\r\\tc", id="line ends and tabs"),
        pytest.param("\x1b[2J\x9b", "\\x1b[2J\\x9b", id="terminal escapes of both kinds"),
        pytest.param("\u202eevil\u2066", "\\u202eevil\\u2066", id="bidirectional controls"),
        pytest.param("a\u200bb\xad\ufeff", "a\\u200bb\\xad\\ufeff", id="invisible characters"),
        pytest.param("\udc80", "\\udc80", id="unpaired surrogates, which no stream can print"),
        pytest.param("a\u2028b", "a\\u2028b", id="line separators of Unicode"),
        pytest.param("::error::x", "\\x3a:error::x", id="a workflow command at the start"),
        pytest.param("  ::error::x", "  \\x3a:error::x", id="a workflow command after blanks"),
        pytest.param(":", "\\x3a", id="half of one, which a place behind it completes"),
        pytest.param("a::b: c:", "a::b: c:", id="colons within a word are no command"),
        pytest.param("x ##[debug]y ##vso[z]", "x \\x23#[debug]y \\x23#vso[z]", id="commands that work anywhere"),
        pytest.param("## a [b]", "## a [b]", id="a heading is no command"),
    ],
)
def test_a_line_of_text(text, shown):
    assert escaping.line(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a<b>&amp;", "a&lt;b&gt;&amp;amp;", id="tags and references"),
        pytest.param("\"'", "&quot;&#39;", id="quotes of attributes"),
        pytest.param("##[x] ::y a#b:c", "&#35;&#35;[x] &#58;&#58;y a#b:c", id="marks of commands"),
        pytest.param("a\x1b\u202e", "a\\x1b\\u202e", id="characters that are not visible"),
    ],
)
def test_words_in_html(text, shown):
    assert escaping.html(text) == shown


@given(HOSTILE)
def test_a_line_is_one_printable_line_that_commands_nothing(text):
    shown = escaping.line(text)
    assert shown.isprintable()
    assert not re.search(r"(^|\s)::|##\w*\[", f"{shown}:1:1")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("https://user:pw@host/x", "https://*******@host/x", id="user and password"),
        pytest.param("https://token@host/x", "https://*****@host/x", id="a token alone"),
        pytest.param("https://token:@host", "https://******@host", id="a token with an empty password"),
        pytest.param("https://u:p@ss@host/", "https://******@host/", id="an at sign in the password"),
        pytest.param("git+ssh://git@github.com/x", "git+ssh://git@github.com/x", id="the user of ssh is no secret"),
        pytest.param("ssh://git:pw@h/", "ssh://******@h/", id="the password of ssh is one"),
        pytest.param("https://${USER}:${TOKEN}@h/", "https://${USER}:${TOKEN}@h/", id="variables are no secrets"),
        pytest.param("https://u:${TOKEN}x@h/", "https://***********@h/", id="a variable with text behind it"),
        pytest.param("https://host/a@b", "https://host/a@b", id="an at sign in the path"),
        pytest.param("a@b.c https://host", "a@b.c https://host", id="a mail address"),
        pytest.param("https://a:b@c/ http://d:e@f", "https://***@c/ http://***@f", id="two URLs"),
        pytest.param("https://h/?a=1&api_key=xyz&b=2", "https://h/?a=1&api_key=***&b=2", id="a key in the query"),
        pytest.param("https://h/?Token=${T}&x=1", "https://h/?Token=${T}&x=1", id="a variable in the query"),
        pytest.param(
            "https://h/#sha256=abc&x-signature=y", "https://h/#sha256=abc&x-signature=*", id="in the fragment"
        ),
        pytest.param("https://u:p'w@h/", "https://*****@h/", id="a quote in the password"),
        pytest.param("git+https://x:y@h/r@v1#egg=z", "git+https://***@h/r@v1#egg=z", id="a VCS URL keeps its ref"),
    ],
)
def test_credentials_are_masked(text, masked):
    assert escaping.mask(text) == masked


@given(HOSTILE)
def test_masking_keeps_the_length_and_is_idempotent(text):
    masked = escaping.mask(text)
    assert len(masked) == len(text)
    assert escaping.mask(masked) == masked


@given(HOSTILE)
def test_json_text_means_the_same(text):
    dumped = escaping.json_text(json.dumps(text))
    assert json.loads(dumped) == text
    assert not re.search(r"##\w*\[", dumped)


@given(HOSTILE)
def test_words_in_markdown_have_no_markup(text):
    words = escaping.markdown(text)
    plain = re.sub(r"&#64;<!-- -->|&#\d+;", "", words)
    assert not re.search(r"[!#$&*<>@\[\\\]^_`{|}~]|:\S|www\.", plain)
    assert "@" not in words
    # A browser shows the very text.
    shown = re.sub(r"&#(\d+);(?:<!-- -->)?", lambda match: chr(int(match[1])), words)
    assert shown == escaping.printable(text)
    assert escaping.code(text) == f"<code>{words}</code>"


@given(st.lists(HOSTILE, max_size=4))
def test_no_line_closes_a_fenced_block(lines):
    first, *body, last = escaping.fenced(lines, "sh").split("\n")
    fence = first.removesuffix("sh")
    assert re.fullmatch("`{3,}", fence)
    assert last == fence
    assert len(body) == len(lines)
    assert not any(fence in line for line in body)


@given(HOSTILE)
def test_a_label_in_mermaid_ends_nothing(text):
    label = escaping.mermaid(text)
    assert not re.search(r"[^\w .,#;=/\-]", label)
    assert re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label) == escaping.printable(text)


@given(HOSTILE)
def test_a_workflow_command_keeps_its_property_and_its_message(text):
    encoded = escaping.workflow_property(text)
    assert not re.search(r"[\r\n:,]", encoded)
    assert not re.search(r"[\r\n]", escaping.workflow_data(text))
    decoded = encoded.replace("%2C", ",").replace("%3A", ":")
    assert decoded.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%") == text


@pytest.mark.parametrize(
    "piece",
    [
        "#",
        "://",
        "://@",
        "a",
        ":",
        "::",
        "##a",
        "@",
        "##[",
        "://a:",
        " ",
        "?",
        "token",
        "&token",
        "://h?token=",
        "${A}",
        "-",
    ],
)
def test_time_is_linear_in_the_text(piece):
    text = "://@" + piece * (150_000 // len(piece)) + "\n"
    with limited():
        escaping.line(text)
        escaping.markdown(text)
        escaping.fenced([text], "sh")
        escaping.mermaid(text)
        escaping.json_text(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("click>=8", "`click>=8`", id="plain text"),
        pytest.param("a`b", "``a`b``", id="a backtick cannot end it"),
        pytest.param("`` a", "``` `` a ```", id="a backtick at the edge has a blank before it"),
        pytest.param("a\n![x](y)", "`a\\n![x](y)`", id="an image is text, and stays on the line"),
    ],
)
def test_a_code_span(text, shown):
    assert escaping.code_span(text) == shown
