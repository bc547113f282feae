"""unpinned-install: installers that a Dockerfile takes from the image of their newest release."""

from __future__ import annotations

import pytest

RULE = "unpinned-install"
LOCK = {"uv.lock": "version = 1\n", "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n'}
UV = "ghcr.io/astral-sh/uv"
NEWEST = "{}: warning: unpinned-install: uv is not pinned: every build installs the newest release"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(f"FROM python:3\nCOPY --from={UV}:latest /uv /bin/", "2:13", id="the latest"),
        pytest.param(f"FROM python:3\nCOPY --chmod=755 --from={UV} /uv /bin/", "2:25", id="without a tag"),
        pytest.param("FROM python:3\nCOPY --from=docker.io/astral/uv /uv /bin/", "2:13", id="the other registry"),
        pytest.param(f'FROM python:3\nCOPY ["--from", "{UV}"]', None, id="words that are no option"),
        pytest.param(f"FROM python:3\nCOPY --from={UV}:debian /uv /bin/", "2:13", id="a tag that names a system"),
        pytest.param(
            f"FROM python:3\nRUN --mount=from={UV},source=/uv,target=/bin/uv uv sync --locked", "2:18", id="a mount"
        ),
        pytest.param(f"FROM {UV} AS uv\nFROM python:3\nCOPY --from=uv /uv /bin/", "1:6", id="a stage with the image"),
        pytest.param(
            f"FROM {UV}:0.9 AS uv\nFROM python:3\nCOPY --from=uv /uv /bin/", None, id="a stage with a version"
        ),
        pytest.param(f"FROM python:3\nCOPY --from={UV}:0.9.1 /uv /bin/", None, id="a version"),
        pytest.param(f"FROM python:3\nCOPY --from={UV}:0.9 /uv /bin/", None, id="a series"),
        pytest.param(f"FROM python:3\nCOPY --from={UV}@sha256:{'0' * 64} /uv /bin/", None, id="a digest"),
        pytest.param(
            f"FROM python:3\nCOPY --from={UV}:latest@sha256:{'0' * 64} /uv /bin/", None, id="a tag and a digest"
        ),
        pytest.param(f"FROM python:3\nCOPY --from={UV}:$UV /uv /bin/", None, id="a version that only the build knows"),
        pytest.param("FROM python:3\nCOPY --from=nginx:latest /x /y", None, id="another image"),
    ],
)
def test_the_images_of_installers(check_tree, lines: str, expected: str | None) -> None:
    found = check_tree({**LOCK, "Dockerfile": f"{lines}\n"}, RULE)
    assert found == ([NEWEST.format(f"Dockerfile:{expected}")] if expected else [])


def test_what_copies_one_image_again_is_one_finding(findings) -> None:
    text = f"FROM python:3\nCOPY --from={UV} /uv /bin/\nCOPY --from={UV}:latest /uvx /bin/\n"
    (found,) = findings({**LOCK, "Dockerfile": text}, RULE)
    assert [(each.location.line, each.message) for each in found.related] == [(3, "the same again")]


@pytest.mark.parametrize(
    ("more", "help"),
    [
        pytest.param(
            {},
            "write a version into the name of the image: `ghcr.io/astral-sh/uv:VERSION`",
            id="the project has no version",
        ),
        pytest.param(
            {"tools.txt": "uv==0.9.1\n", "Makefile": "tools:\n\tpip install -r tools.txt\n"},
            "write a version into the name of the image: `ghcr.io/astral-sh/uv:0.9.1`, as tools.txt does",
            id="the project has a version",
        ),
    ],
)
def test_the_version_to_write(findings, more: dict[str, str], help: str) -> None:
    (found,) = findings({**LOCK, **more, "Dockerfile": f"FROM python:3\nCOPY --from={UV}:latest /uv /bin/\n"}, RULE)
    assert found.help == help


@pytest.mark.parametrize(
    ("more", "counted"), [pytest.param(LOCK, False, id="with a lock"), pytest.param({}, True, id="without a lock")]
)
def test_an_image_of_a_project_without_a_lock_is_only_counted(findings, more: dict[str, str], counted: bool) -> None:
    text = f"FROM python:3\nCOPY --from={UV}:latest /uv /bin/\n"
    (found,) = (each for each in findings({**more, "Dockerfile": text}) if each.rule == RULE)
    assert (found.counted is not None) is counted
