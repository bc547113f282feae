"""Asks the real resolvers for the truth of the freshness pairs, and writes it down.

A pair is a tree of inputs and locks; ``tests/freshness/pairs/*.toml`` has them, each a base tree and edits of it. The truth
of a pair is what its own compiler says when it compiles the lock again with the lock's versions as its preferences, as uv and
pip-tools do by themselves: where any pin changes, or nothing can be resolved, the lock is stale; else it is fresh, whatever
has been released since. ``tests/freshness/test_pairs.py`` compares pinlint's verdicts with what is written down here.

Usage, with uv on the PATH and with the network:

    python benchmarks/truth.py                 compile every pair again and say where the recorded truth differs
    python benchmarks/truth.py FILE.toml …     only these files
    python benchmarks/truth.py --write         write the truth into the files, and make the locks that are not there yet

A file of pairs is a TOML document:

    about         what the pairs are about
    compiler      the packages that are the compiler, ["pip-tools==7.6.2", "pip==25.3"]
    python        the Python that runs the compiler
    environment   environment variables of the compiler
    [commands]    lock -> the command that makes it, run at the root of the tree
    [files]       path -> text; a lock that is missing here is made by --write
    [[pair]]      id       a sentence
                  edits    a list of {file, old, new}: `old` stands exactly once in the file and becomes `new`; without
                           `old` the file becomes `new`, without `new` there is no such file
                  encoding the encoding of the edited files, if it is not utf-8
                  lock     the lock that is judged, if it is not the last one
                  judge    "definition" where no resolver can be asked, with the truth by the definition of freshness
                  truth    "fresh" or "stale"
                  shown    of a stale lock: "files" if the files of the tree suffice to see it, "metadata" if not
                  rules    of what the files show: the rules of which one has to find it
"""

from __future__ import annotations

import argparse
import atexit
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAIRS = Path(__file__).resolve().parent.parent / "tests" / "freshness" / "pairs"
KEYS = ("id", "edits", "encoding", "lock", "judge", "truth", "shown", "rules")


#: The environment without what configures pip and uv by the way.
CLEAN = {
    **{name: value for name, value in os.environ.items() if name not in ("PIP_FIND_LINKS", "UV_EXCLUDE_NEWER")},
    "PIP_CONFIG_FILE": os.devnull,
}


class CompilerError(Exception):
    """The compiler failed; its own words."""


def load(path: Path) -> dict[str, Any]:
    """The group of pairs in a file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def edited(group: dict[str, Any], pair: dict[str, Any]) -> dict[str, bytes]:
    """The tree of ``pair``: path -> bytes.

    Raises ValueError for an edit whose ``old`` text does not stand exactly once in its file.
    """
    texts: dict[str, str] = dict(group["files"])
    for edit in pair["edits"]:
        name, old, new = edit["file"], edit.get("old"), edit.get("new")
        if new is None:
            del texts[name]
        elif old is None:
            texts[name] = new
        elif texts[name].count(old) != 1:
            raise ValueError(f"{pair['id']}: {old!r} stands {texts[name].count(old)} times in {name}")
        else:
            texts[name] = texts[name].replace(old, new)
    touched = {edit["file"] for edit in pair["edits"]}
    return {
        name: text.encode(pair.get("encoding", "utf-8") if name in touched else "utf-8") for name, text in texts.items()
    }


def write_tree(root: Path, files: dict[str, bytes]) -> None:
    """Writes ``files`` below ``root``."""
    for name, data in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def pins(text: str) -> set[tuple[str, str, str]]:
    """What a lock installs: (normalized name, specifier or URL, marker); hashes, extras and annotations are not compared."""
    found = set()
    for line in text.replace("\r\n", "\n").replace("\\\n", " ").split("\n"):
        line = re.sub(r"\s*--hash=\S+", "", re.sub(r"(^|\s)#.*", "", line.lstrip("\ufeff"))).strip()
        match = re.match(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(@\s*\S+|[^;@]*)(?:;(.*))?", line)
        if line.startswith(("-e", "--editable")):
            found.add(("-e", "", ""))
        elif match and not line.startswith("-"):
            name, what, marker = match.groups()
            found.add((re.sub(r"[-_.]+", "-", name).lower(), re.sub(r"\s", "", what), " ".join((marker or "").split())))
    return found


@functools.cache
def install(python: str, packages: tuple[str, ...]) -> Path:
    """The folder of programs of a new environment that holds ``packages``; it is there until this process ends."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    environment = Path(folder.name) / "compiler"
    for command in (["venv", "--python", python], ["pip", "install", "--python", str(environment), *packages]):
        target = [str(environment)] if command[0] == "venv" else []
        subprocess.run(["uv", *command, "--quiet", "--no-config", *target], env=CLEAN, check=True)
    return environment / ("Scripts" if os.name == "nt" else "bin")


def compile_lock(group: dict[str, Any], lock: str, root: Path) -> None:
    """Makes ``lock`` below ``root`` by its command, with what is there already as the preference.

    Raises CompilerError.
    """
    words = group["commands"][lock].split()
    bin_folder = install(group["python"], tuple(group["compiler"]))
    environment = {**CLEAN, **group.get("environment", {}), "PATH": f"{bin_folder}{os.pathsep}{CLEAN['PATH']}"}
    run = subprocess.run(
        [str(bin_folder / words[0]), *words[1:]], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise CompilerError(run.stderr.strip() or run.stdout.strip())


def truth_of(group: dict[str, Any], pair: dict[str, Any]) -> tuple[str, str]:
    """``fresh`` or ``stale``, and what changed when the lock was compiled again."""
    lock = pair.get("lock") or list(group["commands"])[-1]
    files = edited(group, pair)
    if lock not in files:
        return "stale", "there is no lock"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_tree(root, files)
        try:
            compile_lock(group, lock, root)
        except CompilerError as error:
            return "stale", "does not resolve: " + " ".join(str(error).split())[-200:]
        after = pins((root / lock).read_text(encoding="utf-8"))
    before = pins(files[lock].decode("utf-8"))
    changes = [f"-{' '.join(pin)}" for pin in sorted(before - after)] + [
        f"+{' '.join(pin)}" for pin in sorted(after - before)
    ]
    return ("stale" if changes else "fresh"), ", ".join(changes)


def make_locks(group: dict[str, Any]) -> None:
    """Makes the locks of the base tree that the group does not have yet."""
    for lock in group["commands"]:
        if lock in group["files"]:
            continue
        with tempfile.TemporaryDirectory() as folder:
            write_tree(Path(folder), edited(group, {"id": "base", "edits": []}))
            compile_lock(group, lock, Path(folder))
            group["files"][lock] = (Path(folder) / lock).read_text(encoding="utf-8")


def dump(group: dict[str, Any]) -> str:
    """The group as a TOML document."""
    out = [f"about = {_block(group['about'])}"]
    out += [f"{key} = {json.dumps(group[key])}" for key in ("compiler", "python")]
    if group.get("environment"):
        out += ["", "[environment]", *(f"{key} = {json.dumps(value)}" for key, value in group["environment"].items())]
    out += [
        "",
        "[commands]",
        *(f"{json.dumps(lock)} = {json.dumps(words)}" for lock, words in group["commands"].items()),
    ]
    out += ["", "[files]", *(f"{json.dumps(name)} = {_block(text)}" for name, text in group["files"].items())]
    for pair in group["pair"]:
        out += ["", "[[pair]]"]
        for key in KEYS:
            if key == "edits":
                out += ["edits = [", *(f"    {_inline(edit)}," for edit in pair["edits"]), "]"]
            elif pair.get(key):
                out.append(f"{key} = {json.dumps(pair[key], ensure_ascii=False)}")
    return "\n".join(out) + "\n"


def _block(text: str) -> str:
    """A multi-line literal string where the text allows one."""
    if "'''" in text or "\r" in text or "\ufeff" in text or text.endswith("'"):
        return json.dumps(text)
    return f"'''\n{text}'''"


def _inline(table: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in table.items()) + " }"


def judge(path: Path, *, write: bool) -> int:
    """Compares the recorded truth of a file with the resolver's, or records it; the number of differences."""
    group = load(path)
    if write:
        make_locks(group)
    differences = 0
    for pair in group["pair"]:
        if pair.get("judge") == "definition":
            continue
        truth, why = truth_of(group, pair)
        if truth != pair.get("truth"):
            differences += 1
            print(f"{path.name}: {pair['id']}: {truth}, recorded as {pair.get('truth', 'nothing')}: {why}", flush=True)
        pair["truth"] = truth
    if write:
        path.write_text(dump(group), encoding="utf-8")
    return differences


def main() -> int:
    """Judges the files that the command line names, or all; 1 if a recorded truth is not the resolver's."""
    parser = argparse.ArgumentParser(description="Ask the real resolvers for the truth of the freshness pairs.")
    parser.add_argument("files", nargs="*", type=Path, default=sorted(PAIRS.glob("*.toml")))
    parser.add_argument("--write", action="store_true", help="write the truth, and the locks that are missing")
    arguments = parser.parse_args()
    differences = sum(judge(path, write=arguments.write) for path in arguments.files)
    print(f"{len(arguments.files)} files, {differences} truths that differ from the record")
    return 1 if differences and not arguments.write else 0


if __name__ == "__main__":
    sys.exit(main())
