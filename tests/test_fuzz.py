"""Any text, and any change to a real one: no crash, spans inside the text, nothing changed where no edit is made.

The targets are those of ``fuzz``, which is guided by coverage and runs for longer; here Hypothesis makes the inputs, from
the words of each format and from real files with a few changes, and the inputs that have failed before are tried again.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fuzz.material import WORDS, inputs
from fuzz.run import CORPUS
from fuzz.targets import FORMATS, RUNS, TARGETS

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
REAL = inputs()
BYTES = st.one_of(
    TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.binary(max_size=200),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real file with a few of its parts cut, doubled, moved or replaced."""
    data = draw(st.sampled_from(REAL))
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
