"""Asks the sources of evidence for the pins' metadata, in order, and returns the evidence for each pin.

The first source that knows a pin decides. The next sources are asked only for the remaining pins, so no evidence is read
twice. A source added at the end never changes what earlier sources decided.

Sources with ``asked_always`` come last, and they are asked for every pin. These are a committed evidence file and a lock with
its own graph, because they are in memory anyway, and the index, which knows more than the metadata. If such a source
contradicts the one that decided, neither counts: the pin is unproven and both sources are named. This detects false text in the
repository. Other sources are never compared with each other: only the first one is read.
"""

from __future__ import annotations

from pinlint.evidence.source import is_sound
from pinlint.findings.report import NO_METADATA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.evidence.source import Pin, Source
    from pinlint.requirements.metadata import Metadata

#: The most requirements of all pins that are compared with the lock. The largest known locks have a tenth of this.
MOST_REQUIREMENTS = 150_000


class Gathered:
    """What is known about one pin. If ``metadata`` is None, ``reason`` says why, in one sentence without a full stop.

    ``metadata`` may be partial (``requires_dist`` is None); then too ``reason`` says why. If two sources contradict each other,
    ``disagreeing`` has both answers.
    """

    __slots__ = ("disagreeing", "metadata", "reason")

    def __init__(self, metadata: Metadata | None, reason: str = "", disagreeing: tuple[Metadata, ...] = ()) -> None:
        self.metadata = metadata
        self.reason = reason
        self.disagreeing = disagreeing


def gather(sources: Sequence[Source], pins: Iterable[Pin]) -> dict[Pin, Gathered]:
    """What the sources know about each pin. A pin is a normalized project name and the version as pinned."""
    wanted = list(dict.fromkeys(pins))
    askable = [pin for pin in wanted if is_sound(pin)]
    settled: dict[Pin, Metadata] = {}
    partial: dict[Pin, Metadata] = {}
    disagreeing: dict[Pin, tuple[Metadata, Metadata]] = {}
    for source in sorted(sources, key=lambda source: source.asked_always):
        left = askable if source.asked_always else [pin for pin in askable if pin not in settled]
        if not left:
            continue
        for pin, metadata in source.find(left).items():
            if metadata.requires_dist is None:
                partial.setdefault(pin, metadata)
            elif pin not in settled:
                settled[pin] = metadata
            elif not _agree(settled[pin], metadata):
                disagreeing.setdefault(pin, (settled[pin], metadata))
    reasons = {pin: reason for source in sources for pin, reason in source.reasons.items()}
    found = {}
    may = MOST_REQUIREMENTS
    for pin in wanted:
        gathered = _gathered(pin, settled, partial, disagreeing, reasons)
        may -= len(gathered.metadata.requires_dist or ()) if gathered.metadata is not None else 0
        if may < 0:
            gathered = Gathered(None, f"the pins have more than {MOST_REQUIREMENTS:,} requirements")
        found[pin] = gathered
    return found


def _gathered(
    pin: Pin,
    settled: dict[Pin, Metadata],
    partial: dict[Pin, Metadata],
    disagreeing: dict[Pin, tuple[Metadata, Metadata]],
    reasons: dict[Pin, str],
) -> Gathered:
    if pin in disagreeing:
        one, other = disagreeing[pin]
        return Gathered(None, f"{one.origin} and {other.origin} differ in what it requires", (one, other))
    if pin in settled:
        return Gathered(settled[pin])
    if pin in partial:
        return Gathered(partial[pin], f"its metadata ({partial[pin].origin}) does not say what it requires")
    return Gathered(None, reasons.get(pin) or NO_METADATA)


def _agree(a: Metadata, b: Metadata) -> bool:
    if (a.requires_dist, a.requires_python) == (b.requires_dist, b.requires_python):
        return True
    from pinlint.evidence.agreement import agree

    return agree(a, b)
