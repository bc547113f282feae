from __future__ import annotations

import pytest

RULE = "outside-root"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            "-r ../other.txt",
            "error: {}: '../other.txt' leads out of the project: other checkouts do not have it",
            id="above the root",
        ),
        pytest.param(
            "-r /etc/passwd",
            "error: {}: '/etc/passwd' leads out of the project: other checkouts do not have it",
            id="an absolute path",
        ),
        pytest.param(
            "-c https://user:s3cr3t@example.com/constraints.txt",
            (
                "info: {}: https://****@example.com/constraints.txt was not checked: it is not in the "
                "project, and pinlint downloads nothing"
            ),
            id="a URL, without its password",
        ),
    ],
)
def test_what_is_not_in_the_project(check_tree, line: str, expected: str) -> None:
    found = check_tree({"requirements.txt": line + "\n"}, RULE)
    assert found == [f"requirements.txt:1:4: {expected.replace('{}', RULE)}"]


def test_nothing_outside_is_read(check_tree, tmp_path) -> None:
    (tmp_path / "outside.txt").write_text("secret-name\n")
    root = tmp_path / "project"
    root.mkdir()
    (root / "requirements.txt").write_text("-r ../outside.txt\n")
    from trees import findings_in

    shown = "".join(f"{finding.message}{finding.help}" for finding in findings_in(root, {}))
    assert "leads out of the project" in shown
    assert "secret-name" not in shown


def test_what_is_in_the_project(check_tree) -> None:
    files = {"requirements.txt": "-r requirements/../base.txt\n", "base.txt": "a==1\n"}
    assert check_tree(files, RULE) == []
