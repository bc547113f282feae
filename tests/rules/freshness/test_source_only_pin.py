"""source-only-pin: versions without wheels; it runs only where it is named."""

from __future__ import annotations

from collections.abc import Callable

from structured import project, root, uv_file, uv_lock, uv_package

from pinlint.findings.config import Config, selected_rules

LOCK = {
    "pyproject.toml": project("alpha", "beta"),
    "uv.lock": uv_lock(
        root("alpha", "beta"), uv_package("alpha", files=[uv_file("alpha", "1.0", wheel=False)]), uv_package("beta")
    ),
}


def test_a_version_without_wheels(check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(LOCK, "source-only-pin") == [
        "uv.lock:16:12: warning: source-only-pin: alpha 1.0 has no wheel: installing it runs its build"
    ]


def test_it_is_selected_by_its_name_only() -> None:
    assert "source-only-pin" not in selected_rules(Config())
    assert "source-only-pin" not in selected_rules(Config({"select": ["freshness", "all"]}))
    assert "source-only-pin" in selected_rules(Config({"extend-select": ["source-only-pin"]}))
