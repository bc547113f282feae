"""The console script, and ``python -m pinlint`` for users who trust the current folder."""

# Without `from __future__`: that module, too, would be looked for in the current folder.
import sys

if __name__ == "__main__" and not getattr(sys.flags, "safe_path", False):
    # `python -m` looks for modules in the current folder first: that of the checked project, whose code is not ours. What
    # Python itself imports before it comes to this line cannot be helped.
    del sys.path[0]


def entry() -> None:
    """Run with the process's arguments and leave with the status."""
    try:
        status = _run(sys.argv[1:])
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        status = 2  # nothing takes what there is to say
        _say(f"pinlint: error: {error.strerror or error}\n")
    if _is_watched():
        sys.exit(status)
    import os

    # Freeing all that was read, object by object, would take a tenth of the run.
    os._exit(status)


def _run(argv: list[str]) -> int:
    if argv == ["--version"] and sys.stdout is not None:
        # Asked for by every tool that looks for another one: answered before anything is imported.
        from pinlint import __version__

        sys.stdout.write(f"pinlint {__version__}\n")
        return 0
    import gc

    from pinlint.command_line.main import main

    # What a run reads it keeps to its end: looking for garbage in between made a lock of a million lines half as fast again.
    gc.set_threshold(200_000)
    return main(argv)


def _say(text: str) -> None:
    """Says on standard error, if possible, why standard output could not be written."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()
    except OSError:
        return


def _is_watched() -> bool:
    """Whether a profiler, a debugger or a measurement of coverage is at work: they have their say when Python ends."""
    monitoring = getattr(sys, "monitoring", None)  # since Python 3.12
    if monitoring is not None and any(map(monitoring.get_tool, range(6))):
        return True
    return sys.gettrace() is not None or sys.getprofile() is not None


if __name__ == "__main__":
    entry()
