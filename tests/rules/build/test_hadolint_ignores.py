"""What hadolint ignores of DL3013 by its configuration is no finding here."""

from __future__ import annotations

import pytest

OPEN = "RUN pip install flask\n"
FROM = "FROM python:3.12-slim\n"


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        pytest.param({"Dockerfile": FROM + OPEN}, [2], id="no ignore"),
        pytest.param({"Dockerfile": f"{FROM}# hadolint ignore=DL3013\n{OPEN}"}, [], id="of the next instruction"),
        pytest.param({"Dockerfile": f"{FROM}# hadolint ignore=DL3042, DL3013\n{OPEN}"}, [], id="one of several"),
        pytest.param({"Dockerfile": f"{FROM}# hadolint ignore=DL3042\n{OPEN}"}, [3], id="of another rule"),
        pytest.param(
            {"Dockerfile": f"{FROM}# hadolint ignore=DL30130\n{OPEN}"}, [3], id="of a rule with a longer name"
        ),
        pytest.param(
            {"Dockerfile": f"{FROM}# hadolint ignore=DL3013\n{OPEN}RUN pip install black\n"}, [4], id="not behind it"
        ),
        pytest.param(
            {"Dockerfile": f"{FROM}# hadolint ignore=DL3013\nRUN true \\\n && pip install flask\n"},
            [],
            id="all of its lines",
        ),
        pytest.param({"Dockerfile": f"# hadolint global ignore=DL3013\n{FROM}{OPEN}"}, [], id="of the whole file"),
        pytest.param({"Dockerfile": FROM + OPEN, ".hadolint.yaml": "ignored:\n  - DL3013\n"}, [], id="by its settings"),
        pytest.param({"Dockerfile": FROM + OPEN, ".hadolint.yaml": "ignored: [DL3042]\n"}, [2], id="by others"),
        pytest.param(
            {"Dockerfile": FROM + OPEN, ".hadolint.yaml": "ignored: [\n"}, [2], id="settings that are no YAML"
        ),
    ],
)
def test_hadolint_ignores(findings, files: dict[str, str], lines: list[int]) -> None:
    assert [found.location.line for found in findings(files, "unpinned-install")] == lines
