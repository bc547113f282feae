"""Finds the installers that a Dockerfile takes from the image of their newest release: ``COPY --from=ghcr.io/astral-sh/uv``."""

from __future__ import annotations

from pinlint.build.install_commands import packages_step
from pinlint.formats.shell_words import SimpleCommand, Word
from pinlint.text.mapped_text import MappedText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinlint.build.install_commands import Step
    from pinlint.text.budget import Budget
    from pinlint.text.source import SourceFile, Span

#: The images that contain only an installer, and the installer.
_IMAGES = {"ghcr.io/astral-sh/uv": "uv", "docker.io/astral/uv": "uv", "astral/uv": "uv"}


def newest_in(image: str) -> str | None:
    """The installer in an image whose tag does not say a version, and so moves with each release; None if there is none."""
    name, _, digest = image.partition("@")
    name, _, tag = name.partition(":")
    return _IMAGES.get(name) if not digest and not tag[:1].isdigit() and "$" not in tag else None


def taking(
    tool: str, image: str, source: SourceFile, span: Span, variables: Mapping[str, str | None], budget: Budget
) -> Step | None:
    """The step that takes an installer from an image named at ``span``; None if the image has no installer, or names its version.

    Raises ExceededError if that takes more than the ``budget``.
    """
    installer = newest_in(image)
    if installer is None:
        return None
    text = MappedText(source, [(installer, span.start, span.end)])
    command = SimpleCommand(text, 0, 0, True)
    command.end = len(installer)
    command.words = [Word(text, 0, len(installer), [(installer, 0, len(installer), True)])]
    step = packages_step(command, tool, variables, budget)
    step.is_of_job = False
    return step
