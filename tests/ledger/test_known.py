"""The books, and each record, as they were known at a changeset are what they were when it was the newest."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from msgspec.structs import replace

from bookkeeping.errors import DaybookError, InvalidError
from businesses.errors import NotFoundError
from ledger.models import Record
from ledger.selectors.balances import balances_get
from ledger.selectors.past import record_known
from ledger.selectors.records import records_get
from ledger.selectors.trial_balance import holdings_list, trial_balance_get
from ledger.services.records import record_void
from tests.ledger.test_random_books import DEEDS, Step, begin
from tests.support.builders import BANK, books, day, refused

if TYPE_CHECKING:
    import datetime as dt

    from ledger.views import RecordView
    from tests.ledger.test_random_books import Play

pytestmark = pytest.mark.django_db
DAYS = (day(1, 20), day(2, 28), day(3, 15), day(4, 30))

Told = tuple[dict[tuple[int, str], tuple[int, int]], list[tuple[int, int, int]], list[tuple[str, int]]]
"""What accounts hold (zeros left out), the rows of the trial balance, and the balances of the bank."""


def told(play: Play, as_of: dt.date, changeset: int | None = None) -> Told:
    """Return all that is asked of the books at the end of a day."""
    actor, bank = play.world.actor, play.world.chart[BANK]
    holdings = {
        (each.account, each.currency): (each.amount, each.home)
        for each in holdings_list(actor, as_of=as_of, changeset=changeset)
        if each.amount or each.home
    }
    balances = balances_get(actor, account=bank, as_of=as_of, changeset=changeset)
    report = trial_balance_get(actor, as_of=as_of, changeset=changeset)
    rows = [(row.account, row.debit, row.credit) for row in report.rows]
    return holdings, rows, [(view.currency, view.amount) for view in balances if view.amount]


def shown(view: RecordView) -> RecordView:
    """Return a record without the words of others that it shows; of settlements, who and how much."""
    out = tuple(replace(each, balance_due=0, document_date=DAYS[0], document_number="") for each in view.allocations)
    paid = tuple(replace(each, date=DAYS[0], exchange_rate=None) for each in view.payments)
    return replace(view, allocations=out, payments=tuple(sorted(paid, key=lambda each: each.payment)))


def do(play: Play, chance: random.Random) -> None:
    """Do one deed by chance, or void a record; what is refused leaves no trace."""
    step = Step(
        deed=chance.choice(sorted(DEEDS)),
        which=chance.randrange(10),
        other=chance.randrange(10),
        amount=chance.randrange(1, 99_999),
        foreign=chance.random() < 0.5,
        date=day(chance.randrange(1, 5), chance.randrange(1, 29)),
        rate=Decimal(chance.choice(["1.25", "1.3", "2"])),
    )
    try:
        with transaction.atomic():
            if chance.random() < 0.1:
                record_void(play.world.actor, record=play.view(step.which).id)
            else:
                DEEDS[step.deed](play, step)
    except DaybookError:
        play.made = list(Record.objects.filter(id__in=play.made).order_by("id").values_list("id", flat=True))


def test_what_was_known_at_each_changeset_is_what_was_told_then() -> None:
    play, chance = begin(), random.Random(9)  # noqa: S311 - the same deeds each time
    then: dict[int, list[Told]] = {}
    records: dict[tuple[int, int], RecordView] = {}
    for _ in range(40):
        do(play, chance)
        newest = play.world.changesets()
        then.setdefault(newest, [told(play, as_of) for as_of in DAYS])
        views = records_get(play.world.actor, records=play.made).values()
        records |= {(newest, view.id): shown(view) for view in views}
    assert len(then) > 20
    assert any(before != then[max(then)] for before in then.values())
    for changeset, expected in then.items():
        assert [told(play, as_of, changeset) for as_of in DAYS] == expected, changeset
    assert any(view.payments for view in records.values())
    for (changeset, record), view in records.items():
        assert shown(record_known(play.world.actor, record=record, changeset=changeset)) == view, changeset


def test_at_the_newest_changeset_everything_counts_without_a_day_too() -> None:
    world = books()
    world.edit(world.invoice("100", account=world.chart[BANK]), date=day(2, 1))
    newest, bank = world.changesets(), world.chart[BANK]
    assert balances_get(world.actor, account=bank, changeset=newest) == balances_get(world.actor, account=bank)
    assert balances_get(world.actor, account=bank, changeset=1) == []
    home = balances_get(world.actor, account=bank, changeset=newest, primary=True)
    assert [(view.currency, view.amount) for view in home] == [("CAD", -10_000)]


@pytest.mark.parametrize("number", [0, 3, 2**52])
def test_a_changeset_that_is_not_there_is_refused(number: int) -> None:
    world = books()
    invoice = world.invoice()
    books().invoice()
    with refused(InvalidError, "changeset"):
        balances_get(world.actor, account=world.chart[BANK], changeset=number)
    with refused(InvalidError, "changeset"):
        record_known(world.actor, record=invoice.id, changeset=number)


def test_before_it_was_made_a_record_is_not_there() -> None:
    world = books()
    invoice = world.invoice()
    with refused(NotFoundError):
        record_known(world.actor, record=invoice.id, changeset=1)
    with refused(NotFoundError):
        record_known(world.actor, record=books().invoice().id, changeset=1)
