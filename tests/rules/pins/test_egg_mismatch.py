from __future__ import annotations

import pytest

RULE = "egg-mismatch"
ADDON = "https://control.divio.com/api/v1/apps/serve/{0}/{1}/f3d5e2a0-1c2b-4d5e-8f90-123456789abc/{0}-{1}.tar.gz"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(
            "https://example.com/demo-1.1.1.tar.gz#egg=demo==1.2.0",
            "the fragment says 1.2.0, but demo-1.1.1.tar.gz is 1.1.1",
            id="another version",
        ),
        pytest.param(
            ADDON.format("aldryn-forms", "3.0") + "#egg=aldryn-forms==3.1",
            "the fragment says 3.1, but aldryn-forms-3.0.tar.gz is 3.0",
            id="another version of an addon",
        ),
        pytest.param(
            "other @ https://example.com/demo-1.1.1-py3-none-any.whl",
            "the name is other, but demo-1.1.1-py3-none-any.whl is demo",
            id="another name before the URL",
        ),
        pytest.param(
            "https://example.com/demo-1.1.1.tar.gz#egg=other",
            "the name is other, but demo-1.1.1.tar.gz is demo",
            id="another name in the fragment",
        ),
        pytest.param(
            "https://example.com/archive/774f.zipegg=aldryn-forms==6.0.0-alpha",
            "the '#' before 'egg=aldryn-forms==6.0.0-alpha' is missing: this text becomes part of the file's name",
            id="a missing number sign",
        ),
    ],
)
def test_what_differs(check_tree, line: str, message: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == [f"requirements.txt:1:1: error: {RULE}: {message}"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            ADDON.format("aldryn-bootstrap3", "1.1.1") + "#egg=aldryn-bootstrap3==1.1.1.0", id="versions that are equal"
        ),
        pytest.param("https://example.com/demo-6.0.0a0.tar.gz#egg=demo", id="a name alone"),
        pytest.param("Demo_Pkg @ https://example.com/demo_pkg-1.0-py3-none-any.whl", id="two spellings of one name"),
        pytest.param("https://example.com/demo-1.0.zip#egg=demo&subdirectory=x", id="a name and a subdirectory"),
        pytest.param("https://github.com/a/tool/archive/5.0.5.zip#egg=aldryn-forms", id="the archive of a tag"),
        pytest.param(
            "git+https://example.com/some-repository.git@v2#egg=tool", id="a repository is called as it likes"
        ),
        pytest.param("https://example.com/download?file=7#egg=demo", id="a URL that does not tell"),
        pytest.param("demo==1.0", id="no URL"),
    ],
)
def test_what_agrees(check_tree, line: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(
            "git+https://example.com/demo.git@v2#egg=demo==1.0",
            "pip 26 refuses '#egg=demo==1.0': the fragment may only be a name",
            id="a version of a repository",
        ),
        pytest.param(
            "-e git+https://example.com/demo.git@v2#egg=demo[cli]",
            "pip 26 refuses '#egg=demo[cli]': the fragment may only be a name",
            id="extras of an editable",
        ),
        pytest.param(
            "https://example.com/demo-1.0.zip#egg=demo==1.0&subdirectory=x",
            "pip 26 refuses '#egg=demo==1.0': the fragment may only be a name",
            id="the right version of an archive",
        ),
        pytest.param(
            "https://example.com/demo-1.0.zip#egg=demo>=1.0",
            "pip 26 refuses '#egg=demo>=1.0': the fragment may only be a name",
            id="a lowest version of an archive",
        ),
    ],
)
def test_a_fragment_is_a_name(check_tree, line: str, message: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == [f"requirements.txt:1:1: error: {RULE}: {message}"]


def test_the_fix_writes_the_missing_number_sign_and_nothing_else(fix_tree) -> None:
    url = "https://example.com/archive/774f.zip{}egg=aldryn-forms==6.0.0-alpha"
    files = {"requirements.txt": url.format("") + "  # why\n"}
    assert fix_tree(files, RULE) == {"requirements.txt": url.format("#") + "  # why\n"}


@pytest.mark.parametrize(
    ("line", "help"),
    [
        pytest.param(
            "git+https://example.com/demo.git@v2#egg=demo[cli]",
            "write `demo[cli] @ ` before the URL, and leave the fragment out",
            id="a repository",
        ),
        pytest.param(
            "-e git+https://example.com/demo.git@v2#egg=demo[cli]",
            "write `demo[cli] @ ` before the URL, and leave `-e` and the fragment out",
            id="an editable, which pip reads only without a name",
        ),
    ],
)
def test_how_to_write_extras(findings, line: str, help: str) -> None:
    assert [found.help for found in findings({"requirements.txt": f"{line}\n"}, RULE)] == [help]


ARCHIVE = "https://github.com/acme/exam/archive/0e322af87745eff34caffe4df68456ebc20d9068.zip"
BLOCK = "# <INSTALLED_ADDONS>  # Warning: text inside the tags is auto-generated.\n{}\n# </INSTALLED_ADDONS>\n"


@pytest.mark.parametrize(
    ("line", "lock", "expected"),
    [
        pytest.param(
            f"{ARCHIVE}#egg=acme-exam==1.2.1", None, [], id="Divio's compiler needs the version of an archive"
        ),
        pytest.param(
            f"{ARCHIVE}#egg=acme-exam==1.2.1",
            f"{ARCHIVE}#egg=acme-exam==1.2.1",
            [],
            id="Divio's compiler copies the line into the lock",
        ),
        pytest.param(
            "https://example.com/demo-1.0.zip#egg=demo==1.2.1",
            None,
            ["the fragment says 1.2.1, but demo-1.0.zip is 1.0"],
            id="another version stays wrong",
        ),
        pytest.param(
            f"git+https://github.com/acme/exam.git@{'0' * 40}#egg=acme-exam==1.2.1",
            None,
            [],
            id="the pip of Divio's images reads the version of a repository",
        ),
    ],
)
def test_in_a_project_with_addons(findings, line: str, lock: str | None, expected: list[str]) -> None:
    files = {"requirements.in": BLOCK.format(ADDON.format("demo", "1.0") + "#egg=demo==1.0") + line + "\n"}
    if lock is not None:
        files["requirements.txt"] = f"{lock}\n{ADDON.format('demo', '1.0')}#egg=demo==1.0\n"
    assert [found.message for found in findings(files, RULE)] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(f"{ARCHIVE}#egg=exam==1.2.1", ["requirements.in:2"], id="a line of the input"),
        pytest.param(
            f"{ARCHIVE}#egg=exam==1.3",
            ["requirements.in:2", "requirements.txt:8"],
            id="a line that the input does not have",
        ),
    ],
)
def test_a_lock_repeats_its_input(findings, line: str, expected: list[str]) -> None:
    header = "#\n# This file is autogenerated by pip-compile with Python 3.12\n# by the following command:\n#\n"
    files = {
        "requirements.in": f"-r more.in\n{ARCHIVE}#egg=exam==1.2.1\n",
        "more.in": "six\n",
        "requirements.txt": f"{header}#    pip-compile requirements.in\n#\nsix==1.17.0\n{line}\n",
    }
    assert [f"{found.location.path}:{found.location.line}" for found in findings(files, RULE)] == expected
