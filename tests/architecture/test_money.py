"""No float and no banker's rounding where money is computed (RELIABILITY T24, the static part)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import Module, check, faults, modules, references, snippet

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS = frozenset({"django.db.models.FloatField", "django.db.models.fields.FloatField"})


def floats(module: Module) -> Iterator[str]:
    """Yield every float: the name (called or as an annotation), a literal, a column; and the builtin ``round``."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id in {"float", "round"}:
            yield f"{node.lineno}: {node.id}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"{node.lineno}: the literal {node.value!r}"
        elif isinstance(node, ast.Constant) and node.value == "float":
            yield f"{node.lineno}: float as a quoted annotation"
    yield from columns(module)


def columns(module: Module) -> Iterator[str]:
    """Yield columns of a binary fraction."""
    for line, name in references(module.tree):
        if name in FIELDS:
            yield f"{line}: {name}"


def money_path(module: Module) -> bool:
    """Tell whether a module computes money: the core, and every service."""
    return module.parts[0] == "bookkeeping" or module.parts[1:2] == ("services",)


def test_no_float_in_the_money_path() -> None:
    check(faults(floats, tuple(module for module in modules() if money_path(module))))


def test_no_table_has_a_float() -> None:
    check(faults(columns, modules()))


@pytest.mark.parametrize(
    "text",
    [
        "x = float('1.1')",
        "def f(amount: float) -> int: ...",
        "def f(amount: 'float') -> int: ...",
        "def f() -> list[float]: ...",
        "x = amount * 1.13",
        "x = round(rate)",
        "from django.db import models\nx = models.FloatField()",
    ],
)
def test_a_float_is_found(text: str) -> None:
    assert list(floats(snippet(text))) != []


def test_whole_numbers_and_decimals_are_not_found() -> None:
    assert list(floats(snippet("x = Decimal('1.13') * 100 // 3\ny = round_half_away(x)"))) == []
