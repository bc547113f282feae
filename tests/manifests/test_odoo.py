"""The modules and projects that Odoo's addons may name, and what Odoo itself requires."""

from __future__ import annotations

import pytest

from pinlint.manifests import odoo, odoo_oca

#: What the generators of OCA write for a module.
OF_GENERATORS = {
    "Asterisk": "py-Asterisk", "coda": "pycoda", "cups": "pycups", "dateutil": "python-dateutil", "ldap": "python-ldap",
    "serial": "pyserial", "suds": "suds-jurko", "stdnum": "python-stdnum", "Crypto.Cipher.DES3": "pycrypto",
    "OpenSSL": "pyOpenSSL",
}  # fmt: skip
#: What people write for a module.
OF_PEOPLE = {
    "Asterisk": "py-Asterisk", "coda": "pycoda", "cups": "pycups", "Crypto": "pycryptodome", "MySQLdb": "mysqlclient",
    "barcode": "python-barcode", "cv2": "opencv-python", "dns": "dnspython", "docx": "python-docx", "fitz": "PyMuPDF",
    "git": "GitPython", "jose": "python-jose", "jwt": "PyJWT", "magic": "python-magic", "slugify": "python-slugify",
    "telegram": "python-telegram-bot", "zmq": "pyzmq", "Crypto.Cipher.DES3": "pycrypto",
}  # fmt: skip
#: Modules of what Odoo itself requires.
OF_ODOO = ("PIL", "bs4", "sass", "usb", "yaml", "dateutil", "ldap", "serial", "suds", "stdnum", "OpenSSL")
OTHERS = [
    ("Crypto", "pycrypto"),
    ("Crypto.Cipher.DES3", "pycryptodome"),
    ("barcode", "viivakoodi"),
    ("magic", "filemagic"),
    ("suds", "suds-py3"),
    ("suds", "suds-community"),
]


def manifest(*modules: str) -> str:
    return repr({"name": "x", "external_dependencies": {"python": list(modules)}}) + "\n"


@pytest.mark.parametrize(("module", "project"), OF_PEOPLE.items(), ids=lambda text: text)
def test_a_module_asks_for_its_project(check_tree, module: str, project: str) -> None:
    [found] = check_tree({"requirements.txt": "a\n", "x/__manifest__.py": manifest(module)}, "unlocked-manifest")
    assert found.endswith(f"x requires {project}, but requirements.txt does not have it")


@pytest.mark.parametrize("module", OF_ODOO)
def test_a_module_of_what_odoo_requires_asks_for_nothing(check_tree, module: str) -> None:
    assert check_tree({"requirements.txt": "a\n", "x/__manifest__.py": manifest(module)}, "unlocked-manifest") == []


@pytest.mark.parametrize(("module", "project"), OTHERS)
def test_the_project_that_is_listed_is_the_one_of_a_module(check_tree, module: str, project: str) -> None:
    tree = {"requirements.txt": f"{project}\n", "x/__manifest__.py": manifest(module)}
    assert check_tree(tree, "unlocked-manifest") == []


def test_the_generators_know_these_modules() -> None:
    assert odoo_oca.PROJECTS == OF_GENERATORS
    assert {**OF_GENERATORS, **OF_PEOPLE}.items() <= odoo.PROJECTS.items()


@pytest.mark.parametrize(
    ("asked", "listed", "missing"),
    [
        pytest.param("swiftclient", "python-swiftclient", [], id="a module of a listed project"),
        pytest.param("swiftclient>=1", "python-swiftclient", ["swiftclient"], id="a version says that it is a project"),
        pytest.param("json>=1", "a", ["json"], id="so it does of a module of Python"),
        pytest.param("wxyz", "vwxyz", ["wxyz"], id="a short name is not found in another"),
        pytest.param("lxml.etree", "a", [], id="a module of what Odoo requires"),
        pytest.param("lxml.etree", "lxml", [], id="a module of it, which is listed"),
    ],
)
def test_a_name_may_be_a_module(check_tree, asked: str, listed: str, missing: list[str]) -> None:
    found = check_tree({"requirements.txt": f"{listed}\n", "x/__manifest__.py": manifest(asked)}, "unlocked-manifest")
    assert [line.partition("x requires ")[2].partition(",")[0].partition(">")[0] for line in found] == missing


HOOK = "repos:\n- repo: https://github.com/OCA/maintainer-tools\n  rev: '1'\n  hooks: [{id: oca-gen-external-dependencies}]\n"
OLD_HOOK = HOOK.replace("oca-gen-external-dependencies", "setuptools-odoo-get-requirements")


@pytest.mark.parametrize("name", ["__manifest__.py", "__openerp__.py", "__terp__.py"])
def test_each_name_of_a_manifest(check_tree, name: str) -> None:
    tree = {".pre-commit-config.yaml": OLD_HOOK, "requirements.txt": "a\n", f"x/{name}": manifest("a", "b")}
    [found] = check_tree(tree, "unlocked-manifest", "stale-mirror")
    assert "x requires b, but requirements.txt does not have it" in found


@pytest.mark.parametrize("name", ["odoo", "odoo-addon-x", "odoo14-addon-x", "odoo8.0-addon-y"])
def test_addons_of_odoo_are_not_in_the_list(check_tree, name: str) -> None:
    tree = {".pre-commit-config.yaml": OLD_HOOK, "requirements.txt": "a\n", "x/__manifest__.py": manifest("a", name)}
    assert check_tree(tree, "unlocked-manifest", "stale-mirror") == []


def test_an_addon_that_is_not_installable_asks_for_nothing(check_tree) -> None:
    left_out = repr({"name": "y", "installable": False, "external_dependencies": {"python": ["b"]}})
    tree = {".pre-commit-config.yaml": OLD_HOOK, "requirements.txt": "a\nb\n"}
    tree |= {"x/__manifest__.py": manifest("a"), "y/__manifest__.py": left_out}
    assert len(check_tree(tree, "stale-mirror")) == 1


@pytest.mark.parametrize(
    ("hook", "files", "asked"),
    [
        pytest.param(
            OLD_HOOK,
            {"setup/x/setup.py": "setup(odoo_addon={'external_dependencies_override': {'python': {'a': 'b>=1'}}})\n"},
            ["b>=1"],
            id="setup.py",
        ),
        pytest.param(
            HOOK,
            {"x/pyproject.toml": '[tool.whool.external_dependencies_override.python]\na = "b>=1"\n'},
            ["b>=1"],
            id="whool",
        ),
        pytest.param(
            OLD_HOOK,
            {"x/pyproject.toml": '[tool.whool.external_dependencies_override.python]\na = "b>=1"\n'},
            ["a"],
            id="the older generator does not know whool",
        ),
        pytest.param(
            HOOK,
            {"x/pyproject.toml": '[tool.whool]\nadditional_dependencies = ["c"]\n'},
            ["a", "c"],
            id="additional dependencies",
        ),
        pytest.param(
            OLD_HOOK,
            {"x/pyproject.toml": '[tool.whool]\nadditional_dependencies = ["c"]\n'},
            ["a"],
            id="which the older generator does not know",
        ),
        pytest.param(HOOK, {}, [], id="an addon that is not a project"),
        pytest.param(HOOK, {"setup/x/setup.py": "setup()\n"}, ["a"], id="an addon that setup.py makes a project"),
    ],
)
def test_what_replaces_and_adds_requirements(check_tree, hook: str, files: dict[str, str], asked: list[str]) -> None:
    tree = {".pre-commit-config.yaml": hook, "x/__manifest__.py": manifest("a"), **files}
    listed = "".join(f"{line}\n" for line in asked)
    assert (
        check_tree({**tree, "requirements.txt": listed}, "unlocked-manifest", "stale-mirror", "manifest-mismatch") == []
    )
    for line in asked:
        others = listed.replace(f"{line}\n", "")
        [found] = check_tree({**tree, "requirements.txt": others + "z\n"}, "unlocked-manifest")
        assert f"x requires {line}, but requirements.txt does not have it" in found


@pytest.mark.parametrize(
    ("arguments", "folder", "target"),
    [
        ("", "", "requirements.txt"),
        (", args: [--addons-dir, ./addons, --output, ./out.txt]", "addons/", "out.txt"),
        (", args: [--addons-dir=addons/, --output=out.txt]", "addons/", "out.txt"),
        (", args: [--addons-dir, .]", "", "requirements.txt"),
    ],
)
def test_the_arguments_of_the_generator(check_tree, arguments: str, folder: str, target: str) -> None:
    hook = OLD_HOOK.replace("get-requirements}", f"get-requirements{arguments}}}")
    tree = {".pre-commit-config.yaml": hook, f"{folder}x/__manifest__.py": manifest("a", "b"), target: "a\n"}
    [found] = check_tree(tree, "unlocked-manifest")
    assert f"x requires b, but {target} does not have it" in found
