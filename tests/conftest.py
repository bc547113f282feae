"""What many tests share: build a tree of files, check it with one rule, and read the findings as lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from trees import Tree, findings_in, render

from pinlint.findings.finding import Finding

# How long an example takes says more of what else the machine does. A run tries the same examples as the one before, so that a
# change that fails is the change's fault; `--hypothesis-profile explore` tries others.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("same")
# For `tools`. At the end, so that an installed pinlint is what the tests exercise, where there is one.
sys.path.append(str(Path(__file__).resolve().parent.parent))


@pytest.fixture(scope="session", autouse=True)
def _no_evidence_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The virtual environment that the tests run in and the caches of this user are no evidence for the trees that they check."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("VIRTUAL_ENV", "UV_CACHE_DIR", *(name for name in os.environ if name.startswith("PINLINT_"))):
            patch.delenv(name, raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture
def findings(tmp_path: Path) -> Callable[..., list[Finding]]:
    """``findings(files, *rules, **settings)``: the findings in a tree, as objects."""
    return lambda files, *rules, **settings: findings_in(tmp_path, files, *rules, **settings)


@pytest.fixture
def check_tree(tmp_path: Path) -> Callable[..., list[str]]:
    """``check_tree(files, *rules, **settings)``: the findings in a tree as lines.

    >>> check_tree({"requirements.txt": "django\\n"}, "unpinned-requirement")
    ["requirements.txt:1:1: error: unpinned-requirement: ..."]
    """
    return lambda files, *rules, **settings: list(map(render, findings_in(tmp_path, files, *rules, **settings)))


@pytest.fixture
def fix_tree(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """``fix_tree(files, *rules, **settings)``: the texts of the tree after every fix of those findings, also unsafe ones.

    Each fix is applied to its files as they were read, so that fixes that overlap are a failure of the test.
    """

    def fixed(files: Tree, *rules: str, **settings: object) -> dict[str, str]:
        from pinlint.text.source import Edit, apply_edits

        edits: dict[str, list[Edit]] = {}
        for finding in findings_in(tmp_path, files, *rules, **settings):
            for edit in finding.fix.edits if finding.fix else ():
                edits.setdefault(edit.path, []).append(edit)
        texts = {path: text if isinstance(text, str) else text.decode() for path, text in files.items()}
        return {path: apply_edits(text, edits.get(path, ())) for path, text in texts.items()}

    return fixed
