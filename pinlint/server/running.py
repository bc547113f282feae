"""The session with an editor: reads its messages, sends answers and diagnostics.

A change is checked at once, unless the last check has just ended. In that case the server first waits for as long as that check
took. So checks take at most half of the time while somebody types in a large project. A request is answered for the current text:
if a check is due, it runs first. Garbage is collected when the findings are published, not during a check.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from pinlint import __version__
from pinlint.server import code_actions, completion, hovers, lenses, navigation
from pinlint.server.client import Client, Place
from pinlint.server.diagnostics import diagnostics, trouble
from pinlint.server.garbage import Garbage
from pinlint.server.order import OrderedProtocol
from pinlint.server.uris import path_of
from pinlint.server.workspace import Workspace
from pinlint.text.budget import uncollected
from pinlint.text.memos import forget

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from pinlint.server.checked_folder import Checked, CheckedFolder
    from pinlint.server.workspace import Opening

#: The longest rest after a check, in seconds.
LONGEST_REST = 0.5
#: The files that the editor watches: those that a check may read.
WATCHED = (
    "**/*.{txt,in,toml,lock,cfg,ini,py,json,yaml,yml,sh,evidence}",
    "**/{*Dockerfile*,*dockerfile*,Makefile,justfile,Procfile,Pipfile,.pinlint.toml,.python-version}",
)
_BUG = (
    "pinlint: this is a bug in pinlint, not in your project; please report it with the lines in the log of the server"
)


class Session:
    """The session of one editor with its workspace. It publishes new findings and withdraws old ones."""

    def __init__(self, server: LanguageServer, opening: Opening) -> None:
        self.server = server
        self.workspace = Workspace(opening)
        self.client = Client(types.ClientCapabilities(), "utf-16")
        self._published: dict[CheckedFolder, dict[str, list[types.Diagnostic]]] = {}
        self._shown: dict[str, list[types.Diagnostic]] = {}
        self._versions: dict[str, int | None] = {}
        self._logged: dict[CheckedFolder, str | None] = {}  # the trouble at the last check
        self._timer: asyncio.TimerHandle | None = None
        self._rested = 0.0  # when the rest after the last check ends
        self._garbage = Garbage()

    def begin(self, params: types.InitializeParams) -> None:
        """Begins the session with the editor's capabilities and folders."""
        encoding = self.server.workspace.position_encoding or types.PositionEncodingKind.Utf16
        self.client = Client(params.capabilities, getattr(encoding, "value", encoding))
        uris = [folder.uri for folder in params.workspace_folders or ()]
        for uri in uris or ([params.root_uri] if params.root_uri else []):
            self.workspace.add(uri)

    def due(self, *, at_once: bool = False) -> None:
        """Plans a check after a change. The check waits for the pause after the last check, unless it is to run ``at_once``."""
        if self._timer is not None:
            self._timer.cancel()
        rest = 0.0 if at_once else max(self._rested - time.perf_counter(), 0.0)
        self._timer = asyncio.get_running_loop().call_later(rest, self.settle)

    def settle(self) -> None:
        """Checks every folder that a change affects, and publishes the findings."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        changed = [folder for folder in self.workspace.folders() if folder.dirty]
        self.client.marked = self.workspace.marked()
        if changed:
            uncollected(partial(self._check_all, changed))
            self._garbage.check_ended()

    def _check_all(self, folders: list[CheckedFolder]) -> None:
        started = time.perf_counter()
        for folder in folders:
            self._check(folder)
        ended = time.perf_counter()
        self._rested = ended + min(ended - started, LONGEST_REST)
        self._publish(folders)
        forget()

    def _check(self, folder: CheckedFolder) -> None:
        try:
            folder.check(self.workspace.texts())
        except Exception:  # the session goes on, and the next change is checked again
            folder.result = None
            self._log(traceback.format_exc(), types.MessageType.Error)
            self.server.window_show_message(types.ShowMessageParams(types.MessageType.Error, _BUG))

    def left(self, folder: CheckedFolder | None) -> None:
        """Withdraws the findings of a folder that is no longer checked."""
        if folder is not None and self._published.pop(folder, None) is not None:
            self._show()

    def place(self, uri: str, position: types.Position | None = None) -> tuple[CheckedFolder, Checked, Place] | None:
        """The folder that a file belongs to, its latest result, and the place in the file; None if the check did not read the
        file.
        """
        self.settle()
        path = path_of(uri)
        folder = self.workspace.folder_of(path) if path is not None else None
        if path is None or folder is None or folder.result is None:
            return None
        inside = folder.inside(path)
        source = folder.result.source(inside) if inside is not None else None
        if inside is None or source is None:
            return None
        offset = self.client.offset(source, position) if position is not None else 0
        return folder, folder.result, Place(self.client, partial(self._uri, folder), inside, source, offset)

    def version(self, uri: str) -> int | None:
        """The version of an open file; None for a file that is not open."""
        document = self.workspace.documents.get(path_of(uri) or "")
        return document.version if document is not None else None

    def _uri(self, folder: CheckedFolder, path: str) -> str:
        return self.workspace.uri(folder.outside(path))

    def _publish(self, folders: list[CheckedFolder]) -> None:
        for folder in folders:
            found: dict[str, list[types.Diagnostic]] = {}
            if folder.result is not None:
                uri = partial(self._uri, folder)
                in_paths = diagnostics(folder.result.report, self.client, uri)
                found = {uri(path): listed for path, listed in in_paths.items()}
            elif folder.trouble is not None:
                if folder.place is not None:
                    found = {self.workspace.uri(folder.place): [trouble(folder.trouble)]}
                if folder.trouble != self._logged.get(folder):  # once, not after each keystroke
                    self._log(folder.trouble, types.MessageType.Warning)
            self._logged[folder] = folder.trouble
            self._published[folder] = found
        self._show()
        if self.client.refreshes_lenses:
            self.server.workspace_code_lens_refresh(None)

    def _show(self) -> None:
        """Sends the findings that have changed since the last time. A file in two folders gets those of both, each once."""
        # The project of an open file ends when the file gets into a folder of the workspace.
        checked = set(self.workspace.folders())
        self._published = {folder: found for folder, found in self._published.items() if folder in checked}
        self._logged = {folder: trouble for folder, trouble in self._logged.items() if folder in checked}
        together: dict[str, list[types.Diagnostic]] = {}
        # What the inner folder says comes first: it answers for the file.
        for folder in sorted(self._published, key=lambda folder: len(folder.folder), reverse=True):
            for uri, listed in self._published[folder].items():
                there = together.setdefault(uri, [])
                known = set(map(_key, there))
                there += [diagnostic for diagnostic in listed if _key(diagnostic) not in known]
        for uri in [*together, *(uri for uri in self._shown if uri not in together)]:
            now = together.get(uri, [])
            version = self.version(uri)
            if now != self._shown.get(uri) or (version is not None and version != self._versions.get(uri)):
                self._versions[uri] = version
                self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, now, version))
        self._shown = together

    def _log(self, text: str, kind: types.MessageType) -> None:
        self.server.window_log_message(types.LogMessageParams(kind, f"pinlint: {text}"))


def _key(diagnostic: types.Diagnostic) -> tuple[Any, ...]:
    """A key that is equal for the same finding in two folders; only its help may have other paths."""
    start = diagnostic.range.start
    return start.line, start.character, diagnostic.code, diagnostic.message.partition("\n")[0]


def serve(opening: Opening, output: BinaryIO) -> bool:
    """Runs a session over standard input and ``output`` until it ends. Returns whether the editor has asked to end it.

    ``opening`` gives what `pinlint check` would check for a path and a working folder.
    """
    sync = types.TextDocumentSyncKind.Full
    server = LanguageServer("pinlint", __version__, text_document_sync_kind=sync, protocol_cls=OrderedProtocol)
    session = Session(server, opening)
    _on_changes(server, session)
    _on_requests(server, session)
    _on_actions(server, session)
    server.start_io(stdout=output)
    assert isinstance(server.protocol, OrderedProtocol)
    return server.protocol.ended


def _on_changes(server: LanguageServer, session: Session) -> None:
    """Handles notifications of the editor: changes of its folders, of open files, and of files on the disk."""

    def initialize(params: types.InitializeParams) -> None:
        session.begin(params)

    def initialized(_: Any) -> None:
        if session.client.watches:
            watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("pinlint-files", method, options)
            server.client_register_capability(types.RegistrationParams([registration]))
        session.due(at_once=True)

    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        session.workspace.open(document.uri, document.text, document.version)
        session.due(at_once=True)

    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        if params.content_changes:  # they may be empty
            session.workspace.open(document.uri, params.content_changes[-1].text, document.version)
            session.due()

    def did_save(_: types.DidSaveTextDocumentParams) -> None:
        session.workspace.forget()
        session.due(at_once=True)

    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        session.left(session.workspace.close(params.text_document.uri))
        session.due(at_once=True)

    def changed_on_disk(params: types.DidChangeWatchedFilesParams) -> None:
        for event in params.changes:
            if event.type == types.FileChangeType.Changed:
                session.workspace.changed_on_disk(event.uri)
            else:
                session.workspace.forget()
        session.due()

    def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            session.left(session.workspace.remove(folder.uri))
        for folder in params.event.added:
            session.workspace.add(folder.uri)
        session.due(at_once=True)

    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.INITIALIZED)(initialized)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(did_change)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(did_save)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(changed_on_disk)
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(folders_changed)


def _on_requests(server: LanguageServer, session: Session) -> None:
    """Handles the editor's requests about a place."""

    def answered(answer: Callable[[Checked, Place], Any]) -> Callable[[Any], Any]:
        def handler(params: Any) -> Any:
            found = session.place(params.text_document.uri, getattr(params, "position", None))
            return answer(found[1], found[2]) if found is not None else None

        return handler

    server.feature(types.TEXT_DOCUMENT_HOVER)(answered(hovers.hover))
    server.feature(types.TEXT_DOCUMENT_DEFINITION)(answered(navigation.definition))
    server.feature(types.TEXT_DOCUMENT_REFERENCES)(answered(navigation.references))
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK, types.DocumentLinkOptions())(answered(navigation.links))
    server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions())(answered(lenses.lenses))
    options = types.CompletionOptions(trigger_characters=completion.TRIGGERS)
    server.feature(types.TEXT_DOCUMENT_COMPLETION, options)(answered(completion.completions))


def _on_actions(server: LanguageServer, session: Session) -> None:
    """Handles quick fixes and the command of a lens."""

    def actions_for(uri: str) -> code_actions.Actions | None:
        found = session.place(uri)
        if found is None:
            return None
        folder, checked, place = found
        return code_actions.Actions(checked, place, session.version, folder.again)

    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        found = actions_for(params.text_document.uri)
        lines = range(params.range.start.line, params.range.end.line + 1)
        return list(found.at(lines, params.context.only)) if found is not None else []

    def resolve(action: types.CodeAction) -> types.CodeAction:
        data = action.data
        uri = data.get("uri") if isinstance(data, dict) else getattr(data, "uri", None)
        found = actions_for(uri) if isinstance(uri, str) else None
        return found.resolved(action) if found is not None else action

    def show_command(uri: str) -> str | None:
        found = session.place(uri)
        command = lenses.command_for(found[1], found[2].path) if found is not None else None
        if command is not None and found is not None:
            text = f"pinlint runs nothing by itself. In {found[0].root}, run: {command}"
            server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
        return command

    kinds: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, code_actions.FIX_ALL]
    options = types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(actions)
    server.feature(types.CODE_ACTION_RESOLVE)(resolve)
    server.command(lenses.SHOW)(show_command)
