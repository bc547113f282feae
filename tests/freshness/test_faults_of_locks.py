"""Faults that were found in public locks, and what looks like a fault and is none: each with what is reported, and where."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from structured import digest, poetry_lock, poetry_package, project, root, uv_lock, uv_package

from pinlint.findings.finding import Finding

FAMILIES = ("freshness", "hashes", "pins", "sources", "meta")
OWN = "https://own.example.org/simple"
SOURCE = f'[[source]]\nname = "pypi"\nurl = "{OWN}"\nverify_ssl = true\n\n'
BETA_IN_NEW_PYTHONS = 'name = "beta", marker = "python_full_version >= \'3.12\'"'
ARCHIVE_URL = "https://example.org/mono.zip"
LIMITED = '[dependency-groups]\ndev = ["beta"]\n{}[tool.uv.dependency-groups]\ndev = {{ requires-python = ">=3.12" }}\n'


def uv(lock: str, *dependencies: str, **parts: str) -> dict[str, str]:
    """A project for uv."""
    return {"pyproject.toml": project(*dependencies or ("alpha",), **parts), "uv.lock": lock}


def poetry(lock: str) -> dict[str, str]:
    """A project for Poetry."""
    return {"pyproject.toml": project("alpha"), "poetry.lock": lock}


def pdm(package: str, metadata: str = "", target: str = "") -> dict[str, str]:
    """A project for PDM."""
    head = f'[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\n{metadata}content_hash = "sha256:0"\n'
    return {"pyproject.toml": project("alpha"), "pdm.lock": f"{head}{target}\n{package}"}


def pipenv(
    package: dict[str, object], index: str = "https://pypi.org/simple", asked: str = "", **others: dict[str, object]
) -> dict[str, str]:
    """A project for pipenv."""
    sources = [{"name": "pypi", "url": index, "verify_ssl": True}]
    meta = {"hash": {"sha256": "0"}, "requires": {"python_version": "3.12"}, "sources": sources}
    pins = {"hashes": [f"sha256:{digest('alpha')}"], "version": "==1.0", **package}
    return {
        "Pipfile": f'{asked}[packages]\nalpha = "*"\n',
        "Pipfile.lock": json.dumps({"_meta": meta, "default": {"alpha": pins, **others}, "develop": {}}, indent=4),
    }


def poetry_1(
    *packages: str, head: str = "[tool.poetry.dependencies]", version: str = "1.1", **pins: str
) -> dict[str, str]:
    """A project for Poetry 1, and its lock with the file format ``version``. ``pins`` are what the project requires."""
    files = "".join(
        f'{name} = [\n    {{file = "{name}-1.0-py3-none-any.whl", hash = "sha256:{digest(name)}"}},\n]\n'
        for name in ("alpha", "beta", "gamma")
    )
    metadata = f'[metadata]\ncontent-hash = "0"\nlock-version = "{version}"\npython-versions = ">=3.12"\n'
    listed = "".join(f"{name} = {value}\n" for name, value in pins.items())
    return {
        "pyproject.toml": f'[tool.poetry]\nname = "acme"\nversion = "1.0"\n\n{head}\npython = ">=3.12"\n{listed}',
        "poetry.lock": "\n".join([*packages, f"{metadata}\n[metadata.files]\n{files}"]),
    }


def package_1(name: str, version: str = "1.0", more: str = "", *, optional: bool = False) -> str:
    """A package in the lock of Poetry 1."""
    said = f'optional = {str(optional).lower()}\npython-versions = ">=3.8"'
    return f'[[package]]\nname = "{name}"\nversion = "{version}"\ndescription = ""\ncategory = "main"\n{said}\n{more}'


def archive(name: str, url: str, folder: str) -> str:
    """A package in uv.lock that is a folder of an archive."""
    source = f'url = "{url}", subdirectory = "{folder}"'
    return uv_package(name, source=source) + f'sdist = {{ hash = "sha256:{digest("archive")}" }}\n'


def in_archive(*names: str) -> dict[str, str]:
    """A pylock.toml of projects that are folders of one archive."""
    packages = (
        f'\n[[packages]]\nname = "{name}"\narchive = {{ url = "{ARCHIVE_URL}", subdirectory = "{name}", '
        f'hashes = {{ sha256 = "{digest("archive")}" }} }}\n'
        for name in names
    )
    return {"pylock.toml": 'lock-version = "1.0"\ncreated-by = "uv"\n' + "".join(packages)}


def archive_of_poetry(name: str) -> str:
    """A package in poetry.lock that is a folder of an archive."""
    files = [f'{{file = "mono.zip", hash = "sha256:{digest("archive")}"}}']
    table = f'[package.source]\ntype = "url"\nurl = "{ARCHIVE_URL}"\nsubdirectory = "{name}"'
    return poetry_package(name, files=files, tables=table)


def git_package(name: str, *requires: str) -> str:
    """A package in pdm.lock that is from a repository."""
    listed = "".join(f'    "{each}",\n' for each in requires)
    source = f'git = "https://example.org/{name}"\nrevision = "{"ab" * 20}"\n'
    return f'[[package]]\nname = "{name}"\nversion = "1.0"\n{source}groups = ["default"]\ndependencies = [\n{listed}]\n'


def pdm_package(version: str = "1.0") -> str:
    """alpha in pdm.lock, with one file."""
    file = f'{{file = "alpha-{version}-py3-none-any.whl", hash = "sha256:{digest(version)}"}}'
    return f'[[package]]\nname = "alpha"\nversion = "{version}"\ngroups = ["default"]\nfiles = [\n    {file},\n]\n\n'


WHEELS = (
    '\n[[packages.wheels]]\nurl = "https://pypi.org/packages/alpha-1.0-py3-none-any.whl"\n'
    f'hashes = {{ sha256 = "{digest("a")}" }}\n'
)
WHEEL = "packages/alpha-1.0-py3-none-any.whl"


def pylock(*urls: str, name: str = "") -> dict[str, str]:
    """A pylock.toml of alpha with files at ``urls``."""
    head = 'lock-version = "1.0"\ncreated-by = "pip"\n\n[[packages]]\nname = "alpha"\nversion = "1.0"\n'
    named = f'name = "{name}"\n' if name else ""
    files = (f'[[packages.wheels]]\n{named}url = "{url}"\nhashes = {{ sha256 = "{digest("a")}" }}\n' for url in urls)
    return {"pylock.toml": head + "\n".join(files)}


ARCHIVE = "../../../home/me/.cache/pypoetry/artifacts/alpha-1.0-py3-none-any.whl"
MERGED = ": a merge joined two versions of this lock"
FILE = '{{file = "{0}-1.0-py3-none-any.whl", hash = "sha256:' + digest("alpha") + '"}}'
TWO = [
    FILE.format("alpha"),
    FILE.format("alpha").replace("-py3-none-any.whl", ".tar.gz").replace(digest("alpha"), digest("a")),
]
FAULTS = {
    "a project of the lock that is outside the repository": (
        uv(
            uv_lock(
                root("alpha", "other"), uv_package("alpha"), uv_package("other", source='editable = "../../other"')
            ),
            "alpha",
            "other",
            more='[tool.uv.sources]\nother = { path = "../../other", editable = true }\n',
        ),
        ["uv.lock:26:24: error: outside-root: '../../other' leads out of the project: other checkouts do not have it"],
    ),
    "a merge kept both versions of a package, and no edge of uv says which one it means": (
        uv(uv_lock(root("alpha"), uv_package("alpha", "1.0"), uv_package("alpha", "1.1"))),
        [f"uv.lock:24:12: error: duplicate-requirement: alpha 1.1 is also locked in line 15 as 1.0{MERGED}"],
    ),
    "a merge kept both versions of a package of Poetry": (
        poetry(poetry_lock(poetry_package("alpha", "1.0"), poetry_package("alpha", "1.1"))),
        [f"poetry.lock:17:12: error: duplicate-requirement: alpha 1.1 is also locked in line 5 as 1.0{MERGED}"],
    ),
    "a merge kept both versions of a package of PDM": (
        pdm(pdm_package("1.0") + pdm_package("1.1"), 'strategy = ["inherit_metadata"]\n'),
        [f"pdm.lock:17:12: error: duplicate-requirement: alpha 1.1 is also locked in line 9 as 1.0{MERGED}"],
    ),
    "a password in an index that pipenv lists": (
        pipenv({}, "https://me:secret@own.example.org/simple", SOURCE),
        [
            (
                "Pipfile.lock:12:25: error: credentials-in-url: the URL of own.example.org contains a password: "
                "everyone who can read this file has it"
            )
        ],
    ),
    "the hash of another project's file": (
        poetry(
            poetry_lock(
                poetry_package("alpha", "1.0", 'beta = "*"', files=[FILE.format("alpha")]),
                poetry_package("beta", files=[FILE.format("beta")]),
            )
        ),
        [("poetry.lock:25:50: error: hash-disagreement: beta-1.0-py3-none-any.whl has the hash of a file of alpha")],
    ),
    "the hashes of two files of another project": (
        poetry(
            poetry_lock(
                poetry_package("alpha", "1.0", 'beta = "*"', files=TWO),
                poetry_package("beta", files=[each.replace("alpha", "beta") for each in TWO]),
            )
        ),
        [("poetry.lock:26:50: error: hash-disagreement: beta-1.0-py3-none-any.whl has the hash of a file of alpha")],
    ),
    "the hash of another project's archive": (
        uv(
            uv_lock(
                root("alpha", "beta"),
                archive("alpha", "https://example.org/one.zip", "a"),
                archive("beta", "https://example.org/two.zip", "b"),
            ),
            "alpha @ https://example.org/one.zip#subdirectory=a",
            "beta @ https://example.org/two.zip#subdirectory=b",
        ),
        [("uv.lock:24:19: error: hash-disagreement: beta 1.0 has the hash of a file of alpha")],
    ),
    "a package of Poetry 1.0 for Pythons that the project does not support": (
        poetry_1(package_1("alpha", more='marker = "python_version < \\"3.0\\""\n'), version="1.0", alpha='"*"'),
        [
            (
                "poetry.lock:3:12: error: orphan-pin: nothing requires alpha any more: it is not in pyproject.toml and "
                "no other pin needs it"
            ),
            (
                "pyproject.toml:7:1: error: missing-pin: alpha is not locked: poetry.lock has alpha only for other extras, "
                "groups or environments"
            ),
        ],
    ),
    "a pin with a marker of Pythons in a lock of pipenv that names no Python": (
        {
            "Pipfile": '[packages]\nalpha = ">=2"\n',
            "Pipfile.lock": pipenv({"markers": "python_version >= '3.9'"})["Pipfile.lock"].replace(
                '"python_version"', '"x"'
            ),
        },
        [
            "Pipfile.lock:22:27: error: violated-specifier: alpha==1.0 does not satisfy alpha>=2 in Pipfile:2",
        ],
    ),
    "an index in a lock of pipenv that the Pipfile does not have": (
        pipenv({}, "https://pypl.org/simple"),
        [
            (
                "Pipfile.lock:12:25: error: foreign-source: the lock installs from the index https://pypl.org/simple, "
                "which Pipfile does not name"
            )
        ],
    ),
    "a repository in a lock of pipenv for a package that nothing can place there": (
        pipenv({}, beta={"git": "https://example.org/beta", "ref": "ab" * 20}),
        [
            (
                "Pipfile.lock:25:21: error: foreign-source: beta comes from git https://example.org/beta, "
                "which the project does not require"
            )
        ],
    ),
    "a repository of PDM for a package that another repository requires from an index": (
        pdm(
            f"{git_package('alpha', 'beta')}\n{git_package('beta')}",
        )
        | {"pyproject.toml": project("alpha @ git+https://example.org/alpha")},
        [
            (
                "pdm.lock:19:8: error: foreign-source: beta comes from git https://example.org/beta, "
                "which the project does not require"
            )
        ],
    ),
    "a repository of pipenv that the project in the repository does not require from there": (
        pipenv({}, beta={"git": "https://example.org/beta", "ref": "ab" * 20}, acme={"editable": True, "path": "."})
        | {
            "Pipfile": '[packages]\nalpha = "*"\nacme = {path = ".", editable = true}\n',
            "pyproject.toml": project("beta"),
        },
        [
            (
                "Pipfile.lock:25:21: error: foreign-source: beta comes from git https://example.org/beta, "
                "which the project does not require"
            )
        ],
    ),
    "a lock for Pythons that the project does not support": (
        {**poetry(poetry_lock(poetry_package("alpha"), python=">=3.10,<3.12"))},
        [
            (
                "poetry.lock:17:20: error: environment-mismatch: the lock is for Python >=3.10,<3.12, "
                "and pyproject.toml is for Python >=3.12"
            )
        ],
    ),
    "a lock for fewer Pythons than the project supports": (
        {**poetry(poetry_lock(poetry_package("alpha"), python=">=3.13"))},
        [
            (
                "poetry.lock:17:20: warning: environment-mismatch: the lock is for Python >=3.13, "
                "and pyproject.toml is for Python >=3.12 too"
            )
        ],
    ),
    "a known host under another top-level domain": (
        pylock(f"https://files.pythonhosted.co/{WHEEL}"),
        [
            (
                "pylock.toml:8:8: error: unlisted-host: files.pythonhosted.co looks like files.pythonhosted.org, "
                "but is another host"
            )
        ],
    ),
    "a file from another host than the other files of its package": (
        pylock(f"https://files.pythonhosted.org/{WHEEL}", f"https://example.org/{WHEEL}"),
        [
            (
                "pylock.toml:12:8: error: unlisted-host: the file comes from example.org, "
                "but the files of its index come from files.pythonhosted.org"
            )
        ],
    ),
    "the URL of a file of another project under the right name": (
        pylock("https://files.pythonhosted.org/packages/beta-1.0-py3-none-any.whl", name="alpha-1.0-py3-none-any.whl"),
        [("pylock.toml:9:8: error: file-mismatch: beta-1.0-py3-none-any.whl is not a file of alpha 1.0")],
    ),
    "an index without encryption that pipenv lists": (
        pipenv({}, "http://own.example.org/simple", SOURCE),
        [
            (
                "Pipfile.lock:12:25: error: insecure-index: http://own.example.org/simple is not encrypted: "
                "anyone on the network can change it"
            )
        ],
    ),
    "pipenv wrote the marker of another package": (
        pipenv({"markers": "sys_platform == 'win32'"}),
        [
            (
                "Pipfile.lock:22:27: warning: environment-mismatch: alpha is locked for sys_platform == 'win32' only, "
                "but Pipfile:2 requires it everywhere"
            )
        ],
    ),
    "a cache of the machine that locked": (
        poetry(poetry_lock(poetry_package("alpha", tables=f'[package.source]\ntype = "file"\nurl = "{ARCHIVE}"'))),
        [
            f"poetry.lock:17:8: error: foreign-source: alpha comes from file {ARCHIVE}, which the project does not require",
            f"poetry.lock:17:8: error: leaked-path: {ARCHIVE} exists on one machine only",
        ],
    ),
    "a file outside of the repository": (
        poetry(
            poetry_lock(poetry_package("alpha", tables='[package.source]\ntype = "file"\nurl = "../alpha-1.0.tar.gz"'))
        ),
        [
            (
                "poetry.lock:17:8: error: foreign-source: alpha comes from file ../alpha-1.0.tar.gz, "
                "which the project does not require"
            ),
            (
                "poetry.lock:17:8: error: outside-root: '../alpha-1.0.tar.gz' leads out of the project: "
                "other checkouts do not have it"
            ),
        ],
    ),
    "a file of the machine that locked in place of one of an index": (
        uv(uv_lock(root("alpha"), uv_package("alpha")).replace("https://files.pythonhosted.org", "file:///opt", 1)),
        [
            (
                f"uv.lock:17:18: error: leaked-path: /opt/packages/aa/bb/{digest('alpha')[:60]}/alpha-1.0.tar.gz "
                "exists on one machine only"
            )
        ],
    ),
    "uv cannot read a lock without requires-python": (
        uv(uv_lock(root("alpha"), uv_package("alpha")).replace('requires-python = ">=3.12"\n', "", 1)),
        ["uv.lock:1:1: error: syntax-error: the lock has no requires-python, so uv cannot read it"],
    ),
    "PDM locked for one machine": (
        pdm(
            pdm_package(),
            target='\n[[metadata.targets]]\nrequires_python = "==3.12.4"\nplatform = "manylinux_2_35_x86_64"\n',
        ),
        [
            (
                "pdm.lock:8:13: warning: environment-mismatch: the lock is for Python ==3.12.4, "
                "and it is only for the platform manylinux_2_35_x86_64"
            )
        ],
    ),
    "pipenv made up the names of the files in pylock.toml": (
        {
            "pylock.toml": 'lock-version = "1.0"\ncreated-by = "pipenv"\n\n[[packages]]\nname = "alpha"\n'
            f'version = "1.0"\n{WHEELS}{WHEELS}'
        },
        [
            (
                "pylock.toml:2:15: warning: file-mismatch: pipenv made up the names and URLs of the files in this lock: "
                "other tools cannot download them"
            )
        ],
    ),
    "a hash in such a pylock.toml lost its end": (
        {
            "pylock.toml": 'lock-version = "1.0"\ncreated-by = "pipenv"\n\n[[packages]]\nname = "alpha"\n'
            f'version = "1.0"\n{WHEELS}{WHEELS.replace(digest("a"), "a" * 60)}'
        },
        [
            (
                "pylock.toml:2:15: warning: file-mismatch: pipenv made up the names and URLs of the files in this lock: "
                "other tools cannot download them"
            ),
            "pylock.toml:14:22: error: malformed-hash: this sha256 has 60 characters: a valid one has 64 hexadecimal digits",
        ],
    ),
}
FORKED = (
    uv_package("alpha", "1.0"),
    uv_package("alpha", "2.0"),
)
NO_FAULTS = {
    "a group of uv with Pythons of its own": uv(
        uv_lock(
            root("alpha", groups={"dev": [BETA_IN_NEW_PYTHONS]}),
            uv_package("alpha"),
            uv_package("beta"),
            python=">=3.10",
        ),
        python=">=3.10",
        more=LIMITED.format(""),
    ),
    "a group of uv that includes one with Pythons of its own": uv(
        uv_lock(
            root("alpha", groups={"all": [BETA_IN_NEW_PYTHONS], "dev": [BETA_IN_NEW_PYTHONS]}),
            uv_package("alpha"),
            uv_package("beta"),
            python=">=3.10",
        ),
        python=">=3.10",
        more=LIMITED.format('all = [{ include-group = "dev" }]\n'),
    ),
    "groups of the tools that the project left": uv(
        uv_lock(root("alpha"), uv_package("alpha")),
        more='[tool.poetry.group.dev.dependencies]\nbeta = "*"\n[tool.pdm.dev-dependencies]\ntest = ["gamma"]\n',
    ),
    "groups of the tool that the project moves to": {
        **poetry(poetry_lock(poetry_package("alpha"))),
        "pyproject.toml": project("alpha", more='[tool.poetry]\n[tool.pdm.dev-dependencies]\ntest = ["gamma"]\n'),
    },
    "two versions that the edges of uv tell apart": uv(
        uv_lock(
            root(
                f'name = "alpha", version = "1.0", source = {{ registry = "{OWN}" }}, marker = "sys_platform == \'win32\'"',
                f'name = "alpha", version = "2.0", source = {{ registry = "{OWN}" }}, marker = "sys_platform != \'win32\'"',
            ),
            *(text.replace("https://pypi.org/simple", OWN) for text in FORKED),
        ).replace("https://files.pythonhosted.org", "https://own.example.org"),
        more=f'[[tool.uv.index]]\nurl = "{OWN}"\n',
    ),
    "two versions that the markers of Poetry tell apart": poetry(
        poetry_lock(
            poetry_package("alpha", "1.0", more='markers = "sys_platform == \\"win32\\""'),
            poetry_package("alpha", "2.0", more='markers = "sys_platform != \\"win32\\""'),
        )
    ),
    "a marker of Pythons that pipenv took from the package": pipenv({"markers": "python_version >= '3.8'"}),
    "an index of pipenv with a password from the environment": pipenv(
        {},
        f"https://${{TOKEN}}@{OWN[8:]}",
        asked=f'[[source]]\nname = "pypi"\nurl = "https://${{TOKEN}}@{OWN[8:]}"\n\n',
    ),
    "a repository of pipenv that another repository may require": pipenv(
        {"git": "https://example.org/alpha", "ref": "ab" * 20},
        beta={"git": "https://example.org/beta", "ref": "ab" * 20},
    )
    | {"Pipfile": '[packages]\nalpha = {git = "https://example.org/alpha", ref = "' + "ab" * 20 + '"}\n'},
    "a repository of PDM that another repository requires from there": pdm(
        f"{git_package('alpha', 'beta @ git+https://example.org/beta')}\n{git_package('beta')}"
    )
    | {"pyproject.toml": project("alpha @ git+https://example.org/alpha")},
    "a folder under a name of its own in the Pipfile": pipenv({}, **{"real-name": {"editable": True, "path": "."}})
    | {"Pipfile": '[packages]\nalpha = "*"\ne1839a8 = {path = ".", editable = true}\n'},
    "an optional requirement of Poetry that no extra has": poetry_1(
        package_1("alpha"),
        package_1("beta", more='[package.dependencies]\ngamma = "*"\n', optional=True),
        package_1("gamma", optional=True),
        alpha='"*"',
        beta='{version = "*", optional = true}',
    ),
    "a project table that has only a Python, next to the requirements of Poetry": poetry_1(
        package_1("alpha"), head='[project]\nrequires-python = ">=3.12"\n\n[tool.poetry.dependencies]', alpha='"*"'
    ),
    "requirements of Poetry 1.0, whose markers are only on the packages": poetry_1(
        package_1("alpha", more='[package.dependencies]\nbeta = "*"\ngamma = "*"\n'),
        package_1("beta", more='marker = "sys_platform == \\"win32\\""\n'),
        package_1("gamma", "0.9").replace('">=3.8"', '"<3.12"'),
        package_1("gamma"),
        version="1.0",
        alpha='"*"',
    ),
    "packages of Poetry 1.0 whose markers are not only about Python": poetry_1(
        package_1("alpha", more='[package.dependencies]\nbeta = "*"\ngamma = "*"\n'),
        package_1("beta", more='marker = "sys_platform == \\"cygwin\\" or python_version < \\"3.0\\""\n'),
        package_1("gamma", more='marker = "python_version >= \\"3.13\\""\n'),
        version="1.0",
        alpha='"*"',
    ),
    "two projects in one archive, in uv.lock": uv(
        uv_lock(root("alpha", "beta"), archive("alpha", ARCHIVE_URL, "a"), archive("beta", ARCHIVE_URL, "b")),
        f"alpha @ {ARCHIVE_URL}#subdirectory=a",
        f"beta @ {ARCHIVE_URL}#subdirectory=b",
    ),
    "two projects in one archive, in pylock.toml": in_archive("alpha", "beta"),
    "two projects in one archive, in poetry.lock": {
        "pyproject.toml": project(*(f"{name} @ {ARCHIVE_URL}#subdirectory={name}" for name in ("alpha", "beta"))),
        "poetry.lock": poetry_lock(archive_of_poetry("alpha"), archive_of_poetry("beta")),
    },
    "a host of a private network that is named like the public index": pdm(
        pdm_package().replace('file = "', 'url = "https://pypi.lan/files/'), 'strategy = ["static_urls"]\n'
    ),
    "installers that Poetry 1 does not lock": poetry_1(package_1("alpha"), alpha='"*"', pip='">=20"', setuptools='"*"'),
    "extras that a project of PDM requires of itself": {
        "pyproject.toml": project(
            "alpha", more='[project.optional-dependencies]\nall = ["acme[fast]"]\nfast = ["beta"]\n'
        ),
        "pdm.lock": '[metadata]\ngroups = ["default", "all"]\nlock_version = "4.4.1"\ncontent_hash = "sha256:0"\n\n'
        + pdm_package()
        + pdm_package().replace("alpha", "beta").replace('"default"', '"all"').replace(digest("1.0"), digest("beta")),
    },
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_reported_where_it_is(fault: str, check_tree: Callable[..., list[str]]) -> None:
    files, expected = FAULTS[fault]
    assert [line for line in check_tree(files, *FAMILIES) if ": info: " not in line] == expected


def test_the_command_for_a_file_from_a_fake_host(findings: Callable[..., list[Finding]]) -> None:
    text = uv_lock(root("alpha"), uv_package("alpha")).replace("files.pythonhosted.org", "files.pythonhosted.co", 1)
    (found,) = findings(uv(text), "unlisted-host")
    assert found.help == "run `uv lock --upgrade-package alpha`"


@pytest.mark.parametrize("case", NO_FAULTS)
def test_what_is_no_fault_is_silent(case: str, check_tree: Callable[..., list[str]]) -> None:
    assert [line for line in check_tree(NO_FAULTS[case], *FAMILIES) if ": info: " not in line] == []
