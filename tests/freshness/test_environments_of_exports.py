"""An export is compared in the environments of its lock, as long as its markers distinguish no more of them."""

from __future__ import annotations

import pytest

from pinlint.freshness.environments import Claim, environments
from pinlint.freshness.universe import Universe
from pinlint.requirements.markers import atoms

ON_WINDOWS, ON_310 = "sys_platform == 'win32'", "python_full_version < '3.11'"


def universe(*markers: str) -> Universe:
    """What the markers of a lock for Python 3.10 and newer distinguish."""
    claim = Claim(universal=True, requires_python=">=3.10")
    return Universe(environments(claim, markers, [">=3.8"]))


def places(of: Universe, marker: str) -> tuple[set[tuple[str, str]], ...]:
    """Where a marker is certainly true, and where it may be: minor versions with platforms."""
    return tuple({(one.minor, one.platform) for one in of.chosen(where)} for where in of.where(marker))


@pytest.mark.parametrize(
    ("markers", "marker", "decided"),
    [
        pytest.param([ON_WINDOWS], "python_full_version >= '3.10'", True, id="the oldest Python of the lock"),
        pytest.param([ON_WINDOWS], "python_full_version >= '3.10.0'", True, id="its first patch level"),
        pytest.param([ON_WINDOWS], "python_version >= '3.9'", True, id="an older Python"),
        pytest.param([ON_WINDOWS], "python_version < '3.12'", False, id="some of the Pythons that one represents"),
        pytest.param([ON_310], "python_version >= '3.11'", True, id="the same Pythons in other words"),
        pytest.param([ON_310], "python_version < '3.12'", False, id="one Python more"),
        pytest.param([ON_WINDOWS], "os_name == 'nt'", True, id="the same platform in other words"),
        pytest.param([ON_WINDOWS], "sys_platform == 'linux'", False, id="one of two platforms that one represents"),
        pytest.param([ON_WINDOWS], "sys_platform != 'cygwin'", True, id="a platform that no lock is for"),
        pytest.param([ON_WINDOWS], "python_full_version >= '3.10.2'", False, id="a later patch level"),
        pytest.param([ON_WINDOWS], "python_full_version > '3.10'", False, id="all but the first patch level"),
        pytest.param([ON_WINDOWS], "'3.10' >= python_full_version", False, id="the first patch level, on the right"),
        pytest.param([ON_WINDOWS], "python_version < '3.20'", False, id="a Python that is not out"),
        pytest.param([ON_WINDOWS], "platform_machine == 'arm64'", False, id="a machine"),
        pytest.param([ON_WINDOWS], "implementation_name == 'pypy'", False, id="an implementation"),
    ],
)
def test_a_comparison_that_needs_no_more_environments_is_decided(
    markers: list[str], marker: str, decided: bool
) -> None:
    few = universe(*markers)
    assert [few.decides(atom) for atom in atoms(marker)] == [decided]
    if decided:
        assert places(few, marker) == places(universe(*markers, marker), marker)
