"""Reading the three places that name a Divio project's addons."""

from __future__ import annotations

import pytest

from pinlint.formats.divio_sections import find_section
from pinlint.manifests.divio import Manifest, read_manifest, read_settings
from pinlint.text.source import SourceFile


@pytest.mark.parametrize(
    ("text", "body"),
    [
        pytest.param("a\n# <X>\nb\n# </X>\nc\n", "b\n", id="between the tags"),
        pytest.param("# <X>  # Warning: text\nb\n  # </X> end\n", "b\n", id="with a warning, indented"),
        pytest.param("# <X>\r\nb\r\n# </X>", "b\r\n", id="CRLF, no newline at the end"),
        pytest.param("# <X>\n# </X>\nb\n# <X>\nc\n# </X>\n", "", id="the first section counts"),
        pytest.param("# <X>\na\n# <X>\nb\n# </X>\n", "a\n# <X>\nb\n", id="a second opening tag is text"),
        pytest.param("# <X_DISABLED>\nb\n# </X_DISABLED>\n", None, id="disabled by name"),
        pytest.param("# <X enabled=False>\nb\n# </X>\n", None, id="disabled by an attribute"),
        pytest.param("b\n# </X>\n", None, id="the opening tag was deleted"),
        pytest.param("# <X>\nb\n", None, id="the closing tag was deleted"),
        pytest.param("# </X>\nb\n# <X>\n", None, id="the wrong order"),
        pytest.param("#<X>\nb\n#</X>\n", None, id="no blank behind the hash"),
    ],
)
def test_sections(text: str, body: str | None) -> None:
    section = find_section(SourceFile("f", text), "X")
    assert (text[section.body.start : section.body.end] if section else None) == body


@pytest.mark.parametrize(
    ("text", "package", "place"),
    [
        pytest.param(
            '{"installed-apps": [], "package-name": "aldryn-sso"}', "aldryn-sso", "aldryn-sso", id="a manifest"
        ),
        pytest.param('{\r\n"package-name": "x"\r\n}\r\n', "x", "x", id="CRLF"),
        pytest.param("{}", None, "", id="no package"),
    ],
)
def test_manifests(text: str, package: str | None, place: str) -> None:
    manifest = read_manifest(SourceFile("addons/aldryn-sso/addon.json", text))
    assert isinstance(manifest, Manifest)
    assert (manifest.package, manifest.name, manifest.root) == (package, "aldryn-sso", "")
    assert manifest.place.span is not None
    assert text[manifest.place.span.start : manifest.place.span.end] == place


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("{", id="cut off"),
        pytest.param("[]", id="a list"),
        pytest.param('{"package-name": 1}', id="a number for a name"),
    ],
)
def test_what_is_no_manifest(text: str) -> None:
    trouble = read_manifest(SourceFile("addons/x/addon.json", text))
    assert not isinstance(trouble, Manifest)
    assert trouble.problem.rule == "invalid-manifest"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "INSTALLED_ADDONS = [\n  # <INSTALLED_ADDONS>\n  'a-b',\n  # x\n  \"C\",\n]\n", ["a-b", "c"], id="a list"
        ),
        pytest.param("INSTALLED_ADDONS = ('a', '/app/b', get())\n", ["a", "/app/b"], id="a tuple with a computed name"),
        pytest.param("INSTALLED_ADDONS = get()\n", [], id="a computed list"),
        pytest.param("INSTALLED_APPS = ['a']\n", None, id="another name"),
        pytest.param("x = 1  # INSTALLED_ADDONS\n", None, id="only in a comment"),
        pytest.param("INSTALLED_ADDONS = [\n", None, id="not Python"),
        pytest.param("print 'INSTALLED_ADDONS'\n", None, id="Python 2"),
        pytest.param("INSTALLED_ADDONS = " + "[" * 150 + "]" * 150, None, id="nested too deep"),
    ],
)
def test_settings(text: str, names: list[str] | None) -> None:
    found = read_settings(SourceFile("settings.py", text))
    assert (list(found) if found is not None else None) == names
