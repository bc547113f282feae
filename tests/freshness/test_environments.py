from __future__ import annotations

import pytest

from pinlint.freshness.environments import Claim, environments
from pinlint.freshness.naming import name_environments
from pinlint.requirements.environment_words import python_of, read_platform


def names(claim, markers=(), specifiers=()):
    return [environment.name for environment in environments(claim, markers, specifiers)]


@pytest.mark.parametrize(
    ("claim", "markers", "expected"),
    [
        pytest.param(Claim(pythons=["3.11"]), (), ["Python 3.11 on Linux"], id="nothing tells environments apart"),
        pytest.param(
            Claim(pythons=["3.11"]),
            ["sys_platform == 'win32'"],
            ["Python 3.11 on Linux", "Python 3.11 on Windows"],
            id="a platform",
        ),
        pytest.param(
            Claim(pythons=["3.11"], platforms=["darwin"]),
            ["sys_platform == 'win32'"],
            ["Python 3.11 on macOS"],
            id="the platform is said",
        ),
        pytest.param(
            Claim(pythons=["3.11"]),
            ["python_full_version < '3.11.3'"],
            ["Python 3.11.0 on Linux", "Python 3.11.3 on Linux"],
            id="both ends of the patch level",
        ),
        pytest.param(
            Claim(pythons=["3.11.2"]),
            ["python_full_version < '3.11.3'"],
            ["Python 3.11.2 on Linux"],
            id="a patch level",
        ),
        pytest.param(
            Claim(pythons=["3.11.0"], early=True),
            ["python_full_version <= '3.11.0a6'"],
            ["Python 3.11.0a6 on Linux", "Python 3.11.0 on Linux"],
            id="a pre-release that an unknown compiler may have run on",
        ),
        pytest.param(
            Claim(pythons=["3.11.0"]),
            ["python_full_version <= '3.11.0a6'"],
            ["Python 3.11.0 on Linux"],
            id="a pre-release that nobody compiles with",
        ),
        pytest.param(
            Claim(universal=True, minimum="3.9", platforms=["linux"]),
            ["python_version < '3.11'"],
            ["Python 3.9 on Linux", "Python 3.11 on Linux"],
            id="all from the least on",
        ),
        pytest.param(
            Claim(requires_python=">=3.14", platforms=["linux"]),
            ["python_version < '3.15'"],
            ["Python 3.15 on Linux", "Python 3.14 on Linux"],
            id="what the project requires, the newest first",
        ),
        pytest.param(
            Claim(universal=True, requires_python=">=4", platforms=["linux"]),
            ["python_version < '4'"],
            ["Python 4.0 on Linux"],
            id="no Python of today",
        ),
        pytest.param(
            Claim(pythons=["3.12"], platforms=["linux"]),
            ["platform_machine == 'aarch64'"],
            ["Python 3.12 on Linux x86_64", "Python 3.12 on Linux aarch64"],
            id="usual machines",
        ),
        pytest.param(
            Claim(universal=True, minimum="3.15", platforms=["linux"]),
            ["platform_machine == 's390x'"],
            ["Python 3.15 on Linux x86_64", "Python 3.15 on Linux s390x"],
            id="a universal lock is for the odd machines too",
        ),
        pytest.param(
            Claim(pythons=["3.12"], platforms=["linux"]),
            ["implementation_name == 'pypy'"],
            ["Python 3.12 on Linux", "Python 3.12 (PyPy) on Linux"],
            id="implementations",
        ),
        pytest.param(
            Claim(universal=True, minimum="3.15", markers=["sys_platform == 'win32'"]),
            ["sys_platform == 'linux'"],
            ["Python 3.15 on Windows"],
            id="the environments of the table",
        ),
    ],
)
def test_environments(claim, markers, expected):
    assert names(claim, markers) == expected


def test_required_pythons_distinguish_environments():
    claim = Claim(pythons=["3.9"], platforms=["linux"])
    assert names(claim, (), [">=3.9.2"]) == ["Python 3.9.0 on Linux", "Python 3.9.2 on Linux"]


def test_each_environment_stands_for_all_in_which_the_markers_come_out_alike():
    found = environments(Claim(universal=True, minimum="3.13"), ["sys_platform == 'win32'"])
    assert [sorted(e.name for e in environment.members) for environment in found] == [
        [f"Python 3.{minor} on {where}" for minor in (13, 14, 15) for where in ("Linux", "macOS")],
        [f"Python 3.{minor} on Windows" for minor in (13, 14, 15)],
    ]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        pytest.param(lambda e: e.platform == "win32", "on Windows", id="a platform"),
        pytest.param(lambda e: e.minor == "3.14", "Python 3.14", id="a Python"),
        pytest.param(
            lambda e: e.platform == "win32" and e.minor != "3.14", "Python 3.13 and 3.15 on Windows", id="both"
        ),
        pytest.param(lambda e: True, "", id="everywhere"),
    ],
)
def test_names(chosen, expected):
    found = environments(Claim(universal=True, minimum="3.13"), ["sys_platform == 'win32'"])
    everywhere = [member for environment in found for member in environment.members]
    assert name_environments([e for e in everywhere if chosen(e)], everywhere) == expected


@pytest.mark.parametrize(
    ("machines", "expected"),
    [
        pytest.param(("ppc64le",), "on Linux ppc64le, macOS ppc64le and Windows ppc64le", id="one machine"),
        pytest.param(
            ("ppc64le", "s390x"),
            "on Linux ppc64le, macOS ppc64le, Windows ppc64le and 3 more",
            id="more than can be listed",
        ),
    ],
)
def test_names_of_machines(machines, expected):
    marker = "platform_machine == 'ppc64le' or platform_machine == 's390x'"
    found = environments(Claim(universal=True, minimum="3.13"), [marker])
    everywhere = [member for environment in found for member in environment.members]
    chosen = [e for e in everywhere if e.values["platform_machine"] in machines]
    assert name_environments(chosen, everywhere) == expected


@pytest.mark.parametrize(
    ("word", "version"),
    [
        ("3.11", "3.11"),
        ("python3.11", "3.11"),
        ("/usr/bin/python3.9", "3.9"),
        ("cpython@3.12.1", "3.12.1"),
        ("py312", None),
        ("py3.12", "3.12"),
        ("PYTHON-3.10", "3.10"),
        ("2.7", "2.7"),
        ("4.0", None),
        ("3", None),
        ("3.12.1.1", None),
        ("3.13rc1", None),
        ("3.12+local", None),
        ("pypy", None),
        ("/opt/3.12.1/bin/python", None),
    ],
)
def test_python_of(word, version):
    assert python_of([word]) == version


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linux", (["linux"], [])),
        ("x86_64-unknown-linux-gnu", (["linux"], ["x86_64"])),
        ("aarch64-apple-darwin", (["darwin"], ["arm64"])),
        ("macos", (["darwin"], [])),
        ("x86_64-pc-windows-msvc", (["win32"], ["AMD64"])),
        ("x86_64-manylinux_2_28", (["linux"], ["x86_64"])),
        ("win32", (["win32"], [])),
        ("darwin", (["darwin"], [])),
        ("arm64-apple-ios", (["ios"], ["arm64"])),
        ("aarch64-linux-android", (["android"], ["aarch64"])),
        ("wasm32-emscripten", (["emscripten"], [])),
        ("wasm32-pyodide2024", (["emscripten"], [])),
        ("wasm32-wasi", (["emscripten"], [])),
        ("aarch64-pc-windows-msvc", (["win32"], ["ARM64"])),
        ("i686-pc-windows-msvc", (["win32"], ["x86"])),
        ("i686-unknown-linux-gnu", (["linux"], ["i686"])),
        ("armv7l-unknown-linux", (["linux"], ["armv7l"])),
        ("ppc64le-linux", (["linux"], ["ppc64le"])),
        ("ppc64-linux", (["linux"], ["ppc64"])),
        ("s390x-linux", (["linux"], ["s390x"])),
        ("riscv64gc-unknown-linux", (["linux"], ["riscv64"])),
        ("loongarch64-unknown-linux", (["linux"], ["loongarch64"])),
        ("Linux", (["linux"], [])),
        ("plan9", ([], [])),
    ],
)
def test_read_platform(text, expected):
    assert read_platform(text) == expected
