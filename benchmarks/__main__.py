"""Measures every budget and prints a table: what, how much, how much at most, how much is hoped for.

Usage: python -m benchmarks [--rounds 15] [--only WORD] [--offline] [--repositories FOLDER]

pinlint is built into a wheel and installed into an environment of its own, and so is, without ``--offline``, each program that it
is compared with. All inputs are made from numbers, except the repositories: checkouts in a folder that is given.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import editor, home_assistant, inputs, resolvers, structured_locks, workflows
from benchmarks.measuring import Program, clean_variables, environment, ratios, seconds

#: After the name of a check: it does not repeat an earlier answer.
FIRST = " for the first time"
#: So many seconds after the last change of a project, its answers are kept.
UNTIL_KEPT = 2.5
ROOT = Path(__file__).resolve().parent.parent


class Row:
    """One measured budget; ``measured``, ``must`` and ``stretch`` count the same, the less the better.

    If the program repeats its answer while nothing changes, ``first`` is the figure of a run that does not, and has no budget.
    """

    def __init__(
        self,
        what: str,
        measured: float | str,
        must: float | None = None,
        stretch: float | None = None,
        *,
        first: float | None = None,
    ) -> None:
        self.what = what
        self.measured = measured
        self.must = must
        self.stretch = stretch
        self.first = first

    def cells(self) -> list[str]:
        """The row as texts."""
        if isinstance(self.measured, str):
            return [self.what, "", self.measured, _shown(self.must), _shown(self.stretch), ""]
        verdict = "" if self.must is None else "over" if self.measured > self.must else "met"
        if self.stretch is not None and self.measured <= self.stretch:
            verdict = "stretch"
        return [
            self.what,
            _shown(self.first),
            _shown(self.measured),
            _shown(self.must),
            _shown(self.stretch),
            verdict,
        ]


def _shown(value: float | None) -> str:
    return "" if value is None else f"1/{1 / value:.3g}" if 0 < value < 0.5 else f"{value:.3g}"


class Suite:
    """The measurements, each a method that yields rows."""

    def __init__(self, folder: Path, rounds: int, offline: bool, repositories: Path | None = None) -> None:
        self.folder = folder
        self.checkouts = repositories
        self.rounds = rounds
        self.offline = offline
        self.empty = folder / "empty"
        self.empty.mkdir()
        wheels = folder / "wheels"
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(wheels), str(ROOT)]
        subprocess.run(pip, check=True)
        self.programs = environment(folder / "environment", str(next(wheels.glob("*.whl"))))
        self.python = str(self.programs / "python")
        self.pinlint = str(self.programs / "pinlint")
        self.variables = clean_variables(folder / "home")

    def peer(self, name: str) -> Path | None:
        """The folder of programs of an environment that holds another project of PyPI; None where it is not to be had."""
        if self.offline:
            return None
        try:
            return environment(self.folder / "peers" / name, name)
        except RuntimeError as error:
            print(f"note: {error}", file=sys.stderr)
            return None

    def ratios(self, programs: dict[str, Program], reference: str = "pass") -> dict[str, float]:
        """The ratios of programs to one of them, by default to Python's own start.

        Checks are also measured as if each was the first: with FIRST after the name.
        """
        measured = {"pass": Program([self.python, "-c", "pass"], self.empty), **programs}
        for name, program in programs.items():
            if program.command[:2] == [self.pinlint, "check"]:
                command = [*program.command, "--no-cache"]
                measured[name + FIRST] = Program(command, program.folder, program.statuses, program.more)
        time.sleep(UNTIL_KEPT)
        return ratios(measured, reference, self.rounds, self.variables)

    def start(self) -> Iterator[Row]:
        """Whole runs, in units of Python's own start."""
        lock = inputs.project(self.folder / "lock", inputs.Universe(184, 79))
        closure = inputs.project(self.folder / "closure", inputs.Universe(200, 80))
        inputs.environment(closure, inputs.Universe(200, 80))
        # pinlint uses an environment in the project only if git says that it is not a part of the repository.
        for arguments in (["init", "-q"], ["add", "requirements.in", "requirements.txt"]):
            subprocess.run(["git", *arguments], cwd=closure, check=True, env=self.variables)
        universal = inputs.write(
            self.folder / "universal",
            {
                "requirements.in": "".join(inputs.Universe(184, 79).input_lines()),
                "requirements.txt": inputs.Universe(184, 79).universal_lock(),
            },
        )
        found = self.ratios(
            {
                "version": Program([self.pinlint, "--version"], self.empty),
                "lock": Program([self.pinlint, "check"], lock),
                "option": Program([self.pinlint, "check", "--format", "concise"], lock),
                "closure": Program([self.pinlint, "check"], closure),
                "universal": Program([self.pinlint, "check"], universal),
            }
        )
        yield Row("`pinlint --version` / `python -c pass`", found["version"], 1.2, 1.1)
        what = "check of a hashed lock, 184 pins, and its inputs / pass"
        yield Row(what, found["lock"], 2.6, 2.3, first=found["lock" + FIRST])
        what = "the same with metadata of 200 pins from an environment / pass"
        yield Row(what, found["closure"], 3.4, 3.0, first=found["closure" + FIRST])
        what = "check of a universal lock, 184 pins, and its inputs / pass"
        yield Row(what, found["universal"], first=found["universal" + FIRST])
        with_option, first = found["option"] / found["lock"], found["option" + FIRST] / found["lock" + FIRST]
        yield Row("check of a hashed lock with `--format concise` / without", with_option, 1.1, 1.05, first=first)

    def evidence(self) -> Iterator[Row]:
        """What a machine's caches add to a check, in units of Python's own start."""
        universe = inputs.Universe(184, 79)
        lock = inputs.project(self.folder / "evidence", universe)
        added: dict[str, dict[str, str]] = {"nothing": {}}
        for indexes, knowing in ((12, 0), (29, 0), (12, 12), (29, 29)):
            folder = inputs.cached(self.folder / f"cache-{indexes}-{knowing}", universe, indexes, knowing=knowing)
            knows = "all have" if knowing else "do not have"
            what = f"extra time for a cache of {indexes} indexes that {knows} the pins"
            added[what] = {"PINLINT_CACHE_DIR": str(folder)}
        uv = inputs.uv_cached(self.folder / "uv-cache", universe)
        added["extra time for uv's cache that has the pins"] = {"UV_CACHE_DIR": str(uv)}
        found = self.ratios({name: Program([self.pinlint, "check"], lock, more=more) for name, more in added.items()})
        for what in list(added)[1:]:
            extra, first = (found[what + mode] - found["nothing" + mode] for mode in ("", FIRST))
            yield Row(f"{what} / pass", extra, 0.5, 0.4, first=first)

    def structured(self) -> Iterator[Row]:
        """Locks of 217 packages by each project manager, in units of Python's own start, beside the manager's own check."""
        folders = structured_locks.projects(self.folder / "structured", inputs.Universe(217, 35))
        checks = {
            "uv.lock": ("uv", ["lock", "--check", "--offline"]),
            "poetry.lock": ("poetry", ["check", "--lock"]),
            "pdm.lock": ("pdm", ["lock", "--check"]),
            "Pipfile.lock": ("pipenv", ["verify"]),
        }
        budgets = {"uv.lock": (3.0, 2.5), "poetry.lock": (3.5, 3.0), "requirements.txt": (3.5, 3.0)}
        programs = {name: Program([self.pinlint, "check"], folder) for name, folder in folders.items()}
        for name, (tool, arguments) in checks.items():
            peer = self.peer(tool)
            if peer is not None:
                programs[f"`{tool} {' '.join(arguments)}`"] = Program([str(peer / tool), *arguments], folders[name])
        found = self.ratios(programs)
        for name in programs:
            must, stretch = budgets.get(name, (None, None))
            what = name if name.startswith("`") else f"check of a project with {name}, 217 packages"
            yield Row(f"{what} / pass", found[name], must, stretch, first=found.get(name + FIRST))

    def compared(
        self,
        folder: Path,
        other: str,
        program: Program | None,
        must: float | None = None,
        stretch: float | None = None,
    ) -> Row:
        """A check of ``folder`` against another program, in the measured programs' own environment if in no other one."""
        what = f"check / {other}"
        if program is None:
            return Row(what, "not measured", must, stretch)
        programs = {"check": Program([self.pinlint, "check"], folder), "other": program}
        found = self.ratios(programs, "other")
        return Row(what, found["check"], must, stretch, first=found["check" + FIRST])

    def peers_compared(self) -> Iterator[Row]:
        """Tools that judge a lock without its universe, or its input without the lock."""
        universe = inputs.Universe(184, 79)
        folder = inputs.project(self.folder / "read", universe)
        stamped = inputs.stamped(self.folder / "stamped", universe)
        linter, multi = self.peer("pinlint"), self.peer("pip-compile-multi")
        reads = Program([str(linter / "pinlint"), "requirements.txt"], folder) if linter else None
        yield self.compared(folder, "PyPI's `pinlint`, which reads the lock only", reads)
        verifies = Program([str(multi / "pip-compile-multi"), "verify"], stamped) if multi else None
        yield self.compared(stamped, "`pip-compile-multi verify`, which reads the input only", verifies)

    def resolvers_compared(self) -> Iterator[Row]:
        """Tools that make the lock again, with all that they need in their cache."""
        uv = self.peer("uv")
        folder = self.folder / "resolved"
        compiles = here = locks = None
        if uv is not None:
            universe = inputs.Universe(184, 79)
            with resolvers.serve(universe) as url:
                compiles, here, locks = resolvers.prepare(folder, universe, url, uv, self.variables)
        # A plain Python is first in the path (`clean_variables`), since uv runs each script of pyenv that it finds there.
        yield self.compared(folder, "`uv pip compile --offline`, all cached", compiles)
        yield self.compared(folder, "the same for the installed Python", here)
        yield self.compared(folder, "`uv lock --check --offline`", locks)

    def parser(self) -> Iterator[Row]:
        """The parser in this process, against pip's, and how it grows."""
        sys.path.insert(0, str(ROOT))
        from pinlint.formats.requirements_txt import parse
        from pinlint.text.budget import ExceededError
        from pinlint.text.source import SourceFile

        def parse_text(text: str) -> object:
            return parse(SourceFile("requirements.txt", text))

        text = inputs.Universe(184, 79).lock()
        ours = seconds(partial(parse_text, text), 20)
        path = inputs.write(self.folder / "parsed", {"requirements.txt": text}) / "requirements.txt"
        try:
            from pip._internal.network.session import PipSession
            from pip._internal.req.req_file import parse_requirements
        except ImportError:
            yield Row("parser / pip's `parse_requirements`", "not measured", 1 / 75, 1 / 90)
        else:
            session = PipSession()
            theirs = seconds(lambda: list(parse_requirements(str(path), session)), 5)
            yield Row("parser / pip's `parse_requirements`, 184 pins with hashes", ours / theirs, 1 / 75, 1 / 90)
        for hashed in (True, False):
            times = [
                seconds(partial(parse, source, most=1_000_000), 2)
                for source in (
                    SourceFile("r.txt", inputs.many_lines(count, hashed=hashed)) for count in (100_000, 1_000_000)
                )
            ]
            name = "with hashes" if hashed else "without hashes"
            yield Row(f"parser, 1,000,000 lines / 100,000 lines, {name}", times[1] / times[0], 11, 10)
        worst = ("", 0.0)
        for before, repeated in ((b, r) for b in ("", "a==1", "a==1 ;", "a[", "a @ ", "# via") for r in ' \\#[(",-'):
            try:
                short, long = (seconds(partial(parse_text, f"{before}{repeated * n}!"), 5) for n in (100_000, 200_000))
            except ExceededError:
                continue  # such a file is not read
            if long > 0.002 and long / short > worst[1]:
                worst = (f"{before}{repeated}…", long / short)
        yield Row(f"parser, time(2n) / time(n), n = 100,000, worst line (`{worst[0]}`)", worst[1], 2.2, 2.1)

    def long_lock(self) -> Iterator[Row]:
        """The reader of uv.lock in this process, against Python's own parser of TOML."""
        import tomllib

        sys.path.insert(0, str(ROOT))
        from pinlint.formats.uv_lock import parse
        from pinlint.text.source import SourceFile

        folders = structured_locks.projects(self.folder / "long", inputs.Universe(1050, 170))
        text = (folders["uv.lock"] / "uv.lock").read_text("utf-8")
        ours = seconds(lambda: parse(SourceFile("uv.lock", text)), 10)
        theirs = seconds(lambda: tomllib.loads(text), 5)
        yield Row(f"reader of a uv.lock of {text.count(chr(10)):,} lines / `tomllib`", ours / theirs, 1 / 10, 1 / 18)

    def closure(self) -> Iterator[Row]:
        """The proof over metadata in this process."""
        from benchmarks.closures import measured

        what = "proof over the metadata of 200 pins / the same loop with `packaging`'s objects"
        yield Row(what, measured(self.folder / "closed"), 1 / 8, 1 / 12)

    def tree(self) -> Iterator[Row]:
        """A tree of 54,000 files in git, whose manifests are compared with two lists of requirements."""
        folder = inputs.write(self.folder / "tree", home_assistant.files())
        for arguments in (["init", "-q"], ["add", "-A"]):
            subprocess.run(["git", *arguments], cwd=folder, check=True, env=self.variables)
        everything = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        programs = {
            "git": Program(["git", "ls-files"], folder),
            "git with untracked": Program(everything, folder),
            "check": Program([self.pinlint, "check"], folder),
        }
        found = self.ratios(programs, "git")
        again, first = found["check"], found["check" + FIRST]
        yield Row("check of 54,000 files, 1,500 manifests / `git ls-files`", again, 7.0, 5.5, first=first)
        slower = found["git with untracked"]
        yield Row("the same / `git ls-files --cached --others`", again / slower, first=first / slower)

    def workflows(self) -> Iterator[Row]:
        """A project with 60 workflows, half of which install something."""
        folder = inputs.write(self.folder / "workflows", workflows.files())
        for arguments in (["init", "-q"], ["add", "-A"]):
            subprocess.run(["git", *arguments], cwd=folder, check=True, env=self.variables)
        found = self.ratios({"check": Program([self.pinlint, "check"], folder)})
        yield Row("check of a project with 60 workflows / pass", found["check"], 6.0, 5.0, first=found["check" + FIRST])

    def editor(self) -> Iterator[Row]:
        """A keystroke in a lock of 1,000 lines, in milliseconds of processor time; the last one as an editor waits for it."""
        folder = editor.project(self.folder / "editor")
        wheel = next((self.folder / "wheels").glob("*.whl"))
        programs = environment(self.folder / "server", f"{wheel}[lsp]")
        what = "a keystroke in a lock of 1,000 lines, in ms"
        yield Row(f"{what}: the check", 1000 * editor.in_process(folder, self.rounds), 50, 20)
        spent, waited = editor.through_pipes(str(programs / "pinlint"), folder, self.variables, self.rounds)
        yield Row(f"{what}: `pinlint server`, with its messages", 1000 * spent, 50, 20)
        yield Row(f"{what}: until an editor has the findings", 1000 * waited, 50, 20)

    def findings(self) -> Iterator[Row]:
        """What findings cost: loading the rules, and showing the lines."""
        made = {"clean": inputs.pins(100), "some": inputs.pins(100, "==="), "many": inputs.pins(2000, "===")}
        found = self.ratios(
            {
                name: Program(
                    [self.pinlint, "check", "--verbose"],
                    inputs.write(self.folder / f"findings-{name}", {"requirements.txt": text}),
                    statuses=(0, 1),
                )
                for name, text in made.items()
            }
        )
        clean, some, many = (found[name + FIRST] for name in made)
        again = found["some"] / found["clean"]
        yield Row("check of 100 pins, a finding for each / without findings", again, 2, 1.5, first=some / clean)
        yield Row("extra time of a first check for 2,000 findings / for 100", (many - clean) / (some - clean), 20, 15)

    def memory(self) -> Iterator[Row]:
        """The most memory that a first check has at one time."""
        lock = inputs.project(self.folder / "small", inputs.Universe(184, 79))
        megabytes = Program([self.pinlint, "check", "--no-cache"], lock).peak(self.variables) / 1e6
        yield Row("memory of the check of a hashed lock, 184 pins, in MB", megabytes, 40, 30)
        text = inputs.many_lines(380_000, hashed=True)
        folder = inputs.write(self.folder / "large", {"requirements.txt": text})
        used = (
            Program([self.pinlint, "check", "--no-cache"], folder, statuses=(0, 1)).peak(self.variables)
            - megabytes * 1e6
        )
        yield Row(f"memory of the check of a lock of {len(text) / 1e6:.0f} MB, per byte", used / len(text), 3, 2.5)

    def repositories(self) -> Iterator[Row]:
        """The checkouts below the folder that was given."""
        folders = sorted(path for path in self.checkouts.iterdir() if path.is_dir()) if self.checkouts else []
        if not folders:
            yield Row("check of public repositories, median / pass", "not measured", 4.0, 3.5)
            return
        found = self.ratios(
            {folder.name: Program([self.pinlint, "check"], folder, statuses=(0, 1)) for folder in folders}
        )
        again, first = ([found[folder.name + mode] for folder in folders] for mode in ("", FIRST))
        what = f"check of {len(folders)} public repositories"
        yield Row(f"{what}, median / pass", statistics.median(again), 4.0, 3.5, first=statistics.median(first))
        yield Row(f"{what}, the slowest / pass", max(again), 10.0, first=max(first))

    def network(self) -> Iterator[Row]:
        """The index, behind a loopback server that waits 80 ms before each answer."""
        from benchmarks.round_trips import measured

        for connections, must, stretch in ((8, 32, 30), (32, 12, 10.5)):
            trips, again = measured(connections)
            yield Row(f"200 metadata files, cold, {connections} connections, in round trips", trips, must, stretch)
        yield Row("requests of the second run over the same pins", str(again), 0)

    def rows(self, word: str) -> Iterator[Row]:
        """All rows, or those of the methods whose names hold ``word``."""
        for part in (
            self.start,
            self.evidence,
            self.structured,
            self.peers_compared,
            self.resolvers_compared,
            self.parser,
            self.long_lock,
            self.closure,
            self.tree,
            self.workflows,
            self.editor,
            self.findings,
            self.memory,
            self.repositories,
            self.network,
        ):
            if word in part.__name__:
                yield from part()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=15, help="how often each program runs")
    parser.add_argument(
        "--only", default="", metavar="WORD", help="start, evidence, structured, peers, resolvers, parser, …"
    )
    parser.add_argument("--offline", action="store_true", help="install nothing to compare with")
    parser.add_argument("--repositories", type=Path, metavar="FOLDER", help="check the repositories in FOLDER too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        suite = Suite(Path(folder), options.rounds, options.offline, options.repositories)
        print("| what | first check | measured | must | stretch | |\n|---|---|---|---|---|---|")
        for row in suite.rows(options.only):
            print("|", " | ".join(row.cells()), "|", flush=True)


if __name__ == "__main__":
    main()
