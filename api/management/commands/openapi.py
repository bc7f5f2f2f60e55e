"""``manage.py openapi --write`` keeps the OpenAPI documents in ``docs/schema``, ``--check`` tells whether they fit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from api.common.catalogue import ROOT, DialectTable, dialect_tables, differs
from api.common.openapi import description

if TYPE_CHECKING:
    from argparse import ArgumentParser

FOLDER = ROOT / "docs" / "schema"


class Command(BaseCommand):
    """Write or check the OpenAPI document of every dialect."""

    help = "Write (--write) or check (--check) the OpenAPI documents in docs/schema."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of the two switches."""
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument("--check", action="store_true", help="fail when a document differs from the code")
        group.add_argument("--write", action="store_true", help="write the documents")

    def handle(self, *_: Any, **options: Any) -> None:
        """Do it for all dialects; a complaint of the generator fails either way."""
        for table in dialect_tables():
            text, path = document(table), FOLDER / f"{table.name}.json"
            if options["write"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            elif differs(path, text):
                message = f"docs/schema/{path.name} does not fit the code: run manage.py openapi --write"
                raise CommandError(message)
            self.stdout.write(f"docs/schema/{path.name}: {'written' if options['write'] else 'fits'}")


def document(table: DialectTable) -> str:
    """Return the OpenAPI document of a dialect as text; raise ``CommandError`` when the generator complains."""
    document, complaints = description(table.urlpatterns, title=f"Daybook: {table.name}")
    if complaints:
        raise CommandError("\n".join(complaints))
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"
