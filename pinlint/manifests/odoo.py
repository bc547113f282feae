"""Odoo addons with a requirements.txt that people edit: it must contain every requirement of a manifest.

Odoo.sh and most images install the requirements.txt of each folder of addons and never look into the manifests. The
requirements of Odoo itself are always installed. Up to Odoo 12, manifests contain the names of modules, which can differ from the
names of projects.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.manifests import odoo_oca
from pinlint.manifests.adapter import check, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject

FILES = r"(^|/)__(manifest|openerp)__\.py$"
NAME = "odoo"

#: The projects in Odoo's requirements.txt since version 10.
PROVIDED = """
    asn1crypto babel beautifulsoup4 chardet cryptography decorator docutils ebaysdk feedparser freezegun geoip2 gevent greenlet
    html2text idna jinja2 libsass lxml lxml-html-clean mako markupsafe mock num2words ofxparse openpyxl passlib pillow polib
    psutil psycogreen psycopg2 pydot pyopenssl pyparsing pypdf pypdf2 pyserial python-dateutil python-ldap python-openid
    python-stdnum pytz pyusb pywin32 pyyaml qrcode reportlab requests rjsmin rl-renderpm setuptools six suds suds-jurko
    unittest2 urllib3 vatnumber vobject werkzeug xlrd xlsxwriter xlwt zeep
""".split()  # noqa: SIM905 - words are easier to read than quotes

#: Modules in manifests up to Odoo 12 -> their projects, in addition to those that the generators know.
PROJECTS = {
    **odoo_oca.PROJECTS,
    "Crypto": "pycryptodome",
    "MySQLdb": "mysqlclient",
    "PIL": "Pillow",
    "barcode": "python-barcode",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dns": "dnspython",
    "docx": "python-docx",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "magic": "python-magic",
    "sass": "libsass",
    "slugify": "python-slugify",
    "telegram": "python-telegram-bot",
    "usb": "pyusb",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}
#: Modules that several projects provide.
SEVERAL = {
    "Crypto": ("pycryptodome", "pycrypto"),
    "Crypto.Cipher.DES3": ("pycryptodome", "pycrypto"),
    "barcode": ("python-barcode", "viivakoodi"),
    "magic": ("python-magic", "filemagic"),
    "suds": ("suds-py3", "suds-community", "suds-jurko"),
}


def settings(project: CheckedProject, folder: str = "") -> dict[str, Any]:
    """The set of addons directly below ``folder``, with the requirements.txt there or in the nearest folder above."""
    target = _target(project, folder)
    prefix = folder + "/" if folder else ""
    document = project.documents.get(target)
    listed = {requirement.project for requirement in document.requirements} if document is not None else set()
    chosen = {module: name for module, names in SEVERAL.items() for name in reversed(names) if name in listed}
    return {
        "name": NAME,
        "files": [f"{prefix}*/__manifest__.py", f"{prefix}*/__openerp__.py"],
        "format": "python-literal",
        "select": ["external_dependencies.python[]"],
        "skip-when": "installable == false",
        "map": {**PROJECTS, **chosen},
        "target": {
            "file": target,
            "mode": "locked",
            "hand-kept": True,
            "module-names": True,
            "provided": list(PROVIDED),
        },
    }


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings for each folder of addons with a requirements.txt that no generator writes."""
    if not wanted(project, NAME) or odoo_oca.generator(project) is not None:
        return
    folders = {dirname(dirname(path)) for path in project.matching(FILES) if "/" in path}
    for folder in sorted(folders):
        target = _target(project, folder)
        if target in project.path_set:
            yield from check(project, settings(project, folder), NAME)


def checks(project: CheckedProject) -> list[str]:
    """The files that only tools for testing addons install."""
    return [path for path in ("test-requirements.txt",) if path in project.path_set]


def _target(project: CheckedProject, folder: str) -> str:
    """The requirements.txt in ``folder`` or in the nearest one above."""
    while folder and f"{folder}/requirements.txt" not in project.path_set:
        folder = dirname(folder)
    return f"{folder}/requirements.txt" if folder else "requirements.txt"
