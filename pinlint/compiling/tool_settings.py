"""Checks the repository's own settings for compilers: uv.toml, [tool.uv], [tool.pip-tools], .pip-tools.toml.

Settings that choose among the releases of an index are accepted. Any other setting needs agreement, with its name and file
shown; a setting that names an interpreter or options of another program is refused.
"""

from __future__ import annotations

from pinlint.compiling import Refused
from pinlint.compiling.inputs import look_through, requirements, texts, toml
from pinlint.freshness.compilers import is_python_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pinlint.compiling.confines import Confines

#: Settings of uv, at the top and in ``pip``, that are not addresses or paths and run nothing.
_UV = frozenset(
    """
    all-extras annotation-style build-constraint-dependencies compile-bytecode concurrent-builds concurrent-downloads
    concurrent-installs conflicts constraint-dependencies custom-compile-command default-groups dependency-groups
    dev-dependencies emit-build-options emit-find-links emit-index-annotation emit-index-url emit-marker-expression environments
    exclude-dependencies exclude-newer exclude-newer-package extra fork-strategy generate-hashes group link-mode managed
    no-annotate no-binary no-binary-package no-build no-build-package no-cache no-deps no-emit-package no-extra no-header
    no-sources no-sources-package no-strip-extras no-strip-markers offline only-binary override-dependencies package prerelease
    preview python-downloads python-platform python-preference python-version reinstall require-hashes required-environments
    required-version resolution strict system torch-backend universal upgrade upgrade-package verify-hashes
    """.split()  # noqa: SIM905 - words are easier to read than quotes
)
_PIP_TOOLS = frozenset(
    """
    all-extras allow-unsafe annotate annotation-style build-isolation color dry-run emit-find-links emit-index-url emit-options
    emit-trusted-host extra generate-hashes header max-rounds newline no-allow-unsafe no-annotate no-emit-find-links
    no-emit-index-url no-emit-options no-emit-trusted-host no-header no-index no-reuse-hashes no-strip-extras no-upgrade
    output-file pre quiet rebuild resolver reuse-hashes strip-extras unsafe-package upgrade upgrade-package uploaded-prior-to
    verbose
    """.split()  # noqa: SIM905 - words are easier to read than quotes
)
#: Settings of pip-tools that name files, and how each file is checked.
_PIP_TOOLS_FILES: dict[str, Callable[[Confines, str], object]] = {
    **dict.fromkeys(("constraint", "constraints"), requirements),
    **dict.fromkeys(("src-file", "src-files"), lambda confines, path: look_through(confines, path, static=False)),
}
#: Their texts are never read as a path.
_FREE = frozenset({"build-backend", "custom-compile-command", "output-file"})


def uv(confines: Confines, sources: Iterable[str]) -> None:
    """Checks the settings that uv would read. Raises Refused."""
    for folder in _folders(confines, sources):
        for name in ("uv.toml", "pyproject.toml"):
            path = f"{folder}/{name}" if folder else name
            if confines.exists(path):
                document = toml(confines, path)
                _uv_table(confines, path, document if name == "uv.toml" else _table(document, "tool", "uv"))


def _uv_table(confines: Confines, path: str, table: dict[str, object]) -> None:
    for key, value in table.items():
        if key == "pip" and isinstance(value, dict):
            _uv_table(confines, path, value)
        elif key in ("python", "python-version"):
            if not isinstance(value, str) or not is_python_version(value) or confines.exists(value):
                raise Refused(f"{path} names an interpreter")
        elif key == "sources":
            if not all(source == {"workspace": True} for source in _values(value)):
                confines.asks.append(f"{path} sets {key}")
        elif key != "build-backend" and (key not in _UV or not _is_plain(key, value)):
            confines.asks.append(f"{path} sets {key}")


def pip_tools(confines: Confines, sources: Iterable[str]) -> bool:
    """Checks the settings that pip-compile would read; returns whether there are any. Raises Refused."""
    found = False
    for folder in _folders(confines, sources):
        for name in (".pip-tools.toml", "pyproject.toml"):
            path = f"{folder}/{name}" if folder else name
            if confines.exists(path):
                table = _table(toml(confines, path), "tool", "pip-tools")
                found = found or bool(table)
                own = table.get("compile")
                if isinstance(own, dict):
                    table = {**table, **own}
                for key, value in table.items():
                    _pip_tools_key(confines, path, key.lstrip("-").replace("_", "-").lower(), value)
    return found


def _pip_tools_key(confines: Confines, path: str, key: str, value: object) -> None:
    if key == "pip-args":
        raise Refused(f"{path} sets {key}, which pinlint does not allow")
    if key in _PIP_TOOLS_FILES:
        for text in texts(value) or [str(value)]:
            found = confines.file(text)
            if confines.exists(found):
                _PIP_TOOLS_FILES[key](confines, found)
    elif key not in ("compile", "sync") and (key not in _PIP_TOOLS or not _is_plain(key, value)):
        confines.asks.append(f"{path} sets {key}")


def _is_plain(key: str, value: object) -> bool:
    if not all(map(str.isprintable, texts(value))):
        return False
    return key in _FREE or not any(mark in text for text in texts(value) for mark in ("/", "\\", "@", ":"))


def _values(value: object) -> list[object]:
    return list(value.values()) if isinstance(value, dict) else [value]


def _table(document: object, *keys: str) -> dict[str, object]:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def _folders(confines: Confines, sources: Iterable[str]) -> list[str]:
    """The folders that are searched for settings: the compiler's folder and each input's, and the folders above them."""
    found = dict.fromkeys(confines.folders())
    for source in sources:
        folder = source.rpartition("/")[0]
        while folder not in found:
            found[folder] = None
            folder = folder.rpartition("/")[0]
    return list(found)
