from __future__ import annotations

import pytest

RULE = "credentials-in-url"
TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3


@pytest.mark.parametrize(
    ("line", "secret", "what"),
    [
        pytest.param(
            "-i https://user:s3cr3t@pypi.example.com/simple", "s3cr3t", "password", id="an index with a password"
        ),
        pytest.param("-f https://user:s3cr3t@example.com/wheels", "s3cr3t", "password", id="links with a password"),
        pytest.param(
            "demo @ git+https://user:s3cr3t@example.com/demo.git@main", "s3cr3t", "password", id="a repository"
        ),
        pytest.param(f"demo @ git+https://{TOKEN}@github.com/a/demo.git", TOKEN, "token", id="a token for a user"),
        pytest.param(
            f"demo @ git+https://{TOKEN}:x-oauth-basic@github.com/a/demo.git",
            TOKEN,
            "token",
            id="a token, GitHub's way",
        ),
        pytest.param(
            f"-i https://__token__:{TOKEN}@example.com/simple", TOKEN, "password", id="a token for a password"
        ),
        pytest.param(
            "-c https://user:s3cr3t@example.com/constraints.txt", "s3cr3t", "password", id="a constraints file"
        ),
    ],
)
def test_secrets(findings, line: str, secret: str, what: str) -> None:
    [finding] = findings({"requirements.txt": line + "\n"}, RULE)
    assert finding.severity == "error"
    assert f"contains a {what}" in finding.message
    assert secret not in finding.message + (finding.help or "")
    assert finding.fix is None


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("ghp_", id="of a user of GitHub"),
        pytest.param("gho_", id="of an application for a user of GitHub"),
        pytest.param("ghs_", id="of an application of GitHub"),
        pytest.param("github_pat_", id="of a user of GitHub, for some repositories"),
        pytest.param("glpat-", id="of a user of GitLab"),
        pytest.param("pypi-", id="of the index"),
    ],
)
def test_a_short_token_is_known_by_its_kind(findings, kind: str) -> None:
    [finding] = findings({"requirements.txt": f"demo @ git+https://{kind}abc@example.com/a/demo.git\n"}, RULE)
    assert "contains a token" in finding.message


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("-i https://user:${PASSWORD}@pypi.example.com/simple", id="a password from the environment"),
        pytest.param("demo @ git+https://${TOKEN}@github.com/a/demo.git", id="a token from the environment"),
        pytest.param("demo @ git+https://${TOKEN}:x-oauth-basic@github.com/a/demo.git", id="the same, GitHub's way"),
        pytest.param("demo @ git+ssh://git@github.com/a/demo.git", id="the user of ssh"),
        pytest.param("demo @ git+https://alice@bitbucket.org/a/demo.git", id="the name of a user"),
        pytest.param("-i https://user:@pypi.example.com/simple", id="an empty password"),
        pytest.param("demo @ git+https://github.com/a/demo.git@v1", id="a revision is no user"),
    ],
)
def test_what_is_no_secret(check_tree, line: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == []
