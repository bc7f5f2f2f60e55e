"""The wheel is whole: built from this folder and installed elsewhere, it migrates a database and answers."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import ROOMS, ROOT, repository_files

if TYPE_CHECKING:
    from pathlib import Path

LEFT_OUT = (".gitignore",)


def environment(**extra: str) -> dict[str, str]:
    """Return an environment for a process outside this folder, where coverage has nothing to measure."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "DAYBOOK_"))}
    return clean | {"DJANGO_SETTINGS_MODULE": "config.settings"} | extra


def run(*command: str, cwd: Path, **extra: str) -> str:
    """Run Python with arguments; return what it prints, or fail with what it complains about."""
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment(**extra), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("daybook-*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel), cwd=folder)
    return folder


def test_everything_in_the_rooms_travels_and_nothing_else(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = {name for name in repository_files() if name.split("/")[0] in ROOMS and not name.endswith(LEFT_OUT)}
    if not tracked:
        pytest.skip("not a git checkout: nothing to compare with")
    assert sorted(packed ^ tracked) == []


def test_the_wheel_carries_licence_and_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        texts = {name.split(".dist-info/")[-1]: packed.read(name) for name in packed.namelist() if ".dist-info" in name}
    assert b"daybook = config.cli:main" in texts["entry_points.txt"]
    assert b"The Daybook authors" in texts["licenses/LICENSE"]


def test_the_installed_wheel_migrates_a_database(site: Path, tmp_path: Path) -> None:
    extra = {"PYTHONPATH": str(site), "DAYBOOK_DATA_DIR": str(tmp_path), "DAYBOOK_SECRET_KEY": "s" * 64}
    assert run("-c", "import config; print(config.__file__)", cwd=tmp_path, **extra).startswith(str(site))
    run("-m", "django", "migrate", "--verbosity", "0", cwd=tmp_path, **extra)
    assert "[ ]" not in run("-m", "django", "showmigrations", cwd=tmp_path, **extra)


def test_the_installed_command_explains_itself(site: Path, tmp_path: Path) -> None:
    extra = {"PYTHONPATH": str(site), "DAYBOOK_DATA_DIR": str(tmp_path)}
    assert "serve" in run(str(site / "bin" / "daybook"), "--help", cwd=tmp_path, **extra)
