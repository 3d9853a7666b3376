"""The repository: dependency files agree, workflows are pinned, references are well formed, data is never run."""

import ast
import re
import tomllib
from urllib.parse import unquote

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import lessons

PROJECT = tomllib.loads((lessons.ROOT / "pyproject.toml").read_text("utf-8"))
CONDA_NAMES = {"python-fastjsonschema": "fastjsonschema"}
PACKAGES = ("classroom", "helpers", "nbpolyglot")


def requirements(name):
    """Return the requirements of a file of pip's: name to version range."""
    lines = (lessons.ROOT / name).read_text("utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in found}


def conda():
    """Return the requirements of environment.yml, under pip's names."""
    lines = re.findall(r"(?m)^  - (\S+>=\S+)$", (lessons.ROOT / "environment.yml").read_text("utf-8"))
    found = [Requirement(line) for line in lines]
    return {CONDA_NAMES.get(requirement.name, requirement.name): requirement.specifier for requirement in found}


def package():
    return {r.name: r.specifier for r in map(Requirement, PROJECT["project"]["dependencies"])}


def test_pip_and_conda_ask_for_the_same_versions():
    wanted = package() | requirements("requirements.txt")
    found = conda()
    assert str(found.pop("python")) == PROJECT["project"]["requires-python"]
    assert found == wanted


def test_the_requirements_agree_with_the_package():
    top, needed = requirements("requirements.txt"), package()
    assert {name: top[name] for name in top.keys() & needed} == {name: needed[name] for name in top.keys() & needed}


@pytest.mark.parametrize("file", [f"{folder}requirements.txt" for folder in ("", "tests/", "book/", "lite/")])
def test_the_reference_versions_pin_every_requirement_within_its_range(file):
    pins = {name: Version(str(pin).removeprefix("==")) for name, pin in requirements("constraints.txt").items()}
    wanted = requirements(file) | (package() if file == "requirements.txt" else {})
    assert {name: str(allowed) for name, allowed in wanted.items() if name not in pins} == {}
    assert {name: str(pins[name]) for name, allowed in wanted.items() if pins[name] not in allowed} == {}


def test_workflows_pin_their_actions_by_hash():
    used = [
        line
        for path in sorted((lessons.ROOT / ".github" / "workflows").glob("*.yml"))
        for line in re.findall(r"uses: (\S+.*)", path.read_text("utf-8"))
    ]
    assert used
    assert [line for line in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", line)] == []


def test_editions_install_the_course_from_its_address_or_not_at_all():
    repository = PROJECT["tool"]["course"]["repository"]
    assert PROJECT["tool"]["nbpolyglot"]["install"] == ({"helpers": f"git+{repository}"} if repository else {})


@pytest.mark.parametrize("path", lessons.NOTEBOOKS, ids=lambda path: path.stem)
def test_references_are_well_formed(path):
    texts = [text for cell in lessons.cells(lessons.read(path), "markdown") for text in lessons.editions(cell).values()]
    text = "\n".join(texts)
    dois = re.findall(r"\[doi:(.*?)\]\((.*?)\)(?=[\s.,;：。，、]|$)", text)
    papers = re.findall(r"\[arXiv:(.*?)\]\((.*?)\)", text)
    assert [doi for doi, link in dois if not re.fullmatch(r"10\.\d{4,9}/\S+", doi)] == []
    assert [doi for doi, link in dois if unquote(link) != f"https://doi.org/{doi}"] == []
    assert [number for number, link in papers if not re.fullmatch(r"\d{4}\.\d{4,5}", number)] == []
    assert [number for number, link in papers if link != f"https://arxiv.org/abs/{number}"] == []
    assert len(re.findall(r"\[doi:", text)) == len(dois)


def calls(tree):
    """Return the names of the functions that code calls and of the modules that it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("package", PACKAGES)
def test_data_is_never_run(package):
    files = [path for path in (lessons.ROOT / package).rglob("*.py") if path.name != "student.py"]
    banned = {"eval", "exec", "compile", "pickle", "marshal", "shelve", "dill", "__import__"}
    found = {str(path): banned & set(calls(ast.parse(path.read_text("utf-8")))) for path in files}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    packages = [f"{folder}/labextension/package.json" for folder in ("nbpolyglot", "helpers/explorers")]
    patterns = {"CITATION.cff": r"version: (.+)", "CHANGELOG.md": r"## (\d+\.\d+\.\d+)"}
    patterns |= dict.fromkeys(packages, r'  "version": "(.+)"')
    found = {
        name: re.search(rf"(?m)^{pattern}", (lessons.ROOT / name).read_text("utf-8"))[1]
        for name, pattern in patterns.items()
    }
    assert {name: other for name, other in found.items() if other != version} == {}, f"pyproject.toml has {version}"
