"""Commands that run the command in their arguments, such as ``sudo`` and ``poetry run``."""

from __future__ import annotations

from pinlint.formats.shell_words import ASSIGNMENT, Word, behind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.formats.shell_words import SimpleCommand

#: Commands that run the command in their arguments: options that take a value, and the number of operands before it.
_PREFIXES: dict[str, tuple[str, int]] = {
    "arch": ("", 0),
    "builtin": ("", 0),
    "call": ("", 0),
    "caffeinate": ("", 0),
    "chroot": ("", 1),
    "chrt": ("", 1),
    "command": ("", 0),
    "doas": ("-u -C", 0),
    "env": ("-u --unset -C --chdir", 0),
    "exec": ("-a", 0),
    "fakeroot": ("", 0),
    "gosu": ("", 1),
    "ionice": ("-c -n", 0),
    "linux32": ("", 0),
    "linux64": ("", 0),
    "nice": ("-n --adjustment", 0),
    "nohup": ("", 0),
    "retry": ("", 0),
    "setpriv": ("--reuid --regid", 0),
    "stdbuf": ("-i -o -e", 0),
    "su-exec": ("", 1),
    "sudo": ("-u --user -g --group -h --host -p --prompt -C -D --chdir -r -t -T -U", 0),
    "time": ("-f --format -o --output", 0),
    "timeout": ("-k --kill-after -s --signal", 1),
    "travis_retry": ("", 0),
    "winpty": ("", 0),
    "xargs": ("-a --arg-file -d --delimiter -E -I -L -n --max-args -P --max-procs -s", 0),
    "xvfb-run": ("-n -s -f -e -p -w", 0),
}
#: The same for commands that do so with a subcommand.
_CONTAINER = (
    "-e --env --env-file -w --workdir -u --user -v --volume --mount --name --network --platform --entrypoint"
    " -p --publish --add-host --shm-size --cpus -m --memory --gpus -h --hostname --label -l --pull --detach-keys"
)
_RUNNERS: dict[tuple[str, str], tuple[str, int]] = {
    ("conda", "run"): ("-n --name -p --prefix --cwd", 0),
    ("docker", "exec"): (_CONTAINER, 1),
    ("docker", "run"): (_CONTAINER, 1),
    ("hatch", "run"): ("-e --env -i --include -x --exclude -f --filter", 0),
    ("mamba", "run"): ("-n --name -p --prefix --cwd", 0),
    ("micromamba", "run"): ("-n --name -p --prefix --cwd", 0),
    ("pdm", "run"): ("-p --project", 0),
    ("pipenv", "run"): ("", 0),
    ("mise", "exec"): ("", 0),
    ("mise", "x"): ("", 0),
    ("pixi", "run"): ("-e --environment", 0),
    ("podman", "exec"): (_CONTAINER, 1),
    ("podman", "run"): (_CONTAINER, 1),
    ("poetry", "run"): ("", 0),
    ("pyenv", "exec"): ("", 0),
    ("rye", "run"): ("", 0),
    ("runuser", "-u"): ("-g --group -G --supp-group", 1),
    ("uv", "run"): (
        "--with --with-editable --python -p --extra --group --project --directory --env-file --with-requirements",
        0,
    ),
}

#: Options of such commands that take a value and come before the subcommand.
_BEFORE_SUBCOMMAND = {
    "hatch": "-e --env -p --project --data-dir --cache-dir --config",
    "poetry": "-C --directory -P --project",
    "uv": "--directory --project --config-file --cache-dir --color",
}


def drop_prefixes(command: SimpleCommand) -> None:
    """Removes ``sudo -u x``, ``env A=b``, ``conda run -n y`` and similar prefixes."""
    words = command.words
    start = 0  # of the words that remain
    while start < len(words):
        name = (words[start].literal or "").rpartition("/")[2]
        at = _subcommand(words, start, name)
        second = words[at].literal if at < len(words) else None
        if name in _PREFIXES:
            with_value, operands = _PREFIXES[name]
            index = start + 1
        elif second is not None and (name, second) in _RUNNERS:
            with_value, operands = _RUNNERS[name, second]
            index = at + 1
            if name == "mise":  # the names of tools come before the command
                index = next((i for i in range(index, len(words)) if words[i].literal == "--"), index)
        else:
            break
        options = with_value.split()
        while index < len(words):
            word = words[index]
            text = word.literal
            if text is not None and text[:1] == "-" and (len(text) > 1 or name == "env"):  # for env, - means -i
                index += 2 if _takes_next(text, options) else 1
            elif name in ("env", "sudo", "doas") and (assigned := _assigned(word)):
                command.assignments.append(assigned)
                index += 1
            elif operands:
                operands -= 1
                index += 1
            else:
                break
        if index >= len(words):
            break
        start = index
    command.prefixes = words[:start]
    del words[:start]


def _takes_next(option: str, options: Sequence[str]) -> bool:
    """Whether the next word is the value of an option: one of ``options``, or several letters of which the last is: ``-Hu``."""
    if option in options:
        return True
    letters = option[1:] if option[1:].isalpha() else ""
    return f"-{letters[-1:]}" in options and not any(f"-{letter}" in options for letter in letters[:-1])


def _assigned(word: Word) -> tuple[str, Word] | None:
    """The name and the value of an argument ``A=b``, which may be in quotes; None if it is something else."""
    for part in word.parts:
        if isinstance(part, tuple) and not part[0]:
            continue  # where a quote begins
        found = ASSIGNMENT.match(part[0]) if isinstance(part, tuple) else None
        if found is None or not isinstance(part, tuple):
            return None
        at = part[1] + found.end()
        return found[1], Word(word.mapped, at, word.end, behind(word.parts, at))
    return None


def _subcommand(words: Sequence[Word], start: int, name: str) -> int:
    """The index of the subcommand of the command ``name`` that begins at ``start``: ``run`` in ``hatch -e test env run``."""
    at = start + 1
    options = _BEFORE_SUBCOMMAND.get(name)
    while options and at < len(words) and (text := words[at].literal) is not None and text[:1] == "-":
        at += 2 if text in options.split() else 1
    return at + 1 if name == "hatch" and at < len(words) and words[at].literal == "env" else at
