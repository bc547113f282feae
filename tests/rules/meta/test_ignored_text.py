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


OTHER = "--hash=sha256:71a2e35c745a659752f77c888229daa6633611208112ae1e51dcedf71716e172"


@pytest.mark.parametrize(
    ("text", "help", "fixed"),
    [
        pytest.param(
            f"six==1.17.0 \\\n    {HASH}\n    {OTHER}\n",
            "end line 2 with a backslash",
            f"six==1.17.0 \\\n    {HASH} \\\n    {OTHER}\n",
            id="a second hash after a line without a backslash",
        ),
        pytest.param(
            f"six==1.17.0\n    {HASH}\n",
            "end line 1 with a backslash",
            f"six==1.17.0 \\\n    {HASH}\n",
            id="the first hash of a requirement",
        ),
        pytest.param(
            f"six==1.17.0 \\\n\n    {HASH}\n",
            "delete the blank line after line 1",
            None,
            id="a blank line between them",
        ),
        pytest.param(
            f"six==1.17.0 \\\n    # via x\n    {HASH}\n",
            "move it to its requirement: a comment line separates the two",
            None,
            id="a comment line between them",
        ),
        pytest.param(
            f"six==1.17.0  # why\n    {HASH}\n",
            "delete the comment in line 1, and end the line with a backslash",
            None,
            id="a comment behind the requirement",
        ),
        pytest.param(f"{HASH}\n", "write it on the line of its requirement, or delete it", None, id="no requirement"),
        pytest.param(
            f"-e ./pkg\n    {HASH}\n",
            "write it on the line of its requirement, or delete it",
            None,
            id="an editable can have no hash",
        ),
        pytest.param(
            f"six==1.17.0\n-r a.txt\n    {HASH}\n",
            "write it on the line of its requirement, or delete it",
            None,
            id="another line between them",
        ),
    ],
)
def test_how_a_hash_belongs_to_its_requirement_again(
    findings, fix_tree, text: str, help: str, fixed: str | None
) -> None:
    [found] = findings({"requirements.txt": text}, RULE)
    assert found.help == help
    assert fix_tree({"requirements.txt": text}, RULE) == {"requirements.txt": fixed or text}


def test_several_hashes_without_backslashes_are_all_fixed(fix_tree) -> None:
    text = f"six==1.17.0\n    {HASH}\n    {OTHER}\n"
    fixed = f"six==1.17.0 \\\n    {HASH} \\\n    {OTHER}\n"
    assert fix_tree({"requirements.txt": text}, RULE) == {"requirements.txt": fixed}


@pytest.mark.parametrize(
    ("above", "applicability"),
    [
        pytest.param(f"six==1.17.0 {OTHER}", "safe", id="its requirement has another hash"),
        pytest.param("six==1.17.0", "unsafe", id="its requirement has no hash, so the file may need more hashes"),
    ],
)
def test_a_missing_backslash_is_a_safe_fix_only_where_hashes_are_checked(
    findings, above: str, applicability: str
) -> None:
    [found] = findings({"requirements.txt": f"{above}\n    {HASH}\n"}, RULE)
    assert found.fix is not None
    assert found.fix.applicability == applicability
