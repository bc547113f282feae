from __future__ import annotations

import pytest

RULE = "insecure-url"
COMMIT = "6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e"
SHA256 = "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        pytest.param("demo @ http://example.com/demo-1.0.zip", "error", id="an artifact without a hash"),
        pytest.param("git+git://github.com/a/demo.git@main#egg=demo", "error", id="a branch over git's own protocol"),
        pytest.param("-r http://example.com/requirements.txt", "error", id="an included file"),
        pytest.param("demo @ http://files.intranet/demo-1.0.zip", "warning", id="a private network"),
        pytest.param(f"demo @ http://example.com/demo-1.0.zip#sha256={SHA256}", None, id="an artifact with a hash"),
        pytest.param(f"git+git://github.com/a/demo.git@{COMMIT}#egg=demo", None, id="a full commit"),
        pytest.param("demo @ https://example.com/demo-1.0.zip", None, id="encrypted"),
        pytest.param("demo @ git+ssh://git@example.com/demo.git@main", None, id="over ssh"),
    ],
)
def test_transports(check_tree, line: str, severity: str | None) -> None:
    found = check_tree({"requirements.txt": line + "\n"}, RULE)
    assert [one.split(": ")[1] for one in found] == ([severity] if severity else [])


def test_the_fix_of_a_repository(fix_tree) -> None:
    files = {"requirements.txt": "demo @ git+http://example.com/a/demo.git@main\n"}
    assert fix_tree(files, RULE) == {"requirements.txt": "demo @ git+https://example.com/a/demo.git@main\n"}
