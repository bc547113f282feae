"""Versions and their order, PEP 440.

Versions in their normalized spelling are ordered here. Every other spelling is passed to `packaging`, which is imported
only for that. Both ways give the same keys; a property test checks this.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    #: Epoch, release without trailing zeros, pre-release, post-release, development release, local label.
    Key: TypeAlias = tuple[int, tuple[int, ...], tuple[int, int], int, float, tuple[tuple[int, str], ...]]

#: The pre-release part of a key: how a phase sorts. A plain development release sorts before all phases, a final release after.
_PHASES = {"a": 0, "b": 1, "rc": 2}
DEVELOPMENT = (-1, 0)
FINAL = (3, 0)
#: The development part of a key without one: sorts after every development release.
RELEASED = float("inf")
#: The post-release part of a key without one: sorts before every post-release.
NO_POST = -1

#: Longer texts go to `packaging`; int() refuses numbers of more than 4,300 digits.
_LONGEST = 100
_keys: dict[str, Key | None] = {}
MEMOS = (_keys,)


class Parts:
    """The parts of a version in its normalized spelling, as numbers; ``phase`` is ``a``, ``b``, ``rc`` or empty."""

    __slots__ = ("dev", "epoch", "local", "number", "phase", "post", "release")

    def __init__(self, release: tuple[int, ...]) -> None:
        self.release = release
        self.epoch = 0
        self.phase = ""
        self.number = 0
        self.post = NO_POST
        self.dev: float = RELEASED
        self.local = ""

    @property
    def is_final(self) -> bool:
        """Whether it is only a release: no pre-, post- or development release."""
        return not self.phase and self.post == NO_POST and self.dev == RELEASED


def normalized(version: str) -> Parts | None:
    """The parts of ``version``; None if it is not in its normalized spelling, or too long for a version."""
    if not _is_short(version):
        return None
    release = _numbers(version)
    if release is not None:
        return Parts(release)
    rest, plus, local = version.partition("+")
    if plus and not (local.replace(".", "").isalnum() and local == local.lower() and all(local.split("."))):
        return None
    rest, is_dev, dev = rest.partition(".dev")
    rest, is_post, post = rest.partition(".post")
    rest, phase, number = _partition(rest, ("rc", "a", "b"))
    epoch, bang, rest = rest.rpartition("!")
    release = _numbers(rest)
    if release is None:
        return None
    for mark, digits in ((is_dev, dev), (is_post, post), (phase, number), (bang, epoch)):
        if mark and not digits.isdigit():
            return None
    parts = Parts(release)
    parts.epoch = int(epoch or 0)
    parts.phase, parts.number = phase, int(number or 0)
    parts.post = int(post) if is_post else NO_POST
    parts.dev = int(dev) if is_dev else RELEASED
    parts.local = local
    return parts


def numbers_of(version: str) -> tuple[int, ...]:
    """The numbers between the dots of a version, for comparisons with short ones. Only the first digits of long ones count."""
    return tuple(int(part[:_LONGEST]) for part in version.split(".") if part.isdecimal())


def is_release(text: str) -> bool:
    """Whether ``text`` has only digits and dots. Then it is a release, or no version at all."""
    return text.isascii() and text.replace(".", "").isdigit()


def _is_short(version: str) -> bool:
    return len(version) <= _LONGEST and version.isascii()


def _numbers(release: str) -> tuple[int, ...] | None:
    """``1.2.0`` as numbers; None for other text. The text must be ASCII."""
    if not release.replace(".", "").isdigit():
        return None
    numbers = release.split(".")
    return tuple(map(int, numbers)) if all(numbers) else None


def _partition(text: str, marks: tuple[str, ...]) -> tuple[str, str, str]:
    """The text before and after the first of the ``marks`` that occurs, and that mark."""
    for mark in marks:
        before, found, behind = text.partition(mark)
        if found:
            return before, found, behind
    return text, "", ""


def version_key(version: str) -> Key | None:
    """The key by which ``version`` sorts among versions; None if the text is not a version (PEP 440)."""
    try:
        return _keys[version]
    except KeyError:
        key = _keys[version] = _read(version)
        return key


def same_version(a: str, b: str) -> bool | None:
    """Whether both are the same version, local label included: ``1.0`` is ``1``. None if one is not a version."""
    if a == b:
        return True
    left, right = version_key(a), version_key(b)
    if left is None or right is None:
        return None
    return left == right


def release_of(version: str) -> tuple[int, ...] | None:
    """The release numbers as written, trailing zeros included: ``1.2.0rc1`` gives 1, 2, 0. None if it is not a version."""
    parts = normalized(version)
    if parts is not None:
        return parts.release
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
    release = _numbers(version) if _is_short(version) else None
    if release is not None:
        return make_key(0, release)
    parts = normalized(version)
    if parts is None:
        return _read_with_packaging(version)
    return make_key(
        parts.epoch,
        parts.release,
        (_PHASES[parts.phase], parts.number) if parts.phase else FINAL,
        parts.post,
        parts.dev,
        tuple(map(_local_part, parts.local.split("."))) if parts.local else (),
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
    """The sort key of one part: letters sort before all numbers."""
    return (int(part), "") if part.isdigit() else (-1, part)
