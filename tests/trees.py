"""Trees of files for tests: write them, and check them as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pinlint.checking import engine
from pinlint.findings.config import Config
from pinlint.findings.finding import Finding
from pinlint.text.errors import NothingToCheck

#: Path -> text or bytes. Text is written as UTF-8, its newlines as they are.
Tree = Mapping[str, "str | bytes"]

#: The evidence that a tree holds itself; what the caches of this machine know must not change what a test finds.
EVIDENCE = ("environment", "wheels", "evidence-file")


def write_tree(root: Path, files: Tree) -> None:
    """Writes ``files`` below ``root``."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())


def findings_in(root: Path, files: Tree, *rules: str, **settings: object) -> list[Finding]:
    """The findings of ``rules`` (none given: of all) in the tree ``files``, written below ``root``, checked as a whole.

    ``settings`` are fields of the configuration, spelled with underscores. Nothing to check is nothing found.
    """
    write_tree(root, files)
    values = {"evidence": EVIDENCE, **{name.replace("_", "-"): value for name, value in settings.items()}}
    if rules:
        values["select"] = rules
    try:
        return engine.check(str(root.resolve()), [""], Config(values)).findings
    except NothingToCheck:
        return []


def render(finding: Finding) -> str:
    """The finding on one line: ``path:line:column: severity: rule: message``."""
    where = finding.location
    return f"{where.path}:{where.line}:{where.column}: {finding.severity}: {finding.rule}: {finding.message}"


def write_wheel(folder: Path, name: str, version: str, *requires: str) -> None:
    """Writes a wheel that has metadata and nothing else."""
    import zipfile

    info = f"{name}-{version}.dist-info"
    metadata = "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", "")
