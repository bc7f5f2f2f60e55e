"""Each room has a README of one page: its words, its rules, one example, one why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.architecture.tree import ROOMS, ROOT, check

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 120
"""Lines that still are one page."""


def packages() -> list[Path]:
    """Return the rooms, and the rooms of the API: its common part, its sandbox, its dialects."""
    inside = [*(ROOT / "api").glob("*/__init__.py"), *(ROOT / "api" / "dialects").glob("*/__init__.py")]
    folders = [ROOT / room for room in (*ROOMS, "tests")] + sorted(path.parent for path in inside)
    return [folder for folder in folders if folder.is_dir()]


def readme_fault(folder: Path) -> str | None:
    """Return what is wrong with the README of a folder, if anything."""
    readme = folder / "README.md"
    if not readme.is_file():
        return f"{folder.name} has no README.md"
    lines = readme.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0].startswith("# "):
        return f"{folder.name}/README.md does not begin with a title"
    return f"{folder.name}/README.md is longer than a page" if len(lines) > PAGE else None


def test_every_package_has_a_page() -> None:
    check([fault for folder in packages() if (fault := readme_fault(folder))])


def test_a_missing_an_untitled_and_an_endless_page_are_found(tmp_path: Path) -> None:
    assert "no README" in str(readme_fault(tmp_path))
    page = tmp_path / "README.md"
    page.write_text("words\n")
    assert "title" in str(readme_fault(tmp_path))
    page.write_text("# Title\n" * (PAGE + 1))
    assert "longer" in str(readme_fault(tmp_path))
    page.write_text("# Title\n")
    assert readme_fault(tmp_path) is None
