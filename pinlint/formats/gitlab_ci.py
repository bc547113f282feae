"""Pipelines of GitLab CI: the scripts of their jobs, with `extends`, `!reference` and YAML anchors followed in the file.

`before_script` and `script` run in one shell, `after_script` in its own. Files of `include: local` are read too. All other
included files are unknown.
"""

from __future__ import annotations

from pinlint.formats.jobs import Job, Script, container_image, joined_nodes, may_fail, scalar
from pinlint.formats.located.yaml import parse as parse_yaml
from pinlint.text.budget import Budget
from pinlint.uses.steps import DEPLOY, PUBLISH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)\.gitlab-ci[^/]*\.(?:yml|yaml)$|(?:^|/)\.gitlab/(?:[^/]+/)*[^/]+\.(?:yml|yaml)$"
READS = "build"

#: Keys of the top level that are not jobs.
_GLOBAL = frozenset(["default", "include", "image", "services", "stages", "variables", "cache", "workflow", "spec"])
#: A job is followed through at most so many templates.
_MOST_EXTENDED = 12


def jobs(source: SourceFile) -> list[Job]:
    """The jobs of a pipeline, templates included. Raises LocatedError for text that is not YAML, and ExceededError."""
    root = parse_yaml(source.text)
    if root is None:
        return []
    pipeline = _Pipeline(source, root)
    names = [item.key for item in root.items if item.key not in _GLOBAL and item.node.items]
    return [job for name in names if (job := pipeline.job(name)) is not None]


def includes(source: SourceFile) -> list[str]:
    """The files of the project that a pipeline includes. Raises LocatedError for text that is not YAML."""
    root = parse_yaml(source.text)
    node = root.get("include") if root is not None else None
    found = []
    for each in node.elements or [node] if node is not None else []:
        local = each.get("local") if each.items else each
        if local is not None and local.string and "://" not in local.string and not set("*$") & set(local.string):
            found.append(local.string.lstrip("/"))
    return found


class _Pipeline:
    def __init__(self, source: SourceFile, root: Node) -> None:
        self.source = source
        self.root = root
        self.budget = Budget(len(source.text))

    def job(self, name: str) -> Job | None:
        """The job of that name; None for a table that runs nothing."""
        before = self.setting(name, "before_script") or self.common("before_script")
        script = self.setting(name, "script")
        after = self.setting(name, "after_script")
        variables = self.variables(name)
        own = [*self.lines(before, 0), *self.lines(script, 0)] if script is not None else []
        if script is None and self.root.get(name, "before_script") is not None:
            own = list(self.lines(before, 0))
        conditional = self.is_uncertain(name)
        scripts = [nodes for nodes in (own, list(self.lines(after, 0))) if nodes]
        if not scripts:
            return None
        return Job(
            self.source,
            name,
            [Script(joined_nodes(self.source, n), variables=variables, conditional=conditional) for n in scripts],
            needs=list(self.needs(name)),
            purpose=self.purpose(name),
            image=container_image(self.setting(name, "image") or self.common("image"), "name"),
            keeps=self.setting(name, "artifacts") is not None,
        )

    def is_uncertain(self, name: str) -> bool:
        """Whether a job may fail, or runs only if some files exist."""
        allowed, rules = self.setting(name, "allow_failure"), self.setting(name, "rules")
        rules_of_job = rules.elements if rules is not None else []
        return (allowed is not None and scalar(allowed) != "false") or any(
            rule.get("exists") is not None or may_fail(rule, "allow_failure") for rule in rules_of_job
        )

    def common(self, key: str) -> Node | None:
        """A setting of all jobs that do not have it."""
        return self.root.get("default", key) or self.root.get(key)

    def setting(self, name: str, key: str, depth: int = 0) -> Node | None:
        """A setting of a job. If the job does not have it, the setting of the last job in its ``extends`` that has it."""
        self.budget.go_through(8)
        node = self.root.get(name)
        found = node.get(key) if node is not None else None
        if found is not None or node is None or depth > _MOST_EXTENDED:
            return found
        extends = node.get("extends")
        bases = [base.string for base in (extends.elements or [extends])] if extends is not None else []
        for base in reversed(bases):
            found = self.setting(base, key, depth + 1) if base else None
            if found is not None:
                return found
        return None

    def lines(self, node: Node | None, depth: int) -> Iterator[Node]:
        """The lines of a script: nested lists become one list, references are followed."""
        if node is None or depth > _MOST_EXTENDED:
            return
        self.budget.go_through(60 + len(node.string or "") // 8)
        if node.string is not None:
            yield node
        elif self.source.text.startswith("!reference", node.start):
            yield from self.lines(self.root.get(*(key.string or "" for key in node.elements)), depth + 1)
        else:
            for each in node.elements:
                yield from self.lines(each, depth + 1)

    def variables(self, name: str) -> dict[str, str | None]:
        """The variables of the pipeline and of a job; a value with a variable in it is unknown."""
        found: dict[str, str | None] = {}
        for table in (self.root.get("variables"), self.setting(name, "variables")):
            for item in table.items if table is not None else []:
                value = scalar(item.node)
                found[item.key] = None if value is None or "$" in value else value
        return found

    def needs(self, name: str) -> Iterator[str]:
        for key in ("needs", "dependencies"):
            node = self.setting(name, key)
            for each in node.elements if node is not None else []:
                named = each.get("job") if each.items else each
                if named is not None and named.string:
                    yield named.string

    def purpose(self, name: str) -> str | None:
        """The purpose that a job's keys show: ``environment`` means deploy; ``release``, or the name ``pages``, means publish."""
        if self.setting(name, "environment") is not None:
            return DEPLOY
        return PUBLISH if name == "pages" or self.setting(name, "release") is not None else None
