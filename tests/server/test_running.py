"""What a session does without an editor: a bug in a check ends no session, and garbage is collected between checks."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pinlint.findings.config import Config
from pinlint.server import garbage
from pinlint.server.checked_folder import CheckedFolder, Opened
from pinlint.server.running import Session


class Recorder:
    """Stands in for the server: records what is sent, by the name of the message."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda params: self.sent.append((name, params))


def session_in(folder: Path, recorder: Recorder) -> Session:
    root = folder.resolve()
    (root / "requirements.txt").write_text("flask==\n")
    session = Session(recorder, lambda path, here: Opened(str(root), [""], Config(), lambda report: None))
    session.workspace.add(root.as_uri())
    return session


def fail(*_: object) -> None:
    raise ZeroDivisionError("a bug")


async def test_a_bug_is_told_and_the_next_change_is_checked_again(tmp_path, monkeypatch):
    recorder = Recorder()
    session = session_in(tmp_path, recorder)
    with monkeypatch.context() as patch:
        patch.setattr(CheckedFolder, "_checked", fail)
        session.settle()
    (log, message) = [params for name, params in recorder.sent if name.startswith("window")]
    assert "ZeroDivisionError: a bug" in log.message
    assert "this is a bug in pinlint, not in your project" in message.message
    recorder.sent.clear()
    session.workspace.forget()
    session.settle()
    (sent,) = [params for name, params in recorder.sent if name == "text_document_publish_diagnostics"]
    assert [diagnostic.code for diagnostic in sent.diagnostics] == ["syntax-error"]


async def test_only_folders_with_a_change_are_checked(tmp_path, monkeypatch):
    recorder = Recorder()
    session = session_in(tmp_path, recorder)
    checked = []
    whole = CheckedFolder._checked
    monkeypatch.setattr(
        CheckedFolder, "_checked", lambda folder, *given: (checked.append(folder), whole(folder, *given))[1]
    )
    session.settle()
    assert len(checked) == 1
    session.settle()
    assert len(checked) == 1
    session.workspace.forget()
    session.settle()
    assert len(checked) == 2


@pytest.fixture
def collections() -> Iterator[list[str]]:
    """The collections of garbage, with what else the test adds. Python itself starts none."""
    events: list[str] = []

    def note(phase: str, _: object) -> None:
        if phase == "stop":
            events.append("collected")

    thresholds = gc.get_threshold()
    gc.set_threshold(1_000_000_000)
    gc.callbacks.append(note)
    yield events
    gc.callbacks.remove(note)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


async def test_garbage_is_collected_when_the_findings_are_published(tmp_path, monkeypatch, collections):
    collecting = []
    recorder = Recorder()
    session = session_in(tmp_path, recorder)
    show, check = Session._show, CheckedFolder._checked
    monkeypatch.setattr(Session, "_show", lambda session: collections.append("published") or show(session))
    monkeypatch.setattr(CheckedFolder, "_checked", lambda *given: collecting.append(gc.isenabled()) or check(*given))
    for _ in range(2):
        session.workspace.forget()
        session.settle()
        collections.append("answered")
        await asyncio.sleep(0)
    assert collections == ["published", "answered", "collected"] * 2
    assert collecting == [False, False]
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        pytest.param(CheckedFolder, "_checked", id="a check fails"),
        pytest.param(Session, "_show", id="the editor does not take the findings"),
    ],
)
async def test_python_collects_garbage_again_after_a_failure(tmp_path, monkeypatch, collections, owner, name):
    session = session_in(tmp_path, Recorder())
    monkeypatch.setattr(owner, name, fail)
    try:
        session.settle()
    except ZeroDivisionError:
        assert owner is Session
    assert gc.isenabled()


class Kept:
    """An object that refers to itself: only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


async def test_what_is_kept_is_looked_at_only_after_a_pause(monkeypatch, collections):
    collector = garbage.Garbage()
    monkeypatch.setattr(garbage, "PAUSE", 1000)
    kept = Kept()
    freed = weakref.ref(kept)
    collector.check_ended()
    await asyncio.sleep(0)
    del kept
    new = weakref.ref(Kept())
    monkeypatch.setattr(garbage, "PAUSE", 0.01)
    collector.check_ended()
    await asyncio.sleep(0)
    assert (new(), freed() is None) == (None, False)
    for _ in range(500):
        if freed() is not None:
            await asyncio.sleep(0.01)
    assert freed() is None
    assert collections == ["collected"] * 3
