"""no-wheel: versions that have no file for an environment that the lock is for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import FILES, digest, poetry_lock, poetry_package, project, root, uv_file, uv_lock, uv_package

LINUX, MAC, WINDOWS = "manylinux_2_17_x86_64", "macosx_11_0_arm64", "win_amd64"


def lock(
    *tags: str, python: str = ">=3.11, <3.14", marker: str = "", top: str = "", sdist: bool = False
) -> dict[str, str]:
    """A project that needs alpha 1.0, of which uv.lock has wheels with some tags."""
    names = [f"alpha-1.0-{tag}.whl" for tag in tags]
    files = [f'{{ url = "{FILES}/aa/bb/cc/{name}", hash = "sha256:{digest(name)}" }}' for name in names]
    if sdist:
        files.append(uv_file("alpha", "1.0", wheel=False))
    package = uv_package("alpha", files=files)
    edge = f'name = "alpha", marker = "{marker}"' if marker else "alpha"
    asked = f"alpha; {marker}" if marker else "alpha"
    return {
        "pyproject.toml": project(asked, python=python.replace(" ", "")),
        "uv.lock": uv_lock(root(edge), package, python=python, top=top),
    }


def cpython(minor: int, platform: str = LINUX) -> str:
    return f"cp3{minor}-cp3{minor}-{platform}"


ENVIRONMENTS = "supported-markers = [\n    \"sys_platform == 'linux'\",\n    \"sys_platform == 'darwin'\",\n]\n"
SYSTEMS = (
    "supported-markers = [\n    \"os_name == 'posix' and sys_platform != 'darwin'\",\n    \"os_name == 'nt'\",\n]\n"
)
PYTHONS = "supported-markers = [\n    \"python_full_version >= '3.11'\",\n]\n"
REQUIRED = "required-markers = [\n    \"sys_platform == 'darwin' and platform_machine == 'x86_64'\",\n]\n"
FAILS = {
    "the last Python of a bounded range": (lock(cpython(11), cpython(12)), "Python 3.13"),
    "the first Python": (lock(cpython(12), cpython(13), python=">=3.11"), "Python 3.11"),
    "one in the middle": (lock(cpython(11), cpython(13), python=">=3.11"), "Python 3.12"),
    "a range that ends with a minor version": (lock(cpython(11), python="==3.12.*"), ""),
    "wheels of Python 2": (lock("py2-none-any", cpython(11), cpython(12)), "Python 3.13"),
    "the stable ABI of a newer Python": (lock("cp312-abi3-" + LINUX), "Python 3.11"),
    "a platform that the lock names": (lock("cp311-abi3-" + LINUX, top=ENVIRONMENTS), "on macOS"),
    "an operating system that the lock names": (lock("cp311-abi3-" + LINUX, top=SYSTEMS), "on Windows"),
    "a machine that the lock requires": (lock(f"cp311-abi3-{MAC}", top=REQUIRED), "on macOS x86_64"),
}
HOLDS = {
    "a wheel for each": lock(cpython(11), cpython(12), cpython(13)),
    "a source distribution": lock(cpython(11), sdist=True),
    "a wheel of Python": lock("py3-none-any"),
    "a wheel of Python for each platform": lock("py3-none-" + LINUX, "py3-none-" + WINDOWS),
    "the stable ABI of an older Python": lock("cp39-abi3-" + LINUX),
    "a newer Python without an upper bound": lock(cpython(11), cpython(12), python=">=3.11"),
    "platforms that the lock does not name": lock("cp311-abi3-" + LINUX),
    "a lock that names Pythons only": lock("cp311-abi3-" + LINUX, top=PYTHONS),
    "needed on other Pythons only": lock(cpython(11), marker="python_full_version < '3.12'"),
    "needed on one platform only": lock("cp311-abi3-" + LINUX, marker="sys_platform == 'linux'", top=ENVIRONMENTS),
    "a wheel for all platforms named": lock("cp311-abi3-" + LINUX, "cp311-abi3-" + MAC, top=ENVIRONMENTS),
    "both machines in one wheel": lock("cp311-abi3-macosx_10_9_universal2", top=REQUIRED),
    "another implementation beside it": lock(cpython(11), cpython(12), cpython(13), "pp311-pypy311_pp73-" + LINUX),
    "tags that nobody knows": lock("x-y-any"),
}


@pytest.mark.parametrize("case", FAILS)
def test_what_cannot_be_installed_somewhere(case: str, check_tree: Callable[..., list[str]]) -> None:
    files, where = FAILS[case]
    line = files["uv.lock"].split('"alpha"\nversion')[0].count("\n") + 2
    message = "alpha==1.0 has no wheel and no source distribution for an environment of the lock"
    shown = f" ({where})" if where else ""
    assert check_tree(files, "no-wheel") == [f"uv.lock:{line}:12: error: no-wheel: {message}{shown}"]


@pytest.mark.parametrize("case", HOLDS)
def test_what_can_be_installed(case: str, check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(HOLDS[case], "no-wheel") == []


def needed_by_a_dependency(own: str) -> dict[str, str]:
    """alpha is needed on Windows only, by beta, and lacks a wheel for Python 3.13. The project requires beta and ``own``."""
    names = [f"alpha-1.0-{cpython(minor, WINDOWS)}.whl" for minor in (11, 12)]
    files = [f'{{ url = "{FILES}/aa/bb/cc/{name}", hash = "sha256:{digest(name)}" }}' for name in names]
    edge = 'name = "alpha", marker = "sys_platform == \'win32\'"'
    packages = [uv_package("alpha", files=files), uv_package("beta", "1.0", edge), uv_package("gamma")]
    edges = ["beta", f'name = "gamma", marker = "{own}"' if own else "gamma"]
    python = ">=3.11, <3.14"
    return {
        "pyproject.toml": project("beta", f"gamma; {own}" if own else "gamma", python=python.replace(" ", "")),
        "uv.lock": uv_lock(root(*edges), *packages, python=python),
    }


@pytest.mark.parametrize(
    ("own", "count"),
    [
        pytest.param("sys_platform == 'win32'", 1, id="the project names Windows itself"),
        pytest.param("sys_platform != 'win32'", 1, id="the project names Windows as an exception"),
        pytest.param("sys_platform == 'darwin'", 0, id="the project names another platform"),
        pytest.param("", 0, id="only a dependency names Windows"),
    ],
)
def test_a_platform_that_a_dependency_names(own: str, count: int, check_tree: Callable[..., list[str]]) -> None:
    assert len(check_tree(needed_by_a_dependency(own), "no-wheel")) == count


def test_the_lock_of_another_tool(check_tree: Callable[..., list[str]]) -> None:
    name = f"alpha-1.0-{cpython(12)}.whl"
    package = poetry_package("alpha", files=[f'{{file = "{name}", hash = "sha256:{digest(name)}"}}'])
    files = {
        "pyproject.toml": project("alpha", python=">=3.12,<3.14"),
        "poetry.lock": poetry_lock(package, python=">=3.12,<3.14"),
    }
    assert [line.partition(": no-wheel")[0] for line in check_tree(files, "no-wheel")] == ["poetry.lock:5:12: error"]


def test_the_pins_are_proved_all_the_same(check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(lock(cpython(11)), "unproven-lock", "orphan-pin", "missing-pin", "incompatible-python") == []
