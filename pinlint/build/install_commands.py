"""Reads what a shell command does with Python requirements: install them, resolve them again, or something else.

Supports pip, uv, pip-tools, pip-reqs (Divio), Poetry, PDM, Pipenv and pipx, called by a path, as a module (``python -m pip``), or
with a version in the name (``pip3.12``). A word that an expansion hides stays unknown. No file is read.
"""

from __future__ import annotations

from pinlint.build.command_words import Argument, arguments, constraints_in, handed_over, shown_file
from pinlint.build.options_with_values import OF_OTHERS, OF_PIP
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pinlint.formats.shell_words import SimpleCommand, Word
    from pinlint.text.budget import Budget

#: What a step does.
INSTALL = "install"  # installs the requirements and files given
SYNC = "sync"  # installs from a project's own lock: uv sync, poetry install, pipenv sync
COMPILE = "compile"  # resolves again and writes a lock
EXPORT = "export"  # writes a project's own lock as another file: uv export, pipenv requirements
UNINSTALL = "uninstall"
RESOLVE = "resolve"  # pip-reqs resolve: looks up the wheels of a lock

_PIP = lazy(r"pip(?:[23](?:\.\d+)?)?(?:\.exe)?")
_PYTHON = lazy(r"(?:python|pypy)(?:[23](?:\.\d+)?)?(?:\.exe)?|py")
#: The program of a project that is older than pyproject.toml.
SETUP_PY = "setup.py"
#: Variables whose value is a program: ``$PIP``, ``${VENV_PYTHON}``.
_NAMED_PROGRAM = lazy(r"(?i)(?:\b|_)(pip|python|uv|pipx|poetry)3?(?:[._]?(?:bin|exe|path|cmd|executable))?\W*$")
_MODULES = frozenset(["pip", "uv", "pipx", "piptools", "poetry", "pdm", "pipenv"])

_FILES = frozenset({"-r", "--requirement", "--requirements", "--with-requirements"})
_CONSTRAINTS = frozenset({"-c", "--constraint", "--constraints"})
_EDITABLES = frozenset({"-e", "--editable"})
#: Options that add requirements to an environment for one command or tool.
_ADDED = frozenset({"--with", "--from", "--spec", "--preinstall"})

#: The last word of the command's name, what the step does, and whether the options are pip's.
_STEPS: dict[tuple[str, ...], tuple[str, bool]] = {
    ("pip", "install"): (INSTALL, True),
    ("pip", "uninstall"): (UNINSTALL, True),
    ("pip", "download"): (INSTALL, True),
    ("pip", "wheel"): (INSTALL, True),
    ("uv", "pip", "install"): (INSTALL, True),
    ("uv", "pip", "uninstall"): (UNINSTALL, True),
    ("uv", "pip", "sync"): (INSTALL, True),
    ("pip-sync",): (INSTALL, True),
    ("easy_install",): (INSTALL, True),
    ("uv", "tool", "install"): (INSTALL, True),
    ("uv", "tool", "run"): (INSTALL, True),
    ("uv", "run"): (INSTALL, True),
    ("uvx",): (INSTALL, True),
    ("pipx", "install"): (INSTALL, True),
    ("pipx", "inject"): (INSTALL, True),
    ("pipx", "run"): (INSTALL, True),
    ("poetry", "self", "add"): (INSTALL, True),
    ("pdm", "self", "add"): (INSTALL, True),
    ("uv", "add"): (COMPILE, False),
    ("uv", "lock"): (COMPILE, False),
    ("uv", "sync"): (SYNC, False),
    ("uv", "export"): (EXPORT, False),
    ("uv", "pip", "compile"): (COMPILE, False),
    ("pip-compile",): (COMPILE, False),
    ("pip-reqs", "compile"): (COMPILE, False),
    ("pip-reqs", "resolve"): (RESOLVE, False),
    ("poetry", "install"): (SYNC, False),
    ("poetry", "sync"): (SYNC, False),
    ("poetry", "export"): (EXPORT, False),
    ("poetry", "lock"): (COMPILE, False),
    ("poetry", "update"): (COMPILE, False),
    ("poetry", "add"): (COMPILE, False),
    ("pdm", "install"): (SYNC, False),
    ("pdm", "sync"): (SYNC, False),
    ("pdm", "export"): (EXPORT, False),
    ("pdm", "lock"): (COMPILE, False),
    ("pdm", "update"): (COMPILE, False),
    ("pdm", "add"): (COMPILE, False),
    ("pipenv", "install"): (SYNC, False),
    ("pipenv", "sync"): (SYNC, False),
    ("pipenv", "requirements"): (EXPORT, False),
    ("pipenv", "lock"): (COMPILE, False),
    ("pipenv", "update"): (COMPILE, False),
}
#: Commands that add their words to the requirements of a project and install them.
ADDING = frozenset(["poetry add", "uv add", "pdm add", "pipenv install"])
#: Tools that run a command: all words from the command's name on belong to it.
RUNNERS = frozenset(["uvx", "uv tool run", "uv run", "pipx run"])
_ISOLATED = frozenset([*RUNNERS, "uv tool install", "pipx install", "pipx inject", "poetry self add", "pdm self add"])


class Step:
    """What one command does. ``tool`` is its name in messages (``uv pip install``), ``kind`` one of the above.

    ``operands`` are the words that are not options. Some options have a list of their values: ``files`` (``-r``), ``constraints``
    (``-c``), ``editables`` (``-e``), ``groups`` (``--group``) and ``added`` (``--with``, ``--from``, ``--spec``). ``options`` has
    the name of every option with its value, None for a flag.
    """

    __slots__ = (
        "added",
        "command",
        "constraints",
        "editables",
        "files",
        "groups",
        "is_of_job",
        "isolated",
        "kind",
        "operands",
        "options",
        "repeated",
        "tool",
    )

    def __init__(self, command: SimpleCommand, tool: str, kind: str) -> None:
        self.command = command
        self.tool = tool
        self.kind = kind
        #: Whether it installs into a new environment of its own.
        self.isolated = tool in _ISOLATED
        #: Whether that environment is the one in which the other commands of its job run, too.
        self.is_of_job = False
        self.operands: list[Argument] = []
        self.files: list[Argument] = []
        self.constraints: list[Argument] = []
        self.editables: list[Argument] = []
        self.groups: list[Argument] = []
        self.added: list[Argument] = []
        self.options: dict[str, Argument | None] = {}
        #: The values of options that were given before with another value.
        self.repeated: list[tuple[str, Argument]] = []

    def value(self, *names: str) -> str | None:
        """The value of the first of the options ``names`` that is given and known."""
        for name in names:
            argument = self.options.get(name)
            if argument is not None and argument.value is not None:
                return argument.value
        return None

    def values(self, *names: str) -> list[str]:
        """The known values of the options ``names``, which may be given several times."""
        given = [*self.repeated, *self.options.items()]
        return [argument.value for name, argument in given if name in names and argument is not None and argument.value]

    @property
    def fills_folder(self) -> bool:
        """Whether it stores packages in a folder, to be used elsewhere: ``pip wheel``, ``pip install --target``."""
        return self.tool in ("pip wheel", "pip download") or (self.kind == INSTALL and self.has("-t", "--target"))

    def has(self, *names: str) -> bool:
        """Whether one of the options is given."""
        return not self.options.keys().isdisjoint(names)


def read_steps(command: SimpleCommand, variables: Mapping[str, str | None], budget: Budget | None = None) -> list[Step]:
    """The steps in a command: ``uv run --with build python -m pip install x`` has two, most commands have none.

    Raises ExceededError for more words than the ``budget``.
    """
    runner = command.prefixes
    before = None
    if len(runner) > 2 and "uv" in (word.literal for word in runner):
        before = _step_of(command, runner, runner[0].literal or "", variables, budget)
    step = read_step(command, variables, budget)
    return [each for each in (before, step) if each is not None]


def packages_step(command: SimpleCommand, tool: str, variables: Mapping[str, str | None], budget: Budget) -> Step:
    """The step of a tool that passes the words of ``command`` to an installer: the ``deps`` of tox.

    Raises ExceededError for more words than the ``budget``.
    """
    step = _read(command, command.words, tool, (INSTALL, True), variables, budget)
    step.isolated = step.is_of_job = True
    return step


def read_step(command: SimpleCommand, variables: Mapping[str, str | None], budget: Budget | None = None) -> Step | None:
    """The step in a command; None if it has none. Raises ExceededError for more words than the ``budget``."""
    words = command.words
    if not words:
        return None
    program = _program(command, variables)
    if _PYTHON.fullmatch(program) and _name(_literal(words, 1)) == SETUP_PY:
        program, words = SETUP_PY, words[1:]
    if program == SETUP_PY:
        return _setup_step(command, words)
    if _PYTHON.fullmatch(program):
        program, index = module_of(command)
        words = words[index:]
        program = {"piptools": "pip-tools"}.get(program, program)
    return _step_of(command, words, program, variables, budget)


def _setup_step(command: SimpleCommand, words: Sequence[Word]) -> Step | None:
    """The step of ``python setup.py install``, which installs the project in the current folder with its requirements.

    With ``--root`` and similar options, it installs no requirements: a packager has installed them.
    """
    texts = [word.literal or "" for word in words]
    name = next((text for text in texts if text in ("install", "develop")), None)
    options = {text.partition("=")[0] for text in texts if text[:1] == "-"}
    if name is None or not options.isdisjoint(("--root", "--single-version-externally-managed", "--uninstall", "-u")):
        return None
    step = Step(command, f"{SETUP_PY} {name}", INSTALL)
    step.options = dict.fromkeys(options)
    step.operands.append(Argument(".", words[0]))
    return step


def _step_of(
    command: SimpleCommand,
    words: Sequence[Word],
    program: str,
    variables: Mapping[str, str | None],
    budget: Budget | None,
) -> Step | None:
    """The step in ``words``, of which the first names the ``program``."""
    if _PIP.fullmatch(program):
        program = "pip"
    names = [program]
    index = 1
    while True:
        if program == "pip-tools" and len(names) == 2:
            names = ["pip-" + names[1]]
        known = _STEPS.get(tuple(names))
        if known:
            return _read(command, words[index:], " ".join(names), known, variables, budget)
        if len(names) > 2 or index >= len(words):
            return None
        text = words[index].literal
        if text is None:
            return None
        if text.startswith("-"):
            index += 2 if text in OF_PIP and "=" not in text else 1
            continue
        names.append(text)
        index += 1


def _program(command: SimpleCommand, variables: Mapping[str, str | None]) -> str:
    """The name of the program, if known; ``python${VERSION}``, ``$PIP`` and ``$X -m pip`` are understood too."""
    words = command.words
    program = command.program
    if not program and words:
        first = words[0]
        value = first.value(variables)
        program = (first.known_part(variables) if value is None else value).rpartition("/")[2]
        if value is None and not _PIP.fullmatch(program) and not _PYTHON.fullmatch(program):
            found = _NAMED_PROGRAM.search(first.text)
            program = found[1].lower() if found is not None else ""
    if len(words) > 3 and words[1].literal == "-m" and words[2].literal in _MODULES:
        return "python"
    return program


def module_of(command: SimpleCommand) -> tuple[str, int]:
    """The module that ``python -m`` runs, and the index of the word that names it; ``""`` and 0 if there is none.

    The options of CPython's command line are understood: ``-mpip``, ``-Im pip``, ``-W error -m pip``.
    """
    words = command.words
    index = 1
    while index < len(words):
        text = words[index].literal or ""
        if text[:1] != "-" or text[:2] in ("-", "--"):
            return "", 0
        for at, letter in enumerate(text[1:], 2):
            if letter == "c":
                return "", 0
            if letter in "mWX":
                value, behind = (text[at:], index) if text[at:] else (_literal(words, index + 1), index + 1)
                if letter == "m":
                    return value, behind if value else 0
                index = behind
                break
        index += 1
    return "", 0


def _literal(words: Sequence[Word], index: int) -> str:
    return (words[index].literal or "") if index < len(words) else ""


def _read(
    command: SimpleCommand,
    words: Sequence[Word],
    tool: str,
    known: tuple[str, bool],
    variables: Mapping[str, str | None],
    budget: Budget | None,
) -> Step:
    kind, pip = known
    step = Step(command, tool, kind)
    values = OF_PIP if pip else OF_OTHERS
    waiting: str | None = None
    only_operands = False
    for word in words:
        fields = word.fields(variables)
        if budget is not None:
            budget.spend(6 + (6 * len(fields) + sum(map(len, fields)) // 32 if fields else 0))
        for argument in arguments(word, fields):
            text = argument.value
            if waiting is not None:
                shown = shown_file(word) if text is None and word.text.startswith("<(") else None
                _option(step, waiting, argument if shown is None else Argument(shown, word))
                waiting = None
            elif text is None and (shown := shown_file(word)) is not None:
                step.files.append(Argument(shown, word))
            elif text is None or only_operands or text == "-" or not text.startswith("-"):
                step.operands.append(argument)
                if tool in RUNNERS:
                    return step
            elif text == "--":
                only_operands = True
            elif text.startswith("--"):
                name, equals, value = text.partition("=")
                if equals:
                    _option(step, name, Argument(value, word, argument.start + len(name) + 1))
                elif name in values:
                    waiting = name
                else:
                    step.options[name] = None
            else:
                waiting = _short_options(step, argument, text, values)
    files, operands = handed_over(command)
    step.files += files
    step.operands += operands
    return step


def _short_options(step: Step, argument: Argument, text: str, values: frozenset[str]) -> str | None:
    """Reads a cluster of short options; returns the one whose value is in the next word.

    The value may follow a short option directly, and short flags may come directly before the option: ``-qrfile``.
    """
    for at, letter in enumerate(text[1:], 1):
        name = "-" + letter
        if name in values:
            if at + 1 == len(text):
                return name
            value = text[at + 1 :]
            skipped = at + 1 + (1 if value.startswith("=") else 0)
            _option(step, name, Argument(text[skipped:], argument.word, skipped))
            return None
        step.options[name] = None
    return None


def _option(step: Step, name: str, argument: Argument) -> None:
    before = step.options.get(name)
    if before is not None:
        step.repeated.append((name, before))
    step.options[name] = argument
    if name in _FILES:
        step.files.append(argument)
    elif name in _CONSTRAINTS:
        step.constraints.append(argument)
    elif name in _EDITABLES:
        step.editables.append(argument)
    elif name == "--group":
        step.groups.append(argument)
    elif name in _ADDED:
        step.added.append(argument)
    elif name == "--pip-args" and step.tool.startswith("pipx"):
        step.constraints += constraints_in(argument)


def outputs(step: Step) -> tuple[str, ...]:
    """The names (without folders) of the files that a step writes for a later one to install from."""
    if step.kind == RESOLVE:
        given = [argument.value for argument in step.operands]
        return (_name(given[1]) if len(given) > 1 and given[1] else "requirements.urls",)
    if step.kind != COMPILE:
        return ()
    if step.tool == "pip-reqs compile":
        given = [argument.value for argument in step.operands]
        return (_name(given[1]) if len(given) > 1 and given[1] else "requirements.txt",)
    output = step.value("-o", "--output-file", "-L", "--lockfile")
    if output is not None:
        return (_name(output),)
    if step.tool in ("pip-compile", "uv pip compile"):
        stems = [_name(argument.value).rpartition(".")[0] for argument in step.operands if argument.value]
        return tuple(f"{stem}.txt" for stem in stems) if len(stems) == 1 else ("requirements.txt",)
    tool = step.tool.split()[0]
    return (LOCKS[tool],) if tool in LOCKS else ()


#: The lock that each tool keeps for a project.
LOCKS = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock", "pipenv": "Pipfile.lock"}


def _name(path: str) -> str:
    return path.rpartition("/")[2]
