"""A wheel of Divio's proxy names what it was built from: its URL holds the sha256 of the original one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.checking import engine
from pinlint.findings.config import Config

NOW = "https://divio-addons.s3-eu-central-1.amazonaws.com/addon/2.1.0/{0}/addon-2.1.0.tar.gz#egg=addon==2.1.0"
BEFORE = NOW.replace(
    "https://divio-addons.s3-eu-central-1.amazonaws.com", "https://control.divio.com/api/v1/apps/serve"
)
ONE, OTHER = "5b9e0c72-d41f-4683-8a0d-c7f3e1b62d98", "47f0d2b9-8c6e-4a15-b3d7-e0a9c5f81d41"
ARCHIVE = "https://github.com/o/r/archive/0123456789abcdef0123456789abcdef01234567.zip#egg=addon==2.1.0"


def wheel(original: str, version: str = "2.1.0") -> str:
    digest = sha256(original.encode()).hexdigest()
    name = f"addon-{version}-py3-none-any.whl"
    return f"addon @ https://wheels-cdn.aldryn.net/__external__/buster-py39/{digest}/{name}#md5={'ab' * 16}"


@pytest.mark.parametrize(
    ("asked", "locked", "found"),
    [
        pytest.param(NOW.format(ONE), wheel(NOW.format(ONE)), "", id="built from what is asked for"),
        pytest.param(NOW.format(ONE), wheel(BEFORE.format(ONE)), "", id="built when the addons were elsewhere"),
        pytest.param(ARCHIVE, wheel(ARCHIVE), "", id="built from an archive"),
        pytest.param(NOW.format(ONE), wheel(NOW.format(OTHER)), "unproven", id="built from another upload"),
        pytest.param(NOW.format(ONE), wheel(NOW.format(ONE), "2.0.0"), "stale", id="another version"),
    ],
)
def test_the_wheel_is_what_the_input_asks_for(tmp_path: Path, asked: str, locked: str, found: str) -> None:
    lock = f"#\n#    pip-compile requirements.in\n#\n{locked}\n"
    write_tree(tmp_path, {"requirements.in": f"{asked}\n", "requirements.txt": lock})

    report = engine.check(str(tmp_path.resolve()), [""], Config({"evidence": ()}))

    stale = {finding.rule for finding in report.findings if finding.lock} & {"changed-artifact"}
    doubts = {entry.obligation for entry in report.locks[0].unproven} & {"changed-artifact"}
    assert ("stale" if stale else "unproven" if doubts else "") == found
