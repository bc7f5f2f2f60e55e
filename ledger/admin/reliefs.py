"""An open invoice or bill is written off, or given a discount for early payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.currencies import currency_known
from accounts.selectors.accounts import AccountFilter, account_list
from bookkeeping.errors import OverAllocatedError
from bookkeeping.records import RecordType
from bookkeeping.reliefs import BORNE_BY
from bookkeeping.terms import early_discount
from businesses.admin.visits import Moved, Shown
from ledger.admin.formats import Formats, minor
from ledger.admin.forms import ReliefForm
from ledger.admin.words import word
from ledger.selectors.records import record_get
from ledger.services.reliefs import ReliefDraft, document_discount, document_write_off

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

    from businesses.admin.visits import Visit
    from ledger.views import RecordView

    Let = Callable[..., RecordView]


def write_off(visit: Visit, record: int) -> Shown | HttpResponse:
    """Write a document off, or a part of it."""
    told = "Nobody will pay it: an account of income or expense bears it. Leave the amount empty for all that is due."
    return _asked(visit, record, document_write_off, "Write off", lambda _: told)


def discount(visit: Visit, record: int) -> Shown | HttpResponse:
    """Give or take a discount."""
    return _asked(visit, record, document_discount, "Discount", _offer)


def reliefs_of(visit: Visit, view: RecordView) -> list[tuple[str, str, str]]:
    """Return what is offered for a document that is due: address, label, icon."""
    due = view.type in (RecordType.INVOICE, RecordType.BILL) and view.balance and view.contact
    if not due or view.removed or view.state != "POSTED":
        return []
    offered = (
        (visit.offered("records-write-off", record=view.id), "Write off", "money_off"),
        (visit.offered("records-discount", record=view.id), "Discount", "percent"),
    )
    return [(link, label, icon) for link, label, icon in offered if link]


def _offer(view: RecordView) -> str:
    """Return what the terms of a document say of a discount."""
    if early_discount(view.terms or "") is None:
        return "Its terms offer no discount: name the amount."
    return f"Its terms are {view.terms}. Leave the amount empty for what they say."


def _draft(given: Mapping[str, Any], currency: str) -> ReliefDraft:
    """Return what a form says."""
    amount = given["amount"]
    return ReliefDraft(
        date=given["date"],
        account=int(given["account"]),
        amount=None if amount is None else minor(amount, currency_known(currency), field="amount"),
        memo=given["memo"] or None,
    )


def _asked(visit: Visit, record: int, let: Let, label: str, told: Callable[[RecordView], str]) -> Shown | HttpResponse:
    """Ask how much is let go of, and do so."""
    view = record_get(visit.actor, record=record)
    borne = account_list(visit.actor, filters=AccountFilter(types=BORNE_BY, archived=False))
    accounts = [(str(account.id), account.name_and_number) for account in borne]
    initial = {"date": visit.actor.now.date()}
    form = ReliefForm(visit.http.POST or None, accounts=accounts, initial=initial)
    formats, back = Formats.of(visit.actor.business), visit.to("records-one", record=record)
    due = formats.money(view.balance, view.currency).text
    called = f"{word(view.type)} {view.number or ''}".strip()
    if visit.accepts(form):
        try:
            payment = let(visit.actor, document=record, draft=_draft(form.cleaned_data, view.currency))
        except OverAllocatedError as error:  # which speaks of minor units
            message = f"Only {due} of it is due."
            raise OverAllocatedError(message, field="amount") from error
        gone = formats.money(payment.total, view.currency).text
        return Moved(back, f"{gone} of {called} is let go of.")
    context = {
        "form": visit.told(form),
        "lead": f"{due} of it is due. {told(view)}",
        "button": label,
        "back": (called, back),
        "cancel": back,
    }
    return Shown("daybook/form.html", f"{label}: {called}", context)
