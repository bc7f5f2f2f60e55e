"""What is due is let go of: bad debts are written off, and early payment is rewarded with a discount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import Account
from bookkeeping.books import Account as Bearing
from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnknownError
from bookkeeping.reliefs import Owed, early_payment_discount, relief
from businesses.errors import ConflictError
from businesses.roles import Privilege
from ledger.drafts import Particulars, RecordDraft
from ledger.models.record import State
from ledger.selectors.records import record_get
from ledger.services.records import record_create

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor
    from ledger.views import RecordView


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefDraft:
    """How much of a document is let go of, when, and which account of income or expense bears it.

    ``amount`` is in minor units of the document's currency; None: all that is due, or of a discount what the terms say.
    """

    date: dt.date
    account: int
    amount: int | None = None
    number: str | None = None
    memo: str | None = None


def document_write_off(actor: Actor, *, document: int, draft: ReliefDraft) -> RecordView:
    """Write an invoice or bill off, or a part of it, and return the payment that settles it without money.

    To remove that payment opens the document again.

    Raises:
        ForbiddenError: without ADD_RECORDS and VIEW_RECORDS. NotFoundError: no such record.
        ConflictError: the document is not posted.
        InvalidError: whatever ``bookkeeping.reliefs.relief`` finds; no such account.
        LockedError: the books are locked at the day.
    """
    owed = _owed(actor, document)
    return _relieved(actor, owed, draft, owed.balance if draft.amount is None else draft.amount)


def document_discount(actor: Actor, *, document: int, draft: ReliefDraft) -> RecordView:
    """Give (take) a discount on an invoice (bill), and return the payment that settles it without money.

    Without an amount the terms decide: ``2/10 net 30`` lets go of 2 % of the total within ten days.

    Raises:
        InvalidError: also what ``bookkeeping.reliefs.early_payment_discount`` finds.
        ForbiddenError, NotFoundError, ConflictError, LockedError: as ``document_write_off``.
    """
    owed = _owed(actor, document)
    amount = early_payment_discount(owed, draft.date) if draft.amount is None else draft.amount
    return _relieved(actor, owed, draft, amount)


def _owed(actor: Actor, document: int) -> Owed:
    """Return what is due of a record."""
    actor.require(Privilege.ADD_RECORDS)
    found = record_get(actor, record=document)
    if found.state != State.POSTED or found.removed:
        message = "Nothing is due of a record that is not posted."
        raise ConflictError(message, field="record")
    return Owed(
        id=found.id,
        type=found.type,
        date=found.date,
        currency=found.currency,
        exchange_rate=found.exchange_rate,
        contact=found.contact,
        total=found.total,
        balance=found.balance,
        terms=found.terms or "",
    )


def _relieved(actor: Actor, owed: Owed, draft: ReliefDraft, amount: int) -> RecordView:
    """Post the payment."""
    row = Account.objects.filter(business_id=actor.business.id, id=draft.account).first()
    if row is None:
        raise AccountUnknownError(field="account")
    bearing = Bearing(id=row.id, type=AccountType(row.type))
    payment = relief(owed, on=draft.date, account=bearing, amount=amount)
    particulars = Particulars(number=draft.number, memo=draft.memo)
    return record_create(actor, draft=RecordDraft(record=payment, particulars=particulars))
