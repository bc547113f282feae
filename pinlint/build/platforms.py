"""Checks whether an image fits the lock that is installed in it: the version of Python and, on Divio, the wheels platform."""

from __future__ import annotations

from posixpath import join

from pinlint.build.base_images import image_python
from pinlint.build.install_commands import RESOLVE, UNINSTALL
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.image_stage import BuildStep, Stage
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.formats.dockerfile import Dockerfile
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import Location

#: The wheels platform of Divio's base images, by the end of their tags.
_WHEELS_PLATFORMS = {
    "py2.7-slim-stretch": "aldryn-baseproject-v4-py27",
    "py3.6-slim-stretch": "aldryn-baseproject-v4-py36",
    "py3.7-slim-stretch": "stretch-py37",
    "py3.8-slim-buster": "buster-py38",
    "py3.9-slim-buster": "buster-py39",
    "py3.9-slim-bookworm": "bookworm-py39",
    "py3.10-slim-bullseye": "bullseye-py310",
    "py3.11-slim-bullseye": "bullseye-py311",
    "py3.11-slim-bookworm": "bookworm-py311",
    "py3.12-slim-bookworm": "bookworm-py312",
}
_DIVIO_TAG = lazy(r"(?:.*/)?divio/base:(?:[^-]*-)?(py\d\.\d+-[a-z0-9.]+(?:-[a-z0-9.]+)?)")
_ALPINE = lazy(r"py(\d)\.(\d+)-alpine(\d+)\.(\d+)")
_WHEELS_URL = lazy(r"//wheels\.aldryn\.net/(?:v\d+/[^/$]+|d/pypi)/([^/${}]+)/")


class Mismatch:
    """The image says ``actual`` at ``image``, and the lock says ``expected`` at ``lock``. ``path`` is the path of the lock."""

    __slots__ = ("actual", "expected", "image", "lock", "path")

    def __init__(self, path: str, lock: Location, expected: str, image: Location, actual: str) -> None:
        self.path = path
        self.lock = lock
        self.expected = expected
        self.image = image
        self.actual = actual


def wheels_platform(image: str) -> str | None:
    """The wheels platform of a Divio base image."""
    match = _DIVIO_TAG.match(image)
    tag = match[1].removesuffix("-dev") if match else ""
    alpine = _ALPINE.fullmatch(tag)
    return "alpine{2}{3}-py{0}{1}".format(*alpine.groups()) if alpine else _WHEELS_PLATFORMS.get(tag)


def mismatches(dockerfile: Dockerfile, steps: list[BuildStep], project: CheckedProject) -> Iterator[Subject]:
    """The locks that are installed in an image that does not fit; each lock occurs once for each image."""
    seen: set[tuple[str, str]] = set()
    for step in steps:
        for path in _installed_files(step):
            stage = step.stage.root
            document = project.documents.get(path)
            if document is None or stage.image is None or stage.image_word is None or (stage.image, path) in seen:
                continue
            seen.add((stage.image, path))
            found = _of_wheels(dockerfile, stage, document) or _of_python(dockerfile, stage, document, project)
            if found is not None:
                yield "build-platform", found[0], found[1]


def _installed_files(step: BuildStep) -> Iterator[str]:
    if step.step.kind == UNINSTALL:
        return
    names = [argument.value for argument in step.step.files]
    if step.step.kind == RESOLVE:
        names = [argument.value for argument in step.step.operands[:1]] or ["requirements.txt"]
    elif step.step.tool in ("uv pip sync", "pip-sync"):
        names += [argument.value for argument in step.step.operands]
    for name in names:
        if not name:
            continue
        path = step.find(name).path
        if path is None and step.stage.context.folder is not None:
            # Copied, but not to the folder in which the base image seems to run.
            beside = join(step.stage.context.folder, name)
            path = beside if step.stage.brought(beside, step.event) else None
        if path is not None:
            yield path


def _of_wheels(dockerfile: Dockerfile, stage: Stage, document: RequirementsFile) -> tuple[str, Mismatch] | None:
    option = next(
        (o for o in document.options if o.name == "index-url" and o.value and "wheels.aldryn.net" in o.value), None
    )
    expected = _WHEELS_URL.search(option.value or "") if option else None
    if option is None or expected is None or stage.image is None or stage.image_word is None:
        return None
    actual = wheels_platform(stage.image)
    place = dockerfile.source.at(stage.image_word.span)
    if actual is None:
        for instruction in dockerfile.instructions:
            written = _WHEELS_URL.search(instruction.arguments.text) if instruction.name == "ENV" else None
            if written:
                actual = written[1]
                place = dockerfile.source.at(instruction.arguments.span(*written.span(1)))
                break
    if actual is None or actual == expected[1]:
        return None
    lock = document.source.at(option.value_span or option.span)
    return "wheels", Mismatch(document.path, lock, expected[1], place, actual)


def _of_python(
    dockerfile: Dockerfile, stage: Stage, document: RequirementsFile, project: CheckedProject
) -> tuple[str, Mismatch] | None:
    pairing = project.pairing_of(document.path)
    made_for = pairing.python if pairing is not None else None
    actual = image_python(stage.image or "")
    if made_for is None or actual is None or stage.image_word is None:
        return None
    expected = ".".join(made_for[0].split(".")[:2])
    if actual == expected:
        return None
    image = dockerfile.source.at(stage.image_word.span)
    return "python", Mismatch(document.path, made_for[1], expected, image, actual)
