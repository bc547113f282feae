"""The Python of images, which their names say, and of jobs."""

from __future__ import annotations

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.build.image_stage import Stage

_PYTHON_IMAGE = lazy(
    r"(?:docker\.io/|public\.ecr\.aws/docker/|mirror\.gcr\.io/)?(?:library/)?python:(\d\.\d+)(?![\d])"
    r"|public\.ecr\.aws/lambda/python:(\d\.\d+)(?![\d])"
    r"|ghcr\.io/astral-sh/uv:(?:[\d.]+-)?python(\d\.\d+)(?![\d])"
    r"|(?:.*/)?divio/base:(?:.*-)?py(\d\.\d+)(?![\d])"
)


def image_python(image: str) -> str | None:
    """The minor version of Python in a base image (``3.11``), if its name says it."""
    match = _PYTHON_IMAGE.match(image) if ":" in image else None
    return next(filter(None, match.groups()), None) if match else None


def pythons(stage: Stage) -> Sequence[str]:
    """The minor versions of Python in an image or a job, the oldest first; empty if they are unknown."""
    stage = stage.root
    found = image_python(stage.image or "")
    return [found] if found is not None else stage.pythons
