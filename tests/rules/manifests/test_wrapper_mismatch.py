"""wrapper-mismatch: addons that are made for one release of what they wrap."""

from __future__ import annotations

from collections.abc import Callable

import pytest

URL = (
    "https://control.divio.com/api/v1/apps/serve/aldryn-django/2.2.12.1/"
    "5d0a4c1e-9b1f-4d0c-8a37-0f6c2b7a9e11/aldryn-django-2.2.12.1.tar.gz"
)


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        pytest.param("aldryn-django==2.2.12.1\ndjango==2.2.12\n", None, id="they agree"),
        pytest.param("Aldryn_Django==2.2.12.1\ndjango==2.2.11\n", "django 2.2.12, not 2.2.11", id="another spelling"),
        pytest.param("aldryn-django==3.0.0.2\nDjango==3.0\n", None, id="zeros at the end mean nothing"),
        pytest.param("aldryn-django==2.2.12.1\ndjango==2.2.11\n", "django 2.2.12, not 2.2.11", id="they disagree"),
        pytest.param(f"{URL}#egg=aldryn-django==2.2.12.1\ndjango==2.2.11\n", "django 2.2.12, not 2.2.11", id="a URL"),
        pytest.param(f"aldryn-django @ {URL}\ndjango==2.2.11\n", "django 2.2.12, not 2.2.11", id="a direct reference"),
        pytest.param(
            "aldryn-django==1.8.3\ndjango==1.8.4\n", None, id="a wrapper's version of three numbers says nothing"
        ),
        pytest.param("aldryn-django==2.2.12.1\ndjango>=2\n", None, id="no pin"),
        pytest.param("aldryn-django==2.2.12.1\n", None, id="the wrapped project is not there"),
    ],
)
def test_django(lock: str, expected: str | None, check_tree: Callable[..., list[str]]) -> None:
    found = check_tree({"requirements.txt": lock}, "wrapper-mismatch")
    message = f"requirements.txt:2:1: error: wrapper-mismatch: aldryn-django 2.2.12.1 is made for {expected}"
    assert found == ([message] if expected else [])


@pytest.mark.parametrize(("wrapper", "core"), [("aldryn-django-cms", "django-cms"), ("aldryn-wagtail", "wagtail")])
def test_the_others(wrapper: str, core: str, check_tree: Callable[..., list[str]]) -> None:
    lock = f"{wrapper}==3.7.2.1\n{core}==3.7.1\n"
    (line,) = check_tree({"requirements.in": f"{wrapper}\n", "requirements.txt": lock}, "wrapper-mismatch")
    assert line.endswith(f"{wrapper} 3.7.2.1 is made for {core} 3.7.2, not 3.7.1")


def test_the_remedy_runs_in_the_folder_of_the_lock(findings: Callable[..., list]) -> None:
    lock = "aldryn-django==2.2.12.1\ndjango==2.2.11\n"
    tree = {"site/requirements.in": "aldryn-django\n", "site/requirements.txt": lock}
    (finding,) = findings(tree, "wrapper-mismatch")
    assert finding.help == "run `cd site && docker compose run --rm web pip-reqs compile`"
