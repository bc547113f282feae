"""A keystroke in a lock: from the new text to the findings, in this process, and through the pipes of the server."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks import inputs
from benchmarks.measuring import seconds

#: A lock of about 1,000 lines, with hashes and annotations.
PINS, DIRECT = 70, 28
#: How long a fast typist waits before the next key, in seconds.
BETWEEN = 0.1
#: Keystrokes that are not counted.
WARM_UP = 5
#: What is typed: a pin that nothing requires, which is a finding.
TYPED = f"zz-typed==1.0.{{}} \\\n    --hash=sha256:{'ab' * 32}\n    # via zz-nobody\n"


def project(root: Path) -> Path:
    """A project of one input and its lock, with the metadata of all pins in a virtual environment, in a repository."""
    universe = inputs.Universe(PINS, DIRECT)
    inputs.project(root, universe)
    inputs.environment(root, universe)
    inputs.write(root, {".gitignore": ".venv/\n"})
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    return root


def _none_known(_: object) -> None:
    """There is no baseline."""


def in_process(root: Path, repetitions: int) -> float:
    """The least processor time of one check of the kept project, with a lock that has just changed, in seconds."""
    from pinlint.findings.config import Config
    from pinlint.server.checked_folder import CheckedFolder, Opened

    folder = CheckedFolder(str(root), lambda: Opened(str(root), [""], Config(), _none_known))
    lock = root / "requirements.txt"
    text = lock.read_text("utf-8")
    numbers = iter(range(10_000))

    def type_one() -> None:
        folder.check([(str(lock), text + TYPED.format(next(numbers)))])
        assert folder.result is not None
        assert [finding.rule for finding in folder.result.report.findings] == ["orphan-pin"]

    folder.check([(str(lock), text)])
    return seconds(type_one, repetitions)


def through_pipes(program: str, root: Path, variables: Mapping[str, str], repetitions: int) -> tuple[float, float]:
    """The processor time of the server for a keystroke, and the median time until an editor has its findings, in seconds."""
    before, _ = _session(program, root, variables, WARM_UP)
    whole, waited = _session(program, root, variables, WARM_UP + repetitions)
    return (whole - before) / repetitions, statistics.median(waited[WARM_UP:])


def _session(program: str, root: Path, variables: Mapping[str, str], keystrokes: int) -> tuple[float, list[float]]:
    """The processor time of a whole session with so many keystrokes, and how long each took to be answered."""
    process = subprocess.Popen(
        [program, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root, env=dict(variables)
    )
    session = _Session(process, root)
    waited = [session.type_one(number) for number in range(keystrokes)]
    session.end()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the server ended with status {process.returncode}")
    return usage.ru_utime + usage.ru_stime, waited


class _Session:
    def __init__(self, process: subprocess.Popen[bytes], root: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._input, self._output = process.stdin, process.stdout
        self._uri = (root / "requirements.txt").as_uri()
        self._text = (root / "requirements.txt").read_text("utf-8")
        folders = [{"uri": root.as_uri(), "name": "project"}]
        self._send("initialize", {"processId": os.getpid(), "capabilities": {}, "workspaceFolders": folders}, id=1)
        self._answer(1)
        self._send("initialized", {})
        document = {"uri": self._uri, "languageId": "requirements", "version": 0, "text": self._text}
        self._send("textDocument/didOpen", {"textDocument": document})

    def type_one(self, number: int) -> float:
        """The seconds from a change of the text to the diagnostics of exactly this text."""
        document = {"uri": self._uri, "version": number + 1}
        changes = [{"text": self._text + TYPED.format(number)}]
        time.sleep(BETWEEN)
        start = time.perf_counter()
        self._send("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
        for message in self._messages():
            params = message.get("params", {})
            if params.get("uri") == self._uri and params.get("version") == number + 1:
                assert [each["code"] for each in params["diagnostics"]] == ["orphan-pin"]
                return time.perf_counter() - start
        raise RuntimeError("the server has ended")

    def end(self) -> None:
        """Ends the session."""
        self._send("shutdown", None, id=2)
        self._answer(2)
        self._send("exit", None)

    def _answer(self, id: int) -> None:
        next(message for message in self._messages() if message.get("id") == id)

    def _send(self, method: str, params: Any, **more: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._input.flush()

    def _messages(self) -> Iterator[dict[str, Any]]:
        while True:
            length = 0
            while (header := self._output.readline()).strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not header:
                return
            yield json.loads(self._output.read(length))
