"""``daybook manage import_rates FILE --business ID`` stores the exchange rates of a file (see ``rate_files``)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from accounts.rate_files import rates_read
from accounts.services.rates import rates_import
from bookkeeping.errors import DaybookError
from businesses import clock
from businesses.actors import Caller
from businesses.selectors.actors import actor_system
from businesses.transactions import writing

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Import exchange rates."""

    help = "Import exchange rates from a CSV file, or from one of the European Central Bank's XML files (eurofxref)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the business."""
        parser.add_argument("file", type=Path, help="CSV, or XML as the European Central Bank publishes it")
        parser.add_argument("--business", type=int, required=True, help="whose rates they become")

    def handle(self, *_: Any, **options: Any) -> None:
        """Store all rates of the file, or none."""
        caller = Caller(user=None, now=clock.now())
        try:
            drafts = rates_read(options["file"].read_bytes())
            with writing():
                changed = rates_import(actor_system(caller, business=options["business"]), drafts=drafts)
        except (DaybookError, OSError) as error:
            where = f"{error.field}: " if isinstance(error, DaybookError) and error.field else ""
            message = f"{where}{error}"
            raise CommandError(message) from error
        self.stdout.write(f"{len(drafts)} rates read, {changed} new or changed")
