"""Requirements files, as pip 26.3 reads them: requirements, includes, options, comments, each with its place.

The parser follows pip. A line that pip refuses is a ``syntax-error``, which is fatal if pip refuses the whole file. The other
lines are still read. Text that pip ignores silently is a ``swallowed-requirement`` if it is a requirement, else ``ignored-text``.
"""

from __future__ import annotations

from pinlint.formats.canonical_lines import PlainLines
from pinlint.requirements.model import RequirementsFile
from pinlint.text import budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinlint.formats.line_reader import LineReader
    from pinlint.requirements.model import Comment, Include, Requirement
    from pinlint.text.source import SourceFile

#: Files by name or by folder, without the lists of other installers.
FILES = (
    r"(?i)(?:^|/)(?![^/]*(?<![a-z])(?:apt|brew|conda|galaxy|npm|rpm|system|yum)(?![a-z])[^/]*$)"
    r"(?:[\w.-]*(?:requirements?|(?<![a-z])(?:constraints?|reqs))[\w.-]*\.(?:txt|in|pip)|[\w.-]*requirements[\w.-]*\.lock"
    r"|(?:requirements?|constraints?|reqs)/(?:[\w.-]+/)*(?!readme)[\w.-]+\.(?:txt|in|pip))$"
)
FORMAT = "requirements-txt"
#: How the ``requirements.lock`` of a Helm chart begins: it is YAML, and has no requirements for pip.
_HELM = ("dependencies:", "digest:", "generated:")


def is_foreign(source: SourceFile) -> bool:
    """Whether a file with such a name is something else: a Helm chart has a ``requirements.lock`` too."""
    if not source.path.endswith(".lock"):
        return False
    lines = (line for line in source.text.splitlines() if line.strip() and not line.startswith("#"))
    return next(lines, "").startswith(_HELM)


def parse(source: SourceFile, environ: Mapping[str, str] | None = None, most: int = 0) -> RequirementsFile:
    """The content of the file. Bad text becomes a `Problem`. Raises ExceededError for a line that is too long, and for more
    requirements, includes, options and problems together than ``most``, or than `pinlint.text.budget.MOST_REQUIREMENTS`.

    ``environ`` is the environment from which pip expands ``${NAME}``. Without it nothing is expanded. Then a requirement with a
    clear shape keeps its variables (`Requirement.variables`), because the build may set them.
    """
    return budget.uncollected(lambda: _parse(source, environ, most or budget.MOST_REQUIREMENTS))


def _parse(source: SourceFile, environ: Mapping[str, str] | None, most: int) -> RequirementsFile:
    requirements: list[Requirement] = []
    includes: list[Include] = []
    plain = PlainLines(source, requirements, includes, most)
    reader: LineReader | None = None
    at, end = 0, len(source.text)
    read = 0
    while (at := plain.read(at)) < end and read <= most:
        if reader is None:
            from pinlint.formats.line_reader import LineReader

            reader = LineReader(source, environ, requirements, includes)
        # pip may read this line as several.
        at = reader.read(at, source.text.find("\n", at) + 1 or end)
        # An invalid line takes longer than a valid one.
        read = len(requirements) + len(includes) + len(reader.options) + len(reader.problems)
    if len(requirements) > most:
        raise budget.ExceededError(f"has more than {most:,} requirements")
    if read > most:
        raise budget.ExceededError(f"has more than {most:,} requirements, options and errors")
    if reader is not None:
        reader.finish()
    return RequirementsFile(
        source,
        FORMAT,
        requirements,
        includes=includes,
        options=reader.options if reader else [],
        problems=reader.problems if reader else [],
        comments=lambda: _comments(source),
    )


def _comments(source: SourceFile) -> list[Comment]:
    from pinlint.formats.line_reader import read_comments

    return read_comments(source)
