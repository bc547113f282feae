from __future__ import annotations

import pytest

RULE = "insecure-index"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("--index-url http://pypi.example.com/simple", "1:13: error", id="an index"),
        pytest.param("-i http://pypi.example.com/simple", "1:4: error", id="an index, in short"),
        pytest.param(
            "--extra-index-url=HTTP://pypi.example.com/simple", "1:19: error", id="an extra index, in capitals"
        ),
        pytest.param("-f http://93.184.216.34:8080/wheels/", "1:4: error", id="links at a public address"),
        pytest.param("-i http://devpi:3141/root/pypi", "1:4: warning", id="a host of a private network"),
        pytest.param("-i http://10.1.2.3/simple", "1:4: warning", id="a private address"),
        pytest.param("-i http://nexus.internal/simple", "1:4: warning", id="a private domain"),
        pytest.param("-i http://localhost:8080/simple", None, id="this machine"),
        pytest.param("-i http://127.0.0.1/simple", None, id="this machine's address"),
        pytest.param("-i http://[::1]:3141/simple", None, id="this machine's address, version 6"),
        pytest.param("-i https://pypi.example.com/simple", None, id="encrypted"),
        pytest.param("-f ./wheels", None, id="a folder"),
        pytest.param("demo @ http://example.com/demo.zip", None, id="a requirement has its own rule"),
    ],
)
def test_transports(check_tree, line: str, expected: str | None) -> None:
    found = check_tree({"requirements.txt": line + "\na==1\n"}, RULE)
    assert [": ".join(one.split(": ")[:2]) for one in found] == ([f"requirements.txt:{expected}"] if expected else [])


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("pip install -i http://pypi.example.com/simple a==1", "2:20: error", id="an index"),
        pytest.param("pip install --extra-index-url=http://u:p@x.org/s a==1", "2:35: error", id="an extra index"),
        pytest.param(
            "uv pip install --default-index 'http://x.org/s' a==1", "2:37: error", id="an index of uv, in quotes"
        ),
        pytest.param("pip install -i http://devpi:3141/simple a==1", "2:20: warning", id="a private network"),
        pytest.param("pip install -i http://localhost/simple a==1", None, id="this machine"),
        pytest.param("pip install -i https://pypi.example.com/simple a==1", None, id="encrypted"),
        pytest.param("pip install -i http://$HOST/simple a==1", None, id="a host that nobody knows"),
        pytest.param("curl -i http://pypi.example.com/simple", None, id="another command"),
    ],
)
def test_commands(check_tree, command: str, expected: str | None) -> None:
    found = check_tree({"Dockerfile": f"FROM python:3.13\nRUN {command}\n"}, RULE)
    assert [": ".join(one.split(": ")[:2]) for one in found] == ([f"Dockerfile:{expected}"] if expected else [])


def test_the_fix_changes_commands_too(fix_tree) -> None:
    text = "FROM python:3.13\nRUN pip install --index-url='http://pypi.example.com/simple' a==1\n"
    assert fix_tree({"Dockerfile": text}, RULE) == {"Dockerfile": text.replace("http:", "https:")}


def test_the_fix_changes_the_scheme_and_nothing_else(fix_tree) -> None:
    text = "-i  http://pypi.example.com/simple  # ours\r\n-f HTTP://More.example.com/X\r\na==1"
    assert fix_tree({"requirements.txt": text}, RULE) == {
        "requirements.txt": "-i  https://pypi.example.com/simple  # ours\r\n-f https://More.example.com/X\r\na==1"
    }


def test_no_credentials_are_shown(check_tree) -> None:
    text = "-i http://user:s3cr3t@pypi.example.com/simple?token=abc\n"
    message = "http://pypi.example.com/simple is not encrypted: anyone on the network can change it"
    assert check_tree({"requirements.txt": text}, RULE) == [f"requirements.txt:1:4: error: {RULE}: {message}"]


@pytest.mark.parametrize(
    ("options", "columns"),
    [
        pytest.param(
            "--extra-index-url http://a.example.com --extra-index-url https://b.example.com", [38], id="the first"
        ),
        pytest.param(
            "--extra-index-url=http://a.example.com --extra-index-url=http://b.example.com", [38, 77], id="both"
        ),
        pytest.param("--index my-home=http://a.example.com", [36], id="a name of uv"),
        pytest.param("--index http://a.example.com/?x=http://b.example.com", [28], id="an address with an equals sign"),
        pytest.param("--index home=https://a.example.com", [], id="encrypted"),
    ],
)
def test_indexes_on_a_command_line(check_tree, options: str, columns: list[int]) -> None:
    found = check_tree({"Dockerfile": f"FROM python\nRUN uv pip install {options} six==1\n"}, RULE)
    assert [line.split(" ")[0] for line in found] == [f"Dockerfile:2:{column}:" for column in columns]
