"""Short sessions of an editor with the real process: encodings, several folders, files outside, hostile projects."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editors import FULL, Editor
from repository import Repository
from structured import project, root, uv_lock, uv_package
from trees import Tree, write_tree

INSTALLED = {"Dockerfile": "FROM python:3.11\nCOPY . .\nRUN pip install -r requirements.txt\n"}
UNPINNED = "unpinned-requirement: {} is not pinned: this file has no lock"


def encodings(*names: str) -> dict[str, Any]:
    return {**FULL, "general": {"positionEncodings": list(names)}}


@pytest.fixture
def session(tmp_path: Path) -> Callable[..., Editor]:
    """``session(files, **options)``: an editor with one folder that has the files."""

    def begin(files: Tree, **options: Any) -> Editor:
        folder = tmp_path.resolve() / "project"
        folder.mkdir()
        write_tree(folder, files)
        return Editor(folder, **options)

    return begin


PARTY = "FROM python:3.11\nRUN echo \N{PARTY POPPER}é && pip install flask\n"


@pytest.mark.parametrize(
    ("capabilities", "span"),
    [
        pytest.param({}, "2:29-2:34", id="without an agreement, columns count units of UTF-16"),
        pytest.param(encodings("utf-16"), "2:29-2:34", id="UTF-16: the popper counts two"),
        pytest.param(encodings("utf-32"), "2:28-2:33", id="UTF-32: it counts one"),
        pytest.param(encodings("utf-8", "utf-16"), "2:32-2:37", id="UTF-8: it counts four, and é two"),
    ],
)
def test_columns_count_the_units_that_the_editor_counts(session, capabilities, span):
    with session({"Dockerfile": PARTY}, capabilities=capabilities) as editor:
        (found,) = [line for line in editor.findings() if "flask" in line]
        assert found.startswith(f"Dockerfile:{span}: error: unpinned-install")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_cursor_behind_other_characters_is_where_the_editor_says(session, encoding):
    party = """["alpha", 'beta ; os_name != "\N{PARTY POPPER}é"', "gamma"]"""
    files = {"pyproject.toml": f'[project]\nname = "app"\nversion = "1"\ndependencies = {party}\n', **LOCKED}
    with session(files, capabilities=encodings(encoding)) as editor:
        editor.open("pyproject.toml")
        assert editor.hover("pyproject.toml", "gamma") == [
            (
                f"Locked as `gamma==1` at [`uv.lock:{line_of(LOCKED['uv.lock'], 'gamma') + 1}`]"
                f"({editor.uri('uv.lock')}#L{line_of(LOCKED['uv.lock'], 'gamma') + 1}). The lock is unproven."
            )
        ]


LOCKED = {
    "uv.lock": uv_lock(
        root("alpha", "beta", "gamma"),
        uv_package("alpha", "1"),
        uv_package("beta", "1"),
        uv_package("gamma", "1"),
    )
}


def line_of(text: str, name: str) -> int:
    """The line of the entry of a package."""
    return text[: text.index(f'[[package]]\nname = "{name}"')].count("\n") + 2


def test_line_ends_and_separators_inside_a_line(session):
    text = "# a\u2028\x0c\x85\r\nflask\r\nclick==8.1.7\r\n"
    with session({**INSTALLED, "requirements.txt": text, "freeze.txt": "flask==3.0.3\n"}) as editor:
        editor.open("requirements.txt")
        assert editor.findings() == [f"requirements.txt:2:1-2:6: error: {UNPINNED.format('flask')}"]
        editor.choose("requirements.txt", "flask", "Ignore")
        comment = "# pinlint: ignore[unpinned-requirement] TODO: say why\r\n"
        assert editor.texts["requirements.txt"] == text.replace("flask", f"{comment}flask")
        assert editor.findings() == []


def test_two_folders_have_their_own_settings(tmp_path):
    folders = [tmp_path.resolve() / name for name in ("one", "two")]
    for folder in folders:
        write_tree(folder, {**INSTALLED, "requirements.txt": "flask\n"})
    write_tree(folders[1], {"pinlint.toml": 'ignore = ["unpinned-requirement"]\n'})
    with Editor(*folders) as editor:
        assert editor.findings() == [f"requirements.txt:1:1-1:6: error: {UNPINNED.format('flask')}"]
        removed = [{"uri": folder.as_uri(), "name": "x"} for folder in folders[:1]]
        editor.tell("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": removed}})
        assert editor.findings() == []
        editor.tell("workspace/didChangeWorkspaceFolders", {"event": {"added": removed, "removed": []}})
        assert len(editor.findings()) == 1


def test_a_file_of_two_folders_is_shown_once(tmp_path):
    root = tmp_path.resolve()
    write_tree(root, {"a/Dockerfile": INSTALLED["Dockerfile"], "a/requirements.txt": "flask\n"})
    with Editor(root, root / "a") as editor:
        assert editor.findings() == [f"a/requirements.txt:1:1-1:6: error: {UNPINNED.format('flask')}"]


def test_a_file_outside_of_the_workspace_is_checked_while_it_is_open(session, tmp_path):
    other = tmp_path.resolve() / "other"
    write_tree(other, {**INSTALLED, "requirements.txt": "flask\n", "dev/requirements.txt": "click\n"})
    path = str(other / "requirements.txt")
    with session({}) as editor:
        assert editor.findings() == []
        editor.open(path)
        assert editor.findings() == [f"file://{path}:1:1-1:6: error: {UNPINNED.format('flask')}"]
        editor.type(path, "flask==3.0.3\n")
        assert editor.findings() == []
        editor.type(path, "flask\n")
        assert len(editor.findings()) == 1
        editor.close(path)
        assert editor.findings() == []


def test_a_file_that_gets_into_the_workspace_has_only_the_findings_of_its_folder(session, tmp_path):
    other = tmp_path.resolve() / "other"
    write_tree(other, {**INSTALLED, "requirements.txt": "flask\n"})
    path = str(other / "requirements.txt")
    with session({}) as editor:
        editor.open(path)
        added = [{"uri": other.as_uri(), "name": "other"}]
        editor.tell("workspace/didChangeWorkspaceFolders", {"event": {"added": added, "removed": []}})
        assert editor.findings() == [f"file://{path}:1:1-1:6: error: {UNPINNED.format('flask')}"]
        editor.type(path, "flask==3.0.3\n")
        assert editor.findings() == []


def test_a_change_that_changes_nothing_is_no_error(session):
    with session({**INSTALLED, "requirements.txt": "flask\n"}) as editor:
        editor.open("requirements.txt")
        document = {"uri": editor.uri("requirements.txt"), "version": 2}
        editor.tell("textDocument/didChange", {"textDocument": document, "contentChanges": []})
        assert (len(editor.findings()), editor.messages, editor.log) == (1, [], [])


def test_a_file_without_a_name_is_left_alone(session):
    with session({}) as editor:
        document = {"uri": "untitled:Untitled-1", "languageId": "x", "version": 1, "text": "flask\n"}
        editor.tell("textDocument/didOpen", {"textDocument": document})
        position = {"textDocument": {"uri": document["uri"]}, "position": {"line": 0, "character": 1}}
        assert editor.ask("textDocument/hover", position) is None
        assert editor.findings() == []


def test_a_new_file_counts_before_it_is_saved(session):
    with session(INSTALLED) as editor:
        (missing,) = editor.findings()
        assert "requirements.txt, which does not exist" in missing
        editor.open("requirements.txt", "flask\n")
        assert editor.findings() == [f"requirements.txt:1:1-1:6: error: {UNPINNED.format('flask')}"]
        editor.close("requirements.txt")
        assert editor.findings() == [missing]


def test_a_file_in_another_repository_is_checked_there(session):
    with session({**INSTALLED, "requirements.txt": "flask==3.0.3\n"}) as editor:
        inner = editor.folders[0] / "vendor-x"
        write_tree(inner, {**INSTALLED, "requirements.txt": "click\n"})
        Repository(inner, dict(os.environ))
        editor.open("vendor-x/requirements.txt")
        assert f"vendor-x/requirements.txt:1:1-1:6: error: {UNPINNED.format('click')}" in editor.findings()


def test_broken_toml_is_a_finding_and_no_end(session):
    good = project("alpha", "beta", "gamma")
    with session({"pyproject.toml": good, **LOCKED}) as editor:
        editor.open("pyproject.toml")
        editor.type("pyproject.toml", good.replace('"gamma"', '"gamma'))
        (found,) = editor.findings("pyproject.toml")
        assert "error: syntax-error" in found
        assert editor.hover("pyproject.toml", "gamma") == []
        editor.type("pyproject.toml", good)
        assert editor.findings() == []


def test_a_structured_lock_says_why_and_leads_back(session):
    files = {"pyproject.toml": project("alpha", "beta", "gamma"), **LOCKED}
    with session(files) as editor:
        editor.open("uv.lock")
        assert editor.lenses("uv.lock") == ["unproven: 3 pins could not be checked in full"]
        assert editor.hover("uv.lock", '"beta"\nversion')[0] == "`beta==1` in `uv.lock`"
        (place,) = editor.definition("uv.lock", '"beta"\nversion')
        line = files["pyproject.toml"][: files["pyproject.toml"].index("beta")].count("\n") + 1
        assert place.startswith(f"pyproject.toml:{line}:")
        editor.open("pyproject.toml")
        typed = files["pyproject.toml"].replace('"gamma"', '"gamma==')
        editor.type("pyproject.toml", typed)
        # The file is broken while somebody types in it; what its lock pins is known all the same.
        assert editor.complete("pyproject.toml", "gamma==") == [
            f"1 (uv.lock:{line_of(LOCKED['uv.lock'], 'gamma') + 1})"
        ]
        editor.type("pyproject.toml", typed.replace('"gamma==', '"gamma=="'))
        assert [item.partition(" ")[0] for item in editor.complete("pyproject.toml", "gamma==")] == ["1"]
        assert editor.complete("pyproject.toml", "name = ") == []


def test_an_editor_that_can_do_little_gets_the_same_in_plain_text(session):
    files = {
        "requirements.in": "flask\n",
        "requirements.txt": LOCK,
        **INSTALLED,
        "tools/requirements.txt": "pip==24.0\nrich\n",
    }
    files["Dockerfile"] += "RUN pip install -r tools/requirements.txt\n"
    with session(files, capabilities={}) as editor:
        editor.open("requirements.txt")
        assert editor.hover("requirements.txt", "flask==3")[2:4] == ["Why it is here:", "- flask (requirements.in:1)"]
        editor.open("tools/requirements.txt")
        editor.settle()
        (diagnostic,) = editor.diagnostics[editor.uri("tools/requirements.txt")]
        assert "relatedInformation" not in diagnostic
        assert diagnostic["message"].splitlines()[-1] == "Dockerfile:4: `pip install` installs it"
        (action,) = editor.actions("tools/requirements.txt", "rich")
        assert list(action["edit"]["changes"]) == [editor.uri("tools/requirements.txt")]
        assert [request["method"] for request in editor.requests] == []


LOCK = """\
# This file is autogenerated by pip-compile with Python 3.11
# by the following command:
#
#    pip-compile requirements.in
#
flask==3.0.3
    # via -r requirements.in
"""


def test_all_safe_fixes_of_a_file_are_made_at_once(session):
    duplicate = "click==8.1.7\nclick==8.1.7\nflask==3.0.3\nflask==3.0.3\n"
    with session({**INSTALLED, "requirements.txt": duplicate}) as editor:
        editor.open("requirements.txt")
        # The finding is at the second of the lines; a safe fix is the preferred one.
        lines = editor.titles("requirements.txt", "flask==3.0.3\nflask")
        assert [title for title in lines if "Ignore" not in title] == []
        (preferred,) = [
            title for title in editor.titles("requirements.txt", "click==8.1.7\nflask") if "Ignore" not in title
        ]
        assert preferred.startswith("* Remove")
        assert editor.titles("requirements.txt", "click", ["source.fixAll"]) == ["Make all safe fixes in this file"]
        editor.choose("requirements.txt", "click", "all safe", ["source.fixAll.pinlint"])
        assert editor.texts["requirements.txt"] == "click==8.1.7\nflask==3.0.3\n"
        assert editor.actions("requirements.txt", "click", ["source.organizeImports"]) == []


PINS = "flask\nclick==8.1.7\nrich==13.0\nattrs==24.2\nidna==3.8\n"


def test_flags_and_a_baseline_count_as_on_the_command_line(session):
    files = {**INSTALLED, "requirements.txt": PINS, "pinlint.toml": 'baseline = "known.json"\n'}
    with session(files, options=["--select", "unpinned-requirement,unused-ignore"]) as editor:
        (trouble,) = editor.log[:1] if editor.findings() else [*editor.log]
        assert "known.json" in trouble
        run = Repository(editor.folders[0], dict(os.environ)).run
        run(sys.executable, "-m", "pinlint", "--write-baseline", "known.json", "--isolated", "--select", "pins")
        editor.open("requirements.txt", PINS + "six\n")
        assert editor.findings() == [f"requirements.txt:6:1-6:4: error: {UNPINNED.format('six')}"]


HOSTILE = {
    **INSTALLED,
    "requirements.in": "-r ../outside.txt\n-c /etc/passwd\nflask ; python_version > '3' # ![](http://x.invalid/a.png)\n",
    "requirements.txt": LOCK.replace("flask==3.0.3", "flask @ https://x.invalid/`![a](http://x.invalid/b.png)\n"),
    "setup.py": "open('ran', 'w')\n",
    ".git": "gitdir: /nowhere\n",
}


def test_a_hostile_project_is_shown_as_text_and_nothing_of_it_runs(session):
    with session(HOSTILE) as editor:
        (editor.folders[0].parent / "outside.txt").write_text("secret==1\n")
        editor.open("requirements.in")
        assert editor.links("requirements.in") == []
        assert editor.definition("requirements.in", "-r") == []
        editor.open("requirements.txt")
        shown = editor.hover("requirements.txt", "flask @")[0]
        assert shown.startswith("``flask @ https://x.invalid/`![a](http://x.invalid/b.png)``")
        assert not any("secret" in line for line in [*editor.findings(), *editor.hover("requirements.in", "flask")])
        assert not (editor.folders[0] / "ran").exists()


def test_a_folder_that_is_deleted_has_no_findings(session):
    with session({**INSTALLED, "requirements.txt": "flask\n"}) as editor:
        assert len(editor.findings()) == 1
        uri = editor.uri("requirements.txt")
        shutil.rmtree(editor.folders[0])
        editor.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 3}]})
        assert editor.findings() == []


def test_a_session_that_ends_without_the_words_for_it_has_status_1(tmp_path):
    editor = Editor(tmp_path, capabilities={})
    editor.__enter__()
    editor.settle()
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert editor.process.wait(60) == 1
    for thread in editor._threads:
        thread.join(60)
    for pipe in (editor.process.stdout, editor.process.stderr):
        pipe.close()
