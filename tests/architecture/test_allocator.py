"""One module makes ids, numbers and random tokens; so the sandbox can make them repeatable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import Module, check, faults, matches, modules, references, snippet

if TYPE_CHECKING:
    from collections.abc import Iterator

ALLOCATOR = "businesses/allocator.py"
SOURCES = re.compile(
    r"(?:secrets|random)(?:\..*)?|uuid\.uuid[1-8]|os\.u?random|ssl\.RAND_bytes|"
    r"django\.utils\.crypto\.get_random_string|django\.core\.management\.utils\.get_random_secret_key|"
    r"django\.db\.models\.functions\.(?:Random|UUID.*)"
)
SQL = re.compile(r"(?i)\b(?:gen_random_uuid|uuidv[47]|uuid_generate_v\d|random|randomblob)\(|\bnextval\(")


def random_values(module: Module) -> Iterator[str]:
    """Yield where a module makes an id or a random value, in Python or in SQL."""
    for line, name in references(module.tree):
        if SOURCES.fullmatch(name):
            yield f"{line}: {name}"
    yield from matches(SQL, module)


def test_one_module_makes_ids_and_tokens() -> None:
    check(faults(random_values, tuple(module for module in modules() if module.path != ALLOCATOR)))


def test_the_allocator_itself_is_seen() -> None:
    allocator = next(module for module in modules() if module.path == ALLOCATOR)
    assert list(random_values(allocator)) != []


@pytest.mark.parametrize(
    "text",
    [
        "import secrets",
        "import random\nrandom.choice([1])",
        "from secrets import token_hex",
        "import uuid\nx = UUIDField(default=uuid.uuid4)",
        "from uuid import uuid4 as make",
        "import os\nos.urandom(16)",
        "from django.utils.crypto import get_random_string",
        "SQL = 'SELECT gen_random_uuid()'",
        "SQL = 'SELECT nextval(x)'",
    ],
)
def test_a_random_value_is_found(text: str) -> None:
    assert list(random_values(snippet(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        "import uuid\nuuid.UUID(text)",
        "from businesses import allocator\nallocator.token()",
        "import hashlib, hmac\nhmac.compare_digest(a, b)",
    ],
)
def test_parsing_and_comparing_are_not_found(text: str) -> None:
    assert list(random_values(snippet(text))) == []
