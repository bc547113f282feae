"""Which environments a lock claims to support: by the configuration, its header, its command, or the project around it."""

from __future__ import annotations

from pinlint.freshness.compilers import UV
from pinlint.freshness.environments import MINORS, PLATFORMS, Claim
from pinlint.requirements.specifiers import satisfies
from pinlint.requirements.versions import release_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.settings import Settings
    from pinlint.freshness.view import View

#: The oldest Python that uv ever made a lock for.
OLDEST_OF_UV = "3.7"


def claim_of(pairing: Pairing, view: View, settings: Settings) -> Claim:
    """The claim of one lock."""
    command = pairing.command
    entry = settings.entry(pairing.path) or {}
    platforms, machines, pythons = _configured([*entry.get("python", ()), *settings.environments])
    if command is not None:
        stated = command.values("python-platform")[-1:] or [pairing.settings.python_platform or ""]
        if stated[0] and not platforms:
            from pinlint.requirements.environment_words import read_platform

            platforms, machines = read_platform(stated[0])
    requires_python = _requires_python(pairing, view)
    version = None
    if command is not None:
        version = _python(command.values("python-version")[-1:] or [pairing.settings.python_version or ""])
    by_uv = _is_by_uv(pairing)
    if pairing.is_universal or _looks_universal(pairing):
        return Claim(
            universal=True,
            pythons=pythons or None,
            minimum=version or _least(pairing, requires_python),
            least_possible=None if version or pythons else OLDEST_OF_UV,
            platforms=platforms or PLATFORMS,
            machines=machines,
            markers=pairing.settings.markers,
            requires_python=None if version else requires_python,
            by_uv=by_uv,
        )
    any_patch = False
    if not pythons and version is not None and version.count(".") == 1 and command is not None and command.tool == UV:
        pythons = [f"{version}.0"]  # without a patch level, uv evaluates markers for the first one
        any_patch = True
    if not pythons:
        stated_version = version or (pairing.header.python if pairing.header is not None else None)
        if stated_version is None and command is not None:
            stated_version = _python(command.values("python")[-1:])
        pythons = [stated_version] if stated_version and "." in stated_version else []
    return Claim(
        pythons=pythons or None,
        minimum=_oldest(pairing),
        platforms=platforms or PLATFORMS,
        machines=machines,
        requires_python=requires_python,
        by_uv=by_uv,
        any_patch=any_patch,
        early=command is None or command.tool is None,
    )


def _is_by_uv(pairing: Pairing) -> bool:
    """Whether uv made the lock, according to its command or, if that names another tool, its header."""
    command = pairing.command
    if command is not None and command.tool is not None:
        return command.tool == UV
    return pairing.header is not None and pairing.header.tool == "uv"


def _looks_universal(pairing: Pairing) -> bool:
    """Whether the lock looks like a universal lock that uv wrote with a command that is not shown. In universal locks only, uv
    writes pins for some Python versions, with markers that compare full versions.
    """
    command = pairing.command
    if command is None or command.tool is not None or not _is_by_uv(pairing):
        return False
    return any("python_full_version" in (requirement.marker or "") for requirement in pairing.document.requirements)


def _oldest(pairing: Pairing) -> str | None:
    """The oldest Python that a lock may support if it does not state one: uv never supported older ones."""
    if pairing.header is None:
        return "3.6"
    return OLDEST_OF_UV if pairing.header.tool == "uv" else None


def _python(words: Sequence[str]) -> str | None:
    """The version of Python that an option names; None if the option is not given."""
    if not words or not words[0]:
        return None
    from pinlint.requirements.environment_words import python_of

    return python_of(words)


def _configured(words: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """The platforms, machines and Python versions in settings such as ``linux python3.12``."""
    platforms: list[str] = []
    machines: list[str] = []
    pythons: list[str] = []
    for word in (part for setting in words for part in setting.split()):
        from pinlint.requirements.environment_words import python_of, read_platform

        python = python_of([word])
        if python:
            pythons.append(python)
            continue
        platform, machine = read_platform(word)
        platforms += platform
        machines += machine
    return platforms, machines, pythons


def _requires_python(pairing: Pairing, view: View) -> str | None:
    """The Python versions that the projects among the inputs allow. Inputs that describe no project are ignored."""
    documents = [view.documents.get(path) for path, kind in pairing.files.items() if kind == "input"]
    described = [document.metadata for document in documents if document is not None and document.metadata is not None]
    return ",".join(metadata.requires_python for metadata in described if metadata.requires_python) or None


def _least(pairing: Pairing, requires_python: str | None) -> str:
    """The oldest Python that a universal lock certainly supports. For a lock whose command does not state one.

    The lock supports the Python that compiled it and all newer ones. A marker that separates the versions below X from the others
    shows that this Python was below X. Without such a marker, only the newest Python is certain. A marker that matters only to
    Pythons older than uv supports is not from uv and is ignored.
    """
    from pinlint.requirements.markers import atoms

    admitted = [
        minor for minor in MINORS if not requires_python or satisfies(f"{minor}.99", requires_python) is not False
    ]
    least = (admitted or MINORS)[-1]
    releases = [(release_of(minor), minor) for minor in MINORS]
    for marker in {requirement.marker for requirement in pairing.document.requirements}:
        for variable, operator, value, reverse in atoms(marker or ""):
            if variable in ("python_version", "python_full_version") and operator in ("<", ">=") and not reverse:
                release = release_of(value)
                if release is None:
                    continue
                below = [minor for known, minor in releases if known and (*known, 0) < (*release, 0, 0)[:3]]
                if below and satisfies(below[-1], f">={OLDEST_OF_UV},<{least}"):
                    least = below[-1]
    return least
