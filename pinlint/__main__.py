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

    from pinlint.cli import main

    # What a run reads it keeps to its end: looking for garbage in between made a lock of a million lines half as fast again.
    gc.set_threshold(200_000)
    status = main(argv)
    if sys.gettrace() is None and sys.getprofile() is None:
        # Freeing all that was read, object by object, would take a tenth of the run.
        import os

        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:
            status = status or 2  # what was said did not arrive
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        # `python -m` looks for modules in the current folder first: that of the checked project, whose code is not ours.
        del sys.path[0]
    entry()
