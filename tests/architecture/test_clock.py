"""One module reads the wall clock; everybody else is told the time (RELIABILITY T22)."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import ROOMS, ROOT, Module, check, faults, matches, modules, references, snippet

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK = "businesses/clock.py"
READS = frozenset(
    {
        "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
        "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime",
        "django.utils.timezone.now", "django.utils.timezone.localtime", "django.utils.timezone.localdate",
        "django.db.models.functions.Now", "uuid.uuid1", "uuid.uuid6", "uuid.uuid7",
    }
)  # fmt: skip
SQL = re.compile(
    r"(?i)\bnow\(\)|\bcurrent_(?:timestamp|date|time)\b|\blocaltime(?:stamp)?\b|"
    r"\b(?:clock|statement|transaction)_timestamp\(|\b(?:date|time|datetime|julianday|unixepoch|strftime)\([^)]*'now'"
)


def clock_reads(module: Module) -> Iterator[str]:
    """Yield where a module looks at the clock, or lets Django or the database look."""
    for line, name in references(module.tree):
        if name in READS:
            yield f"{line}: {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield f"{node.value.lineno}: {node.arg}"
    yield from matches(SQL, module)


def test_one_module_reads_the_clock() -> None:
    check(faults(clock_reads, tuple(module for module in modules() if module.path != CLOCK)))


def test_no_migration_and_no_sql_file_reads_the_clock() -> None:
    python = [path for room in ROOMS for path in (ROOT / room).rglob("migrations/*.py")]
    migrations = tuple(Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in python)
    check(faults(clock_reads, migrations))
    scripts = [path for room in ROOMS for path in (ROOT / room).rglob("*.sql")]
    assert [path.name for path in scripts if SQL.search(path.read_text(encoding="utf-8"))] == []


def test_the_clock_itself_is_seen() -> None:
    clock = next(module for module in modules() if module.path == CLOCK)
    assert list(clock_reads(clock)) != []


@pytest.mark.parametrize(
    "text",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "import datetime as dt\ndt.datetime.utcnow()",
        "from datetime import date\ndate.today()",
        "from datetime import datetime as d\nx = field(default_factory=d.now)",
        "import time\ntime.time()",
        "from time import time",
        "from django.utils import timezone\nx = DateTimeField(default=timezone.now)",
        "from django.utils.timezone import now",
        "from django.db.models.functions import Now",
        "import django.utils.timezone\ndjango.utils.timezone.now()",
        "x = DateTimeField(auto_now_add=True)",
        "x = DateTimeField(auto_now=True)",
        "cursor.execute('SELECT now()')",
        "SQL = 'INSERT INTO t VALUES (CURRENT_TIMESTAMP)'",
        "SQL = \"SELECT strftime('%Y', 'now')\"",
    ],
)
def test_a_look_at_the_clock_is_found(text: str) -> None:
    assert list(clock_reads(snippet(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.monotonic(), time.perf_counter(), time.sleep(1)",
        "from businesses import clock\nclock.now()",
        "from datetime import date\ndate.fromisoformat('2026-01-31')",
        "message = 'known by now'",
    ],
)
def test_durations_and_given_times_are_not_found(text: str) -> None:
    assert list(clock_reads(snippet(text))) == []
