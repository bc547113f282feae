"""One entry of [[tool.pinlint.manifests]], strictly read."""

from __future__ import annotations

import pytest

from pinlint.formats.located import json
from pinlint.manifests.settings import Condition, ManifestSet
from pinlint.text.errors import ConfigError

GOOD = {"files": ["*/m.json"], "select": ["requirements[]"], "target": {"file": "requirements.txt"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"files": []}, "'files' is missing", id="no files"),
        pytest.param({"fils": ["x"]}, "'fils' is not a key", id="an unknown key"),
        pytest.param({"format": "xml"}, "'format' is 'xml'; use one of json, yaml", id="an unknown format"),
        pytest.param({"pins": "loose"}, "'pins' is 'loose'; use one of any, exact", id="an unknown policy"),
        pytest.param({"transform": ["upper"]}, "transform is 'upper'", id="an unknown transform"),
        pytest.param({"drop": 1}, "'drop' is of the wrong kind", id="a number for names"),
        pytest.param({"select": ["a["]}, "is not a selector", id="a bad selector"),
        pytest.param({"skip-when": "a == b"}, "'b' is not a JSON value", id="a bad condition"),
        pytest.param({"skip-when": "a == " + "[" * 4900}, "is not a JSON value", id="a condition nested too deep"),
        pytest.param({"select": ["a." * 3000]}, "an entry of more than 5,000 characters", id="a long selector"),
        pytest.param({"drop": "a" * 6000}, "'drop' has more than 5,000 characters", id="a long text"),
        pytest.param({"target": {"mode": "mirror"}}, "'file' is missing", id="a target without a file"),
        pytest.param({"target": {"file": "x", "mode": "copy"}}, "'mode' is 'copy'", id="an unknown mode"),
        pytest.param({"target": {"file": "x", "fil": "y"}}, "'fil' is not a key", id="an unknown key of a target"),
        pytest.param({"target": "requirements.txt"}, "is not a table", id="a target that is a string"),
        pytest.param({"map": ["a"]}, "'map' is of the wrong kind", id="a map that is a list"),
        pytest.param({"overrides": ["a"]}, "has an entry that is not a table", id="an override that is a string"),
        pytest.param({"files": [1]}, "has an entry that is not a string", id="a file that is a number"),
    ],
)
def test_what_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message.replace("(", r"\(")):
        ManifestSet({**GOOD, **change})


@pytest.mark.parametrize(
    ("condition", "manifest", "holds"),
    [
        pytest.param("installable == false", '{"installable": false}', True, id="false"),
        pytest.param("installable == false", '{"installable": 0}', True, id="what counts as false"),
        pytest.param("installable == false", "{}", False, id="absent is not false"),
        pytest.param("disabled", '{"disabled": "because"}', True, id="there"),
        pytest.param("disabled", '{"disabled": false}', False, id="there and false"),
        pytest.param("disabled", "{}", False, id="absent"),
        pytest.param('state != "stable"', '{"state": "draft"}', True, id="another value"),
        pytest.param('state != "stable"', '{"state": "stable"}', False, id="the value"),
        pytest.param("level == 3", '{"level": 3}', True, id="a number"),
    ],
)
def test_conditions(condition: str, manifest: str, holds: bool) -> None:
    assert Condition(condition).is_met(json.parse(manifest)) is holds
