"""Which jobs of a workflow publish, by the names of the files that they store and that other jobs get."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.build.docker_context import Context
from pinlint.build.image_stage import SCRATCH, Stage
from pinlint.build.places import Place
from pinlint.build.stored_files import publish_what_is_needed
from pinlint.formats.github_workflow import jobs
from pinlint.text.budget import Budget, ExceededError
from pinlint.text.source import SourceFile
from pinlint.uses.steps import CHECK, PUBLISH

Checked = Callable[..., list[str]]
FILE = ".github/workflows/release.yml"
UPLOAD = "actions/upload-artifact@v4"
DOWNLOAD = "actions/download-artifact@v4"
MERGE = "actions/upload-artifact/merge@v4"


def uses(action: str, given: str = "") -> str:
    return f"{{uses: {action}, with: {{{given}}}}}"


def severity(stored: str, got: str, check_tree: Checked, between: str = "") -> str:
    """How severe an unpinned install is in a job that stores files, if another one gets files and publishes.

    A job may stand ``between`` them.
    """
    text = f"on: push\njobs:\n  build: {{steps: [{{run: pip install flask}}, {stored}]}}\n"
    if between:
        text += f"  between: {{needs: build, steps: [{between}]}}\n"
    text += f"  publish: {{needs: {'between' if between else 'build'}, steps: [{got}, {{run: twine upload x}}]}}\n"
    (found,) = check_tree({"requirements.txt": "six==1.17.0\n", FILE: text}, "unpinned-install")
    return found.split(": ")[1].split()[0]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("dist-[lm]*", "error", id="a class of characters"),
        pytest.param("[cd]ist-*", "error", id="a class of characters at the beginning"),
        pytest.param("dist-{linux,macos}", "error", id="alternatives"),
        pytest.param("dist-@(linux|macos)", "error", id="one of several"),
        pytest.param("dist+(-linux)", "error", id="one or more"),
        pytest.param("!(tests)", "error", id="all but one"),
        pytest.param("!tests-*", "error", id="no name that begins so"),
        pytest.param("dist\\-linux", "error", id="a protected character"),
        pytest.param("docs-[lm]*", "warning", id="another beginning of a class"),
        pytest.param("docs-@(linux|macos)", "warning", id="another beginning of one of several"),
    ],
)
def test_a_pattern_that_cannot_be_compared(pattern: str, expected: str, check_tree: Checked) -> None:
    stored, got = uses(UPLOAD, "name: dist-linux"), uses(DOWNLOAD, f"pattern: '{pattern}'")
    assert severity(stored, got, check_tree) == expected


@pytest.mark.parametrize(
    ("stored", "got", "expected"),
    [
        pytest.param(uses(UPLOAD), uses(DOWNLOAD, "name: artifact"), "error", id="the usual name"),
        pytest.param(uses(UPLOAD, "name: 1"), uses(DOWNLOAD, "name: '1'"), "error", id="a number as a name"),
        pytest.param(
            uses(UPLOAD, "name: dist"), uses("dawidd6/action-download-artifact@v6", "name: x"), "error",
            id="another action gets files",
        ),
        pytest.param(
            uses(UPLOAD, "name: coverage"), uses("dawidd6/action-download-artifact@v6"), "warning",
            id="another action gets files, but these are results of a check",
        ),
        pytest.param(
            uses("forgejo/upload-artifact@v3", "name: x"), uses(DOWNLOAD, "name: dist"), "error",
            id="another action stores files",
        ),
        pytest.param(
            uses(UPLOAD, "name: dist"), uses("robinraju/release-downloader@v1"), "warning",
            id="an action that gets the files of a release",
        ),
    ],
)  # fmt: skip
def test_the_actions_that_store_and_get_files(stored: str, got: str, expected: str, check_tree: Checked) -> None:
    assert severity(stored, got, check_tree) == expected


@pytest.mark.parametrize(
    ("merged", "got", "expected"),
    [
        pytest.param("name: dist, pattern: dist-*", "name: dist", "error", id="the merged files"),
        pytest.param("pattern: dist-*", "name: merged-artifacts", "error", id="the usual name of merged files"),
        pytest.param("name: dist", "name: dist", "error", id="all files are merged"),
        pytest.param("name: dist, pattern: docs-*", "name: dist", "warning", id="other files are merged"),
        pytest.param("name: docs, pattern: dist-*", "name: dist", "warning", id="nobody publishes the merged files"),
    ],
)
def test_merged_files(merged: str, got: str, expected: str, check_tree: Checked) -> None:
    stored = uses(UPLOAD, "name: dist-linux")
    assert severity(stored, uses(DOWNLOAD, got), check_tree, between=uses(MERGE, merged)) == expected


class Needs(tuple[str, ...]):
    """The jobs that a job needs, which counts how often they are looked through."""

    looked = 0

    def __iter__(self) -> Iterator[str]:
        type(self).looked += len(self)
        return super().__iter__()


def place(text: str) -> Place:
    """A file of jobs, of which those that begin with ``p`` publish."""
    source = SourceFile(FILE, text)
    found = Place("github_workflow", source, Budget(len(text)))  # type: ignore[arg-type]
    found.jobs = jobs(source)
    context = Context(None, "", None, found.budget)  # type: ignore[arg-type]
    found.stages = [Stage(job.name, SCRATCH, None, context) for job in found.jobs]
    for stage in found.stages:
        stage.purpose = PUBLISH if (stage.name or "").startswith("p") else CHECK
    return found


def job(name: str, needs: list[str], *steps: str) -> str:
    return f"  {name}: {{needs: [{', '.join(needs)}], steps: [{', '.join(steps)}]}}\n"


def test_each_job_is_visited_a_few_times_whoever_needs_it() -> None:
    names = [f"p{number}" for number in range(200)]
    text = "jobs:\n" + "".join(
        job(name, names[max(0, at - 20) : at], uses(UPLOAD, f"name: {name}"), uses(DOWNLOAD, f"name: p{at - 1}"))
        for at, name in enumerate(names)
    )
    found = place(text)
    for each in found.jobs:
        each.needs = Needs(each.needs)
    Needs.looked = 0
    publish_what_is_needed(found.jobs, found.stages, found.budget)
    assert 0 < Needs.looked <= 4 * sum(len(each.needs) for each in found.jobs)


def test_beginnings_of_many_lengths_spend_from_the_budget() -> None:
    text = "jobs:\n" + "".join(
        job(f"p{number}", [], uses(UPLOAD, f"name: '{'n' * number}-*'"), uses(DOWNLOAD, f"pattern: '{'n' * number}-*'"))
        for number in range(100)
    )
    found = place(text)
    found.budget = Budget.of(100 * 100)  # type: ignore[assignment]
    with pytest.raises(ExceededError):
        publish_what_is_needed(found.jobs, found.stages, found.budget)


def test_patterns_are_not_compared_with_all_names() -> None:
    text = "jobs:\n" + "".join(
        job(f"p{number:03}", [], uses(UPLOAD, f"name: 'n{number:03}-*'"), uses(DOWNLOAD, f"pattern: 'n{number:03}-*'"))
        for number in range(300)
    )
    found = place(text)
    found.budget = Budget.of(20 * 300)  # type: ignore[assignment]
    publish_what_is_needed(found.jobs, found.stages, found.budget)
    assert found.budget.spent > 300


JOBS = st.lists(
    st.tuples(st.booleans(), st.sets(st.integers(0, 6)), st.sampled_from("abc"), st.sampled_from(["a", "b", "c", "[ab]", ""])),
    max_size=7,
)  # fmt: skip


@given(JOBS, st.randoms())
def test_the_order_of_the_jobs_does_not_matter(made: list[tuple[bool, set[int], str, str]], random) -> None:  # type: ignore[no-untyped-def]
    names = [("p" if publishes else "j") + str(at) for at, (publishes, *_) in enumerate(made)]
    lines = [
        job(
            name,
            [names[other] for other in sorted(needs) if other < at],
            uses(UPLOAD, f"name: {stored}"),
            *([uses(DOWNLOAD, f"pattern: '{got}'")] if got else []),
        )
        for at, (name, (_, needs, stored, got)) in enumerate(zip(names, made, strict=True))
    ]
    results = []
    for _ in range(2):
        found = place("jobs:\n" + "".join(lines))
        publish_what_is_needed(found.jobs, found.stages, found.budget)
        results.append({stage.name for stage in found.stages if stage.purpose == PUBLISH})
        random.shuffle(lines)
    assert results[0] == results[1]
