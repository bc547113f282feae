"""The one meaning of "pinned", over everything that a requirement can ask for."""

from __future__ import annotations

import sys

import pytest

from pinlint.formats.requirements_txt import parse
from pinlint.requirements.model import Requirement
from pinlint.requirements.pinning import identity_of, kind_of, pin_of
from pinlint.text.source import SourceFile

COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "0123456789abcdef" * 4
UUID = "efad67f8-0c2f-4c5a-9a62-0123456789ab"
ADDON = f"https://control.divio.com/api/v1/apps/serve/aldryn-addons/2.1.0/{UUID}/aldryn-addons-2.1.0.tar.gz"


def requirement(text: str) -> Requirement:
    file = parse(SourceFile("requirements.txt", text))
    assert file.problems == []
    (found,) = file.requirements
    return found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("foo==1.0", "pin", id="an exact version"),
        pytest.param("Foo[a]==1.0 ; os_name=='nt'", "pin", id="extras and a marker change nothing"),
        pytest.param("foo == 1.0", "pin", id="blanks change nothing"),
        pytest.param("foo==v1.0", "pin", id="a version in another spelling"),
        pytest.param("foo==1.0rc1", "pin", id="a pre-release"),
        pytest.param("foo==1.0.post1", "pin", id="a post-release"),
        pytest.param("foo==1.0.dev3", "pin", id="a development release"),
        pytest.param("foo==1.0+cpu", "pin", id="a local version"),
        pytest.param("foo==1!2.0", "pin", id="an epoch"),
        pytest.param("foo==1.0,>0.9", "pin", id="a further clause that agrees"),
        pytest.param("foo>0.9,==1.0,!=1.1", "pin", id="further clauses on both sides"),
        pytest.param("foo==1.0,==1.0+cpu", "pin", id="two clauses that one version meets"),
        pytest.param("foo==1.0,==1.*", "pin", id="a wildcard that agrees"),
        pytest.param("foo===1.0", "arbitrary", id="arbitrary equality"),
        pytest.param("foo===any-text", "arbitrary", id="arbitrary equality with any text"),
        pytest.param("foo===1.0,>0.9", "arbitrary", id="arbitrary equality and a clause that agrees"),
        pytest.param("foo", "bare", id="a name alone"),
        pytest.param("foo[a]", "bare", id="a name with extras"),
        pytest.param("foo>=1.0", "range", id="a lower bound"),
        pytest.param("foo<2", "range", id="an upper bound"),
        pytest.param("foo~=1.0", "range", id="a compatible release"),
        pytest.param("foo!=1.0", "range", id="an exclusion"),
        pytest.param("foo>=1,<2,!=1.5", "range", id="bounds"),
        pytest.param("foo>=1.0,<=1.0", "range", id="bounds that meet are still no ==, local versions and all"),
        pytest.param("foo==1.*", "wildcard", id="a wildcard"),
        pytest.param("foo==1.*,!=1.5", "wildcard", id="a wildcard with an exclusion"),
        pytest.param("foo==1.0,!=1.0", "unsatisfiable", id="a pin and its exclusion"),
        pytest.param("foo==1.0,>1.0", "unsatisfiable", id="a pin below the bound"),
        pytest.param("foo==1.0,==2.0", "unsatisfiable", id="two pins"),
        pytest.param("foo>=2,<1", "unsatisfiable", id="bounds that exclude everything"),
        pytest.param("foo~=1.4,==1.3.*", "unsatisfiable", id="a wildcard outside a compatible release"),
        pytest.param("foo<0", "unsatisfiable", id="below every version"),
        pytest.param(f"foo @ git+https://h/r.git@{COMMIT}", "pin", id="a full commit"),
        pytest.param(f"git+ssh://git@h/o/r.git@{COMMIT}#egg=foo", "pin", id="a full commit in an old spelling"),
        pytest.param(f"foo @ git+https://h/r.git@{DIGEST}", "pin", id="a full commit of SHA-256"),
        pytest.param(f"foo @ git+https://h/r.git@{COMMIT[:8]}", "mutable", id="an abbreviated commit"),
        pytest.param("foo @ git+https://h/r.git@v1.0", "mutable", id="a tag"),
        pytest.param("foo @ git+https://h/r.git@main", "mutable", id="a branch"),
        pytest.param("foo @ git+https://h/r.git", "mutable", id="no revision"),
        pytest.param("foo @ svn+https://h/r/trunk@1234", "pin", id="a revision of Subversion"),
        pytest.param("foo @ svn+https://h/r/trunk", "mutable", id="a branch of Subversion"),
        pytest.param(f"foo @ hg+https://h/r@{COMMIT}", "pin", id="a full changeset of Mercurial"),
        pytest.param("foo @ https://h/foo-1.0.tar.gz", "unhashed-url", id="an artifact without a hash"),
        pytest.param(f"foo @ https://h/foo-1.0.tar.gz#sha256={DIGEST}", "pin", id="an artifact with its hash"),
        pytest.param(
            f"foo @ https://h/foo-1.0.tar.gz --hash=sha256:{DIGEST}", "pin", id="an artifact with the hash behind it"
        ),
        pytest.param(
            "foo @ https://h/foo-1.0.tar.gz#md5=0123456789abcdef0123456789abcdef", "unhashed-url", id="a weak hash"
        ),
        pytest.param("foo @ https://h/foo-1.0.tar.gz#sha256=aa", "unhashed-url", id="a torn hash"),
        pytest.param(f"https://github.com/o/r/archive/{COMMIT}.zip", "pin", id="the archive of a full commit"),
        pytest.param("https://github.com/o/r/archive/v1.0.zip", "mutable", id="the archive of a tag"),
        pytest.param(
            "https://github.com/o/r/archive/master.zip#egg=foo==0.0.1",
            "mutable",
            id="an egg's version does not pin a branch",
        ),
        pytest.param(
            f"https://github.com/o/r/archive/main.zip#sha256={DIGEST}",
            "pin",
            id="the archive of a branch with its hash",
        ),
        pytest.param(ADDON, "pin", id="an addon of the Divio platform"),
        pytest.param(f"{ADDON}#egg=aldryn-addons==2.1.0", "pin", id="the same with its egg"),
        pytest.param("-e ./pkg", "editable", id="an editable path"),
        pytest.param(f"-e git+https://h/r.git@{COMMIT}#egg=foo", "editable", id="an editable at a full commit"),
        pytest.param("./pkg", "local-path", id="a path"),
        pytest.param("foo @ file:///srv/foo", "local-path", id="a file URL"),
        pytest.param(f"./foo-1.0.zip --hash=sha256:{DIGEST}", "pin", id="a local artifact with its hash"),
        pytest.param("foo==${V}", "variable", id="a version that the build knows"),
        pytest.param("foo @ git+https://h/r.git@${REF}", "variable", id="a revision that the build knows"),
        pytest.param("foo==1.0 --hash=md5:aa", "pin", id="a weak hash does not change what is asked for"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    found = requirement(text)
    assert kind_of(found) == kind
    assert (pin_of(found) is not None) == (kind in ("pin", "arbitrary"))


@pytest.mark.parametrize(
    ("text", "project", "version", "identity"),
    [
        pytest.param("Foo_Bar==1.0", "foo-bar", "1.0", None, id="a version"),
        pytest.param("foo>0.9,==1.0", "foo", "1.0", None, id="the version of the pinning clause"),
        pytest.param("foo===1.0-x", "foo", "1.0-x", None, id="arbitrary equality"),
        pytest.param(
            f"foo @ git+https://user@H/o/r.git@{COMMIT}#subdirectory=s",
            "foo",
            None,
            ("vcs", "git", "https://h/o/r", COMMIT, "s"),
            id="a commit",
        ),
        pytest.param(
            f"https://h/foo-1.0-py3-none-any.whl#sha256={DIGEST}",
            "foo",
            "1.0",
            ("url", "https://h/foo-1.0-py3-none-any.whl", ""),
            id="a wheel",
        ),
        pytest.param(
            f"{ADDON}#egg=aldryn-addons==2.1.0",
            "aldryn-addons",
            "2.1.0",
            ("addon", "aldryn-addons", "2.1.0", UUID),
            id="an addon",
        ),
    ],
)
def test_pins(text: str, project: str, version: str | None, identity: tuple[str, ...] | None) -> None:
    pin = pin_of(requirement(text))
    assert pin is not None
    assert (pin.project, pin.version, pin.identity) == (project, version, identity)


def test_hosts_of_the_divio_platform_do_not_matter() -> None:
    moved = ADDON.replace("control.divio.com/api/v1/apps/serve", "divio-addons.s3-eu-central-1.amazonaws.com")
    assert identity_of(requirement(moved)) == identity_of(requirement(ADDON))


def test_plain_pins_and_ranges_are_judged_without_packaging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "packaging", None)
    monkeypatch.setitem(sys.modules, "packaging.specifiers", None)
    texts = [
        "foo==1.0",
        "foo == 1.0rc1",
        "foo>=1,<2",
        "foo~=1.4",
        "foo!=1.0",
        "foo==1.*",
        "foo>=1.0,!=1.5.*,<3",
        "foo==1.0,>0.9",
    ]
    assert [kind_of(requirement(text)) for text in texts] == [
        "pin",
        "pin",
        "range",
        "range",
        "range",
        "wildcard",
        "range",
        "pin",
    ]
