"""The keys of each CI system that hold commands, and the words around them."""

from __future__ import annotations

import pytest

from pinlint.formats.ci_scripts import jobs
from pinlint.formats.jobs import Script
from pinlint.text.source import SourceFile
from pinlint.uses.steps import DEPLOY, PUBLISH

KEYS = {
    ".circleci/config.yml": "script scripts command commands cmds run",
    "azure-pipelines.yml": "script bash pwsh powershell",
    ".travis.yml": "before_install install before_script script after_script after_success after_failure before_deploy "
    "after_deploy",
    "appveyor.yml": "init install before_build build_script after_build before_test test_script after_test deploy_script "
    "on_success",
    ".cirrus.yml": "script before_script after_script build_script deploy_script test_script",
    ".gitpod.yml": "before init prebuild command",
    "cloudbuild.yaml": "script",
    ".readthedocs.yaml": "commands create_environment install html pdf epub htmlzip pre_checkout post_checkout "
    "pre_system_dependencies post_system_dependencies pre_create_environment post_create_environment pre_install "
    "post_install pre_build post_build",
}
EVERY = sorted({key for keys in KEYS.values() for key in keys.split()} | {"name", "image"})
CASES = [
    (path, key) for path in KEYS for key in EVERY if key != "test_script" or path in (".cirrus.yml", "appveyor.yml")
]


def scripts(path: str, text: str) -> list[Script]:
    return [each for job in jobs(SourceFile(path, text)) for each in job.actions if isinstance(each, Script)]


@pytest.mark.parametrize("key", EVERY)
@pytest.mark.parametrize("path", KEYS)
def test_the_keys_of_a_script(path: str, key: str) -> None:
    found = [each.text.text.strip() for each in scripts(path, f"x:\n  steps:\n    - {key}: pip install six\n")]
    assert found == (["pip install six"] if key in KEYS[path].split() else [])


@pytest.mark.parametrize("key", ["steps", "phases", "build"])
def test_a_table_of_steps_is_one_job(key: str) -> None:
    [job] = jobs(
        SourceFile(
            "buildspec.yml", f"x:\n  {key}:\n    a: {{commands: pip install a}}\n    b: {{commands: pip install b}}\n"
        )
    )
    assert len(job.actions) == 2


@pytest.mark.parametrize("key", ["working_directory", "workingDirectory", "working-directory", "dir"])
def test_the_folder_of_a_script(key: str) -> None:
    for value, folder in (("sub", "sub"), ("$x", None), ("<< x >>", None), ("{{ x }}", None)):
        [script] = scripts(".circleci/config.yml", f"x:\n  - run: pip install six\n    {key}: '{value}'\n")
        assert script.folder == folder


@pytest.mark.parametrize("key", ["env", "environment", "variables"])
def test_the_variables_of_a_script(key: str) -> None:
    text = f"x:\n  - run: pip install six\n    {key}: {{A: one, B: 2, C: $x, D: << x >>, E: [y]}}\n"
    [script] = scripts(".circleci/config.yml", text)
    assert script.variables == {"A": "one", "B": "2", "C": None, "D": None, "E": None}


@pytest.mark.parametrize("key", ["condition", "if", "$if", "when", "unless", "status", "preconditions"])
def test_a_condition_decides_whether_a_script_runs(key: str) -> None:
    [script, after] = scripts(
        ".circleci/config.yml", f"x:\n  - run: pip install a\n    {key}: x\n  - run: pip install b\n"
    )
    assert (script.conditional, after.conditional) == (True, False)


@pytest.mark.parametrize("key", ["continueOnError", "ignore_error", "soft_fail", "allow_failures"])
def test_a_script_that_may_fail(key: str) -> None:
    for value, conditional in (("true", True), ("false", False)):
        [script] = scripts(".circleci/config.yml", f"x:\n  - run: pip install a\n    {key}: {value}\n")
        assert script.conditional is conditional


@pytest.mark.parametrize(
    ("provider", "purpose"),
    [
        *(
            (name, PUBLISH)
            for name in ("pypi", "releases", "pages", "'pages:git'", "anaconda", "npm", "packagecloud", "snap")
        ),
        ("heroku", DEPLOY),
        ("script", DEPLOY),
    ],
)
def test_the_provider_of_a_deployment_says_what_it_is_for(provider: str, purpose: str) -> None:
    [job] = jobs(SourceFile(".travis.yml", f"script: pip install six\ndeploy: {{provider: {provider}}}\n"))
    assert job.purpose == purpose


@pytest.mark.parametrize("key", ["cmd", "ps", "sh", "command", "bash"])
def test_an_item_of_a_script_may_name_its_shell(key: str) -> None:
    [script] = scripts("appveyor.yml", f"install:\n  - {key}: pip install six\n")
    assert script.text.text.strip() == "pip install six"
