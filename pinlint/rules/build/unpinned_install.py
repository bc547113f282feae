"""A command installs a requirement that is not pinned.

## Why

`pip install -r requirements.txt gunicorn` installs the newest gunicorn in every build, because the requirements file does
not pin it. The same is true for the dependencies of gunicorn. So a new release reaches production although nothing in the
repository changed.

## Fails

```Dockerfile
FROM python:3.12-slim
RUN pip install gunicorn "django>=5" flask>=3
```

```Dockerfile
FROM python:3.12-slim
RUN ["python3.12", "-m", "pip", "install", "git+https://github.com/pallets/flask@main"]
```

## Passes

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt gunicorn && pip install "django==5.1.2"
```
```requirements.txt
gunicorn==23.0.0
```

## Details

- The finding is an error if the command builds an image, or publishes or deploys something, also for the tools that
  build and upload a package. It is a warning if the command only checks the project.
- In a job that pushes an image, what the job installs on its own machine counts as a check. It does not get into the image.
  But `pip wheel`, `pip download` and `pip install --target` fill a folder that the Dockerfile can copy. So they count as
  building the image.
- A file for a CI system in another folder than the root belongs to a copy of another repository: no CI system reads it there. Its
  commands count as checks, unless a file in the right place runs them.
- A series of releases (`~=1.2`, `==1.*`) is there on purpose: it is only counted, unless the project has a version of it.
- In an image, an installer such as uv, Poetry or pip-tools is reported as a warning. It is only counted if the project has
  neither a lock nor a version of it. `pip`, `setuptools` and `wheel` without a version are only counted too, and so is the
  project itself. `COPY --from=ghcr.io/astral-sh/uv:latest` takes the newest uv, like `RUN pip install uv`.
- A requirement is not reported if a file of the same command, a constraints file or an earlier installation pins it. An
  installation in another branch of an `if` or `case` does not count, unless two branches pin it.
- In a collection of samples (`unlocked-requirements`), a command is only counted, unless its image or job mostly names versions.
- Commands inside a condition or a loop are checked like all others. So are `uv add`, `poetry add`, `pdm add` and
  `pipenv install NAME`, unless their job commits the change or makes a pull request of it.
- Each command is one finding, and each name is reported once per file. All commands that only check the project are one
  finding. So are commands that deploy, and installers in several images. Commands of several images or publishing jobs are one
  finding if they install the same package, or if the project has no versions of their packages. `--verbose` lists all.
- A job of GitLab that extends a job of another repository, or of a template of GitLab, may run commands that pinlint does not
  know. If it has no `before_script` of its own, its commands are only counted.
- If a project has no lock and pins nearly nothing, its commands and requirements files are one finding. `unlocked-requirements`
  explains this.
- A command is only counted if a comment in its line, or alone in the lines above it, says that the newest release is meant
  (`# always use the latest version`). In a workflow, the comment may be above the step. So is a command that installs what
  `[build-system] requires` lists, with the same ranges.
- A branch of another project in a command that only checks the project is only counted, at the end of the report.
- A command that only checks or develops the project is only counted, at the end of the report, unless the project pins such
  packages elsewhere. `--verbose` and `--select unpinned-install` list all.
- A project pins such packages elsewhere if it has versions of at least half of the packages that the command installs. The
  versions can be in a lock, another file or command, a hook, or a setting such as `poetry-version: "2.1.4"`. A file that only
  builds of its own folder install does not count for commands elsewhere, and neither do three versions in one file of commands.
- If nearly all commands that check the project have no versions, a version elsewhere is not enough. Then the file of the
  command must also install the file with the version.
- A project also pins them elsewhere if most of such commands install only pins. A command that installs the requirements or
  the lock of the product does not count. Commands that set up a developer's machine are not judged by other commands.
- A workflow or job whose name says that it tests other versions on purpose (`latest`, `highest`, `nightly`, `devel`,
  `oldest`, `compatibility`) is only counted. So is one that updates something (`update`, `upgrade`, `bump`).
- A command of a release is only counted if the project pins no tools. No command and no setting has a version of one, and no file
  for developers has pins. There is no lock with hashes, and none of uv, Poetry or the like. If the command installs
  what the project lists for its users, a release may contain it. Then the project must have no pins at all, and four or more
  other commands without a version. The same is true for a project that lists nothing for its users.
- A range in such a command is there on purpose: it is only counted. So is an installer such as uv or Poetry, unless the project
  has its version.
- What an image installs only if a variable asks for it is for developers, if a word of the condition says so:
  `if [ "$INSTALL_DEBUG" ]`, `if [ "$ENV" = "development" ]`.
- A script that nothing else runs is always listed if no file lists the project's requirements. People may install the
  project with this script.
- Some commands are always listed, because what they install runs elsewhere: `pip install --target`, an `action.yml` in the
  root, `bin/pre_compile` and `bin/post_compile` of Heroku, and `user_data` scripts.
- A script or a target of a Makefile that nothing else runs is always listed if its name says that it installs the project. It
  must also install the project, a requirements file or a version.
  Such names contain `install`, `setup`, `deploy`, `package`, `bootstrap` or `provision`. `install-dev` is for developers, and
  so is a script that installs the project in editable mode (`pip install -e .`).
- A task of Ansible with `state: latest` is only counted: it says that it wants the newest release.
- A command that limits the age of releases (`--exclude-newer`, `--uploaded-prior-to`) is only counted. If the command builds an
  image or deploys something, the limit must be a date. A period such as `7 days` means other releases every day, so all such
  commands are one finding.
- A command that only checks the project, in an image or a container of its own, is only counted if no command there names a
  version. What the project pins elsewhere is for other environments.
- A requirements file at a URL is reported as a warning, unless the URL contains a full commit hash. An archive at a URL
  without a hash is reported as an info. It is only counted if no file of the project has hashes.
- Put `flask>=3` in quotes. Without quotes, the shell installs flask without a version and writes the output to a file named
  `=3`.

## See

- `unpinned-requirement`: the same in a requirements file
"""

from __future__ import annotations

from functools import partial

from pinlint.build.facts import TOOLS_INPUT, LooseFile
from pinlint.build.install_commands import ADDING
from pinlint.findings.finding import MOST_RELATED, Cause, Related, Rule
from pinlint.findings.folding import (
    AGED,
    BRANCHES,
    BUILD_TOOLS,
    CHECKS,
    CHOSEN,
    EXAMPLES,
    INHERITED,
    PACKAGES,
    PACKAGING,
    RELEASES,
    STATED,
    TOOLS,
    UNHASHED,
    are_build_tools,
    in_open_project,
    listed,
    uses_hashes,
)
from pinlint.fixes.versions_for_commands import known_versions, offers, writing
from pinlint.requirements.names import normalize
from pinlint.requirements.pinning import MUTABLE, UNHASHED_URL, kind_of, names_series
from pinlint.requirements.policies import INSTALLERS, PACKAGING_TOOLS
from pinlint.requirements.stated_purposes import is_open_on_purpose
from pinlint.text.escaping import shell_word
from pinlint.text.secrets import redact
from pinlint.uses.steps import CHECK, DEPLOY, DEVELOP, PUBLISH, SHIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.facts import InstallArgument
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-argument", when=("bare", "range", "wildcard", "mutable", "unhashed-url", "remote"))

#: What commands are for, in messages.
_THAT = {
    "checks": "that check or develop the project",
    "images": "that build images",
    "releases": "that publish or deploy the project",
}


@rule
def check(given: InstallArgument | LooseFile, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error; a warning for an installer. `pip`, `setuptools` and `wheel` are only counted."""
    if isinstance(given, LooseFile):
        message = f"`{given.tool}` installs the requirements of {redact(given.name)}, which can change"
        help = "keep a copy of the file in the project, or write the full commit into the URL"
        yield rule.finding(given.place, message, severity="warning", help=help, cause=Cause(("remote",), 2, _say_again))
        return
    requirement = given.requirements[0]
    severity = _severity(given)
    misses_option = requirement.url is None and (requirement.name or "").endswith((".txt", ".in"))
    if given.redirected:
        file, shown = given.redirected[1:], requirement.shown
        message = f"the shell writes to a file {file!r}: `{given.tool}` installs {shown} without a version"
        help = f"quote it: {requirement.shown + given.redirected!r}"
    elif misses_option:
        message = (
            f"`{given.tool}` asks the index for a project named {requirement.shown}: the -r before a file is missing"
        )
        help = f"write `-r {requirement.shown}`"
    elif kind_of(requirement) == UNHASHED_URL:
        message = f"`{given.tool}` installs {requirement.shown} without a hash: the bytes there can change"
        help, severity = "write its hash after the URL: `#sha256=…`", "info"
    elif requirement.url is not None:
        message = f"`{given.tool}` installs {requirement.shown}, which can change"
        help = "write the full commit"
    else:
        message, help = _unpinned(given, project)
    related = [Related(place, "the same again") for place in given.again[:MOST_RELATED]]
    counted = _counted(given, project, severity, misses_option=misses_option)
    if counted is None and project.is_example(given.location.path) and not given.is_mostly_pinned:
        counted = EXAMPLES
    one_of_many = severity == "warning" and not given.is_shipped and not given.redirected and not misses_option
    if one_of_many and (given.is_variant or given.is_test_data or given.is_in_container):
        counted = CHECKS
    elif one_of_many and kind_of(requirement) == MUTABLE:
        counted = BRANCHES
    elif one_of_many and _is_left_open(given, project):
        counted = CHECKS
    elif counted is None and _is_open_release(given, project) and not given.redirected and not misses_option:
        counted = RELEASES
    yield rule.finding(
        requirement.location,
        message,
        severity=severity,
        project=requirement.project,
        related=related,
        help=help,
        cause=None if misses_option or severity == "info" else _cause(given, project, one_of_many),
        counted=counted,
    )


def _is_choice(given: InstallArgument, project: CheckedProject) -> bool:
    """Whether somebody chose a series of releases for each requirement, and the project has no version of any."""
    return bool(given.named) and all(map(names_series, given.named)) and not known_versions(given, project)


def _counted(
    given: InstallArgument, project: CheckedProject, severity: str | None, *, misses_option: bool
) -> str | None:
    """How a command is counted whatever it is for; None if it is listed."""
    first = given.requirements[0]
    if kind_of(first) == UNHASHED_URL and not uses_hashes(project):
        return UNHASHED
    if first.url is None and given.limits_age and (given.keeps_versions or given.step.purpose not in (SHIP, DEPLOY)):
        return AGED
    if given.step.stage.is_open and first.url is None and not given.redirected and not misses_option:
        return INHERITED
    if given.step.newest or all(is_open_on_purpose(each, given.location.line) for each in given.requirements):
        return STATED
    if are_build_tools(given.named, project):
        return BUILD_TOOLS
    if _is_choice(given, project):
        return CHOSEN
    if severity == "info" and first.project in PACKAGING_TOOLS:
        return PACKAGING
    if given.is_image and given.is_shipped and not given.redirected and not misses_option:
        return _left_out_of_image(given, project)
    return None


def _left_out_of_image(given: InstallArgument, project: CheckedProject) -> str | None:
    """Why a command of an image is only counted: it installs the project itself, or installers into an image without a lock."""
    named = {r.project for r in given.requirements if r.project not in PACKAGING_TOOLS}
    described = (document.metadata for document in project.documents.values())
    if named and named <= {normalize(each.name) for each in described if each is not None and each.name}:
        return PACKAGES
    if _severity(given) != "warning" or any(map(project.is_made, project.documents)) or known_versions(given, project):
        return None
    return TOOLS


def _is_left_open(given: InstallArgument, project: CheckedProject) -> bool:
    if given.reaches_users and any(requirement.project not in INSTALLERS for requirement in given.named):
        return False
    purpose = DEVELOP if given.is_for_developers or given.is_plugin_of_tox else CHECK
    return project.leaves_open(given.requirements, by_hand=given.is_by_hand, purpose=purpose)


def _is_open_release(given: InstallArgument, project: CheckedProject) -> bool:
    if given.step.purpose != PUBLISH or any(each.url is not None for each in given.requirements):
        return False
    return project.leaves_open(given.requirements, by_hand=given.is_by_hand, purpose=PUBLISH)


def _cause(given: InstallArgument, project: CheckedProject, checks: bool) -> Cause | None:
    """The common cause: the project does not pin what only checks it, what it deploys, or the installers of its images, or it has
    no versions for what it ships or publishes. If it has versions, commands have one cause if they install the same.
    """
    first = given.requirements[0]
    if given.redirected and first.name:
        return Cause(("redirected",), 2, _say_unquoted, [first.shown + given.redirected])
    if given.redirected or (not checks and first.url is not None):
        return Cause(("again", first.shown, given.redirected), 2, _say_again)
    names = [requirement.name or requirement.shown for requirement in given.named]
    if given.limits_age and not checks:
        aged = Cause(("aged",), 2, _say_aged, names)
        return in_open_project(aged, names, project, in_command=True)
    found = offers(known_versions(given, project))
    kind = "checks" if checks else "images" if given.is_image else "releases"
    say = partial(_say, _THAT[kind], project)
    if not checks and _severity(given) == "warning":
        return Cause(("installers",), 2, say, names, found)
    known = bool(found)
    if checks:
        return Cause((kind,), 2, say, names, found)
    if given.step.purpose == DEPLOY:
        cause = Cause((kind,), 2, say, names, found)
    else:
        cause = Cause((kind, str(known)), 2, say, names, found, 2, by_name=known)
    return in_open_project(cause, names, project, in_command=True)


def _say_again(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for commands that install the same."""
    return f"{found[0].message} ({len(found)} commands)", found[0].help


def _say_aged(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the commands that ship something and limit the age of releases."""
    names = listed((name for each in found if each.cause is not None for name in each.cause.names), 3)
    message = f"{names} are not pinned in {len(found)} commands, which only limit the age of releases by a period"
    return message, "limit the age by a date, which stays the same, or install them from a lock"


def _say_unquoted(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the requirements that lack quotes."""
    written = dict.fromkeys(name for each in found if each.cause is not None for name in each.cause.names)
    if len(written) == 1:
        return _say_again(found)
    message = (
        f"the shell takes a part of {listed(written)} for the name of a file: they are installed without a version"
    )
    return message, f"quote them: {' '.join(map(repr, written))}"


def _say(purpose: str, project: CheckedProject, found: Sequence[Finding]) -> tuple[str, str]:
    """One message for all commands with this ``purpose``."""
    causes = [each.cause for each in found if each.cause is not None]
    distinct = {name for cause in causes for name in cause.names}
    names = listed((name for cause in causes for name in cause.names), 3)
    files = len({each.location.path for each in found})
    where = f"{len(found)} commands" + (f" of {files} files" if files > 1 else "")
    one = len(distinct) == 1
    verb = "is" if one else "are"
    message = f"{names} {verb} not pinned in {where} {purpose}"
    known = {offer: path for cause in causes for offer, path in cause.offers.items()}
    if known:
        shown = dict(list(known.items())[:4])
        others = len(distinct) - len({offer[1:].partition("==")[0] for offer in shown})
        return message, writing(shown, others, project)
    workflows = all(_is_workflow(each.location.path) for each in found)
    its, them = ("its version", "it") if one else ("their versions", "them")
    return message, f"write {its}, or {_locking_tools(project, them) if workflows else f'install {them} from a lock'}"


def _locking_tools(project: CheckedProject, them: str) -> str:
    """How to lock what workflows install (``them`` or ``it``), after "or"."""
    if project.exists(TOOLS_INPUT):
        return f"compile {TOOLS_INPUT}, which must list {them}, and install from its lock"
    return "run `pinlint init` to lock what the workflows install"


def _is_workflow(path: str) -> bool:
    """Whether `pinlint init` writes what the file installs into an input."""
    return path.startswith(".github/") or path == ".gitlab-ci.yml"


def _severity(given: InstallArgument) -> str | None:
    """The strictest severity of the requirements: a warning for an installer in an image, an info for `pip`, `setuptools` and
    `wheel`, an error for all others.
    """
    others = [r.project for r in given.requirements if r.project not in PACKAGING_TOOLS]
    if not others:
        return "info"
    if not given.is_shipped:
        return "warning"
    if not given.is_image:
        return None
    tools = given.tool in ("uv tool install", "pipx install") or all(name in INSTALLERS for name in others)
    return "warning" if tools else None


def _unpinned(given: InstallArgument, project: CheckedProject) -> tuple[str, str]:
    """The message for requirements without a version or with a range, and what to do."""
    shown = [requirement.shown for requirement in given.requirements]
    names = listed(shown)
    time = "build" if given.is_image else "run"
    one = len(shown) == 1
    verb, releases = ("is", "release") if one else ("are", "releases")
    fits = f" that fit{'s' * one}" if all(requirement.clauses for requirement in given.requirements) else ""
    fits = " that the limit of age allows" if given.limits_age else fits
    message = f"{names} {verb} not pinned: every {time} installs the newest {releases}{fits}"
    known = known_versions(given, project)
    if given.image is not None:
        version = offers(known)
        written, named = (known[0][1].version, f", as {listed(version.values())} does") if known else ("VERSION", "")
        return message, f"write a version into the name of the image: `{given.image}:{written}`{named}"
    if known:
        return message, writing(offers(known), len(shown) - len(known), project)
    lock = _locking(given, project, "it" if one else "them")
    if one:
        return message, f"write its version (`pip index versions {given.requirements[0].name}` lists them), or {lock}"
    from pinlint.freshness.advice import python_options
    from pinlint.freshness.compilers import UV

    options = python_options(UV, given.pythons)
    command = f"printf '%s\\n' {' '.join(map(shell_word, shown))} | uv pip compile -{options}"
    return message, f"{lock}, or write the versions that this command prints: `{command}`"


def _locking(given: InstallArgument, project: CheckedProject, them: str) -> str:
    """How to lock the requirements of a command (``them`` or ``it``)."""
    from pinlint.fixes.repinning import how_to_lock

    if given.tool in ADDING:
        names = " ".join(shell_word(requirement.shown) for requirement in given.requirements)
        return f"run `{given.tool} {names}` on your machine and commit the files that it changes"
    if _is_workflow(given.location.path):
        return _locking_tools(project, them)
    return f"install {them} from a lock{how_to_lock(project)}"
