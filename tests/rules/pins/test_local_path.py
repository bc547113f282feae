from __future__ import annotations

import pytest

RULE = "local-path"
INSIDE = {"library/setup.py": "", "wheels/demo-1.0-py3-none-any.whl": b"", "requirements/other.txt": ""}


@pytest.mark.parametrize(
    ("line", "severity", "message"),
    [
        pytest.param(
            "-e ../shared",
            "error",
            "../shared leads out of the project: other checkouts do not have it",
            id="outside",
        ),
        pytest.param("./nothing-1.0.zip", "error", "./nothing-1.0.zip is not in the project", id="nothing is there"),
        pytest.param(
            "demo @ file:///opt/demo",
            "warning",
            "/opt/demo is a path on one machine or image: nothing pins what is there",
            id="an absolute path",
        ),
        pytest.param(
            "certifi @ file:///croot/certifi_1671487769961/work/certifi",
            "error",
            "/croot/certifi_1671487769961/work/certifi is a folder of the machine that built the package: "
            "no other machine has it",
            id="a freeze of what conda installed",
        ),
    ],
)
def test_what_other_checkouts_lack(check_tree, line: str, severity: str, message: str) -> None:
    [found] = check_tree({**INSIDE, "requirements.txt": line + "\n"}, RULE)
    assert found.split(": ", 1)[1] == f"{severity}: {RULE}: {message}"


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        pytest.param("vendor/shared", 0, id="the submodule"),
        pytest.param("vendor/shared/python", 0, id="a folder in it"),
        pytest.param("vendor/shared-more", 1, id="another name with the same beginning"),
    ],
)
def test_a_submodule_may_not_be_checked_out(check_tree, folder: str, found: int) -> None:
    files = {
        ".gitmodules": '[submodule "shared"]\n\tpath = vendor/shared\n\turl = ../shared.git\n',
        "requirements.txt": f"-e ./{folder}\n",
    }
    assert len(check_tree(files, RULE)) == found


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param("/croot/six_1671/work", id="conda-build of Anaconda"),
        pytest.param("/home/conda/feedstock_root/build_artifacts/six", id="the container of conda-forge"),
        pytest.param("/opt/conda/conda-bld/six_1671/work", id="conda-build in its own folder"),
        pytest.param("/feedstock_root/build_artifacts/six", id="a feedstock"),
        pytest.param("/home/builder/ci_310/six", id="a builder of Anaconda"),
        pytest.param("/work/ci_py311/six", id="an image of Anaconda's builder"),
        pytest.param("/tmp/build/80754af9/six_1671/work", id="a temporary folder"),
        pytest.param("/private/var/folders/sy/f16/T/abs_1/croots/recipe/six", id="a temporary folder of macOS"),
        pytest.param("/Users/builder/cbouss/perseverance/six", id="a builder with macOS"),
        pytest.param("/Users/runner/miniforge3/conda-bld/six_1671/work", id="a runner with macOS"),
    ],
)
def test_a_folder_in_which_a_package_was_built_for_conda(findings, folder: str) -> None:
    [found] = findings({"requirements.txt": f"six @ file://{folder}\n"}, RULE)
    assert (found.severity, found.project, found.message, found.help) == (
        "error",
        "six",
        f"{folder} is a folder of the machine that built the package: no other machine has it",
        "write the version instead: `pip list --format=freeze` lists those that are installed",
    )


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("requirements.txt", "-e .", id="the project itself"),
        pytest.param("requirements.txt", "-e ./library[extra]", id="a folder of the project"),
        pytest.param("requirements.txt", "./wheels/demo-1.0-py3-none-any.whl", id="a wheel of the project"),
        pytest.param("requirements.txt", "-e /app/library", id="as a container sees it"),
        pytest.param("requirements.txt", "-e /app", id="the whole project as a container sees it"),
        pytest.param("requirements/base.txt", "-e ./library", id="counted from the folder in which pip runs"),
        pytest.param("requirements/base.txt", "-e ../library", id="counted from the folder of the file"),
        pytest.param(
            "requirements/base.txt", "demo @ file:///app/other.txt", id="as a container sees the folder of the file"
        ),
        pytest.param("requirements.txt", "demo @ file:///home/alice/demo", id="somebody's home has its own rule"),
        pytest.param("requirements.txt", "demo==1.0", id="no path at all"),
    ],
)
def test_what_every_checkout_has(check_tree, path: str, line: str) -> None:
    assert check_tree({**INSIDE, path: line + "\n"}, RULE) == []
