from __future__ import annotations

import pytest

RULE = "unhashed-url"
SHA256 = "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"
URL = "https://example.com/demo-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"demo @ {URL}", id="no hash"),
        pytest.param(f"demo @ {URL}#md5=9a0364b9e99bb480dd25e1f0284c8555", id="a weak hash"),
        pytest.param(f"demo @ {URL}#sha256={SHA256[:-2]}", id="a hash that is cut off"),
        pytest.param(f"{URL}#egg=demo==1.0", id="a version in the fragment says nothing of the bytes"),
        pytest.param(f"demo @ {URL.replace('//', '//${TOKEN}@')}", id="a token from the environment"),
    ],
)
def test_the_bytes_are_open(check_tree, line: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == [
        (
            "requirements.txt:1:1: warning: unhashed-url: demo-1.0-py3-none-any.whl of example.com has "
            "no hash: its content can change"
        )
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"demo @ {URL}#sha256={SHA256}", id="a hash in the fragment"),
        pytest.param(f"demo @ {URL} --hash=sha256:{SHA256}", id="a hash as an option"),
        pytest.param(f"demo @ {URL.replace('//', '//${TOKEN}@')}#sha256={SHA256}", id="a hash and a token"),
        pytest.param(
            "https://divio-addons.s3-eu-central-1.amazonaws.com/aldryn-addons/2.1.0/efad67f8-1111-4222-8333-444455556666/"
            "aldryn-addons-2.1.0.tar.gz#egg=aldryn-addons==2.1.0",
            id="an addon of the Divio platform",
        ),
        pytest.param("tool @ git+https://example.com/tool.git@main", id="a repository has its own rule"),
        pytest.param("./demo-1.0-py3-none-any.whl", id="a path has its own rule"),
    ],
)
def test_the_bytes_are_known(check_tree, line: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == []
