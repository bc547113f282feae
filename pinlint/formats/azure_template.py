"""Templates of Azure Pipelines, which can have any name: files in the folders of CI systems with lists of Azure's steps."""

from __future__ import annotations

from pinlint.formats.ci_scripts import jobs_of_azure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.jobs import Job
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)\.?(?:ci|pipelines)/(?:[^/]+/)*[^/]+\.(?:yml|yaml)$"
READS = "build"


def jobs(source: SourceFile) -> list[Job]:
    """The jobs of the template. Raises LocatedError for text that is not YAML."""
    return jobs_of_azure(source)
