"""Comments that say that a requirement has no version on purpose."""

from __future__ import annotations

import pytest

from pinlint.formats.requirements_txt import parse
from pinlint.requirements.stated_purposes import is_open_on_purpose
from pinlint.text.source import SourceFile


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("six # always use the latest version", True),
        ("# always the newest theme\nsix", True),
        ("six # not pinned to use the release of the base image", True),
        ("# Deliberately unpinned\nsix", True),
        ("six # don't pin", True),
        ("six # never pin this", True),
        ("six # Version-less for Python 3.9 and below", True),
        ("six # no version pinning to get what the system has", True),
        ("six # removed from lxml, unpinned for future security patches", True),
        ("six # no pin because the image decides", True),
        ("six # do not pin it", True),
        ("# can't be hard-pinned due to another package\nsix", True),
        ("six # must not be pinned", True),
        ("six # cannot be pinned yet", False),
        ("six # unpinned for now", False),
        ("six # TODO no version since the rewrite", False),
        ("six # no version since the rewrite, pin it", False),
        ("six # unpinned to be fixed soon", False),
        ("six # deliberately unpinned until the next release", False),
        ("six # no version yet", False),
        ("six # install the latest version", False),
        ("six # always needed", False),
        ("six # TODO: pin", False),
        ("# always the newest theme\n\nsix", False),
        ("sphinx # always the newest theme\nsix", False),
        ("six", False),
    ],
)
def test_comments(text: str, stated: bool) -> None:
    requirement = parse(SourceFile("requirements.txt", f"{text}\n")).requirements[-1]
    assert is_open_on_purpose(requirement) == stated
