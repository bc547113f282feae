"""Finds where this pinlint comes from. A project must name this source so that others run the same pinlint.

The commit is the one that the installer recorded (PEP 610). Without a record, it is the commit of the checkout from which pinlint
runs; without a checkout, the commit that `git archive` wrote into this module. Only `listed_commit` uses the network.
"""

from __future__ import annotations

import os
import re

from pinlint.findings.documentation import REPOSITORY
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The commit of the last release, which the documentation names. It is set by hand when a release is made; `tools.generate`
#: writes it into the pages.
RELEASED = "0a7e34a16756d12e9b8cdb1ce3fbb94180f86682"
#: .gitattributes has git put the commit here, in the archives of a release as well.
ARCHIVED = "$Format:%H$"
#: The addresses of a public repository: for a browser, and for ssh, with or without the scheme.
_PUBLIC = (
    r"https://(?:[^/@]*@)?([\w.:-]+)/([\w./~+-]+?)(?:\.git)?/?",
    r"(?:ssh://)?[\w.-]+@([\w.-]+)(?::\d+(?=/))?[:/]([\w./~+-]+?)(?:\.git)?/?",
)


class Source:
    """The ``repository`` of pinlint, and the ``tag`` and the ``commit`` of this version, each if known.

    ``tag`` is the known tag of the commit, or, if the commit is unknown, the tag of this version. ``published`` says
    whether the commit is probably in the repository.
    """

    __slots__ = ("commit", "published", "repository", "tag")

    def __init__(self, repository: str, tag: str | None, commit: str | None = None, *, published: bool = True) -> None:
        self.repository = repository
        self.tag = tag
        self.commit = commit
        self.published = published

    @property
    def revision(self) -> str:
        """The revision for a hook: the commit, which cannot change, with its tag as pre-commit writes it; else the tag."""
        if self.commit is None:
            return self.tag or ""
        return f"{self.commit}  # frozen: {self.tag}" if self.tag else self.commit

    @property
    def action(self) -> str:
        """The action as a workflow names it, without its revision. It is always on GitHub."""
        host = "https://github.com/"
        return (self.repository if self.repository.startswith(host) else REPOSITORY).removeprefix(host)


def installed_from() -> Source:
    """The source of this pinlint, as far as known without the network."""
    record = _record()
    details = record.get("vcs_info") or {}
    if details.get("vcs") == "git" and _is_commit(details.get("commit_id")):
        public = _public(str(record.get("url")))
        asked = str(details.get("requested_revision") or "")
        tag = asked if re.fullmatch(r"v\d[\w.]*", asked) else None
        return Source(public or REPOSITORY, tag, details["commit_id"], published=public is not None)
    for folder in (_folder(record), os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))):
        found = _checkout(folder) if folder else None
        if found is not None:
            return found
    if _is_commit(ARCHIVED):
        return Source(REPOSITORY, None, ARCHIVED)
    return Source(REPOSITORY, own_tag())


def listed_commit(source: Source) -> str:
    """The commit of the source's tag, as its repository lists it. Raises UsageError if the repository gives no answer."""
    import subprocess

    from pinlint.project.git import remote_tags

    try:
        listed = remote_tags(source.repository, f"refs/tags/{source.tag}", f"refs/tags/{source.tag}^{{}}")
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode("utf-8", "replace").splitlines()
        said = next((line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")), "git failed")
        raise UsageError(f"{source.repository} does not list its tags: {said}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"{source.repository} cannot be asked for its tags: {error}") from error
    # An annotated tag is a separate object; the line after it has its commit.
    commits = listed.split()[0::2]
    if not commits or not _is_commit(commits[-1]):
        raise UsageError(f"{source.repository} has no tag {source.tag}")
    return commits[-1]


def own_tag() -> str:
    """The tag of this version."""
    from pinlint import __version__

    return f"v{__version__}"


def _is_commit(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{40}", text) is not None


def _record() -> dict[str, Any]:
    """The installer's record of the source of pinlint; empty if there is none."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        record = json.loads(distribution("pinlint").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _folder(record: dict[str, Any]) -> str | None:
    """The folder that pinlint was installed from."""
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    url = urlsplit(str(record.get("url", "")))
    return url2pathname(url.path) if url.scheme == "file" and "dir_info" in record else None


def _public(url: str) -> str | None:
    """The public address of a repository, without a login; None for one on this machine."""
    match = re.fullmatch(_PUBLIC[0], url) or re.fullmatch(_PUBLIC[1], url)
    return f"https://{match[1]}/{match[2]}" if match else None


def _checkout(folder: str) -> Source | None:
    """The source for the checkout of pinlint in ``folder``; None for any other folder, such as a project's own checkout."""
    if not all(
        os.path.exists(os.path.join(folder, name)) for name in (".git", "action.yml", "pinlint/setup/origin.py")
    ):
        return None
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    if not _is_commit(commit):
        return None
    tags = _git(folder, "tag", "--points-at", "HEAD").split()
    public = _public(_git(folder, "remote", "get-url", "origin"))
    held = _git(folder, "branch", "--remotes", "--contains", "HEAD") or tags
    tag = own_tag() if own_tag() in tags else None
    return Source(public or REPOSITORY, tag, commit, published=bool(public and held))


def _git(folder: str, *arguments: str) -> str:
    """The output of git in ``folder``; empty if it fails."""
    from pinlint.project.git import ask

    return (ask(folder, arguments) or b"").decode("utf-8", "replace").strip()
