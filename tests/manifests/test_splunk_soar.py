"""The wheels that an app of Splunk SOAR brings, and the lines of requirements.txt that they must agree with."""

from __future__ import annotations

import json

import pytest

OF_THE_PLATFORM = (
    "beautifulsoup4 soupsieve parse python-dateutil six requests certifi charset-normalizer idna urllib3 sh xmltodict"
)


def app(key: str, *wheels: str) -> str:
    return json.dumps({"appid": "x", key: {"wheel": [{"module": "m", "input_file": wheel} for wheel in wheels]}})


@pytest.mark.parametrize("key", ["pip_dependencies", "pip3_dependencies", "pip39_dependencies", "pip313_dependencies"])
@pytest.mark.parametrize(("line", "count"), [("a==1.0\n", 0), ("a==2.0\n", 1)])
def test_a_wheel_agrees_with_its_line(check_tree, key: str, line: str, count: int) -> None:
    wheel = "wheels/py3/a-1.0-py3-none-any.whl"
    tree = {"app.json": app(key, wheel), "requirements.txt": line, wheel: ""}
    assert len(check_tree(tree, "manifests")) == count


@pytest.mark.parametrize("name", OF_THE_PLATFORM.split())
def test_the_wheels_of_the_platform_need_not_agree(check_tree, name: str) -> None:
    wheel = f"wheels/py3/{name.replace('-', '_')}-1.0-py3-none-any.whl"
    tree = {"app.json": app("pip3_dependencies", wheel), "requirements.txt": f"{name}==2.0\n", wheel: ""}
    assert check_tree(tree, "manifests") == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "app.postman_collection.json", app("pip_dependencies", "a-1.0-py3-none-any.whl"), id="a collection"
        ),
        pytest.param("sub/app.json", app("pip_dependencies", "a-1.0-py3-none-any.whl"), id="not at the root"),
        pytest.param("app.json", app("pip_dependencies", "a-1.0-py3-none-any.whl").replace("appid", "id"), id="no app"),
        pytest.param("app.json", app("npm_dependencies", "a-1.0-py3-none-any.whl"), id="another key"),
    ],
)
def test_other_files_are_not_read(check_tree, path: str, text: str) -> None:
    assert check_tree({path: text, "requirements.txt": "a==2.0\n"}, "manifests") == []
