"""Derives texts from a regular expression: each match contains at least one of them. So most paths are skipped quickly."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

_MODERN = sys.version_info >= (3, 11)
sre = import_module("re._constants" if _MODERN else "sre_constants")
sre_parse = import_module("re._parser" if _MODERN else "sre_parse")

#: A text of this length is as good as a longer one; then the one nearer to the end of the path tells more.
_LONG = 8
#: The most texts that are distinguished where choices follow on each other.
_MOST = 10
#: What requirement files are named for.
_PURPOSES = (
    *("base", "build", "ci", "common", "constraints", "dev", "development", "doc", "docs", "lint", "local", "main"),
    *("prod", "production", "requirements", "test", "testing", "tests"),
)
#: The names of files that most projects have.
USUAL = (
    *("Dockerfile", "Pipfile", "Pipfile.lock", "pdm.lock", "poetry.lock", "pylock.toml", "pyproject.toml"),
    *("setup.cfg", "setup.py", "uv.lock"),
    *(
        ".circleci/config.yml",
        ".devcontainer/devcontainer.json",
        ".gitlab-ci.yml",
        ".travis.yml",
        "GNUmakefile",
        "Justfile",
    ),
    *("Makefile", "Procfile", "action.yml", "azure-pipelines.yml", "justfile", "make.bat", "noxfile.py", "tox.ini"),
    *(f"{stem}.{ending}" for stem in (".readthedocs", "compose", "docker-compose") for ending in ("yaml", "yml")),
    *(f"{stem}.sh" for stem in ("build", "deploy", "entrypoint", "install", "run", "setup", "test")),
    *(f"{stem}.{ending}" for stem in ("requirements", "constraints") for ending in ("txt", "in")),
    *(f"requirements-{purpose}.{ending}" for purpose in _PURPOSES[:-1] for ending in ("txt", "in")),
    *(f"requirements/{purpose}.{ending}" for purpose in _PURPOSES for ending in ("txt", "in")),
)
#: What matches no character, only a place.
_PLACES = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)
_WITHOUT_SLASH = (sre.CATEGORY_WORD, sre.CATEGORY_DIGIT, sre.CATEGORY_SPACE)


def marks(pattern: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Texts in lower case that the paths hold in which ``pattern`` is found; it has to match to their end.

    Of the first each name, what is behind the last slash, holds one; it is the empty text where nothing is certain. Of the
    second, which are there where they tell more, each path holds one.
    """
    items = list(sre_parse.parse(pattern))
    name, path = _of_tail(items), _of_sequence(items)
    return _fewest(name), _fewest(path) if _worth(path) > _worth(name) else ()


def known(pattern: str) -> tuple[str, ...]:
    """The usual names that ``pattern`` is found in, whatever folders stand before them."""
    search = re.compile(pattern).search
    return tuple(name for name in USUAL if all(search(folders + name) for folders in ("", "a/", "a-b.c/D_e/")))


def _fewest(found: set[str]) -> tuple[str, ...]:
    return tuple(sorted(text for text in found if not any(other in text for other in found - {text})))


def _of_tail(items: list[Any]) -> set[str]:
    """As `_of_sequence`, of what comes behind the last slash."""
    for index in range(len(items) - 1, -1, -1):
        if _may_be_slash(items[index]):
            inner = _of_choices(items[index], _of_tail)
            return max(inner, _of_sequence(items[index + 1 :]), key=_worth)
    return _of_sequence(items)


def _may_be_slash(item: Any) -> bool:
    """Whether a part of what the item matches may be a slash."""
    operator, value = item
    if operator is sre.LITERAL:
        return bool(value == ord("/"))
    if operator is sre.NOT_LITERAL:
        return bool(value != ord("/"))
    if operator is sre.IN:
        admitted = any(map(_admits_slash, value))
        return admitted is not (value[0][0] is sre.NEGATE)
    if operator in _PLACES:
        return False
    inner = [list(branch) for branch in _choices(item)]
    return not inner or any(_may_be_slash(each) for branch in inner for each in branch)


def _admits_slash(member: Any) -> bool:
    """Whether a member of a set of characters is a slash, or may be one."""
    kind, value = member
    if kind is sre.RANGE:
        return bool(value[0] <= ord("/") <= value[1])
    if kind is sre.LITERAL:
        return bool(value == ord("/"))
    return kind is sre.CATEGORY and value not in _WITHOUT_SLASH


def _of_sequence(items: list[Any]) -> set[str]:
    """The texts of the item, or of the run of items that match nothing but plain texts, that tells most."""
    best = {""}
    run = {""}
    for item in [*items, None]:
        texts = _texts(item) if item is not None else None
        if texts is not None and len(run) * len(texts) <= _MOST:
            run = {before + text for before in run for text in texts}
            continue
        for candidate in (run, _of_choices(item, _of_sequence) if item is not None else {""}):
            best = max(candidate, best, key=_worth)  # of two that are worth the same the later one
        run = {""}
    return best


def _texts(item: Any) -> set[str] | None:
    """All that the item matches, in lower case, where that is a few plain texts."""
    operator, value = item
    if operator is sre.LITERAL:
        return {chr(value).lower()}
    if operator is sre.MAX_REPEAT and value[:2] == (0, 1):
        inner = _texts((sre.SUBPATTERN, (None, 0, 0, list(value[2]))))
        return inner and {"", *inner}
    if operator in (sre.SUBPATTERN, sre.BRANCH):
        found = set()
        for branch in _choices(item):
            texts = {""}
            for each in branch:
                inner = _texts(each)
                if inner is None or len(texts) * len(inner) > _MOST:
                    return None
                texts = {before + text for before in texts for text in inner}
            found |= texts
        return found
    return None


def _choices(item: Any) -> Iterator[Any]:
    """The sequences of which an item matches one, once at least."""
    operator, value = item
    if operator is sre.SUBPATTERN:
        yield value[3]
    elif operator is sre.BRANCH:
        yield from value[1]
    elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        yield value[2]


def _of_choices(item: Any, of: Any) -> set[str]:
    operator, value = item
    if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] == 0:
        return {""}
    return set().union(*(of(list(branch)) for branch in _choices(item))) or {""}


def _worth(texts: set[str]) -> int:
    """How much the text that tells least tells: many names have the same ending."""
    return min(_LONG, *(len(text) // 2 if text.startswith(".") else len(text) for text in texts))
