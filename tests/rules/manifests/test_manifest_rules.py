"""The rules on manifests: what they say, where, with which severity, and what fixes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.command_line.main import main

HOOK = """repos:
  - repo: https://github.com/acsone/setuptools-odoo
    rev: 3.3.2
    hooks:
      - id: setuptools-odoo-get-requirements
        args: [--output, requirements.txt]
"""


def odoo(*requirements: str) -> str:
    return repr({"name": "x", "external_dependencies": {"python": list(requirements)}}) + "\n"


def test_unlocked_manifest_names_every_addon(findings) -> None:
    tree = {".pre-commit-config.yaml": HOOK, "requirements.txt": "a\n"}
    tree |= {f"addon{n}/__manifest__.py": odoo("a", "openpyxl") for n in range(3)}
    [found] = findings(tree, "unlocked-manifest")
    assert found.message == "addon0 and 2 more require openpyxl, but requirements.txt does not have it"
    assert [f"{r.location.path}:{r.location.line}" for r in found.related] == [
        "addon1/__manifest__.py:1",
        "addon2/__manifest__.py:1",
    ]
    assert (found.severity, found.lock) == ("error", "requirements.txt")
    assert found.help == "run `pre-commit run setuptools-odoo-get-requirements --all-files`"


def test_unlocked_manifest_is_a_warning_where_people_keep_the_file(findings) -> None:
    [found] = findings({"requirements.txt": "a\n", "x/__manifest__.py": odoo("paramiko")}, "unlocked-manifest")
    assert (found.severity, found.help) == ("warning", "add the line paramiko to requirements.txt")


@pytest.mark.parametrize(
    "name",
    ["lxml", "lxml.html", "json", "swiftclient", "u2flib_server", "jose", "Crypto.Cipher.DES3"],
    ids=[
        "Odoo's own",
        "a module of it",
        "a module of Python",
        "python-",
        "words around it",
        "a known module",
        "a fork's",
    ],
)
def test_unlocked_manifest_knows_names_of_modules(check_tree, name: str) -> None:
    lines = "python-swiftclient\npython-u2flib-server\npython-jose\npycryptodome\n"
    assert check_tree({"requirements.txt": lines, "x/__manifest__.py": odoo(name)}, "unlocked-manifest") == []


def test_stale_mirror_knows_what_else_the_manifests_ask_for(check_tree) -> None:
    tree = {".pre-commit-config.yaml": HOOK, "requirements.txt": "a\na>=4\nb\n", "x/__manifest__.py": odoo("a")}
    assert check_tree(tree, "stale-mirror") == [
        "requirements.txt:2:1: error: stale-mirror: a>=4 is in requirements.txt, but the manifests require a",
        "requirements.txt:3:1: error: stale-mirror: b is in requirements.txt, but no manifest requires it",
    ]


def test_stale_mirror_knows_a_manifest_that_does_not_count_for_want_of_a_file(findings) -> None:
    hook = HOOK.replace("setuptools-odoo-get-requirements", "oca-gen-external-dependencies")
    tree = {
        ".pre-commit-config.yaml": hook,
        "requirements.txt": "a\nb\nc\n",
        "x/__manifest__.py": odoo("a", "c"),
        "x/pyproject.toml": "",
        "y/__manifest__.py": odoo("b", "c"),
    }
    [found] = findings(tree, "stale-mirror")
    assert found.message == (
        "b is in requirements.txt, but is required only by the manifest of y, "
        "which is read only if there is y/pyproject.toml or setup/y/setup.py too"
    )
    assert found.help == "add what is missing, or run `pre-commit run oca-gen-external-dependencies --all-files`"
    assert found.fix is None


def test_stale_mirror_is_silent_while_a_manifest_cannot_be_read(check_tree) -> None:
    tree = {".pre-commit-config.yaml": HOOK, "requirements.txt": "a\nb\n", "x/__manifest__.py": "{"}
    assert check_tree(tree, "stale-mirror") == []


def test_manifest_mismatch_points_at_the_manifest(findings) -> None:
    tree = {
        ".pre-commit-config.yaml": HOOK,
        "requirements.txt": "# c\nnfelib<=2.0.7\n",
        "x/__manifest__.py": odoo("nfelib"),
    }
    [found] = findings(tree, "manifest-mismatch")
    assert (found.location.line, found.severity, found.related[0].message) == (2, "error", "x requires nfelib")
    assert found.help is not None
    assert found.help.startswith("change the manifest if needed, then run `pre-commit run ")


def test_fixes_keep_line_ends_and_comments(fix_tree) -> None:
    tree = {
        ".pre-commit-config.yaml": HOOK,
        "requirements.txt": "# generated\r\nb<2  # no\r\nd\r\n",
        "x/__manifest__.py": odoo("a", "b", "e"),
    }
    rules = ("unlocked-manifest", "stale-mirror", "manifest-mismatch")
    assert fix_tree(tree, *rules)["requirements.txt"] == "# generated\r\na\r\nb  # no\r\ne\r\n"


@pytest.mark.parametrize(
    ("one", "other", "severity", "end"),
    [
        ("a==1", "a>=2", "error", "a==1 (x), a>=2 (y): no version satisfies all of them"),
        ("a", "a>=2", "info", "a (x), a>=2 (y): pip before 20.3 refuses them in one file"),
    ],
)
def test_conflicting_manifests(findings, one: str, other: str, severity: str, end: str) -> None:
    tree = {".pre-commit-config.yaml": HOOK, "requirements.txt": f"{one}\n{other}\n"}
    tree |= {"x/__manifest__.py": odoo(one), "y/__manifest__.py": odoo(other)}
    [found] = findings(tree, "conflicting-manifests")
    assert (found.severity, found.message) == (severity, f"the manifests require {end}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{'a': ", "the manifest is not valid Python: ", id="a syntax error"),
        pytest.param(
            "print(1)", "the declaration of requirements must be a table, but is a value that is computed", id="code"
        ),
        pytest.param("{'external_dependencies': ['a']}", "must be a table, but is an array", id="another shape"),
        pytest.param("{'external_dependencies': {'python': [f()]}}", "a requirement must be a string", id="a call"),
        pytest.param("{'external_dependencies': {'python': ['a b']}}", "'a b' is not a requirement: ", id="two words"),
    ],
)
def test_invalid_manifest(findings, text: str, message: str) -> None:
    tree = {".pre-commit-config.yaml": HOOK, "requirements.txt": "# nothing\n", "x/__manifest__.py": text}
    [found] = findings(tree, "invalid-manifest")
    assert message in found.message


def test_invalid_manifest_that_is_no_text(check_tree) -> None:
    tree = {".pre-commit-config.yaml": HOOK, "requirements.txt": "a\n", "x/__manifest__.py": b"\xff"}
    [found] = check_tree(tree, "invalid-manifest", "stale-mirror")
    assert found.startswith("x/__manifest__.py:1:1: error: invalid-manifest: cannot be read: not UTF-8")


@pytest.mark.parametrize(
    ("pins", "text", "said"),
    [
        ("exact", "a>=1", "x requires a>=1, which is not pinned exactly"),
        ("exact", "a==1", None),
        ("no-exact", "a==1", "x requires a==1, which is pinned exactly: other addons cannot use another version"),
        ("no-exact", "a>=1", None),
        ("bounded", "a>=1", "x requires a>=1, which has no upper bound"),
        ("bounded", "a~=1.0", None),
        ("any", "a", None),
    ],
)
def test_manifest_pin_policy(findings, pins: str, text: str, said: str | None) -> None:
    table = {"files": ["*/m.json"], "select": ["r[]"], "pins": pins}
    tree = {"x/m.json": json.dumps({"r": [text]}), "requirements.txt": "a==1\n"}
    found = findings(tree, "manifest-pin-policy", manifests=[table])
    assert [finding.message for finding in found] == ([said] if said else [])


def test_unused_override(findings) -> None:
    tree = {
        ".pre-commit-config.yaml": HOOK,
        "requirements.txt": "b\n",
        "x/__manifest__.py": odoo("b"),
        "setup/x/setup.py": "setup(odoo_addon={'external_dependencies_override': {'python': {'a': 'b'}}})\n",
    }
    [found] = findings(tree, "unused-override")
    assert (found.location.path, found.location.line, found.severity) == ("setup/x/setup.py", 1, "warning")


@pytest.mark.parametrize(
    ("settings", "silent"),
    [
        pytest.param({}, False, id="detected"),
        pytest.param({"presets": ()}, True, id="detection is off"),
        pytest.param({"presets": ("red-cogs",)}, True, id="another preset is asked for"),
        pytest.param({"presets": ("odoo-oca",)}, False, id="this preset is asked for"),
        pytest.param(
            {"manifests": ({"preset": "odoo-oca", "target": {"file": "other.txt"}},)},
            True,
            id="set up by the configuration",
        ),
    ],
)
def test_presets(check_tree, settings: dict[str, object], silent: bool) -> None:
    tree = {
        ".pre-commit-config.yaml": HOOK,
        "requirements.txt": "a\n",
        "other.txt": "b\n",
        "x/__manifest__.py": odoo("b"),
    }
    found = check_tree(tree, "unlocked-manifest", **settings)
    assert (found == []) is silent


def test_a_mirror_is_as_abstract_as_the_manifests(check_tree) -> None:
    """Its bare names are what the manifests ask for: no rule on pins wants them pinned there."""
    tree = {".pre-commit-config.yaml": HOOK, "requirements.txt": "a\nb>=1\n", "x/__manifest__.py": odoo("a", "b>=1")}
    assert check_tree(tree) == []


def test_a_configured_mirror_is_so_too(check_tree) -> None:
    configured = {"files": ["*/m.json"], "select": ["r[]"], "target": {"file": "requirements.txt", "mode": "mirror"}}
    assert check_tree({"requirements.txt": "a\n", "x/m.json": '{"r": ["a"]}'}, manifests=[configured]) == []


def test_what_people_keep_is_not(check_tree) -> None:
    found = check_tree({"requirements.txt": "a\n", "x/__manifest__.py": odoo("a")})
    assert found == ["requirements.txt:1:1: error: unpinned-requirement: a is not pinned: this file has no lock"]


RUFF = "repos:\n- repo: https://github.com/astral-sh/ruff-pre-commit\n  rev: v0.6.0\n  hooks: [{id: ruff}]\n"
COMPILED = (
    "# This file was autogenerated by uv via the following command:\n#    uv pip compile {} -o requirements.txt\n"
)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"requirements.txt": "ruff==0.7.0\n"}, "requirements.txt", id="a file that people write"),
        pytest.param(
            {"dev.in": "ruff\n", "requirements.txt": COMPILED.format("dev.in") + "ruff==0.7.0\n    # via -r dev.in\n"},
            "dev.in and compile requirements.txt again",
            id="the input of a lock, because a compiler overwrites the lock",
        ),
    ],
)
def test_manifest_mismatch_names_the_files_to_change(findings, files: dict[str, str], place: str) -> None:
    (found,) = findings({".pre-commit-config.yaml": RUFF, **files}, "manifest-mismatch")
    assert found.help == f"require ruff==0.6.0 in {place}, or change .pre-commit-config.yaml"


@pytest.mark.parametrize("end", ["\\", "\\\n", "\\\r\n"])
def test_no_line_is_added_after_a_backslash(fix_tree, end: str) -> None:
    tree = {
        ".pre-commit-config.yaml": HOOK,
        "requirements.txt": f"# generated\na {end}",
        "x/__manifest__.py": odoo("a", "b"),
    }
    assert fix_tree(tree, "unlocked-manifest") == tree


@pytest.mark.parametrize(
    ("line", "tox", "counted"),
    [
        pytest.param("imageio", True, True, id="a name in a file that only checks the project"),
        pytest.param("imageio<2", True, False, id="another range there"),
        pytest.param("imageio", False, False, id="a name in a file that somebody may install"),
    ],
)
def test_a_name_that_agrees_with_every_version(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    tox: bool,
    counted: bool,
) -> None:
    manifest = '{"domain": "mail", "name": "Mail", "version": "1.0", "requirements": ["imageio>=2.9.0"]}'
    files = {"custom_components/mail/manifest.json": manifest, "requirements.txt": f"{line}\nhomeassistant==2024.1.1\n"}
    files |= {"tox.ini": "[testenv]\ndeps = -rrequirements.txt\n"} if tox else {}
    write_tree(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    main(["check"])
    printed = capsys.readouterr().out
    assert ("[manifest-mismatch]" in printed) != counted
    assert ("in several ways that one version satisfies in 1 place" in printed) == counted
