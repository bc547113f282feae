from __future__ import annotations

from pathlib import Path

import pytest
from trees import write_tree

from pinlint.command_line.main import main

RULE = "syntax-error"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("click==8.1.7\nflask=3.0\nidna==3.10\n", ["2"], id="one equals sign"),
        pytest.param("a==1\nb==\nc==1.x.y.z!\n", ["2", "3"], id="every malformed line is reported"),
        pytest.param("demo==0.10.\n", ["1"], id="a version that ends in a dot"),
        pytest.param("ansible>2.6<2.7\n", ["1"], id="a missing comma"),
        pytest.param("--no-such-option\n", ["1"], id="an option that pip does not know"),
        pytest.param("a==1 ; python_version < '3.8' nonsense\n", ["1"], id="a malformed marker"),
        pytest.param("<<<<<<< HEAD\na==1\n=======\na==2\n>>>>>>> branch\n", ["1", "3", "5"], id="the marks of a merge"),
    ],
)
def test_what_pip_refuses(check_tree, text: str, places: list[str]) -> None:
    found = check_tree({"requirements.txt": text}, RULE)
    assert [line.split(":")[1] for line in found] == places
    assert all(f": error: {RULE}: " in line for line in found)


def test_the_rest_of_the_file_is_still_checked(check_tree) -> None:
    found = check_tree({"requirements.txt": "flask=3.0\ndjango\n"}, RULE, "unpinned-requirement")
    assert [line.split(": ")[2] for line in found] == [RULE, "unpinned-requirement"]


def test_a_well_formed_file(check_tree) -> None:
    assert check_tree({"requirements.txt": "click==8.1.7\n\n# comment\n-c constraints.txt\n"}, RULE) == []


@pytest.mark.parametrize(
    ("files", "count"),
    [
        pytest.param({"VERSION_REQS.txt": "PYTHON_MIN = 3.12\n"}, 0, id="another kind of file with a similar name"),
        pytest.param({"VERSION_REQS.txt": "PYTHON_MIN = 3.12\nsix==1.17.0\n"}, 1, id="one line is a requirement"),
        pytest.param(
            {"VERSION_REQS.txt": "PYTHON_MIN = 3.12\n", "tox.ini": "[testenv]\ndeps = -rVERSION_REQS.txt\n"},
            1,
            id="tox installs it",
        ),
        pytest.param({"requirements.txt": "PYTHON_MIN = 3.12\n"}, 1, id="a name that says what it is"),
        pytest.param({"user-reqs.txt": "Users see 2 things.\nThat is all; no more!\n"}, 0, id="sentences"),
        pytest.param({"reqs.txt": "django=4.2.1\nrequests=2.31.0\n"}, 2, id="one equals sign in each line"),
        pytest.param({"reqs.txt": "django=stable\n"}, 1, id="one equals sign before a word"),
        pytest.param({"dev-reqs.txt": "django==4.2,==\n"}, 1, id="a missing version"),
        pytest.param({"app-reqs.txt": "requests 2.31  # newest\n"}, 1, id="a missing operator"),
        pytest.param({"reqs.txt": "requests[socks\n"}, 1, id="a missing bracket"),
        pytest.param({"reqs.txt": "six ; python_version < 3\n"}, 1, id="a malformed marker"),
        pytest.param({"reqs.txt": "MarkupSafe >> 2.1\n"}, 1, id="an operator that does not exist"),
        pytest.param({"reqs.txt": "six @ https://example.com/a b\n"}, 1, id="a malformed URL"),
        pytest.param({"reqs.txt": "<<<<<<< HEAD\n=======\n>>>>>>> branch\n"}, 3, id="only the marks of a merge"),
    ],
)
def test_what_is_no_requirements_file(check_tree, files: dict[str, str], count: int) -> None:
    assert len(check_tree(files, RULE)) == count


def test_a_file_that_is_left_out_is_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tmp_path, {"VERSION_REQS.txt": "PYTHON_MIN = 3.12\n", "requirements.txt": "six==1.17.0\n"})
    monkeypatch.chdir(tmp_path)
    main(["check"])
    assert "in 1 requirements file (1 requirement)" in capsys.readouterr().out


A, B, C, D = (f"requirements/{name}.txt" for name in "abcd")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({A: "-r a.txt\n"}, [f"{A}:1:4: {A} includes itself"], id="itself"),
        pytest.param(
            {A: "six==1.17.0\n-c ../requirements/a.txt\n"}, [f"{A}:2:4: {A} includes itself"], id="constraints"
        ),
        pytest.param(
            {A: "-r b.txt\n", B: "-r a.txt\n"}, [f"{B}:1:4: {A} includes itself through this line"], id="a pair"
        ),
        pytest.param(
            {B: "-r a.txt\n", A: "-r c.txt\n", C: "-r a.txt\n"},
            [f"{C}:1:4: {A} includes itself through this line"],
            id="a pair that a third file includes",
        ),
        pytest.param(
            {A: "-r b.txt\n", C: "-r a.txt\n-r d.txt\n", B: "-r c.txt\n", D: "-r b.txt\n"},
            [f"{C}:1:4: {A} includes itself through this line", f"{D}:1:4: {B} includes itself through this line"],
            id="two circles with common files",
        ),
        pytest.param(
            {A: "-r b.txt\n-r c.txt\n", B: "-r d.txt\n", C: "-r d.txt\n", D: "six\n"}, [], id="the same file twice"
        ),
        pytest.param({A: "-r b.txt\n", B: "-r c.txt\n", C: "-r d.txt\n", D: "six\n"}, [], id="a chain"),
    ],
)
def test_files_that_include_themselves(tmp_path: Path, check_tree, files: dict[str, str], expected: list[str]) -> None:
    found = check_tree(files, RULE)
    assert [line.replace(f": error: {RULE}:", ":").removesuffix(": pip refuses it") for line in found] == expected
    from pip._internal.exceptions import RequirementsFileParseError
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_file import parse_requirements

    def refused(path: str) -> bool:
        try:
            list(parse_requirements(str(tmp_path / path), PipSession()))
        except RequirementsFileParseError as error:
            return "recursively references itself" in str(error)
        return False

    write_tree(tmp_path, files)
    assert any(map(refused, files)) == bool(expected)


def test_a_long_chain_that_ends_where_it_began(check_tree) -> None:
    files = {f"requirements/{at}.txt": f"-r {(at + 1) % 2_000}.txt\n" for at in range(2_000)}
    [found] = check_tree(files, RULE)
    assert found.startswith("requirements/1999.txt:1:4: error")
