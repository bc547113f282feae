"""Reading manifests: the quick way and the careful one say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import limited
from trees import write_tree

from pinlint.checking import engine
from pinlint.findings.config import Config
from pinlint.formats.located import STRING, Node
from pinlint.formats.located.requirement import read_requirement
from pinlint.formats.pep508_parts import InvalidRequirement
from pinlint.manifests.comparing import meaning
from pinlint.manifests.reading import Reading, _Quick, read_manifests
from pinlint.manifests.requirement_texts import requirement_of
from pinlint.manifests.settings import ManifestSet
from pinlint.project import files
from pinlint.text.source import SourceFile

TABLE = {"files": ["*/m.json"], "select": ["requirements[]"], "skip-when": "disabled", "map": {"ldap": "python-ldap"}}


def read(root: Path, manifests: dict[str, str]) -> Reading:
    write_tree(root, {"requirements.txt": "x==1\n", **manifests})
    project = engine.open_project(files.Tree(str(root.resolve())), [""], Config({}), {})
    return read_manifests(project, ManifestSet(TABLE))


def shown(reading: Reading) -> tuple[object, ...]:
    entries = [(e.addon, e.text, e.location.path, e.location.start, e.requirement.shown) for e in reading.entries]
    return entries, reading.broken, [(t.location.start, t.problem.message) for t in reading.troubles]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"requirements": ["a==1", "b>=2"]}', id="requirements"),
        pytest.param('{\n "x": 1,\n "requirements": [\n  "\\u0061==1"]}', id="an escape"),
        pytest.param('{"requirements": ["ldap"]}', id="a mapped name"),
        pytest.param('{"requirements": ["a==1"], "disabled": "why"}', id="disabled"),
        pytest.param('{"requirements": []}', id="none"),
        pytest.param("{}", id="no key"),
        pytest.param('{"requirements": "a==1"}', id="a string for a list"),
        pytest.param('{"requirements": [1, "a==1"]}', id="a number among them"),
        pytest.param('{"requirements": ["a b"]}', id="no requirement"),
        pytest.param('{"requirements": ["a==1"], "requirements": ["b==2"]}', id="a key that is there twice"),
        pytest.param('{"requirements": ["a==1",]}', id="malformed"),
        pytest.param('\ufeff{"requirements": ["a==1"]}', id="a byte-order mark"),
        pytest.param('{"requirements": [" --option=x a==1 ", "b"]}', id="an option"),
        pytest.param('{"requirements": ["a==1"]} x', id="something behind it"),
        pytest.param('{"requirements": ["a==1"], "disabled": false}', id="not disabled"),
        pytest.param('{"requirements": ["a==1."], "x": NaN}', id="a version with a dot behind it"),
        pytest.param('{"requirements": ["a==\u0661"]}', id="a digit of another script"),
        pytest.param("[]", id="a list"),
        pytest.param("[" * 5000, id="deep"),
    ],
)
def test_the_quick_way_says_what_the_careful_one_says(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = shown(read(tmp_path, {"a/m.json": text}))
    monkeypatch.setattr(_Quick, "can_read", lambda manifests: False)
    assert shown(read(tmp_path, {"a/m.json": text})) == quick


PINS = st.builds(
    "{}=={}".format,
    st.sampled_from(["a", "Foo_Bar", "x.y-z", "a-", "_a"]),
    st.sampled_from(["1", "1.0", "1.*", "v1", "1a"]),
)


@settings(max_examples=100, deadline=None)
@given(PINS)
def test_a_plain_pin_is_read_as_pep_508_reads_it(text: str) -> None:
    source = SourceFile("m.json", text)
    try:
        careful = read_requirement(source, Node(STRING, text, 0, len(text)))
    except InvalidRequirement:
        with pytest.raises(InvalidRequirement):
            requirement_of(text, "m.json")
        return
    quick = requirement_of(text, "m.json")
    assert (meaning(quick), quick.name, quick.specifier, quick.shown) == (
        meaning(careful),
        careful.name,
        careful.specifier,
        careful.shown,
    )


def test_manifests_of_one_folder(tmp_path: Path) -> None:
    """Of several kinds of manifest in a folder the first that is asked for counts."""
    write_tree(
        tmp_path,
        {"a/m.json": json.dumps({"r": ["x"]}), "a/n.json": json.dumps({"r": ["y"]}), "requirements.txt": "x\n"},
    )
    project = engine.open_project(files.Tree(str(tmp_path.resolve())), [""], Config({}), {})
    reading = read_manifests(project, ManifestSet({"files": ["*/n.json", "*/m.json"], "select": ["r[]"]}))
    assert [entry.text for entry in reading.entries] == ["y"]


def test_each_place_in_a_long_manifest_is_found_without_reading_it_again(tmp_path: Path) -> None:
    path = "custom_components/a/manifest.json"
    write_tree(tmp_path, {path: json.dumps({"domain": "a", "requirements": ["x y"] * 8_000})})
    with limited():
        report = engine.check(str(tmp_path), [""], Config())
    assert report.findings[1].location.column > report.findings[0].location.column


def test_projects_that_are_left_out(tmp_path: Path) -> None:
    asked = ["six", "Six>=1", "si.x", "a-b[c] ; os_name == 'nt'", "a_c @ https://example.org/a.zip", "ab", "b"]
    write_tree(tmp_path, {"requirements.txt": "x==1\n", "x/m.json": json.dumps({"requirements": asked})})
    project = engine.open_project(files.Tree(str(tmp_path.resolve())), [""], Config({}), {})
    reading = read_manifests(project, ManifestSet({**TABLE, "drop": "six a-*"}))
    assert [entry.text for entry in reading.entries] == ["si.x", "ab", "b"]
