"""Fixes: which are applied, what they change, how they are shown and written."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.findings.finding import SAFE, UNSAFE, Finding, Fix
from pinlint.findings.report import Style
from pinlint.fixes import applying as fixing
from pinlint.fixes.applying import apply_once, unified_diff, write_all
from pinlint.text.errors import PinlintError
from pinlint.text.source import ConflictingEdits, Edit, Location, SourceFile, Span


def finding(*edits: Edit, applicability: str = SAFE) -> Finding:
    return Finding("a", "pins", "error", Location("x.txt"), "m", fix=Fix("Change it", edits, applicability))


def edit(start: int, end: int, text: str, path: str = "x.txt") -> Edit:
    return Edit(path, Span(start, end), text)


def fixed(text: str, *findings: Finding, bound: str = SAFE) -> tuple[str, int, int]:
    result = apply_once(findings, {"x.txt": SourceFile("x.txt", text)}, bound)
    return result.texts.get("x.txt", text), len(result.applied), len(result.deferred)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        pytest.param([finding(edit(0, 1, "A"))], ("Abcdef", 1, 0), id="one edit"),
        pytest.param([finding(edit(0, 1, "A"), edit(5, 6, "F"))], ("AbcdeF", 1, 0), id="two edits of one fix"),
        pytest.param([finding(edit(5, 6, "F")), finding(edit(0, 1, "A"))], ("AbcdeF", 2, 0), id="in any order"),
        pytest.param([finding(edit(0, 3, "A")), finding(edit(2, 4, "C"))], ("Adef", 1, 1), id="the first of two wins"),
        pytest.param(
            [finding(edit(2, 4, "C")), finding(edit(0, 6, "A"))], ("abCef", 1, 1), id="one that holds another"
        ),
        pytest.param(
            [finding(edit(0, 6, "A")), finding(edit(2, 4, "C"))], ("A", 1, 1), id="one that is held by another"
        ),
        pytest.param([finding(edit(0, 2, "A")), finding(edit(2, 4, "C"))], ("ACef", 2, 0), id="neighbours"),
        pytest.param([finding(edit(0, 2, "")), finding(edit(0, 2, ""))], ("cdef", 2, 0), id="the same edit twice"),
        pytest.param(
            [finding(edit(2, 2, "X")), finding(edit(2, 2, "X"))], ("abXcdef", 2, 0), id="the same insertion twice"
        ),
        pytest.param(
            [finding(edit(2, 2, "X")), finding(edit(2, 2, "Y"))], ("abXcdef", 1, 1), id="two insertions at a place"
        ),
        pytest.param(
            [finding(edit(2, 4, "C")), finding(edit(4, 4, "X"))], ("abCef", 1, 1), id="an insertion behind an edit"
        ),
        pytest.param(
            [finding(edit(2, 4, "C")), finding(edit(2, 2, "X"))], ("abCef", 1, 1), id="an insertion before an edit"
        ),
        pytest.param([finding(edit(2, 4, "C"), edit(4, 4, "X"))], ("abCXef", 1, 0), id="which one fix may do"),
        pytest.param(
            [finding(edit(0, 1, "A")), finding(edit(0, 1, "B"), edit(5, 6, "F"))],
            ("Abcdef", 1, 1),
            id="wholly or not at all",
        ),
        pytest.param([finding(edit(0, 1, "a"))], ("abcdef", 0, 0), id="what changes nothing is not applied"),
        pytest.param([finding()], ("abcdef", 0, 0), id="a fix without edits"),
        pytest.param([finding(edit(0, 1, "A", "y.txt"))], ("abcdef", 0, 1), id="a file that was not read"),
        pytest.param(
            [finding(edit(0, 1, "A"), applicability=UNSAFE)], ("abcdef", 0, 0), id="unsafe ones are not asked for"
        ),
    ],
)
def test_which_fixes_are_applied(findings, expected):
    assert fixed("abcdef", *findings) == expected


def test_unsafe_fixes_are_applied_when_asked_for():
    findings = [finding(edit(0, 1, "A")), finding(edit(1, 2, "B"), applicability=UNSAFE)]
    assert fixed("abcdef", *findings, bound=UNSAFE) == ("ABcdef", 2, 0)


@pytest.mark.parametrize("second", [edit(2, 4, "C"), edit(0, 3, "B"), edit(1, 1, "X")])
def test_edits_of_one_fix_that_overlap_are_a_mistake_of_the_rule(second):
    with pytest.raises(ConflictingEdits):
        fixed("abcdef", finding(edit(0, 3, "A"), second))


def test_different_insertions_of_one_fix_at_a_place_are_a_mistake_of_the_rule():
    with pytest.raises(ConflictingEdits):
        fixed("abcdef", finding(edit(1, 1, "A"), edit(1, 1, "B")))


TEXT = st.text(st.sampled_from("ab\r\n\t é日\ufeff"), max_size=30)


@st.composite
def fixable(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    text = draw(TEXT)
    place = st.integers(0, len(text))
    findings = []
    for _ in range(draw(st.integers(0, 6))):
        bounds = sorted(draw(st.lists(place, min_size=2, max_size=4).filter(lambda found: len(found) % 2 == 0)))
        pairs = dict.fromkeys(zip(bounds[::2], bounds[1::2], strict=True))
        findings.append(finding(*(edit(*pair, draw(TEXT)) for pair in pairs)))
    return text, findings


@settings(max_examples=300)
@given(fixable())
def test_only_the_spans_of_applied_fixes_change(case):
    text, findings = case
    result = apply_once(findings, {"x.txt": SourceFile("x.txt", text)})
    after = result.texts.get("x.txt", text)
    edits = sorted(
        {
            item
            for one in result.applied
            for item in one.fix.edits
            if text[item.span.start : item.span.end] != item.text
        },
        key=lambda item: (item.span.start, item.span.end),
    )
    # What lies between the spans is there, in order, with the new texts between.
    expected, at = "", 0
    for item in edits:
        assert item.span.start >= at
        expected += text[at : item.span.start] + item.text
        at = item.span.end
    assert after == expected + text[at:]
    assert len(result.applied) + len(result.deferred) <= len(findings)
    changing = [one for one in findings if any(text[e.span.start : e.span.end] != e.text for e in one.fix.edits)]
    assert result.applied[:1] == changing[:1]


@settings(max_examples=200)
@given(TEXT, TEXT, st.sampled_from([("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe")]))
def test_every_byte_outside_the_edit_survives_the_disk(tmp_path_factory, before, behind, codec):
    root = tmp_path_factory.mktemp("root")
    encoding, bom = codec
    path = root / "x.txt"
    path.write_bytes(bom + (before + "old" + behind).encode(encoding))
    source = SourceFile("x.txt", before + "old" + behind, encoding, bom)
    result = apply_once([finding(edit(len(before), len(before) + 3, "new"))], {"x.txt": source})
    write_all(str(root), {"x.txt": source}, result.texts)
    assert path.read_bytes() == bom + (before + "new" + behind).encode(encoding)
    assert os.listdir(root) == ["x.txt"]


def write(root: Path, source: SourceFile, text: str) -> None:
    write_all(str(root), {source.path: source}, {source.path: text})


@pytest.fixture
def source(tmp_path: Path) -> SourceFile:
    (tmp_path / "x.txt").write_bytes(b"old\r\n")
    return SourceFile("x.txt", "old\r\n")


def test_the_mode_is_kept(tmp_path, source):
    (tmp_path / "x.txt").chmod(0o754)
    write(tmp_path, source, "new\r\n")
    assert (tmp_path / "x.txt").read_bytes() == b"new\r\n"
    assert stat.S_IMODE((tmp_path / "x.txt").stat().st_mode) == 0o754


def test_a_file_that_changed_is_not_overwritten(tmp_path, source):
    (tmp_path / "x.txt").write_bytes(b"edited meanwhile\n")
    with pytest.raises(PinlintError, match=r"^cannot write x\.txt: it changed while pinlint ran$"):
        write(tmp_path, source, "new")
    assert (tmp_path / "x.txt").read_bytes() == b"edited meanwhile\n"
    assert os.listdir(tmp_path) == ["x.txt"]


def test_a_file_that_changes_just_before_it_is_replaced_is_not_overwritten(tmp_path, source, monkeypatch):
    def fsync(handle: int) -> None:
        (tmp_path / "x.txt").write_bytes(b"edited meanwhile\n")

    monkeypatch.setattr(fixing.os, "fsync", fsync)
    with pytest.raises(PinlintError, match="it changed while pinlint ran"):
        write(tmp_path, source, "new")
    assert (tmp_path / "x.txt").read_bytes() == b"edited meanwhile\n"
    assert os.listdir(tmp_path) == ["x.txt"]


def test_a_new_file_that_somebody_else_made_meanwhile_stays(tmp_path, monkeypatch):
    def fsync(handle: int) -> None:
        (tmp_path / "new.txt").write_bytes(b"somebody else's")

    monkeypatch.setattr(fixing.os, "fsync", fsync)
    with pytest.raises(PinlintError, match=r"^cannot write new\.txt: it exists already$"):
        write_all(str(tmp_path), {}, {"new.txt": "ours"})
    assert (tmp_path / "new.txt").read_bytes() == b"somebody else's"
    assert os.listdir(tmp_path) == ["new.txt"]


def test_a_link_within_the_project_stays_a_link(tmp_path, source):
    (tmp_path / "link.txt").symlink_to("x.txt")
    write(tmp_path, SourceFile("link.txt", "old\r\n"), "new\r\n")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "x.txt").read_bytes() == b"new\r\n"


@pytest.mark.parametrize("path", ["link.txt", "folder/x.txt", "../out.txt"])
def test_nothing_outside_the_project_is_written(tmp_path, path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "out.txt").write_bytes(b"old")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/x.txt").write_bytes(b"old")
    (root / "link.txt").symlink_to(tmp_path / "out.txt")
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PinlintError, match=f"^cannot write {re.escape(path)}: it leads out of the project$"):
        write(root, SourceFile(path, "old"), "new")
    assert (tmp_path / "out.txt").read_bytes() == (tmp_path / "elsewhere/x.txt").read_bytes() == b"old"


def test_an_encoding_that_lacks_a_character_leaves_all_files_as_they_were(tmp_path, source):
    (tmp_path / "y.txt").write_bytes(b"old")
    sources = {"x.txt": source, "y.txt": SourceFile("y.txt", "old", "latin-1")}
    with pytest.raises(PinlintError, match=r"^cannot write y\.txt: latin-1 has no '\\u65e5'$"):
        write_all(str(tmp_path), sources, {"x.txt": "new", "y.txt": "日"})
    assert (tmp_path / "x.txt").read_bytes() == b"old\r\n"
    assert sorted(os.listdir(tmp_path)) == ["x.txt", "y.txt"]


@pytest.mark.parametrize(
    ("step", "name", "reported"),
    [
        pytest.param("fsync", "x.txt", "cannot write x.txt: disk full", id="the first content cannot be written"),
        pytest.param("chmod", "x.txt", "cannot write x.txt: disk full", id="its mode cannot be set"),
        pytest.param("replace", "x.txt", "cannot write x.txt: disk full", id="it cannot be put in place"),
    ],
)
def test_a_write_that_fails_loses_nothing(tmp_path, source, monkeypatch, step, name, reported):
    (tmp_path / "y.txt").write_bytes(b"old")

    def fail(*arguments: object) -> None:
        raise OSError(28, "disk full")

    monkeypatch.setattr(fixing.os, step, fail)
    with pytest.raises(PinlintError) as error:
        write_all(
            str(tmp_path), {"x.txt": source, "y.txt": SourceFile("y.txt", "old")}, {"x.txt": "new", "y.txt": "new"}
        )
    assert str(error.value) == reported
    assert (tmp_path / "x.txt").read_bytes() == b"old\r\n"
    assert (tmp_path / "y.txt").read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["x.txt", "y.txt"]


def test_a_file_that_is_gone_is_reported(tmp_path):
    with pytest.raises(PinlintError, match=r"^cannot write x\.txt: No such file or directory$"):
        write(tmp_path, SourceFile("x.txt", "old"), "new")


@pytest.mark.parametrize("restorable", [True, False])
def test_a_replacement_that_fails_behind_another_is_undone(tmp_path, source, monkeypatch, restorable):
    (tmp_path / "y.txt").write_bytes(b"old")
    replace = os.replace

    def fail_for_the_second(temporary: str, target: str) -> None:
        if target.endswith("y.txt"):
            raise OSError(1, "not permitted")
        replace(temporary, target)
        if not restorable:
            (tmp_path / "x.txt").write_bytes(b"somebody else's")

    monkeypatch.setattr(fixing.os, "replace", fail_for_the_second)
    left = "" if restorable else r" \(already written, and not restored: x\.txt\)"
    with pytest.raises(PinlintError, match=rf"y\.txt: not permitted{left}$"):
        write_all(
            str(tmp_path), {"x.txt": source, "y.txt": SourceFile("y.txt", "old")}, {"x.txt": "new", "y.txt": "new"}
        )
    assert (tmp_path / "x.txt").read_bytes() == (source.encode(source.text) if restorable else b"somebody else's")
    assert sorted(os.listdir(tmp_path)) == ["x.txt", "y.txt"]


def diff(before: str, after: str, *, path: str = "x.txt", shown: bool = False, colour: bool = False) -> str:
    return unified_diff(SourceFile(path, before), after, Style(colour), shown=shown).text


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a\n", "a\n", "", id="nothing changes"),
        pytest.param(
            "a\nb\n", "a\nc\n", "--- a/x.txt\n+++ b/x.txt\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n", id="a line changes"
        ),
        pytest.param(
            "a\r\nb\r\n", "a\r\n", "--- a/x.txt\n+++ b/x.txt\n@@ -1,2 +1 @@\n a\r\n-b\r\n", id="Windows newlines stay"
        ),
        pytest.param(
            "a\nb",
            "c\nb",
            "--- a/x.txt\n+++ b/x.txt\n@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n",
            id="no newline at the end",
        ),
        pytest.param(
            "a\x0cb\u2028c\n",
            "d\n",
            "--- a/x.txt\n+++ b/x.txt\n@@ -1 +1 @@\n-a\x0cb\u2028c\n+d\n",
            id="only newlines end a line",
        ),
        pytest.param(
            "https://u:pw@h/\n",
            "https://u:pw@h/x\n",
            "",
            id="nothing that shows credentials",
        ),
    ],
)
def test_the_diff(before, after, expected):
    assert diff(before, after) == expected


def test_a_diff_for_eyes_is_escaped_and_coloured():
    text = diff(" ::error::x\r\na\x1b[31m\r\n", " ::error::x\r\nb ##[debug]\r\n", shown=True, colour=True)
    assert text.split("\n") == [
        "\x1b[1m--- a/x.txt\x1b[0m",
        "\x1b[1m+++ b/x.txt\x1b[0m",
        "@@ -1,2 +1,2 @@",
        "  \\x3a:error::x",
        "\x1b[91m-a\\x1b[31m\x1b[0m",
        "\x1b[32m+b \\x23#[debug]\x1b[0m",
        "",
    ]


LINES = st.lists(st.sampled_from(["a", "b", "c\r", "é", "", "\x0c", "--- a", "@@"]), max_size=12).map("\n".join)


@settings(max_examples=25, deadline=None)
@given(LINES, LINES, st.sampled_from(["x.txt", "sp ace/é.txt", 'q"u\\o\te\n.txt', "\udcff\udce9.txt"]), st.booleans())
def test_git_applies_a_diff_exactly(tmp_path_factory, before, after, path, marked):
    root = tmp_path_factory.mktemp("repo")
    bom = b"\xef\xbb\xbf" if marked and before and after else b""
    target = root / path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(bom + before.encode())
    source = SourceFile(path, before, bom=bom)
    patch = unified_diff(source, after, Style(), shown=False).text
    if patch and before and after:
        subprocess.run(["git", "apply", "--unidiff-zero", "-"], input=patch.encode(), cwd=root, check=True)
        assert target.read_bytes() == bom + after.encode()
