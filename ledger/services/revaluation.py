"""Revaluation: unrealised gains and losses on foreign balances, posted at the end of a day and reversed on the next.

There is one revaluation for a day. Asking again for the same day takes its place; removing its record undoes it, and
restoring that brings it back. While it is there it stays true: a record that is written before its day, or changed,
has it written anew at the same rates, in the same changeset, as far as the books are not locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.currencies import currency_known
from bookkeeping.checks import positive_rate, sane_date
from bookkeeping.errors import InvalidError, LockedError
from businesses.roles import Privilege
from businesses.services.changesets import Change, changeset_close
from ledger.selectors.records import record_get
from ledger.services.revaluing import revaluation_rows, revaluation_stands, revaluation_write, valuation_find
from ledger.services.work import BookWork

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from businesses.actors import Actor
    from ledger.services.revaluing import Valuation
    from ledger.views import RecordView


@dataclass(frozen=True, slots=True)
class Revaluated:
    """A valuation, and the record that was made of it (None: it is only shown)."""

    found: Valuation
    record: RecordView | None


def revaluation_make(
    actor: Actor, *, as_of: dt.date, rates: Mapping[str, Decimal], preview: bool = False
) -> Revaluated:
    """Revalue the foreign balances at the end of a day; ``preview`` shows what would be posted.

    ``rates`` are home units for one unit of a currency; others take the newest stored rate on or before the day.

    Raises:
        ForbiddenError: without ADD_JOURNAL_ENTRIES.
        InvalidError: a day out of bounds, a rate of an unknown currency, of the home currency, or not above zero.
        ExchangeRateMissingError: a currency has no rate; the field names it.
        LockedError: the books are locked at the day.
        AccountMissingError: the business has no account for gain or loss on exchange.
    """
    actor.require(Privilege.ADD_JOURNAL_ENTRIES)
    sane_date(as_of, field="as_of")
    known = dict(_rate(actor, currency, rate) for currency, rate in rates.items())
    lock_date = actor.business.lock_date
    if lock_date is not None and as_of <= lock_date:
        message = f"The books are locked up to {lock_date}."
        raise LockedError(message, field="as_of")
    if preview:
        return Revaluated(valuation_find(actor, as_of=as_of, rates=known), None)
    work = BookWork(actor)
    work.lock()
    found = valuation_find(actor, as_of=as_of, rates=known)
    row, record = revaluation_rows(actor, work=work, as_of=as_of)
    before = record_get(actor, record=record.id) if record.version else None
    if before and revaluation_stands(actor, row=row, stored=before, found=found):
        return Revaluated(found, before)
    revaluation_write(actor, work=work, row=row, record=record, found=found)
    work.flush()
    after = record_get(actor, record=record.id)
    payload = before.payload() if before else None
    work.changes.append(Change("record", after.id, "update" if before else "create", payload, after.payload()))
    changeset_close(actor, work=work, description=f"revalue as of {as_of}")
    return Revaluated(found, after)


def _rate(actor: Actor, currency: str, rate: Decimal) -> tuple[str, Decimal]:
    """Return the code of a currency and its rate, if the two are acceptable."""
    field = f"rates.{currency}"
    code = currency_known(currency, field=field).code
    if code == actor.business.currency:
        message = "A rate of the home currency is always 1."
        raise InvalidError(message, field=field)
    return code, positive_rate(rate, field=field)
