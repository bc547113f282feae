"""`pinlint init --yes` on files that people wrote in every way: what was valid stays valid and as it was, or is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli
import yaml
from trees import write_tree

from pinlint.command_line import main as cli

HOOK = "  - id: x\n"
ITEM = "- repo: a\n  rev: v1\n  hooks:\n" + HOOK
#: pre-commit's configuration in as many layouts as there are.
HOOKS = {
    "plain": f"repos:\n{ITEM}",
    "the document's end": f"repos:\n{ITEM}...\n",
    "a document's beginning": f"---\nrepos:\n{ITEM}",
    "a directive": f"%YAML 1.1\n---\nrepos:\n{ITEM}",
    "a key with a hyphen behind": f"repos:\n{ITEM}x-y: 1\n",
    "a key behind": f"repos:\n{ITEM}ci:\n  skip: [x]\n",
    "a key in quotes behind": f'repos:\n{ITEM}"ci": {{}}\n',
    "a text that looks like the list": "exclude: |\n  - repo: b\n  foo\nrepos:\n    - repo: a\n      hooks:\n      - id: x\n",
    "a text that looks like the key": f"exclude: |\n  repos:\n  - repo: b\nrepos:\n{ITEM}",
    "a text that ends the list": "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: |\n      a\n\n      b\n",
    "a text that keeps its newlines": "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: |+\n      a\n\n\n",
    "a folded text": "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: >-\n      a\n      b\n\n\n# end\n",
    "a comment behind": f"repos:\n{ITEM}# the end\n",
    "a comment behind, indented": f"repos:\n{ITEM}      # the end\n",
    "a comment on the last line": "repos:\n- repo: a\n  rev: v1\n  hooks:\n  - id: x # why\n",
    "a comment between": f"repos:\n# first\n{ITEM}\n# second\n- repo: b\n  rev: v1\n  hooks:\n{HOOK}",
    "a comment with the hook": f"# id: pinlint\nrepos:\n{ITEM}",
    "a list in brackets": "repos: [{repo: a, rev: v1, hooks: [{id: x}]}]\n",
    "a list in brackets over lines": "repos: [\n  {repo: a, rev: v1, hooks: [{id: x}]},\n]\n",
    "items in brackets": "repos:\n- {repo: a, rev: v1, hooks: [{id: x}]}\n",
    "hooks in brackets over lines": "repos:\n- repo: a\n  rev: v1\n  hooks: [\n    {id: x},\n  ]\n",
    "JSON": '{"repos": [{"repo": "a", "rev": "v1", "hooks": [{"id": "x"}]}]}\n',
    "an empty list": "repos: []\n",
    "no list": "repos:\n",
    "no key": "ci: {}\n",
    "two keys": f"repos:\n{ITEM}repos:\n{ITEM}",
    "an anchor": "x: &a\n  rev: v1\nrepos:\n- repo: a\n  hooks: []\n  <<: *a\n",
    "an alias at the end": "x: &h\n- id: x\nrepos:\n- repo: a\n  rev: v1\n  hooks: *h\n",
    "an anchor of the list": f"repos: &r\n{ITEM}",
    "a tag": f"repos: !!seq\n{ITEM}",
    "an unknown tag": f"repos: !x\n{ITEM}",
    "a quoted key": f'"repos":\n{ITEM}',
    "a complex key": f"? repos\n:\n{ITEM}",
    "a deep indent": "repos:\n        - repo: a\n          rev: v1\n          hooks:\n                - id: x\n",
    "blanks behind the hyphen": "repos:\n-   repo: a\n    rev: v1\n    hooks:\n    -   id: x\n",
    "a hyphen on its own line": "repos:\n-\n  repo: a\n  rev: v1\n  hooks:\n  - id: x\n",
    "no final newline": f"repos:\n{ITEM}".rstrip("\n"),
    "no final newline, in brackets": "repos:\n- {repo: a, rev: v1, hooks: [{id: x}]}",
    "newlines of Windows": f"repos:\n{ITEM}".replace("\n", "\r\n"),
    "newlines of old Macs": f"repos:\n{ITEM}".replace("\n", "\r"),
    "blank lines behind": f"repos:\n{ITEM}\n\n\n",
    "a blank line of blanks": f"repos:\n{ITEM}    \n",
    "a text over two lines": "repos:\n- repo: a\n  rev: v1\n  hooks:\n  - id: x\n    name: a\n      b\n",
    "a quoted text over two lines": "repos:\n- repo: a\n  rev: v1\n  hooks:\n  - id: x\n    name: 'a\n      b'\n",
    "two documents": f"repos:\n{ITEM}---\nrepos:\n{ITEM}",
    "another mapping": f"x:\n  repos:\n  - repo: b\nrepos:\n{ITEM}",
    "another list of the name": f"repos:\n{ITEM}x:\n  repos:\n  - repo: b\n",
    "a list at the top": ITEM,
    "nothing": "",
    "a comment alone": "# nothing\n",
    "no YAML": "repos: [\n",
    "a tab": "repos:\n\t- repo: a\n",
    "a byte-order mark": f"\ufeffrepos:\n{ITEM}",
}  # fmt: skip
#: pyproject.toml in as many layouts.
PROJECTS = {
    "plain": '[project]\nname = "x"\n',
    "an inline table": "tool = {black = {a = 1}}\n",
    "dotted keys": "tool.black.a = 1\n",
    "a dotted key of the table": 'tool.pinlint.fail-on = "error"\n',
    "the table": '[tool.pinlint]\nfail-on = "error"\n',
    "the table, quoted": '[tool."pinlint"]\nfail-on = "error"\n',
    "the table, in other quotes": "['tool'.'pinlint']\nfail-on = \"error\"\n",
    "the table, with blanks": '[ tool . pinlint ]\nfail-on = "error"\n',
    "the table, inline": '[tool]\npinlint = {fail-on = "error"}\n',
    "the table, all inline": 'tool = {pinlint = {fail-on = "error"}}\n',
    "a table of the table": '[[tool.pinlint.locks]]\nlock = "requirements.txt"\ninputs = ["a.in"]\n',
    "a text that looks like the table": '[project]\nname = "x"\nx = """\n[tool.pinlint]\n"""\n',
    "a comment that looks like the table": '# [tool.pinlint]\n[project]\nname = "x"\n',
    "a similar table": "[tool.pinlint-x]\na = 1\n",
    "a list of tables at the end": "[[tool.x]]\na = 1\n",
    "tools that are no table": "tool = 1\n",
    "tools that are a list": "[[tool]]\na = 1\n",
    "a key of the name": '[tool]\n"pinlint" = {}\n',
    "no final newline": '[project]\nname = "x"',
    "newlines of Windows": '[project]\r\nname = "x"\r\n',
    "a comment at the end": '[project]\nname = "x"\n# end',
    "a text that is not closed": '[project]\nx = """\n',
    "no TOML": "[project\n",
    "nothing": "",
    "not a number": "[tool.x]\na = nan\n",
    "a super table behind": "[tool.black]\na = 1\n[tool]\nx = 1\n",
}  # fmt: skip


def parsed(read: object, text: str) -> object:
    """What the text holds; None where it is malformed."""
    try:
        return read(text)  # type: ignore[operator]
    except (yaml.YAMLError, tomli.TOMLDecodeError):
        return None


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str) -> str:
    """The text of the file after `pinlint init --yes`."""
    write_tree(folder, {"requirements.txt": "flask==3.0.0\n", path: text})
    monkeypatch.chdir(folder)
    cli.main(["init", "--yes"])
    return (folder / path).read_bytes().decode()


@pytest.mark.parametrize("text", HOOKS.values(), ids=HOOKS)
def test_hooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str) -> None:
    after = run(tmp_path, monkeypatch, ".pre-commit-config.yaml", text)

    if after == text:
        assert ".pre-commit-config.yaml" in capsys.readouterr().err
        return
    old, new = parsed(yaml.safe_load, text), parsed(yaml.safe_load, after)
    assert isinstance(old, dict)
    assert isinstance(new, dict)
    assert new["repos"].pop()["hooks"] == [{"id": "pinlint"}]
    assert new == old
    lines = iter(after.splitlines())
    assert all(line in lines for line in text.splitlines())


def test_layouts_that_are_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = {
        name
        for number, (name, text) in enumerate(HOOKS.items())
        if run(tmp_path / str(number), monkeypatch, ".pre-commit-config.yaml", text) == text
    }
    assert {"plain", "the document's end", "a key with a hyphen behind", "a text that looks like the list"}.isdisjoint(
        left
    )
    assert {"two keys", "no YAML", "two documents", "JSON", "an empty list"} <= left


@pytest.mark.parametrize("text", PROJECTS.values(), ids=PROJECTS)
def test_projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    after = run(tmp_path, monkeypatch, "pyproject.toml", text)

    old, new = parsed(tomli.loads, text), parsed(tomli.loads, after)
    assert after.startswith(text)
    if after != text:
        assert isinstance(new, dict)
        assert new["tool"].pop("pinlint") == {"fail-on": "error"}
        if not new["tool"] and isinstance(old, dict) and "tool" not in old:
            del new["tool"]
        assert str(new) == str(old)
        assert not (tmp_path / "pinlint.toml").exists()
