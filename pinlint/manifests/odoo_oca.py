"""Odoo addons whose requirements.txt is written by a generator of the Odoo Community Association (OCA).

Such a project is detected by the hook ``setuptools-odoo-get-requirements`` or ``oca-gen-external-dependencies`` in the
configuration of pre-commit. The file is a mirror of ``external_dependencies`` in the manifests. pinlint maps names like the
generators, applies the overrides in ``setup/<addon>/setup.py`` and ``[tool.whool]``, and leaves out addons that are not
installable.
"""

from __future__ import annotations

from pinlint.manifests.adapter import check, mirrors_of, wanted
from pinlint.manifests.pre_commit_config import hooks
from pinlint.text.budget import ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.manifests.pre_commit_config import Hook

FILES = r"(^|/)__(manifest|openerp|terp)__\.py$"
NAME = "odoo-oca"

#: Module -> project, as the generators know them; every other name is kept unchanged.
PROJECTS = {
    "Asterisk": "py-Asterisk",
    "coda": "pycoda",
    "cups": "pycups",
    "dateutil": "python-dateutil",
    "ldap": "python-ldap",
    "serial": "pyserial",
    "suds": "suds-jurko",
    "stdnum": "python-stdnum",
    "Crypto.Cipher.DES3": "pycrypto",
    "OpenSSL": "pyOpenSSL",
}
SETUPTOOLS_ODOO = "setuptools-odoo-get-requirements"
MAINTAINER_TOOLS = "oca-gen-external-dependencies"

_SETUP = {
    "file": "setup/{name}/setup.py",
    "format": "python-call",
    "select": "setup.odoo_addon.external_dependencies_override.python",
}
_WHOOL = {
    "file": "{folder}/pyproject.toml",
    "format": "toml",
    "select": "tool.whool.external_dependencies_override.python",
}
_MORE = {"file": "{folder}/pyproject.toml", "format": "toml", "select": "tool.whool.additional_dependencies[]"}


def generator(project: CheckedProject) -> Hook | None:
    """The hook that writes requirements.txt; None if there is no such hook."""
    try:
        configured = hooks(project)
    except ExceededError:
        return None  # the check of the hooks reports it
    if configured is None:
        return None
    return next((hook for hook in configured[1] if hook.id in (SETUPTOOLS_ODOO, MAINTAINER_TOOLS)), None)


def settings(project: CheckedProject) -> dict[str, Any]:
    """The set of manifests, as the project's own generator reads it."""
    hook = generator(project)
    newer = hook is not None and hook.id == MAINTAINER_TOOLS
    folder = (hook.option("--addons-dir") or "") if hook is not None else ""
    prefix = "" if folder in ("", ".") else folder.removeprefix("./").rstrip("/") + "/"
    output = "requirements.txt"
    if hook is not None and not newer:
        output = hook.option("--output") or output
    return {
        "name": NAME,
        "files": [f"{prefix}*/__manifest__.py", f"{prefix}*/__openerp__.py", f"{prefix}*/__terp__.py"],
        "format": "python-literal",
        "select": ["external_dependencies.python[]"],
        "skip-when": "installable == false",
        "map": PROJECTS,
        "overrides": [_SETUP, _WHOOL] if newer else [_SETUP],
        "append": [_MORE] if newer else [],
        # The newer one builds the metadata of projects: an addon that is not a project is left out.
        "beside": ["{folder}/pyproject.toml", "setup/{name}/setup.py"] if newer else [],
        "drop": "odoo odoo-addon-* odoo[0-9]*-addon-*",
        "target": {
            "file": output.removeprefix("./"),
            "mode": "mirror",
            "fix": f"pre-commit run {hook.id if hook is not None else SETUPTOOLS_ODOO} --all-files",
        },
    }


def mirrors(project: CheckedProject) -> list[str]:
    """The files that are copies of the manifests' requirements."""
    return mirrors_of(settings(project)) if wanted(project, NAME) and generator(project) is not None else []


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings, if a generator is configured."""
    if wanted(project, NAME) and generator(project) is not None:
        yield from check(project, settings(project), NAME)
