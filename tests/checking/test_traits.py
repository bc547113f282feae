"""The traits of a requirement: only rules that ask for one of them look at the line."""

from __future__ import annotations

import pytest

from pinlint.checking.subjects import requirement_traits
from pinlint.formats.requirements_txt import parse
from pinlint.text.source import SourceFile

DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("line", "traits"),
    [
        pytest.param("a==1", [], id="a pin"),
        pytest.param(f"a==1 --hash=sha256:{DIGEST}", [], id="a pin with a good hash"),
        pytest.param(f"a==1 --hash=sha256:{DIGEST[:-1]}", ["odd-hash"], id="a hash that is too short"),
        pytest.param(f"a==1 --hash=sha256:{DIGEST} --hash=md5:{DIGEST[:32]}", ["odd-hash"], id="a weak hash"),
        pytest.param("a", ["bare"], id="a name"),
        pytest.param(
            f"a @ https://h.example/a.zip --hash=sha256:{DIGEST}",
            ["reference"],
            id="a hash behind a URL",
        ),
    ],
)
def test_traits_of_a_line(line, traits):
    document = parse(SourceFile("requirements.txt", line + "\n"))
    # Only the traits of a range depend on the project.
    assert [list(requirement_traits(each, None)) for each in document.requirements] == [traits]
