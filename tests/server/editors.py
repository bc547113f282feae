"""An editor for tests: it starts the real server as a process, and speaks the Language Server Protocol over its pipes.

What the server says is shown as lines of text: lines and columns from 1, columns in the units of the negotiated encoding.
"""

from __future__ import annotations

import json
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

#: How long an answer may take, in seconds, before the test gives up. Nothing here measures time.
PATIENCE = 120
SEVERITIES = {1: "error", 2: "warning", 3: "info", 4: "hint"}
FULL: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
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


class Editor:
    """An editor with ``folders`` open. ``texts`` are those of its open files, as the server was told."""

    def __init__(
        self,
        *folders: Path,
        capabilities: Mapping[str, Any] = FULL,
        options: Sequence[str] = (),
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folders = list(folders)
        self.capabilities = capabilities
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.versions: dict[str, int | None] = {}
        self.messages: list[str] = []
        self.log: list[str] = []
        self.requests: list[dict[str, Any]] = []
        self.texts: dict[str, str] = {}
        self.open_versions: dict[str, int] = {}
        self._next = 0
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pinlint", "server", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
        )
        self._errors: list[bytes] = []
        self._threads = [threading.Thread(target=self._listen), threading.Thread(target=self._drain)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Editor:
        folders = [{"uri": folder.as_uri(), "name": folder.name} for folder in self.folders]
        found = self.ask(
            "initialize", {"processId": None, "capabilities": self.capabilities, "workspaceFolders": folders}
        )
        self.server = found["capabilities"]
        self.tell("initialized", {})
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.ask("shutdown", None)
            self.tell("exit", None)
        else:
            self.process.kill()
        self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        if kind is None:
            assert (self.process.returncode, b"".join(self._errors).decode()) == (0, "")

    # Messages

    def ask(self, method: str, params: Any) -> Any:
        """Sends a request, and returns the result. What was sent before is done then."""
        self._next += 1
        self._answers[self._next] = queue.Queue()
        self._send({"id": self._next, "method": method, "params": params})
        answer = self._answers[self._next].get(timeout=PATIENCE)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer["result"]

    def tell(self, method: str, params: Any) -> None:
        """Sends a notification."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        pipe = self.process.stdout
        while True:
            length = 0
            while (header := pipe.readline()).strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not header:
                for answer in self._answers.values():
                    answer.put({"error": {"message": "the server has ended"}})
                return
            self._take(json.loads(pipe.read(length)))

    def _take(self, message: dict[str, Any]) -> None:
        params = message.get("params")
        match message.get("method"):
            case None:
                self._answers[message["id"]].put(message)
            case "textDocument/publishDiagnostics":
                self.diagnostics[params["uri"]] = params["diagnostics"]
                self.versions[params["uri"]] = params.get("version")
            case "window/showMessage":
                self.messages.append(params["message"])
            case "window/logMessage":
                self.log.append(params["message"])
            case method:
                assert "id" in message, method
                self.requests.append(message)
                self._send({"id": message["id"], "result": None})

    def _drain(self) -> None:
        assert self.process.stderr is not None
        self._errors.extend(iter(lambda: self.process.stderr.read(1 << 16), b""))

    # What a user does

    def uri(self, path: str) -> str:
        """The URI of a path below the first folder, or of an absolute path."""
        return (self.folders[0] / path).as_uri() if self.folders else Path(path).as_uri()

    def open(self, path: str, text: str | None = None) -> None:
        """Opens a file with the text that is on the disk, or with another one."""
        if text is None:
            text = (self.folders[0] / path).read_bytes().decode()
        self.texts[path], self.open_versions[path] = text, 1
        document = {"uri": self.uri(path), "languageId": "x", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def type(self, path: str, text: str) -> None:
        """Replaces the text of an open file."""
        self.texts[path] = text
        self.open_versions[path] += 1
        document = {"uri": self.uri(path), "version": self.open_versions[path]}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def save(self, path: str) -> None:
        """Writes an open file to the disk."""
        (self.folders[0] / path).write_bytes(self.texts[path].encode())
        self.tell("textDocument/didSave", {"textDocument": {"uri": self.uri(path)}})

    def close(self, path: str) -> None:
        """Closes a file."""
        del self.texts[path]
        self.tell("textDocument/didClose", {"textDocument": {"uri": self.uri(path)}})

    def on_disk(self, path: str, text: str | None) -> None:
        """Another program writes a file, or deletes it (None), and the editor tells the server."""
        target = self.folders[0] / path
        kind = 3 if text is None else 2 if target.exists() else 1
        if text is None:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        self.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri(path), "type": kind}]})

    # What a user sees

    def settle(self) -> None:
        """Waits until everything that was sent is checked."""
        self.ask("textDocument/documentLink", {"textDocument": {"uri": "file:///nowhere"}})

    def findings(self, path: str | None = None) -> list[str]:
        """The diagnostics of all files, or of one: ``path:line:column-line:column: severity: rule: message``."""
        self.settle()
        found = []
        for uri, listed in sorted(self.diagnostics.items()):
            shown = self.shown(uri)
            if path is None or shown == path:
                found += [f"{shown}:{place(d['range'])}: {self._said(d)}" for d in listed]
        return found

    def _said(self, diagnostic: dict[str, Any]) -> str:
        message = diagnostic["message"].partition("\n")[0]
        return f"{SEVERITIES[diagnostic['severity']]}: {diagnostic.get('code', '-')}: {message}"

    def shown(self, uri: str) -> str:
        """A path, relative to the first folder that has it."""
        for folder in self.folders:
            if uri.startswith(folder.as_uri() + "/"):
                return uri.removeprefix(folder.as_uri() + "/")
        return uri

    def _at(self, path: str, word: str) -> dict[str, Any]:
        """The position of a cursor behind the first character of a word."""
        text = self.texts[path]
        offset = text.index(word) + 1
        before = text[:offset].replace("\r\n", "\n").split("\n")
        return {
            "textDocument": {"uri": self.uri(path)},
            "position": {"line": len(before) - 1, "character": self.units(before[-1])},
        }

    def units(self, text: str) -> int:
        """The length of a text as the server counts it."""
        encoding = self.server["positionEncoding"]
        return len(text.encode("utf-8" if encoding == "utf-8" else f"{encoding}-le")) // (int(encoding[4:]) // 8)

    def hover(self, path: str, word: str) -> list[str]:
        """The lines of the hover at a word."""
        found = self.ask("textDocument/hover", self._at(path, word))
        return found["contents"]["value"].splitlines() if found else []

    def definition(self, path: str, word: str) -> list[str]:
        """The places to which a word leads."""
        return self._places(self.ask("textDocument/definition", self._at(path, word)))

    def references(self, path: str, word: str) -> list[str]:
        """The places that mention the same as a word."""
        params = {**self._at(path, word), "context": {"includeDeclaration": True}}
        return self._places(self.ask("textDocument/references", params))

    def _places(self, found: list[dict[str, Any]] | None) -> list[str]:
        return [f"{self.shown(each['uri'])}:{place(each['range'])}" for each in found or ()]

    def links(self, path: str) -> list[str]:
        """The links in a file."""
        found = self.ask("textDocument/documentLink", {"textDocument": {"uri": self.uri(path)}})
        return [f"{place(link['range'])} -> {self.shown(link['target'])}" for link in found or ()]

    def lenses(self, path: str) -> list[str]:
        """The titles of the lenses in a file."""
        found = self.ask("textDocument/codeLens", {"textDocument": {"uri": self.uri(path)}})
        return [lens["command"]["title"] for lens in found or ()]

    def complete(self, path: str, word: str, typed: str = "") -> list[str]:
        """What completes the text up to the end of a ``word``, which occurs once."""
        at = self._at(path, word)
        at["position"]["character"] += self.units(word[1:])
        found = self.ask("textDocument/completion", at)
        return [f"{item['label']} ({item['detail']})" for item in found or ()]

    def actions(self, path: str, word: str, only: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """The code actions at a word."""
        at = self._at(path, word)
        context = {"diagnostics": [], **({"only": list(only)} if only else {})}
        params = {**at, "range": {"start": at["position"], "end": at["position"]}, "context": context}
        return self.ask("textDocument/codeAction", params) or []

    def titles(self, path: str, word: str, only: Sequence[str] | None = None) -> list[str]:
        """The titles of the code actions at a word; the preferred ones have a star."""
        return [f"{'* ' if a.get('isPreferred') else ''}{a['title']}" for a in self.actions(path, word, only)]

    def choose(self, path: str, word: str, title: str, only: Sequence[str] | None = None) -> None:
        """Chooses the code action that has a text in its title, and makes its edits in the open files."""
        (action,) = [action for action in self.actions(path, word, only) if title in action["title"]]
        if "edit" not in action:
            action = self.ask("codeAction/resolve", action)
        edit = action["edit"]
        changes = {each["textDocument"]["uri"]: each["edits"] for each in edit.get("documentChanges", ())}
        for uri, edits in {**changes, **edit.get("changes", {})}.items():
            path = self.shown(uri)
            self.type(path, self.edited(self.texts[path], edits))

    def edited(self, text: str, edits: list[dict[str, Any]]) -> str:
        """A text with the edits of the server."""
        lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)  # as the protocol counts lines

        def offset(position: dict[str, int]) -> int:
            line = lines[position["line"]] if position["line"] < len(lines) else ""
            column = next(
                number for number in range(len(line) + 1) if self.units(line[:number]) >= position["character"]
            )
            return sum(map(len, lines[: position["line"]])) + column

        spans = [(offset(edit["range"]["start"]), offset(edit["range"]["end"]), edit["newText"]) for edit in edits]
        for start, end, new in sorted(spans, reverse=True):
            text = text[:start] + new + text[end:]
        return text


def place(span: dict[str, Any]) -> str:
    """A range: ``line:column-line:column``."""
    start, end = span["start"], span["end"]
    return f"{start['line'] + 1}:{start['character'] + 1}-{end['line'] + 1}:{end['character'] + 1}"
