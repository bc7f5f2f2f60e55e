"""``manage.py coverage --write`` makes ``docs/coverage.md`` from the url tables, ``--check`` tells whether it fits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from api.common.catalogue import ROOT, DialectTable, dialect_tables, differs

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "coverage.md"
HEAD = """\
# What is covered

Made by `manage.py coverage --write` from the url tables; do not edit.

Confidence says how sure the address is: SEEN (a real client or vendor page shows it), DERIVED, GUESSED, or DESIGN
(ours). Operations are numbered as in the vendor's documentation; "-" is one that it does not number.
"""
OPERATIONS = {"kashoo": 94}
"""How many operations a dialect's contract numbers."""


class Command(BaseCommand):
    """Write or check the page of coverage."""

    help = "Write (--write) or check (--check) docs/coverage.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of the two switches."""
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument("--check", action="store_true", help="fail when the page differs from the code")
        group.add_argument("--write", action="store_true", help="write the page")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write the page, or fail when it differs."""
        text = page()
        if options["write"]:
            PAGE.parent.mkdir(parents=True, exist_ok=True)
            PAGE.write_text(text, encoding="utf-8")
        elif differs(PAGE, text):
            message = "docs/coverage.md does not fit the code: run manage.py coverage --write"
            raise CommandError(message)
        self.stdout.write(f"docs/coverage.md: {'written' if options['write'] else 'fits'}")


def page() -> str:
    """Return the page."""
    return HEAD + "".join(f"\n{line}\n" if line.startswith("#") else f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    for table in dialect_tables():
        rows = sorted(_rows(table), key=lambda row: (row[0] is None, row[0] or 0))
        yield f"## {table.name}: operations"
        yield ""
        yield "| # | method | path | privilege | confidence | status |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for number, method, path, privilege, confidence in rows:
            yield f"| {number or '-'} | {method} | `{path}` | {privilege} | {confidence} | served |"
        missing = sorted(set(range(1, OPERATIONS.get(table.name, 0) + 1)) - {row[0] for row in rows if row[0]})
        yield ""
        yield f"Not served yet: {_ranges(missing)}."
        yield f"## {table.name}: fields that wait"
        yield ""
        yield "| element and field | why |"
        yield "| --- | --- |"
        for name, why in table.pending.items():
            yield f"| {name} | {why} |"


def _rows(table: DialectTable) -> Iterator[tuple[int | None, str, str, str, str]]:
    for route in table.routes:
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path)
        for method, operation in route.operations.items():
            privilege = route.view.described[method].privilege
            yield operation.number, method.upper(), path, privilege or "none", operation.confidence


def _ranges(numbers: list[int]) -> str:
    """Write 3, 4, 5, 9 as "3 to 5, 9"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][-1] == number - 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(f"{span[0]} to {span[-1]}" if len(span) > 1 else str(span[0]) for span in spans) or "none"
