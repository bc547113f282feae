"""Tasks of Ansible that install Python packages: the module `pip`, and commands of `command` and `shell` (Ansible's manual).

Tasks are read in playbooks, and in the tasks and handlers of roles. Values of templates (`{{ … }}`) are unknown, except the words
of a loop that the task itself lists. Tasks that Molecule runs (below a folder `molecule`) only test a role. The file that
`requirements` names is on the managed machine, so it is usually not read. It is read if `playbook_dir` or `role_path` shows that
it is in the project.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.formats.jobs import Job, Script, mapped, scalar
from pinlint.formats.located import NUMBER
from pinlint.formats.located.yaml import parse_all
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy
from pinlint.uses.steps import CHECK, DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinlint.formats.located import Item, Node
    from pinlint.text.source import SourceFile

FILES = (
    r"^(?!(?:.*/)?templates/)(?:.*/)?(?:(?:tasks|handlers|playbooks?|provision(?:ing)?|ansible)/(?:[^/]+/)*[^/]+"
    r"|[^/]*playbook[^/]*|site|molecule/[^/]+/[^/]+)\.(?:yml|yaml)$"
)
READS = "build"

_COLLECTIONS = ("ansible.builtin.", "ansible.legacy.")
_COMMANDS = frozenset(["command", "shell", "raw"])
_LOOPS = ("loop", "with_items", "with_list", "with_flattened")
_LOCAL = frozenset(["localhost", "127.0.0.1"])
_ITEM = lazy(r"\{\{\s*item\s*\}\}")
_INSIDE = lazy(r"\{\{\s*(playbook_dir|role_path)\s*\}\}/")
#: Arguments of the module in one line: ``pip: name=flask version=1.0``.
_ARGUMENT = lazy(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S+)")


def jobs(source: SourceFile) -> list[Job]:
    """The plays, or the list of tasks, each a job. Raises LocatedError for text that is not YAML."""
    found = []
    purpose = CHECK if "molecule" in source.path.split("/")[:-1] else None
    for root in parse_all(source.text):
        if not root.elements:
            continue  # a Taskfile, variables: plays and tasks are lists
        for play in root.elements:
            hosts = play.get("hosts")
            if hosts is not None:
                local = DEVELOP if scalar(hosts) in _LOCAL else None
                found.append(Job(source, "play", list(_tasks(source, play)), purpose=purpose or local))
        if not any(play.get("hosts") for play in root.elements):
            found.append(Job(source, "tasks", list(_tasks(source, root)), purpose=purpose))
    return [job for job in found if job.actions]


def _tasks(source: SourceFile, root: Node) -> Iterator[Script]:
    """What the tasks below a node run, in order."""
    waiting = [root]
    seen = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue  # an alias: its tasks are known
        seen.add(id(node))
        for item in node.items:
            module = item.key
            for collection in _COLLECTIONS:
                module = module.removeprefix(collection)
            conditional = node.get("when") is not None or node.get("ignore_errors") is not None
            script = _installation(source, node, item) if module == "pip" else None
            if module in _COMMANDS:
                given = item.node.get("cmd") if item.node.items else item.node
                script = mapped(source, given) if given is not None and given.string else None
            if script is not None:
                newest = module == "pip" and _state(_arguments(source, item)) == "latest"
                yield Script(script, folder=None, conditional=conditional, newest=newest)
        inner = [*node.elements, *(item.node for item in node.items)]
        waiting += reversed([each for each in inner if each.elements or each.items])


def _installation(source: SourceFile, task: Node, item: Item) -> MappedText | None:
    """The command that the module runs for a task; None if it installs nothing that can be known."""
    texts = _arguments(source, item)
    state = _state(texts)
    if state == "absent":
        return None
    at = item.key_span
    version = texts.get("version", [])
    loops = [node for key in _LOOPS if (node := task.get(key)) is not None]
    words: list[list[MappedText]] = []
    repeated = False
    for name in texts.get("name", ()):
        if _ITEM.fullmatch(name.text.strip()):
            if not repeated:  # installing the words of the loop again changes nothing
                words += [[text] for loop in loops for text in _texts(source, loop)]
            repeated = True
        elif version and not set("<>=!~") & set(name.text):
            words.append([name, MappedText(source, [("==", name.span(0, 1).start, name.span(0, 1).start)]), version[0]])
        else:
            words += [[part] for part in _separated(name)]
    option = MappedText(source, [("-r", at.start, at.end)])
    for text in texts.get("requirements", ()):
        path = _in_project(text, source.path)
        words += [[option], [path]] if path is not None else []
    known = [parts for parts in words if not any("{{" in part.text or "'" in part.text for part in parts)]
    if not known:
        return None
    place = "".join(text.text for text in texts.get("virtualenv", ()))
    program = f"{place}/bin/pip" if place and not set("{} '\"$") & set(place) else "pip"
    command = f"{program} install{' --upgrade' if state == 'latest' else ''}"
    pieces = [MappedText(source, [(command, at.start, at.end)])]
    for parts in known:
        start, end = parts[0].span(0, 1).start, parts[-1].span(0, len(parts[-1].text)).end
        pieces += [MappedText(source, [(" '", start, start)]), *parts, MappedText(source, [("'", end, end)])]
    extra = [text for text in texts.get("extra_args", ()) if "{{" not in text.text]
    for text in extra[:1]:
        pieces += [MappedText(source, [(" ", text.span(0, 1).start, text.span(0, 1).start)]), text]
    return joined(pieces, source)


def _arguments(source: SourceFile, item: Item) -> dict[str, list[MappedText]]:
    """The arguments of the module, as a table or in one line."""
    texts = {each.key: _texts(source, each.node) for each in item.node.items}
    if item.node.string is not None:
        line = mapped(source, item.node)
        for match in _ARGUMENT.finditer(line.text):
            quoted = match[2][:1] in "'\""
            texts[match[1]] = [line.slice(match.start(2) + quoted, match.end(2) - quoted)]
    return texts


def _state(arguments: Mapping[str, Sequence[MappedText]]) -> str:
    return "".join(text.text for text in arguments.get("state", ()))


def _texts(source: SourceFile, node: Node) -> list[MappedText]:
    """A value, or the values of a list; a number as it is written: ``version: 1.10``."""
    found = []
    for each in node.elements or [node]:
        if each.string is not None:
            found.append(mapped(source, each))
        elif each.kind == NUMBER:
            found.append(MappedText.verbatim(source, [(each.start, each.end)]))
    return found


def _separated(name: MappedText) -> list[MappedText]:
    """The names in ``a,b``; a comma in a specifier or in extras does not separate."""
    if "," not in name.text or set("<>=!~[") & set(name.text):
        return [name]
    found = []
    at = 0
    for part in name.text.split(","):
        if part.strip():
            start = at + len(part) - len(part.lstrip())
            found.append(name.slice(start, start + len(part.strip())))
        at += len(part) + 1
    return found


def _in_project(text: MappedText, path: str) -> MappedText | None:
    """The path of a requirements file that is next to the playbook or in the role; None for one on the managed machine."""
    match = _INSIDE.match(text.text)
    if match is None or "{{" in text.text[match.end() :]:
        return None
    folder = dirname(path) if match[1] == "playbook_dir" else dirname(dirname(path))
    rest = text.slice(match.end(), len(text.text))
    start = text.span(0, match.end())
    return joined(
        [MappedText(text.source, [(f"/{folder}/" if folder else "/", start.start, start.end)]), rest], text.source
    )
