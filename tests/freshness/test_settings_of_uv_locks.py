"""Settings of uv that uv.lock records: environments, constraints, overrides and excludes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import project, root, uv_lock, uv_package
from test_faults_of_locks import FAMILIES

from pinlint.findings.finding import Finding

TWO = """supported-markers = [
    "sys_platform == 'linux'",
    "sys_platform == 'darwin'",
]
"""
REQUIRED = TWO.replace("supported", "required")
MANIFEST = """
[manifest]
constraints = [{ name = "beta", specifier = "<2" }]
overrides = [{ name = "alpha", specifier = ">=1" }]
excludes = ["gamma"]
"""
LINUX_AND_MACOS = "\"sys_platform == 'linux'\", \"sys_platform == 'darwin'\""
REFUSED = (
    "uv.lock:1:1: info: stale-stamp: the pins are valid, but `uv lock --check` will refuse this lock: "
    "{} in pyproject.toml has changed"
)
WINDOWS = (
    "uv.lock:1:1: warning: environment-mismatch: the lock is not for all environments of pyproject.toml: "
    "nothing is locked for Windows"
)


def settings(**values: str) -> dict[str, str]:
    """A project with settings of uv, and a lock that records other ones."""
    recorded = values.pop("lock", "")
    table = "".join(f"{name.replace('_', '-')} = {value}\n" for name, value in values.items())
    return {
        "pyproject.toml": project("alpha", more=f"[tool.uv]\n{table}"),
        "uv.lock": uv_lock(root("alpha"), uv_package("alpha", "1.0", "beta"), uv_package("beta"), top=recorded),
    }


SAME = {
    "constraint_dependencies": '["beta<2"]',
    "override_dependencies": '["Alpha >= 1"]',
    "exclude_dependencies": '["Gamma"]',
}
CASES = [
    pytest.param(settings(environments=f"[{LINUX_AND_MACOS}]", lock=TWO), [], id="the environments of the lock"),
    pytest.param(
        settings(environments="[\"sys_platform == 'darwin'\", 'sys_platform == \"linux\"']", lock=TWO),
        [REFUSED.format("environments")],
        id="in another order",
    ),
    pytest.param(
        settings(environments="[\"sys_platform == 'linux' or sys_platform == 'darwin'\"]", lock=TWO), [],
        id="in other words",
    ),
    pytest.param(
        settings(environments="[\"\"\"\n sys_platform == 'linux'\n or sys_platform == 'darwin'\n\"\"\"]", lock=TWO), [],
        id="in several lines",
    ),
    pytest.param(settings(environments='["sys_platform is linux"]', lock=TWO), [], id="no marker"),
    pytest.param(
        settings(environments="[\"sys_platform == 'win32'\"]", lock=TWO),
        [
            WINDOWS,
            REFUSED.format("environments"),
        ],
        id="another environment",
    ),
    pytest.param(
        settings(lock=TWO),
        [
            WINDOWS,
        ],
        id="all environments",
    ),
    pytest.param(
        settings(environments="[\"sys_platform == 'linux'\"]", lock=TWO), [REFUSED.format("environments")],
        id="fewer environments",
    ),
    pytest.param(
        settings(required_environments="[\"platform_system == 'Linux'\", \"sys_platform == 'darwin'\"]", lock=REQUIRED), [],
        id="the required environments of the lock in other words",
    ),
    pytest.param(
        settings(required_environments="[\"sys_platform == 'darwin'\", \"sys_platform == 'linux'\"]", lock=REQUIRED),
        [REFUSED.format("required-environments")],
        id="the required environments in another order",
    ),
    pytest.param(settings(**SAME, lock=MANIFEST), [], id="what the lock records"),
    pytest.param(settings(), [], id="nothing"),
    pytest.param(
        settings(
            constraint_dependencies='["beta<2", "numpy<2"]',
            override_dependencies='["alpha>=1", "numpy==2.0"]',
            exclude_dependencies='["gamma", "nothing"]',
            lock=MANIFEST,
        ),
        [],
        id="new entries about projects that are not locked",
    ),
    pytest.param(
        settings(constraint_dependencies='["beta<2 ; python_version < \'3\'"]'), [],
        id="a new constraint for Pythons that the lock is not for",
    ),
    pytest.param(
        settings(constraint_dependencies='["beta<2"]'), [REFUSED.format("constraint-dependencies")],
        id="a new constraint on a locked project",
    ),
    pytest.param(
        settings(override_dependencies='["beta<2"]'), [REFUSED.format("override-dependencies")],
        id="a new override of a locked project",
    ),
    pytest.param(
        settings(lock='[manifest]\nconstraints = [{ name = "numpy", specifier = "<2" }]\n'),
        [REFUSED.format("constraint-dependencies")],
        id="no longer a constraint on a project that is not locked",
    ),
    pytest.param(
        settings(exclude_dependencies='["beta"]'),
        [REFUSED.format("exclude-dependencies").replace("the pins are valid, but ", "")],
        id="a locked project is excluded",
    ),
    pytest.param(
        settings(**{**SAME, "constraint_dependencies": '["beta<3"]'}, lock=MANIFEST),
        [REFUSED.format("constraint-dependencies")],
        id="another constraint",
    ),
    pytest.param(
        settings(**{**SAME, "override_dependencies": "[]"}, lock=MANIFEST), [REFUSED.format("override-dependencies")],
        id="no override",
    ),
    pytest.param(
        settings(constraint_dependencies='["beta<2"]', override_dependencies='["alpha>=1"]', lock=MANIFEST),
        [REFUSED.format("exclude-dependencies")],
        id="nothing excluded",
    ),
    pytest.param(
        settings(**{**SAME, "constraint_dependencies": '["beta<1"]'}, lock=MANIFEST),
        ["uv.lock:{}: error: violated-constraint: beta==1.0 violates the constraint beta<1 in pyproject.toml:9"],
        id="a violated constraint",
    ),
    pytest.param(
        settings(**{**SAME, "override_dependencies": '["alpha>=2"]'}, lock=MANIFEST),
        ["uv.lock:{}: error: violated-constraint: alpha==1.0 violates the override alpha>=2 in pyproject.toml:10"],
        id="a violated override of a requirement of the project",
    ),
    pytest.param(
        settings(override_dependencies='["beta>=2"]'),
        ["uv.lock:{}: error: violated-constraint: beta==1.0 violates the override beta>=2 in pyproject.toml:9"],
        id="a violated override of a requirement of a package",
    ),
    pytest.param(
        settings(override_dependencies='["beta>=2; sys_platform == \'win32\'"]', environments=f"[{LINUX_AND_MACOS}]", lock=TWO),
        [REFUSED.format("override-dependencies")],
        id="an override for another platform",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), CASES)
def test_settings(files: dict[str, str], expected: list[str], check_tree: Callable[..., list[str]]) -> None:
    text = files["uv.lock"]
    line = text.count("\n", 0, text.index('name = "beta"\nversion')) + 2
    alpha = text.count("\n", 0, text.index('name = "alpha"\nversion')) + 2
    places = [each.format(f"{line if 'beta==' in each else alpha}:12") for each in expected]
    assert check_tree(files, *FAMILIES) == places


def test_a_script_has_no_settings_of_the_project(check_tree: Callable[..., list[str]]) -> None:
    script = '# /// script\n# dependencies = ["alpha"]\n# ///\n'
    lock = uv_lock(uv_package("alpha"), top='[manifest]\nrequirements = [{ name = "alpha" }]\n')
    files = {
        "x.py": script,
        "x.py.lock": lock,
        "pyproject.toml": "[tool.uv]\nenvironments = [\"sys_platform == 'linux'\"]\n",
    }
    assert check_tree(files, *FAMILIES) == []


AB = '[{ package = "acme", extra = "a" }, { package = "acme", group = "b" }]'
CD = '[{ package = "acme", extra = "c" }, { package = "acme", extra = "d" }]'
OPTIONS = [
    pytest.param('exclude-newer = "2026-11-02"', 'exclude-newer = "2026-11-01T00:00:00Z"', "", id="another date"),
    pytest.param('exclude-newer = "7 days"', 'exclude-newer-span = "P7D"', "", id="the same span"),
    pytest.param('exclude-newer = "72 hours"', 'exclude-newer-span = "PT72H"', "", id="the same span in hours"),
    pytest.param('exclude-newer = "30 days ago"', 'exclude-newer-span = "-P30D"', "", id="the same span before now"),
    pytest.param('exclude-newer = "1wk, 2d 90mins"', 'exclude-newer-span = "P1W2DT90M"', "", id="the same span in parts"),
    pytest.param('exclude-newer = "1d 02:00:00"', 'exclude-newer-span = "P1DT2H"', "", id="a span of another spelling"),
    pytest.param('exclude-newer = "8 days"', 'exclude-newer-span = "P7D"', "exclude-newer", id="another span"),
    pytest.param('exclude-newer = "3 days"', 'exclude-newer-span = "PT3H"', "exclude-newer", id="days in place of hours"),
    pytest.param('exclude-newer = "2026-11-02"', 'exclude-newer-span = "P7D"', "exclude-newer", id="a date for a span"),
    pytest.param(
        'exclude-newer-package = { Alpha = "2026-11-02", other = false }',
        '[options.exclude-newer-package]\nalpha = "2026-11-01T00:00:00Z"',
        "",
        id="another date of a package, and one of a package that is not locked",
    ),
    pytest.param("exclude-newer-package = { alpha = false }", "", "exclude-newer-package", id="a new date of a package"),
    pytest.param('resolution = "highest"', "", "", id="the default resolution"),
    pytest.param('resolution = "lowest-direct"', "", "resolution", id="another resolution"),
    pytest.param('prerelease = "if-necessary-or-explicit"', "", "", id="the default for pre-releases"),
    pytest.param('fork-strategy = "fewest"', 'fork-strategy = "fewest"', "", id="the same strategy"),
    pytest.param('fork-strategy = "fewest"', "", "fork-strategy", id="another strategy"),
    pytest.param(
        'required-environments = ["sys_platform == \'linux\'"]',
        "required-markers = [\n    \"sys_platform == 'linux'\",\n]",
        "",
        id="the required environments of the lock",
    ),
    pytest.param(
        'required-environments = ["sys_platform == \'linux\'"]', "", "required-environments", id="a required environment"
    ),
    pytest.param(
        'build-constraint-dependencies = ["Numpy >= 1, < 2"]',
        '[manifest]\nbuild-constraints = [{ name = "numpy", specifier = ">=1,<2" }]',
        "",
        id="the build constraints of the lock",
    ),
    pytest.param(
        'build-constraint-dependencies = ["numpy<2"]', "", "build-constraint-dependencies", id="a new build constraint"
    ),
    pytest.param(
        'conflicts = [[{ extra = "a" }, { group = "b" }]]',
        'conflicts = [[\n    { package = "acme", extra = "a" },\n    { package = "acme", group = "b" },\n]]',
        "",
        id="the conflicts of the lock",
    ),
    pytest.param('conflicts = [[{ extra = "a" }, { group = "b" }]]', "", "conflicts", id="new conflicts"),
    pytest.param(
        'conflicts = [[{ group = "b" }, { extra = "a" }], [{ extra = "c" }, { extra = "d" }]]', f"conflicts = [{AB}, {CD}]", "",
        id="the items of a set in another order",
    ),
    pytest.param(
        'conflicts = [[{ extra = "c" }, { extra = "d" }], [{ extra = "a" }, { group = "b" }]]', f"conflicts = [{AB}, {CD}]",
        "conflicts",
        id="the sets in another order",
    ),
    pytest.param(
        "", 'conflicts = [[\n    { package = "acme", extra = "a" },\n    { package = "acme", group = "b" },\n]]', "conflicts",
        id="no conflicts any more",
    ),
    pytest.param(
        'dependency-metadata = [{ name = "Beta", version = "1", requires-dist = ["x <2, >=1"] }]',
        '[[manifest.dependency-metadata]]\nname = "beta"\nversion = "1.0"\nrequires-dist = ["x>=1,<2"]',
        "",
        id="the static metadata of the lock",
    ),
    pytest.param(
        'dependency-metadata = [{ name = "Beta", requires-dist = ["x; extra == \'y\'"], provides-extra = ["Y"] }]',
        '[[manifest.dependency-metadata]]\nname = "beta"\nrequires-dist = ["x ; extra == \'y\'"]\nprovides-extras = ["y"]',
        "",
        id="the static metadata of the lock, with an extra",
    ),
    pytest.param(
        'dependency-metadata = [{ name = "other", requires-dist = [] }]', "", "",
        id="static metadata of a package that is not locked",
    ),
    pytest.param(
        'dependency-metadata = [{ name = "beta", requires-dist = ["x"] }]', "", "dependency-metadata",
        id="new static metadata of a locked package",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("setting", "recorded", "changed"), OPTIONS)
def test_options(setting: str, recorded: str, changed: str, check_tree: Callable[..., list[str]]) -> None:
    name = recorded.split(" ", maxsplit=1)[0]
    is_option = bool(recorded) and name in ("resolution-mode", "prerelease-mode", "fork-strategy")
    top = f"[options]\n{recorded}\n" if is_option or name.startswith("exclude-newer") else f"{recorded}\n"
    files = {
        "pyproject.toml": project("alpha", more=f"[tool.uv]\n{setting}\n"),
        "uv.lock": uv_lock(root("alpha"), uv_package("alpha", "1.0", "beta"), uv_package("beta"), top=top),
    }
    found = [line for line in check_tree(files, *FAMILIES) if "stale-stamp" in line]
    assert [line.partition("this lock: ")[2] for line in found] == (
        [f"{changed} in pyproject.toml has changed"] if changed else []
    )


@pytest.mark.parametrize(
    ("recorded", "option"),
    [
        pytest.param('exclude-newer = "2026-11-01T00:00:00Z"', "exclude-newer", id="a date"),
        pytest.param('exclude-newer-span = "P7D"', "exclude-newer", id="a span"),
        pytest.param('prerelease-mode = "allow"', "prerelease", id="pre-releases"),
        pytest.param('resolution-mode = "lowest-direct"', "resolution", id="the lowest versions"),
        pytest.param('[options.exclude-newer-package]\nbeta = "2026-11-01T00:00:00Z"', "exclude-newer-package", id="a package"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("run", "env", "severity"),
    [
        pytest.param("uv sync --locked", "", "warning", id="a job refuses it"),
        pytest.param("uv sync --locked --exclude-newer 2026-11-01", "", None, id="a job has an option"),
        pytest.param("uv lock --check --resolution=lowest-direct", "", None, id="a job has another option"),
        pytest.param("uv sync --locked", "UV_EXCLUDE_NEWER: '2026-11-01'", None, id="a job has a variable"),
        pytest.param("uv sync --frozen", "", None, id="no job compares it"),
    ],
)
def test_options_that_the_project_does_not_set(
    recorded: str, option: str, run: str, env: str, severity: str | None, findings: Callable[..., list[Finding]]
) -> None:
    job = f"on: push\njobs:\n  a:\n    env: {{{env}}}\n    steps:\n    - uses: actions/checkout@v4\n    - run: {run}\n"
    files = {
        ".github/workflows/ci.yml": job,
        "pyproject.toml": project("alpha"),
        "uv.lock": uv_lock(
            root("alpha"), uv_package("alpha", "1.0", "beta"), uv_package("beta"), top=f"[options]\n{recorded}\n"
        ),
    }
    found = [each for each in findings(files, *FAMILIES) if each.rule == "stale-stamp"]
    detail = f"it was made with {option}, which pyproject.toml does not set"
    assert [each.message for each in found] == [
        f"`uv lock --check` accepts this lock only with the same option: {detail}"
    ]
    assert (found[0].severity, found[0].counted) == ((severity, None) if severity else ("info", "options"))
