"""What is due of documents follows from what payments settle of them, and the changeset tells of it.

Services of this room call this inside their unit of work, with the counter locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from businesses.payloads import plain
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.models import Record
from ledger.selectors.past import SETTLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from businesses.actors import Actor
    from ledger.models import Allocation
    from ledger.services.work import BookWork


class Settlement(NamedTuple):
    """What one payment settles of one document: the allocation, its amount, and the home amount that leaves."""

    allocation: int
    amount: int
    home: int

    @classmethod
    def of(cls, held: Allocation) -> Settlement:
        """Return what an allocation settles."""
        return cls(held.id, held.amount, held.home)


_NOTHING: Final = Settlement(0, 0, 0)


def documents_settle(
    actor: Actor,
    *,
    work: BookWork,
    payment: Record,
    before: Mapping[int, Settlement],
    after: Mapping[int, Settlement],
) -> None:
    """Move what is due of documents from one set of a payment's settlements to another, by document."""
    actor.require(Privilege.VIEW_RECORDS)
    moved = {
        document: (before.get(document, _NOTHING), after.get(document, _NOTHING)) for document in {*before, *after}
    }
    moved = {document: (was, now) for document, (was, now) in moved.items() if was[1:] != now[1:]}
    if not moved:
        return
    rows = list(Record.objects.filter(business_id=actor.business.id, id__in=moved).order_by("id"))
    for row in rows:
        was, now = moved[row.id]
        told = _told(row, payment, was)
        row.balance += was.amount - now.amount
        row.open_home += was.home - now.home
        row.version += 1
        row.modified_at = actor.now
        work.changes.append(Change("record", row.id, SETTLE, told, _told(row, payment, now)))
    Record.objects.bulk_update(rows, ["balance", "open_home", "version", "modified_at"], batch_size=100)


def _told(document: Record, payment: Record, settled: Settlement) -> dict[str, Any]:
    """Return what a changeset tells of a document: what is due, and what the payment settles, as it is shown there."""
    columns = ("balance", "open_home", "modified_at", "version")
    shown = {
        "id": settled.allocation,
        "payment": payment.id,
        "amount": settled.amount,
        "date": payment.date,
        "account": payment.account_id,
        "exchange_rate": payment.exchange_rate,
        "number": payment.number,
        "memo": payment.memo,
    }
    return {
        **{column: plain(getattr(document, column)) for column in columns},
        "payment": payment.id,
        "payments": [{name: plain(value) for name, value in shown.items()}] if settled.amount else [],
    }
