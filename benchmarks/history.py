"""The releases of a project and their files, as an index lists them: as many as real projects have.

Counted for the 184 pins of a large web application (PyPI's own code, 79 inputs) in November 2026: 16,864 releases, 111,888 files.
Half of the projects have 42 releases or fewer, a tenth has more than 164, two have more than 2,000. 33 projects are compiled:
their newest release has 53 wheels on average, a fifth of them more than 89, and older releases have fewer. The others have an
sdist and, but for their oldest releases, one wheel. A release in eleven is a pre-release.
"""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise, product

#: (share of the projects, the most releases that one of them has).
_RELEASES = [
    *((0.0, 1), (0.05, 5), (0.1, 8), (0.2, 15), (0.3, 24), (0.4, 31), (0.5, 42), (0.6, 54), (0.7, 67), (0.8, 90)),
    *((0.9, 164), (0.95, 225), (0.984, 630), (0.99, 2156), (1.0, 2554)),
]
#: (share of the compiled projects, the most wheels that the newest release of one of them has).
_WHEELS = [
    *((0.0, 1), (0.1, 1), (0.2, 9), (0.3, 25), (0.4, 40), (0.5, 45), (0.6, 54), (0.7, 78), (0.8, 89)),
    *((0.9, 119), (1.0, 133)),
]
_PLATFORMS = [
    *("manylinux_2_17_x86_64.manylinux2014_x86_64", "macosx_11_0_arm64", "win_amd64", "musllinux_1_2_x86_64"),
    *("manylinux_2_17_aarch64.manylinux2014_aarch64", "macosx_10_12_x86_64", "win32", "musllinux_1_2_aarch64"),
    *("manylinux_2_17_i686.manylinux2014_i686", "manylinux_2_17_armv7l.manylinux2014_armv7l", "win_arm64"),
    *(
        "manylinux_2_17_ppc64le.manylinux2014_ppc64le",
        "manylinux_2_17_s390x.manylinux2014_s390x",
        "musllinux_1_2_armv7l",
    ),
]
_PYTHONS = ["cp314", "cp313", "cp312", "cp311", "cp310", "cp39", "pp311", "cp38", "cp314t", "pp310"]
#: First the wheel that every machine can use, so that no resolver has to build anything.
_TAGS = ["py3-none-any", *(f"{python}-{python}-{platform}" for python, platform in product(_PYTHONS, _PLATFORMS))]


class History:
    """The releases of the project ``number`` up to ``newest``, its latest version, which is 1.0 or later."""

    def __init__(self, number: int, name: str, newest: str) -> None:
        self.number = number
        self.stem = name.replace("-", "_")
        self.newest = newest
        # Multiples of irrational numbers spread evenly, and independently of each other.
        self.releases = _quantile(_RELEASES, number * 0.6180339887 % 1)
        self.wheels = _quantile(_WHEELS, number * 0.7548776662 % 1) if number % 11 in (4, 7) else 0

    def version(self, index: int) -> str:
        """The version of a release; they are counted from the oldest."""
        older = f"0.{index // 9}.{index % 9}{'' if index % 11 else 'rc1'}"
        return older if index < self.releases - 1 else self.newest

    def files(self, index: int) -> list[str]:
        """The names of the files of a release."""
        start = f"{self.stem}-{self.version(index)}"
        age = (index + 1) / self.releases
        count = max(1, round(self.wheels * min(1, 1.5 * age))) if self.wheels else int(age > 0.15)
        return [f"{start}.tar.gz", *(f"{start}-{tag}.whl" for tag in _TAGS[:count])]

    def page(self, metadata: str) -> bytes:
        """The project's page of the simple API, as PEP 691 and PyPI have it; ``metadata`` is the METADATA of all its wheels."""
        described = {"sha256": hashlib.sha256(metadata.encode()).hexdigest()}
        files = []
        for index in range(self.releases):
            age = index / self.releases
            for filename in self.files(index):
                digest = sha256(filename)
                core = described if filename.endswith(".whl") else False
                files.append(
                    {
                        "core-metadata": core,
                        "data-dist-info-metadata": core,
                        "filename": filename,
                        "hashes": {"sha256": digest},
                        "provenance": None,
                        "requires-python": None if age < 0.3 else ">=3.6" if age < 0.6 else ">=3.9",
                        "size": 20_000 + int(digest[:5], 16),
                        "upload-time": f"20{14 + int(12 * age)}-0{1 + index % 9}-1{index % 10}T12:34:56.789012Z",
                        "url": f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{filename}",
                        "yanked": False,
                    }
                )
        versions = [self.version(index) for index in range(self.releases)]
        meta = {"_last-serial": 1, "api-version": "1.4"}
        name = self.stem.replace("_", "-")
        return json.dumps({"files": files, "meta": meta, "name": name, "versions": versions}).encode()


def sha256(filename: str) -> str:
    """The digest of a file that only has a name."""
    return hashlib.sha256(filename.encode()).hexdigest()


def _quantile(steps: list[tuple[float, int]], share: float) -> int:
    """The number below which ``share`` of the numbers are; between two steps it grows by the same factor."""
    for (low, smaller), (high, larger) in pairwise(steps):
        if share <= high:
            return int(smaller * (larger / smaller) ** ((share - low) / (high - low)) + 0.5)
    raise ValueError(share)
