"""Loads rules by their names, and what their modules say of them."""

from __future__ import annotations

from pinlint.index import RULES, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from pinlint.findings.finding import Rule


def load_rule(name: str) -> Rule:
    """The rule of that name. Raises KeyError where there is none."""
    rule: Rule = _module(name).rule
    return rule


def docstring(name: str) -> str:
    """The docstring of the rule of that name. Raises KeyError where there is none."""
    return _module(name).__doc__ or ""


def page(name: str) -> str:
    """The page on the rule of that name, in Markdown. Raises KeyError where there is none."""
    from pinlint.findings.documentation import make_page

    family, _, _, severity, _ = RULES[name]
    return make_page(name, family, severity, docstring(name))


def _module(name: str) -> ModuleType:
    return load(f"rules.{RULES[name][0]}.{name.replace('-', '_')}")
