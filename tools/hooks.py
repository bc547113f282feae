"""The ``files:`` patterns of the pre-commit hooks: the files whose change can change what a hook finds."""

from __future__ import annotations

import re


def with_patterns(text: str, requirements: list[str], builds: list[str], manifests: list[str]) -> str:
    """The text of .pre-commit-hooks.yaml, each hook with the ``files:`` of the families that its entry selects.

    A hook that is given the files takes those only that can be checked. One that always runs needs no pattern.
    """
    by_family = {"freshness": requirements, "manifests": [*requirements, *manifests], "build": [*requirements, *builds]}
    hooks = re.split(r"^(?=- id: )", re.sub(r"^  files: .*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    for number, hook in enumerate(hooks):
        if "always_run: true" in hook:
            continue
        selected = re.search(r"--select (\S+)", hook)
        families = selected[1].split(",") if selected else list(by_family)
        patterns = [pattern for family in families for pattern in by_family.get(family, requirements)]
        files = "  files: '{}'\n".format("|".join(dict.fromkeys(patterns)).replace("'", "''"))
        entry = re.search(r"^  entry: .*\n", hook, re.MULTILINE)
        if entry:
            hooks[number] = hook[: entry.end()] + files + hook[entry.end() :]
    return "".join(hooks)
