from __future__ import annotations

import pytest

RULE = "weak-hash"
MD5 = "9a0364b9e99bb480dd25e1f0284c8555"
SHA256 = "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"
CDN = f"https://wheels-cdn.aldryn.net/__external__/buster-py39/{SHA256}/aldryn_addons-2.1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            f"demo @ https://example.com/demo-1.0.tar.gz#md5={MD5}",
            [f"requirements.txt:1:48: warning: {RULE}: md5 is a weak hash: a forged file can have the same one"],
            id="md5 in a fragment",
        ),
        pytest.param(
            f"demo @ https://example.com/demo-1.0.tar.gz#sha1={MD5}01234567",
            [f"requirements.txt:1:49: warning: {RULE}: sha1 is a weak hash: a forged file can have the same one"],
            id="sha1 in a fragment",
        ),
        pytest.param(f"demo @ https://example.com/demo-1.0.tar.gz#sha256={SHA256}", [], id="sha256 in a fragment"),
        pytest.param(f"demo==1.0 --hash=sha256:{SHA256}", [], id="sha256 as an option"),
        pytest.param(f"demo==1.0 --hash=sha384:{SHA256}{SHA256[:32]}", [], id="sha384 as an option"),
        pytest.param(
            f"aldryn-addons @ {CDN}#md5={MD5}", [], id="a wheel of the Divio platform, whose URL cannot change"
        ),
    ],
)
def test_algorithms(check_tree, line: str, expected: list[str]) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == expected
