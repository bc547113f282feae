"""Short sessions of an editor with the real process: encodings, several folders, files outside, hostile projects."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

import pytest
from editors import FULL, Editor, started
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from repository import Repository
from structured import project, root, uv_lock, uv_package
from trees import write_tree

INSTALLED = {"Dockerfile": "FROM python:3.11\nCOPY . .\nRUN pip install -r requirements.txt\n"}
UNPINNED = "unpinned-requirement: {} is not pinned: this file has no lock"


def encodings(*names: str) -> dict[str, Any]:
    return {**FULL, "general": {"positionEncodings": list(names)}}


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
async def test_columns_count_the_units_that_the_editor_counts(session, capabilities, span):
    editor = await session({"Dockerfile": PARTY}, capabilities=capabilities)
    (found,) = [line for line in await editor.findings() if "flask" in line]
    assert found.startswith(f"Dockerfile:{span}: error: unpinned-install")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_a_cursor_behind_other_characters_is_where_the_editor_says(session, encoding):
    party = """["alpha", 'beta ; os_name != "\N{PARTY POPPER}é"', "gamma"]"""
    files = {"pyproject.toml": f'[project]\nname = "app"\nversion = "1"\ndependencies = {party}\n', **LOCKED}
    editor = await session(files, capabilities=encodings(encoding))
    editor.open("pyproject.toml")
    assert await editor.hover("pyproject.toml", "gamma") == [
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


async def test_line_ends_and_separators_inside_a_line(session):
    text = "# a\u2028\x0c\x85\r\nflask\r\nclick==8.1.7\r\n"
    editor = await session({**INSTALLED, "requirements.txt": text, "freeze.txt": "flask==3.0.3\n"})
    editor.open("requirements.txt")
    assert await editor.findings() == [f"requirements.txt:2:1-2:6: error: {UNPINNED.format('flask')}"]
    await editor.choose("requirements.txt", "flask", "Ignore")
    comment = "# pinlint: ignore[unpinned-requirement] TODO: say why\r\n"
    assert editor.texts["requirements.txt"] == text.replace("flask", f"{comment}flask")
    assert await editor.findings() == []


async def test_two_folders_have_their_own_settings(client, tmp_path):
    folders = [tmp_path.resolve() / name for name in ("one", "two")]
    for folder in folders:
        write_tree(folder, {**INSTALLED, "requirements.txt": "flask\n"})
    write_tree(folders[1], {"pinlint.toml": 'ignore = ["unpinned-requirement"]\n'})
    editor = await Editor(client, *folders).begin()
    assert await editor.findings() == [f"requirements.txt:1:1-1:6: error: {UNPINNED.format('flask')}"]
    editor.change_folders(removed=folders[:1])
    assert await editor.findings() == []
    editor.change_folders(added=folders[:1])
    assert len(await editor.findings()) == 1


async def test_a_file_of_two_folders_is_shown_once(client, tmp_path):
    root = tmp_path.resolve()
    write_tree(root, {"a/Dockerfile": INSTALLED["Dockerfile"], "a/requirements.txt": "flask\n"})
    editor = await Editor(client, root, root / "a").begin()
    assert await editor.findings() == [f"a/requirements.txt:1:1-1:6: error: {UNPINNED.format('flask')}"]


async def test_a_file_outside_of_the_workspace_is_checked_while_it_is_open(session, tmp_path):
    other = tmp_path.resolve() / "other"
    write_tree(other, {**INSTALLED, "requirements.txt": "flask\n", "dev/requirements.txt": "click\n"})
    path = str(other / "requirements.txt")
    editor = await session({})
    assert await editor.findings() == []
    editor.open(path)
    assert await editor.findings() == [f"file://{path}:1:1-1:6: error: {UNPINNED.format('flask')}"]
    editor.type(path, "flask==3.0.3\n")
    assert await editor.findings() == []
    editor.type(path, "flask\n")
    assert len(await editor.findings()) == 1
    editor.close(path)
    assert await editor.findings() == []


async def test_a_file_that_gets_into_the_workspace_has_only_the_findings_of_its_folder(session, tmp_path):
    other = tmp_path.resolve() / "other"
    write_tree(other, {**INSTALLED, "requirements.txt": "flask\n"})
    path = str(other / "requirements.txt")
    editor = await session({})
    editor.open(path)
    editor.change_folders(added=[other])
    assert await editor.findings() == [f"file://{path}:1:1-1:6: error: {UNPINNED.format('flask')}"]
    editor.type(path, "flask==3.0.3\n")
    assert await editor.findings() == []


async def test_a_change_that_changes_nothing_is_no_error(session):
    editor = await session({**INSTALLED, "requirements.txt": "flask\n"})
    editor.open("requirements.txt")
    editor.change("requirements.txt")
    assert (len(await editor.findings()), editor.messages, editor.log) == (1, [], [])


async def test_a_file_without_a_name_is_left_alone(session):
    editor = await session({})
    document = types.TextDocumentItem("untitled:Untitled-1", "x", 1, "flask\n")
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
    params = types.HoverParams(types.TextDocumentIdentifier(document.uri), types.Position(0, 1))
    assert await editor.ask(editor.client.text_document_hover_async(params)) is None
    assert await editor.findings() == []


async def test_a_new_file_counts_before_it_is_saved(session):
    editor = await session(INSTALLED)
    (missing,) = await editor.findings()
    assert "requirements.txt, which does not exist" in missing
    editor.open("requirements.txt", "flask\n")
    assert await editor.findings() == [f"requirements.txt:1:1-1:6: error: {UNPINNED.format('flask')}"]
    editor.close("requirements.txt")
    assert await editor.findings() == [missing]


async def test_a_file_in_another_repository_is_checked_there(session):
    editor = await session({**INSTALLED, "requirements.txt": "flask==3.0.3\n"})
    inner = editor.folders[0] / "vendor-x"
    write_tree(inner, {**INSTALLED, "requirements.txt": "click\n"})
    Repository(inner, dict(os.environ))
    editor.open("vendor-x/requirements.txt")
    assert f"vendor-x/requirements.txt:1:1-1:6: error: {UNPINNED.format('click')}" in await editor.findings()


async def test_broken_toml_is_a_finding_and_no_end(session):
    good = project("alpha", "beta", "gamma")
    editor = await session({"pyproject.toml": good, **LOCKED})
    editor.open("pyproject.toml")
    editor.type("pyproject.toml", good.replace('"gamma"', '"gamma'))
    (found,) = await editor.findings("pyproject.toml")
    assert "error: syntax-error" in found
    assert await editor.hover("pyproject.toml", "gamma") == []
    editor.type("pyproject.toml", good)
    assert await editor.findings() == []


async def test_a_structured_lock_says_why_and_leads_back(session):
    files = {"pyproject.toml": project("alpha", "beta", "gamma"), **LOCKED}
    editor = await session(files)
    editor.open("uv.lock")
    assert await editor.lenses("uv.lock") == ["unproven: 3 pins could not be checked in full"]
    assert (await editor.hover("uv.lock", '"beta"\nversion'))[0] == "`beta==1` in `uv.lock`"
    (place,) = await editor.definition("uv.lock", '"beta"\nversion')
    line = files["pyproject.toml"][: files["pyproject.toml"].index("beta")].count("\n") + 1
    assert place.startswith(f"pyproject.toml:{line}:")
    editor.open("pyproject.toml")
    typed = files["pyproject.toml"].replace('"gamma"', '"gamma==')
    editor.type("pyproject.toml", typed)
    # The file is broken while somebody types in it; what its lock pins is known all the same.
    assert await editor.complete("pyproject.toml", "gamma==") == [
        f"1 (uv.lock:{line_of(LOCKED['uv.lock'], 'gamma') + 1})"
    ]
    editor.type("pyproject.toml", typed.replace('"gamma==', '"gamma=="'))
    assert [item.partition(" ")[0] for item in await editor.complete("pyproject.toml", "gamma==")] == ["1"]
    assert await editor.complete("pyproject.toml", "name = ") == []
    editor.type("pyproject.toml", typed.replace('"gamma==', '"gamma[fast, more] =='))
    assert [item.partition(" ")[0] for item in await editor.complete("pyproject.toml", "more] ==")] == ["1"]


async def test_an_editor_that_can_do_little_gets_the_same_in_plain_text(session):
    files = {
        "requirements.in": "flask\n",
        "requirements.txt": LOCK,
        **INSTALLED,
        "tools/requirements.txt": "pip==24.0\nrich\n",
    }
    files["Dockerfile"] += "RUN pip install -r tools/requirements.txt\n"
    editor = await session(files, capabilities={})
    editor.open("requirements.txt")
    shown = await editor.hover("requirements.txt", "flask==3")
    assert shown[2:4] == ["Why it is here:", "- flask (requirements.in:1)"]
    editor.open("tools/requirements.txt")
    (diagnostic,) = await editor.diagnostics("tools/requirements.txt")
    assert diagnostic.related_information is None
    assert diagnostic.message.splitlines()[-1] == "Dockerfile:4: `pip install` installs it"
    (action,) = await editor.actions("tools/requirements.txt", "rich")
    assert list(action.edit.changes) == [editor.uri("tools/requirements.txt")]
    assert editor.client.agreed == []


LOCK = """\
# This file is autogenerated by pip-compile with Python 3.11
# by the following command:
#
#    pip-compile requirements.in
#
flask==3.0.3
    # via -r requirements.in
"""


async def test_all_safe_fixes_of_a_file_are_made_at_once(session):
    duplicate = "click==8.1.7\nclick==8.1.7\nflask==3.0.3\nflask==3.0.3\n"
    editor = await session({**INSTALLED, "requirements.txt": duplicate})
    editor.open("requirements.txt")
    # The finding is at the second of the lines; a safe fix is the preferred one.
    lines = await editor.titles("requirements.txt", "flask==3.0.3\nflask")
    assert [title for title in lines if "Ignore" not in title] == []
    (preferred,) = [
        title for title in await editor.titles("requirements.txt", "click==8.1.7\nflask") if "Ignore" not in title
    ]
    assert preferred.startswith("* Remove")
    assert await editor.titles("requirements.txt", "click", ["source.fixAll"]) == ["Make all safe fixes in this file"]
    await editor.choose("requirements.txt", "click", "all safe", ["source.fixAll.pinlint"])
    assert editor.texts["requirements.txt"] == "click==8.1.7\nflask==3.0.3\n"
    assert await editor.actions("requirements.txt", "click", ["source.organizeImports"]) == []


async def test_names_are_completed_as_files_write_them_and_versions_after_each_operator(session):
    editor = await session(
        {"requirements.in": "six\n", "requirements.txt": LOCK.replace("flask==3.0.3", "PyYAML==6.0.2")}
    )
    editor.open("requirements.in")
    editor.type("requirements.in", "py")
    assert await editor.complete("requirements.in", "py") == ["PyYAML (6.0.2 in requirements.txt)"]
    assert {operator[0] for operator in ("==", ">=", "<=", "~=")} == set(editor.completed_after)


PINS = "flask\nclick==8.1.7\nrich==13.0\nattrs==24.2\nidna==3.8\n"


selecting = started("--select", "unpinned-requirement,unused-ignore")


async def test_flags_and_a_baseline_count_as_on_the_command_line(selecting, tmp_path):
    files = {**INSTALLED, "requirements.txt": PINS, "pinlint.toml": 'baseline = "known.json"\n'}
    write_tree(tmp_path.resolve(), files)
    editor = await Editor(selecting, tmp_path.resolve()).begin()
    assert await editor.findings() == []
    (trouble,) = editor.log
    assert "known.json" in trouble
    run = Repository(editor.folders[0], dict(os.environ)).run
    run(sys.executable, "-m", "pinlint", "--write-baseline", "known.json", "--isolated", "--select", "pins")
    editor.open("requirements.txt", PINS + "six\n")
    assert await editor.findings() == [f"requirements.txt:6:1-6:4: error: {UNPINNED.format('six')}"]


async def test_what_prevents_a_check_is_logged_once(session):
    editor = await session({"requirements.txt": "flask==3.0.3\n"})
    editor.open("requirements.txt")
    for _ in range(2):
        editor.on_disk("pinlint.toml", "ignore = [\n")
        for text in ("flask\n", "flask>=3\n", "flask==3\n"):
            editor.type("requirements.txt", text)
            await editor.settle()
        editor.on_disk("pinlint.toml", None)
        await editor.settle()
    assert [line.rpartition("/")[2].partition(":")[0] for line in editor.log] == ["pinlint.toml", "pinlint.toml"]


HOSTILE = {
    **INSTALLED,
    "requirements.in": "-r ../outside.txt\n-c /etc/passwd\nflask ; python_version > '3' # ![](http://x.invalid/a.png)\n",
    "requirements.txt": LOCK.replace("flask==3.0.3", "flask @ https://x.invalid/`![a](http://x.invalid/b.png)\n"),
    "setup.py": "open('ran', 'w')\n",
    ".git": "gitdir: /nowhere\n",
}


async def test_a_hostile_project_is_shown_as_text_and_nothing_of_it_runs(session):
    editor = await session(HOSTILE)
    (editor.folders[0].parent / "outside.txt").write_text("secret==1\n")
    editor.open("requirements.in")
    assert await editor.links("requirements.in") == []
    assert await editor.definition("requirements.in", "-r") == []
    editor.open("requirements.txt")
    shown = await editor.hover("requirements.txt", "flask @")
    assert shown[0].startswith("``flask @ https://x.invalid/`![a](http://x.invalid/b.png)``")
    shown = [*await editor.findings(), *await editor.hover("requirements.in", "flask")]
    assert not any("secret" in line for line in shown)
    assert not (editor.folders[0] / "ran").exists()


async def test_a_folder_that_is_deleted_has_no_findings(session):
    editor = await session({**INSTALLED, "requirements.txt": "flask\n"})
    assert len(await editor.findings()) == 1
    shutil.rmtree(editor.folders[0])
    editor.seen_on_disk("requirements.txt", types.FileChangeType.Deleted)
    assert await editor.findings() == []


MARK = "\ufeff"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
async def test_a_byte_order_mark_counts_as_a_character_if_the_editor_sends_it(session, encoding):
    text = "# coding: latin-1\nclick==8.1.7\n"
    files = {**INSTALLED, "requirements.txt": "flask==3.0.3\n", "api/requirements.txt": f"{MARK}click\n"}
    editor = await session(files, encodings(encoding))
    start = editor.units(MARK) + 1
    editor.open("requirements.txt", f"{MARK}flask\n")
    found = [line.partition(" ")[0] for line in await editor.findings()]
    # An editor that has not opened the other file will open it without its mark.
    assert found == ["api/requirements.txt:1:1-1:6:", f"requirements.txt:1:{start}-1:{start + 5}:"]
    await editor.choose("requirements.txt", "flask", "Ignore")
    comment = "# pinlint: ignore[unpinned-requirement] TODO: say why\n"
    assert editor.texts["requirements.txt"] == f"{MARK}{comment}flask\n"
    editor.type("requirements.txt", MARK + text)
    assert await editor.findings("requirements.txt") == []


async def test_messages_at_the_wrong_time_get_the_errors_of_the_protocol(client, tmp_path):
    write_tree(tmp_path, {"requirements.txt": "flask\n"})
    editor = Editor(client, tmp_path.resolve())
    client.capabilities = types.ClientCapabilities()  # as if the session had begun
    editor.open("requirements.txt")
    with pytest.raises(JsonRpcException, match="has not been initialized") as early:
        await editor.hover("requirements.txt", "flask")
    await editor.begin()
    with pytest.raises(JsonRpcException, match="is initialized already") as twice:
        await editor.begin()
    await editor.ask(client.shutdown_async(None))
    with pytest.raises(JsonRpcException, match="has been shut down") as late:
        await editor.hover("requirements.txt", "flask")
    assert [each.value.code for each in (early, twice, late)] == [-32002, -32600, -32600]
    assert editor.messages == []
    client.exit(None)
    assert await client._server.wait() == 0


async def test_a_session_that_ends_without_the_words_for_it_has_status_1(session):
    editor = await session({})
    await editor.settle()
    editor.client._server.stdin.close()
    assert await editor.client._server.wait() == 1
