"""The places that list the addons of a Divio project disagree.

## Why

Divio's Control Panel writes an addon into requirements.in, into the settings and into the folder `addons/`. A merge or a
change by hand can make these three places differ. If the settings load an addon that is not installed, or whose folder is
missing, the site does not start.

## Fails

```requirements.in
# <INSTALLED_ADDONS>  # Warning: text inside the INSTALLED_ADDONS tags is auto-generated. Manual changes will be overwritten.
https://control.divio.com/api/v1/apps/serve/aldryn-sso/1.3.3/f6e8d37c-7f33-4c0d-9bd2-0e7f3f9a5b11/aldryn-sso-1.3.3.tar.gz#egg=aldryn-sso==1.3.3
# </INSTALLED_ADDONS>
```
```settings.py
INSTALLED_ADDONS = [
    # <INSTALLED_ADDONS>  # Warning: text inside the INSTALLED_ADDONS tags is auto-generated. Manual changes will be overwritten.
    'aldryn-sso',
    'djangocms-blog',
    # </INSTALLED_ADDONS>
]
```
```addons/aldryn-sso/addon.json
{"package-name": "aldryn-sso"}
```
```addons/djangocms-blog/addon.json
{"package-name": "djangocms-blog"}
```

## Passes

```requirements.in
# <INSTALLED_ADDONS>  # Warning: text inside the INSTALLED_ADDONS tags is auto-generated. Manual changes will be overwritten.
https://control.divio.com/api/v1/apps/serve/aldryn-sso/1.3.3/f6e8d37c-7f33-4c0d-9bd2-0e7f3f9a5b11/aldryn-sso-1.3.3.tar.gz#egg=aldryn-sso==1.3.3
# </INSTALLED_ADDONS>
```
```settings.py
INSTALLED_ADDONS = [
    # <INSTALLED_ADDONS>  # Warning: text inside the INSTALLED_ADDONS tags is auto-generated. Manual changes will be overwritten.
    'aldryn-sso',
    # </INSTALLED_ADDONS>
]
```
```addons/aldryn-sso/addon.json
{"package-name": "aldryn-sso"}
```
```addons/djangocms-blog/addon.json
{"package-name": "djangocms-blog"}
```

## Details

- In requirements.in and in the settings, the addons are in the block named INSTALLED_ADDONS.
- An addon that is installed but never loaded has no use.
- An editable addon whose source git ignores exists on one developer's machine only.
- The platform has moved its addons to other hosts. An old address in a lock still works, so it is reported as
  an info.
- These are not reported: folders of addons that were uninstalled, addons outside the block, and addons that another addon
  requires.
- The finding is an error if the site cannot start, or if no build can find the source of an addon.

## See

- Divio's documentation, "Addons"
- `missing-pin`: an addon of the block that the lock does not have
"""

from __future__ import annotations

from pinlint.findings.finding import Related, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.divio import Drift

rule = Rule(__name__, on="addon", when=("drift",), severity="warning")

#: Kind of drift -> the message, what the other place is, and the help.
_SAID = {
    "not-in-settings": (
        "{name} is installed, but INSTALLED_ADDONS in the settings does not load it",
        "the settings' list",
        "install or uninstall {name} in the Control Panel",
    ),
    "not-required": (
        "the settings load {name}, but requirements.in does not install it",
        "the block of requirements.in",
        "install or uninstall {name} in the Control Panel",
    ),
    "no-folder": (
        "{name} has no folder below addons/ or addons-dev/",
        "",
        "install {name} again in the Control Panel",
    ),
    "not-in-repository": (
        "addons-dev/{name}/ is not in the repository: no build finds the source of {name}",
        "",
        "commit the folder (addons-dev/.gitignore ignores it), or install a release of {name}",
    ),
    "moved": (
        "addons have the old address {detail} ({name} in this file): the uploads are the same",
        "the new address",
        "leave it as it is: the next compilation writes the new address",
    ),
    "misnamed": (
        "the folder {name} contains the manifest of {detail}",
        "",
        "name the folder after its package",
    ),
    "other-version": (
        "the block installs another release of {name}: addons-dev/{name}/ has {detail}, which is loaded",
        "the version of the source",
        "require it with `-e /app/addons-dev/{name}`, or remove the folder",
    ),
}


@rule
def check(drift: Drift, project: CheckedProject) -> Iterator[Finding]:
    """Reports a warning; an error if the site cannot start or the build cannot succeed; an info if only an address differs."""
    message, other, help = _SAID[drift.kind]
    grave = drift.certain or drift.kind == "not-in-repository"
    yield rule.finding(
        drift.location,
        message.format(name=drift.name, detail=drift.detail),
        severity="error" if grave else "info" if drift.kind == "moved" else None,
        project=drift.name if drift.kind != "moved" else None,
        related=[Related(place, other) for place in drift.others],
        help=help.format(name=drift.name),
    )
