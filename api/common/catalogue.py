"""All dialects: their tables of addresses, and where their descriptions are kept."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.common.routes import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from api.common.routes import Route

ROOT: Final = Path(__file__).resolve().parents[2]
"""The checkout, where the generated pages are kept."""


@dataclass(frozen=True, slots=True)
class DialectTable:
    """A dialect as the generated pages need it."""

    name: str
    routes: tuple[Route, ...]
    urlpatterns: list[Any]
    pending: Mapping[str, str]


def dialect_tables() -> Iterator[DialectTable]:
    """Yield every dialect, by name."""
    package = importlib.import_module("api.dialects")
    for found in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        urls = importlib.import_module(f"api.dialects.{found}.urls")
        pending = importlib.import_module(f"api.dialects.{found}.wire.pending")
        yield DialectTable(found, urls.ROUTES, patterns(urls.ROUTES), pending.PENDING)


def differs(path: Path, wanted: str) -> bool:
    """Tell whether a generated file does not hold what it should."""
    return not path.is_file() or path.read_text(encoding="utf-8") != wanted
