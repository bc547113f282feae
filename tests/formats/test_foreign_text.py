"""Files that are called requirements and are none: said once, and not line by line."""

from __future__ import annotations

import re

import pytest

PROSE = """Build Requirements
==================

* Python 2.6
* `Numpy <https://numpy.example.org/>`_

You can use this with the basic requirements listed above.
But additional libraries are required for image I/O and some processing.
`PyQt4 <https://example.org/moin/PyQt>`_
   Used for reading images in the viewer of this package.
"""
PAGE = """https://example.org/project/LICENSE
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{{ title }}</title>
</head>
Blog
<script
  defer
  src=main.js
  data-a=b
  data-c=d
  data-e=f
  data-g=h
  data-i=j
></script>
</html>
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(PROSE, ["1:1: info: unreadable-file: this is prose, not a list of requirements"], id="prose"),
        pytest.param(PAGE, ["1:1: info: unreadable-file: this is prose, not a list of requirements"], id="a web page"),
        pytest.param(
            "    <li>one</li>\n" * 5,
            ["1:1: info: unreadable-file: this is prose, not a list of requirements"],
            id="a part of a web page",
        ),
        pytest.param(
            "click==8.1.8\ndemo=={{demo_version}}\n",
            ["2:7: info: unreadable-file: a template fills this in"],
            id="a template",
        ),
        pytest.param(
            "click==8.1.8\n{% if queue %}\ncelery==5.4.0\n{% endif %}\nsix==\n",
            [
                "2:1: info: unreadable-file: a template fills this in",
                "5:4: error: syntax-error: the version is missing after '=='",
            ],
            id="statements of a template, and a mistake",
        ),
    ],
)
def test_what_is_said(text, found, check_tree):
    assert check_tree({"requirements.txt": text}) == [f"requirements.txt:{line}" for line in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n".join(f"package{n}=1.{n}=py39_0" for n in range(9)), id="what conda exports"),
        pytest.param(
            "\n".join(f"package{n} == 1.{n} ; python_version < 3.{n}" for n in range(9)), id="markers without quotes"
        ),
        pytest.param("\n".join(f"package{n}   1.{n}" for n in range(9)), id="what pip list prints"),
        pytest.param(
            "".join(f"package{n}==1\n" for n in range(9)) + "this is no list of it all\n" * 8, id="less prose than pins"
        ),
        pytest.param("this is no list of it all\n" * 4, id="four sentences"),
        pytest.param("these are four words\n" * 9, id="words that make no sentence"),
        pytest.param("<a>\n" * 4, id="four lines of markup"),
        pytest.param("<<<<<<< a\nclick==8.1.8\n>>>>>>> b\n" * 5, id="conflicts"),
        pytest.param("click==8.1.8\nsee the readme for what else it needs\n", id="one sentence"),
    ],
)
def test_mistakes_are_reported_line_by_line(text, check_tree):
    found = check_tree({"requirements.txt": text}, "syntax-error")
    assert len(found) == len([line for line in text.splitlines() if not re.fullmatch(r"[a-z]+\d*==[0-9.]+", line)])
