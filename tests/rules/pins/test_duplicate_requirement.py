from __future__ import annotations

import pytest

RULE = "duplicate-requirement"
HASH = "--hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"


@pytest.mark.parametrize(
    ("text", "messages", "fixed"),
    [
        pytest.param(
            "a==1\r\nb==2\r\nA==1  # again\r\nc==3",
            ["3:1: warning: {}: A==1 repeats line 1"],
            "a==1\r\nb==2\r\nc==3",
            id="the line goes with its comment and its line end",
        ),
        pytest.param(
            f"a==1 \\\n    {HASH}\nb==2\na==1 \\\n    {HASH}\n",
            ["4:1: warning: {}: a==1 repeats line 1"],
            f"a==1 \\\n    {HASH}\nb==2\n",
            id="the hashes go too",
        ),
        pytest.param(
            "a>=1\na<2\n",
            ["2:1: warning: {}: a<2 repeats a>=1 of line 1"],
            "a>=1\na<2\n",
            id="two ranges stay, for both hold",
        ),
        pytest.param(
            f"a==1 {HASH}\na==1\n",
            ["2:1: warning: {}: a==1 repeats a==1 of line 1"],
            f"a==1 {HASH}\na==1\n",
            id="with a hash and without",
        ),
        pytest.param(
            "# web\na==1\n\nb==1\n# again\na==1\n",
            ["6:1: warning: {}: a==1 repeats line 2"],
            "# web\na==1\n\nb==1\n# again\n",
            id="a comment between two lines is no title",
        ),
        pytest.param(
            "a==1\n\n# mail\na==1\n",
            ["4:1: warning: {}: a==1 repeats line 1"],
            "a==1\n\n# mail\n",
            id="only the second line is in a section",
        ),
        pytest.param(
            "# web\na>=1\n\n# mail\na>=2\n",
            ["5:1: warning: {}: a>=2 repeats a>=1 of line 2"],
            "# web\na>=1\n\n# mail\na>=2\n",
            id="sections with different ranges",
        ),
        pytest.param(
            "a\na\na\n",
            ["2:1: warning: {}: a repeats line 1", "3:1: warning: {}: a repeats line 1"],
            "a\n",
            id="three times",
        ),
    ],
)
def test_repetitions(check_tree, fix_tree, text: str, messages: list[str], fixed: str) -> None:
    files = {"requirements.txt": text}
    assert check_tree(files, RULE) == [f"requirements.txt:{message.replace('{}', RULE)}" for message in messages]
    assert fix_tree(files, RULE) == {"requirements.txt": fixed}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a==1\nb==1\n", id="two projects"),
        pytest.param("a[x]==1\na[y]==1\n", id="different extras"),
        pytest.param("a==1 ; sys_platform == 'linux'\na==1 ; sys_platform == 'win32'\n", id="different environments"),
        pytest.param("a>=1 ; sys_platform == 'win32'\na<3\n", id="a limit for some environments only"),
        pytest.param("a==1\na==2\n", id="a contradiction has its own rule"),
        pytest.param("# web\na>=1\nb==1\n\n# mail\nc==1\na>=1\n", id="two sections with titles need the same"),
        pytest.param("x==1\r\n\r\n# web\r\na==1\r\n \r\n  # mail\r\na==1\r\n", id="titles after lines with spaces"),
        pytest.param("a\na==2 ; python_version > '3.9'\n", id="a pin with a marker, and any version elsewhere"),
        pytest.param("a==2 ; python_version > '3.9'\na\n", id="the same in the other order"),
        pytest.param("a==1\n  c==3\nb==1\n  c==3\n    d==4\n", id="a tree of dependencies"),
    ],
)
def test_what_is_no_repetition(check_tree, text: str) -> None:
    assert check_tree({"requirements.txt": text}, RULE) == []


def test_package_metadata_is_not_judged(check_tree) -> None:
    text = '[project]\nname = "p"\nversion = "1"\ndependencies = ["a>=1", "a<2"]\n'
    assert check_tree({"pyproject.toml": text}, RULE) == []
