from __future__ import annotations

import pytest

from pinlint.project.lock_urls import looks_like

RULE = "unlisted-host"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(
            "demo @ https://packages.exarnple.org/demo.whl",
            "packages.exarnple.org is not one of the allowed hosts; did you mean 'packages.example.org'?",
            id="a host that looks like a listed one",
        ),
        pytest.param("-i https://evil.test/simple", "evil.test is not one of the allowed hosts", id="an index"),
        pytest.param("-r https://evil.test/r.txt", "evil.test is not one of the allowed hosts", id="an included file"),
        pytest.param(
            "demo @ git+ssh://git@evil.test/demo.git", "evil.test is not one of the allowed hosts", id="a repository"
        ),
        pytest.param(
            "-f https://example.com.evil.test/",
            "example.com.evil.test is not one of the allowed hosts; did you mean 'example.com'?",
            id="a suffix",
        ),
        pytest.param(
            "demo @ https://notexample.com/x.whl",
            "notexample.com is not one of the allowed hosts; did you mean 'example.com'?",
            id="no dot before",
        ),
        pytest.param(
            "demo @ https://packages.example.org@evil.test/x.whl",
            "evil.test is not one of the allowed hosts",
            id="a user",
        ),
    ],
)
def test_hosts_that_are_not_listed(check_tree, line: str, message: str) -> None:
    found = check_tree({"requirements.txt": line + "\n"}, RULE, allowed_hosts=("packages.example.org", ".example.com"))
    assert [one.split(": ", 1)[1] for one in found] == [f"error: {RULE}: {message}"]


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        pytest.param("-i https://evil.test/simple", (), id="no list, no finding"),
        pytest.param("-i https://Index.Example.org:443/simple", ("index.example.org",), id="case and port"),
        pytest.param("-i https://a.b.example.com/simple", (".example.com",), id="below a domain"),
        pytest.param("-i https://example.com/simple", (".example.com",), id="the domain itself"),
        pytest.param("-f ./wheels", ("index.example.org",), id="a folder"),
        pytest.param("demo @ file:///srv/demo.whl", ("index.example.org",), id="a file"),
    ],
)
def test_hosts_that_are(check_tree, line: str, allowed: tuple[str, ...]) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE, allowed_hosts=allowed) == []


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("pypi.lan", ""),
        ("pypi.corp", ""),
        ("pypi.localdomain", ""),
        ("pypi.org.internal", ""),
        ("github.home", ""),
        ("pypi", ""),
        ("10.0.0.1", ""),
        ("pypi.org", ""),
        ("pypi.co", "pypi.org"),
        ("pypi.xyz", "pypi.org"),
        ("pipy.org", "pypi.org"),
        ("pypi.org.example.com", "pypi.org"),
        ("files.pythonhosted.org.evil.example", "files.pythonhosted.org"),
        ("pypi.example", ""),
        ("githud.com", "github.com"),
        ("files.pythonhosted.org", ""),
        ("gitlab.com", ""),
        ("registry.gitlab.com", ""),
        ("a.files.pythonhosted.org", ""),
        ("files-pythonhosted.org", "files.pythonhosted.org"),
        ("files.pythonhosted.com", "files.pythonhosted.org"),
        ("download.pytorch.net", "download.pytorch.org"),
        ("download-pytorch-org.example.com", "download.pytorch.org"),
        ("gitlab.dev", "gitlab.com"),
        ("gitlabs.com", "gitlab.com"),
        ("gittlabs.com", "gitlab.com"),
        ("ggittlabs.com", ""),
        ("example.com", ""),
        ("pypi.de", "pypi.org"),
        ("pypi.xn--p1ai", "pypi.org"),
    ],
)
def test_only_a_host_that_anyone_can_register_imitates_a_known_one(host: str, known: str) -> None:
    assert looks_like(host) == known
