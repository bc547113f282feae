"""What a check that needs no network loads: of the libraries that take long to import, none."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    *("packaging", "platformdirs", "tomli", "urllib3", "yaml"),
    *("configparser", "dataclasses", "email", "hashlib", "http", "importlib.metadata", "inspect", "json", "logging"),
    *(
        "netrc",
        "pathlib",
        "socket",
        "ssl",
        "subprocess",
        "tarfile",
        "tempfile",
        "threading",
        "typing",
        "urllib",
        "zipfile",
    ),
}

SCRIPT = """
import sys
before = set(sys.modules)
from pinlint.evidence.cache import Cache
from pinlint.evidence.environment import Environment
from pinlint.evidence.evidence_file import EvidenceFile, write
from pinlint.evidence.gathering import gather
from pinlint.evidence.uv_cache import UvCache
root = sys.argv[1]
none = lambda path: None
local = [Environment(root, none, variables={}), UvCache(root + "/uv"), Cache(root=root, objections=none)]
found = gather([*local, EvidenceFile(write([])[0])], [("a", "1"), ("b", "2.0")])
assert found["a", "1"].metadata is not None and found["b", "2.0"].metadata is None
print(*sorted(set(sys.modules) - before))
"""


def test_local_sources_load_nothing_heavy(install, project):
    install("a", "1", "b>=1")
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{SCRIPT}", project]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in loaded if name in HEAVY or name.split(".")[0] in HEAVY} == set()
