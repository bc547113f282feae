"""What a session does without an editor: a bug in a check ends no session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pinlint.findings.config import Config
from pinlint.server.checked_folder import CheckedFolder, Opened
from pinlint.server.running import Session


class Recorder:
    """Stands in for the server: records what is sent, by the name of the message."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda params: self.sent.append((name, params))


def test_a_bug_is_told_and_the_next_change_is_checked_again(tmp_path, monkeypatch):
    root = tmp_path.resolve()
    (root / "requirements.txt").write_text("flask==\n")
    recorder = Recorder()
    session = Session(recorder, lambda path, here: Opened(str(root), [""], Config(), lambda report: None))
    session.workspace.add(Path(root).as_uri())

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a bug")

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
