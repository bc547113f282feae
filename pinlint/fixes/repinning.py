"""The fix that pins an open requirement to the version that its own lock installs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Fix
    from pinlint.requirements.model import Requirement


def repinned(requirement: Requirement, project: CheckedProject) -> Fix | None:
    """Writes ``==`` and the locked version for the specifier set; None where no fresh lock tells the version.

    The fix is safe: the lock installs that version already.
    """
    version = project.locked_version(requirement)
    if version is None or requirement.name_span is None or requirement.url is not None:
        return None
    from pinlint.findings.finding import SAFE, Fix
    from pinlint.text.source import Edit, Span

    span = requirement.specifier_span
    if span is None:
        # After the name and its extras, where a specifier set would stand.
        text = requirement.source.text
        end = requirement.name_span.end
        rest = text[end : requirement.span.end]
        if rest.lstrip().startswith("["):
            end += rest.index("]") + 1
        span = Span(end, end)
    title = f"Pin {requirement.name} to {version}, which the lock installs"
    return Fix(title, [Edit(requirement.source.path, span, f"=={version}")], SAFE)
