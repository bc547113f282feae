"""What scripts take out of locks, read as text."""

from __future__ import annotations

import pytest

from pinlint.freshness.deletions import read


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        pytest.param("sed -i.tmp '/^django==/d' test.txt", ["django"], id="a name"),
        pytest.param("sed '/^[d|D]jango==/d' test.txt > tmp", ["django"], id="a class of characters"),
        pytest.param("sed -i '/^zope\\.interface=/d' test.txt", ["zope-interface"], id="a dot that is quoted"),
        pytest.param("sed -i '/^backports.zoneinfo/d' test.txt", ["backports-zoneinfo"], id="a dot that is not"),
        pytest.param("sed -e '/^django==/d' -e '/^six==/d' test.txt", ["django", "six"], id="two patterns"),
        pytest.param("sed '/^django==/d;/^six==/Id' test.txt", ["django", "six"], id="two commands in one script"),
        pytest.param("sed -i '/^django==4.2.1$/d' test.txt", ["django"], id="one version"),
        pytest.param("sed -i '/^django==.*/d' test.txt", ["django"], id="any version"),
        pytest.param("sed -i '/django/d' test.txt", ["django", "django-environ"], id="a part of a name"),
        pytest.param("sed -i '/^django/d' test.txt", ["django", "django-environ"], id="the beginning of a name"),
        pytest.param("grep -v '^six==' test.txt", ["six"], id="grep without what matches"),
        pytest.param('grep -i -v "^six==" test.txt', ["six"], id="grep with more options"),
        pytest.param("grep '^six==' test.txt", [], id="grep for what matches"),
        pytest.param("sed -i 's/^django==.*//' test.txt", ["django"], id="a line that is emptied"),
        pytest.param("sed -i 's/^django==.*/six==1/' test.txt", [], id="a replacement"),
        pytest.param("sed -i 's/^django==//' test.txt", [], id="a part that is taken out"),
        pytest.param("sed -i '/^#/d' test.txt", [], id="comments"),
        pytest.param("sed -i '/^$/d' test.txt", [], id="empty lines"),
        pytest.param("sed -i '/^-e/d' test.txt", [], id="editable lines"),
        pytest.param("sed -i '/==/d' test.txt", [], id="no name at all"),
        pytest.param("sed -i '/^(django|six)==/d' test.txt", [], id="a pattern that is not understood"),
        pytest.param("rm -rf test.txt/django==/d", [], id="another command"),
    ],
)
def test_names_that_are_taken_out(line, taken):
    projects = ["django", "django-environ", "six", "zope-interface", "backports-zoneinfo"]
    found = list(read("Makefile", f"upgrade:\n\t{line}\n"))
    assert [name for name in projects if any(deletion.takes_out(name) for deletion in found)] == taken


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        pytest.param("sed -i '/^-e/d' test.txt", True, id="deleted"),
        pytest.param("sed -e 's/^-e.*//' -i test.txt", True, id="emptied"),
        pytest.param("sed -i '/^-e .*widget/d' test.txt", False, id="some of them"),
        pytest.param("sed -i '/^--extra-index-url/d' test.txt", False, id="another option"),
        pytest.param("sed -i 's/^-e //' test.txt", False, id="no longer editable"),
    ],
)
def test_editable_lines(line, taken):
    assert any(deletion.takes_out("widget", editable=True) for deletion in read("compile.sh", line)) is taken


@pytest.mark.parametrize(
    ("line", "concerned"),
    [
        pytest.param("sed -i '/^six==/d' requirements/test.txt", True, id="its path"),
        pytest.param("sed -i '/^six==/d' $(LOCK)", True, id="a variable"),
        pytest.param("sed -i '/^six==/d' requirements/*.txt", True, id="a wildcard"),
        pytest.param("sed -i '/^six==/d' requirements/base.txt", False, id="another file"),
    ],
)
def test_files_that_are_worked_on(line, concerned):
    (deletion,) = read("Makefile", line)
    assert deletion.concerns("requirements/test.txt") is concerned


def test_what_is_too_long_is_not_read():
    assert list(read("Makefile", "sed " + "/^a" * 10_000)) == []
