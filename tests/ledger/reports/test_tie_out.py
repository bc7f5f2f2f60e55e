"""Whatever was done to the books, every figure of every report is the sum of its lines (RELIABILITY T13)."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bookkeeping.books import AccountType
from bookkeeping.records import RecordType
from bookkeeping.reporting.figures import NOBODY, Basis, Selection, Side
from bookkeeping.reporting.periods import Comparison, Interval
from businesses.paging import EVERYTHING, Page
from ledger.models import Record
from ledger.selectors.cash_lines import cash_line_list
from ledger.selectors.lines import line_list, line_sum
from ledger.selectors.reports.aged import payables_aged, receivables_aged
from ledger.selectors.reports.contact import contact_activity_get, contact_statement_get
from ledger.selectors.reports.general_ledger import general_ledger_get
from ledger.selectors.reports.insights import insights_get
from ledger.selectors.reports.inventory import inventory_on_hand_get, product_trade_get
from ledger.selectors.reports.options import DayOptions, PeriodOptions
from ledger.selectors.reports.sales_tax import sales_tax_get
from ledger.selectors.reports.statements import balance_sheet_get, cash_flow_get, profit_and_loss_get
from ledger.selectors.trial_balance import trial_balance_get
from tests.ledger.reports.naive import Journal, due, figures, paid
from tests.ledger.test_known import do
from tests.ledger.test_random_books import begin
from tests.support.builders import day

if TYPE_CHECKING:
    import datetime as dt

    from bookkeeping.reporting.general_ledger import LedgerAccount
    from bookkeeping.reporting.tables import Statement
    from businesses.actors import Actor
    from ledger.models import JournalLine
    from tests.ledger.test_random_books import Play

pytestmark = pytest.mark.django_db
BOOKS, DEEDS = 20, 10


@pytest.fixture(params=range(BOOKS))
def play(request: pytest.FixtureRequest, db: None) -> Play:
    """Random books: documents in two currencies, payments, changes, removals and voids."""
    chance, made = random.Random(request.param), begin()  # noqa: S311 - the same books each time
    for _ in range(DEEDS):
        do(made, chance)
    return made


def some_days(chance: random.Random) -> PeriodOptions:
    """Return some days, with columns and comparisons, now or as known at a changeset."""
    return PeriodOptions(
        start=day(chance.randrange(1, 3), chance.randrange(1, 29)),
        end=day(chance.randrange(3, 5), chance.randrange(1, 29)),
        interval=chance.choice([None, *Interval]),
        comparison=chance.choice([None, *Comparison]),
        changeset=chance.choice([None, None, chance.randrange(3, 8)]),
    )


def test_every_figure_is_the_sum_of_its_lines_and_every_report_foots_to_the_trial_balance(play: Play) -> None:
    chance = random.Random(len(play.made))  # noqa: S311
    over = some_days(chance)
    check_statements(play, chance, over)
    check_aged(play, over)
    check_open_items(play)
    check_activity(play, over)
    check_ledger(play, chance, over)
    check_insights(play, over)
    check_cash_basis(play, over)
    check_selections(play, chance)


def proven(journal: Journal, report: Any, least: int = 1) -> None:
    """Hold every figure of a report against the lines that it names."""
    count = 0
    for figure in figures(report):
        assert figure.amount == journal.sum(figure.of), figure
        count += 1
    assert count >= least


def totals(statement: Statement) -> dict[str, int]:
    return {total.name: total.told.whole.amount for total in statement.sums}


def held(actor: Actor, as_of: dt.date, **options: Any) -> dict[int, int]:
    """Return what the trial balance says of every account, as credit amounts."""
    report = trial_balance_get(actor, as_of=as_of, **options)
    assert report.debit == report.credit
    return {row.account: row.credit - row.debit for row in report.rows}


def check_statements(play: Play, chance: random.Random, over: PeriodOptions) -> None:
    """Statements foot to the trial balance."""
    actor, journal = play.world.actor, Journal(play.world.actor)
    assert over.end is not None
    closing = chance.random() < 0.5
    at = DayOptions(
        as_of=over.end,
        start=chance.choice([None, over.start]),
        comparison=over.comparison,
        closing=closing,
        changeset=over.changeset,
    )
    sheet = balance_sheet_get(actor, options=at)
    earned, moved = profit_and_loss_get(actor, options=over), cash_flow_get(actor, options=over)
    for statement in (sheet, earned, moved):
        proven(journal, statement, 5)
    assert totals(sheet)["assets"] == totals(sheet)["liabilities_and_equity"]
    held_on = held(actor, over.end, closing=closing, changeset=over.changeset)
    shown = {row.account.id: row.told.whole for row in sheet.rows if row.account}
    assert {account: held_on.get(account, 0) for account in shown} == {
        account: figure.of.side.sign * figure.amount for account, figure in shown.items()
    }
    found = totals(moved)
    assert found["net_change"] == found["closing_cash"] - found["opening_cash"]
    assert found["net_change"] == found["operating"] + found["investing"] + found["financing"]


def check_aged(play: Play, over: PeriodOptions) -> None:
    """What is aged foots to the control accounts."""
    actor, journal = play.world.actor, Journal(play.world.actor)
    assert over.end is not None
    balances = held(actor, over.end, changeset=over.changeset)
    kinds = {line.account_id: line.account.type for line in journal.lines}
    for kind, get in (
        (AccountType.ACCOUNTS_RECEIVABLE, receivables_aged),
        (AccountType.ACCOUNTS_PAYABLE, payables_aged),
    ):
        report = get(actor, as_of=over.end, changeset=over.changeset)
        proven(journal, report)
        control = sum(amount for account, amount in balances.items() if kinds[account] == kind)
        assert report.total.whole.amount == report.side.sign * control
        assert sum(figure.amount for figure in report.total.buckets) == report.total.whole.amount
        assert sum(contact.aged.whole.amount for contact in report.contacts) == report.total.whole.amount
        for contact in report.contacts:
            assert sum(item.figure.amount for item in contact.items) == contact.aged.whole.amount
    statement = contact_statement_get(actor, contact=play.contact, as_of=over.end, changeset=over.changeset)
    proven(journal, statement, 13)


def check_open_items(play: Play) -> None:
    """What is open today is what the documents say themselves."""
    actor = play.world.actor
    reports = (receivables_aged(actor, as_of=day(6, 1)), payables_aged(actor, as_of=day(6, 1)))
    items = [item for report in reports for contact in report.contacts for item in contact.items]
    rows = Record.objects.filter(business_id=actor.business.id, type__in=["INVOICE", "BILL"]).exclude(open_home=0)
    open_now = rows.filter(removed=False, state="POSTED").values_list("id", "balance", "open_home")
    documents = {item.item.record: item for item in items if item.item.type in {RecordType.INVOICE, RecordType.BILL}}
    assert {key: (item.amount, item.figure.amount) for key, item in documents.items()} == {
        key: (balance, home) for key, balance, home in open_now
    }


def check_activity(play: Play, over: PeriodOptions) -> None:
    """A contact is told all that moved what it owes."""
    actor, journal = play.world.actor, Journal(play.world.actor)
    told = contact_activity_get(actor, contact=play.contact, options=over).activity
    proven(journal, told, 3)
    assert told.opening.amount + sum(row.figure.amount for row in told.rows) == told.closing.amount
    assert told.change.amount == told.closing.amount - told.opening.amount
    assert [row.deed.date for row in told.rows] == sorted(row.deed.date for row in told.rows)
    assert not told.rows or told.rows[-1].balance == told.closing.amount


def check_ledger(play: Play, chance: random.Random, over: PeriodOptions) -> None:
    """The general ledger is every line, in pages of any size."""
    actor, journal = play.world.actor, Journal(play.world.actor)
    whole = general_ledger_get(actor, options=over, page=Page(limit=1_000))
    proven(journal, whole, 0)
    seen: dict[int, list[LedgerAccount]] = {}
    size, after = chance.randrange(1, 6), ""
    while True:
        found = general_ledger_get(actor, options=over, page=Page(limit=size, after=after))
        for account in found.accounts:
            seen.setdefault(account.account.id, []).append(account)
        if not found.more:
            break
        after = found.after or ""
    for account in whole.accounts:
        pages = seen.pop(account.account.id)
        assert tuple(row for page in pages for row in page.rows) == account.rows
        assert {(page.opening, page.closing) for page in pages} == {(account.opening, account.closing)}
        assert account.opening.amount + account.change.amount == account.closing.amount
        assert not account.rows or account.rows[-1].balance == account.closing.amount
    assert seen == {}
    lines = journal.chosen(Selection(start=over.start, end=over.end, changeset=over.changeset))
    assert sum(len(account.rows) for account in whole.accounts) == len(lines)


def check_insights(play: Play, over: PeriodOptions) -> None:
    """Insights and taxes are sums of lines."""
    journal = Journal(play.world.actor)
    proven(journal, insights_get(play.world.actor), 12)
    proven(journal, sales_tax_get(play.world.actor, options=over), 3)
    proven(journal, product_trade_get(play.world.actor, options=over), 0)
    stock = inventory_on_hand_get(play.world.actor, as_of=over.end, changeset=over.changeset)
    proven(journal, stock)
    assert sum(row.value.amount for row in stock.rows) == stock.total.amount


def check_cash_basis(play: Play, over: PeriodOptions) -> None:
    """On the cash basis what counts is what was paid."""
    actor, journal = play.world.actor, Journal(play.world.actor)
    report = profit_and_loss_get(actor, options=replace(over, basis=Basis.CASH))
    for figure in figures(report):
        lines, total = cash_line_list(actor, selection=figure.of, page=EVERYTHING)
        assert figure.amount == total.home == sum(line.home for line in lines) == paid(journal, figure.of), figure


def page_by_page(actor: Actor, selection: Selection, size: int) -> list[int]:
    """Return the ids of the lines of a selection, read in pages of a size, oldest first."""
    seen: list[tuple[dt.date, int]] = []
    after = ""
    while True:
        found = line_list(actor, selection=selection, page=Page(limit=size, after=after), descending=False)
        seen += [(line.date, line.id) for line in found]
        if not found.more:
            assert seen == sorted(seen)
            return [identity for _, identity in seen]
        after = found.after or ""


def check_selections(play: Play, chance: random.Random) -> None:
    """The lines of a selection are those that fit it."""
    actor, journal = play.world.actor, Journal(play.world.actor)
    for _ in range(10):
        selection = somehow(chance, chance.choice(journal.lines))
        expected = journal.chosen(selection)
        found = line_list(actor, selection=selection, page=EVERYTHING)
        sign = selection.side.sign
        assert sorted((line.id, sign * line.home) for line in expected) == sorted((one.id, one.home) for one in found)
        assert sorted(line.id for line in found) == sorted(page_by_page(actor, selection, chance.randrange(1, 4)))
        total = line_sum(actor, selection=selection)
        assert (total.count, total.home) == (len(expected), journal.sum(selection))


def somehow(chance: random.Random, line: JournalLine) -> Selection:
    """Return a selection that is about a line in some of its ways."""
    return Selection(
        accounts=chance.choice([(), (line.account_id,)]),
        types=chance.choice([(), (), (AccountType(line.account.type), AccountType.BANK)]),
        start=chance.choice([None, line.date]),
        end=chance.choice([None, None, day(3, 15)]),
        contact=chance.choice([None, None, NOBODY, line.record.contact_id]),
        currency=chance.choice([None, None, line.currency]),
        record=chance.choice([None, None, None, line.record_id]),
        document=chance.choice([None, None, line.settles_id or line.record_id]),
        due_from=chance.choice([None, None, due(line)]),
        due_to=chance.choice([None, None, due(line)]),
        taxed=chance.choice([None, None, False]),
        changeset=chance.choice([None, chance.randrange(1, 8)]),
        side=chance.choice(list(Side)),
    )
