"""The words that name an environment in commands and settings: ``linux``, ``x86_64-unknown-linux-gnu``, ``python3.12``."""

from __future__ import annotations

from pinlint.requirements.versions import normalized

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_PLATFORM_WORDS = (
    ("windows", "win32"),
    ("win32", "win32"),
    ("macos", "darwin"),
    ("darwin", "darwin"),
    ("ios", "ios"),
    ("android", "android"),
    ("emscripten", "emscripten"),
    ("pyodide", "emscripten"),
    ("wasm", "emscripten"),
    ("linux", "linux"),
)
_MACHINES = ("x86_64", "aarch64", "arm64", "i686", "armv7l", "ppc64le", "ppc64", "s390x", "riscv64gc", "loongarch64")


def python_of(words: Sequence[str]) -> str | None:
    """The Python version in a word: ``3.11``, ``python3.11``, ``/usr/bin/python3.11``."""
    word = words[0].rpartition("/")[2].lower() if words else ""
    for implementation in ("cpython", "python", "py"):
        word = word.removeprefix(implementation)
    version = word.removeprefix("-").removeprefix("@")
    parts = normalized(version)
    if parts is None or not parts.is_final or parts.local or parts.release[0] not in (2, 3):
        return None
    return version if len(parts.release) in (2, 3) else None


def read_platform(text: str) -> tuple[list[str], list[str]]:
    """``sys_platform`` and ``platform_machine`` of a platform as written for ``--python-platform``; empty if unknown."""
    text = text.lower()
    platform = next((value for word, value in _PLATFORM_WORDS if word in text), None)
    machine = next((word for word in _MACHINES if word in text), None)
    if machine is not None and platform == "darwin" and machine == "aarch64":
        machine = "arm64"
    if machine is not None and platform == "win32":
        machine = {"x86_64": "AMD64", "aarch64": "ARM64", "i686": "x86"}.get(machine, machine)
    return ([platform] if platform else []), ([machine.removesuffix("gc")] if machine else [])


def is_environment(word: str) -> bool:
    """Whether a word of the settings names a platform, a machine or a Python."""
    return python_of([word]) is not None or read_platform(word) != ([], [])
