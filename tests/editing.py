"""What the server answers an editor about a small tree, for the documents in ``answers/server``: no process, no waiting.

An editor of ``editors.py`` drives the real process; here, the handlers of the session are called, and all that they answer is
printed. Lines and columns count from 1.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from lsprotocol.converters import get_converter
from sessions import say
from trees import Tree, write_tree

from pinlint.command_line.commands import server
from pinlint.server import running
from tools.tree_transcripts import alone

SEVERITIES = {1: "error", 2: "warning", 3: "info", 4: "hint"}
#: What an editor can do: all, or nothing.
ALL: dict[str, Any] = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}},
    },
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "codeLens": {"refreshSupport": True},
    },
}


def editing(
    files: Tree,
    *steps: tuple[str, ...],
    can: dict[str, Any] = ALL,
    folders: Sequence[str] = ("",),
    options: Sequence[str] = (),
) -> None:
    """Prints what the server says and answers in a session with these ``files``, step by step.

    A step is the name of a method of ``Editing``, and what it gets. ``folders`` are those of the workspace.
    """

    async def run(tree: Path) -> None:
        editor = Editing(tree, can, folders, options)
        for name, *given in steps:
            print(f"--- {' '.join([name, *given[:1]])}")  # noqa: T201 - the document compares it
            getattr(editor, name)(*given)

    with tempfile.TemporaryDirectory() as folder, alone(Path(folder)):
        tree = Path(folder).resolve() / "project"
        tree.mkdir()
        write_tree(tree, files)
        asyncio.run(run(tree))


class Editing:
    """An editor at a tree. It stands for the server of pygls, too: what the session sends is printed."""

    def __init__(self, tree: Path, can: dict[str, Any], folders: Sequence[str], options: Sequence[str]) -> None:
        self.tree = tree
        self.handlers: dict[str, Callable[..., Any]] = {}
        self.options: dict[str, Any] = {}
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.completed: list[str] = []
        self.workspace = Namespace(position_encoding=None)
        parser = ArgumentParser()
        server.arguments(parser)
        settings = parser.parse_args(list(options))
        self.session = running.Session(self, lambda path, here: server._opened(settings, path, here))  # type: ignore[arg-type]
        for handle in (running._on_changes, running._on_requests, running._on_actions):
            handle(self, self.session)  # type: ignore[arg-type]
        capabilities = get_converter().structure(can, types.ClientCapabilities)
        named = [types.WorkspaceFolder(self.uri(name), name) for name in folders]
        self.handlers[types.INITIALIZE](types.InitializeParams(capabilities, workspace_folders=named))
        self.handlers[types.INITIALIZED](types.InitializedParams())
        self.session.settle()

    # What pygls does

    def feature(self, name: str, options: Any = None) -> Callable[[Callable[..., Any]], None]:
        """Keeps the handler of a message."""
        self.options[name] = options
        return lambda handler: self.handlers.update({name: handler})

    command = feature

    def window_show_message(self, params: types.ShowMessageParams) -> None:
        """Shows a message."""
        self.said(f"message {params.type.name}: {params.message}")

    def window_log_message(self, params: types.LogMessageParams) -> None:
        """Writes a message into the log."""
        self.said(f"log {params.type.name}: {params.message}")

    def workspace_code_lens_refresh(self, _: None) -> None:
        """Asks for the lenses again."""
        self.said("refresh of lenses")

    def client_register_capability(self, params: types.RegistrationParams) -> None:
        """Agrees to tell of changes on the disk."""
        for each in params.registrations:
            self.said(f"watch {each.method}: {len(each.register_options.watchers)} patterns")  # type: ignore[union-attr]

    def text_document_publish_diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        """Shows the findings of a file."""
        version = f" (version {params.version})" if params.version is not None else ""
        self.said(f"{self.shown(params.uri)}{version}: {len(params.diagnostics) or 'no'} findings")
        for each in params.diagnostics:
            page = "" if each.code_description is None else f" <{each.code_description.href.rpartition('/')[2]}>"
            first, *rest = each.message.splitlines()
            severity = SEVERITIES[int(each.severity or 0)]
            self.said(f"  {place(each.range)} {each.source} {severity} {each.code}{page}: {first}")
            for line in rest:
                self.said(f"    {line}")
            for related in each.related_information or ():
                there = f"{self.shown(related.location.uri)}:{place(related.location.range)}"
                self.said(f"    {there}: {related.message}")

    # What a user does

    def open(self, path: str, text: str | None = None) -> None:
        """Opens a file with the text on the disk, or with another one."""
        self.texts[path] = (self.tree / path).read_bytes().decode() if text is None else text
        self.versions[path] = 1
        document = types.TextDocumentItem(self.uri(path), "x", 1, self.texts[path])
        self.tell(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(document))

    def type(self, path: str, text: str) -> None:
        """Replaces the text of an open file."""
        self.texts[path] = text
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[path], self.uri(path))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.tell(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(document, [change]))

    def save(self, path: str) -> None:
        """Writes an open file to the disk."""
        (self.tree / path).write_bytes(self.texts[path].encode())
        self.tell(types.TEXT_DOCUMENT_DID_SAVE, types.DidSaveTextDocumentParams(self.document(path)))

    def close(self, path: str) -> None:
        """Closes a file."""
        del self.texts[path]
        self.tell(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(self.document(path)))

    def disk(self, path: str, text: str | None = None) -> None:
        """Another program writes a file, or deletes it."""
        target = self.tree / path
        kind = types.FileChangeType.Changed if target.exists() else types.FileChangeType.Created
        if text is None:
            kind = types.FileChangeType.Deleted
            target.unlink()
        else:
            write_tree(self.tree, {path: text})
        event = types.FileEvent(self.uri(path), kind)
        self.tell(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, types.DidChangeWatchedFilesParams([event]))

    def folders(self, added: str, removed: str) -> None:
        """Adds folders to the workspace, and removes others; their names are separated by blanks."""
        both = [[types.WorkspaceFolder(self.uri(name), name) for name in names.split()] for names in (added, removed)]
        event = types.WorkspaceFoldersChangeEvent(*both)
        change = types.DidChangeWorkspaceFoldersParams(event)
        self.tell(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, change)

    # What a user asks

    def look(self, path: str) -> None:
        """Prints all answers about a file: its lenses and links, and what is at the first word and at the end of each line."""
        document = self.document(path)
        for lens in self.ask(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(document)):
            self.said(f"lens {place(lens.range)}: {lens.command.title} {lens.command.command}".rstrip())
            for uri in lens.command.arguments or ():
                self.said(f"  returns {self.handlers[lens.command.command](uri)!r}")
        for link in self.ask(types.TEXT_DOCUMENT_DOCUMENT_LINK, types.DocumentLinkParams(document)):
            self.said(f"link {place(link.range)}: {self.shown(link.target)}")
        self.offer(document, types.Position(0, 0), "source.fixAll")
        text = self.texts[path] if path in self.texts else (self.tree / path).read_bytes().decode()
        before = ""
        for number, line in enumerate(text.splitlines()):
            with contextlib.redirect_stdout(io.StringIO()) as found:
                self.look_at(document, number, line)
            answers = found.getvalue()
            if answers or line.strip():
                self.said(f"{number + 1}: {line}")
                self.said("  the same" if answers and answers == before else answers)
            before = answers

    def look_at(self, document: types.TextDocumentIdentifier, number: int, line: str) -> None:
        """Prints the answers about a line."""
        first = types.Position(number, len(line) - len(line.lstrip()) + 1)
        hover = self.handlers[types.TEXT_DOCUMENT_HOVER](types.HoverParams(document, first))
        if hover is not None:
            kind = "" if hover.contents.kind == "markdown" else f" {str.__str__(hover.contents.kind)}"
            self.said(f"  hover {place(hover.range)}{kind}: {self.named(hover.contents.value)}".replace("\n", "\n  | "))
        context = types.ReferenceContext(include_declaration=True)
        for name, params in (
            (types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams(document, first)),
            (types.TEXT_DOCUMENT_REFERENCES, types.ReferenceParams(context, document, first)),
        ):
            found = [f"{self.shown(each.uri)}:{place(each.range)}" for each in self.ask(name, params)]
            if found:
                self.said(f"  {name.rpartition('/')[2]}: {', '.join(found)}")
        self.complete(document.uri, number, line)
        self.offer(document, first)

    def offer(self, document: types.TextDocumentIdentifier, at: types.Position, *only: str) -> None:
        """Prints the actions at a place."""
        span, kinds = types.Range(at, at), types.CodeActionContext([], only=only or None)
        for action in self.ask(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionParams(document, span, kinds)):
            self.offered(action)

    def complete(self, uri: str, number: int, line: str) -> None:
        """Prints what completes a line at its end, before a quote. The same items are listed once."""
        end = len(line.rstrip("\"',"))
        params = types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(number, end))
        items = self.ask(types.TEXT_DOCUMENT_COMPLETION, params)
        shown = []
        for item in items:
            same = item.text_edit.new_text == item.label == (item.filter_text or item.label)
            text = "" if same else f" as {item.text_edit.new_text!r}, found by {item.filter_text!r}"
            shown.append(f"{item.label}{text} ({item.detail})")
        if items:
            what = "the same" if shown == self.completed else ", ".join(shown)
            self.said(f"  complete {place(items[0].text_edit.range)} {items[0].kind.name}: {what}")
            self.completed = shown

    def offered(self, action: types.CodeAction) -> None:
        """Prints an action with its edits."""
        about = ", ".join(f"{each.code} {place(each.range)}" for each in action.diagnostics or ())
        star = "* " if action.is_preferred else ""
        self.said(f"  {str.__str__(action.kind)}: {star}{action.title} [{about}]".removesuffix(" []"))
        if action.edit is None:
            action = self.handlers[types.CODE_ACTION_RESOLVE](action)
        if action.edit is None:
            self.said("    no edit")
            return
        for uri, edits in (action.edit.changes or {}).items():
            self.edited(self.shown(uri), edits)
        for change in action.edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            version = change.text_document.version
            self.edited(f"{self.shown(change.text_document.uri)} (version {version})", change.edits)

    def edited(self, name: str, edits: Any) -> None:
        """Prints the edits of a file."""
        for edit in edits:
            self.said(f"    {name} {place(edit.range)}: {edit.new_text!r}")

    # How it is shown

    def tell(self, name: str, params: Any) -> None:
        """Sends a notification, and waits until all is checked."""
        self.handlers[name](params)
        self.session.settle()

    def ask(self, name: str, params: Any) -> Any:
        """The answers to a request."""
        return self.handlers[name](params) or ()

    def uri(self, path: str) -> str:
        """The URI of a path below the tree."""
        return (self.tree / path).as_uri()

    def document(self, path: str) -> types.TextDocumentIdentifier:
        """The document at a path."""
        return types.TextDocumentIdentifier(self.uri(path))

    def shown(self, uri: str) -> str:
        """A path below the tree."""
        return uri.removeprefix(self.tree.as_uri()).lstrip("/") or "."

    def named(self, text: str) -> str:
        """A text that names the tree as ``/project``."""
        return text.replace(str(self.tree), "/project")

    def said(self, text: str) -> None:
        """Prints a text."""
        say(self.named(text))


def place(span: types.Range) -> str:
    """A range: ``line:column-column``, or with the line of its end."""
    start, end = span.start, span.end
    last = "" if end.line == start.line else f"{end.line + 1}:"
    return f"{start.line + 1}:{start.character + 1}-{last}{end.character + 1}"
