"""Everything that the readers of files with commands read: the files in ``jobs/``, each with the picture of its jobs.

A picture shows each job with all that is known of it, and the lines of its scripts. A word that is written in another way in the
file is followed by the text at its place: ``$UNKNOWN«{posargs}»``. So each place is tested, too.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pictures import open_picture

from pinlint.formats.jobs import Call, Job, Packages, Script
from pinlint.text.mapped_text import MappedText
from pinlint.text.source import SourceFile

FILES = sorted((Path(__file__).parent / "jobs").iterdir())
WORD = re.compile(r"\S+")


def shown(text: MappedText, start: int, end: int) -> str:
    """A word of a text; with the text at its place, if this is another text."""
    word = text.text[start:end]
    span = text.span(start, end)
    there = text.source.text[span.start : span.end]
    return word if there == word else f"{word}«{there}»".replace("\n", "⏎")


def words_of(text: MappedText, line: str, at: int) -> str:
    return WORD.sub(lambda word: shown(text, at + word.start(), at + word.end()), line)


def settings(variables: dict[str, str | None], loops: list) -> Iterator[str]:
    for name, value in variables.items():
        yield f"{name}={'?' if value is None else value}"
    for name, words in loops:
        yield f"for {name} in {', '.join(shown(word.mapped, word.start, word.end) for word in words)}"


def picture(job: Job) -> Iterator[str]:
    about = [
        job.purpose,
        f"in {job.folder}" if job.folder else None,
        f"after {', '.join(job.needs)}" if job.needs else None,
        f"where {job.after.name} ran" if job.after else None,
        f"image {job.image}" if job.image else None,
        f"Python {', '.join(job.pythons)}" if job.pythons else None,
        "keeps files" if job.keeps else None,
        "open" if job.is_open else None,
    ]
    yield " · ".join([f"job {job.name}", *filter(None, about)])
    for action in job.actions:
        if isinstance(action, Script):
            folder = "somewhere" if action.folder is None else f"in {action.folder}" if action.folder else None
            marks = ["continues" if action.continues else None, "maybe" if action.conditional else None]
            found = [folder, *marks, *settings(action.variables, action.loops)]
            yield " · ".join(["  script", *filter(None, found)])
            at = 0
            for line in action.text.text.split("\n"):
                if line.strip():
                    yield f"    {words_of(action.text, line.rstrip(), at)}"
                at += len(line) + 1
        elif isinstance(action, Packages):
            given = ["?" if each is None else shown(each, 0, len(each.text)) for each in action.arguments]
            whole = job.source.text[action.span.start : action.span.end]
            found = [*settings(action.variables, action.loops), f"at {whole.split()[0]} … {whole.split()[-1]}"]
            yield " · ".join([f"  {action.tool}: {' | '.join(given)}", *found])
        else:
            assert isinstance(action, Call)
            given = [f"with {', '.join(action.inputs)}" if action.inputs else None]
            given += [f"artifact {action.artifact}" if action.artifact else None]
            given += [f"artifacts {action.pattern}" if action.pattern else None]
            place = job.source.text[action.span.start : action.span.end]
            yield " · ".join(
                [f"  calls {action.name}", *filter(None, given), *([f"at {place}"] if place != action.name else [])]
            )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_jobs_of_a_file(file: Path) -> None:
    module, source, expected = open_picture(file, "jobs")
    jobs = module.jobs(source)
    assert "\n".join(line for job in jobs for line in picture(job)) + "\n" == expected


def test_nodes_of_jenkins_are_told_apart_when_memory_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from pinlint.formats import jenkinsfile

    def collecting(*given: Any, **named: Any) -> Job:
        gc.collect()
        return Job(*given, **named)

    monkeypatch.setattr(jenkinsfile, "Job", collecting)
    text = "".join(f"node {{ stage('{number}') {{ sh 'pip install x' }} }}\n" for number in range(20))
    found = jenkinsfile.jobs(SourceFile("Jenkinsfile", text))
    assert [job.after for job in found] == [None] * 20


def test_a_makefile_with_windows_line_ends_has_the_same_jobs() -> None:
    from pinlint.formats.makefile import jobs

    text = "LONG = one \\\n   two\nall: x \\\n  y ; pip install $(LONG)\n\tpip install three \\\n\t\tfour\n"
    found = [
        [line.replace("\r", "") for job in jobs(SourceFile("Makefile", each)) for line in picture(job)]
        for each in (text, text.replace("\n", "\r\n"))
    ]
    assert "job all · after x, y" in found[0]
    assert found[0] == found[1]


OF_YAML = {
    "ansible_tasks": "site.yml", "azure_template": "ci/x.yml", "ci_scripts": ".travis.yml", "compose": "compose.yml",
    "conda_environment": "environment.yml", "devcontainer": ".devcontainer.json", "github_action": "action.yml",
    "github_workflow": ".github/workflows/x.yml", "gitlab_ci": ".gitlab-ci.yml", "snapcraft": "snapcraft.yaml",
}  # fmt: skip


@pytest.mark.parametrize("name", OF_YAML)
@pytest.mark.parametrize("text", ["", "# x\n", "null\n", "[]\n", "{}\n", "x\n", "3\n", "- x\n", "x: y\n", "[[{}]]\n"])
def test_a_file_without_jobs_has_none(name: str, text: str) -> None:
    from importlib import import_module

    jobs = import_module(f"pinlint.formats.{name}").jobs(SourceFile(OF_YAML[name], text))
    assert [job.actions for job in jobs if job.actions] == []


#: A value of each type in place of the value of each key that a reader looks for.
ODD = ("null", "3", "x", "[]", "[3, x, [y], {}]", "{}", "{x: 3, y: [z], z: {}}")
KEYS = {
    "ansible_tasks": "hosts tasks pip name requirements loop with_items when state virtualenv extra_args",
    "ci_scripts": "jobs steps script install env environment matrix deploy parameters when run working_directory",
    "compose": "services x command entrypoint post_start",
    "conda_environment": "dependencies pip",
    "github_action": "runs steps run uses with env shell",
    "github_workflow": "jobs x steps run uses with env shell strategy matrix needs container defaults runs-on if",
    "gitlab_ci": "x script before_script after_script extends variables needs image artifacts rules include default",
    "snapcraft": "parts x python-packages python-requirements override-build",
}


#: What is around a key, where a reader looks for it.
AROUND = (
    "{{{0}: {1}}}",
    "[{{{0}: {1}}}]",
    "{{x: {{{0}: {1}, script: pip install x}}}}",
    "{{jobs: {{x: {{{0}: {1}, steps: [{{{0}: {1}, run: pip install x}}]}}}}}}",
    "{{services: {{x: {{{0}: {1}}}}}, parts: {{x: {{{0}: {1}}}}}}}",
    "{{dependencies: [{{{0}: {1}}}], runs: {{{0}: {1}}}}}",
)


@pytest.mark.parametrize("name", KEYS)
def test_values_of_other_types_are_no_failure(name: str) -> None:
    from importlib import import_module

    jobs = import_module(f"pinlint.formats.{name}").jobs
    for outer in AROUND:
        for key in KEYS[name].split():
            for value in ODD:
                for job in jobs(SourceFile(OF_YAML[name], outer.format(key, value) + "\n")):
                    assert list(picture(job))
