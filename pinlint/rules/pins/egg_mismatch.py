"""The `#egg=` part of a URL names another project or version than the URL, or contains more than a name.

## Why

People and tools read the name in `#egg=` or before the `@`, but pip installs the file at the URL. If the two differ, the
lock shows one version and production runs another. If the file belongs to another project, pip refuses it and the build
fails. pip 26 and later also refuse a version or extras in `#egg=`.

## Fails

```requirements.txt
https://example.com/simple/demo-1.1.1.tar.gz#egg=demo==1.2.0
other @ https://example.com/simple/demo-1.1.1-py3-none-any.whl
https://example.com/archive/demo-2.0.zipegg=demo
git+https://example.com/demo.git@0e322af87745eff34caffe4df68456ebc20d9068#egg=demo[cli]
```

## Passes

```requirements.txt
https://example.com/simple/demo-1.1.1.tar.gz#egg=demo
demo @ https://example.com/simple/demo-1.1.1-py3-none-any.whl
```

## Details

- Without the `#`, `egg=…` becomes a part of the file's name.
- The addresses of Divio's addons contain a version, because the pip in Divio's images reads it. They are not reported. Other
  URLs in a requirements.in with addons, and in its lock, are not reported either: Divio's compiler needs the version.
- A fragment that pip refuses is reported in the input, and not in the lock that is compiled from it. The fragments of one file
  are one finding. `--verbose` lists each.

## See

- pip's documentation, "VCS Support", the `egg` fragment
"""

from __future__ import annotations

from pinlint.findings.finding import UNSAFE, Cause, Fix, Rule
from pinlint.findings.folding import listed
from pinlint.text.budget import ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement
    from pinlint.requirements.references import Reference

rule = Rule(__name__, on="requirement", when=("reference",))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports a URL once, for the first of these: a missing ``#``, another name, another version, a fragment that pip refuses."""
    from pinlint.requirements.names import normalize
    from pinlint.requirements.versions import version_key

    reference = requirement.reference
    if reference is None or not reference.scheme or requirement.variables:
        return
    if reference.vcs is not None:
        yield from _refused(requirement, reference, project)
        return
    file, name, version = reference.filename, reference.file_name or "", reference.file_version
    called = [each for each in (requirement.name, reference.egg_name) if each and name]
    other = next((each for each in called if normalize(each) != normalize(name)), None)
    at = file.find("egg=")
    fix = None
    if at > 0 and reference.egg is None:
        message = f"the '#' before '{file[at:]}' is missing: this text becomes part of the file's name"
        help, fix = "write '#egg='", _fix(requirement)
    elif other is not None:
        message, help = f"the name is {other}, but {file} is {name}", "correct the name or the URL"
    elif version and reference.egg_version and version_key(version) != version_key(reference.egg_version):
        message = f"the fragment says {reference.egg_version}, but {file} is {version}"
        help = "correct the version in the fragment or the URL"
    else:
        yield from _refused(requirement, reference, project)
        return
    yield rule.finding(requirement.location, message, project=requirement.project, help=help, fix=fix)


def _refused(requirement: Requirement, reference: Reference, project: CheckedProject) -> Iterator[Finding]:
    """A fragment that is more than a name: pip refuses it. What Divio's compiler reads and writes is allowed, because it is for
    an older pip.
    """
    if reference.addon is not None or reference.wheels_cdn or reference.egg in (None, reference.egg_name):
        return
    path = requirement.source.path
    if _is_for_divio(path, project) or _comes_from_input(requirement, project):
        return
    name = f"{reference.egg_name}[{','.join(reference.egg_extras)}]" if reference.egg_extras else reference.egg_name
    message = f"pip 26 refuses '#egg={reference.egg}': the fragment may only be a name"
    option = "`-e` and " if requirement.editable else ""
    help = f"write `{name} @ ` before the URL, and leave {option}the fragment out"
    cause = Cause((path,), 2, _say, [f"'#egg={reference.egg}'"])
    yield rule.finding(requirement.location, message, project=requirement.project, help=help, cause=cause)


def _say(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the fragments of one file that pip refuses."""
    fragments = listed(name for each in found if each.cause is not None for name in each.cause.names)
    return f"pip 26 refuses {fragments}: the fragment may only be a name", found[0].help


def _comes_from_input(requirement: Requirement, project: CheckedProject) -> bool:
    """Whether the input of a lock has the same URL: there people correct it."""
    pairing = project.pairing_of(requirement.source.path)
    inputs = (project.documents.get(path) for path in (pairing.sources if pairing else ()))
    lines = [each for document in inputs if document is not None for each in document.requirements]
    try:
        requirement.source.budget.spend(len(lines))
    except ExceededError:
        return False
    return any(each.url == requirement.url for each in lines)


def _is_for_divio(path: str, project: CheckedProject) -> bool:
    """Whether a file is an input with a section of addons, or the lock of one."""
    from pinlint.requirements.policies import ADVISED

    pairing = project.pairing_of(path)
    return any(project.input_policy(each) == ADVISED for each in (path, *(pairing.sources if pairing else ())))


def _fix(requirement: Requirement) -> Fix | None:
    """Writes the missing ``#``; None if the URL is not written literally."""
    from pinlint.text.source import Edit, Span

    url, span = requirement.url, requirement.url_span
    if url is None or span is None or not requirement.source.text.startswith(url, span.start):
        return None
    at = span.start + url.index("egg=")
    return Fix("Write '#egg='", [Edit(requirement.source.path, Span(at, at), "#")], UNSAFE)
