"""Only services write. Everybody else who must is named here, with the reason."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import Module, check, faults, matches, modules, snippet

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITING_METHODS = frozenset(
    {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete", "_raw_delete"}
)
ASYNC_METHODS = frozenset(f"a{name}" for name in WRITING_METHODS)
WRITING_SQL = re.compile(
    r"(?im:^\s*(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|merge\s+into|delete\s+from|truncate)\b"
    r"|^\s*update\s+\S+\s+set\b)"
    r"|\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|TRUNCATE\s+TABLE)\b|\bUPDATE\s+\S+\s+SET\b"
)
WRITERS = {
    "businesses/allocator.py": "takes ids from the sequence table of SQLite",
    "businesses/bulk.py": "puts together the inserts that services hand it",
    "businesses/guards_installing.py": "steps of a migration: SQLite keeps lifted triggers in a temporary table",
    "businesses/sequences.py": "a step of a migration: the first numbers of the sequences",
    "ledger/portable/identities.py": "keeps ids in a temporary database of its own while a file is restored",
    "accounts/reference_rates.py": "a step of a migration: the shipped table of rates",
}


def may_write(module: Module) -> bool:
    """Tell whether the module is a service, a guard (whose triggers keep sums), or one of WRITERS."""
    room = module.parts[1:]
    return room[:1] in {("services",), ("guards",)} or module.path in WRITERS


def writes(module: Module) -> Iterator[str]:
    """Yield every write: a method of the ORM, or SQL. A positional ``update`` is that of a dict or a hash."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            update = name in {"update", "aupdate"} and node.keywords and not node.args
            if update or name in WRITING_METHODS | ASYNC_METHODS:
                yield f"{node.lineno}: .{name}() outside a service"
    yield from matches(WRITING_SQL, module)


def overrides(module: Module) -> Iterator[str]:
    """Yield ``save`` and ``delete`` written anew in a model: work hidden there is found by nobody."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            for child in node.body:
                if isinstance(child, ast.FunctionDef) and child.name in {"save", "delete", "full_clean", "clean"}:
                    yield f"{child.lineno}: {node.name}.{child.name}() is overridden"


def test_only_services_write() -> None:
    check(faults(writes, tuple(module for module in modules() if not may_write(module))))


def test_no_model_overrides_save() -> None:
    check(faults(overrides, tuple(module for module in modules() if "models" in module.parts)))


@pytest.mark.parametrize(
    "text",
    [
        "thing.save()",
        "Thing.objects.create(name='x')",
        "Thing.objects.bulk_create([thing])",
        "Thing.objects.filter(id=1).update(name='x')",
        "Thing.objects.filter(id=1).update(**values)",
        "thing.delete()",
        "await thing.asave()",
        "cursor.execute('INSERT INTO thing VALUES (1)')",
        "cursor.execute('insert or ignore into thing values (1)')",
        "cursor.execute(f'UPDATE {table} SET name = 1')",
        "cursor.execute('WITH x AS (SELECT 1) DELETE FROM thing')",
        "SQL = '''\n    update thing set name = 1\n'''",
        "SQL = 'TRUNCATE thing'",
    ],
)
def test_a_write_is_found(text: str) -> None:
    assert list(writes(snippet(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        "found.update({'a': 1})",
        "digest.update(b'x')",
        "SQL = 'SELECT 1 FROM thing'",
        "'BEFORE UPDATE OR DELETE ON thing'",
        "message = 'You cannot delete from here'",
        "def delete(self, request): ...",
    ],
)
def test_what_is_no_write_is_not_found(text: str) -> None:
    assert list(writes(snippet(text))) == []


def test_an_overridden_save_is_found() -> None:
    assert list(overrides(snippet("class A:\n    def save(self): ..."))) == ["2: A.save() is overridden"]


def test_who_may_write() -> None:
    assert may_write(snippet("", "ledger/services/records.py"))
    assert may_write(snippet("", "taxes/services.py"))
    assert may_write(snippet("", "businesses/allocator.py"))
    assert not may_write(snippet("", "ledger/selectors/services.py"))
    assert not may_write(snippet("", "api/dialects/kashoo/views.py"))


def test_every_named_writer_exists() -> None:
    known = {module.path for module in modules()}
    assert [path for path in WRITERS if path not in known] == []
