from __future__ import annotations

import pytest

from pinlint.evidence.trust import is_held


@pytest.mark.parametrize(
    ("path", "tracked", "held"),
    [
        pytest.param(".venv", ["requirements.txt"], False, id="nothing of it"),
        pytest.param(".venv", [".venv/pyvenv.cfg"], True, id="a file in it"),
        pytest.param(".venv", [".venv"], True, id="it is a submodule"),
        pytest.param("sub/env", ["sub"], True, id="it lies in a submodule"),
        pytest.param(".venv", [".VENV/pyvenv.cfg"], True, id="a name in another case"),
        pytest.param(".venv", [".venv2/pyvenv.cfg", "x/.venv/pyvenv.cfg"], False, id="names that only look alike"),
        pytest.param("sub/env", ["sub/other"], False, id="a neighbour"),
    ],
)
def test_is_held(path, tracked, held):
    assert is_held(path, tracked) is held
