from __future__ import annotations

import os
import sys

import pytest

from pinlint.evidence.user_configuration import load, split_login
from pinlint.project.urls import DEFAULT_INDEX

PROXY = "https://packages.example.org/simple"
MORE = "https://more.example.org/simple"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of its own, and nothing of this machine's configuration."""
    home = tmp_path / "home"
    (tmp_path / "project").mkdir()
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
    monkeypatch.setattr("pinlint.evidence.user_configuration._pip_files", lambda variables: [str(home / "pip.conf")])
    return home


def loaded(home, variables=None, **options):
    variables = {"XDG_CONFIG_DIRS": str(home / "none"), "XDG_CONFIG_HOME": str(home / "config"), **(variables or {})}
    return load(str(home.parent / "project"), variables=variables, **options)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param({}, [DEFAULT_INDEX], id="nothing said"),
        pytest.param({"PIP_INDEX_URL": PROXY + "/"}, [PROXY], id="pip"),
        pytest.param({"PIP_INDEX_URL": PROXY, "PIP_EXTRA_INDEX_URL": f"{MORE} {PROXY}"}, [PROXY, MORE], id="pip extra"),
        pytest.param({"UV_INDEX_URL": PROXY, "UV_EXTRA_INDEX_URL": MORE}, [PROXY, MORE], id="uv, old names"),
        pytest.param({"UV_DEFAULT_INDEX": f"own={PROXY}", "UV_INDEX": f"more={MORE}"}, [PROXY, MORE], id="uv"),
        pytest.param({"UV_INDEX": MORE}, [DEFAULT_INDEX, MORE], id="uv adds"),
        pytest.param({"PIP_INDEX_URL": "file:///srv/simple"}, [], id="no http"),
        pytest.param({"UVX_INDEX_URL": PROXY, "XPIP_INDEX_URL": MORE}, [DEFAULT_INDEX], id="variables of others"),
        pytest.param({"PIP_INDEX_URL": ""}, [DEFAULT_INDEX], id="a variable that is empty"),
    ],
)
def test_indexes_of_the_environment(home, variables, expected):
    assert loaded(home, variables).indexes == expected


def test_credentials_are_split_off_at_once(home):
    found = loaded(home, {"PIP_INDEX_URL": "https://me:p%40ss@packages.example.org/simple/"})
    assert (found.indexes, found.logins) == ([PROXY], {PROXY: ("me", "p@ss")})


def test_credentials_of_named_indexes(home):
    names = {"UV_INDEX": f"my-own={MORE}", "UV_INDEX_MY_OWN_USERNAME": "me", "UV_INDEX_MY_OWN_PASSWORD": "x"}
    assert loaded(home, names).logins == {MORE: ("me", "x")}


def test_a_variable_that_is_empty_leaves_what_the_file_says(home):
    (home / "pip.conf").write_text(f"[global]\nindex-url = {PROXY}\n")
    assert loaded(home, {"PIP_INDEX_URL": ""}).indexes == [PROXY]


def test_pips_file(home):
    (home / "pip.conf").write_text(
        f"[global]\nindex-url = {PROXY}\ntimeout = 60\nextra_index_url =\n    {MORE}\n    https://third.example.org/simple\n"
        "[install]\nfind-links = https://links.example.org/page /srv/wheels\n[freeze]\ntimeout = 10\n"
    )
    found = loaded(home)
    assert found.indexes == [PROXY, MORE, "https://third.example.org/simple"]
    assert (found.pages, found.folders, found.timeout) == (["https://links.example.org/page"], ["/srv/wheels"], 60.0)


def test_the_environment_wins_over_pips_file(home):
    (home / "pip.conf").write_text(f"[global]\nindex-url = {PROXY}\n")
    assert loaded(home, {"PIP_INDEX_URL": MORE}).indexes == [MORE]


def test_uvs_file(home):
    (home / "config" / "uv").mkdir(parents=True)
    (home / "config" / "uv" / "uv.toml").write_text(
        f'[[index]]\nname = "own"\nurl = "{MORE}"\n[[index]]\nurl = "{PROXY}"\ndefault = true\n[pip]\nno-index = false\n'
    )
    assert loaded(home, {"UV_INDEX_OWN_USERNAME": "me"}).indexes == [PROXY, MORE]


def test_no_index(home):
    assert loaded(home, {"PIP_NO_INDEX": "true"}).refusal == "the user's configuration says no-index"


@pytest.mark.parametrize(
    ("there", "variable", "expected"),
    [
        pytest.param([".netrc", "_netrc"], None, ".netrc", id="both"),
        pytest.param(["_netrc"], None, "_netrc", id="as Windows writes it"),
        pytest.param([".netrc", "mine"], "mine", "mine", id="the variable"),
        pytest.param([], None, None, id="none"),
    ],
)
def test_the_netrc_file_is_the_first_that_exists(home, there, variable, expected):
    for name in there:
        (home / name).write_text("")
    found = loaded(home, {"NETRC": str(home / variable)} if variable else {})
    assert found.netrc == (str(home / expected) if expected else None)


@pytest.mark.parametrize(
    ("variable", "name"),
    [("PIP_CONFIG_FILE", "pip.conf"), ("UV_CONFIG_FILE", "uv.toml"), ("NETRC", "netrc")],
)
def test_no_file_of_the_project_is_read(home, variable, name, monkeypatch):
    path = home.parent / "project" / name
    text = f'index-url = "{MORE}"\n' if name == "uv.toml" else f"[global]\nindex-url = {MORE}\n"
    path.write_text(text)
    monkeypatch.setattr("pinlint.evidence.user_configuration._pip_files", lambda variables: [str(path)])
    found = loaded(home, {variable: str(path)})
    assert (found.indexes, found.netrc) == ([DEFAULT_INDEX], None)
    assert any("is inside the project; pinlint ignores it" in problem for problem in found.problems)


def test_a_link_out_of_home_into_the_project_is_the_projects(home):
    (home.parent / "project" / "pip.conf").write_text(f"[global]\nindex-url = {MORE}\n")
    os.symlink(home.parent / "project" / "pip.conf", home / "pip.conf")
    assert loaded(home).indexes == [DEFAULT_INDEX]


@pytest.mark.parametrize("where", ["project", "gone"])
def test_a_ca_bundle_that_cannot_be_trusted_stops_the_index(home, where):
    path = home.parent / "project" / "ca.pem"
    if where == "project":
        path.write_text("")
    found = loaded(home, {"REQUESTS_CA_BUNDLE": str(path)})
    assert (found.ca_bundle, bool(found.refusal)) == (None, True)


def test_ca_bundles_in_pips_order(home):
    for name in ("one", "two"):
        (home / name).write_text("")
    variables = {"SSL_CERT_FILE": str(home / "one"), "PIP_CERT": str(home / "two")}
    assert loaded(home, variables).ca_bundle == str(home / "two")
    del variables["PIP_CERT"]
    assert loaded(home, variables).ca_bundle == str(home / "one")


@pytest.mark.parametrize("content", [b"[global\n", b"\xff\xfe[", b"key without section\n", b"[a]\nx=1\n[a]\nx=2\n"])
def test_a_broken_file_is_a_problem_without_its_text(home, content):
    (home / "pip.conf").write_bytes(content)
    assert loaded(home).problems == ["pip's configuration pip.conf cannot be read"]


def test_a_broken_uv_file_is_a_problem_without_its_text(home):
    (home / "config" / "uv").mkdir(parents=True)
    (home / "config" / "uv" / "uv.toml").write_text('index-url = "https://me:secret@')
    assert loaded(home).problems == ["uv's configuration uv.toml cannot be read"]


@pytest.mark.parametrize("variable", [{"PIP_KEYRING_PROVIDER": "subprocess"}, {"UV_KEYRING_PROVIDER": "subprocess"}])
def test_keyring_is_the_users_choice(home, variable):
    assert loaded(home, variable).keyring
    assert not loaded(home).keyring


@pytest.mark.parametrize(
    ("value", "expected"), [("5", 5.0), ("900", 60.0), ("0", 1.0), ("x", 15.0), ("9" * 5000, 60.0)]
)
def test_the_timeout_is_bounded(home, value, expected):
    assert loaded(home, {"PIP_DEFAULT_TIMEOUT": value}).timeout == expected


def test_folders_that_find_links_names(home):
    found = loaded(home, {"PIP_FIND_LINKS": "file:///srv/wheels%20here ~/wheels"})
    assert found.folders == ["/srv/wheels here", str(home / "wheels")]


@pytest.mark.skipif(os.name == "nt", reason="the paths are POSIX ones")
def test_where_pips_files_are(tmp_path, monkeypatch):
    from pinlint.evidence.user_configuration import _pip_files

    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setattr(sys, "prefix", "/prefix")
    monkeypatch.setattr(sys, "platform", "linux")
    assert list(_pip_files({"XDG_CONFIG_DIRS": "/one:/two"})) == [
        "/two/pip/pip.conf",
        "/one/pip/pip.conf",
        "/etc/pip.conf",
        "/home/me/.pip/pip.conf",
        "/home/me/.config/pip/pip.conf",
        "/prefix/pip.conf",
    ]
    chosen = str(tmp_path)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert list(_pip_files({})) == [
        "/Library/Application Support/pip/pip.conf",
        "/home/me/.pip/pip.conf",
        "/home/me/.config/pip/pip.conf",
        "/prefix/pip.conf",
    ]
    (tmp_path / "Library/Application Support/pip").mkdir(parents=True)
    monkeypatch.setenv("HOME", chosen)
    assert f"{chosen}/Library/Application Support/pip/pip.conf" in _pip_files({})
    monkeypatch.setattr(sys, "platform", "linux")
    assert list(_pip_files({"XDG_CONFIG_HOME": "/own"}))[-2:] == ["/own/pip/pip.conf", "/prefix/pip.conf"]
    assert list(_pip_files({"PIP_CONFIG_FILE": chosen}))[-3:] == ["/etc/pip.conf", "/prefix/pip.conf", chosen]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://me:a%3Ab@example.org/x?y#z", ("https://example.org/x", ("me", "a:b"))),
        ("https://token@example.org/", ("https://example.org/", ("token", ""))),
        ("https://me:x@y@example.org/", ("https://example.org/", ("me", "x@y"))),
        ("https://example.org/a@b", ("https://example.org/a@b", None)),
        ("/srv/wheels", ("/srv/wheels", None)),
    ],
)
def test_split_login(url, expected):
    assert split_login(url) == expected
