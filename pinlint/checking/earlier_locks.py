"""Finds the compiled locks of an earlier commit, which are witnesses for those of today."""

from __future__ import annotations

from pinlint.project.project import changed_since

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pinlint.freshness.pairing import Pairing
    from pinlint.project.files import Tree
    from pinlint.project.revisions import Revision


def earlier_locks(
    compiled: Sequence[Pairing],
    tree: Tree,
    base: Revision | None,
    locks_at: Callable[[Revision], Sequence[Pairing]] | None,
) -> Sequence[Pairing]:
    """The locks of ``base`` that differ from the current ones or, without ``base``, the compiled locks of the last commit.

    ``compiled`` are the compiled locks of today; ``locks_at`` reads the locks of a commit. None if git cannot read them.
    """
    if locks_at is None or base is not None:
        return locks_at(base) if locks_at is not None and base is not None else ()
    sources = {each.path: each.document.source for each in compiled}
    changed = [sources[path] for path in changed_since(list(sources), tree.root)]
    if not changed:
        return ()
    from pinlint.project import earlier_files
    from pinlint.project.revisions import Revision
    from pinlint.text.errors import UsageError

    if isinstance(tree, Revision):
        return ()
    if not earlier_files.committed({each.path: each.encode(each.text) for each in changed}, tree.root):
        return ()
    try:
        found = locks_at(Revision(tree.root, "HEAD"))
    except UsageError:  # an object is missing
        return ()
    return [each for each in found if each.document.format == "requirements-txt"]
