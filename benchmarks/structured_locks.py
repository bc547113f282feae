"""One project with each structured lock that it can have, as the tools write them, from a universe made from numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.inputs import Universe, write

_PYTHON = ">=3.10"
#: A fifth of what is required is for one platform only, as in real locks.
_MARKER = "sys_platform == 'win32'"
_FILES = "https://files.pythonhosted.org/packages"


def projects(root: Path, universe: Universe) -> dict[str, Path]:
    """Below ``root`` one folder for each lock: the lock's name with the folder. They lock the same packages."""
    packages = _Packages(universe)
    project = packages.pyproject()
    folders = {
        "uv.lock": {"pyproject.toml": project, "uv.lock": packages.uv_lock()},
        "requirements.txt": {
            "pyproject.toml": project,
            "uv.lock": packages.uv_lock(),
            "requirements.txt": packages.exported(),
        },
        "poetry.lock": {"pyproject.toml": f"{project}\n[tool.poetry]\n", "poetry.lock": packages.poetry_lock()},
        "pdm.lock": {
            "pyproject.toml": f"{project}\n[tool.pdm]\ndistribution = false\n",
            "pdm.lock": packages.pdm_lock(),
        },
        "Pipfile.lock": {"Pipfile": packages.pipfile(), "Pipfile.lock": packages.pipfile_lock()},
    }
    return {name: write(root / name.partition(".")[0], files) for name, files in folders.items()}


class _Packages:
    """The packages of a universe, in the order of their names, and the texts of the files that hold them."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self.order = sorted(range(universe.size), key=universe.names.__getitem__)
        self.everywhere = self._needed_everywhere()
        self.asked = [line.strip() for line in universe.input_lines() if not line.startswith("#")]

    def requires(self, number: int) -> Iterator[tuple[str, str]]:
        """The names that a project requires, in order, each with the marker under which it does; mostly empty."""
        for later in sorted(self.universe.requires(number), key=self.universe.names.__getitem__):
            yield self.universe.names[later], _MARKER if (number + later) % 5 == 0 else ""

    def files(self, number: int) -> list[tuple[str, str, str]]:
        """The URL, name and digest of each file of a project's version, the source distribution first."""
        name = self.universe.names[number].replace("-", "_")
        version = self.universe.versions[number]
        tags = [f"cp3{minor}-cp3{minor}-manylinux_2_17_x86_64.manylinux2014_x86_64" for minor in range(10, 15)]
        wheels = [f"{name}-{version}-{tag}.whl" for tag in (tags if number % 4 == 0 else ["py3-none-any"])]
        found = []
        for file in (f"{name}-{version}.tar.gz", *wheels):
            digest = hashlib.sha256(file.encode()).hexdigest()
            path = f"{digest[:2]}/{digest[2:4]}/{digest[4:]}"
            found.append((f"{_FILES}/{path}/{file}", file, digest))
        return found

    def pyproject(self) -> str:
        """pyproject.toml with what is asked for."""
        lines = "".join(f'    "{line}",\n' for line in self.asked)
        return (
            f'[project]\nname = "measured"\nversion = "1.0"\nrequires-python = "{_PYTHON}"\n'
            f"dependencies = [\n{lines}]\n"
        )

    def uv_lock(self) -> str:
        """uv.lock."""
        own = sorted(self.universe.names[: self.universe.direct])
        specifiers = dict(self._split(line) for line in self.asked)
        edges = "".join(f'    {{ name = "{name}" }},\n' for name in own)
        requires = "".join(f'    {{ name = "{name}", specifier = "{specifiers[name]}" }},\n' for name in own)
        measured = (
            '[[package]]\nname = "measured"\nversion = "1.0"\nsource = { virtual = "." }\n'
            f"dependencies = [\n{edges}]\n\n[package.metadata]\nrequires-dist = [\n{requires}]\n"
        )
        packages = {self.universe.names[number]: self._uv_package(number) for number in self.order}
        packages["measured"] = measured
        blocks = "\n".join(packages[name] for name in sorted(packages))
        return f'version = 1\nrevision = 3\nrequires-python = "{_PYTHON}"\n\n{blocks}'

    def _uv_package(self, number: int) -> str:
        edges = "".join(
            f'    {{ name = "{name}"{f", marker = {_quoted(marker)}" if marker else ""} }},\n'
            for name, marker in self.requires(number)
        )
        sdist, *wheels = (
            f'{{ url = "{url}", hash = "sha256:{digest}", size = {len(url) * 997}, upload-time = "2025-06-01T10:00:00.0Z" }}'
            for url, _, digest in self.files(number)
        )
        return (
            f'[[package]]\nname = "{self.universe.names[number]}"\nversion = "{self.universe.versions[number]}"\n'
            'source = { registry = "https://pypi.org/simple" }\n'
            + (f"dependencies = [\n{edges}]\n" if edges else "")
            + f"sdist = {sdist}\nwheels = [\n{''.join(f'    {wheel},{chr(10)}' for wheel in wheels)}]\n"
        )

    def poetry_lock(self) -> str:
        """poetry.lock, of version 2.1."""
        blocks = "\n".join(map(self._poetry_package, self.order))
        content = {"project": {"requires-python": _PYTHON, "dependencies": self.asked}, "tool": {"poetry": {}}}
        stamp = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        return (
            "# This file is automatically @generated by Poetry 2.2.1 and should not be changed by hand.\n\n"
            f'{blocks}\n[metadata]\nlock-version = "2.1"\npython-versions = "{_PYTHON}"\ncontent-hash = "{stamp}"\n'
        )

    def _poetry_package(self, number: int) -> str:
        files = "".join(
            f'    {{file = "{name}", hash = "sha256:{digest}"}},\n' for _, name, digest in self.files(number)
        )
        edges = "".join(
            f'{name} = {{version = ">=1.0,<9", markers = {_quoted(marker)}}}\n' if marker else f'{name} = ">=1.0,<9"\n'
            for name, marker in self.requires(number)
        )
        name = self.universe.names[number]
        marker = "" if name in self.everywhere else f"markers = {_quoted(_MARKER)}\n"
        return (
            f'[[package]]\nname = "{name}"\nversion = "{self.universe.versions[number]}"\n'
            f'description = "One of many"\noptional = false\npython-versions = ">=3.8"\ngroups = ["main"]\n{marker}'
            f"files = [\n{files}]\n" + (f"\n[package.dependencies]\n{edges}" if edges else "")
        )

    def pdm_lock(self) -> str:
        """pdm.lock, of version 4.5.0."""
        blocks = "\n".join(map(self._pdm_package, self.order))
        content = {
            "sources": [],
            "dependencies": self.asked,
            "optional-dependencies": {},
            "requires-python": _PYTHON,
            "dev-dependencies": {},
            "resolution": {},
        }
        stamp = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        return (
            "# This file is @generated by PDM.\n# It is not intended for manual editing.\n\n[metadata]\n"
            'groups = ["default"]\nstrategy = ["inherit_metadata"]\nlock_version = "4.5.0"\n'
            f'content_hash = "sha256:{stamp}"\n\n[[metadata.targets]]\nrequires_python = "{_PYTHON}"\n\n{blocks}'
        )

    def _pdm_package(self, number: int) -> str:
        files = "".join(
            f'    {{file = "{name}", hash = "sha256:{digest}"}},\n' for _, name, digest in self.files(number)
        )
        edges = "".join(
            f'    "{name}<9,>=1.0{f"; {marker.replace(chr(39), chr(92) + chr(34))}" if marker else ""}",\n'
            for name, marker in self.requires(number)
        )
        name = self.universe.names[number]
        marker = "" if name in self.everywhere else f"marker = {_quoted(_MARKER)}\n"
        return (
            f'[[package]]\nname = "{name}"\nversion = "{self.universe.versions[number]}"\n'
            f'requires_python = ">=3.8"\nsummary = "One of many"\ngroups = ["default"]\n{marker}'
            + (f"dependencies = [\n{edges}]\n" if edges else "")
            + f"files = [\n{files}]\n"
        )

    def pipfile(self) -> str:
        """Pipfile with what is asked for."""
        lines = "".join('{} = "{}"\n'.format(*self._split(line)) for line in self.asked)
        return (
            '[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\nname = "pypi"\n\n'
            f'[packages]\n{lines}\n[dev-packages]\n\n[requires]\npython_version = "3.12"\n'
        )

    def pipfile_lock(self) -> str:
        """Pipfile.lock."""
        source = {"url": "https://pypi.org/simple", "verify_ssl": True, "name": "pypi"}
        requires = {"python_version": "3.12"}
        content = {
            "_meta": {"sources": [source], "requires": requires},
            "default": dict(map(self._split, self.asked)),
            "develop": {},
        }
        stamp = hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        packages = {
            self.universe.names[number]: {
                "hashes": [f"sha256:{digest}" for _, _, digest in self.files(number)],
                "index": "pypi",
                "markers": "python_version >= '3.8'",
                "version": f"=={self.universe.versions[number]}",
            }
            for number in self.order
        }
        meta = {"hash": {"sha256": stamp}, "pipfile-spec": 6, "requires": requires, "sources": [source]}
        return json.dumps({"_meta": meta, "default": packages, "develop": {}}, indent=4, sort_keys=True) + "\n"

    def exported(self) -> str:
        """requirements.txt, as ``poetry export`` and ``uv export`` write it: a marker and hashes on every line."""
        lines = ["# This file was autogenerated by uv via the following command:\n#    uv export --no-annotate\n"]
        for number in self.order:
            tail = [f"    --hash=sha256:{digest}" for _, _, digest in self.files(number)]
            marker = "python_full_version >= '3.10'" if self.universe.names[number] in self.everywhere else _MARKER
            head = f"{self.universe.names[number]}=={self.universe.versions[number]} ; {marker}"
            lines.append(" \\\n".join([head, *tail]) + "\n")
        return "".join(lines)

    def _needed_everywhere(self) -> set[str]:
        """The names of the projects that something requires on every platform."""
        numbers = {name: number for number, name in enumerate(self.universe.names)}
        found = set(self.universe.names[: self.universe.direct])
        waiting = list(found)
        while waiting:
            for name, marker in self.requires(numbers[waiting.pop()]):
                if not marker and name not in found:
                    found.add(name)
                    waiting.append(name)
        return found

    def _split(self, line: str) -> tuple[str, str]:
        """A line of the inputs as the name and the specifier set."""
        at = min(line.index(character) for character in ">~" if character in line)
        return line[:at], line[at:]


def _quoted(marker: str) -> str:
    return f'"{marker}"'
