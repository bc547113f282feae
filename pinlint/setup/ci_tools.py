"""The tools that workflows install without a version, and the file that would lock them."""

from __future__ import annotations

from pinlint.build.facts import InstallArgument
from pinlint.requirements.pinning import LOOSE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.checking.access import Access

#: The proposed input, and its lock.
INPUT = "requirements/ci.in"
LOCK = "requirements/ci.txt"
_HEAD = "# What the workflows install. Compile this file to ci.txt, and run `pip install -r {lock}` in the workflows.\n"
_FORMATS = ("github_workflow", "github_action", "gitlab_ci", "ci_scripts")


def unpinned(project: Access) -> list[str]:
    """The names that the workflows of a project install without a version, sorted."""
    if project.builds is None:
        return []
    workflows = {place.source.path for place in project.builds.places if place.format in _FORMATS}
    found = set()
    for _, trait, subject in project.builds.subjects():
        if isinstance(subject, InstallArgument) and trait in LOOSE and subject.source.path in workflows:
            found |= {r.project for r in subject.requirements if r.project and r.url is None}
    return sorted(found - {"pip", "setuptools", "wheel"})


def input_text(names: list[str]) -> str:
    """The text of the input that lists the tools."""
    return _HEAD.format(lock=LOCK) + "".join(f"{name}\n" for name in names)


def compile_command(project: Access) -> str:
    """The command that locks the input, with the compiler that the project already uses, else with uv."""
    tools = {pair.command.tool for pair in project.pairings if pair.command is not None}
    return f"pip-compile {INPUT}" if "pip-compile" in tools else f"uv pip compile {INPUT} -o {LOCK}"
