from __future__ import annotations

import pytest

from pinlint.project.urls import DEFAULT_INDEX

RULE = "extra-index"
HASH = "--hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"
EXTRA = "--extra-index-url https://pypi.example.com/simple"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param(f"{EXTRA}\na==1", True, id="beside the public index"),
        pytest.param(f"-i {DEFAULT_INDEX}\n{EXTRA}\na==1", True, id="beside the public index, which is named"),
        pytest.param(
            f"-i https://own.example.com/\n--extra-index-url {DEFAULT_INDEX}\na==1",
            True,
            id="the public one is the extra",
        ),
        pytest.param(f"{EXTRA}\na==1 {HASH}", False, id="hashes tell the artifacts apart"),
        pytest.param(f"-i https://wheels.aldryn.net/d/pypi/\n{EXTRA}\na==1", False, id="two indexes of a platform"),
        pytest.param("-i ${INDEX}\n" + EXTRA + "\na==1", False, id="an index that only the build knows"),
        pytest.param(f"--extra-index-url {DEFAULT_INDEX}\na==1", False, id="the public index twice"),
        pytest.param("--no-index\n" + EXTRA + "\na==1", False, id="no index is asked"),
        pytest.param("-i https://pypi.example.com/simple\na==1", False, id="one index"),
        pytest.param(
            "--extra-index-url https://pypi.nvidia.com.example.com\na==1", True, id="not the index of a vendor"
        ),
    ],
)
def test_dependency_confusion(check_tree, lines: str, found: bool) -> None:
    assert bool(check_tree({"requirements.txt": lines + "\n"}, RULE)) is found


def test_it_is_a_warning_that_names_the_host(check_tree) -> None:
    text = "--extra-index-url https://u:p@pypi.example.com/simple\na==1\n"
    message = "pypi.example.com is used together with the public index: pip installs the higher version of either"
    assert check_tree({"requirements.txt": text}, RULE) == [f"requirements.txt:1:1: warning: {RULE}: {message}"]
