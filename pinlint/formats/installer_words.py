"""Finds the files and scripts that may install something: they contain the name of an installer. Only these are parsed.

Each name is searched in lower case with its own pattern: this is many times faster than one pattern with all names.
"""

from __future__ import annotations

from pinlint.text.budget import LONGEST_WORD
from pinlint.text.patterns import lazy

#: The text between two words of a command: blanks, quotes and some options. The bounds keep the search fast: without them
#: its time grows with the square of the length of a file that repeats the word.
_GAP = rb"[\"', \t]+(?:-\S{1,200}[ \t]+){0,8}"
#: A word to find in a file, and the pattern that begins with it.
_WORDS = (
    (
        b"pip",
        lazy(
            rb"pip(?:(?<![\w.-]pip)(?:[23x]?(?:[23]?\.\d+)?(?:\.exe)?"
            + _GAP
            + rb"(?:(?:un)?install|run|inject|download|wheel|sync|freeze|list)\b|-sync\b|-compile\b|tools\b)"
            rb"|(?<!\wpip)[})%\"']*[ \t]+install\b|(?<=-m[ \t]pip)\b|(?<=-mpip)\b)"
        ),
    ),
    (
        b"uv",
        lazy(
            rb"uv(?:(?<![\w.-]uv)(?:x\b|"
            + _GAP
            + rb"(?:pip|sync|tool|add|lock|install|export)\b)|(?<!\wuv)[})\"']*[ \t]+install\b)"
        ),
    ),
    (b"poetry", lazy(rb"poetry(?<![\w.-]poetry)" + _GAP + rb"(?:sync|add|lock|install|self|update|export)\b")),
    (b"pdm", lazy(rb"pdm(?<![\w.-]pdm)" + _GAP + rb"(?:sync|add|lock|install|self|update|export)\b")),
    (b"pipenv", lazy(rb"pipenv(?<![\w.-]pipenv)" + _GAP + rb"(?:sync|lock|install|update|requirements)\b")),
    (b"easy_install", lazy(rb"easy_install\b")),
    (b"setup.py", lazy(rb"setup\.py[\"', \t]+(?:[\w=./-]{1,100}[\"', \t]+){0,8}(?:install|develop)\b")),
    (b"conda", lazy(rb"conda" + _GAP + rb"env[ \t]+(?:create|update)\b")),
    (b"mamba", lazy(rb"mamba" + _GAP + rb"(?:env|create|install)\b")),
    (b"environment-file", lazy(rb"environment-file[\"']?[ \t]*:")),
    (b"--with", lazy(rb"--with(?<=[ \t\"']--with)[= \t]")),
)
#: A target of a Makefile that is a requirements file.
_MADE = lazy(rb"(?m)^[\w./-]*requirements[\w.-]*\.(?:txt|lock)[ \t]*:[ \t]*\S")
#: A requirements file, or the extras of a package, that Read the Docs installs.
_LISTED = lazy(rb"(?m)^[ \t]*-[ \t]+[\"']?requirements[\"']?[ \t]*:|\bextra_requirements\b")
#: Words, in lower case, of scripts that publish or deploy something, or run other scripts.
_TELLING = (
    *(
        "twine",
        "upload",
        "publish",
        "push",
        "deploy",
        "gh release",
        "gh run",
        "releaser",
        "semantic-release",
        "container:release",
    ),
    *("ghp-import", "apply", "rollout", "kubectl", "helm", "pulumi", "aws", "zappa", "setup.py"),
    *("make ", "just ", "sh ", ".sh", ".bash", ".zsh", ".ksh", ".fish", ".ps1", ".bat", ".cmd"),
)
#: The same of scripts that run jobs of other files by name, or scripts whose names have no ending.
_RUNNING = (
    "tox ",
    "nox ",
    "hatch ",
    "cibuildwheel",
    "poe ",
    "pixi ",
    "pdm run",
    "mise run",
    "bin/",
    "script/",
    "scripts/",
    "tools/",
    "ci/",
    "debian/",
)
#: The module of Ansible that runs pip.
_PIP_MODULE = lazy(rb"(?m)(?:^|[-{,])[ \t]*[\"']?(?:ansible\.(?:builtin|legacy)\.)?pip[\"']?[ \t]*:")
#: A step of Azure Pipelines.
_STEP_OF_AZURE = lazy(rb"(?m)^[ \t]*-[ \t]+(?:script|bash|pwsh|powershell)[ \t]*:")
#: The words of formats that hand lists of requirements to an installer.
_OWN_WORDS = {
    "conda_environment": lazy(rb"(?m)^[ \t]*(?:-[ \t]*)?[\"']?pip[\"']?[ \t]*:"),
    "hatch": lazy(rb"\benvs\b"),
    "nox": lazy(rb"\.(?:install|run)\w*\("),
    "tox": lazy(rb"(?m)^[ \t]*(?:\[tool\.tox|\[testenv|\[tox|\[?env_run_base)"),
}

#: Whether scripts are telling, by their texts.
_TOLD: dict[str, bool] = {}
MEMOS = (_TOLD,)


def may_install(format: str, data: bytes) -> bool:
    """Whether a file of that format may install something, judged by its bytes."""
    own = _OWN_WORDS.get(format)
    if own is not None:
        return own.search(data) is not None
    if format == "gitlab_ci" and b"include" in data:
        return True
    if format == "ci_scripts" and _is_installing_setting(data):
        return True
    if format == "ansible_tasks" and _PIP_MODULE.search(data):
        return True
    if format == "azure_template" and not _STEP_OF_AZURE.search(data):
        return False
    if format == "tool_tables" and (b"test-requires" in data or b"dependency-versions" in data):
        return True
    if format == "snapcraft" and (b"python-packages" in data or b"requirements" in data):
        return True
    if format == "makefile" and _MADE.search(data):
        return True
    return _has_installer(data.lower())


def _is_installing_setting(data: bytes) -> bool:
    """Whether a setting of a CI system installs something: of Read the Docs, of Cloud Build, or of CircleCI's orb for Python."""
    listed = b"requirements" in data and _LISTED.search(data) is not None
    return listed or (b"install" in data and (b"entrypoint" in data or b"/install-packages" in data))


def may_publish(data: bytes) -> bool:
    """Whether a file may publish or deploy something."""
    lower = data.lower()
    return any(word in lower for word in (b"twine", b"upload", b"publish", b"deploy", b"release", b"kubectl", b"helm"))


def is_telling(script: str) -> bool:
    """Whether a script may do something that pinlint checks: install, publish or deploy something, or run another script.

    Each text is searched once: many jobs run the same.
    """
    found = _TOLD.get(script)
    if found is None:
        found = _is_telling(script)
        if len(script) <= LONGEST_WORD:
            _TOLD[script] = found
    return found


def _is_telling(script: str) -> bool:
    lower = script.lower()
    spaced = lower.replace("\n", " ") + " "
    for word in _TELLING:
        if word in spaced:
            return True
    return _has_installer(lower.encode(errors="replace"))


def runs_others(script: str) -> bool:
    """Whether a script may run jobs of other files of the project by name."""
    lower = script.lower().replace("\n", " ") + " "
    return any(word in lower for word in _RUNNING)


def _has_installer(lower: bytes) -> bool:
    return any(word in lower and pattern.search(lower) for word, pattern in _WORDS)
