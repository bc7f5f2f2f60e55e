"""The generated record that closes a fiscal year: written, and written again when the year has changed.

Services of this room call this inside their unit of work, with the counter locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookkeeping.posted import Posted
from bookkeeping.records import RecordType, YearEndAdjustment
from bookkeeping.years import year_ending
from businesses.bulk import row_new
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.models import Record
from ledger.selectors.records import record_get
from ledger.selectors.years import year_closing, years_closed
from ledger.services.journal import journal_post

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from businesses.actors import Actor
    from ledger.selectors.years import Closing
    from ledger.services.work import BookWork


def year_write(actor: Actor, *, work: BookWork, end: dt.date, closing: Closing) -> int:
    """Store the record that closes a year, the one that closed it before if there was one, and return its id."""
    kind = RecordType.YEAR_END_ADJUSTMENT
    rows = Record.objects.filter(business_id=actor.business.id, type=kind, date=end, removed=True)
    row = rows.order_by("id").first()
    if row is not None:
        _rewrite(actor, work, row, closing)
        return row.id
    row = row_new(
        Record,
        id=work.ids(1)[0],
        business_id=actor.business.id,
        type=str(kind),
        date=end,
        number=work.numbers.take(kind),
        currency=actor.business.currency,
        memo=f"The year up to {end}",
        read_only=True,
        created_at=actor.now,
        created_by_id=actor.caller.user,
        **_figures(actor, closing),
    )
    work.insert([row])
    _post(actor, work, row, closing)
    work.flush()
    after = record_get(actor, record=row.id)
    work.changes.append(Change("record", row.id, "create", None, after.payload()))
    return row.id


def years_renew(actor: Actor, *, work: BookWork, months: Collection[dt.date]) -> None:
    """Close the years again that have any of these months (first days) in them and have come to something else."""
    actor.require(Privilege.VIEW)
    ends = years_closed(actor)
    for end, record in ends.items():
        period = year_ending(end, closed=ends)
        if any(period.start.replace(day=1) <= month <= end for month in months):
            row = Record.objects.get(id=record)
            _rewrite(actor, work, row, year_closing(actor, period=period))


def _rewrite(actor: Actor, work: BookWork, row: Record, closing: Closing) -> None:
    """Bring a stored closing to what the year has come to; nothing when it is that already."""
    row.version += 1
    if not _post(actor, work, row, closing) and not row.removed:
        return
    before = record_get(actor, record=row.id)
    action = "restore" if row.removed else "update"
    columns = {**_figures(actor, closing), "removed": False}
    for column, value in columns.items():
        setattr(row, column, value)
    row.save(update_fields=[*columns, "version"])
    work.flush()
    after = record_get(actor, record=row.id)
    work.changes.append(Change("record", row.id, action, before.payload(), after.payload()))


def _figures(actor: Actor, closing: Closing) -> dict[str, object]:
    """Return the columns of a record that follow from what the year came to."""
    amounts = dict.fromkeys(("total", "before_taxes", "home_total"), closing.net_income)
    return {**amounts, "account_id": closing.retained_earnings, "modified_at": actor.now}


def _post(actor: Actor, work: BookWork, row: Record, closing: Closing) -> bool:
    """Make the journal say what closes the year, and tell whether it did not yet."""
    posted = Posted(
        record=YearEndAdjustment(date=row.date, currency=row.currency),
        entry=closing.entry,
        total=closing.net_income,
        before_taxes=closing.net_income,
        home_total=closing.net_income,
    )
    return journal_post(actor, work=work, record=row, posted=posted)
