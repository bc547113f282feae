"""Versions and their order, PEP 440.

Versions in their normalized spelling are ordered here; every other spelling is handed to `packaging`, which is imported
for that alone. Both ways give the same keys: a property test holds them equal.
"""

from __future__ import annotations

from pinlint.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    #: Epoch, release without trailing zeros, pre-release, post-release, development release, local label.
    Key: TypeAlias = tuple[int, tuple[int, ...], tuple[int, int], int, float, tuple[tuple[int, str], ...]]

#: The pre-release part of a key: how a phase sorts. A bare development release comes before all of them, a final after.
_PHASES = {"a": 0, "b": 1, "rc": 2}
DEVELOPMENT = (-1, 0)
FINAL = (3, 0)
#: The development part of a key where there is none: after every development release.
RELEASED = float("inf")
#: The post-release part of a key where there is none: before every post-release.
NO_POST = -1

#: Longer texts go to `packaging`; int() refuses numbers of more than 4,300 digits.
_LONGEST = 100
_NORMALIZED = lazy(
    r"(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)(?:(a|b|rc)([0-9]+))?(?:\.post([0-9]+))?(?:\.dev([0-9]+))?(?:\+([a-z0-9.]+))?"
)
_keys: dict[str, Key | None] = {}


def version_key(version: str) -> Key | None:
    """The key by which ``version`` sorts among versions; None where the text is no version (PEP 440)."""
    try:
        return _keys[version]
    except KeyError:
        key = _keys[version] = _read(version)
        return key


def same_version(a: str, b: str) -> bool | None:
    """Whether both are the same version, local label included: ``1.0`` is ``1``. None where one is no version."""
    if a == b:
        return True
    left, right = version_key(a), version_key(b)
    if left is None or right is None:
        return None
    return left == right


def release_of(version: str) -> tuple[int, ...] | None:
    """The release numbers as written, trailing zeros included: ``1.2.0rc1`` gives 1, 2, 0. None for no version."""
    match = _NORMALIZED.fullmatch(version) if len(version) <= _LONGEST else None
    if match:
        return tuple(map(int, match[2].split(".")))
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version).release
    except (InvalidVersion, ValueError):
        return None


def make_key(
    epoch: int,
    release: tuple[int, ...],
    pre: tuple[int, int] = FINAL,
    post: int = NO_POST,
    dev: float = RELEASED,
    local: tuple[tuple[int, str], ...] = (),
) -> Key:
    """A key from its parts; zeros at the end of ``release`` do not count."""
    end = len(release)
    while end and release[end - 1] == 0:
        end -= 1
    if dev != RELEASED and pre == FINAL and post == NO_POST:
        pre = DEVELOPMENT
    return epoch, release[:end], pre, post, dev, local


def _read(version: str) -> Key | None:
    match = _NORMALIZED.fullmatch(version) if len(version) <= _LONGEST else None
    if match is None:
        return _read_with_packaging(version)
    epoch, release, phase, number, post, dev, local = match.groups()
    if local and (local[0] == "." or local[-1] == "." or ".." in local):
        return None
    return make_key(
        int(epoch or 0),
        tuple(map(int, release.split("."))),
        (_PHASES[phase], int(number)) if phase else FINAL,
        int(post) if post else NO_POST,
        int(dev) if dev else RELEASED,
        tuple(map(_local_part, local.split("."))) if local else (),
    )


def _read_with_packaging(version: str) -> Key | None:
    from packaging.version import InvalidVersion, Version

    try:
        parsed = Version(version)
    except (InvalidVersion, ValueError):
        return None
    return make_key(
        parsed.epoch,
        parsed.release,
        (_PHASES[parsed.pre[0]], parsed.pre[1]) if parsed.pre else FINAL,
        NO_POST if parsed.post is None else parsed.post,
        RELEASED if parsed.dev is None else parsed.dev,
        tuple(map(_local_part, parsed.local.split("."))) if parsed.local else (),
    )


def _local_part(part: str) -> tuple[int, str]:
    """Letters sort among themselves and before all numbers."""
    return (int(part), "") if part.isdigit() else (-1, part)
