"""What uv.lock does not record: an extra that is required only now, and an edge to a package that is locked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from structured import digest, project, root, uv_lock, uv_package
from trees import findings_in

RULES = ("missing-pin", "missing-dependency", "violated-dependency", "orphan-pin", "stale-stamp", "unproven-lock")
EVIDENCE = (
    "# pinlint evidence 1: what the pinned versions require. Written by `pinlint prove`; review it like the lock.\n"
)
FAST = 'name = "alpha", extra = ["fast"]'
RECORDED = 'name = "alpha", extras = ["fast"]'
ALPHA, BETA = uv_package("alpha"), uv_package("beta")
CONDITIONAL = "beta ; extra == 'fast'"
LEFT_OVER = "it is not in pyproject.toml and no other pin needs it"
WAY = "(pyproject.toml:6 -> alpha)"
REFUSED = "`uv lock --check` will refuse this lock: the requirement on alpha in pyproject.toml has changed"
STAMP = f"uv.lock:7:12: info: stale-stamp: the pins are valid, but {REFUSED}"
UNDECIDED = [
    "pyproject.toml:6:6: info: unproven-lock: not proven: uv.lock does not record what alpha[fast] needs",
    f"uv.lock:7:12: info: stale-stamp: {REFUSED}",
]


def known(*requires: str) -> str:
    """The evidence: what alpha requires, and that beta and gamma require nothing."""
    lines = ((name, " | ".join(requires) if name == "alpha" else "") for name in ("alpha", "beta", "gamma"))
    return EVIDENCE + "".join(
        f"{name}==1.0 | sha256:{digest(f'{name}-1.0-py3-none-any.whl')} | - | {listed}".rstrip(" |") + "\n"
        for name, listed in lines
    )


#: What the project requires, the lock, the evidence, and all findings.
EXTRAS = {
    "without metadata it is undecided what a new extra needs": (
        "alpha[fast]",
        uv_lock(root("alpha", requires=["alpha"]), ALPHA),
        "",
        UNDECIDED,
    ),
    "a new extra in another spelling": (
        "alpha[FAST]",
        uv_lock(root("alpha", requires=["alpha"]), ALPHA),
        "",
        UNDECIDED,
    ),
    "an extra that the package did not have when uv locked": (
        "alpha[fast]",
        uv_lock(root("alpha", requires=[RECORDED]), ALPHA),
        "",
        [],
    ),
    "an extra that uv locked": (
        "alpha[fast]",
        uv_lock(root(FAST, requires=[RECORDED]), uv_package("alpha", extras={"fast": ["beta"]}), BETA),
        "",
        [],
    ),
    "an extra that is locked for another package": (
        "alpha[fast]",
        uv_lock(root("alpha", requires=["alpha"]), uv_package("alpha", extras={"fast": ["beta"]}), BETA),
        "",
        [STAMP],
    ),
    "by its metadata the new extra needs a package that is not locked": (
        "alpha[fast]",
        uv_lock(root("alpha", requires=["alpha"]), ALPHA),
        known("beta ; extra == 'fast'"),
        [
            f"uv.lock:18:12: error: missing-dependency: beta is not locked: alpha==1.0 requires {CONDITIONAL} {WAY}",
        ],
    ),
    "by its metadata the new extra needs nothing": (
        "alpha[fast]",
        uv_lock(root("alpha", requires=["alpha"]), ALPHA),
        known("beta ; extra == 'slow'"),
        [STAMP],
    ),
    "by its metadata the new extra needs what another package needs anyway": (
        "alpha[fast]",
        uv_lock(root("alpha", requires=["alpha"]), uv_package("alpha", "1.0", "gamma"), uv_package("gamma")),
        known("gamma", "gamma ; extra == 'fast'"),
        [STAMP],
    ),
    "a new extra that counts nowhere in the lock": (
        "alpha[fast] ; python_version < '3.9'",
        uv_lock(root("alpha", requires=["alpha"]), ALPHA),
        known("beta ; extra == 'fast'"),
        [STAMP],
    ),
}


@pytest.mark.parametrize("case", EXTRAS)
def test_an_extra_that_the_lock_does_not_record(case: str, check_tree: Callable[..., list[str]]) -> None:
    asked, lock, evidence, expected = EXTRAS[case]
    files = {"pyproject.toml": project(asked), "uv.lock": lock, **({"uv.lock.evidence": evidence} if evidence else {})}
    assert check_tree(files, *RULES, evidence=("evidence-file",)) == expected


MISSING = f"uv.lock:15:12: error: missing-dependency: uv.lock does not record that alpha==1.0 requires beta>=1 {WAY}"
#: The packages of the lock, and all findings.
EDGES = {
    "only the edge is missing": ([ALPHA, BETA], [MISSING]),
    "what the package itself needs is not left over": (
        [ALPHA, uv_package("beta", "1.0", "gamma"), uv_package("gamma")],
        [MISSING],
    ),
    "another package is left over": (
        [ALPHA, BETA, uv_package("gamma")],
        [
            MISSING,
            f"uv.lock:33:12: error: orphan-pin: nothing requires gamma any more: {LEFT_OVER}",
        ],
    ),
    "the package is missing": (
        [ALPHA],
        [f"uv.lock:15:12: error: missing-dependency: beta is not locked: alpha==1.0 requires beta>=1 {WAY}"],
    ),
}


@pytest.mark.parametrize("case", EDGES)
def test_an_edge_to_a_locked_package_is_missing(case: str, check_tree: Callable[..., list[str]]) -> None:
    packages, expected = EDGES[case]
    files = {
        "pyproject.toml": project("alpha"),
        "uv.lock": uv_lock(root("alpha"), *packages),
        "uv.lock.evidence": known("beta>=1"),
    }
    assert check_tree(files, *RULES, evidence=("evidence-file",)) == expected


def wheel(name: str) -> str:
    return digest(f"{name}-1.0-py3-none-any.whl")


def without_graph(lock: str, *names: str) -> dict[str, str]:
    """A lock of pip or pipenv with these packages, and its input."""
    if lock == "Pipfile.lock":
        entries = ",".join(f'"{name}":{{"version":"==1.0","hashes":["sha256:{wheel(name)}"]}}' for name in names)
        text = f'{{"_meta":{{"pipfile-spec":6,"requires":{{}},"sources":[]}},"default":{{{entries}}},"develop":{{}}}}\n'
        return {lock: text, "Pipfile": '[packages]\nalpha = "*"\n'}
    text = 'lock-version = "1.0"\ncreated-by = "pip"\n'
    for name in names:
        file = f'url = "https://files.pythonhosted.org/{name}-1.0-py3-none-any.whl", hashes = {{ sha256 = "{wheel(name)}" }}'
        text += f'\n[[packages]]\nname = "{name}"\nversion = "1.0"\nwheels = [{{ {file} }}]\n'
    return {lock: text, "requirements.in": "alpha\n"}


ALL, WITHOUT_GAMMA = ("alpha", "beta", "gamma"), ("alpha", "beta")
WITHOUT_GRAPH = {
    "all packages are locked": (ALL, "gamma", []),
    "a package of a package is missing": (
        WITHOUT_GAMMA, "gamma", ["missing-dependency: gamma is not locked: beta==1.0 requires gamma"],
    ),
    "a package has another version": (
        ALL, "gamma>=2",
        ["violated-dependency: gamma==1.0 does not satisfy what is required: beta==1.0 requires gamma>=2"],
    ),
    "a package is for other platforms": (WITHOUT_GAMMA, "gamma; sys_platform == 'win32'", []),
    "a package is for an extra that is not required": (WITHOUT_GAMMA, "gamma; extra == 'fast'", []),
}  # fmt: skip


@pytest.mark.parametrize("lock", ["pylock.toml", "Pipfile.lock"])
@pytest.mark.parametrize("case", WITHOUT_GRAPH)
def test_metadata_is_the_graph_of_a_lock_without_one(tmp_path: Path, case: str, lock: str) -> None:
    names, requires, expected = WITHOUT_GRAPH[case]
    needs = {"alpha": "beta", "beta": requires, "gamma": ""}
    lines = (f"{name}==1.0 | sha256:{wheel(name)} | - | {needs[name]}".rstrip(" |") + "\n" for name in names)
    files = {**without_graph(lock, *names), f"{lock}.evidence": EVIDENCE + "".join(lines)}

    found = findings_in(tmp_path, files, "missing-dependency", "violated-dependency", evidence=("evidence-file",))

    assert [f"{each.rule}: {each.message.partition(' (')[0]}" for each in found] == expected


NEWER_PYTHON = {
    "the lock is for the required Python": ("python_version >= '3.8'", ["missing-dependency: beta"]),
    "pipenv locked with a newer Python": ("python_version >= '3.10'", []),
    "a marker that is no lower bound": (
        "python_version >= '3.10' or python_version < '3.9'",
        ["missing-dependency: beta"],
    ),
}


@pytest.mark.parametrize("case", NEWER_PYTHON)
def test_a_pipfile_lock_that_a_newer_python_made(tmp_path: Path, case: str) -> None:
    marker, expected = NEWER_PYTHON[case]
    files = without_graph("Pipfile.lock", "alpha")
    entry = f'"version":"==1.0","markers":"{marker}"'
    files["Pipfile.lock"] = (
        files["Pipfile.lock"]
        .replace('"version":"==1.0"', entry)
        .replace('"requires":{}', '"requires":{"python_version":"3.8"}')
    )
    line = f"alpha==1.0 | sha256:{wheel('alpha')} | - | beta; python_version < '3.9'\n"
    files["Pipfile.lock.evidence"] = EVIDENCE + line

    found = findings_in(tmp_path, files, "missing-dependency", evidence=("evidence-file",))

    assert [f"{each.rule}: {each.project}" for each in found] == expected
