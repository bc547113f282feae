from __future__ import annotations

import pytest

RULE = "ignored-text"
HASH = "--hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("-r a.txt -r b.txt\n", id="a second include on a line"),
        pytest.param("-r a.txt --pre\n", id="an option behind an include"),
        pytest.param(f"six==1.17.0 {HASH} ; python_version < '3'\n", id="a marker behind a hash"),
        pytest.param("-e ./pkg ; python_version < '3'\n", id="the marker of an editable without quotes"),
        pytest.param("six==1.17.0 -r a.txt\n", id="an include behind a requirement"),
        pytest.param("--extra-index-url https://b.test/\n-i https://a.test/\n", id="an extra index before the index"),
    ],
)
def test_what_pip_drops(check_tree, text: str) -> None:
    [found] = check_tree({"requirements.txt": text}, RULE)
    assert f": warning: {RULE}: " in found


def test_what_pip_uses(check_tree) -> None:
    text = f"-r a.txt\n--pre\nsix==1.17.0 ; python_version < '3' {HASH}\n-e './pkg ; python_version < \"3\"'\n"
    assert check_tree({"requirements.txt": text}, RULE) == []
