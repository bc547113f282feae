"""All that pinlint takes from the configuration of a user: trees of files and variables, each with what is taken from them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.evidence import user_configuration
from pinlint.evidence.user_configuration import UserConfiguration, load

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the paths are POSIX ones")

ONE, TWO, THREE = (f"https://{name}.example.org/simple" for name in ("one", "two", "three"))
PUBLIC = "index https://pypi.org/simple"
PIP, UV, UV_OF_THE_SYSTEM = "home/.config/pip/pip.conf", "home/.config/uv/uv.toml", "xdg/uv/uv.toml"


def taken(found: UserConfiguration, root: Path) -> list[str]:
    lists = {"index": found.indexes, "page": found.pages, "folder": found.folders}
    lines = [f"{kind} {each}" for kind, values in lists.items() for each in values]
    lines += [f"login {user}:{password} of {url}" for url, (user, password) in found.logins.items()]
    lines += ["keyring"] * found.keyring
    named = ("proxy", "ca_bundle", "netrc", "refusal")
    lines += [f"{name} {value}" for name in named if (value := getattr(found, name))]
    lines += [f"timeout {found.timeout:g}"] * (found.timeout != 15)
    return [line.replace(str(root), "") for line in [*lines, *found.problems]]


CASES = {
    "uv: indexes": (
        {UV: f'extra-index-url = ["{TWO}", 3]\nindex-url = "{ONE}"\n[[index]]\nurl = "{THREE}"\n[[index]]\nname = "x"\n'},
        {},
        [
            f"index {ONE}",
            f"index {TWO}",
            f"index {THREE}",
            "an index of the user's configuration is not an http or https URL; pinlint ignores it",
        ],
    ),
    "uv: a default index wins over the old setting": (
        {UV: f'index-url = "{ONE}"\nindex = [{{url = "{TWO}", default = true}}, {{url = "{THREE}", default = "x"}}, 1]\n'},
        {},
        [f"index {TWO}", f"index {THREE}"],
    ),
    "uv: an index that is no text": ({UV: "index-url = 3\n"}, {}, [PUBLIC]),
    "uv: values that are no lists": ({UV: 'index = "x"\nextra-index-url = "y"\nfind-links = "z"\n'}, {}, [PUBLIC]),
    "uv: folders and pages, without the public index": (
        {UV: 'no-index = true\nfind-links = ["/srv/a b", "https://me:pw@links.example.org/x"]\n'},
        {},
        [
            PUBLIC,
            "page https://links.example.org/x",
            "folder /srv/a b",
            "login me:pw of https://links.example.org/x",
            "refusal the user's configuration says no-index",
        ],
    ),
    "uv: an index is not left out by a text": ({UV: 'no-index = "true"\n'}, {}, [PUBLIC]),
    "uv: keyring": ({UV: 'keyring-provider = "subprocess"\n'}, {}, [PUBLIC, "keyring"]),
    "uv: keyring that is disabled": ({UV: 'keyring-provider = "disabled"\n'}, {}, [PUBLIC]),
    "uv: the table of pip, and the settings that win over it": (
        {UV: f'index-url = "{ONE}"\n[pip]\nindex-url = "{TWO}"\nno-index = true\n'},
        {},
        [f"index {ONE}", "refusal the user's configuration says no-index"],
    ),
    "uv: pip is no table": ({UV: f'pip = 3\nindex-url = "{ONE}"\n'}, {}, [f"index {ONE}"]),
    "uv: the user's file is added to that of the system": (
        {UV: f'index-url = "{ONE}"\n', UV_OF_THE_SYSTEM: f'index-url = "{TWO}"\nextra-index-url = ["{THREE}"]\n'},
        {},
        [f"index {ONE}", f"index {THREE}"],
    ),
    "uv: only the first folder of the system": (
        {UV_OF_THE_SYSTEM.replace("xdg", "xdg2"): f'index-url = "{TWO}"\n'},
        {"XDG_CONFIG_DIRS": "{root}/xdg:{root}/xdg2"},
        [PUBLIC],
    ),
    "uv: a chosen file is the only one": (
        {UV: f'index-url = "{ONE}"\n', "mine.toml": f'extra-index-url = ["{THREE}"]\n'},
        {"UV_CONFIG_FILE": "{root}/mine.toml"},
        [PUBLIC, f"index {THREE}"],
    ),
    "uv: another folder of configurations": (
        {"own/uv/uv.toml": f'index-url = "{ONE}"\n', UV: f'index-url = "{TWO}"\n'},
        {"XDG_CONFIG_HOME": "{root}/own"},
        [f"index {ONE}"],
    ),
    "uv: one file that cannot be read, and one that can": (
        {UV: f'index-url = "{ONE}"\n', UV_OF_THE_SYSTEM: "x = [\n"},
        {},
        [f"index {ONE}", "uv's configuration uv.toml cannot be read"],
    ),
    "uv: a file in the project": (
        {"project/uv.toml": f'index-url = "{ONE}"\n'},
        {"UV_CONFIG_FILE": "{root}/project/uv.toml"},
        [PUBLIC, "uv's configuration uv.toml is inside the project; pinlint ignores it"],
    ),
    "variables of uv": (
        {},
        {"UV_INDEX": f"a-b={ONE} c=d={TWO} {THREE}", "UV_INDEX_A_B_USERNAME": "me", "UV_INDEX_URL": "a=https://x.org/"},
        [
            "index https://x.org",
            f"index {ONE}",
            f"index {THREE}",
            f"login me: of {ONE}",
            "an index of the user's configuration is not an http or https URL; pinlint ignores it",
        ],
    ),
    "a login in a URL wins over that of a variable": (
        {},
        {"UV_INDEX": "a=https://you:pw@one.example.org/simple", "UV_INDEX_A_USERNAME": "me", "UV_INDEX_A_PASSWORD": "x"},
        [PUBLIC, f"index {ONE}", f"login you:pw of {ONE}"],
    ),
    "a login of an index without a name": (
        {},
        {"UV_INDEX": ONE, "UV_INDEX__USERNAME": "me", "UV_INDEX_USERNAME": "me"},
        [PUBLIC, f"index {ONE}"],
    ),
    "links of uv": (
        {},
        {"UV_FIND_LINKS": "/srv/a,https://links.example.org/y /srv/b"},
        [PUBLIC, "page https://links.example.org/y", "folder /srv/a", "folder /srv/b"],
    ),
    "files as URLs": (
        {},
        {"PIP_FIND_LINKS": "file:///srv/a file:/srv/b file://localhost/srv/c ~/d"},
        [PUBLIC, "folder /srv/a", "folder /srv/b", "folder /srv/c", "folder /home/d"],
    ),
    "two indexes that are not at HTTP": (
        {},
        {"PIP_EXTRA_INDEX_URL": "ftp://a file:///b"},
        [PUBLIC, "an index of the user's configuration is not an http or https URL; pinlint ignores it"],
    ),
    "pip: sections, and how names may be written": (
        {PIP: f"[Global]\nindex-url = {THREE}\n[global]\nIndex_URL = {ONE}\nproxy = p:1\n[install]\nproxy = q:2\nproxy_x =\n"},
        {},
        [f"index {ONE}", "proxy q:2"],
    ),
    "pip: the user's file wins over that of the system": (
        {PIP: f"[global]\nindex-url = {ONE}\n", "xdg/pip/pip.conf": f"[global]\nindex-url={TWO}\nextra-index-url={THREE}\n"},
        {},
        [f"index {ONE}", f"index {THREE}"],
    ),
    "pip: the older place, the newer one, and the environment": (
        {
            "home/.pip/pip.conf": f"[global]\nindex-url = {ONE}\nproxy = a:1\ntimeout = 9\n",
            PIP: f"[global]\nindex-url = {TWO}\nproxy = b:2\n",
            "prefix/pip.conf": f"[global]\nindex-url = {THREE}\n",
        },
        {},
        [f"index {THREE}", "proxy b:2", "timeout 9"],
    ),
    "pip: a chosen file replaces the user's": (
        {PIP: f"[global]\nindex-url = {ONE}\nproxy = a:1\n", "mine.conf": f"[global]\nindex-url = {TWO}\n"},
        {"PIP_CONFIG_FILE": "{root}/mine.conf"},
        [f"index {TWO}"],
    ),
    "pip: a chosen file that is not there": (
        {PIP: f"[global]\nindex-url = {ONE}\n"},
        {"PIP_CONFIG_FILE": "{root}/mine.conf"},
        [f"index {ONE}"],
    ),
    "pip: a file with a mark of its encoding": ({PIP: f"\ufeff[global]\nindex-url = {ONE}\n"}, {}, [f"index {ONE}"]),
    "pip: a file that cannot be read": (
        {PIP: "[global\n", "prefix/pip.conf": f"[global]\nindex-url = {ONE}\n"},
        {},
        [f"index {ONE}", "pip's configuration pip.conf cannot be read"],
    ),
    "pip: a file in the project": (
        {"project/pip.conf": f"[global]\nindex-url = {ONE}\n"},
        {"PIP_CONFIG_FILE": "{root}/project/pip.conf"},
        [PUBLIC, "pip's configuration pip.conf is inside the project; pinlint ignores it"],
    ),
    "times: a setting of pip": (
        {PIP: "[global]\ntimeout = 7\ndefault-timeout = 8\n"}, {"UV_HTTP_TIMEOUT": "9"}, [PUBLIC, "timeout 7"]
    ),
    "times: its other name": ({PIP: "[global]\ndefault-timeout = 8\n"}, {"UV_HTTP_TIMEOUT": "9"}, [PUBLIC, "timeout 8"]),
    "times: a variable of uv": ({}, {"UV_HTTP_TIMEOUT": " 9 "}, [PUBLIC, "timeout 9"]),
    "times: the longest": ({}, {"UV_HTTP_TIMEOUT": "61"}, [PUBLIC, "timeout 60"]),
    "bundles: the first variable that has one": (
        {"a.pem": "", "b.pem": "", "c.pem": ""},
        {"SSL_CERT_FILE": "{root}/a.pem", "CURL_CA_BUNDLE": "{root}/b.pem", "REQUESTS_CA_BUNDLE": ""},
        [PUBLIC, "ca_bundle /b.pem"],
    ),
    "bundles: the variable before the others": (
        {"a.pem": "", "b.pem": "", "c.pem": ""},
        {"SSL_CERT_FILE": "{root}/a.pem", "CURL_CA_BUNDLE": "{root}/b.pem", "REQUESTS_CA_BUNDLE": "{root}/c.pem"},
        [PUBLIC, "ca_bundle /c.pem"],
    ),
    "bundles: in the home": ({"home/a.pem": ""}, {"PIP_CERT": "~/a.pem"}, [PUBLIC, "ca_bundle /home/a.pem"]),
    "bundles: in the project": (
        {"project/a.pem": ""},
        {"PIP_CERT": "{root}/project/a.pem"},
        [
            PUBLIC,
            "refusal the CA bundle that the user's configuration names is inside the project or is missing",
            "the CA bundle is inside the project; pinlint ignores it",
        ],
    ),
    "a netrc file": ({"home/.netrc": ""}, {}, [PUBLIC, "netrc /home/.netrc"]),
    "a netrc file in the project": (
        {"project/netrc": ""},
        {"NETRC": "{root}/project/netrc"},
        [PUBLIC, "the netrc file is inside the project; pinlint ignores it"],
    ),
    **{f"no index: {word}": ({}, {"PIP_NO_INDEX": word}, [PUBLIC, "refusal the user's configuration says no-index"])
       for word in ("1", "TRUE", " yes ", "on", "y", "t")},
    **{f"an index: {word}": ({}, {"PIP_NO_INDEX": word}, [PUBLIC]) for word in ("0", "no", "false", "off")},
    "keyring of pip": ({PIP: "[global]\nkeyring-provider = subprocess\n"}, {}, [PUBLIC, "keyring"]),
    "another keyring of pip": ({PIP: "[global]\nkeyring-provider = import\n"}, {}, [PUBLIC]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_taken(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, variables, expected = CASES[case]
    write_tree(tmp_path, {"project/x": "", "home/x": "", **files})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
    monkeypatch.setattr(sys, "platform", "linux")
    outside = UserConfiguration.outside  # the files of this machine do not count
    monkeypatch.setattr(
        UserConfiguration,
        "outside",
        lambda self, path, what: None if path[:5] == "/etc/" else outside(self, path, what),
    )
    variables = {"XDG_CONFIG_DIRS": "{root}/xdg", **variables}
    variables = {name: value.replace("{root}", str(tmp_path)) for name, value in variables.items()}
    assert taken(load(str(tmp_path / "project"), variables=variables), tmp_path) == expected


def test_without_files_only_variables_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(
        tmp_path, {".config/pip/pip.conf": f"[global]\nindex-url = {ONE}\n", ".config/uv/uv.toml": "no-index = true\n"}
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    assert taken(load("/project", variables={"PIP_EXTRA_INDEX_URL": TWO}, files=False), tmp_path) == [
        PUBLIC,
        f"index {TWO}",
    ]


def test_where_the_files_are_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {"PROGRAMDATA": "/data", "APPDATA": "/app", "XDG_CONFIG_HOME": "/no", "XDG_CONFIG_DIRS": "/no"}
    asked: list[str] = []
    found = UserConfiguration("/project")
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setattr(sys, "prefix", "/prefix")
    monkeypatch.setattr(UserConfiguration, "outside", lambda self, path, what: asked.append(path))
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", "nt")
        files = list(user_configuration._pip_files(variables))
        user_configuration._uv_settings(found, variables)
    assert files == ["/data/pip/pip.ini", "/home/me/pip/pip.ini", "/app/pip/pip.ini", "/prefix/pip.ini"]
    assert asked == ["/data/uv/uv.toml", "/app/uv/uv.toml"]
