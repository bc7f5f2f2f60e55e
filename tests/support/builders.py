"""Books to test with, made through the services: a business, its people and contacts, records and how they look.

``books()`` opens a Canadian business of a new user; everything else hangs on the ``World`` that it returns. Money is
in minor units, prices are texts in major units, accounts are the numbers of the Canadian chart.
"""

from __future__ import annotations

import datetime as dt
import itertools
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from django.db import transaction

from accounts.drafts import AccountDraft, BusinessDraft
from accounts.models import ExchangeRate
from accounts.selectors.accounts import account_list
from accounts.services.accounts import account_create
from accounts.services.businesses import business_open
from bookkeeping.records import Allocation, Document, Line, Payment, RecordType, Transfer
from businesses import allocator
from businesses.actors import Actor, Caller
from businesses.models import Changeset
from businesses.roles import PRIVILEGES, Role
from businesses.selectors.actors import actor_get
from businesses.services.users import SignUp, membership_create, user_create
from ledger.drafts import ContactDraft, Particulars, PaymentDraft, RecordDraft
from ledger.kinds import ContactType
from ledger.models import JournalEntry, JournalLine
from ledger.selectors.balances import account_holdings, balances_get
from ledger.selectors.records import record_get
from ledger.selectors.verify import faults_find
from ledger.services.contacts import contact_create
from ledger.services.items import ItemDraft, item_create
from ledger.services.records import record_create, record_update
from taxes.drafts import TaxDraft
from taxes.services.taxes import tax_create

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bookkeeping.books import AccountType
    from bookkeeping.errors import DaybookError
    from bookkeeping.records import Record
    from ledger.views import RecordView

NOW = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)
PASSWORD = "demo-password-1"
BANK, SAVINGS, CASH, CARD = "1000", "1010", "1100", "2000"
RECEIVABLE, PAYABLE, CREDITS, EQUITY = "1200", "2100", "2200", "3000"
STOCK, COGS = "1300", "5000"
SALES, SERVICES, GAIN, RENT, OFFICE = "4000", "4100", "4900", "5570", "5530"

Fault = TypeVar("Fault", bound="DaybookError")
_counted = itertools.count(1)

JournalText = tuple[str, int, str, int]
"""A journal line as tests write it: account number, amount, currency, home amount."""


def day(month: int, date: int, year: int = 2026) -> dt.date:
    """Return a day of the year that the tests live in."""
    return dt.date(year, month, date)


def person(*, password: str = PASSWORD, **details: Any) -> Caller:
    """Sign a new user up and return the caller."""
    email = details.pop("email", f"user-{next(_counted)}@demo.test")
    user = user_create(SignUp(email=email, password=password, **details), now=NOW)
    return Caller(user=user, now=NOW)


@dataclass
class World:
    """A business, the actor who owns it, and its accounts by number."""

    actor: Actor
    chart: dict[str, int] = field(default_factory=dict)

    def account(self, kind: AccountType, **details: Any) -> int:
        """Add an account; its number is looked up like those of the chart."""
        view = account_create(self.actor, draft=AccountDraft(**{"name": "Another", "type": kind, **details}))
        self.chart[view.number] = view.id
        return view.id

    def number(self, account: int) -> str:
        """Return the number of an account, also of one that a service has made."""
        if account not in self.chart.values():
            self.chart |= {view.number: view.id for view in account_list(self.actor)}
        return next(number for number, identity in self.chart.items() if identity == account)

    def contact(self, kind: ContactType = ContactType.CUSTOMER, **details: Any) -> int:
        """Add a contact and return its id."""
        draft = ContactDraft(**{"type": kind, "name": f"Contact {next(_counted)}", **details})
        return contact_create(self.actor, draft=draft).id

    def tax(self, short_name: str = "G", rate: str = "5", **details: Any) -> int:
        """Add a registered tax and return its id."""
        values = {"name": f"Tax {short_name}", "registered": True, **details}
        return tax_create(self.actor, draft=TaxDraft(short_name=short_name, rate=Decimal(rate), **values)).id

    def item(self, **details: Any) -> int:
        """Add an item and return its id."""
        return item_create(self.actor, draft=ItemDraft(**{"name": "Thing", **details})).id

    def rate(self, base: str, currency: str, rate: str, on: dt.date) -> None:
        """Store a rate of the business's own: one unit of ``base`` is ``rate`` units of ``currency``."""
        ExchangeRate.objects.create(
            id=allocator.one_id(),
            business_id=self.actor.business.id,
            base=base,
            currency=currency,
            rate=Decimal(rate),
            as_of=on,
            entered_at=NOW,
        )

    def create(self, record: Record, *, payments: Sequence[PaymentDraft] = (), **particulars: Any) -> RecordView:
        """Post a record and look for faults."""
        draft = RecordDraft(record=record, particulars=Particulars(**particulars), payments=tuple(payments))
        return self.sound(record_create(self.actor, draft=draft))

    def edit(
        self, view: RecordView, *, payments: Sequence[PaymentDraft] = (), says: dict[str, Any] | None = None, **new: Any
    ) -> RecordView:
        """Change fields of a stored record (``says``: of its particulars) and look for faults."""
        now = RecordDraft.of(self.get(view))
        particulars = replace(now.particulars, **(says or {}))
        draft = replace(now, record=replace(now.record, **new), particulars=particulars, payments=tuple(payments))
        return self.sound(record_update(self.actor, record=view.id, draft=draft))

    def invoice(self, price: str = "100", *, payments: Sequence[PaymentDraft] = (), **details: Any) -> RecordView:
        """Post an invoice of one line; details are the document's, the line's, or the particulars'."""
        return self._document(RecordType.INVOICE, price, SALES, payments, details)

    def bill(self, price: str = "100", *, payments: Sequence[PaymentDraft] = (), **details: Any) -> RecordView:
        """Post a bill of one line."""
        return self._document(RecordType.BILL, price, RENT, payments, details)

    def _document(
        self, kind: RecordType, price: str, usual: str, payments: Sequence[PaymentDraft], details: dict[str, Any]
    ) -> RecordView:
        particulars = {name: details.pop(name) for name in ("number", "memo") if name in details}
        rest = {name: details.pop(name) for name in ("tax_code", "item", "quantity") if name in details}
        goes_to = details.pop("line_account", self.chart[usual])
        line = Line(account=goes_to, rate=Decimal(price), **rest)
        values = {"date": day(1, 5), "currency": "CAD", "lines": (line,), **details}
        return self.create(Document(type=kind, **values), payments=payments, **particulars)

    def pay(self, *settled: tuple[RecordView, int], amount: int | None = None, **details: Any) -> RecordView:
        """Post a payment of documents (pairs of document and amount), by default of just what it settles."""
        first = settled[0][0] if settled else None
        kind = RecordType.BILL_PAYMENT if first and first.type == RecordType.BILL else RecordType.INVOICE_PAYMENT
        values: dict[str, Any] = {
            "type": kind,
            "date": day(2, 5),
            "currency": first.currency if first else "CAD",
            "contact": first.contact if first else None,
            "amount": sum(part for _, part in settled) if amount is None else amount,
            "allocations": tuple(Allocation(document=view.id, amount=part) for view, part in settled),
            **details,
        }
        return self.create(Payment(**values))

    def move(self, amount: int, source: int, target: int, **details: Any) -> RecordView:
        """Post a transfer."""
        values = {"date": day(3, 5), "currency": "CAD", **details}
        return self.create(Transfer(amount=amount, account=source, deposit_account=target, **values))

    def get(self, view: RecordView) -> RecordView:
        """Return a record as it is now."""
        return record_get(self.actor, record=view.id)

    def entries(self, view: RecordView) -> list[list[JournalText]]:
        """Return the live entries of a record, each as its lines in order."""
        lines = JournalLine.objects.filter(record_id=view.id, superseded__isnull=True).order_by("entry_id", "position")
        grouped: dict[int, list[JournalText]] = {}
        for line in lines:
            text = (self.number(line.account_id), line.amount, line.currency, line.home)
            grouped.setdefault(line.entry_id, []).append(text)
        return list(grouped.values())

    def entry(self, view: RecordView) -> list[JournalText]:
        """Return the lines of the only live entry of a record."""
        (only,) = self.entries(view)
        return only

    def entry_ids(self, view: RecordView) -> set[int]:
        """Return the ids of the live entries of a record."""
        live = JournalEntry.objects.filter(record_id=view.id, superseded__isnull=True)
        return set(live.values_list("id", flat=True))

    def balance(self, account: str | int, as_of: dt.date | None = None) -> dict[str, int]:
        """Return the credit balances of an account by currency."""
        identity = self.chart[account] if isinstance(account, str) else account
        return {view.currency: view.amount for view in balances_get(self.actor, account=identity, as_of=as_of)}

    def holding(self, account: str | int, currency: str) -> tuple[int, int]:
        """Return what an account holds in a currency: there and at home."""
        identity = self.chart[account] if isinstance(account, str) else account
        held = account_holdings(self.actor, account=identity, as_of=None).get(currency)
        return (held.amount, held.home) if held else (0, 0)

    def changesets(self) -> int:
        """Return how many changesets the business has."""
        return Changeset.objects.filter(business_id=self.actor.business.id).count()

    def sound(self, view: RecordView) -> RecordView:
        """Return the view; fail when the audit finds anything."""
        assert faults_find(self.actor) == []
        return view

    def locked(self, on: dt.date) -> World:
        """Return the same books, locked up to a day."""
        facts = replace(self.actor.business, lock_date=on)
        return World(replace(self.actor, business=facts), self.chart)

    def member(self, role: Role) -> Actor:
        """Return a new user with a role in the business, as an actor (also for a role that gives no access)."""
        caller = person()
        membership_create(self.actor, user=caller.user or 0, role=role)
        return Actor(caller=caller, business=self.actor.business, privileges=PRIVILEGES[role])


class Unaudited(World):
    """Books in which faults are only looked for where a test asks, since that takes longer than posting a record."""

    def sound(self, view: RecordView) -> RecordView:
        """Return the view."""
        return view


def books(currency: str = "CAD", country: str = "CA", **details: Any) -> World:
    """Open a business of a new user with the default chart of its country."""
    caller = person()
    draft = BusinessDraft(**{"name": "Books", "currency": currency, "country": country, **details})
    actor = actor_get(caller, business=business_open(caller, draft=draft))
    return World(actor, {view.number: view.id for view in account_list(actor)})


class Refusal:
    """What ``refused`` caught, once its block has ended."""

    field: str | None = None
    conflicting: int | None = None
    code: str = ""


@contextmanager
def refused(kind: type[Fault], field: str | None = None) -> Iterator[Refusal]:
    """Expect the block to raise just this fault, naming this field, and undo what it wrote."""
    told = Refusal()
    with pytest.raises(kind) as caught, transaction.atomic():
        yield told
    fault = caught.value
    told.field, told.code = fault.field, fault.code
    told.conflicting = getattr(fault, "conflicting", None)
    if field is not None:
        assert fault.field == field
