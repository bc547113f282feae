"""What is at a path of an image or in the folder of a job."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.text.mapped_text import MappedText


class Found:
    """The file at a path of the image: a file of the project (``path``), or something ``unknown``.

    ``made`` is the step that wrote the file, ``written`` the text from a here-document. If all of these are missing, there is no
    file; then ``excluded`` is the file of the project that a ``.dockerignore`` excludes. A file of the project that commands may
    have ``changed`` is still that file, but what its lines are then is not known. The same is true for a file that a command
    wrote with lines of files of the project: these are its ``sources``. ``without`` are patterns of lines that were deleted.
    """

    __slots__ = ("changed", "excluded", "made", "path", "sources", "unknown", "without", "written")

    def __init__(
        self,
        path: str | None = None,
        *,
        unknown: bool = False,
        made: object | None = None,
        excluded: str | None = None,
        written: MappedText | None = None,
        changed: bool = False,
        sources: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> None:
        self.changed = changed
        self.path = path
        self.unknown = unknown
        self.made = made
        self.excluded = excluded
        self.written = written
        self.sources = tuple(sources)
        self.without = tuple(without)

    @property
    def absent(self) -> bool:
        """Whether there is no file."""
        return self.path is None and self.made is None and self.written is None and not self.unknown

    @property
    def paths(self) -> Sequence[str]:
        """The files of the project whose lines may be in the file."""
        return self.sources or ([self.path] if self.path is not None else [])

    def changed_by(self, without: Sequence[str]) -> Found:
        """The file after a change that deleted some lines."""
        return Found(
            self.path,
            unknown=self.path is None,
            changed=True,
            sources=self.sources,
            without=(*self.without, *without),
        )
