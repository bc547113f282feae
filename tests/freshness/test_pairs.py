"""Verdicts on pairs of inputs and locks whose truth comes from the real resolvers (``benchmarks/truth.py`` asks them again).

A fresh lock is never called stale, and no error stands on it. A stale lock is called stale where the files of the tree show
it, and by one of the rules that the pair names. Where only the metadata of the pins shows it, it is not called fresh.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pinlint.command_line import main as cli

HERE = Path(__file__).resolve().parent
STALENESS = {"missing-lock", "missing-pin", "violated-specifier", "violated-constraint", "orphan-pin", "layer-drift"}
STALENESS |= {"missing-dependency", "changed-artifact", "moved-artifact"}


def _truth() -> ModuleType:
    """``benchmarks/truth.py``, which is a program and not a module of the package."""
    spec = importlib.util.spec_from_file_location("truth", HERE.parents[1] / "benchmarks" / "truth.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


truth = _truth()
GROUPS = {path.stem: truth.load(path) for path in sorted((HERE / "pairs").glob("*.toml"))}
PAIRS = [
    pytest.param(group, pair, id=f"{name}: {pair['id']}") for name, group in GROUPS.items() for pair in group["pair"]
]


@pytest.mark.parametrize(("group", "pair"), PAIRS)
def test_verdict(
    group: dict[str, Any],
    pair: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    truth.write_tree(tmp_path, truth.edited(group, pair))
    monkeypatch.chdir(tmp_path)
    for variable in ("PINLINT_CACHE_DIR", "UV_CACHE_DIR", "XDG_CACHE_HOME"):  # no evidence but the files
        monkeypatch.setenv(variable, str(tmp_path / "no-cache"))
    cli.main(["check", "--isolated", "--format", "json", "."])
    report = json.loads(capsys.readouterr().out)
    lock = pair.get("lock") or list(group["commands"])[-1]
    verdicts = {entry["path"]: entry["verdict"] for entry in report["locks"]}
    errors = [finding for finding in report["findings"] if finding["severity"] == "error"]
    on_lock = [
        f"{finding['rule']}: {finding['message']}"
        for finding in errors
        if lock in {finding["path"], *(related["path"] for related in finding["related"])}
    ]
    if pair["truth"] == "fresh":
        assert on_lock == []
        assert verdicts[lock] in ("fresh", "unproven")
    elif pair["shown"] == "metadata":
        assert verdicts[lock] in ("stale", "unproven")
    else:
        rules = {finding["rule"] for finding in errors}
        assert rules & set(pair["rules"]), on_lock
        if rules & STALENESS and lock in verdicts:
            assert verdicts[lock] == "stale"


def test_every_stale_pair_says_what_shows_it() -> None:
    for name, group in GROUPS.items():
        for pair in group["pair"]:
            shown = (pair.get("shown"), bool(pair.get("rules")))
            expected = [(None, False)] if pair["truth"] == "fresh" else [("files", True), ("metadata", False)]
            assert shown in expected, (name, pair["id"])


def test_pairs_survive_being_written_again() -> None:
    for path in sorted((HERE / "pairs").glob("*.toml")):
        assert truth.dump(truth.load(path)) == path.read_text(encoding="utf-8"), path.name
