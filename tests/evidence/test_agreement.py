from __future__ import annotations

import pytest

from pinlint.evidence.agreement import agree
from pinlint.requirements.metadata import Metadata


def metadata(requires, python=None):
    return Metadata("x", "1", None if requires is None else tuple(requires), python, (), "here")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(["A_b (>=1.0)", "c"], ["c", "a-b>=1"], True, id="spelling and order"),
        pytest.param(["a>=1,<2"], ["a<2,>=1"], True, id="clauses in another order"),
        pytest.param(
            ["a; python_version < '3.10'"],
            ["a ; python_full_version < '3.10'"],
            True,
            id="uv spells the Python version so",
        ),
        pytest.param(
            ["a; platform_system == 'Windows'"], ["a; sys_platform == 'win32'"], True, id="two names of Windows"
        ),
        pytest.param(
            ["a; extra == 'x' and python_version >= '3.8'"],
            ["a; python_full_version >= '3.8' and extra == 'x'"],
            True,
            id="the parts of a marker in another order",
        ),
        pytest.param(
            ["a; python_version < '3.8'", "a; python_version >= '3.8'"],
            ["a"],
            True,
            id="two markers that cover everything",
        ),
        pytest.param(["a; extra == 'X_y'"], ["a; extra == 'x-y'"], True, id="an extra's name is normalized"),
        pytest.param(None, ["a"], True, id="one that does not know contradicts nothing"),
        pytest.param(["a"], ["b"], False, id="another project"),
        pytest.param(["a>=1"], ["a>=2"], False, id="another specifier"),
        pytest.param(["a"], ["a[x]"], False, id="another extra"),
        pytest.param(["a"], [], False, id="one requirement less"),
        pytest.param(
            ["a; python_version <= '3.10'"], ["a ; python_full_version <= '3.10'"], False, id="3.10.1 tells them apart"
        ),
        pytest.param(
            ["a; (extra == 'x' or extra == 'y') and os_name == 'nt'"],
            ["a; extra == 'x' or extra == 'y' and os_name == 'nt'"],
            False,
            id="parentheses count",
        ),
        pytest.param(
            ["a; platform_machine == 'x86_64'"], ["a; platform_machine != 'arm64'"], False, id="a third machine"
        ),
        pytest.param(["not a requirement !"], ["not a requirement !"], True, id="malformed and equal"),
        pytest.param(["not a requirement !"], ["not a requirement ?"], False, id="malformed and different"),
    ],
)
def test_agree(one, other, expected):
    assert agree(metadata(one), metadata(other)) is expected
    assert agree(metadata(other), metadata(one)) is expected


@pytest.mark.parametrize(
    ("platform", "os", "system"),
    [
        ("linux", "posix", "Linux"),
        ("darwin", "posix", "Darwin"),
        ("win32", "nt", "Windows"),
        ("cygwin", "posix", "CYGWIN_NT-10.0"),
        ("emscripten", "posix", "Emscripten"),
        ("freebsd14", "posix", "FreeBSD"),
        ("java17", "java", "Java"),
    ],
)
def test_the_names_of_a_platform_occur_together(platform, os, system):
    named = [f"a; sys_platform == '{platform}' and os_name == '{os}' and platform_system == '{system}'"]
    assert agree(metadata([f"a; platform_system == '{system}'"]), metadata(named))
    assert agree(metadata([f"a; sys_platform == '{platform}'"]), metadata(named))


@pytest.mark.parametrize(("name", "implementation"), [("cpython", "CPython"), ("pypy", "PyPy"), ("graalpy", "GraalVM")])
def test_the_names_of_an_implementation_occur_together(name, implementation):
    one = metadata([f"a; implementation_name == '{name}'"])
    other = metadata([f"a; platform_python_implementation == '{implementation}'"])
    assert agree(one, other)
    assert not agree(one, metadata(["a"]))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(">=3.8", ">=3.8.0", True), (">=3.8,<4", "<4, >=3.8", True), (">=3.8", None, False), ("bad", "bad!", False)],
)
def test_required_python(one, other, expected):
    assert agree(metadata([], one), metadata([], other)) is expected
