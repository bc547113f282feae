"""A URL names another project or version than its own `#egg=` fragment, or the name before it.

## Why

The fragment, or the name before the `@`, is what people and tools read; the file is what gets installed. When they differ,
the lock says one version and the environment has another. pip refuses an artifact of another name. A missing `#` before
`egg=` makes the fragment a part of the file's name.

## Fails

```requirements.txt
https://example.com/simple/demo-1.1.1.tar.gz#egg=demo==1.2.0
other @ https://example.com/simple/demo-1.1.1-py3-none-any.whl
https://example.com/archive/demo-2.0.zipegg=demo
```

## Passes

```requirements.txt
https://example.com/simple/demo-1.1.1.tar.gz#egg=demo==1.1.1.0
demo @ https://example.com/simple/demo-1.1.1-py3-none-any.whl
```

## See

- PEP 440, version equality: 1.1.1 and 1.1.1.0 are the same
- pip's documentation, "VCS Support", the `egg` fragment
"""

from __future__ import annotations

from pinlint.findings.finding import UNSAFE, Fix, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("reference",))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """One finding for a URL: the missing ``#``, else another name, else another version."""
    from pinlint.requirements.names import normalize
    from pinlint.requirements.versions import version_key

    reference = requirement.reference
    if reference is None or not reference.scheme or reference.vcs is not None or requirement.variables:
        return
    file, name, version = reference.filename, reference.file_name or "", reference.file_version
    called = [each for each in (requirement.name, reference.egg_name) if each and name]
    other = next((each for each in called if normalize(each) != normalize(name)), None)
    at = file.find("egg=")
    fix = None
    if at > 0 and reference.egg is None:
        message = f"the '#' before '{file[at:]}' is missing, so that it is a part of the file's name"
        help, fix = "write '#egg='", _fix(requirement)
    elif other is not None:
        message, help = f"it is called {other}, and {file} is {name}", "correct the name or the URL"
    elif version and reference.egg_version and version_key(version) != version_key(reference.egg_version):
        message = f"the fragment says {reference.egg_version}, and {file} is {version}"
        help = "correct the version in the fragment or the URL"
    else:
        return
    yield rule.finding(requirement.location, message, project=requirement.project, help=help, fix=fix)


def _fix(requirement: Requirement) -> Fix | None:
    """Writes the missing ``#``; None where the URL is not written literally."""
    from pinlint.text.source import Edit, Span

    url, span = requirement.url, requirement.url_span
    if url is None or span is None or not requirement.source.text.startswith(url, span.start):
        return None
    at = span.start + url.index("egg=")
    return Fix("Write '#egg='", [Edit(requirement.source.path, Span(at, at), "#")], UNSAFE)
