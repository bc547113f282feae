"""not-checked: what takes more work than is allowed for a file of its size is reported, once, and nothing else depends on it."""

from __future__ import annotations

import pytest

from pinlint.text import budget
from pinlint.text.budget import Budget, ExceededError

RULE = "not-checked"
DOUBLING = "from setuptools import setup\na = ['x']\n" + "a = a + a\n" * 2 + "b = [" + "'x'," * 99 + "]\n"
DOUBLING += "c = " + "b + " * 30 + "b\nsetup(install_requires=" + "c + " * 9 + "c)\n"
REPORTED = "{}:1:1: error: not-checked: not checked: the file takes more work than is allowed for a file of its size"


def test_a_file_that_takes_too_much_work_is_reported(check_tree) -> None:
    assert check_tree({"setup.py": DOUBLING}, RULE) == [REPORTED.format("setup.py")]


def test_what_is_found_in_a_file_does_not_depend_on_another_one(check_tree) -> None:
    tree = {f"{name}/setup.py": DOUBLING for name in "abc"} | {"requirements.txt": "flask\n"}
    alone = check_tree({"requirements.txt": "flask\n"})
    assert check_tree(tree) == [*[REPORTED.format(f"{name}/setup.py") for name in "abc"], *alone]


def test_a_share_follows_from_the_size() -> None:
    share = Budget(100)
    share.spend(budget.BASE + 100 * budget.EACH)
    with pytest.raises(ExceededError):
        share.spend()


def test_a_longer_file_that_one_leads_to_adds_a_few_times_its_own_share() -> None:
    share = Budget()
    share.add(10**9, led_to=True)
    share.spend(budget.TIMES * budget.BASE)
    with pytest.raises(ExceededError):
        share.spend()
