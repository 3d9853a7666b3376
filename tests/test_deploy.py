"""The JupyterHub recipe, without a hub: its settings, a student's start, and one set of commands in all places."""

import os
import re
import shutil
import subprocess

import pytest
from traitlets.config.loader import PyFileConfigLoader

from tests import lessons

DEPLOY = lessons.ROOT / "deploy"


@pytest.fixture(scope="module")
def config():
    return PyFileConfigLoader("jupyterhub_config.py", path=str(DEPLOY)).load_config()


def test_each_student_has_a_volume_limits_and_the_start_page(config):
    assert config.DockerSpawner.volumes == {"activations-{username}": "/home/student"}
    assert (config.Spawner.mem_limit, config.Spawner.cpu_limit) == ("1G", 1.0)
    page = config.Spawner.default_url.removeprefix("/lab/tree/")
    assert (lessons.ROOT / "notebooks" / page).is_file()


def test_the_culler_may_do_only_what_it_needs(config):
    (service,), (role,) = config.JupyterHub.services, config.JupyterHub.load_roles
    assert role["services"] == [service["name"]]
    assert not any(scope.startswith("admin") for scope in role["scopes"])
    assert "admin" not in service


def test_the_menu_and_not_the_hub_decides_the_language(config):
    assert not {"COURSE_LANG", "LANGUAGE", "LANG"} & set(config.Spawner.environment)


@pytest.mark.skipif(shutil.which("sh") is None, reason="the course image has a shell, Windows none")
def test_a_student_gets_every_lesson_once_and_keeps_what_is_changed(tmp_path):
    program, home = tmp_path / "jupyterhub-singleuser", tmp_path / "home"
    program.write_text('#!/bin/sh\necho "started $*"\n')
    program.chmod(0o755)
    home.mkdir()
    env = os.environ | {"HOME": str(home), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}

    def start():
        command = ["sh", str(DEPLOY / "student.sh"), "--port=1"]
        return subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, check=True).stdout

    assert start() == "started --port=1\n"
    copies = sorted((home / "course").iterdir())
    assert [copy.name for copy in copies] == [path.name for path in lessons.NOTEBOOKS]
    copies[0].unlink()
    copies[1].write_text("mine")
    start()
    assert copies[0].read_bytes() == lessons.NOTEBOOKS[0].read_bytes()
    assert copies[1].read_text() == "mine"


def test_image_trial_and_readme_install_with_the_same_commands():
    files = ("Makefile", "deploy/Dockerfile", "deploy/README.md")
    image = re.findall(r"(?m)^RUN (?:python -m )?((?:pip|jupyter) .*)$", (DEPLOY / "Dockerfile").read_text("utf-8"))
    commands = [re.sub(r"--(no-cache-dir|quiet|disable-pip-version-check) ", "", command) for command in image]
    assert len(commands) == 2
    for name in files:
        text = (lessons.ROOT / name).read_text("utf-8").replace("--quiet --disable-pip-version-check ", "")
        assert [c for c in commands if c not in text.replace("--no-cache-dir ", "")] == [], name
    versions = {v for name in files for v in re.findall(r"proxy@(\S+)", (lessons.ROOT / name).read_text("utf-8"))}
    assert len(versions) == 1
