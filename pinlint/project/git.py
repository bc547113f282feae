"""The only place that starts git. No configuration of the checked repository can make git run a program or use the network.

A repository can name programs (file-system monitors, hooks, the other side of a fetch), and remotes from which git fetches a
missing object. Here git reads only data on this machine. Every transport is forbidden, even if the repository's configuration
allows it, and every setting that would run a program is switched off.
"""

from __future__ import annotations

import os

from pinlint.text.observed import asked, forget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: Settings that override the configuration of the repository.
SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "fetch.bundleURI=",  # since git 2.40 fetched before the transport is checked
)
#: Inside a hook, git sets these variables for the repository of the commit; `-C` must decide instead.
_OTHERS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}
#: These contradict `--literal-pathspecs`.
_OTHERS |= {"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"}
#: Forbids what a setting cannot: `protocol.NAME.allow` of a repository overrides `protocol.allow` of a command line, but
#: this variable overrides both. No protocol has this name. An old git does not know GIT_NO_LAZY_FETCH.
FORBIDDEN = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
MISSING = "git is not installed, or not on the PATH outside of the project"
#: The time limit for an answer of git, in seconds: a repository can make it wait for ever (a pipe in place of a file).
PATIENCE = 30
#: How long pinlint sleeps between two checks whether git has ended, in seconds.
_PAUSE = 0.0003
#: The folders for which git did not answer in time. It is not asked again there.
_silent: set[str] = set()


def ask(root: str, arguments: Sequence[str], given: bytes = b"") -> bytes | None:
    """The output of git for ``arguments`` in ``root``, with ``given`` as its input; None if git is missing, refuses, fails,
    does not answer in time, or cannot take the arguments. `trouble` then says why."""
    answer = _answer(root, arguments, given)
    asked(root, arguments, given, answer)
    return answer


def _answer(root: str, arguments: Sequence[str], given: bytes) -> bytes | None:
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
            _give_up(root)
            return None
        except (OSError, ValueError, subprocess.CalledProcessError):
            return None
        return done.stdout
    # Like subprocess, at a third of the cost: importing subprocess alone takes longer than git needs to answer.
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
            _give_up(root)
        if in_memory:
            file.seek(0)
            pieces.append(file.read())
    return b"".join(pieces) if status == 0 else None


def _waited(process: int, pipe: int | None, pieces: list[bytes]) -> int | None:
    """The exit status of ``process``; None if it does not end in time and is killed. Meanwhile its output in ``pipe`` is
    added to the ``pieces``, since a full pipe would block it."""
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


def _give_up(root: str) -> None:
    """Does not ask git in ``root`` again."""
    _silent.add(root)
    forget()


def silence(root: str) -> str | None:
    """A message that git did not answer in time in ``root``; None if it did, or was not asked."""
    return f"git gave no answer within {PATIENCE} seconds" if root in _silent else None


def trouble(root: str, arguments: Sequence[str] = ("ls-files", "-z", "--", ":(top)")) -> str | None:
    """Says why git does not answer ``arguments`` in ``root``, in git's own words; None if it answers."""
    import subprocess

    forget()  # git answers on standard error
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
        _give_up(root)
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
    """The references ``names`` as listed by ``repository``. The address must not come from a checked file.

    The only command that uses the network. Raises OSError and `subprocess.SubprocessError`.
    """
    import subprocess

    program = find_program(os.path.abspath(os.sep))
    if program is None:
        raise FileNotFoundError(MISSING)
    kept = {name: value for name, value in environment().items() if name not in FORBIDDEN}
    done = subprocess.run(
        ["git", "ls-remote", "--", repository, *names],
        executable=program,
        cwd=os.path.abspath(os.sep),  # outside of any project whose settings change how git reaches a host
        env={**kept, "GIT_TERMINAL_PROMPT": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    return done.stdout.decode("utf-8", "replace")


def environment() -> dict[str, str]:
    """The variables for git: no fetching, no locking, and only `-C` selects the repository."""
    kept = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    kept.update(FORBIDDEN)
    return kept


def find_program(root: str) -> str | None:
    """The path of git on the user's PATH, never one in the checked project or in the current folder."""
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
    """Two descriptors, for reading and writing. They belong to a file in memory, which costs half as much as a pipe, or to a
    pipe.
    """
    if hasattr(os, "memfd_create"):
        try:
            memory = os.memfd_create("git")
        except OSError:  # a kernel without it
            pass
        else:
            return memory, memory
    return os.pipe()
