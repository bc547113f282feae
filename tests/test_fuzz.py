"""Any text, and any change to a real one: no crash, spans inside the text, nothing changed where no edit is made.

The targets are those of ``fuzz``, which is guided by coverage and runs for longer; here Hypothesis makes the inputs, from
the words of each format and from real files with a few changes, and the inputs that have failed before are tried again.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fuzz.run import CORPUS
from fuzz.targets import FORMATS, RUNS, TARGETS

ROOT = Path(__file__).resolve().parent.parent
#: Words that mean something somewhere.
WORDS = """
a A-b_c.d ==1.0 ==1.* ===x >=1,<2 ~=1.0 != <9 [x,y] ; python_version < '3.9' and ( or ) not in extra == "x" @ https://u:p@h/a-1.0.zip
git+ssh://h/r@v1#egg=a&subdirectory=b -r -c -e -i --hash=sha256: --pre ${A} $A \\ # via -r requirements.in pinlint: ignore[all] x
[project] name = "a" dependencies = [ ] { } [tool.poetry.dependencies] [[tool.uv.index]] [dependency-groups] include-group version
[options] install_requires = file: from setuptools import setup setup( ) lambda: *[ % + f"{x}" ''' {"package-name": null
true 1e999 : FROM python:3.11 AS b RUN pip install -r COPY --from=b . ENV ARG <<EOF EOF && || | > $( ` sh -c "x" repos: - id: &
* ! --- ? !!binary # <INSTALLED_ADDONS> # </INSTALLED_ADDONS> # /// script # ///
Metadata-Version: 2.1 Requires-Dist: a 1!2.0rc1.post2.dev3+local.4
""".split()  # noqa: SIM905 - words are easier to read than quotes
BLANKS = [
    "\n",
    "\n",
    "\n",
    " ",
    " ",
    "\t",
    "\r\n",
    "\r",
    "\x0b",
    "\x0c",
    "\u2028",
    "\x85",
    "\0",
    "\ufeff",
    "é",
    "\U0001f600",
    "\x1b",
]
TEXTS = st.lists(st.sampled_from([*WORDS, *BLANKS, *BLANKS]), max_size=40).map("".join)
BYTES = st.one_of(
    TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.binary(max_size=200),
)


def seeds() -> list[bytes]:
    """Real files: those of the example and test projects, and pinlint's own."""
    folders = (ROOT / "tests" / "projects", ROOT / "examples")
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    found += [ROOT / name for name in ("pyproject.toml", "requirements/action.txt", ".pre-commit-hooks.yaml")]
    return [path.read_bytes() for path in found if path.is_file() and path.stat().st_size < 20_000] or [b"a==1\n"]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real file with a few of its parts cut, doubled, moved or replaced."""
    data = draw(st.sampled_from(seeds()))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        at = draw(st.integers(0, len(data)))
        piece = draw(st.one_of(st.just(b""), st.just(data[start:end] * 2), st.just(data[at : at + 30]), BYTES))
        data = data[:start] + piece + data[end:]
    return data


ANY = st.one_of(BYTES, mutated())
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", [*FORMATS, "dockerfile", "metadata", "words"])
@MANY
@given(data=ANY)
@example(data=b"")
def test_a_parser_reads_anything(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("name", RUNS)
@FEW
@given(data=ANY)
@example(data=b"")
def test_a_run_ends_well_whatever_a_file_holds(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_has_failed_before_does_not_fail_again(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())
