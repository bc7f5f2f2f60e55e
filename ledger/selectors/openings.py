"""Reads of opening balances (operation 48): what an account began with, as records of that type say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookkeeping.openings import OpeningRecord, openings_of
from bookkeeping.records import RecordType
from businesses.roles import Privilege
from ledger.models import Record
from ledger.models.record import State

if TYPE_CHECKING:
    from bookkeeping.openings import Opening
    from businesses.actors import Actor


def openings_get(actor: Actor, *, account: int) -> tuple[Opening, ...]:
    """Return what an account began with, by currency; removed and void records and drafts say nothing.

    Raises:
        ForbiddenError: without VIEW_ACCOUNT_BALANCES.
    """
    actor.require(Privilege.VIEW_ACCOUNT_BALANCES)
    rows = Record.objects.filter(
        business_id=actor.business.id,
        account_id=account,
        type=RecordType.OPENING_BALANCE,
        state=State.POSTED,
        removed=False,
    )
    columns = rows.values_list("id", "date", "currency", "total", "home_total", "exchange_rate")
    return openings_of(
        OpeningRecord(record=record, date=date, currency=currency, amount=amount, home=home, exchange_rate=rate)
        for record, date, currency, amount, home, rate in columns
    )
