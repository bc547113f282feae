"""Of the wheels of one version, the one that the lock's Python installs decides."""

from __future__ import annotations

import pytest
from test_uv_cache import entry

from pinlint.evidence.uv_cache import UvCache
from pinlint.evidence.wheels import Wheels
from pinlint.freshness.environments import MINORS, Claim
from pinlint.requirements.distributions import python_tags, runs_on

A = ("a", "1.0")
PY2, PY3 = "a-1.0-py2-none-any.whl", "a-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("filename", "minors"),
    [
        ("a-1.0-py2-none-any.whl", ["2.7"]),
        ("a-1.0-py3-none-any.whl", ["3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"]),
        ("a-1.0-py2.py3-none-any.whl", list(MINORS)),
        ("a-1.0-py312-none-any.whl", ["3.12", "3.13", "3.14", "3.15"]),
        ("a-1.0-1-cp36-cp36m-win_amd64.whl", ["3.6"]),
        ("a-1.0-cp310-cp310-win_amd64.whl", ["3.10"]),
        ("a-1.0-cp312-abi3-win_amd64.whl", ["3.12", "3.13", "3.14", "3.15"]),
        ("a-1.0-cp39-none-any.whl", ["3.9"]),
        ("a-1.0-pp39-pypy39_pp73-win_amd64.whl", ["3.9"]),
        ("a-1.0-odd-none-any.whl", list(MINORS)),
        ("a-1.0.tar.gz", list(MINORS)),
    ],
)
def test_which_pythons_install_a_wheel(filename, minors):
    assert [minor for minor in MINORS if runs_on(python_tags(filename), [minor])] == minors


@pytest.mark.parametrize(
    ("claim", "minors"),
    [
        pytest.param(Claim(), list(MINORS), id="nothing is said"),
        pytest.param(Claim(pythons=["3.6"]), ["3.6"], id="a minor version"),
        pytest.param(Claim(pythons=["3.9.1", "3.9.2", "3.10"]), ["3.9", "3.10"], id="patch levels"),
        pytest.param(Claim(universal=True, minimum="3.14"), ["3.14", "3.15"], id="from one on"),
        pytest.param(Claim(requires_python=">=3.13,<3.15"), ["3.13", "3.14"], id="what the project says"),
    ],
)
def test_which_pythons_a_lock_is_for(claim, minors):
    assert claim.minors == minors


@pytest.mark.parametrize(
    ("minors", "required"),
    [
        pytest.param(["3.6"], {"a": ()}, id="Python 3"),
        pytest.param(["2.7"], {"a": ("typing",)}, id="Python 2"),
        pytest.param(["2.7", "3.6"], {}, id="two locks"),
        pytest.param(None, {}, id="a lock that does not say"),
    ],
)
def test_the_wheel_that_is_installed_decides(server, simple, minors, required):
    server.add(PY2, "a", "1.0", "typing")
    server.add(PY3, "a", "1.0")
    index = simple(pythons={A: minors})
    assert {pin[0]: metadata.requires_dist for pin, metadata in index.found.items()} == required
    assert simple(pythons={A: minors}).requests == (0 if required else 3)


def test_wheels_for_python_2_and_3_are_both_read_where_the_index_serves_no_metadata_files(server, simple):
    server.add(PY2, "a", "1.0", "typing", metadata=False)
    server.add(PY3, "a", "1.0", metadata=False)
    index = simple()
    assert (index.found, index.reasons) == ({}, {A: "its files on the index differ in what they require"})
    assert simple(pythons={A: ["3.6"]}).found[A].requires_dist == ()


def test_what_was_read_for_one_python_does_not_count_for_another(server, simple):
    server.add(PY2, "a", "1.0", "typing")
    server.add(PY3, "a", "1.0")
    simple(pythons={A: ["3.6"]})
    again = simple(pythons={A: ["2.7"]})
    assert again.found[A].requires_dist == ("typing",)
    assert again.requests == 2
    assert simple().found == {}


def test_a_wheel_without_a_hash_is_not_known_again(server, simple):
    server.add(PY2, "a", "1.0", "typing", hashed=False)
    server.add(PY3, "a", "1.0")
    assert simple(pythons={A: ["3.6"]}).found[A].requires_dist == ()
    assert simple(pythons={A: ["2.7"]}).found[A].requires_dist == ("typing",)


def test_a_source_distribution_is_installed_where_no_wheel_runs(server, simple, tmp_path, make_sdist):
    server.add(PY3, "a", "1.0")
    server.add("a-1.0.tar.gz", "a", "1.0", "typing")
    assert simple(pythons={A: ["2.7"]}).found[A].requires_dist == ("typing",)
    assert simple(pythons={A: ["3.6"]}).found[A].requires_dist == ()


@pytest.mark.parametrize(
    ("files", "minors", "required"),
    [
        pytest.param([PY2, PY3], ["3.6"], (), id="the wheel of the Python"),
        pytest.param([PY2], ["3.6"], None, id="only a wheel of another Python"),
        pytest.param(["a-1.0-cp312-cp312-linux_x86_64.whl"], ["3.11"], (), id="a wheel of another minor version"),
        pytest.param([PY2, PY3], None, None, id="a lock that does not say"),
    ],
)
def test_folders_and_caches(tmp_path, make_wheel, files, minors, required):
    cache = tmp_path / "uv" / "wheels-v8" / "pypi" / "a"
    cache.mkdir(parents=True)
    for name in files:
        requires = ["typing"] if "py2" in name else []
        make_wheel(tmp_path / name, "a", "1.0", *requires)
        tags = name.removeprefix("a-1.0-").removesuffix(".whl")
        (cache / f"1.0-{tags}.msgpack").write_bytes(entry("a", "1.0", requires))
    for source in (
        Wheels([str(tmp_path)], pythons={A: minors}),
        UvCache(str(tmp_path / "uv"), pythons={A: minors}),
    ):
        found = source.find([A])
        assert (found[A].requires_dist if found else None) == required
