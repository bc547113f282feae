"""A URL contains a password or a token.

## Why

Everyone who can read the repository, a fork, its history, an image or a build log also gets the password. After a push it
is not enough to remove the line. The password must be replaced, or others can use it in production.

## Fails

```requirements.txt
--index-url https://build:s3cr3t@pypi.example.com/simple
click==8.1.7
```
```text
requirements.txt:1:13: credentials-in-url: the URL of pypi.example.com contains a password: everyone who can read this file has it
```

## Passes

```requirements.txt
--index-url https://build:${PYPI_PASSWORD}@pypi.example.com/simple
tool @ git+ssh://git@example.com/tool.git@6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e
click==8.1.7
```

## Details

- pinlint never prints the password or the token.

## See

- pip's documentation, "Authentication": netrc, keyring, and environment variables in requirements files
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.project.urls import UrlUse

rule = Rule(__name__, on="url", when=("credentials",))


@rule
def check(url: UrlUse, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for a password, and for a user name that is a token."""
    secret = _secret_in(url)
    if secret:
        yield rule.finding(
            url.location,
            f"the URL of {url.host} contains a {secret}: everyone who can read this file has it",
            help="replace the secret with an environment variable such as ${TOKEN}, or use netrc or keyring",
        )


def _secret_in(url: UrlUse) -> str | None:
    """``password``, ``token`` or None. Variables are not secrets, and neither are placeholder names in the place of a token."""
    if url.password and not _is_variable(url.password) and url.password != "x-oauth-basic":  # noqa: S105
        return "password"
    user = url.user or ""
    if _is_variable(user) or url.scheme == "ssh":
        return None
    # A name is short and has no digits among its letters as tokens do; tokens of the known hosts begin with their kind.
    if user.startswith(("ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "pypi-")) or (
        len(user) >= 20 and any(character.isdigit() for character in user)
    ):
        return "token"
    return None


def _is_variable(text: str) -> bool:
    return text.startswith("${") and text.endswith("}")
