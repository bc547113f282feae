"""Direct references: what a URL or path points at, and that credentials are never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.requirements.names import is_valid, normalize
from pinlint.requirements.references import (
    SCHEMES,
    VCS_SCHEMES,
    Reference,
    kind_of_ref,
    parse_reference,
    scheme_of,
    wheel_parts,
)
from pinlint.text.secrets import redact

COMMIT = "0123456789abcdef0123456789abcdef01234567"
UUID = "efad67f8-0c2f-4c5a-9a62-0123456789ab"
ABSENT = Reference("", "url")


def found(url: str, *, editable: bool = False) -> dict[str, object]:
    """What the reference tells beyond its kind, scheme, host and path."""
    reference = parse_reference(url, editable)
    names = "vcs repository revision ref ref_kind name version egg_name egg_version egg_extras subdirectory wheels_cdn".split()  # noqa: SIM905
    found = {name: getattr(reference, name) for name in names if getattr(reference, name) != getattr(ABSENT, name)}
    if reference.hashes:
        found["hashes"] = [f"{algorithm}:{digest}" for algorithm, digest, _ in reference.hashes]
        assert all(url[start:end] == digest for _, digest, (start, end) in reference.hashes)
    if reference.name_range:
        assert url[slice(*reference.name_range)] == reference.name
    if reference.addon:
        found["addon"] = repr(reference.addon)
    return found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("url https h.org", "https://u:p@H.org:8080/a/foo.zip", id="a URL"),
        pytest.param("url ftp h", "ftp://h/foo.zip", id="another scheme"),
        pytest.param("url p4+https h", "p4+https://h/r", id="a scheme that pip does not know"),
        pytest.param("vcs git+https h", "git+https://h/r.git", id="a repository"),
        pytest.param(
            "vcs git+ssh github.com", "git+ssh://git@github.com:o/r.git", id="a repository in the spelling of scp"
        ),
        pytest.param("path file ", "file:///srv/x", id="a file URL"),
        pytest.param("path  ", "./x", id="a path"),
        pytest.param("path  ", "C:\\x\\y.zip", id="a path with a drive"),
        pytest.param("path  ", "github.com:o/r.git", id="the spelling of scp is no URL"),
    ],
)
def test_kind_scheme_and_host(url: str, expected: str) -> None:
    reference = parse_reference(expected)
    assert f"{reference.kind} {reference.scheme} {reference.host}" == url


def test_an_editable_may_leave_out_the_vcs() -> None:
    assert parse_reference("git://h/r#egg=x", editable=True).kind == "vcs"
    assert parse_reference("git://h/r#egg=x").kind == "url"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            "git+https://u@h/o/r.git@v1#egg=foo&subdirectory=s",
            {
                "vcs": "git",
                "repository": "https://u@h/o/r.git",
                "revision": "v1",
                "ref": "v1",
                "ref_kind": "tag",
                "name": "foo",
                "egg_name": "foo",
                "subdirectory": "s",
            },
            id="every part of a VCS URL",
        ),
        pytest.param(
            "hg+ssh://h/r",
            {"vcs": "hg", "repository": "ssh://h/r", "ref_kind": "default-branch"},
            id="a repository without a revision",
        ),
        pytest.param(
            "https://h/f.zip#egg=Foo[a,B_c]==1.0%2Bcpu",
            {
                "name": "Foo",
                "version": "1.0+cpu",
                "egg_name": "Foo",
                "egg_version": "1.0+cpu",
                "egg_extras": ("a", "b-c"),
            },
            id="name, extras and version in the egg",
        ),
        pytest.param(
            "https://h/f.zip#egg=foo==2.2.9.edx-1",
            {"name": "foo", "version": "2.2.9.edx-1", "egg_name": "foo", "egg_version": "2.2.9.edx-1"},
            id="a version in the egg that is none",
        ),
        pytest.param("https://h/f.zip#egg=foo>=1", {"name": "foo", "egg_name": "foo"}, id="a range in the egg"),
        pytest.param("https://h/f.zip#egg=a b", {}, id="an egg that is none"),
        pytest.param(
            "https://h/foo_bar-1.0-py3-none-any.whl#sha256=aa",
            {"name": "foo_bar", "version": "1.0", "hashes": ["sha256:aa"]},
            id="a wheel",
        ),
        pytest.param(
            "https://h/foo-1.0%2Bcpu-cp311-cp311-linux_x86_64.whl",
            {"name": "foo", "version": "1.0+cpu"},
            id="an escaped name",
        ),
        pytest.param("https://h/foo-bar-1.0.tar.gz", {"name": "foo-bar", "version": "1.0"}, id="a source distribution"),
        pytest.param("./dist/foo-1.0.zip", {"name": "foo", "version": "1.0"}, id="a source distribution at a path"),
        pytest.param("https://h/foo-latest.tar.gz", {}, id="a file name without a version"),
        pytest.param("https://h/foo-1.0.txt", {}, id="a file that is no distribution"),
        pytest.param(
            "https://github.com/o/r/archive/main.zip", {"ref": "main", "ref_kind": "branch"}, id="GitHub: a branch"
        ),
        pytest.param(
            "https://github.com/o/r/archive/refs/tags/v1.zip",
            {"ref": "refs/tags/v1", "ref_kind": "tag"},
            id="GitHub: a tag",
        ),
        pytest.param(
            "https://github.com/o/r/archive/refs/heads/1.0.zip",
            {"ref": "refs/heads/1.0", "ref_kind": "branch"},
            id="GitHub: a branch that looks like a tag",
        ),
        pytest.param(
            f"https://github.com/o/r/archive/{COMMIT}.tar.gz",
            {"ref": COMMIT, "ref_kind": "commit"},
            id="GitHub: a commit",
        ),
        pytest.param(
            f"https://github.com/o/r/archive/{COMMIT}/r-1.tar.gz",
            {"ref": COMMIT, "ref_kind": "commit"},
            id="GitHub: a commit with a file name behind it",
        ),
        pytest.param(
            "https://github.com/o/r/tarball/master", {"ref": "master", "ref_kind": "branch"}, id="GitHub: a tarball"
        ),
        pytest.param(
            f"https://codeload.github.com/o/r/zip/{COMMIT}",
            {"ref": COMMIT, "ref_kind": "commit"},
            id="GitHub: codeload",
        ),
        pytest.param(
            "https://api.github.com/repos/o/r/zipball/1.2", {"ref": "1.2", "ref_kind": "tag"}, id="GitHub: the API"
        ),
        pytest.param(
            f"https://raw.githubusercontent.com/o/r/{COMMIT}/foo-1.0-py3-none-any.whl",
            {"ref": COMMIT, "ref_kind": "commit", "name": "foo", "version": "1.0"},
            id="GitHub: a file in a commit",
        ),
        pytest.param(
            "https://github.com/o/r/releases/download/v1/foo-1.0.tar.gz",
            {"name": "foo", "version": "1.0"},
            id="GitHub: the file of a release is an artifact",
        ),
        pytest.param(
            f"https://gitlab.com/g/s/r/-/archive/{COMMIT}/r-{COMMIT}.zip",
            {"ref": COMMIT, "ref_kind": "commit"},
            id="GitLab: a commit",
        ),
        pytest.param(
            "https://git.h.org/g/r/-/archive/feature/x/r.zip",
            {"ref": "feature/x", "ref_kind": "branch"},
            id="GitLab on another host: a branch with a slash",
        ),
        pytest.param(
            "https://gitlab.com/o/r/repository/archive.zip?ref=v2",
            {"ref": "v2", "ref_kind": "tag"},
            id="GitLab: an old URL",
        ),
        pytest.param(
            "https://gitlab.com/o/r/repository/archive.zip", {"ref_kind": "default-branch"}, id="GitLab: nothing named"
        ),
        pytest.param(
            f"https://bitbucket.org/o/r/get/{COMMIT[:12]}.zip",
            {"ref": COMMIT[:12], "ref_kind": "short-commit"},
            id="Bitbucket: an abbreviated commit",
        ),
        pytest.param(
            f"https://divio-addons.s3-eu-central-1.amazonaws.com/aldryn-sso/2.1.0/{UUID}/aldryn-sso-2.1.0.tar.gz#egg=aldryn-sso==2.1.0",
            {
                "name": "aldryn-sso",
                "version": "2.1.0",
                "egg_name": "aldryn-sso",
                "egg_version": "2.1.0",
                "addon": f"Addon('aldryn-sso', '2.1.0', '{UUID}')",
            },
            id="an addon of the Divio platform",
        ),
        pytest.param(
            "https://control.divio.com/aldryn-sso/2.1.0/aldryn-sso-2.1.0.tar.gz",
            {"name": "aldryn-sso", "version": "2.1.0"},
            id="another file of a host of addons",
        ),
        pytest.param(
            f"https://h.org/aldryn-sso/2.1.0/{UUID}/aldryn-sso-2.1.0.tar.gz",
            {"name": "aldryn-sso", "version": "2.1.0"},
            id="the same path on another host is no addon",
        ),
        pytest.param(
            f"https://wheels-cdn.aldryn.net/__external__/py39/{'ab' * 32}/aldryn_sso-2.1.0-py3-none-any.whl#md5={'ab' * 16}",
            {"name": "aldryn_sso", "version": "2.1.0", "hashes": [f"md5:{'ab' * 16}"], "wheels_cdn": True},
            id="a wheel that the platform built",
        ),
    ],
)
def test_what_it_says(url: str, expected: dict[str, object]) -> None:
    assert found(url) == expected


@pytest.mark.parametrize(
    ("ref", "kind"),
    [
        (None, "default-branch"),
        (COMMIT, "commit"),
        (COMMIT.upper(), "commit"),
        ("1" * 40, "commit"),
        ("ab" * 32, "commit"),
        ("d6b4f3b", "short-commit"),
        ("20240101", "tag"),
        ("v1.2.3", "tag"),
        ("release-1.2", "tag"),
        ("v1.2.0+local.1", "tag"),
        ("foo-1.2rc1", "tag"),
        ("refs/tags/x", "tag"),
        ("master", "branch"),
        ("feature/1.0", "branch"),
        ("refs/pull/1/head", "branch"),
        ("deadbee", "short-commit"),
        ("added", "branch"),
    ],
)
def test_what_a_revision_is_by_its_look(ref: str | None, kind: str) -> None:
    assert kind_of_ref(ref) == kind


@pytest.mark.parametrize(
    ("filename", "parts"),
    [
        ("foo-1.0-py3-none-any.whl", ("foo", "1.0")),
        ("foo-1.0-1-py2.py3-none-any.whl", ("foo", "1.0")),
        ("foo.whl", None),
        ("foo-1.0-x-py3-none-any.whl", None),
        ("foo__bar-1.0-py3-none-any.whl", None),
        ("foo-latest-py3-none-any.whl", None),
        ("foo-1.0-py3-none-.whl", None),
    ],
)
def test_wheel_names(filename: str, parts: tuple[str, str] | None) -> None:
    assert wheel_parts(filename) == parts


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("HTTPS://h", "https"),
        ("git+ssh://h", "git+ssh"),
        ("p4+https://h", None),
        ("C:\\x", None),
        ("foo @ https://h", None),
        ("foo", None),
    ],
)
def test_schemes(text: str, scheme: str | None) -> None:
    assert scheme_of(text) == scheme


def test_schemes_are_those_of_pip() -> None:
    from pip._internal.vcs import bazaar, git, mercurial, subversion

    backends = (bazaar.Bazaar, git.Git, mercurial.Mercurial, subversion.Subversion)
    expected = {scheme for backend in backends for scheme in backend.schemes}
    assert expected == VCS_SCHEMES
    assert {*expected, "http", "https", "file", "ftp"} == SCHEMES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("https://user:secret@h/x", "https://****@h/x", id="user and password"),
        pytest.param("https://token@h/x", "https://****@h/x", id="a token"),
        pytest.param(
            "foo @ git+https://u:p@ss@h/x@v1",
            "foo @ git+https://****@h/x@v1",
            id="an @ in the password, and a revision",
        ),
        pytest.param(
            "https://${USER}:${PASSWORD}@h/x", "https://${USER}:${PASSWORD}@h/x", id="variables are no credentials"
        ),
        pytest.param("https://h/x?token=abc&x=1", "https://h/x?token=****&x=1", id="a parameter"),
        pytest.param("https://h/x#sha256=abc&egg=foo", "https://h/x#sha256=abc&egg=foo", id="a hash is no secret"),
        pytest.param(
            "see https://a:b@h and https://c:d@i", "see https://****@h and https://****@i", id="two URLs in a text"
        ),
        pytest.param("mail me@example.org", "mail me@example.org", id="no URL"),
    ],
)
def test_credentials_are_hidden(text: str, expected: str) -> None:
    assert redact(text) == expected


@given(st.text(st.sampled_from("ab:/@?#[]+.-%=&{}$ \\"), max_size=40))
def test_any_text_is_read(text: str) -> None:
    reference = parse_reference(text)
    start, end = reference.name_range or (0, 0)
    assert 0 <= start <= end <= len(text)


@given(st.text(st.sampled_from("aB1-_.é "), max_size=8))
def test_names_are_those_of_packaging(name: str) -> None:
    from packaging.utils import InvalidName, canonicalize_name

    assert normalize(name) == canonicalize_name(name)
    try:
        canonicalize_name(name, validate=True)
    except InvalidName:
        assert not is_valid(name)
    else:
        assert is_valid(name)
