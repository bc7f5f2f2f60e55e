"""Payments and documents meet: payments given with a document, and settlements that follow a change.

Services of this room call this inside their unit of work, with the counter locked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accounts.currencies import currencies
from accounts.models import Account
from bookkeeping.checks import MAX_LINES
from bookkeeping.errors import ExchangeRateMissingError, InvalidError
from bookkeeping.money import convert, portion
from bookkeeping.records import Allocation as Settled
from bookkeeping.records import Document, Payment, RecordType
from businesses.errors import ConflictError
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.drafts import Particulars, RecordDraft
from ledger.models import Allocation, Record
from ledger.models.record import State
from ledger.selectors.parts import DOCUMENTS
from ledger.selectors.rates import rates_get
from ledger.selectors.records import record_get
from ledger.services.late_allocations import allocations_move, is_locked
from ledger.services.storing import meaning_find, record_write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.drafts import PaymentDraft
    from ledger.services.work import BookWork
    from ledger.views import RecordView

PAID_BY = {
    RecordType.INVOICE: RecordType.INVOICE_PAYMENT,
    RecordType.BILL: RecordType.BILL_PAYMENT,
}


def payments_apply(actor: Actor, *, work: BookWork, document: Record, payments: Sequence[PaymentDraft]) -> None:
    """Make the payments that were given with a document: new ones, or other amounts of those that are there.

    Raises:
        InvalidError: a payment without date or account, or one that does not exist or has another contact.
    """
    if len(payments) > MAX_LINES:
        message = f"There are more than {MAX_LINES} payments: too many."
        raise InvalidError(message, field="payments")
    settled = _settled(document) if any(given.payment for given in payments) else {}
    for position, given in enumerate(payments):
        field = f"payments[{position}]"
        try:
            if given.payment is not None:
                if given.amount != settled.get(given.payment, 0):
                    _payment_change(actor, work, document, given)
                settled[given.payment] = given.amount
            elif given.amount:
                _payment_add(actor, work, document, given)
        except InvalidError as error:
            error.field = _field(field, error.field)
            raise


def document_resettle(
    actor: Actor, *, work: BookWork, document: Record, settled: Sequence[Allocation], before: RecordView
) -> None:
    """Post the payments of a changed document again, on what it is now; not when no word of theirs has changed.

    Raises:
        ConflictError: more is settled than the document now comes to, or it is now paid at once.
    """
    amount = sum(allocation.amount for allocation in settled)
    left = document.balance - amount
    if document.paid_immediately or document.balance * amount <= 0 or left * document.balance < 0:
        message = "Payments have settled more of this document than it would come to."
        raise ConflictError(message, field="total")
    if (document.total, document.home_total) != (before.total, before.home_total):
        _rebook(document, settled)
    document.balance, document.open_home = left, document.open_home - sum(a.home for a in settled)
    document.save(update_fields=["balance", "open_home"])
    now = (document.date, document.account_id, document.total, document.home_total)
    if now == (before.date, before.account, before.total, before.home_total):
        return
    for payment in _payments(settled):
        payment_repost(actor, work=work, payment=payment)
    document.refresh_from_db()


def allocations_drop(actor: Actor, *, work: BookWork, document: Record) -> None:
    """Loosen all payments from a document that is removed or void: what they settled goes to their credit account."""
    held = list(Allocation.objects.filter(document_id=document.id, active=True))
    Allocation.objects.filter(id__in=[allocation.id for allocation in held]).update(active=False)
    for payment in _payments(held):
        others = Allocation.objects.filter(payment_id=payment.id, active=True).select_related("document")
        claims = [_Claim.of(other, payment, other.amount) for other in others.order_by("position", "id")]
        fitting = _within(payment.total, claims)
        less = [Settled(document=new.document, amount=new.amount) for new in fitting if new not in claims]
        payment_repost(
            actor,
            work=work,
            payment=payment,
            allocations=less,
            used=sum(new.used for new in fitting),
            loosened=[allocation for allocation in held if allocation.payment_id == payment.id],
        )


def document_reattach(actor: Actor, *, work: BookWork, document: Record) -> None:
    """Attach payments to a restored document again, as far as its balance and theirs allow."""
    held = Allocation.objects.filter(document_id=document.id, active=False, payment__removed=False)
    held = held.filter(payment__state=State.POSTED, payment__contact=document.contact_id or 0)
    for allocation in held.order_by("id"):
        payment = _payments([allocation])[0]
        document.refresh_from_db()
        claim = _Claim.of(allocation, payment, _fitting(allocation, document, payment))
        if claim.amount:
            again = Settled(document=document.id, amount=claim.amount)
            used = payment.total - payment.balance + claim.used
            payment_repost(actor, work=work, payment=payment, allocations=[again], used=used)
    document.refresh_from_db()


def payment_reattach(actor: Actor, *, payment: Record, record: Payment) -> Payment:
    """Return a restored payment with the allocations that still fit the documents' balances."""
    actor.require(Privilege.CHANGE_RECORDS)
    held = Allocation.objects.filter(payment_id=payment.id, active=False, document__removed=False)
    held = held.filter(document__state=State.POSTED, document__contact=payment.contact_id or 0)
    held = held.select_related("document")
    claims: list[_Claim] = []
    for allocation in held.order_by("position", "id"):
        amount = _smaller(allocation.amount, allocation.document.balance)
        claim = _Claim.of(allocation, payment, amount)
        if amount and (amount == allocation.amount or not claim.across):
            claims.append(claim)
    claims = [claim for claim in _within(payment.total, claims) if claim.amount]
    return replace(
        record,
        allocations=tuple(Settled(document=claim.document, amount=claim.amount) for claim in claims),
        unallocated=payment.total - sum(claim.used for claim in claims),
    )


def payment_repost(
    actor: Actor,
    *,
    work: BookWork,
    payment: Record,
    allocations: Sequence[Settled] = (),
    used: int | None = None,
    loosened: Sequence[Allocation] = (),
) -> None:
    """Post a payment again after what it settles has changed; inside locked books only the difference.

    ``allocations`` override the stored ones; ``used`` is how much of the payment all of them then use together, in its
    own currency (None: as much as the stored ones, or with others what the core finds); ``loosened`` are those of a
    document that is gone.
    """
    before = record_get(actor, record=payment.id)
    record = RecordDraft.of(before).record
    if not isinstance(record, Payment):
        message = "Only a payment settles documents."
        raise InvalidError(message, field="payment")
    otherwise = bool(allocations) or used is not None
    if not otherwise:
        stored = Allocation.objects.filter(payment_id=payment.id, active=True)
        used = sum(stored.values_list("payment_amount", flat=True))
    unallocated = None if used is None else payment.total - used
    if otherwise and is_locked(actor, record=payment):
        allocations_move(
            actor, work=work, payment=payment, given=allocations, loosened=loosened, unallocated=unallocated
        )
    else:
        record = replace(record, allocations=tuple(allocations), unallocated=unallocated)
        draft = replace(RecordDraft.of(before), record=record)
        record_write(actor, work=work, row=payment, meaning=meaning_find(actor, work=work, draft=draft, row=payment))
    work.flush()
    after = record_get(actor, record=payment.id)
    work.changes.append(Change("record", payment.id, "update", before.payload(), after.payload()))


def _payment_add(actor: Actor, work: BookWork, document: Record, given: PaymentDraft) -> None:
    """Create the payment that was given with a document and has no record yet."""
    for field in ("date", "account"):
        if getattr(given, field) is None:
            message = f"A payment that is given with a document needs its {field}."
            raise InvalidError(message, field=field)
    currency, amount = _payment_money(actor, document, given)
    record = Payment(
        type=PAID_BY[RecordType(document.type)],
        date=given.date or document.date,
        currency=currency,
        amount=amount,
        account=given.account,
        contact=document.contact_id,
        exchange_rate=given.exchange_rate,
        allocations=(Settled(document=document.id, amount=given.amount),),
    )
    draft = RecordDraft(record=record, particulars=Particulars(number=given.number, memo=given.memo))
    row = record_write(actor, work=work, row=None, meaning=meaning_find(actor, work=work, draft=draft)).row
    work.flush()
    made = record_get(actor, record=row.id)
    work.changes.append(Change("record", row.id, "create", None, made.payload()))


def _payment_money(actor: Actor, document: Record, given: PaymentDraft) -> tuple[str, int]:
    """Return currency and amount of a new payment: the document's, or the home amount for a home account.

    If the document says that such payments are exchanged, they are, at its own rate; if it says that they are kept in
    its currency, an account in home currency will be refused.
    """
    row = Account.objects.filter(business_id=actor.business.id, id=given.account or 0).first()
    home, known = actor.business.currency, currencies()
    exchanged = row is not None and row.currency == home and not document.keep_in_original_currency
    if document.currency == home or not (exchanged or document.exchange_payment):
        return document.currency, given.amount
    rate = document.exchange_rate if document.exchange_payment else given.exchange_rate
    if rate is None:
        rates = rates_get(actor, currencies=[document.currency], on=given.date or document.date)
        rate = rates.get(document.currency)
    if rate is None:
        raise ExchangeRateMissingError(field="exchange_rate")
    return home, convert(given.amount, known[document.currency], known[home], rate, field="amount")


def _settled(document: Record) -> dict[int, int]:
    """Return what each payment has settled of a document."""
    held = Allocation.objects.filter(document_id=document.id, active=True)
    return dict(held.values_list("payment_id", "amount"))


def _payment_change(actor: Actor, work: BookWork, document: Record, given: PaymentDraft) -> None:
    """Make an existing payment settle another amount of the document."""
    held = Allocation.objects.filter(payment_id=given.payment or 0, document_id=document.id, active=True).first()
    payment = Record.objects.filter(
        business_id=actor.business.id,
        id=given.payment or 0,
        type=str(PAID_BY[RecordType(document.type)]),
        removed=False,
        state=State.POSTED,
    ).first()
    if payment is None:
        message = "There is no such payment in this business."
        raise InvalidError(message, field="payment")
    settled = Settled(document=document.id, amount=given.amount)
    used = None
    if held is not None:
        part = _Claim.of(held, payment, given.amount).used
        used = payment.total - payment.balance - held.payment_amount + part
    payment_repost(actor, work=work, payment=payment, allocations=[settled], used=used)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What an allocation settles of its document, and what it uses of its payment; ``across`` two currencies."""

    document: int
    amount: int
    used: int
    across: bool

    @classmethod
    def of(cls, allocation: Allocation, payment: Record, amount: int) -> _Claim:
        """Return the claim of a stored allocation when it settles this amount: across currencies in proportion."""
        across = allocation.document.currency != payment.currency
        used = portion(allocation.payment_amount, amount, allocation.amount) if across else amount
        return cls(allocation.document_id, amount, used, across)


def _within(total: int, claims: Sequence[_Claim]) -> list[_Claim]:
    """Return the claims, the last of them cut so that together they use no more than the payment's total.

    That happens when an invoice was netted with a credit note and one of the two is gone. A refund (its total is
    negative) settles nothing that is owed.
    """
    used = sum(claim.used for claim in claims)
    most = 0 if total < 0 < used else abs(total)
    excess = max(used - most, 0) if used > 0 else min(used + most, 0)
    kept: list[_Claim] = []
    for claim in reversed(claims):
        part = _smaller(claim.used, excess)
        if part and claim.across:
            part = claim.used
        excess -= part
        share = 0 if claim.across else claim.amount - part
        kept.append(replace(claim, amount=share, used=claim.used - part) if part else claim)
    return kept[::-1]


def _rebook(document: Record, settled: Sequence[Allocation]) -> None:
    """Give every settlement its part of what the document is booked at now."""
    amount, home = document.balance, document.open_home
    for allocation in settled:
        allocation.home = portion(home, allocation.amount, amount)
        amount, home = amount - allocation.amount, home - allocation.home
    Allocation.objects.bulk_update(settled, ["home"], batch_size=100)


def _payments(allocations: Sequence[Allocation]) -> list[Record]:
    """Return the payments of allocations, oldest first."""
    wanted = {allocation.payment_id for allocation in allocations}
    return list(Record.objects.filter(id__in=wanted, removed=False).order_by("date", "id")) if wanted else []


def _fitting(allocation: Allocation, document: Record, payment: Record) -> int:
    """Return how much of an allocation fits the document's balance and what the payment has left."""
    amount = _smaller(allocation.amount, document.balance)
    if document.currency == payment.currency:
        return _smaller(amount, payment.balance)
    enough = abs(allocation.payment_amount) <= abs(payment.balance)
    return amount if enough and amount == allocation.amount else 0


def _smaller(amount: int, bound: int) -> int:
    """Return the amount, cut to the bound; zero when the two have opposite signs."""
    if amount * bound <= 0:
        return 0
    return min(amount, bound, key=abs)


def _field(prefix: str, field: str | None) -> str:
    """Return the field of a payment's fault as part of the document's draft."""
    inner = (field or "").removeprefix("allocations[0].")
    return f"{prefix}.{inner}" if inner else prefix


def document_settled(actor: Actor, *, document: Record, draft: RecordDraft) -> list[Allocation]:
    """Return what payments have settled of a document; raise ``ConflictError`` when the draft forbids it."""
    actor.require(Privilege.VIEW_RECORDS)
    if document.type not in DOCUMENTS or not isinstance(draft.record, Document):
        return []
    held = Allocation.objects.filter(business_id=actor.business.id, document_id=document.id, active=True)
    settled = list(held.order_by("id"))
    if settled and (draft.record.contact, draft.record.currency) != (document.contact_id, document.currency):
        message = "A document that is paid keeps its contact and currency: remove its payments first."
        field = "contact" if draft.record.contact != document.contact_id else "currency"
        raise ConflictError(message, field=field)
    return settled
