from __future__ import annotations

import os

import pytest

from pinlint.evidence.environment import Environment, site_packages


def everywhere(path):
    return None


def requirements(source, *pins):
    return {pin: found.requires_dist for pin, found in source.find(pins).items()}


def test_exactly_the_pinned_versions_are_evidence(install, project):
    install("Flask", "3.0.0", "click>=8.1.3")
    install("click", "8.1.7")
    install("zope.interface", "6.0")
    source = Environment(project, everywhere, variables={})
    pins = [("flask", "3.0"), ("click", "8.1.8"), ("zope-interface", "6.0"), ("absent", "1")]
    assert requirements(source, *pins) == {("flask", "3.0"): ("click>=8.1.3",), ("zope-interface", "6.0"): ()}
    assert source.problems == []


def test_the_content_decides_not_the_folder_name(install, project):
    folder = install("a", "1")
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: a\nVersion: 2\n\n")
    assert requirements(Environment(project, everywhere, variables={}), ("a", "1")) == {}


def test_what_was_installed_from_elsewhere_is_no_evidence(install, project):
    install("a", "1", files=["direct_url.json"])
    source = Environment(project, everywhere, variables={})
    assert requirements(source, ("a", "1")) == {}
    assert source.problems == ["a-1.dist-info was installed from a URL or a path, not from an index"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [pytest.param("2.2", ("b",), id="static PKG-INFO tells"), pytest.param("2.1", None, id="old PKG-INFO does not")],
)
def test_egg_info(install, project, number, expected):
    install("a", "1", "b", suffix="egg-info", version_of_metadata=number)
    assert requirements(Environment(project, everywhere, variables={}), ("a", "1")) == {("a", "1"): expected}


def test_distutils_egg_info_is_a_file(install, project, metadata_text):
    site = install("b", "1").parent
    (site / "a-1-py3.11.egg-info").write_text(metadata_text("a", "1", version_of_metadata="2.2"))
    assert requirements(Environment(project, everywhere, variables={}), ("a", "1")) == {("a", "1"): ()}


def test_headers_longer_than_the_first_read(install, project):
    many = [f"package-{number}; extra == 'all'" for number in range(2000)]
    install("a", "1", *many)
    assert requirements(Environment(project, everywhere, variables={}), ("a", "1")) == {("a", "1"): tuple(many)}


def test_an_environment_that_the_repository_holds_is_no_evidence(install, project):
    install("a", "1")
    asked = []

    def objections(path):
        asked.append(path)
        return "is not mine"

    source = Environment(project, objections, variables={})
    assert requirements(source, ("a", "1")) == {}
    assert source.problems == [".venv is not mine"]
    assert asked == [os.path.join(project, ".venv")]


def test_a_link_to_an_environment_that_the_repository_holds_is_none_either(install, project):
    install("a", "1", environment="tools/fake")
    os.symlink("tools/fake", os.path.join(project, ".venv"))
    held = os.path.join(project, "tools/fake")
    assert (
        requirements(Environment(project, lambda path: "no" if path == held else None, variables={}), ("a", "1")) == {}
    )
    assert requirements(Environment(project, everywhere, variables={}), ("a", "1")) == {("a", "1"): ()}


def test_a_root_that_is_a_link_is_asked_about_by_its_own_name(install, project, tmp_path):
    install("a", "1")
    os.symlink(project, tmp_path / "link")
    asked = []
    Environment(str(tmp_path / "link"), asked.append, variables={}).find([("a", "1")])
    assert asked == [str(tmp_path / "link" / ".venv")]


@pytest.mark.parametrize("link", [".venv", ".venv/lib", ".venv/lib/python3.11/site-packages"])
def test_a_link_out_of_the_project_is_not_followed(install, project, tmp_path, link):
    outside = tmp_path / "outside"
    install("a", "1", base=outside)
    target = os.path.join(project, link)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if link != ".venv":
        with open(os.path.join(project, ".venv", "pyvenv.cfg"), "w"):
            pass
    os.symlink(outside / link.removeprefix(".venv").lstrip("/"), target)
    assert requirements(Environment(project, everywhere, variables={}), ("a", "1")) == {}


@pytest.mark.parametrize("linked", ["folder", "file"])
def test_linked_metadata_is_not_followed(install, project, tmp_path, linked):
    folder = install("a", "1")
    elsewhere = tmp_path / "elsewhere"
    if linked == "folder":
        folder.rename(elsewhere)
        folder.symlink_to(elsewhere)
    else:
        (folder / "METADATA").rename(elsewhere)
        (folder / "METADATA").symlink_to(elsewhere)
    assert requirements(Environment(project, everywhere, variables={}), ("a", "1")) == {}


def test_the_users_own_choice_may_lie_anywhere(install, project, tmp_path):
    install("a", "1", "b", base=tmp_path / "outside")
    source = Environment(project, lambda path: "no", chosen=str(tmp_path / "outside"))
    assert requirements(source, ("a", "1")) == {("a", "1"): ("b",)}


def test_a_configured_environment_may_not(install, project, tmp_path):
    install("a", "1", "b", base=tmp_path / "outside")
    source = Environment(project, everywhere, configured="../outside", variables={})
    assert requirements(source, ("a", "1")) == {}
    assert source.problems == ["../outside is outside of the project; to use it, name it on the command line"]


def test_a_configured_environment_replaces_the_usual_ones(install, project):
    install("a", "1", "from-venv")
    install("a", "1", "from-env", environment="env/py")
    source = Environment(project, everywhere, configured="env/py", variables={})
    assert requirements(source, ("a", "1")) == {("a", "1"): ("from-env",)}


def test_a_missing_configured_environment_is_said(install, project):
    source = Environment(project, everywhere, configured="gone", variables={})
    assert requirements(source, ("a", "1")) == {}
    assert source.problems == ["the environment gone does not exist"]


def test_the_active_environment_counts_inside_the_project_only(install, project, tmp_path):
    install("a", "1", "inside", environment="env")
    install("b", "1", base=tmp_path / "outside")
    inside = Environment(project, everywhere, variables={"VIRTUAL_ENV": os.path.join(project, "env")})
    outside = Environment(project, everywhere, variables={"VIRTUAL_ENV": str(tmp_path / "outside")})
    assert requirements(inside, ("a", "1")) == {("a", "1"): ("inside",)}
    assert requirements(outside, ("b", "1")) == {}
    assert outside.problems == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in folders are a POSIX thing")
def test_a_pipe_does_not_block(install, project):
    folder = install("a", "1")
    (folder / "METADATA").unlink()
    os.mkfifo(folder / "METADATA")
    source = Environment(project, everywhere, variables={})
    assert requirements(source, ("a", "1")) == {}
    assert source.problems == ["the metadata of a-1.dist-info cannot be read"]


def test_a_folder_without_pyvenv_cfg_is_no_environment(install, project):
    install("a", "1")
    os.unlink(os.path.join(project, ".venv", "pyvenv.cfg"))
    assert site_packages(os.path.join(project, ".venv")) == []


def test_a_chosen_folder_that_is_no_environment_is_said(install, project, tmp_path):
    (tmp_path / "chosen").mkdir()
    source = Environment(project, everywhere, chosen=str(tmp_path / "chosen"))
    assert requirements(source, ("a", "1")) == {}
    assert source.problems == [f"{tmp_path / 'chosen'} is not a virtual environment"]


@pytest.mark.parametrize("python", ["python3.12", "pypy3.10", "graalpy24"])
def test_the_folder_of_each_implementation(project, tmp_path, python):
    folder = tmp_path / "outside" / "lib" / python / "site-packages" / "a-1.dist-info"
    folder.mkdir(parents=True)
    (tmp_path / "outside" / "pyvenv.cfg").write_text("")
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: a\nVersion: 1\nRequires-Dist: b\n\n")
    source = Environment(project, everywhere, chosen=str(tmp_path / "outside"))
    assert requirements(source, ("a", "1")) == {("a", "1"): ("b",)}
