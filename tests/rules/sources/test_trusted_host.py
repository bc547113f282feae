from __future__ import annotations

import pytest

from pinlint.project.urls import PUBLIC_HOST

RULE = "trusted-host"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            f"--trusted-host={PUBLIC_HOST}", f"error: {{}}: the certificate of {PUBLIC_HOST}", id="the public index"
        ),
        pytest.param(
            "--trusted-host PyPI.example.com:8443", "warning: {}: the certificate of pypi.example.com", id="an own host"
        ),
        pytest.param("--trusted-host localhost", None, id="this machine"),
    ],
)
def test_hosts(check_tree, line: str, expected: str | None) -> None:
    found = check_tree({"requirements.txt": line + "\na==1\n"}, RULE)
    message = (
        f"requirements.txt:1:1: {expected} is not checked: anyone on the network can change what is installed"
        if expected
        else None
    )
    assert found == ([message.replace("{}", RULE)] if message else [])
