"""A user at an editor: pytest-lsp drives the real server as a process, and what it says is shown as lines of text.

Lines and columns count from 1, columns in the units that the editor and the server have agreed on.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
import pytest_lsp
from editing import ALL, SEVERITIES
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import ClientServerConfig, LanguageClient
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

#: How long an answer may take, in seconds, before the test gives up. Nothing here measures time.
PATIENCE = 120
FULL: dict[str, Any] = {"general": {"positionEncodings": ["utf-16"]}, **ALL}
Answer = TypeVar("Answer")


class Client(LanguageClient):
    """A client of pytest-lsp that agrees to what the server asks for; ``agreed`` has the names of these requests."""

    def __init__(self) -> None:
        super().__init__()
        self.agreed: list[str] = []
        agreeing = {
            name: lambda params, name=name: self.agreed.append(name)
            for name in (types.CLIENT_REGISTER_CAPABILITY, types.WORKSPACE_CODE_LENS_REFRESH)
        }
        register_lsp_features(self, {**DEFAULT_CLIENT_FEATURES, **agreeing})


def started(*options: str) -> Any:
    """A fixture: a client whose server has these ``options``. At its end, the server has status 0 and has printed no error."""

    async def around(client: Client, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[None]:
        yield
        if client._server.returncode is None:
            await client.shutdown_session()
            await client._stderr_forwarder
            assert (client._server.returncode, capsys.readouterr().err) == (0, "")

    command = [sys.executable, "-m", "pinlint", "server", *options]
    return pytest_lsp.fixture(config=ClientServerConfig(command, client_factory=Client))(around)


class Editor:
    """An editor with ``folders`` open. ``texts`` are those of its open files, as the server knows them."""

    def __init__(self, client: Client, *folders: Path) -> None:
        self.client = client
        self.folders = list(folders)
        self.texts: dict[str, str] = {}
        self.completed_after: Sequence[str] | None = None
        self._versions: dict[str, int] = {}
        self._encoding = "utf-16"

    async def begin(self, capabilities: types.ClientCapabilities | dict[str, Any] | None = None) -> Editor:
        """Starts the session: the server learns what the editor can do (as JSON, or read), and which folders are open."""
        if not isinstance(capabilities, types.ClientCapabilities):
            shown = FULL if capabilities is None else capabilities
            capabilities = get_converter().structure(shown, types.ClientCapabilities)
        folders = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in self.folders]
        params = types.InitializeParams(capabilities, workspace_folders=folders)
        found = await self.ask(self.client.initialize_session(params))
        offered = found.capabilities.completion_provider
        self.completed_after = offered.trigger_characters if offered is not None else None
        self._encoding = types.PositionEncodingKind(found.capabilities.position_encoding).value
        return self

    async def ask(self, answer: Awaitable[Answer]) -> Answer:
        """The answer to a request. What was sent before is done then."""
        return await asyncio.wait_for(answer, PATIENCE)

    # What a user does

    def uri(self, path: str) -> str:
        """The URI of a path below the first folder, or of an absolute path."""
        return (self.folders[0] / path).as_uri() if self.folders else Path(path).as_uri()

    def open(self, path: str, text: str | None = None) -> None:
        """Opens a file with the text that is on the disk, or with another one."""
        if text is None:
            text = (self.folders[0] / path).read_bytes().decode()
        self.texts[path], self._versions[path] = text, 1
        document = types.TextDocumentItem(self.uri(path), "x", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def type(self, path: str, text: str) -> None:
        """Replaces the text of an open file."""
        self.texts[path] = text
        self.change(path, types.TextDocumentContentChangeWholeDocument(text))

    def change(self, path: str, *changes: types.TextDocumentContentChangeWholeDocument) -> None:
        """Sends a new version of an open file."""
        self._versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self._versions[path], self.uri(path))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))

    def save(self, path: str) -> None:
        """Writes an open file to the disk."""
        (self.folders[0] / path).write_bytes(self.texts[path].encode())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self._document(path)))

    def close(self, path: str) -> None:
        """Closes a file."""
        del self.texts[path]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self._document(path)))

    def on_disk(self, path: str, text: str | None) -> None:
        """Another program writes a file, or deletes it (None), and the editor tells the server."""
        target = self.folders[0] / path
        if text is None:
            kind = types.FileChangeType.Deleted
            target.unlink()
        else:
            kind = types.FileChangeType.Changed if target.exists() else types.FileChangeType.Created
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        self.seen_on_disk(path, kind)

    def seen_on_disk(self, path: str, kind: types.FileChangeType) -> None:
        """Tells the server that a file has changed on the disk."""
        event = types.FileEvent(self.uri(path), kind)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    def change_folders(self, *, added: Sequence[Path] = (), removed: Sequence[Path] = ()) -> None:
        """Adds folders to the workspace, and removes others."""
        both = [[types.WorkspaceFolder(folder.as_uri(), "x") for folder in folders] for folders in (added, removed)]
        event = types.WorkspaceFoldersChangeEvent(*both)
        self.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

    # What a user sees

    @property
    def messages(self) -> list[str]:
        """The messages that the server has shown."""
        return [params.message for params in self.client.messages]

    @property
    def log(self) -> list[str]:
        """What the server has written into the log."""
        return [params.message for params in self.client.log_messages]

    async def settle(self) -> None:
        """Waits until everything that was sent is checked."""
        nowhere = types.TextDocumentIdentifier("file:///nowhere")
        await self.ask(self.client.text_document_document_link_async(types.DocumentLinkParams(nowhere)))

    async def findings(self, path: str | None = None) -> list[str]:
        """The diagnostics of all files, or of one: ``path:line:column-line:column: severity: rule: message``."""
        await self.settle()
        found = []
        for uri, listed in sorted(self.client.diagnostics.items()):
            shown = self.shown(uri)
            if path is None or shown == path:
                found += [f"{shown}:{place(each.range)}: {_said(each)}" for each in listed]
        return found

    async def diagnostics(self, path: str) -> Sequence[types.Diagnostic]:
        """The diagnostics of a file."""
        await self.settle()
        return self.client.diagnostics[self.uri(path)]

    def shown(self, uri: str) -> str:
        """A path, relative to the first folder that has it."""
        for folder in self.folders:
            if uri.startswith(folder.as_uri() + "/"):
                return uri.removeprefix(folder.as_uri() + "/")
        return uri

    def _document(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))

    def _at(self, path: str, word: str) -> types.Position:
        """The position of a cursor behind the first character of a word."""
        text = self.texts[path]
        offset = text.index(word) + 1
        before = text[:offset].replace("\r\n", "\n").split("\n")
        return types.Position(len(before) - 1, self.units(before[-1]))

    def units(self, text: str) -> int:
        """The length of a text as the server counts it."""
        encoding = self._encoding
        return len(text.encode("utf-8" if encoding == "utf-8" else f"{encoding}-le")) // (int(encoding[4:]) // 8)

    async def hover(self, path: str, word: str) -> list[str]:
        """The lines of the hover at a word."""
        params = types.HoverParams(self._document(path), self._at(path, word))
        found = await self.ask(self.client.text_document_hover_async(params))
        if found is None:
            return []
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value.splitlines()

    async def definition(self, path: str, word: str) -> list[str]:
        """The places to which a word leads."""
        params = types.DefinitionParams(self._document(path), self._at(path, word))
        return self._places(await self.ask(self.client.text_document_definition_async(params)))

    async def references(self, path: str, word: str) -> list[str]:
        """The places that mention the same as a word."""
        context = types.ReferenceContext(include_declaration=True)
        params = types.ReferenceParams(context, self._document(path), self._at(path, word))
        return self._places(await self.ask(self.client.text_document_references_async(params)))

    def _places(self, found: Any) -> list[str]:
        return [f"{self.shown(each.uri)}:{place(each.range)}" for each in found or ()]

    async def links(self, path: str) -> list[str]:
        """The links in a file."""
        params = types.DocumentLinkParams(self._document(path))
        found = await self.ask(self.client.text_document_document_link_async(params))
        return [f"{place(link.range)} -> {self.shown(link.target or '')}" for link in found or ()]

    async def lenses(self, path: str) -> list[str]:
        """The titles of the lenses in a file."""
        params = types.CodeLensParams(self._document(path))
        found = await self.ask(self.client.text_document_code_lens_async(params))
        return [lens.command.title for lens in found or () if lens.command]

    async def run_lens(self, path: str) -> Any:
        """What the command of the lens of a lock returns."""
        params = types.ExecuteCommandParams("pinlint.showCompileCommand", [self.uri(path)])
        return await self.ask(self.client.workspace_execute_command_async(params))

    async def complete(self, path: str, word: str) -> list[str]:
        """What completes the text up to the end of a ``word``, which occurs once."""
        at = self._at(path, word)
        at.character += self.units(word[1:])
        params = types.CompletionParams(self._document(path), at)
        found = await self.ask(self.client.text_document_completion_async(params))
        assert not isinstance(found, types.CompletionList)
        return [f"{item.label} ({item.detail})" for item in found or ()]

    async def actions(self, path: str, word: str, only: Sequence[str] | None = None) -> list[types.CodeAction]:
        """The code actions at a word."""
        at = self._at(path, word)
        context = types.CodeActionContext([], only=only)
        params = types.CodeActionParams(self._document(path), types.Range(at, at), context)
        found = await self.ask(self.client.text_document_code_action_async(params))
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def titles(self, path: str, word: str, only: Sequence[str] | None = None) -> list[str]:
        """The titles of the code actions at a word; the preferred ones have a star."""
        found = await self.actions(path, word, only)
        return [f"{'* ' if action.is_preferred else ''}{action.title}" for action in found]

    async def choose(self, path: str, word: str, title: str, only: Sequence[str] | None = None) -> None:
        """Chooses the code action that has a text in its title, and makes its edits in the open files."""
        (action,) = [action for action in await self.actions(path, word, only) if title in action.title]
        if action.edit is None:
            action = await self.ask(self.client.code_action_resolve_async(action))
        assert action.edit is not None
        changed = [each for each in action.edit.document_changes or () if isinstance(each, types.TextDocumentEdit)]
        changes = {each.text_document.uri: each.edits for each in changed}
        for uri, edits in {**changes, **(action.edit.changes or {})}.items():
            path = self.shown(uri)
            self.type(path, self.edited(self.texts[path], edits))

    def edited(self, text: str, edits: Sequence[Any]) -> str:
        """A text with the edits of the server."""
        lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)  # as the protocol counts lines

        def offset(position: types.Position) -> int:
            line = lines[position.line] if position.line < len(lines) else ""
            column = next(number for number in range(len(line) + 1) if self.units(line[:number]) >= position.character)
            return sum(map(len, lines[: position.line])) + column

        spans = [(offset(edit.range.start), offset(edit.range.end), edit.new_text) for edit in edits]
        for start, end, new in sorted(spans, reverse=True):
            text = text[:start] + new + text[end:]
        return text


def _said(diagnostic: types.Diagnostic) -> str:
    message = diagnostic.message.partition("\n")[0]
    return f"{SEVERITIES[diagnostic.severity or 0]}: {diagnostic.code or '-'}: {message}"


def place(span: types.Range) -> str:
    """A range: ``line:column-line:column``."""
    start, end = span.start, span.end
    return f"{start.line + 1}:{start.character + 1}-{end.line + 1}:{end.character + 1}"
