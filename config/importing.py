"""Importing a file of the bank from the command line, with a bar while it lasts."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.telling import bar, problem_told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ledger.bank_views import ImportView


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """What shall be imported: which file into which account, and how its columns are meant if it is CSV."""

    file: Path
    business: int
    account: int
    dry_run: bool
    bank_account: str | None
    columns: Mapping[str, str]


def import_file(options: Importing) -> int:
    """Import a file, or show what importing it would do; print what is in the way and return 1, or 0 when it is done.

    There is no limit to how many transactions are new, unlike over HTTP.
    """
    import django  # noqa: PLC0415 - the command sets Django up only when it needs it

    django.setup()
    from bookkeeping.errors import DaybookError  # noqa: PLC0415

    try:
        view = _imported(options)
    except (DaybookError, OSError) as error:
        return problem_told(error)
    _tell(view, dry_run=options.dry_run)
    return 0


def _imported(options: Importing) -> ImportView:
    """Return what was, or would be, imported."""
    from businesses import clock  # noqa: PLC0415 - needs Django set up
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.selectors.actors import actor_system  # noqa: PLC0415
    from businesses.transactions import reading, writing  # noqa: PLC0415
    from ledger.drafts import ImportDraft  # noqa: PLC0415
    from ledger.selectors.imports import import_preview  # noqa: PLC0415
    from ledger.services.imports import records_import  # noqa: PLC0415
    from ledger.statement_files import columns_of  # noqa: PLC0415

    draft = ImportDraft(
        account=options.account,
        content=options.file.read_bytes(),
        filename=options.file.name[:200],
        columns=columns_of(options.columns),
        bank_account=options.bank_account,
    )
    caller = Caller(user=None, now=clock.now())
    if options.dry_run:
        with reading():
            return import_preview(actor_system(caller, business=options.business), draft=draft)
    with bar("importing") as told, writing():
        actor = actor_system(caller, business=options.business)
        return records_import(actor, draft=draft, at_most=sys.maxsize, told=told)


def _tell(view: ImportView, *, dry_run: bool) -> None:
    """Print what became of the transactions: of all of them when nothing was done, else of those left out."""
    from accounts.currencies import currencies  # noqa: PLC0415 - needs Django set up
    from bookkeeping.money import to_major  # noqa: PLC0415
    from ledger.bank_views import RowStatus  # noqa: PLC0415

    for row in view.rows:
        if dry_run or row.status == RowStatus.SKIPPED:
            amount = to_major(-row.amount, currencies()[row.currency])
            what = row.reason or str(row.type).lower()
            sys.stdout.write(f"{row.position:6} {row.date} {amount:>15} {row.currency} {row.payee[:40]:40} {what}\n")
    new, duplicates, skipped = (view.count(status) for status in RowStatus)
    verb = "would be imported" if dry_run else "imported"
    sys.stdout.write(f"daybook: {new} transactions {verb}, {duplicates} known already, {skipped} left out\n")
