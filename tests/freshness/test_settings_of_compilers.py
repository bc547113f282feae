"""The project's own settings for uv and pip-tools: which are read, from which file, and for which compiler."""

from __future__ import annotations

from typing import Any

import pytest
from test_pairing import view

from pinlint.formats.located.toml import loads
from pinlint.freshness.compilers import read_command
from pinlint.freshness.settings import Settings, tool_settings
from pinlint.text.source import SourceFile

UV = """
constraint-dependencies = ["click<8.1 ; os_name == 'nt'", "not a requirement !", 1]
override-dependencies = ["six[fast] @ https://example.org/six.zip"]
exclude-dependencies = ["Some_Thing"]
environments = ["sys_platform == 'linux'"]

[{0}pip]
extra = ["a"]
group = "g"
all-extras = true
no-emit-package = ["Left_Out"]
universal = true
python-version = "3.11"
python-platform = "linux"
"""
OF_UV = {
    "extras": ["a"],
    "groups": ["g"],
    "all_extras": True,
    "omitted": {"left-out"},
    "excluded": {"some-thing"},
    "markers": ["sys_platform == 'linux'"],
    "universal": True,
    "python_version": "3.11",
    "python_platform": "linux",
}
LISTED = {
    "constraints": [("click<8.1 ; os_name == 'nt'", ("click", "click", [], "<8.1", None, "os_name == 'nt'"))],
    "overrides": [
        ("six[fast] @ https://example.org/six.zip", ("six", "six", ["fast"], "", "https://example.org/six.zip", None))
    ],
}
PIP_TOOLS = """
[tool.pip-tools]
extra = "a"
all-extras = true
constraint = ["c.txt"]
sync = { extra = "none" }
[tool.pip-tools.compile]
allow_unsafe = true
strip-extras = true
unsafe-package = ["Un_Safe"]
"""
OF_PIP_TOOLS = {
    "extras": ["a"],
    "all_extras": True,
    "allow_unsafe": True,
    "strip_extras": True,
    "omitted": {"un-safe"},
    "constraint_files": ["c.txt"],
}
IN_PROJECT = "[tool.uv]" + UV.format("tool.uv.")


def shown(settings: Settings) -> dict[str, Any]:
    """The fields that differ from the usual ones."""
    usual = Settings()
    found = {
        name: getattr(settings, name) for name in Settings.__slots__ if name not in ("locks", "environments", "tables")
    }
    found = {name: value for name, value in found.items() if value != getattr(usual, name)}
    for name in ("constraints", "overrides"):
        if name in found:
            places = [each.source.text[each.span.start : each.span.end] for each in found[name]]
            parts = [(r.name, r.project, list(r.extras), r.specifier, r.url, r.marker) for r in found[name]]
            found[name] = list(zip(places, parts, strict=True))
    return found


@pytest.mark.parametrize(
    ("command", "folder", "files", "expected"),
    [
        pytest.param("uv pip compile a.in", "", {"pyproject.toml": IN_PROJECT}, {**OF_UV, **LISTED}, id="uv, in pyproject.toml"),
        pytest.param("uv pip compile a.in", "a/b", {"pyproject.toml": IN_PROJECT}, {**OF_UV, **LISTED}, id="in a folder above"),
        pytest.param("uv pip compile a.in", "", {"uv.toml": UV.format("")}, {**OF_UV, **LISTED}, id="uv, in uv.toml alone"),
        pytest.param(
            "uv pip compile a.in", "sub", {"sub/uv.toml": "[pip]\nuniversal = true\n", "pyproject.toml": IN_PROJECT},
            {"universal": True},
            id="the nearest file counts",
        ),
        pytest.param(
            "uv pip compile a.in", "sub", {"sub/pyproject.toml": "[project]\nname = 'x'\n", "pyproject.toml": IN_PROJECT}, {},
            id="also if it has no settings",
        ),
        pytest.param(
            "uv pip compile a.in", "", {"uv.toml": "[pip]\nextra = ['b']\n", "pyproject.toml": IN_PROJECT},
            {"extras": ["b"]},
            id="uv.toml replaces the table of pyproject.toml",
        ),
        pytest.param("uv pip compile a.in", "", {".pip-tools.toml": PIP_TOOLS}, {}, id="uv reads nothing of pip-tools"),
        pytest.param("pip-compile a.in", "", {".pip-tools.toml": PIP_TOOLS}, OF_PIP_TOOLS, id="pip-tools, in its own file"),
        pytest.param("pip-compile-multi", "", {"pyproject.toml": PIP_TOOLS}, OF_PIP_TOOLS, id="pip-compile-multi"),
        pytest.param("pip-compile a.in", "", {"pyproject.toml": IN_PROJECT}, {}, id="pip-tools reads nothing of uv"),
        pytest.param("pip-compile a.in", "sub", {"pyproject.toml": PIP_TOOLS}, {}, id="pip-tools reads no folder above"),
        pytest.param(
            "pip-compile a.in", "", {".pip-tools.toml": "", "pyproject.toml": PIP_TOOLS}, {}, id="its own file replaces the other"
        ),
        pytest.param(
            "make lock", "", {"uv.toml": UV.format(""), ".pip-tools.toml": PIP_TOOLS},
            {**OF_UV, **LISTED, **OF_PIP_TOOLS, "extras": ["a", "a"], "omitted": {"left-out", "un-safe"}},
            id="either may be the tool of an unknown command",
        ),
        pytest.param("poetry export", "", {"uv.toml": UV.format(""), ".pip-tools.toml": PIP_TOOLS}, {}, id="another tool"),
        pytest.param(
            "uv pip compile a.in", "", {"uv.toml": "extra = 1\n[pip]\nextra = [1]\nall-extras = 'yes'\npython-version = 3\n"}, {},
            id="values of other types",
        ),
    ],
)  # fmt: skip
def test_what_a_compiler_is_set_to(command: str, folder: str, files: dict[str, str], expected: dict[str, Any]) -> None:
    tables = {
        path: (SourceFile(path, text), loads(text))
        for path, text in files.items()
        if not path.endswith("pyproject.toml")
    }
    documents = view({path: text for path, text in files.items() if path.endswith("pyproject.toml")})
    assert shown(tool_settings(documents, folder, Settings(tables=tables), read_command(command))) == expected
