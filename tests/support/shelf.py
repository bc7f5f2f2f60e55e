"""Some sixty records as different as they can be, to narrow and sort lists of; and both done in plain Python.

What is written here knows nothing of the selectors: it works on whole views.
"""

from __future__ import annotations

import datetime as dt
import random
import string
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bookkeeping.records import (
    Adjustment,
    AdjustmentLine,
    Allocation,
    Document,
    Line,
    OpeningBalance,
    Payment,
    RecordType,
    Transfer,
)
from businesses.paging import EVERYTHING
from ledger.drafts import Particulars, RecordDraft
from ledger.models import JournalLine
from ledger.selectors.records import RecordFilter, record_list
from ledger.services.batches import records_create
from ledger.services.records import record_remove
from tests.support.builders import BANK, NOW, RENT, SALES, SAVINGS, World, books, day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from businesses.actors import Actor
    from ledger.selectors.journal import JournalFilter
    from ledger.views import RecordView

NAMES = ("Ada", "ada", "Élan", "élan vital", "ÉCOLE", "_under", "Zoë & Co", "Ångström", "50% off", "😀")
TEXTS = (
    None,
    "",
    "fence",
    "Fence 50%",
    "école d'Été",
    "ÉCOLE",
    "under_score",
    "ß",
    "İ",
    "x" * 120 + "b",
    "x" * 120 + "a",
)
SEARCHES = (
    "",
    " ",
    "a",
    "É",
    "é",
    "école",
    "Été",
    "50%",
    "_",
    "inv",
    " FENCE ",
    "ß",
    "ss",
    "i",
    "'",
    "\\",
    "😀",
    "none",
)
KINDS = ("invoice", "invoice", "bill", "bill", "payment", "transfer", "adjustment", "opening")
MINUTE = dt.timedelta(minutes=1)


@dataclass
class Shelf:
    """The books, the contacts, all records as they are in the end, and which records are in which account's journal."""

    world: World
    contacts: list[int]
    views: list[RecordView]
    lines: list[JournalLine]

    @property
    def bank(self) -> int:
        """The account that most of it passes through."""
        return self.world.chart[BANK]


def shelf(count: int = 60) -> Shelf:
    """Post the records, in batches at different times, and remove some."""
    world, chance = books(), random.Random(7)  # noqa: S311 - the same records each time
    world.rate("USD", "CAD", "1.25", day(1, 1))
    maker = _Maker(world, chance, [world.contact(name=name) for name in NAMES])
    for start in range(0, count, 10):
        drafts = [maker.draft(start + index) for index in range(10)]
        maker.made += records_create(later(world.actor, start // 10), drafts=drafts)
    for view in chance.sample(maker.made, count // 8):
        record_remove(later(world.actor, 9), record=view.id)
    views = record_list(world.actor, filters=RecordFilter(include_removed=True), page=EVERYTHING)
    lines = JournalLine.objects.filter(business_id=world.actor.business.id, superseded__isnull=True)
    return Shelf(world, maker.contacts, list(views), list(lines.order_by("date", "id")))


def later(actor: Actor, minutes: int) -> Actor:
    """Return the actor some minutes later."""
    return replace(actor, caller=replace(actor.caller, now=NOW + minutes * MINUTE))


@dataclass
class _Maker:
    """What drafts are made from: chance, and the records that there are."""

    world: World
    chance: random.Random
    contacts: list[int]
    made: list[RecordView] = field(default_factory=list)
    paid: set[int] = field(default_factory=set)

    def draft(self, index: int) -> RecordDraft:
        """Return the draft of some record."""
        chance = self.chance
        date = day(1, 1) + dt.timedelta(days=chance.randrange(40))
        words = Particulars(
            number=chance.choice([None, None, f"{chance.choice(['INV-', 'inv-', ''])}{index}"]),
            memo=chance.choice(TEXTS),
            description=chance.choice(TEXTS),
            po_number=chance.choice([None, f"PO_{index}"]),
        )
        kind = chance.choice(KINDS)
        if kind in {"invoice", "bill"}:
            return RecordDraft(record=self._document(RecordType(kind.upper()), date), particulars=words)
        record = self._payment(date) if kind == "payment" else self._movement(kind, date)
        return RecordDraft(record=record, particulars=words)

    def _document(self, kind: RecordType, date: dt.date) -> Document:
        chart, chance = self.world.chart, self.chance
        price = Decimal(chance.choice([-30, 5, 10, 10, 75, 1200]))
        account = chart[SALES if kind == RecordType.INVOICE else RENT]
        return Document(
            type=kind,
            date=date,
            currency=chance.choice(["CAD", "CAD", "USD"]),
            contact=chance.choice([None, *self.contacts]),
            account=chance.choice([None, None, chart[BANK]]),
            due_date=chance.choice([None, date + dt.timedelta(days=chance.randrange(60))]),
            lines=(Line(account=account, rate=price, note=chance.choice(TEXTS)),),
        )

    def _payment(self, date: dt.date) -> Payment:
        invoices = [view for view in self.made if view.type == RecordType.INVOICE and view.contact]
        due = [view for view in invoices if view.balance > 0 and view.id not in self.paid]
        bank = self.world.chart[BANK]
        kind = RecordType.INVOICE_PAYMENT
        if not due:
            contact = self.chance.choice([None, *self.contacts])
            return Payment(type=kind, date=date, currency="CAD", amount=700, account=bank, contact=contact)
        paid = due[0]
        self.paid.add(paid.id)
        part = self.chance.choice([paid.balance, paid.balance // 2])
        return Payment(
            type=kind,
            date=date,
            currency=paid.currency,
            amount=part,
            account=bank,
            contact=paid.contact,
            allocations=(Allocation(document=paid.id, amount=part),),
        )

    def _movement(self, kind: str, date: dt.date) -> Transfer | Adjustment | OpeningBalance:
        bank, savings = self.world.chart[BANK], self.world.chart[SAVINGS]
        amount = self.chance.choice([500, 1000, 1000, 7500])
        if kind == "transfer":
            return Transfer(date=date, currency="CAD", amount=amount, account=bank, deposit_account=savings)
        if kind == "opening":
            return OpeningBalance(date=date, currency="CAD", amount=amount, account=savings)
        note = self.chance.choice(TEXTS)
        lines = (
            AdjustmentLine(account=bank, amount=amount, note=note),
            AdjustmentLine(account=savings, amount=-amount),
        )
        return Adjustment(date=date, currency="CAD", lines=lines)


def folded(text: str | None) -> str:
    """Return a text with A to Z, and nothing else, in lower case."""
    return "".join(letter.lower() if letter in string.ascii_uppercase else letter for letter in text or "")


def found(text: str, *texts: str | None) -> bool:
    """Tell whether one of the texts contains a text, in any case of A to Z, or wholly in either case."""
    wanted = {folded(text.strip()), folded(text.strip().lower()), folded(text.strip().upper())}
    return any(one in folded(each) for one in wanted for each in texts if each is not None) or not text.strip()


def number_key(number: str | None) -> str:
    """Return what numbers are sorted by: shorter ones first."""
    return folded(number).rjust(40)


KEYS: dict[str, Callable[[RecordView], Any]] = {
    "date": lambda view: view.date,
    "number": lambda view: number_key(view.number),
    "type": lambda view: folded(view.type),
    "contact_name": lambda view: folded(view.contact_name)[:100],
    "memo": lambda view: folded(view.memo)[:100],
    "amount": lambda view: view.total,
    "total_due": lambda view: view.total,
    "balance_due": lambda view: view.balance,
    "due_date": lambda view: view.due_date or view.date,
    "creation": lambda view: view.created_at,
    "last_modified": lambda view: view.modified_at,
}


def wanted_records(shelf: Shelf, filters: RecordFilter) -> list[int]:
    """Return the ids of the records that a filter shows, in its order."""
    kept = [view for view in shelf.views if all(_reasons(shelf, view, filters))]
    kept.sort(key=lambda view: (KEYS[filters.sort_column](view), view.id), reverse=filters.sort_order == "desc")
    return [view.id for view in kept]


def _reasons(shelf: Shelf, view: RecordView, filters: RecordFilter) -> Iterator[bool]:
    yield filters.include_removed or not view.removed
    yield not filters.types or view.type in filters.types
    yield filters.start_date is None or view.date >= filters.start_date
    yield filters.end_date is None or view.date <= filters.end_date
    yield filters.amount_ge is None or view.total >= filters.amount_ge
    yield filters.amount_le is None or view.total <= filters.amount_le
    yield view.id not in filters.exclude
    yield filters.modified_since is None or view.modified_at >= filters.modified_since
    yield filters.contact is None or view.contact == filters.contact
    yield filters.account is None or any(
        (row.record_id, row.account_id) == (view.id, filters.account) for row in shelf.lines
    )
    notes = (*(line.note for line in view.lines), *(line.note for line in view.adjustments))
    yield found(filters.search, view.number, view.memo, view.description, view.po_number, view.contact_name, *notes)
    yield _in_status(view, filters)


def _in_status(view: RecordView, filters: RecordFilter) -> bool:
    document = view.type in {RecordType.INVOICE, RecordType.BILL}
    on = filters.as_of or NOW.date()
    overdue = view.due_date is not None and view.due_date < on
    return {
        None: True,
        "paid": document and view.balance == 0,
        "unpaid": document and view.balance != 0,
        "overdue": document and view.balance != 0 and overdue,
        "draft": False,
        "void": False,
    }[filters.status]


def wanted_lines(shelf: Shelf, account: int, filters: JournalFilter) -> list[JournalLine]:
    """Return the journal lines that a filter shows, in its order."""
    records = {view.id: view for view in shelf.views}
    keys: dict[str, Callable[[JournalLine], Any]] = {
        "date": lambda line: line.date,
        "amount": lambda line: line.amount,
        "note": lambda line: folded(line.note)[:100],
        "number": lambda line: number_key(records[line.record_id].number),
        "type": lambda line: folded(records[line.record_id].type),
    }
    kept = []
    for line in (line for line in shelf.lines if line.account_id == account):
        view = records[line.record_id]
        inside = (filters.start_date or dt.date.min) <= line.date <= (filters.end_date or dt.date.max)
        low, high = filters.amount_ge, filters.amount_le
        amount = (low is None or line.amount >= low) and (high is None or line.amount <= high)
        if inside and amount and found(filters.search, line.note, view.number, view.memo, view.contact_name):
            kept.append(line)
    kept.sort(key=lambda line: (keys[filters.sort_column](line), line.id), reverse=filters.sort_order == "desc")
    return kept
