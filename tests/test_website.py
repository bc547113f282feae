"""The source of the documentation's site: every page is in it once, and every link in it leads to a page of it or to the web."""

from __future__ import annotations

import posixpath
import re

import pytest
import yaml

from pinlint.findings.documentation import REPOSITORY
from pinlint.index import RULES
from tools.website import ROOT, navigation, staged, with_links

PLACES = {
    "docs/a.md": "a.md",
    "docs/rules/b.md": "rules/b.md",
    "pinlint/schemas/c.json": "schemas/c.json",
}
STAGED = staged()
PAGES = {place: data.decode("utf-8") for place, data in STAGED.items() if place.endswith(".md")}


class Loader(yaml.SafeLoader):
    """Reads mkdocs.yml, in which one tag names a function."""


Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", lambda loader, suffix, node: suffix)


@pytest.mark.parametrize(
    ("path", "link", "led"),
    [
        pytest.param("docs/a.md", "rules/b.md#why", "rules/b.md#why", id="a page"),
        pytest.param("docs/rules/b.md", "../a.md", "../a.md", id="a page above"),
        pytest.param("docs/rules/b.md", "../../pinlint/schemas/c.json", "../schemas/c.json", id="a schema"),
        pytest.param("docs/a.md", "../SECURITY.md#x", f"{REPOSITORY}/blob/main/SECURITY.md#x", id="another file"),
        pytest.param("docs/a.md", "https://example.org/../b", "https://example.org/../b", id="the web"),
        pytest.param("docs/a.md", "#here", "#here", id="the page itself"),
    ],
)
def test_a_link_leads_to_the_same_on_the_site(path: str, link: str, led: str) -> None:
    text = "see [this]({})\n\n```text\n[this](../SECURITY.md)\n```\n"
    assert with_links(text.format(link), path, PLACES) == text.format(led)


@pytest.mark.parametrize("place", PAGES)
def test_links_of_the_site_lead_somewhere(place: str) -> None:
    prose = re.sub(r"^ *```.*?^ *```$", "", PAGES[place], flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", prose):
        if "://" in target:
            inside = target.removeprefix(f"{REPOSITORY}/blob/main/")
            assert inside == target or (ROOT / inside).exists(), target
        else:
            assert posixpath.normpath(posixpath.join(posixpath.dirname(place), target)) in STAGED, target


def listed(entries: object) -> list[str]:
    """The pages in a navigation."""
    if isinstance(entries, str):
        return [entries]
    values = entries.values() if isinstance(entries, dict) else entries
    return [page for value in values for page in listed(value)]


def test_every_page_is_in_the_navigation_once() -> None:
    settings = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader)
    assert sorted(listed(settings["nav"])) == sorted(PAGES)
    rules = next(entry["Rules"] for entry in settings["nav"] if "Rules" in entry)
    families = {name: listed(pages) for family in rules[1:] for name, pages in family.items()}
    assert {rule: family for family, pages in families.items() for rule in pages} == {
        f"rules/{rule}.md": entry[0] for rule, entry in RULES.items()
    }


def test_the_site_needs_no_other_host() -> None:
    """The theme would load fonts, what draws Mermaid, and facts about a repository."""
    settings = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader)
    assert (settings["theme"]["font"], "repo_url" in settings) == (False, False)
    assert [
        place
        for place, page in PAGES.items()
        if re.search(r"^ *```mermaid|!\[[^]]*\]\(http|<script", page, re.MULTILINE)
    ] == []


def test_a_navigation_names_pages_by_their_titles() -> None:
    pages = ["index.md", "commands.md", "configuration.md", "b.md", "guides/z.md", "formats/index.md", "formats/x.md"]
    made = yaml.safe_load(navigation(pages, {"pins": ["p"]}, lambda page: f"The {page[0]}: it"))["nav"]
    assert made[1] == {"Guides": [{"The g: it": "guides/z.md"}]}
    assert made[2] == {"Rules": ["rules/index.md", {"pins": [{"The r: it": "rules/p.md"}]}]}
    assert made[-1] == {"Project": [{"The b: it": "b.md"}]}


def test_the_schemas_are_on_the_site() -> None:
    for name in ("config.schema.json", "report.schema.json"):
        assert STAGED[f"schemas/{name}"] == (ROOT / "pinlint" / "schemas" / name).read_bytes()
    assert STAGED["schemas/report-1.schema.json"] == STAGED["schemas/report.schema.json"]
