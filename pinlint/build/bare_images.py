"""Base images that contain no project's files."""

from __future__ import annotations

from pinlint.text.patterns import lazy

_BARE_IMAGES = lazy(
    r"(?:docker\.io/|public\.ecr\.aws/docker/|mirror\.gcr\.io/)?(?:library/)?"
    r"(?:python|pypy|debian|ubuntu|alpine|centos|fedora|almalinux|rockylinux|amazonlinux|archlinux|buildpack-deps"
    r"|nikolaik/python-nodejs|node|nvidia/cuda|continuumio/(?:miniconda3|anaconda3)|mambaorg/micromamba"
    r"|condaforge/(?:miniforge3|mambaforge)|divio/base|aldryn/base-project)(?::(?!.*onbuild).*)?"
    r"|ghcr\.io/astral-sh/uv(?:[:@].*)?|gcr\.io/distroless/.*|public\.ecr\.aws/lambda/python(?::.*)?"
    r"|mcr\.microsoft\.com/(?:devcontainers|vscode/devcontainers|mirror/docker/library)/.*"
)


def is_bare(image: str) -> bool:
    """Whether an image contains no project's files, judged by its name."""
    return _BARE_IMAGES.fullmatch(image) is not None
