"""A requirement is a repository or an archive at something that can change: a branch, a tag, or no revision.

## Why

A branch changes with every push, a tag can be moved, and a short commit hash can become ambiguous. So the same line can
install other code in production tomorrow, and your repository does not show it. Only the full hash of a commit always means
the same code.

## Fails

```requirements.txt
tool @ git+https://github.com/example/tool.git@main
```

```requirements.txt
https://github.com/example/tool/archive/v1.2.zip#egg=tool
```

## Passes

```requirements.txt
tool @ git+https://github.com/example/tool.git@6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e
https://github.com/example/more/archive/6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e.zip#egg=more
```

## Details

- The finding is an error in a lock, and in a requirements file that nothing locks. It is a warning if the file only checks
  or develops the project.
- People test against the branch of another project on purpose. Such a reference is only counted, at the end of the report, if
  the file only checks or develops the project. A lock and a file of pins are reported.
- The input of a lock is not reported, because the lock has the commit. A lock with a branch is reported.
- The references of one file, and files with the same reference, are one finding. So are the references of all locks, which come
  from the same inputs, and those of all files that only check the project.
  `--verbose` lists each.

## See

- pip's documentation, "VCS Support"
- PEP 440, direct references
- `unhashed-url`, `editable-pin`
"""

from __future__ import annotations

from pinlint.findings.finding import Cause, Rule
from pinlint.findings.folding import BRANCHES, EXAMPLES, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement
    from pinlint.requirements.references import Reference

rule = Rule(__name__, on="requirement", when=("mutable", "editable", "variable"))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error or a warning if the requirement must be a pin. If people follow a branch on purpose, it
    is only counted.
    """
    from pinlint.requirements.policies import FLOATING, LOCKED, PINNED_BECAUSE

    reference = requirement.reference
    if reference is None or reference.ref_kind is None or reference.immutable or "${" in (reference.ref or ""):
        return
    policy = project.policy(requirement)
    path = requirement.source.path
    if policy not in PINNED_BECAUSE:
        return
    counted = None
    if policy == FLOATING:
        is_example = project.left_out([requirement]) == EXAMPLES
        counted = EXAMPLES if is_example else BRANCHES if project.follows_branches(path) else None
    severity = project.severity(path)
    name = requirement.name or reference.name or requirement.shown
    key = "locks" if policy == LOCKED else "checks" if severity == "warning" else "references"
    yield rule.finding(
        requirement.location,
        f"{name} is installed from {_moving(reference)}",
        severity=severity,
        cause=Cause((key,), 2, _say, [name], by_file=key == "references"),
        counted=counted,
        project=requirement.project,
        help=_help(reference),
    )


def _say(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the references of one file, of files with one reference, or of all files that only check the project."""
    names = dict.fromkeys(name for finding in found if finding.cause is not None for name in finding.cause.names)
    verb = "is installed from a branch or a tag" if len(names) == 1 else "are installed from branches or tags"
    files = len({finding.location.path for finding in found})
    where = f" in {files} files" if files > 1 else ""
    return f"{listed(names)} {verb}, which can change{where}", found[0].help


def _moving(reference: Reference) -> str:
    from pinlint.requirements.references import DEFAULT_BRANCH, SHORT_COMMIT, TAG

    kind, ref = reference.ref_kind, reference.ref or ""
    if kind == DEFAULT_BRANCH:
        return "the default branch, which can change"
    if kind == SHORT_COMMIT:
        return f"the short commit {ref}, which can become ambiguous"
    link = "a {}, which" if ref.startswith("refs/") else "which looks like a {} and"
    short = ref.removeprefix("refs/tags/").removeprefix("refs/heads/")
    if kind == TAG:
        return f"'{short}', {link.format('tag')} can be moved"
    return f"'{short}', {link.format('branch')} can change"


def _help(reference: Reference) -> str:
    """The command that shows the full hash. `git ls-remote` lists branches and tags, so a short hash needs a clone."""
    from pinlint.requirements.references import SHORT_COMMIT
    from pinlint.text.escaping import shell_word
    from pinlint.text.secrets import redact

    if reference.vcs != "git":
        return "write the full commit hash"
    if reference.ref_kind == SHORT_COMMIT:
        ref = reference.ref or ""
        return f"write the full hash of {ref}: run `git rev-parse {shell_word(ref)}` in a clone of the repository"
    ref = shell_word(reference.ref or "HEAD")
    return f"write the full commit hash: `git ls-remote {shell_word(redact(reference.repository or ''))} {ref}`"
