"""Whatever is done to the books, in whatever order and currency, the audit finds nothing (T1)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookkeeping.books import AccountType
from bookkeeping.errors import DaybookError
from bookkeeping.records import Allocation, Document, Line, Payment, RecordType, Transfer
from ledger.drafts import PaymentDraft, RecordDraft
from ledger.models import JournalLine, Record
from ledger.selectors.records import record_get
from ledger.selectors.verify import faults_find
from ledger.services.records import record_create, record_remove, record_restore, record_update
from ledger.services.revaluation import revaluation_make
from tests.support.builders import BANK, RENT, SALES, World, books, day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Step:
    """One random deed: what, on which of the records so far, how much, in which currency, when, at which rate."""

    deed: str
    which: int
    other: int
    amount: int
    foreign: bool
    date: dt.date
    rate: Decimal


@dataclass
class Play:
    """Books in two currencies, and the records so far."""

    world: World
    usd: int
    card: int
    contact: int
    made: list[int] = field(default_factory=list)

    def view(self, position: int, *kinds: RecordType) -> RecordView:
        """Return one of the records so far; one of these types if there are any."""
        wanted = [str(kind) for kind in kinds or RecordType]
        rows = Record.objects.filter(id__in=self.made, type__in=wanted).order_by("id").values_list("id", flat=True)
        found = list(rows) or self.made
        return record_get(self.world.actor, record=found[position % len(found)])

    def keep(self, draft: RecordDraft) -> None:
        """Create a record and remember it."""
        self.made.append(record_create(self.world.actor, draft=draft).id)

    def change(self, view: RecordView, draft: RecordDraft) -> None:
        """Change a record."""
        record_update(self.world.actor, record=view.id, draft=draft)


def document(play: Play, step: Step) -> None:
    """Sell or buy something, or take it back."""
    kind = RecordType.INVOICE if step.which % 2 else RecordType.BILL
    account = play.world.chart[SALES if step.which % 2 else RENT]
    price = Decimal(step.amount if step.other % 4 else -step.amount).scaleb(-2)
    document = Document(
        type=kind,
        date=step.date,
        currency="USD" if step.foreign else "CAD",
        contact=play.contact,
        exchange_rate=step.rate if step.foreign else None,
        lines=(Line(account=account, rate=price),),
    )
    play.keep(RecordDraft(record=document))


def payment(play: Play, step: Step) -> None:
    """Pay one or two documents, all or in part, with a little too much at times."""
    first = play.view(step.which, RecordType.INVOICE, RecordType.BILL)
    second = play.view(step.other, first.type)
    settled = {first.id: first.balance if step.amount % 2 else first.balance // 2}
    if step.amount % 3 == 0 and second.currency == first.currency:
        settled.setdefault(second.id, second.balance)
    kind = RecordType.BILL_PAYMENT if first.type == RecordType.BILL else RecordType.INVOICE_PAYMENT
    whole = sum(settled.values())
    paid = Payment(
        type=kind,
        date=step.date,
        currency="USD" if step.foreign else "CAD",
        amount=whole + (step.amount % 5 if whole > 0 else 0),
        account=play.usd if step.foreign else play.world.chart[BANK],
        contact=play.contact,
        exchange_rate=step.rate if step.foreign else None,
        allocations=tuple(Allocation(document=key, amount=part) for key, part in settled.items()),
    )
    play.keep(RecordDraft(record=paid))


def reprice(play: Play, step: Step) -> None:
    """Change what a document comes to, and at which rate."""
    view = play.view(step.which, RecordType.INVOICE, RecordType.BILL)
    draft = RecordDraft.of(view)
    lines = (Line(account=view.lines[0].account, rate=Decimal(step.amount).scaleb(-2)),)
    rate = step.rate if view.currency == "USD" else None
    assert isinstance(draft.record, Document)
    play.change(view, replace(draft, record=replace(draft.record, lines=lines, exchange_rate=rate)))


def redate(play: Play, step: Step) -> None:
    """Move a record to another day."""
    view = play.view(step.which)
    draft = RecordDraft.of(view)
    play.change(view, replace(draft, record=replace(draft.record, date=step.date)))


def resettle(play: Play, step: Step) -> None:
    """Let a payment settle another amount of a document."""
    view = play.view(step.which, RecordType.INVOICE, RecordType.BILL)
    paying = play.view(step.other, RecordType.INVOICE_PAYMENT, RecordType.BILL_PAYMENT)
    given = PaymentDraft(payment=paying.id, amount=step.amount % (abs(view.total) + 1))
    play.change(view, replace(RecordDraft.of(view), payments=(given,)))


def transfer(play: Play, step: Step) -> None:
    """Move money between the banks, across currencies."""
    home, usd = (play.world.chart[BANK], "CAD"), (play.usd, "USD")
    (source, currency), (target, into) = (usd, home) if step.foreign else (home, usd)
    rate = step.rate if step.foreign else 1 / step.rate
    record = Transfer(
        date=step.date,
        currency=currency,
        amount=step.amount,
        account=source,
        deposit_account=target,
        deposit_currency=into,
        exchange_rate=round(rate, 6),
    )
    play.keep(RecordDraft(record=record))


def pass_on(play: Play, step: Step) -> None:
    """Move US dollars between the bank and the card."""
    source, target = (play.usd, play.card) if step.foreign else (play.card, play.usd)
    play.keep(
        RecordDraft(
            record=Transfer(date=step.date, currency="USD", amount=step.amount, account=source, deposit_account=target)
        )
    )


def revalue(play: Play, step: Step) -> None:
    """Revalue the US dollars at the end of a day."""
    revaluation_make(play.world.actor, as_of=step.date, rates={"USD": step.rate} if step.foreign else {})


def remove(play: Play, step: Step) -> None:
    """Remove a record."""
    record_remove(play.world.actor, record=play.view(step.which).id)


def restore(play: Play, step: Step) -> None:
    """Bring a record back."""
    record_restore(play.world.actor, record=play.view(step.which).id)


DEEDS: dict[str, Callable[[Play, Step], None]] = {
    deed.__name__: deed
    for deed in (document, payment, reprice, redate, resettle, transfer, pass_on, revalue, remove, restore)
}
STEPS = st.builds(
    Step,
    deed=st.sampled_from(sorted(DEEDS)),
    which=st.integers(0, 9),
    other=st.integers(0, 9),
    amount=st.integers(1, 99_999),
    foreign=st.booleans(),
    date=st.dates(day(1, 1), day(4, 30)),
    rate=st.sampled_from([Decimal("1.25"), Decimal("1.3"), Decimal("0.7777"), Decimal(2)]),
)


def check(play: Play) -> None:
    """Look for faults, and re-add the books day after day.

    At the end of each the trial balance is zero per currency and at home, and so is an empty account of US dollars.
    """
    assert faults_find(play.world.actor) == []
    live = JournalLine.objects.filter(business_id=play.world.actor.business.id, superseded__isnull=True)
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    lines = live.order_by("date").values_list("date", "account_id", "currency", "amount", "home")
    for _, of_the_day in groupby(lines, key=itemgetter(0)):
        for _, account, currency, amount, home in of_the_day:
            for key in ((0, currency), (account, currency)):
                sums[key] = [sums[key][0] + amount, sums[key][1] + home]
        assert sums[0, "CAD"] == sums[0, "USD"] == [0, 0]
        assert all(sums[account, "USD"][0] or not sums[account, "USD"][1] for account in (play.usd, play.card))
    settled = Record.objects.filter(id__in=play.made, type__in=["INVOICE", "BILL"], removed=False, balance=0)
    assert not settled.exclude(open_home=0).exists()


def begin() -> Play:
    """Open books with a USD bank, a contact, and two documents to begin with."""
    world = books()
    world.rate("USD", "CAD", "1.28", day(1, 1, 2025))
    bank, card = (world.account(kind, currency="USD") for kind in (AccountType.BANK, AccountType.CREDIT_CARD))
    play = Play(world, bank, card, world.contact())
    for which in (0, 1):
        document(play, Step("document", which, 1, 10_000, which == 1, day(1, 5), Decimal("1.25")))
    return play


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=5, max_size=15))
def test_no_order_of_deeds_leaves_a_fault(steps: list[Step]) -> None:
    with transaction.atomic():
        play = begin()
        for step in steps:
            try:
                with transaction.atomic():
                    DEEDS[step.deed](play, step)
            except DaybookError:
                play.made = list(Record.objects.filter(id__in=play.made).order_by("id").values_list("id", flat=True))
            check(play)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=5, max_size=10))
def test_when_all_is_removed_nothing_is_left(steps: list[Step]) -> None:
    play = begin()
    for step in steps:
        try:
            with transaction.atomic():
                DEEDS[step.deed](play, step)
        except DaybookError:
            continue
    for identity in play.made:
        if not record_get(play.world.actor, record=identity).removed:
            record_remove(play.world.actor, record=identity)
    check(play)
    live = JournalLine.objects.filter(business_id=play.world.actor.business.id, superseded__isnull=True)
    assert not live.exists()
