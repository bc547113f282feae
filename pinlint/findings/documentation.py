"""The rules' documentation: the docstrings of their modules.

A docstring is Markdown: a summary of one line, then the sections ``## Why``, ``## Fails``, ``## Passes``, ``## Fixed``
(optional), ``## Details`` (optional) and ``## See``. Why has at most four sentences; exceptions and severities are in Details.
Under Fails, Passes and Fixed, each fenced block is a file whose path is the block's info string. Several blocks form one
tree; prose, or a repeated path, begins the next tree. A ``text`` block after a tree is pinlint's report on it. These examples
run as tests.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    #: A piece of a docstring: a line of prose, or the info string and the text of a fenced block.
    Piece = tuple[str | None, str]

REPOSITORY = "https://github.com/pinlint/pinlint"
#: Where the built documentation is on the web, without a slash at the end. Empty if only the repository has it. This one
#: constant decides where all links of findings and schemas lead.
SITE: str = ""
#: The info string of a block with pinlint's output.
OUTPUT = "text"
_FENCE = "```"
_LANGUAGES = {"py": "python", "toml": "toml", "cfg": "ini", "json": "json", "yaml": "yaml", "yml": "yaml"}


def url(rule: str) -> str:
    """The address of the rule's page on the web."""
    return f"{SITE}/rules/{rule}/" if SITE else f"{REPOSITORY}/blob/main/docs/rules/{rule}.md"


def schema_url(name: str) -> str:
    """The address of a JSON schema of this package on the web. ``name`` is the name of the schema's file."""
    return f"{SITE}/schemas/{name}" if SITE else f"{REPOSITORY}/raw/main/pinlint/schemas/{name}"


def make_page(rule: str, family: str, severity: str, text: str) -> str:
    """The page from the docstring ``text``, with a title before it, and the paths of files above their blocks."""
    summary, _, rest = text.strip().partition("\n")
    lines = [f"# {rule}", "", summary, "", f"Family `{family}`, usual severity: {severity}."]
    for info, body in pieces(rest):
        if info is None:
            lines.append(body)
            continue
        if lines[-1]:
            lines.append("")
        said = "pinlint says:" if info == OUTPUT else f"`{info}`:"
        lines += [said, "", _FENCE + _language(info), body, _FENCE]
    return "\n".join(lines).rstrip("\n") + "\n"


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a docstring in their order. Raises ValueError for a block that does not end."""
    info: str | None = None
    block: list[str] = []
    for line in text.split("\n"):
        if info is not None and line == _FENCE:
            yield info, "\n".join(block)
            info, block = None, []
        elif info is not None:
            block.append(line)
        elif line.startswith(_FENCE):
            info = line[len(_FENCE) :].strip()
        else:
            yield None, line
    if info is not None:
        raise ValueError(f"the block {info!r} does not end")


def _language(path: str) -> str:
    """The language for which a Markdown renderer highlights the file at ``path``."""
    name = path.rsplit("/", 1)[-1]  # for a report this is "text"
    suffix = name.rpartition(".")[2]
    if "dockerfile" in name.lower():
        return "dockerfile"
    return _LANGUAGES.get(suffix, OUTPUT)


def table(names: list[str]) -> str:
    """The rules with these names for a terminal, one per line under their families: name, severity, summary."""
    from pinlint.index import RULES

    width = max(map(len, names), default=0)
    lines: list[str] = []
    family = ""
    for name in names:
        if RULES[name][0] != family:
            family = RULES[name][0]
            lines += ["", family] if lines else [family]
        lines.append(f"  {name:<{width}}  {RULES[name][3]:<7}  {RULES[name][4]}")
    return "\n".join(lines) + "\n"
