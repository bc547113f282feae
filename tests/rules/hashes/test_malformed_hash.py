from __future__ import annotations

import pytest
from structured import uv_file, uv_lock, uv_package

RULE = "malformed-hash"
SHA256 = "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"


@pytest.mark.parametrize(
    ("hash", "message"),
    [
        pytest.param(
            "sha256:" + SHA256[:-1],
            "this sha256 has 63 characters: a valid one has 64 hexadecimal digits",
            id="one letter short",
        ),
        pytest.param(
            "sha256:" + SHA256 + "0",
            "this sha256 has 65 characters: a valid one has 64 hexadecimal digits",
            id="one too many",
        ),
        pytest.param("sha256:", "this sha256 has 0 characters: a valid one has 64 hexadecimal digits", id="nothing"),
        pytest.param(
            "sha512:" + SHA256,
            "this sha512 has 64 characters: a valid one has 128 hexadecimal digits",
            id="of another algorithm",
        ),
        pytest.param(
            "sha256:" + SHA256.replace("7", "g", 1),
            "this sha256 contains 'g': a valid one has hexadecimal digits only",
            id="a letter",
        ),
    ],
)
def test_what_no_file_can_have(check_tree, hash: str, message: str) -> None:
    text = f"a==1 \\\n    --hash={hash}\n"
    [found] = check_tree({"requirements.txt": text}, RULE)
    assert found.startswith("requirements.txt:2:")
    assert found.split(": ", 1)[1] == f"error: {RULE}: {message}"


@pytest.mark.parametrize(
    "hash",
    [
        pytest.param("sha256:" + SHA256, id="lower case"),
        pytest.param("sha256:" + SHA256.upper(), id="upper case, which pip takes"),
        pytest.param("sha512:" + SHA256 * 2, id="sha512"),
    ],
)
def test_what_a_file_can_have(check_tree, hash: str) -> None:
    assert check_tree({"requirements.txt": f"a==1 --hash={hash}\n"}, RULE) == []


SHORT = f"sha256:{SHA256[:-4]}"
UV_LOCK = uv_lock(uv_package("a", files=[uv_file("a", "1.0", hash=SHORT)]))
PIPFILE_LOCK = f'{{"_meta": {{}}, "default": {{"a": {{"hashes": ["{SHORT}"], "version": "==1.0"}}}}, "develop": {{}}}}'


@pytest.mark.parametrize(
    ("path", "text", "help"),
    [
        pytest.param(
            "requirements.txt", f"a==1 --hash={SHORT}\n", "compile the lock again, or copy the whole hash", id="a line"
        ),
        pytest.param("Pipfile.lock", PIPFILE_LOCK, "run `pipenv lock`", id="a lock of pipenv"),
        pytest.param(
            "uv.lock",
            UV_LOCK,
            "restore the lock (`git checkout HEAD -- uv.lock`), or make it again (`rm uv.lock && uv lock`): uv cannot read it",
            id="a lock that uv cannot read any more",
        ),
    ],
)
def test_the_command_for_a_lock(findings, path: str, text: str, help: str) -> None:
    [found] = findings({path: text}, RULE)
    assert (found.help, found.lock) == (help, None if path.endswith(".txt") else path)
