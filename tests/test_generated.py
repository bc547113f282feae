"""What is derived is fresh: a tool that proves files fresh keeps its own so."""

from __future__ import annotations

import re

import pytest
import yaml

from tools.generate import ROOT, derived, leftovers
from tools.hooks import with_patterns
from tools.pages import between, linked


def test_nothing_is_stale() -> None:
    found = derived()
    stale = [path for path, text in found.items() if not path.exists() or path.read_text("utf-8") != text]
    stale += leftovers(found)
    names = [path.relative_to(ROOT).as_posix() for path in stale]
    assert not names, "run: python -m tools.generate"


def test_text_between_comments_is_replaced() -> None:
    text = "a\n<!-- x -->\nold\n<!-- end of x -->\nb\n"
    assert between(text, "x", "new\n") == "a\n<!-- x -->\nnew\n<!-- end of x -->\nb\n"
    with pytest.raises(ValueError, match="the comments of 'y' are missing"):
        between(text, "y", "new\n")


def test_names_of_rules_become_links_outside_of_blocks() -> None:
    page = "`one` and `other`\n```text\n`one`\n```\n`one`\n"
    assert linked(page, {"one"}) == "[one](one.md) and `other`\n```text\n`one`\n```\n[one](one.md)\n"


def test_a_hook_is_given_the_patterns_of_its_families() -> None:
    hooks = (
        "- id: a\n  entry: x\n- id: b\n  entry: x --select pins\n  files: old\n  language: python\n"
        "- id: c\n  entry: x\n  always_run: true\n"
    )
    made = yaml.safe_load(with_patterns(hooks, ["r'"], ["d"], ["m"]))
    assert [hook.get("files") for hook in made] == ["r'|m|d", "r'", None]
    assert made[1]["language"] == "python"
    once = with_patterns(hooks, ["r"], ["d"], ["m"])
    assert with_patterns(once, ["r"], ["d"], ["m"]) == once


@pytest.mark.parametrize(
    ("path", "hooks"),
    [
        ("requirements.txt", {"pinlint-pins", "pinlint-fix"}),
        ("requirements/base.in", {"pinlint-pins", "pinlint-fix"}),
        ("sub/constraints-dev.txt", {"pinlint-pins", "pinlint-fix"}),
        ("pyproject.toml", {"pinlint-pins", "pinlint-fix"}),
        ("Dockerfile", {"pinlint-fix"}),
        ("pinlint.toml", set()),
        ("settings.py", set()),
        ("my-settings.py", set()),
        ("ruff.toml", set()),
        ("README.md", set()),
        ("src/module.py", set()),
    ],
)
def test_which_files_start_which_hooks(path: str, hooks: set[str]) -> None:
    shipped = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    started = {hook["id"] for hook in shipped if hook.get("always_run") or re.search(hook["files"], path)}
    assert started == {"pinlint", "pinlint-freshness", *hooks}
