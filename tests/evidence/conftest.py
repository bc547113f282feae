"""Builders of what the sources of evidence read: environments, wheels and source distributions."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile

import pytest


def core_metadata(name, version, *requires, version_of_metadata="2.1", python=None, extra_lines=()):
    lines = [f"Metadata-Version: {version_of_metadata}", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Python: {python}"] if python else []
    lines += [f"Requires-Dist: {value}" for value in requires]
    lines += extra_lines
    return "\n".join(lines) + "\n\nA description.\nRequires-Dist: not-a-header\n"


def write_wheel(target, name, version, *requires, text=None, entries=None, compression=zipfile.ZIP_DEFLATED, **options):
    text = core_metadata(name, version, *requires, **options) if text is None else text
    with zipfile.ZipFile(target, "w", compression) as archive:
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('executed')\n")
        for path, content in (entries or {f"{name}-{version}.dist-info/METADATA": text}).items():
            archive.writestr(path, content)


def write_sdist(target, name, version, *requires, members=None, **options):
    options.setdefault("version_of_metadata", "2.2")
    text = core_metadata(name, version, *requires, **options)
    top = f"{name}-{version}"
    members = members or {f"{top}/setup.py": "raise SystemExit('executed')", f"{top}/PKG-INFO": text}
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for path, content in members.items():
            member = tarfile.TarInfo(path)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    with open(target, "wb") if isinstance(target, (str, os.PathLike)) else target as file:
        file.write(gzip.compress(raw.getvalue(), mtime=0))


@pytest.fixture
def metadata_text():
    return core_metadata


@pytest.fixture
def make_wheel():
    return write_wheel


@pytest.fixture
def make_sdist():
    return write_sdist


@pytest.fixture
def install(tmp_path):
    """Installs a distribution into an environment below the project, ``tmp_path/project``."""

    def install(name, version, *requires, environment=".venv", suffix="dist-info", base=None, files=(), **options):
        base = base or tmp_path / "project" / environment
        site = base / "lib" / "python3.11" / "site-packages"
        folder = site / f"{name}-{version}.{suffix}"
        folder.mkdir(parents=True)
        (base / "pyvenv.cfg").write_text("home = /usr/bin\n")
        file = "METADATA" if suffix == "dist-info" else "PKG-INFO"
        (folder / file).write_text(core_metadata(name, version, *requires, **options))
        for path in files:
            (folder / path).write_text("{}")
        return folder

    (tmp_path / "project").mkdir()
    return install


@pytest.fixture
def project(tmp_path):
    return str(tmp_path / "project")
