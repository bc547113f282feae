"""The hashes of a structured lock, looked at all together and one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pinlint.checking.lock_subjects import are_usual_hashes, is_usual_hash

DIGEST = "0123456789abcdef" * 4
HASHES = st.sampled_from(
    [
        f"sha256:{DIGEST}",
        f"sha256:{DIGEST[::-1]}",
        f"sha256:{DIGEST}0",
        f"sha256:{DIGEST[:-1]}",
        f"sha256:{DIGEST[:31]}:{DIGEST[32:]}",
        f"sha256:{DIGEST.upper()}",
        f"sha512:{DIGEST}",
        f"sha512:{DIGEST}{DIGEST}",
        f"SHA256:{DIGEST}",
        f"md5:{DIGEST[:32]}",
        DIGEST,
        "sha256:",
    ]
)


@given(st.lists(HASHES, max_size=5))
def test_all_hashes_are_usual_if_each_one_is(hashes: list[str]) -> None:
    assert are_usual_hashes(hashes) == all(map(is_usual_hash, hashes))


def test_a_file_without_a_hash_is_looked_at_by_itself() -> None:
    assert is_usual_hash("")
    assert not are_usual_hashes([f"sha256:{DIGEST}", ""])
