"""Closed stays closed: whatever happens after a lock, the statements of the locked period stay what they are (T15)."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from accounts.drafts import AccountDraft, RateDraft
from accounts.selectors.accounts import account_get
from accounts.services.rates import rate_enter
from api.common.wire import encode
from api.dialects.kashoo.wire.accounts import BalanceOut, JournalEntriesOut
from api.dialects.kashoo.wire.reports.trial_balance import TrialBalanceOut
from bookkeeping.errors import DaybookError, LockedError
from bookkeeping.records import Allocation, Document, Line, Payment, RecordType
from businesses.paging import EVERYTHING
from businesses.selectors.actors import actor_get
from businesses.services.locks import lock_move
from ledger.drafts import ContactDraft, Particulars, RecordDraft
from ledger.kinds import ContactType
from ledger.selectors.balances import balances_get
from ledger.selectors.journal import JournalFilter, journal_list
from ledger.selectors.records import RecordFilter, record_list
from ledger.selectors.trial_balance import trial_balance_get
from ledger.selectors.verify import faults_find
from ledger.services.accounts import account_update
from ledger.services.batches import RecordChange, records_create, records_update
from ledger.services.contacts import contact_update
from ledger.services.records import record_create, record_remove, record_restore, record_update, record_void
from ledger.services.taxes import tax_change
from taxes.drafts import TaxDraft
from tests.support.builders import BANK, RENT, SALES, World, day
from tests.support.scale import scaled
from tests.support.shelf import Shelf, shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db

CLOSED = day(1, 25)
"""In the middle of a month, and of what the shelf holds."""
DEEDS = scaled(60, soak=10_000)


def statements(world: World) -> dict[str, bytes]:
    """Return what the server says of the closed period: trial balances, balances and journals, as they are sent."""
    actor, told = world.actor, {}
    for on in (day(1, 10), CLOSED):
        report = TrialBalanceOut.of(trial_balance_get(actor, as_of=on), actor)
        told[f"trial balance of {on}"] = encode(report)
    for number, account in world.chart.items():
        balances = [BalanceOut.of(balance) for balance in balances_get(actor, account=account, as_of=CLOSED)]
        journal = journal_list(actor, account=account, filters=JournalFilter(end_date=CLOSED), page=EVERYTHING)
        told[f"balances of {number}"] = encode(balances)
        told[f"journal of {number}"] = encode(JournalEntriesOut.of(journal).journal_entries)
    return told


@dataclass
class Afterlife:
    """What goes on in books whose beginning is locked; ``done`` counts what was not refused."""

    kept: Shelf
    actor: Actor
    tax: int
    chance: random.Random = field(default_factory=lambda: random.Random(15))  # noqa: S311 - the same deeds each time
    done: dict[str, int] = field(default_factory=dict)

    def records(self, *kinds: RecordType) -> list[RecordView]:
        """Return all records, hidden ones too, of these types if any are named."""
        filters = RecordFilter(include_removed=True, types=frozenset(kinds))
        return list(record_list(self.actor, filters=filters, page=EVERYTHING))

    def deed(self) -> None:
        """Do something; whatever is refused leaves nothing behind."""
        name, do = self.chance.choice(DOINGS)
        try:
            with transaction.atomic():
                do(self)
        except DaybookError:
            return
        self.done[name] = self.done.get(name, 0) + 1

    def post(self) -> None:
        """Sell something, on any day."""
        line = Line(account=self.kept.world.chart[SALES], rate=Decimal(self.chance.randrange(1, 900)), tax_code="G")
        contact = self.chance.choice(self.kept.contacts)
        date = day(1, self.chance.randrange(20, 32))
        document = Document(type=RecordType.INVOICE, date=date, currency="CAD", contact=contact, lines=(line,))
        records_create(self.actor, drafts=[RecordDraft(record=document)] * 2)

    def pay(self) -> None:
        """Let somebody pay an open invoice, of the closed period or not."""
        invoices = self.records(RecordType.INVOICE)
        view = self.chance.choice([each for each in invoices if each.balance > 0 and each.contact])
        paid = Payment(
            type=RecordType.INVOICE_PAYMENT,
            date=day(2, self.chance.randrange(11, 28)),
            currency=view.currency,
            contact=view.contact,
            amount=view.balance,
            account=self.kept.world.chart[BANK],
            allocations=(Allocation(document=view.id, amount=view.balance),),
        )
        record_create(self.actor, draft=RecordDraft(record=paid))

    def change(self) -> None:
        """Change a record, or some at once."""
        date = day(self.chance.randrange(1, 4), self.chance.randrange(1, 28))

        def moved(view: RecordView) -> RecordDraft:
            draft = RecordDraft.of(view)
            return replace(draft, record=replace(draft.record, date=date))

        views = self.chance.sample(self.records(), self.chance.choice((1, 1, 2)))
        records_update(self.actor, changes=[RecordChange(record=view.id, draft_of=moved) for view in views])

    def take_back(self) -> None:
        """Hide a record, show it again, or let it count no more."""
        view = self.chance.choice(self.records())
        self.chance.choice((record_remove, record_restore, record_void))(self.actor, record=view.id)

    def master_data(self) -> None:
        """Change a contact, a tax, an account or a rate."""
        number = self.chance.randrange(1, 20)
        contact = ContactDraft(type=ContactType.CUSTOMER, name=f"New {number}", payment_terms=f"net {number}")
        contact_update(self.actor, contact=self.chance.choice(self.kept.contacts), draft=contact)
        tax = TaxDraft(name="G", short_name="G", rate=Decimal(number), registered=True)
        tax_change(self.actor, tax=self.tax, draft=tax)
        account = account_get(self.actor, account=self.kept.world.chart[RENT])
        draft = AccountDraft(name=account.name, type=account.type, number=account.number, description=str(number))
        account_update(self.actor, account=account.id, draft=draft)
        rate = RateDraft(base="USD", currency="CAD", rate=Decimal(f"1.{number}"), as_of=day(1, number))
        rate_enter(self.actor, draft=rate)


DOINGS: list[tuple[str, Callable[[Afterlife], None]]] = [
    ("post", Afterlife.post),
    ("pay", Afterlife.pay),
    ("change", Afterlife.change),
    ("take back", Afterlife.take_back),
    ("master data", Afterlife.master_data),
]


def locked(kept: Shelf) -> Actor:
    """Lock the first weeks of a shelf and return the actor as whoever comes next is one."""
    lock_move(kept.world.actor, lock_date=CLOSED)
    return actor_get(kept.world.actor.caller, business=kept.world.actor.business.id)


def test_nothing_that_happens_later_changes_a_closed_statement() -> None:
    kept = shelf()
    life = Afterlife(kept, locked(kept), kept.world.tax("G"))
    before = statements(kept.world)
    for _ in range(DEEDS):
        life.deed()
    assert statements(kept.world) == before
    assert faults_find(life.actor) == []
    assert life.done.keys() == {name for name, _ in DOINGS}, life.done


def test_no_way_of_writing_leads_into_a_closed_period() -> None:
    kept = shelf(20)
    filters = RecordFilter(include_removed=True)
    views = [view for view in record_list(kept.world.actor, filters=filters, page=EVERYTHING) if view.date <= CLOSED]
    gone = [view for view in views if view.removed]
    assert len({view.type for view in views}) >= 4
    assert gone
    actor = locked(kept)
    before = statements(kept.world)
    for view in views:
        for name, write in writes(actor, view):
            assert refused_as_locked(write), f"{name} of a {view.type}"
    assert statements(kept.world) == before


def refused_as_locked(write: Callable[[], object]) -> bool:
    """Tell whether a write is refused because the books are locked; whatever it does is undone."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except LockedError:
        return True
    return False


def writes(actor: Actor, view: RecordView) -> list[tuple[str, Callable[[], object]]]:
    """Return all that could be done to a record, by name: those that a removed one or one of this type can have."""
    draft = RecordDraft.of(view)
    said = replace(draft, particulars=replace(draft.particulars, memo="otherwise"))
    moved = replace(draft, record=replace(draft.record, date=day(5, 1)))
    if view.removed:
        return [
            ("restoring", lambda: record_restore(actor, record=view.id)),
            ("bringing back", lambda: record_update(actor, record=view.id, draft=draft)),
        ]
    return [
        ("adding", lambda: record_create(actor, draft=replace(draft, particulars=Particulars()))),
        ("adding in a batch", lambda: records_create(actor, drafts=[replace(draft, particulars=Particulars())])),
        ("changing", lambda: record_update(actor, record=view.id, draft=said)),
        ("moving out", lambda: record_update(actor, record=view.id, draft=moved)),
        (
            "changing in a set",
            lambda: records_update(actor, changes=[RecordChange(record=view.id, draft_of=lambda _: said)]),
        ),
        ("removing", lambda: record_remove(actor, record=view.id)),
        ("hiding", lambda: record_update(actor, record=view.id, draft=replace(draft, removed=True))),
        ("voiding", lambda: record_void(actor, record=view.id)),
    ]


def test_nothing_moves_into_a_closed_period() -> None:
    kept = shelf(20)
    actor = locked(kept)
    for view in record_list(actor, page=EVERYTHING):
        if view.date > CLOSED:
            draft = RecordDraft.of(view)
            with pytest.raises(LockedError), transaction.atomic():
                record_update(actor, record=view.id, draft=replace(draft, record=replace(draft.record, date=CLOSED)))
