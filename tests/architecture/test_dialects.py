"""A dialect folder holds the files that one expects, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.architecture.tree import ROOT, check

if TYPE_CHECKING:
    from pathlib import Path

WANTED = frozenset({"urls", "views", "wire", "errors"})


def dialect_faults(folder: Path) -> list[str]:
    """Return what is missing from a dialect or does not belong there."""
    here = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    names = {name.removesuffix(".py") for name in here}
    missing = [f"{folder.name} has no {name}" for name in sorted(WANTED - names)]
    missing += [f"{folder.name} has no {name}" for name in ("__init__.py", "README.md") if name not in here]
    return missing + [f"{folder.name} has {name}" for name in sorted(names - WANTED - {"__init__", "README.md"})]


def test_every_dialect_has_the_same_files() -> None:
    dialects = ROOT / "api" / "dialects"
    folders = [path for path in sorted(dialects.iterdir()) if path.is_dir() and path.name != "__pycache__"]
    assert [path.name for path in folders] != []
    check([fault for folder in folders for fault in dialect_faults(folder)])


def test_missing_and_surplus_files_are_found(tmp_path: Path) -> None:
    for name in ("__init__.py", "urls.py", "views.py", "errors.py", "helpers.py"):
        (tmp_path / name).touch()
    name = tmp_path.name
    assert dialect_faults(tmp_path) == [f"{name} has no wire", f"{name} has no README.md", f"{name} has helpers"]


def test_a_package_is_as_good_as_a_module(tmp_path: Path) -> None:
    for name in ("__init__.py", "urls.py", "errors.py", "README.md"):
        (tmp_path / name).touch()
    for name in ("views", "wire", "__pycache__"):
        (tmp_path / name).mkdir()
    assert dialect_faults(tmp_path) == []
