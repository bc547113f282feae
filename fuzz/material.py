"""What inputs are made of: words that mean something somewhere, and real files."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = """
a A-b_c.d ==1.0 ==1.* ===x >=1,<2 ~=1.0 != <9 [x,y] ; python_version < '3.9' and ( or ) not in extra == "x" @ https://u:p@h/a-1.0.zip
git+ssh://h/r@v1#egg=a&subdirectory=b -r -c -e -i --hash=sha256: --pre ${A} $A \\ # via -r requirements.in pinlint: ignore[all] x
[project] name = "a" dependencies = [ ] { } [tool.poetry.dependencies] [[tool.uv.index]] [dependency-groups] include-group version
[options] install_requires = file: from setuptools import setup setup( ) lambda: *[ % + f"{x}" ''' {"package-name": null
true 1e999 : FROM python:3.11 AS b RUN pip install -r COPY --from=b . ENV ARG <<EOF EOF && || | > $( ` sh -c "x" repos: - id: &
* ! --- ? !!binary # <INSTALLED_ADDONS> # </INSTALLED_ADDONS> # /// script # ///
Metadata-Version: 2.1 Requires-Dist: a 1!2.0rc1.post2.dev3+local.4
""".split()  # noqa: SIM905 - words are easier to read than quotes
#: Target -> an input of a kind that no project has.
MADE = {
    "setup_cfg": b"[metadata]\nname = a\n[options]\npython_requires = >=3.10\ninstall_requires =\n    b>=1\n"
    b"[options.extras_require]\nx = file: more.txt\n",
    "script": b'# /// script\n# requires-python = ">=3.10"\n# dependencies = ["b>=1", "c==2"]\n# ///\nimport b\n',
    "metadata": b"Metadata-Version: 2.4\nName: a\nVersion: 1.0\nRequires-Dist: b>=1; extra == 'x'\nProvides-Extra: x\n\nText\n",
    "words": b"1!2.0rc1.post2.dev3+local.4 >=1,<2,!=1.5.*,~=1.4; python_version < '3.9' and (extra == 'x' or 'a' in os_name)",
    "run_evidence": b"# pinlint evidence 1: made\na==1.0 | - | python >=3.8 | b>=1; python_version < '3'\n",
}


def inputs() -> list[bytes]:
    """All inputs to start from."""
    return [*(path.read_bytes() for path in real_files()), *MADE.values()]


def real_files() -> list[Path]:
    """The files of the example and test projects, and pinlint's own; a content that comes again only once."""
    folders = (ROOT / "tests" / "projects", ROOT / "examples")
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    found += [ROOT / name for name in ("pyproject.toml", "requirements/action.txt", ".pre-commit-hooks.yaml")]
    small = [path for path in found if path.is_file() and path.stat().st_size < 20_000]
    return list({path.read_bytes(): path for path in small}.values())
