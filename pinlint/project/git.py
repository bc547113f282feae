"""Asking git: the one place that starts it. Whatever the checked repository configures, git runs nothing and contacts nobody.

A repository can name programs (file-system monitors, hooks, the other side of a fetch) and remotes from which git fetches an
object that is missing. git reads only what is on this machine: every transport is forbidden to it, also by the configuration
of the repository, and what would run a program is switched off.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: What outweighs the configuration of the repository.
SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "fetch.bundleURI=",  # from git 2.40 on fetched before any transport is asked for
)
#: Inside a hook git sets these for the repository that is committed to; `-C` must decide instead.
_OTHERS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}
#: These contradict `--literal-pathspecs`.
_OTHERS |= {"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"}
#: Forbids what a setting cannot: `protocol.NAME.allow` of a repository outweighs `protocol.allow` of a command line, but
#: neither outweighs the variable. No protocol has this name. An old git does not know GIT_NO_LAZY_FETCH.
FORBIDDEN = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
MISSING = "git is not installed, or not on the PATH outside of the project"
#: How long git may take for an answer, in seconds: a repository can make it wait for ever (a pipe in place of a file).
PATIENCE = 30
#: How long pinlint sleeps between two looks at whether git has ended, in seconds.
_PAUSE = 0.0003
#: The folders for which git gave no answer in time. It is not asked again there.
_silent: set[str] = set()


def ask(root: str, arguments: Sequence[str], given: bytes = b"") -> bytes | None:
    """What git prints for ``arguments`` in ``root``, with ``given`` to read; None where git is missing, refuses or fails, gives
    no answer in time, or cannot be given them. `trouble` then says why."""
    program = find_program(root) if root not in _silent else None
    if program is None:
        return None
    command = _command(root, arguments)
    if given or not hasattr(os, "posix_spawn"):
        import subprocess

        try:
            done = subprocess.run(
                command,
                executable=program,
                capture_output=True,
                check=True,
                input=given,
                env=environment(),
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            _silent.add(root)
            return None
        except (OSError, ValueError, subprocess.CalledProcessError):
            return None
        return done.stdout
    # As subprocess does it, at a third of the cost: its import alone takes longer than git needs to answer.
    source, target = _channel()
    in_memory = source == target
    actions = [
        (os.POSIX_SPAWN_DUP2, target, 1),
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    with open(source, "rb") as file:
        try:
            process = os.posix_spawn(program, command, environment(), file_actions=actions)
        except (OSError, ValueError):  # a NUL, or a half of a surrogate pair
            return None
        finally:
            if not in_memory:
                os.close(target)
        pieces: list[bytes] = []
        status = _waited(process, None if in_memory else source, pieces)
        if status is None:
            _silent.add(root)
        if in_memory:
            file.seek(0)
            pieces.append(file.read())
    return b"".join(pieces) if status == 0 else None


def _waited(process: int, pipe: int | None, pieces: list[bytes]) -> int | None:
    """The status that ``process`` ends with; None where it does not end in time and is ended. What it writes to ``pipe`` is
    added to the ``pieces`` meanwhile, for a full pipe would make it wait."""
    import time

    if pipe is not None:
        os.set_blocking(pipe, False)
    end = time.monotonic() + PATIENCE
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if pipe is not None:
            try:
                while piece := os.read(pipe, 1 << 16):
                    pieces.append(piece)
            except BlockingIOError:
                pass
        if ended:
            return status
        if time.monotonic() > end:
            os.kill(process, 9)
            os.waitpid(process, 0)
            return None
        time.sleep(_PAUSE)


def silence(root: str) -> str | None:
    """That git gave no answer in ``root`` in time; None where it did, or was not asked."""
    return f"git gave no answer within {PATIENCE} seconds" if root in _silent else None


def trouble(root: str, arguments: Sequence[str] = ("ls-files", "-z", "--", ":(top)")) -> str | None:
    """Why git does not answer ``arguments`` in ``root``, in its own words; None where it answers."""
    import subprocess

    program = find_program(root)
    if program is None:
        return MISSING
    if root in _silent:
        return silence(root)
    try:
        done = subprocess.run(
            _command(root, arguments),
            executable=program,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**environment(), "LC_ALL": "C"},
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        _silent.add(root)
        return silence(root)
    except (OSError, ValueError) as error:
        return f"git cannot be run: {getattr(error, 'strerror', None) or error}"
    if done.returncode == 0:
        return None
    said = done.stderr.decode("utf-8", "replace")
    if "dubious ownership" in said or "unsafe repository" in said:
        return f"git refuses {root}, which belongs to another user (see `safe.directory` in git's documentation)"
    reasons = [line.partition(": ")[2] for line in said.splitlines() if line.startswith(("fatal: ", "error: "))]
    return f"git says: {reasons[-1]}" if reasons else "git failed"


def remote_tags(repository: str, *names: str) -> str:
    """What ``repository``, an address that no checked file names, lists for the references ``names``.

    The only question that uses the network. Raises OSError and `subprocess.SubprocessError`.
    """
    import subprocess

    program = find_program(os.path.abspath(os.sep))
    if program is None:
        raise FileNotFoundError(MISSING)
    kept = {name: value for name, value in environment().items() if name not in FORBIDDEN}
    done = subprocess.run(
        ["git", "ls-remote", "--", repository, *names],
        executable=program,
        cwd=os.path.abspath(os.sep),  # where no project tells git how to reach a host
        env={**kept, "GIT_TERMINAL_PROMPT": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    return done.stdout.decode("utf-8", "replace")


def environment() -> dict[str, str]:
    """The variables under which git can neither fetch nor lock, in which `-C` alone says which repository is meant."""
    kept = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    kept.update(FORBIDDEN)
    return kept


def find_program(root: str) -> str | None:
    """The path of git on the user's PATH, never one in the checked project or in the folder that a run was started in."""
    names = ("git.exe",) if os.name == "nt" else ("git",)
    inside = os.path.join(root, "") if os.path.dirname(root) != root else None
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if not os.path.isabs(folder):
            continue
        for name in names:
            path = os.path.join(folder, name)
            outside = inside is None or not os.path.realpath(path).startswith(inside)
            if outside and os.access(path, os.X_OK) and os.path.isfile(path):
                return path
    return None


def _command(root: str, arguments: Sequence[str]) -> list[str]:
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    return ["git", *settings, "--no-optional-locks", "-C", root, *arguments]


def _channel() -> tuple[int, int]:
    """Two descriptors, one to read what is written to the other: of a file in memory, which costs half of a pipe, or of that."""
    if hasattr(os, "memfd_create"):
        try:
            memory = os.memfd_create("git")
        except OSError:  # a kernel without it
            pass
        else:
            return memory, memory
    return os.pipe()
