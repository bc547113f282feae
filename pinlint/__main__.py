"""``python -m pinlint`` and the console script."""

from __future__ import annotations

import sys


def entry() -> None:
    """Run with the process's arguments and leave with the status."""
    argv = sys.argv[1:]
    if argv == ["--version"]:
        # Asked for by every tool that looks for another one: answered before anything is imported.
        from pinlint import __version__

        sys.stdout.write(f"pinlint {__version__}\n")
        sys.exit(0)
    import gc

    from pinlint.command_line.main import main

    # What a run reads it keeps to its end: looking for garbage in between made a lock of a million lines half as fast again.
    gc.set_threshold(200_000)
    try:
        status = main(argv)
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = 2  # nothing takes what there is to say
    if _is_watched():
        sys.exit(status)
    import os

    # Freeing all that was read, object by object, would take a tenth of the run.
    os._exit(status)


def _is_watched() -> bool:
    """Whether a profiler, a debugger or a measurement of coverage is at work: they have their say when Python ends."""
    monitoring = getattr(sys, "monitoring", None)  # since Python 3.12
    if monitoring is not None and any(map(monitoring.get_tool, range(6))):
        return True
    return sys.gettrace() is not None or sys.getprofile() is not None


if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        # `python -m` looks for modules in the current folder first: that of the checked project, whose code is not ours.
        del sys.path[0]
    entry()
