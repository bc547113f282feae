from __future__ import annotations

import pytest

RULE = "swallowed-requirement"
HASH = "--hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(f"six==1.17.0 \\\n    {HASH} \\\nidna==3.10\n", 3, id="behind a backslash after the last hash"),
        pytest.param("--pre idna\n", 1, id="behind an option"),
        pytest.param("--no-index idna==3.10\n", 1, id="behind another option"),
        pytest.param("six==1.17.0  # why \\\nidna==3.10\n", 2, id="behind a comment that ends in a backslash"),
    ],
)
def test_requirements_that_pip_does_not_install(check_tree, text: str, line: int) -> None:
    [found] = check_tree({"requirements.txt": text}, RULE)
    assert found.startswith(f"requirements.txt:{line}:")
    assert f": error: {RULE}: " in found


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param(
            f"six==1.17.0 \\\n    {HASH} \\\nidna==3.10\n",
            f"six==1.17.0 \\\n    {HASH}\nidna==3.10\n",
            id="after a hash",
        ),
        pytest.param("six==1.17.0  # why \\\r\n idna\r\n", "six==1.17.0  # why\r\n idna\r\n", id="after a comment"),
        pytest.param("--pre idna\n", "--pre idna\n", id="what stands behind an option is moved by hand"),
    ],
)
def test_the_fix_deletes_the_backslash(fix_tree, text: str, fixed: str) -> None:
    assert fix_tree({"requirements.txt": text}, RULE) == {"requirements.txt": fixed}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"six==1.17.0 \\\n    {HASH}\nidna==3.10\n", id="no backslash after the last hash"),
        pytest.param("--pre\nidna\n", id="an option on a line of its own"),
        pytest.param(f"six==1.17.0 \\\n    {HASH} \\\n\nidna==3.10\n", id="an empty line ends the continuation"),
    ],
)
def test_requirements_that_pip_installs(check_tree, text: str) -> None:
    assert check_tree({"requirements.txt": text}, RULE) == []
