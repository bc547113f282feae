from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

from pinlint.requirements.markers import VARIABLES, VERSIONS, atoms, evaluate, parse_marker
from pinlint.requirements.specifiers import decide

ENVIRONMENT = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.4",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "6.1.0",
    "platform_system": "Linux",
    "platform_version": "#1 SMP",
    "python_full_version": "3.11.4",
    "python_version": "3.11",
    "sys_platform": "linux",
}
plain = sorted(VARIABLES - {"extras", "dependency_groups"})
variables = st.sampled_from([*plain, "os.name", "sys.platform", "platform.machine", "python_implementation"])
values = st.sampled_from(
    [
        "3.11",
        "3.9",
        "3.11.4",
        "3.11.*",
        "3.8.",
        "3",
        "linux",
        "win32",
        "CPython",
        "posix",
        "x86_64",
        "a_B",
        "3.9, 3.11",
        "",
        " 3.11 ",
        "2.7 3.11",
        "dev",
        "Linux",
        r"\x41",
        "3.11.4+",
        ">=3.9",
    ]
)
operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "~=", "===", "in", "not in", "not  in"])
quoted = st.builds(lambda v, q: q + v + q, values, st.sampled_from("'\""))
gaps = st.sampled_from(["", " ", " ", "\t"])
comparisons = st.one_of(
    st.builds(lambda a, o, b, g: f"{a}{g}{o}{g}{b}", variables, operators, quoted, gaps),
    st.builds(lambda a, o, b, g: f"{b}{g}{o}{g}{a}", variables, operators, quoted, gaps),
)
markers = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("{} and {}".format, inner, inner),
        st.builds("{} or {}".format, inner, inner),
        inner.map("({})".format),
    ),
    max_leaves=5,
)
extras = st.sampled_from(["", "dev", "a-b", "linux"])


def by_packaging(text, extra):
    """packaging's answer; "invalid" for no marker, "undefined" for one that it refuses to evaluate."""
    try:
        return Marker(text).evaluate({**ENVIRONMENT, "extra": extra})
    except InvalidMarker:
        return "invalid"
    except (UndefinedComparison, UndefinedEnvironmentName):
        return "undefined"


def is_vague(text):
    """Whether a part of the marker is one that tools read differently: an ordering of texts, a malformed version."""
    for variable, operator, value, reverse in atoms(text):
        if operator in ("in", "not in") or (variable not in VERSIONS and operator in ("==", "!=")):
            continue
        known = ENVIRONMENT.get(variable, "")
        left, right = (value, known) if reverse else (known, value)
        if variable not in VERSIONS or decide(left, operator, right) is None:
            return True
    return False


@given(markers, extras)
@settings(max_examples=300)
def test_a_marker_is_decided_as_packaging_does(text, extra):
    expected = by_packaging(text, extra)
    answer = evaluate(text, ENVIRONMENT, extra)
    if expected == "invalid":
        assert parse_marker(text) is None
    elif answer is not None or not is_vague(text):
        assert answer == expected or (expected == "undefined" and is_vague(text))


@given(st.text("'\"()<>=! \tinotadrextrapython_version.3", max_size=30))
def test_what_is_a_marker_is_as_packaging_says(text):
    try:
        Marker(text)
        valid = True
    except InvalidMarker:
        valid = False
    if parse_marker(text) is not None:
        assert valid


@given(markers, st.sets(variables))
def test_knowing_less_never_changes_an_answer(text, unknown):
    known = {k: v for k, v in ENVIRONMENT.items() if k not in unknown}
    answer = evaluate(text, known)
    assert answer is None or answer == evaluate(text, ENVIRONMENT)


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        pytest.param("python_version < '3.8.'", None, id="a malformed version says nothing"),
        pytest.param("python_version >= '3.10'", True, id="versions are compared as versions"),
        pytest.param("python_version == '3.*'", True, id="a prefix is matched"),
        pytest.param("python_version in '3.10, 3.11'", True, id="in looks for text"),
        pytest.param("'3.8' <= python_version", True, id="the value may stand on the left"),
        pytest.param("sys_platform < 'win32'", None, id="texts have no order"),
        pytest.param("sys_platform < 'win32' and os_name == 'nt'", False, id="a False part decides an and"),
        pytest.param("os_name == 'posix' or sys_platform < 'win32'", True, id="a True part decides an or"),
        pytest.param("extra == 'Foo_Bar'", True, id="extras are normalized"),
        pytest.param("python_version", None, id="a variable alone is no marker"),
        pytest.param("'a' == 'b'", None, id="two values are no marker"),
        pytest.param("os_name == sys_platform", None, id="two variables are no marker"),
        pytest.param("(" * 1000 + "os_name == 'nt'" + ")" * 1000, None, id="too deep is no marker"),
        pytest.param("platform_machine == 'x86_64' ", True, id="a blank at the end"),
        pytest.param("os_name == 'nt' and", None, id="an unfinished marker"),
        pytest.param("'dev' in extras", None, id="a variable that is not known"),
        pytest.param(r"'\x\x' != os_name", None, id="an escape that is malformed"),
        pytest.param(r"'\d' != os_name", True, id="an escape that Python does not know stands for itself, unwarned"),
    ],
)
def test_evaluate(marker, expected):
    assert evaluate(marker, ENVIRONMENT, "foo-bar") is expected


def test_the_atoms_of_a_marker():
    assert atoms("(python_version < '3.9' or 'win' in sys.platform) and extra == 'X_y'") == [
        ("python_version", "<", "3.9", False),
        ("sys_platform", "in", "win", True),
        ("extra", "==", "x-y", False),
    ]


NAMES = (
    "implementation_version platform_release python_full_version python_version dependency_groups extra extras "
    "implementation_name os_name platform_machine platform_python_implementation platform_system platform_version sys_platform"
)


@pytest.mark.parametrize("name", NAMES.split())
def test_the_variables_of_markers(name):
    assert name in VARIABLES
    operator = "==" if name not in ("extras", "dependency_groups") else "in"
    marker = f"{name} == 'x'" if operator == "==" else f"'x' in {name}"
    assert parse_marker(marker) is not None
    assert parse_marker(marker.replace(name, f"{name}_")) is None


@pytest.mark.parametrize("name", NAMES.split()[:4])
def test_some_variables_are_versions(name):
    assert evaluate(f"{name} < '10'", {name: "9"}) is True
    assert evaluate(f"{name} ~= '9.1'", {name: "9.10"}) is True


@pytest.mark.parametrize(
    ("old", "name"),
    [
        ("os.name", "os_name"),
        ("platform.machine", "platform_machine"),
        ("platform.python_implementation", "platform_python_implementation"),
        ("platform.version", "platform_version"),
        ("python_implementation", "platform_python_implementation"),
        ("sys.platform", "sys_platform"),
    ],
)
def test_the_old_names_of_variables(old, name):
    assert parse_marker(f"{old} == 'x'") == parse_marker(f"{name} == 'x'")
    assert parse_marker(f"'x' == {old}") == parse_marker(f"'x' == {name}")
