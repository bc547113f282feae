"""Finds the purpose of a job, from its commands and actions, and the purpose of an image, from names."""

from __future__ import annotations

from pinlint.text.patterns import lazy
from pinlint.uses.steps import CHECK, DEPLOY, DEVELOP, PUBLISH, SHIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.formats.jobs import Call
    from pinlint.formats.shell_words import SimpleCommand

#: The first words of commands that upload build results. An image is not among them: what its job installs on the runner does
#: not get into it. `pushes_image` finds those jobs, because an image may get what they put into a folder.
_PUBLISHING = frozenset(
    """
    twine-upload uv-publish poetry-publish flit-publish hatch-publish pdm-publish maturin-publish maturin-upload
    gh-release-create gh-release-upload mkdocs-gh-deploy mike-deploy ghp-import
    semantic-release-publish semantic-release-version anaconda-upload cargo-publish npm-publish yarn-publish pnpm-publish
    goreleaser-release binstar-upload snapcraft-upload helm-push charmcraft-upload jupyter-releaser
    """.split()  # noqa: SIM905
)
#: Those of them that upload a package to an index of packages.
_UPLOADING = frozenset(
    "twine-upload uv-publish poetry-publish flit-publish hatch-publish pdm-publish maturin-publish maturin-upload".split()  # noqa: SIM905
)
_PROPOSING = frozenset(["git-commit", "git-push", "gh-pr-create"])
#: The first words of commands that deploy.
_DEPLOYING = frozenset(
    """
    kubectl-apply kubectl-rollout kubectl-set helm-upgrade helm-install terraform-apply tofu-apply pulumi-up serverless-deploy
    sls-deploy sam-deploy cdk-deploy gcloud-run-deploy gcloud-app-deploy gcloud-functions-deploy heroku-container-release
    heroku-deploy fly-deploy flyctl-deploy eb-deploy zappa-deploy zappa-update chalice-deploy netlify-deploy vercel-deploy
    wrangler-deploy wrangler-publish firebase-deploy modal-deploy copilot-deploy aws-ecs-update-service aws-s3-sync
    aws-lambda-update-function-code aws-cloudformation-deploy az-webapp-deploy az-functionapp-deployment cf-push kamal-deploy
    """.split()  # noqa: SIM905
)
#: Actions with the same purposes, in lower case; a star at the end matches any ending.
_PUBLISHING_ACTIONS = frozenset(
    """
    pypa/gh-action-pypi-publish softprops/action-gh-release ncipollo/release-action actions/create-release
    actions/upload-release-asset svenstaro/upload-release-action marvinpinto/action-automatic-releases
    python-semantic-release/* cycjimmy/semantic-release-action js-devtools/npm-publish actions/deploy-pages
    actions/upload-pages-artifact peaceiris/actions-gh-pages jamesives/github-pages-deploy-action
    crazy-max/ghaction-github-pages sigstore/gh-action-sigstore-python actions/attest-build-provenance
    snapcore/action-publish goreleaser/goreleaser-action helm/chart-releaser-action
    th0th/rsync etils-actions/pypi-auto-publish casperdcl/deploy-pypi jrubics/poetry-publish
    scientific-python/upload-nightly-action jupyter-server/jupyter_releaser
    """.split()  # noqa: SIM905
)
#: Those of them that upload a package to an index of packages.
_UPLOADING_ACTIONS = frozenset(
    [
        "pypa/gh-action-pypi-publish",
        "etils-actions/pypi-auto-publish",
        "casperdcl/deploy-pypi",
        "jrubics/poetry-publish",
    ]
)
#: The same for images. The actions of Docker push only if they get the input ``push``.
_PUSHING = frozenset(["docker-push", "podman-push", "buildah-push", "crane-push", "skopeo-copy", "docker-compose-push"])
_PUSHING_ACTIONS = frozenset(["redhat-actions/push-to-registry"])
_PUSHING_BY_INPUT = frozenset(["docker/build-push-action", "docker/bake-action"])
_DEPLOYING_ACTIONS = frozenset(
    """
    google-github-actions/deploy-* azure/webapps-deploy azure/functions-action azure/k8s-deploy
    azure/container-apps-deploy-action azure/static-web-apps-deploy aws-actions/amazon-ecs-deploy-task-definition
    aws-actions/aws-lambda-deploy appleboy/ssh-action appleboy/scp-action superfly/flyctl-actions akhileshns/heroku-deploy
    digitalocean/app_action cloudflare/wrangler-action cloudflare/pages-action firebaseextended/action-hosting-deploy
    burnett01/rsync-deployments samkirkland/ftp-deploy-action nwtgck/actions-netlify amondnet/vercel-action
    """.split()  # noqa: SIM905
)
#: Words in the names of playbooks of Ansible that deploy, and the options with which they only test.
_PLAYBOOKS = frozenset(["deploy", "deployment", "release"])
_DRY_RUNS = frozenset(["--check", "-C", "--syntax-check", "--list-tasks", "--list-hosts"])
#: Programs that run a Kubernetes cluster on one machine, for tests.
_LOCAL_CLUSTERS = frozenset(["kind", "k3d", "k3s", "minikube", "microk8s", "ctlptl"])
#: Words in the name of a Dockerfile, of its folders or of a stage which show that its image is never deployed.
_CHECKS = frozenset(
    """
    test tests testing lint linter ci qa e2e acceptance benchmark benchmarks check checks fuzz fuzzing molecule
    """.split()  # noqa: SIM905
)
_DEVELOPS = frozenset(
    """
    dev devel develop development devcontainer local debug example examples sample samples tutorial tutorials demo demos
    vagrant
    """.split()  # noqa: SIM905
)
#: Folders of the files of CI systems.
_CI_FOLDERS = frozenset([".github", ".gitlab", ".circleci", ".buildkite", ".azure-pipelines", "taskcluster"])
#: Words in the name of a Dockerfile, of its own folder or of its folder in the root for an image that builds or shows
#: documentation: like Read the Docs. Binder shows notebooks.
_DOCUMENTS = frozenset({"docs", "doc", "documentation", "binder"})
#: Words in the name of a workflow or a job that tests with the newest, the oldest or several versions on purpose, or updates what
#: the project has.
_VARIANTS = frozenset(
    """
    latest nightly upstream future canary edge prerelease prereleases highest oldest lowest minimum minimal min compat
    compatibility update updates updater autoupdate upgrade upgrades bump
    """.split()  # noqa: SIM905
)
#: The same in the name of a job or of a factor of tox. In the name of a file they mean something else.
_VARIANT_JOBS = frozenset(["devel", "master"])
#: Words that names of jobs end with, without a mark before them: ``drflatest``, ``djangomain``.
_VARIANT_ENDS = ("latest", "devel", "master", "djmain", "djangomain")
#: Words in the names of files and jobs with the oldest versions that a library supports.
_OLDEST = frozenset(["oldest", "lowest", "minimum", "minimal", "min", "mins"])
#: How the names of files end that people can run by hand: their commands alone do not show what they are for.
_BY_HAND = (".sh", ".bash", ".zsh", ".ksh", ".fish", ".ps1", ".bat", ".cmd", "makefile", ".mk", "justfile", "procfile")
#: Words in the name of a script or of a target that installs the project for its users or on a server.
_INSTALLS = frozenset(["install", "setup", "deploy", "package", "bootstrap", "provision"])
#: Files that another system runs where the project is used: a root action, hooks of Heroku, the first start of a machine.
_OF_USERS = lazy(r"action\.ya?ml|(?:.*/)?(?:bin/(?:pre|post)_compile|[^/]*user[-_]?data[^/]*)")
_RUNNERS = frozenset(["uvx", "uv", "pipx", "python", "python3", "py"])
_TEST_RUNNERS = frozenset(["tox", "nox", "pytest", "py.test", "unittest", "stestr"])
_PROGRAMS = frozenset(name.partition("-")[0] for name in (*_PUBLISHING, *_DEPLOYING))
#: The beginnings of the first words of all commands that count. An option before the program has the empty one.
_FIRST = _PROGRAMS.union([""], (name.partition("-")[0] for name in (*_UPLOADING, *_PUSHING, *_PROPOSING)))
_NO_NAMES: frozenset[str] = frozenset()
#: Tools that install locks.
_LOCKING = frozenset(["uv", "poetry", "pdm", "pipenv", "pip", "python"])
#: The same for images in which benchmarks and evaluations run the code of others.
_SANDBOXES = frozenset(["bench", "eval", "evals", "evaluation", "evaluations", "sandbox", "sandboxes", "playground"])
#: Words in the name of a Dockerfile or of its folders for an image that only builds wheels. As the name of a stage they mean
#: the wheels that another stage installs.
_WHEELS = frozenset(["wheel", "wheels", "manylinux", "musllinux"])
#: The condition of an `if`, its variables and the words that they are compared with, and how it is denied.
_CONDITION = lazy(r"if[ \t]+([^;\n]{1,200});?\s*(?:\\\s*)?then\b")
_ASKED = lazy(r"\$\{?([A-Za-z_]\w*)|=[ \t]*[\"']?([A-Za-z]\w*)")
_DENIED = lazy(r"!|-z\b|\|\||\b(?:false|0)\b")
#: Words in the names of environments that only check the project, and their usual names for a version of Python.
_CHECKERS = frozenset(
    """
    coverage cov coveralls codecov type types typing typecheck mypy pyright style format fmt flake8 ruff black isort pylint
    bandit unit functional integration
    """.split()  # noqa: SIM905
)
_PYTHON = lazy(r"(?:py|pypy|python)\d*")
#: Words in the names of stored files that nobody publishes.
_RESULTS_OF_CHECKS = frozenset(
    "coverage cov test tests report reports result results log logs junit benchmark benchmarks screenshots".split()  # noqa: SIM905
)
#: Beginnings of the names of workflows of the project, whose jobs may store files.
_WORKFLOWS = ("./.github/workflows/", "./.gitea/workflows/", "./.forgejo/workflows/")

#: What was found for an action, by its text.
_PATTERNS: dict[str, frozenset[str]] = {}
_WORDS: dict[str, frozenset[str]] = {}
MEMOS = (_PATTERNS, _WORDS)


def purpose_of(commands: Iterable[SimpleCommand], actions: Iterable[str]) -> str:
    """PUBLISH, DEPLOY or CHECK: decided by the commands of a job and the actions that it uses."""
    found = CHECK
    actions, commands = list(actions), list(commands)
    tests_cluster = any(not _LOCAL_CLUSTERS.isdisjoint(words_of_action(action)) for action in actions)
    tests_cluster = tests_cluster or any(command.program in _LOCAL_CLUSTERS for command in commands)
    for action in actions:
        if _is_one_of(action, _DEPLOYING_ACTIONS) or (action.startswith("divio/") and "deploy" in action):
            return DEPLOY
        if _is_one_of(action, _PUBLISHING_ACTIONS):
            found = PUBLISH
    for command in commands:
        program = command.program
        if program == "ansible-playbook" and _deploys_by_playbook(command):
            return DEPLOY
        if program.partition("-")[0] not in _PROGRAMS and program not in _RUNNERS and program != "setup.py":
            continue
        names = _names(command)
        if names & _DEPLOYING and not (tests_cluster and program in ("kubectl", "helm")):
            return DEPLOY
        if names & _PUBLISHING or _uploads_by_setup(command) or _uploads_to_conda(command):
            found = PUBLISH
    return found


def _deploys_by_playbook(command: SimpleCommand) -> bool:
    """Whether ``ansible-playbook`` runs a playbook whose name says that it deploys, and not only as a test."""
    texts = [word.literal or "" for word in command.words]
    names = {word for text in texts if text[:1] != "-" for word in _words(text.rpartition("/")[2].lower())}
    return not names.isdisjoint(_PLAYBOOKS) and _DRY_RUNS.isdisjoint(texts)


def uploads(commands: Iterable[SimpleCommand], actions: Iterable[str]) -> bool:
    """Whether commands or actions upload a package to an index of packages."""
    if any(_is_one_of(action, _UPLOADING_ACTIONS) for action in actions):
        return True
    return any(_names(command) & _UPLOADING or _uploads_by_setup(command) for command in commands)


def pushes_image(commands: Iterable[SimpleCommand], calls: Iterable[Call]) -> bool:
    """Whether commands or actions push an image to a registry."""
    for call in calls:
        if _is_one_of(call.name, _PUSHING_ACTIONS) or (
            plain_action(call) in _PUSHING_BY_INPUT and "push" in call.inputs
        ):
            return True
    return any(
        _names(command) & _PUSHING
        or (command.program == "docker" and any(word.literal == "--push" for word in command.words))
        for command in commands
    )


def proposes_changes(commands: Iterable[SimpleCommand], actions: Iterable[str]) -> bool:
    """Whether commands or actions commit changes of the project, or propose them as a pull request."""
    words = [words_of_action(action) for action in actions]
    if any(each.issuperset(("create", "pull", "request")) or each.issuperset(("github", "push")) for each in words):
        return True
    return any(not _names(command).isdisjoint(_PROPOSING) for command in commands)


def _uploads_by_setup(command: SimpleCommand) -> bool:
    texts = [(word.literal or "").rpartition("/")[2] for word in command.words]
    return "setup.py" in texts and "upload" in texts


def _uploads_to_conda(command: SimpleCommand) -> bool:
    """``anaconda --token $TOKEN upload``."""
    return command.program in ("anaconda", "binstar") and any(word.literal == "upload" for word in command.words)


def _is_one_of(action: str, known: frozenset[str]) -> bool:
    return not _patterns(action).isdisjoint(known)


def _patterns(action: str) -> frozenset[str]:
    """What an action is called in the lists of actions. Workflows repeat most of their actions."""
    found = _PATTERNS.get(action)
    if found is None:
        owner, _, rest = action.lower().partition("@")[0].partition("/")
        name = rest.partition("/")[0]
        found = frozenset([f"{owner}/{name}", f"{owner}/*", f"{owner}/{name.partition('-')[0]}-*"])
        _PATTERNS[action] = found
    return found


def plain_action(call: Call) -> str:
    """The name of an action in lower case, without its version."""
    return call.name.lower().partition("@")[0]


def runs_tests(words: Sequence[str]) -> bool:
    """Whether the words run a test runner: ``pytest -v``, ``python -m pytest``."""
    program = words[0].rpartition("/")[2] if words else ""
    if program in _RUNNERS and "-m" in words[:-1]:
        program = words[words.index("-m") + 1]
    return program in _TEST_RUNNERS


def environment_checks(name: str) -> bool:
    """Whether the name of an environment of tox, nox or Hatch shows that it only checks the project. What it installs does not
    get into other environments.
    """
    return any(word in _CHECKS or word in _CHECKERS or _PYTHON.fullmatch(word) for word in _words(name.lower()))


def runs_workflow(calls: Iterable[Call]) -> bool:
    """Whether a job consists of the jobs of another workflow of the project."""
    return any(call.name.startswith(_WORKFLOWS) for call in calls)


def keeps_results_of_checks(name: str) -> bool:
    """Whether the name of stored files says that they are results of checks, which nobody publishes."""
    return not _RESULTS_OF_CHECKS.isdisjoint(_words(name.lower()))


def installs_lock(action: str) -> bool:
    """Whether an action, judged by its name, may install what a lock pins: ``owner/repository/uv-sync``."""
    words = words_of_action(action)
    return "sync" in words and not words.isdisjoint(_LOCKING)


def _names(command: SimpleCommand) -> frozenset[str]:
    """The program joined with its first operands: ``gh-release``, ``gh-release-create``. Also for a program that another one
    runs, as in ``uvx twine upload``. Empty for programs that no list of commands has.
    """
    program = command.program
    if program not in _RUNNERS and program.partition("@")[0].partition(":")[0].partition("-")[0] not in _FIRST:
        return _NO_NAMES
    if command.named is None:
        command.named = frozenset(_joined_words(command))
    return command.named


def _joined_words(command: SimpleCommand) -> Iterator[str]:
    texts = [(word.literal or "").rpartition("/")[2].partition("@")[0] for word in command.words]
    texts = [part for text in texts if text[:1] != "-" for part in text.split(":")][:6]  # heroku container:release
    begins = range(len(texts)) if command.program in _RUNNERS else range(1)
    return ("-".join(texts[begin:end]) for begin in begins for end in range(begin + 1, begin + 4))


def purpose_of_image(path: str, stage: str | None = None) -> str:
    """The purpose of a Dockerfile's image, if names show it."""
    parts = path.lower().split("/")
    words = {word for part in (*parts, stage or "") for word in _words(part)}
    documents = {word for part in (*parts[:1], *parts[-2:]) for word in _words(part)} & _DOCUMENTS
    if words & (_CHECKS | _SANDBOXES) or documents or not _CI_FOLDERS.isdisjoint(parts):
        return CHECK
    if not _WHEELS.isdisjoint(word for part in parts for word in _words(part)):
        return PUBLISH
    return DEVELOP if words & _DEVELOPS else SHIP


def is_only_for_developers(command: SimpleCommand) -> bool:
    """Whether a command runs only if a variable asks for what developers and tests need: ``if [ "$INSTALL_DEBUG" ]``,
    ``if [ "$ENV" = "development" ]``. A denied condition, and an ``else``, do not show this.
    """
    text = command.mapped.source.text
    for beginning, branch in command.branches:
        condition = _CONDITION.match(text, branch) if beginning == branch else None
        if condition is None or _DENIED.search(condition[1]):
            continue
        names = (name for each in _ASKED.findall(condition[1]) for name in each if name)
        if any(not (_DEVELOPS | _CHECKS).isdisjoint(_words(name.lower().replace("_", "-"))) for name in names):
            return True
    return False


def is_run_by_hand(path: str) -> bool:
    """Whether the file at ``path`` is a script or a Makefile, which people can run by hand. A script's name may
    have no ending.
    """
    return path.lower().endswith(_BY_HAND) or "." not in path.rpartition("/")[2]


def is_run_by_users(path: str) -> bool:
    """Whether the file at ``path`` runs in the workflows of others, or on the machine that runs the project."""
    return _OF_USERS.fullmatch(path.lower()) is not None


def names_installation(path: str, target: str = "") -> bool:
    """Whether the name of a script, or of a ``target`` of a Makefile, says that it installs the project: ``make install``."""
    return not _INSTALLS.isdisjoint(_words((target or path.rpartition("/")[2]).lower()))


def names_check(path: str, target: str = "") -> bool:
    """Whether names say that something only checks, documents or develops the project: the names of a file and its folders, or of
    a ``target`` in the file. Examples: ``tests/requirements.txt``, ``requirements-dev.txt``, ``make lint``.
    """
    parts = path.lower().split("/")
    words = {word for part in (*parts, target.lower()) for word in _words(part)}
    return not _CI_FOLDERS.isdisjoint(parts) or not words.isdisjoint(_CHECKS | _DEVELOPS | _DOCUMENTS)


def names_development(target: str) -> bool:
    """Whether the name of a ``target`` says that it sets up the machine of a developer: ``devenv``, ``install-dev``."""
    return any(word in _DEVELOPS or word == "devenv" for word in _words(target.lower()))


def is_below_checks(path: str) -> bool:
    """Whether the names of the folders of a file say that it tests or documents the project."""
    words = {word for part in path.lower().split("/")[:-1] for word in _words(part)}
    return not words.isdisjoint(_CHECKS | _DOCUMENTS)


def is_deep_in_tests(path: str) -> bool:
    """Whether a file is at least two folders below a folder of tests: it belongs to a program under test."""
    folders = path.lower().split("/")[:-1]
    return any(name in ("test", "tests") for name in folders[:-2])


def names_variants(path: str, job: str = "") -> bool:
    """Whether the name of a file or of a ``job`` in it says that other versions than the usual ones are installed on purpose."""
    names = {word for part in job.lower().split(":") for word in _words(part)}
    words = {word for part in path.lower().split("/") for word in _words(part)} | names
    if not words.isdisjoint(_VARIANTS) or not names.isdisjoint(_VARIANT_JOBS):
        return True
    return any(name.endswith(_VARIANT_ENDS) for name in names)


def names_oldest(name: str) -> bool:
    """Whether the path of a file, or the name of an environment, says that it has the oldest versions that are supported."""
    words = (word for part in name.lower().replace(":", "/").split("/") for word in _words(part))
    return not _OLDEST.isdisjoint(words)


def words_of_action(action: str) -> frozenset[str]:
    """The words in the name of an action, without those of its version."""
    found = _WORDS.get(action)
    if found is None:
        found = _WORDS[action] = frozenset(_words(action.lower().partition("@")[0].replace("/", " ")))
    return found


def _words(text: str) -> list[str]:
    for mark in "._-":
        text = text.replace(mark, " ")
    return text.split()
