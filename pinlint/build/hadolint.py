"""Reads the ignores of hadolint for the rule that both tools have: DL3013, "Pin versions in pip".

See hadolint's documentation, "Inline ignores" and "Configure".
"""

from __future__ import annotations

from bisect import bisect_right

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.build.image_stage import BuildStep
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.dockerfile import Dockerfile

_RULE = "DL3013"
_CONFIGURATIONS = (".hadolint.yaml", ".hadolint.yml")
_COMMENT = lazy(r"(?m)^[ \t]*#[ \t]*hadolint[ \t]+(global[ \t]+)?ignore[ \t]*=[ \t]*([\w, \t]+)")


class HadolintIgnores:
    """The ignores that apply to one Dockerfile: in its comments, and in the configuration in the root."""

    def __init__(self, dockerfile: Dockerfile, project: CheckedProject) -> None:
        self.everywhere = False
        self._starts: set[int] = set()
        text = dockerfile.source.text
        if "hadolint" in text:
            starts = [instruction.span.start for instruction in dockerfile.instructions]
            for match in _COMMENT.finditer(text):
                if _RULE not in match[2].replace(",", " ").split():
                    continue
                behind = bisect_right(starts, match.start())
                if match[1]:
                    self.everywhere = True
                elif behind < len(starts):
                    self._starts.add(starts[behind])
        self.everywhere = self.everywhere or any(
            path in project.path_set and _RULE in _ignored(path, project) for path in _CONFIGURATIONS
        )

    def holds(self, step: BuildStep) -> bool:
        """Whether unpinned versions of a step are ignored."""
        return self.everywhere or (step.instruction is not None and step.instruction.span.start in self._starts)


def _ignored(path: str, project: CheckedProject) -> list[str]:
    """The rules that the configuration ignores; empty if it cannot be read, which hadolint reports itself."""
    from pinlint.formats.located import LocatedError, yaml
    from pinlint.text.budget import ExceededError

    source = project.source(path)
    try:
        root = yaml.parse(source.text) if source is not None else None
    except (LocatedError, ExceededError):
        return []
    ignored = root.get("ignored") if root is not None else None
    return [node.value for node in ignored.strings()] if ignored is not None else []
