"""What a machine, a repository and a second process can do to a run: a clear message, a status of 0 to 2, nothing lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.index import REPORTS

ROOT = Path(__file__).resolve().parent.parent
REPEATED = "django==5.0\nflask==2.0\nDjango ==5.0\n"
FIXED = "django==5.0\nflask==2.0\n"
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX limits, users and signals")


def pinlint(
    folder: Path, *arguments: str, before: str = "", variables: dict[str, str | None] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    """Runs pinlint in ``folder`` in a process of its own, behind the Python code ``before``; no run may end in a traceback."""
    code = f"import os, sys\n{before}\nfrom pinlint.__main__ import entry\nentry()"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(folder / "no-cache"),
        **(variables or {}),
    }
    environment = {name: value for name, value in environment.items() if value is not None}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment,
        text=True,
        check=False,
        timeout=60,
        **options,  # type: ignore[call-overload]
    )
    assert "Traceback" not in (done.stderr or "")
    return done


def git(folder: Path, *arguments: str) -> None:
    """Runs git in ``folder``, without the settings of the one who runs the tests."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=environment)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two commits."""
    folder = tmp_path / "repository"
    write_tree(folder, {"requirements.txt": "a==1\n"})
    git(folder, "init", "-q")
    for text in ("b==1\n", "b==2\n"):
        write_tree(folder, {"dev-requirements.txt": text})
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "Change")
    return folder


# The machine


@posix
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    write_tree(tmp_path, {"requirements.txt": REPEATED})
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))"
    done = pinlint(tmp_path, "check", "--fix", before=limit)
    assert (done.returncode, done.stderr) == (2, "pinlint: error: cannot write requirements.txt: File too large\n")
    assert [path.name for path in tmp_path.iterdir()] == ["requirements.txt"]
    assert (tmp_path / "requirements.txt").read_text() == REPEATED


@posix
@pytest.mark.parametrize(
    "arguments",
    [
        *([f"--format={name}", "--output-file=out"] for name in REPORTS.values()),
        ["--format=text", "--format=json:out"],
        ["--write-baseline=out"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("there", ["old\n", None], ids=["there", "new"])
def test_a_full_disk_leaves_a_report_as_it_was(tmp_path: Path, arguments: list[str], there: str | None) -> None:
    before = {"requirements.txt": "a\n", "out": there} if there else {"requirements.txt": "a\n"}
    write_tree(tmp_path, before)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))"
    done = pinlint(tmp_path, "check", *arguments, before=limit)
    assert (done.returncode, done.stderr) == (2, "pinlint: error: out: cannot be written: File too large\n")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["--output-file"], ["--format", "sarif", "--output-file"], ["--write-baseline"]])
def test_a_device_that_is_full_is_reported(tmp_path: Path, arguments: list[str]) -> None:
    write_tree(tmp_path, {"requirements.txt": "a\n"})
    done = pinlint(tmp_path, "check", *arguments, "/dev/full")
    assert (done.returncode, done.stderr) == (
        2,
        "pinlint: error: /dev/full: cannot be written: No space left on device\n",
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("format", ["text", "json", "sarif"])
def test_a_report_that_the_disk_does_not_take_is_reported(tmp_path: Path, format: str) -> None:
    write_tree(tmp_path, {"requirements.txt": "django\n" * 100})
    with open("/dev/full", "w") as full:
        done = pinlint(tmp_path, "check", "--format", format, stdout=full)
    assert (done.returncode, done.stderr) == (2, "pinlint: error: No space left on device\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("arguments", "stream"),
    [
        pytest.param(["--help"], "stdout", id="the commands"),
        pytest.param(["--version"], "stdout", id="the version"),
        pytest.param(["-V"], "stdout", id="the version, by its letter"),
        pytest.param(["check", "--help"], "stdout", id="a command's options"),
        pytest.param(["rules"], "stdout", id="the rules"),
        pytest.param(["no-such-file"], "stderr", id="what is wrong with the arguments"),
    ],
)
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_a_run_whose_words_nobody_takes_cannot_be_done(
    tmp_path: Path, arguments: list[str], stream: str, unbuffered: str
) -> None:
    with open("/dev/full", "w") as full:
        done = pinlint(tmp_path, *arguments, variables={"PYTHONUNBUFFERED": unbuffered}, **{stream: full})
    reported = "pinlint: error: No space left on device\n" if stream == "stdout" else None
    assert (done.returncode, done.stderr) == (2, reported)


@posix
def test_a_lack_of_memory_is_reported(tmp_path: Path) -> None:
    write_tree(tmp_path, {"requirements.txt": "a==1\n" + "# x\n" * 7_000_000})
    small = "import resource; resource.setrlimit(resource.RLIMIT_AS, (64_000_000, 64_000_000))"
    done = pinlint(tmp_path, "check", before=small)
    assert (done.returncode, done.stderr) == (
        2,
        "pinlint: error: not enough memory; use 'exclude' to skip large files\n",
    )


def test_a_system_that_has_no_memory_is_reported(tmp_path: Path) -> None:
    write_tree(tmp_path, {"requirements.txt": "a==1\n"})
    broken = (
        "import errno\nimport pinlint.command_line.commands.check as check\n"
        "def run(*given):\n    raise OSError(errno.ENOMEM, 'Cannot allocate memory', 'folder')\ncheck.run = run"
    )
    done = pinlint(tmp_path, "check", before=broken)
    assert (done.returncode, done.stderr) == (
        2,
        "pinlint: error: not enough memory; use 'exclude' to skip large files\n",
    )


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="reads the size of the process")
@pytest.mark.parametrize("name", ["requirements.txt", "poetry.lock"])
def test_where_memory_ends_nothing_hangs(tmp_path: Path, name: str) -> None:
    pins = "# via pip-compile\n" + "".join(f"name{n}==1.0\n    # via -r requirements.in\n" for n in range(20_000))
    packages = "".join(f'[[package]]\nname = "name{n}"\nversion = "1.0"\nfiles = []\n\n' for n in range(8_000))
    asked = "[tool.poetry.dependencies]\n" + "".join(f'name{n} = "^1.0"\n' for n in range(8_000))
    texts = {
        "requirements.txt": {"requirements.txt": pins},
        "poetry.lock": {"poetry.lock": packages, "pyproject.toml": asked},
    }
    write_tree(tmp_path, texts[name])
    small = (
        "import resource, pinlint.command_line.commands.check\n"
        "size = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (size + {}, size + {}))"
    )
    for more in range(4_500_000, 14_000_000, 500_000):
        done = pinlint(tmp_path, "check", before=small.format(more, more))
        assert (done.returncode, done.stderr[:32]) == (2, "pinlint: error: not enough memory"[:32])


def test_a_profiler_has_the_last_word(tmp_path: Path) -> None:
    write_tree(tmp_path, {"requirements.txt": "django==5.1.2\n"})
    command = [sys.executable, "-m", "cProfile", "-m", "pinlint"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "function calls" in done.stdout


@posix
@pytest.mark.parametrize("number", [0, 1, 2], ids=["input", "output", "errors"])
def test_a_stream_that_is_closed_is_done_without(tmp_path: Path, number: int) -> None:
    write_tree(tmp_path, {"requirements.txt": REPEATED})
    done = pinlint(tmp_path, "check", preexec_fn=lambda: os.close(number), stdin=None)
    assert done.returncode == 0


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    write_tree(tmp_path, {"requirements.txt": "".join(f"project-{number}\n" for number in range(3000))})
    code = "from pinlint.__main__ import entry; entry()"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


#: Root may write everywhere, so that the run gives itself up to be nobody, when it has imported all that it needs.
NOBODY = """
import contextlib, io, tempfile
from pinlint.command_line.main import main
with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
    with open(os.path.join(folder, "requirements.txt"), "w") as file:
        file.write("a==1\\na==1\\na\\n")
    for arguments in (["--format", "concise"], ["--fix"], ["--format", "text"]):
        main(["check", *arguments, folder])
import pinlint.rules.meta.unreadable_file
if os.geteuid() == 0:
    os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)
"""


@posix
@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_read_only_tree_is_reported_and_left_as_it_was(open_folder: Path, what: str) -> None:
    file = open_folder / "requirements.txt"
    file.write_text(REPEATED)
    file.chmod(0o444 if what == "file" else 0o666)
    open_folder.chmod(0o777 if what == "file" else 0o555)
    done = pinlint(open_folder, "check", "--fix", before=NOBODY)
    assert done.returncode == 2
    assert done.stderr.startswith("pinlint: error: cannot write requirements.txt: ")
    assert file.read_text() == REPEATED
    assert os.listdir(open_folder) == ["requirements.txt"]
    assert pinlint(open_folder, "check", before=NOBODY).returncode == 0


@posix
def test_what_may_not_be_read_is_a_finding(open_folder: Path) -> None:
    write_tree(open_folder, {"requirements.txt": "-r secret.txt\n", "secret.txt": "a==1\n"})
    (open_folder / "secret.txt").chmod(0)
    done = pinlint(open_folder, "check", "--format", "concise", before=NOBODY)
    assert done.returncode == 1
    assert "secret.txt:1:1: unreadable-file: cannot be read: permission denied" in done.stdout


@posix
@pytest.mark.parametrize("at", [0, 1], ids=["before the first file", "between two files"])
def test_a_process_that_is_killed_while_it_fixes_leaves_every_file_whole(tmp_path: Path, at: int) -> None:
    names = ["a-requirements.txt", "b-requirements.txt"]
    write_tree(tmp_path, dict.fromkeys(names, REPEATED))
    kill = f"""
import signal
replace, calls = os.replace, []
def killed(*arguments):
    if len(calls) == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
    calls.append(replace(*arguments))
os.replace = killed
"""
    assert pinlint(tmp_path, "check", "--fix", before=kill).returncode == -signal.SIGKILL
    assert [(tmp_path / name).read_text() for name in names] == [FIXED] * at + [REPEATED] * (2 - at)
    assert pinlint(tmp_path, "check", "--fix").returncode == 0
    assert [(tmp_path / name).read_text() for name in names] == [FIXED, FIXED]


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=str)
@pytest.mark.parametrize("step", ["os.open", "os.fsync", "os.replace"])
@pytest.mark.parametrize("at", [0, 1])
def test_an_interrupted_fix_is_whole_or_was_not_begun(tmp_path: Path, number: int, step: str, at: int) -> None:
    names = ["a-requirements.txt", "b-requirements.txt"]
    write_tree(tmp_path, dict.fromkeys(names, REPEATED))
    interrupt = f"""
import signal
# Who runs the tests in the background ignores these signals, and so would this process.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
import pinlint.text.writing as writing
calls = []
class Os:
    def __getattr__(self, name):
        return getattr(os, name)
def interrupted(*arguments):
    calls.append(1)
    if len(calls) == {at + 1}:
        os.kill(os.getpid(), {int(number)})
    return {step}(*arguments)
writing.os = Os()
writing.os.{step.removeprefix("os.")} = interrupted
"""
    done = pinlint(tmp_path, "check", "--fix", before=interrupt)
    assert done.returncode == (130 if number == signal.SIGINT else -number)
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    # Before the last draft is made nothing is written; from then on everything is.
    assert found == dict.fromkeys(names, REPEATED if step != "os.replace" and at == 0 else FIXED)


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=str)
def test_an_interruption_waits_for_a_file_that_is_written_alone(tmp_path: Path, number: int) -> None:
    code = f"""
import os, signal
from pinlint.text import writing
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
class Os:
    def __getattr__(self, name):
        return getattr(os, name)
writing.os = Os()
writing.os.fsync = lambda descriptor: os.kill(os.getpid(), {int(number)})
writing.write_atomically({str(tmp_path / "evidence.json")!r}, b"whole")
print("went on")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=-1, stderr=-3
    )
    assert (done.returncode, done.stdout) == (-number, b"")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"evidence.json": b"whole"}


FAILING = """
def failing(*arguments):
    calls.append(1)
    if len(calls) == {at}:
        raise {error}
    return {step}(*arguments)
calls = []
import pinlint.text.writing as writing
class Os:
    def __getattr__(self, name):
        return getattr(os, name)
writing.os = Os()
writing.os.{name} = failing
"""


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("step", ["os.fsync", "os.replace"])
@pytest.mark.parametrize(
    ("error", "reported"), [("OSError(28, 'full')", ": full\n"), ("MemoryError", "pinlint: error: not enough memory; ")]
)
def test_what_begins_a_project_is_written_whole_or_not_at_all(
    tmp_path: Path, at: int, step: str, error: str, reported: str
) -> None:
    before = {".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks: []\n", "requirements.txt": "a==1\n"}
    write_tree(tmp_path, {**before, ".github/workflows/ci.yml": "on: push\njobs: {}\n"})
    code = FAILING.format(at=at, step=step, name=step.removeprefix("os."), error=error)
    done = pinlint(tmp_path, "init", "--yes", before=code)
    assert (done.returncode, reported in done.stderr) == (2, True)
    found = {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {**before, "ci.yml": "on: push\njobs: {}\n"}


def test_two_runs_at_once_fix_once(tmp_path: Path) -> None:
    names = [f"requirements-{number}.txt" for number in range(20)]
    write_tree(tmp_path, dict.fromkeys(names, REPEATED))
    code = "from pinlint.command_line.main import main; import sys; sys.exit(main(['check', '--fix']))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs = [
        subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=environment, stdout=-3, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for run in runs:
        _, errors = run.communicate(timeout=60)
        assert run.returncode in (0, 2)
        assert b"Traceback" not in errors
    assert {(tmp_path / name).read_text() for name in names} <= {FIXED, REPEATED}
    assert pinlint(tmp_path, "check", "--fix").returncode == 0
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(names, FIXED)


@pytest.mark.parametrize("change", ["b==2\n", None], ids=["written", "deleted"])
def test_a_file_that_changes_between_reading_and_fixing_is_not_overwritten(tmp_path: Path, change: str | None) -> None:
    write_tree(tmp_path, {"requirements.txt": REPEATED})
    action = "os.unlink(path)" if change is None else f"open(path, 'w').write({change!r})"
    interfere = f"""
import pinlint.fixes.applying
write_all = pinlint.fixes.applying.write_all
def interfered(root, sources, texts):
    path = os.path.join(root, "requirements.txt")
    {action}
    write_all(root, sources, texts)
pinlint.fixes.applying.write_all = interfered
"""
    done = pinlint(tmp_path, "check", "--fix", before=interfere)
    assert done.returncode == 2
    assert done.stderr.startswith("pinlint: error: cannot write requirements.txt: ")
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == ({} if change is None else {"requirements.txt": change})


LOCKED = {"requirements.in": "a>=1\n", "requirements.txt": "a==1\n    # via -r requirements.in\n"}


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"PINLINT_CACHE_DIR": __file__, "UV_CACHE_DIR": __file__}, id="the caches are files"),
        pytest.param({"PINLINT_CACHE_DIR": "/nowhere/at/all"}, id="the cache is nowhere"),
        pytest.param({"HOME": None, "XDG_CACHE_HOME": None}, id="no HOME"),
        pytest.param({"HOME": "/nowhere", "XDG_CACHE_HOME": None}, id="HOME is nowhere"),
        pytest.param({"HOME": "relative", "XDG_CACHE_HOME": "relative"}, id="HOME is relative"),
        pytest.param({"PATH": None}, id="no PATH"),
        pytest.param({"PATH": "/nowhere"}, id="no git on the PATH"),
        pytest.param({"VIRTUAL_ENV": __file__}, id="the active environment is a file"),
        pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="an ASCII terminal"),
        pytest.param({"PYTHONIOENCODING": "ascii"}, id="streams in ASCII"),
        pytest.param({"COLUMNS": "-1"}, id="a width that is none"),
        pytest.param({"GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere"}, id="git's variables of another repository"),
    ],
)
def test_an_odd_environment_changes_nothing(tmp_path: Path, variables: dict[str, str | None]) -> None:
    write_tree(tmp_path, {**LOCKED, "é/requirements.txt": "b==1\n"})
    git(tmp_path, "init", "-q")
    done = pinlint(tmp_path, "check", variables=variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 lock: no problem found" in done.stdout


def test_a_current_folder_that_is_gone_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    done = pinlint(folder, "check", before="os.rmdir(os.getcwd())", variables={"XDG_CACHE_HOME": None})
    assert (done.returncode, done.stderr) == (2, "pinlint: error: No such file or directory\n")


# Repositories


def test_a_file_that_was_deleted_and_not_yet_from_git_is_not_there(repository: Path) -> None:
    (repository / "dev-requirements.txt").unlink()
    (repository / "requirements.txt").write_text("a==1\n-r dev-requirements.txt\n")
    done = pinlint(repository, "check", "--format", "concise")
    assert done.returncode == 1
    assert "requirements.txt:2:4: missing-include: " in done.stdout
    assert "unreadable-file" not in done.stdout


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({".git/HEAD": "nonsense"}, id="HEAD is nonsense"),
        pytest.param({".git/index": "nonsense"}, id="the index is nonsense"),
        pytest.param({".git/config": "[core\nnonsense"}, id="the configuration is nonsense"),
        pytest.param({".git/config": "[core]\nrepositoryformatversion = 99\n"}, id="a version that git does not know"),
        pytest.param({".git/objects": None}, id="no objects"),
    ],
)
def test_a_broken_repository_is_walked(repository: Path, broken: dict[str, str | None]) -> None:
    for path, text in broken.items():
        target = repository / path
        if text is None:
            shutil.rmtree(target)
        else:
            target.write_text(text)
    done = pinlint(repository, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "in 2 requirements files (2 requirements)" in done.stdout


def test_a_git_file_that_points_nowhere_is_walked(tmp_path: Path) -> None:
    write_tree(tmp_path, {".git": "gitdir: /nowhere\n", "requirements.txt": "a==1\n"})
    assert "in 1 requirements file (1 requirement)" in pinlint(tmp_path, "check").stdout


def test_a_shallow_clone_lacks_history_and_says_so(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    assert pinlint(tmp_path / "shallow", "check", "--since", "HEAD").returncode == 0
    done = pinlint(tmp_path / "shallow", "check", "--since", "HEAD~1")
    assert done.returncode == 2
    assert "this is a shallow clone; fetch it first" in done.stderr


def test_a_worktree_is_a_repository(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", str(tmp_path / "worktree"))
    write_tree(tmp_path / "worktree", {".gitignore": "ignored/\n", "ignored/requirements.txt": "c\n"})
    done = pinlint(tmp_path / "worktree", "check")
    assert done.returncode == 0
    assert "in 2 requirements files (2 requirements)" in done.stdout


def test_a_submodule_is_another_project_and_may_be_included(repository: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    write_tree(outer, {"requirements.txt": "c==1\n-r inner/requirements.txt\n"})
    git(outer, "init", "-q")
    git(outer, "submodule", "--quiet", "add", str(repository), "inner")
    assert "in 2 requirements files (2 requirements)" in pinlint(outer, "check").stdout
    assert "in 2 requirements files (2 requirements)" in pinlint(outer / "inner", "check").stdout


@pytest.mark.parametrize("named", ["inner", "inner/", "inner/requirements.txt", "./inner"])
def test_a_submodule_that_is_named_is_checked_as_its_own_project(repository: Path, tmp_path: Path, named: str) -> None:
    outer = tmp_path / "outer"
    write_tree(outer, {"requirements.txt": "c\n"})
    git(outer, "init", "-q")
    git(outer, "submodule", "--quiet", "add", str(repository), "inner")
    write_tree(outer, {"inner/requirements.txt": "django\n"})
    done = pinlint(outer, "check", "--format", "concise", named)
    assert done.returncode == 1
    assert f"{(outer / 'inner' / 'requirements.txt').resolve().as_posix()}:1:1: unpinned-requirement" in done.stdout
    assert "dev-requirements" not in done.stdout
    assert len(done.stdout.splitlines()) == 1  # nothing of the outer one
    both = pinlint(outer, "check", ".", "inner")
    assert (both.returncode, "inner is in another repository" in both.stderr) == (2, True)


@pytest.mark.parametrize(
    "named", ["in ner", "in ner/", "in ner/requirements.txt", "in ner/a/b.txt", "in ner/../in ner"]
)
@pytest.mark.parametrize("listed", [True, False], ids=["submodule", "nested"])
def test_a_repository_that_is_not_checked_out_is_named(
    repository: Path, tmp_path: Path, named: str, listed: bool
) -> None:
    outer = tmp_path / "outer"
    write_tree(outer, {"requirements.txt": "c==1\n", "other/requirements.txt": "d==1\n"})
    git(outer, "init", "-q")
    git(outer, "submodule", "--quiet", "add", str(repository), "in ner")
    git(outer, "add", ".")
    if not listed:
        git(outer, "rm", "-q", "--cached", ".gitmodules")
    git(outer, "commit", "-qm", "Begin")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(outer), str(clone))
    reason = (
        "a submodule that is not checked out: run `git submodule update --init -- 'in ner'`"
        if listed
        else "another repository, and is not checked out: .gitmodules does not say where it comes from, "
        "so clone it into this folder"
    )
    for others in ([], ["."], ["other"]):
        done = pinlint(clone, "check", *others, named)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"pinlint: error: in ner is {reason}\n")
    assert pinlint(clone, "check").returncode == 0
    if listed:
        git(clone, "submodule", "update", "--init", "--", "in ner")
        assert pinlint(clone, "check", "in ner").returncode == 0


def test_a_pointer_of_git_lfs_is_not_taken_for_the_file(tmp_path: Path) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n"
    write_tree(tmp_path, {"requirements.txt": pointer})
    done = pinlint(tmp_path, "check", "--format", "concise")
    assert (done.returncode, "a pointer of Git LFS" in done.stdout, len(done.stdout.splitlines())) == (1, True, 1)
    pinlint(tmp_path, "check", "--add-ignore", "why not")
    assert (tmp_path / "requirements.txt").read_text() == pointer


def test_a_bare_repository_has_nothing_to_check(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    done = pinlint(tmp_path / "bare.git", "check")
    assert done.returncode == 0
    assert "note: nothing to check" in done.stdout


@posix
@pytest.mark.parametrize("option", [[], ["--config"]], ids=["to check", "as a configuration"])
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(os.mkfifo, "a named pipe, not a file", id="a pipe that nobody writes to"),
        pytest.param(
            lambda path: path.symlink_to("/dev/null"), "a symbolic link leads out of the project", id="a device"
        ),
        pytest.param(lambda path: path.symlink_to("gone"), "a symbolic link leads to nothing", id="a dangling link"),
        pytest.param(lambda path: path.symlink_to(path), "too many levels of symbolic links", id="a link to itself"),
        pytest.param(lambda path: None, "no such file or folder", id="nothing"),
    ],
)
def test_what_is_named_and_is_no_file(
    tmp_path: Path, option: list[str], make: Callable[[Path], None], reason: str
) -> None:
    make(tmp_path / "odd.txt")
    done = pinlint(tmp_path, "check", *option, "odd.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"pinlint: error: {' '.join([*option, 'odd.txt'])}: {reason}\n"


def test_files_whose_names_differ_in_case_are_two_where_the_disk_says_so(tmp_path: Path) -> None:
    write_tree(tmp_path, {"requirements.txt": "a==1\n", "Requirements.txt": "a==2\n"})
    count = len(os.listdir(tmp_path))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    assert f"in {count} requirements file" in pinlint(tmp_path, "check").stdout


def test_files_whose_names_differ_in_case_where_the_disk_holds_one_of_them(repository: Path) -> None:
    # What a checkout on a disk that folds case looks like from here: the index has two names, the disk one.
    done = subprocess.run(
        ["git", "hash-object", "-w", "requirements.txt"], cwd=repository, capture_output=True, check=True
    )
    entry = f"100644,{done.stdout.decode().strip()},REQUIREMENTS.txt"
    git(repository, "update-index", "--add", "--cacheinfo", entry)
    done = pinlint(repository, "check", "--fix")
    assert (done.returncode, done.stderr) == (0, "nothing to fix: there are no findings\n")
    assert "in 2 requirements files (2 requirements)" in done.stdout
