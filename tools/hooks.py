"""The ``files:`` patterns of the pre-commit hooks: the files whose change can change what a hook finds."""

from __future__ import annotations

import re

#: What is read beside requirements, manifests and builds: the configuration of pinlint, uv and pip-tools, the version of
#: Python, what git and Docker leave out, and the settings of Divio projects.
BESIDE = r"(^|/)((\.?pinlint|uv|\.pip-tools)\.toml|\.(python-version|gitignore|dockerignore)|settings(/__init__)?\.py)$"


def with_patterns(text: str, requirements: list[str], builds: list[str], manifests: list[str]) -> str:
    """The text of .pre-commit-hooks.yaml, each hook with the ``files:`` of the families that its entry selects.

    A hook that is given the files takes those only that can be checked; one that looks for itself, also those that are
    read beside them.
    """
    by_family = {"freshness": requirements, "manifests": [*requirements, *manifests], "build": [*requirements, *builds]}
    hooks = re.split(r"^(?=- id: )", re.sub(r"^  files: .*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    for number, hook in enumerate(hooks):
        selected = re.search(r"--select (\S+)", hook)
        families = selected[1].split(",") if selected else list(by_family)
        patterns = [pattern for family in families for pattern in by_family.get(family, requirements)]
        if "pass_filenames: false" in hook:
            patterns.append(BESIDE)
        files = "  files: '{}'\n".format("|".join(dict.fromkeys(patterns)).replace("'", "''"))
        entry = re.search(r"^  entry: .*\n", hook, re.MULTILINE)
        if entry:
            hooks[number] = hook[: entry.end()] + files + hook[entry.end() :]
    return "".join(hooks)
