"""A manifest and the requirements file that follows it require different versions of one project.

## Why

The build installs what the requirements file says, but the addon was written for what its manifest says. So the addon runs
in production with a version that it was not made for. Someone changed one of the two files and not the other.

## Fails

```custom_components/tapo/manifest.json
{"domain": "tapo", "requirements": ["pytapo==3.4.18"]}
```
```requirements.txt
pytapo==3.3.1
```
```text
requirements.txt:1:1: manifest-mismatch: pytapo==3.3.1 is not what tapo requires: pytapo==3.4.18
```

## Passes

```custom_components/tapo/manifest.json
{"domain": "tapo", "requirements": ["pytapo>=3.4"]}
```
```requirements.txt
pytapo==3.4.18
```

## Details

- Three or more hooks of pre-commit that differ are one finding. A library in the environment of a hook may be older on
  purpose, so it is only counted, at the end of the report. So are all hooks if a bot updates them: pre-commit.ci with
  `autoupdate_schedule`, Renovate or Dependabot.
- Spelling does not matter: `Foo_Bar >=1.0` is the same as `foo-bar>=1`.
- A pin satisfies a range that allows it, except in a file that is a generated copy.
- A name without a version in a file that only checks the project is only counted: it agrees with every version.
- In a file that people write, the finding is a warning. For a library in the environment of a pre-commit hook, it is an
  info.

## See

- `unlocked-manifest`, `stale-mirror`
- The guide on manifests
"""

from __future__ import annotations

from pinlint.findings.finding import Cause, Rule
from pinlint.findings.folding import AGREEING, HOOKS, listed
from pinlint.manifests.wording import finding, who_requires
from pinlint.requirements.pinning import BARE, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.comparing import Difference

rule = Rule(__name__, on="manifest", when=("mismatch",))


@rule
def check(difference: Difference, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error if the file must follow the manifests, a warning if people edit both. It is an info for a library that
    only a hook's own environment has.
    """
    line, entry = difference.line, difference.entries[0]
    assert line is not None
    if difference.command and difference.mode != "mirror":
        help = f"run `{difference.command}`"
    elif difference.command:
        help = f"change the manifest if needed, then run `{difference.command}`: this file is generated"
    else:
        files = listed(each.location.path for each in difference.entries)
        help = f"require {entry.text} in {_input_of(line.location.path, project)}, or change {files}"
    hook = entry.location.path == ".pre-commit-config.yaml"
    may_agree = not difference.certain and kind_of(line.requirement) == BARE
    agrees = may_agree and project.severity(line.location.path) == "warning"
    yield finding(
        rule,
        difference,
        f"{line.text} is not what {who_requires(difference)}: {entry.text}",
        severity=None if difference.certain else "info" if difference.reason == "library" else "warning",
        help=help,
        cause=Cause(("hooks",), 3, _say, [line.text]) if hook else None,
        counted=HOOKS if hook and difference.reason in ("library", "updated") else AGREEING if agrees else None,
        fix=f"Write {entry.text}",
    )


def _input_of(path: str, project: CheckedProject) -> str:
    """The file to change so that the file at ``path`` changes: a compiler would overwrite an edit of a lock."""
    pairing = project.pairing_of(path)
    inputs = list(pairing.sources) if pairing is not None else []
    return f"{inputs[0]} and compile {path} again" if len(inputs) == 1 else path


def _say(found: Sequence[Finding]) -> tuple[str, str]:
    """One message for all requirements of which hooks have other versions."""
    names = listed(name for each in found if each.cause is not None for name in each.cause.names)
    return f"hooks require other versions than {names}", "update .pre-commit-config.yaml together with these files"
