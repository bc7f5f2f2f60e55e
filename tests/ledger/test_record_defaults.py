"""What a record takes from its contact, its items, its accounts and its business; and what it may not name."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import (
    AccountUnknownError,
    AccountUnusableError,
    DocumentUnknownError,
    ExchangeRateMissingError,
    InvalidError,
    LockedError,
    ManyInvalidError,
)
from bookkeeping.records import Adjustment, AdjustmentLine, Document, Line, OpeningBalance, RecordType, Transfer
from businesses.errors import NotFoundError
from ledger.drafts import Particulars, RecordDraft
from ledger.selectors.records import record_get
from ledger.services.accounts import account_update
from ledger.services.projects import ProjectDraft, project_create
from ledger.services.records import record_create, record_remove, record_restore, record_update
from tests.accounts.drafting import draft_of
from tests.support.builders import BANK, RECEIVABLE, RENT, SALES, SAVINGS, SERVICES, World, books, day, refused

if TYPE_CHECKING:
    from bookkeeping.records import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def test_a_contact_gives_account_tax_code_income_account_and_terms(world: World) -> None:
    owed = world.account(AccountType.ACCOUNTS_RECEIVABLE)
    world.tax("G", "5")
    contact = world.contact(
        receivable_account=owed,
        income_or_expense_account=world.chart[SERVICES],
        default_tax_code="G",
        payment_terms="net 30",
    )
    view = world.invoice("100", contact=contact, line_account=None)
    assert (view.account, view.lines[0].account, view.lines[0].tax_code) == (owed, world.chart[SERVICES], "G")
    assert (view.terms, view.due_date, view.total) == ("net 30", day(2, 4), 10_500)


def test_an_item_comes_before_the_contact(world: World) -> None:
    world.tax("G", "5")
    contact = world.contact(income_or_expense_account=world.chart[SALES], default_tax_code="G")
    item = world.item(
        credit_account=world.chart[SERVICES],
        debit_account=world.chart[RENT],
        default_sell_rate=Decimal("12.50"),
        default_buy_rate=Decimal(8),
        default_tax_code="",
        default_note="by the hour",
    )
    line = Line(item=item, quantity=Decimal(2))
    sold = world.create(
        Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", contact=contact, lines=(line,))
    )
    bought = world.create(Document(type=RecordType.BILL, date=day(1, 5), currency="CAD", lines=(line,)))
    assert (sold.lines[0].account, sold.total, sold.lines[0].note) == (world.chart[SERVICES], 2_500, "by the hour")
    assert (bought.lines[0].account, bought.total) == (world.chart[RENT], 1_600)
    assert sold.taxes == ()


def test_an_account_gives_its_standard_terms_last(world: World) -> None:
    owed = world.account(AccountType.ACCOUNTS_RECEIVABLE, standard_terms="15 EOM")
    assert world.invoice(account=owed).due_date == day(2, 15)
    assert world.invoice(account=owed, terms="30 days").due_date == day(2, 4)
    assert world.invoice().due_date == day(1, 5)


def test_what_is_given_wins_over_every_default(world: World) -> None:
    contact = world.contact(payment_terms="net 30", income_or_expense_account=world.chart[SERVICES])
    view = world.invoice(contact=contact, terms="EOM", line_account=world.chart[SALES])
    assert (view.due_date, view.lines[0].account) == (day(1, 31), world.chart[SALES])


def test_a_payment_goes_to_the_contacts_account_else_to_the_default_bank(world: World) -> None:
    usual = world.contact(payment_account=world.chart[SAVINGS])
    assert world.pay(contact=usual, amount=100).account == world.chart[SAVINGS]
    assert world.pay(contact=world.contact(), amount=100).account == world.chart[BANK]


def test_another_businesss_accounts_are_not_there(world: World) -> None:
    strange = books().chart
    line = Line(account=world.chart[SALES], rate=Decimal(1))
    sale = Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", lines=(line,))
    move = Transfer(date=day(1, 5), currency="CAD", amount=1, account=world.chart[BANK], deposit_account=strange[BANK])
    cases: list[tuple[Record, str]] = [
        (replace(sale, account=strange[RECEIVABLE]), "account"),
        (replace(sale, lines=(replace(line, account=strange[SALES]),)), "lines[0].account"),
        (move, "deposit_account"),
        (replace(move, account=strange[BANK], deposit_account=world.chart[SAVINGS]), "account"),
        (OpeningBalance(date=day(1, 5), currency="CAD", amount=1, account=strange[BANK]), "account"),
        (
            Adjustment(date=day(1, 5), currency="CAD", lines=(AdjustmentLine(account=strange[BANK], amount=0),)),
            "lines[0].account",
        ),
    ]
    for record, field in cases:
        with refused(AccountUnknownError, field):
            record_create(world.actor, draft=RecordDraft(record=record))


def test_another_businesss_contact_item_project_and_document_are_not_there(world: World) -> None:
    other = books()
    theirs = other.invoice(contact=other.contact())
    contact, item = other.contact(), other.item(default_sell_rate=Decimal(1))
    project = project_create(other.actor, draft=ProjectDraft(name="Barn")).id
    with refused(InvalidError, "contact"):
        world.invoice(contact=contact)
    with refused(InvalidError, "lines[0].item"):
        world.invoice(item=item)
    line = Line(account=world.chart[SALES], rate=Decimal(1))
    sale = Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", lines=(line,))
    with refused(InvalidError, "project"):
        record_create(world.actor, draft=RecordDraft(record=sale, particulars=Particulars(project=project)))
    with refused(InvalidError, "lines[0].project"):
        named = replace(sale, lines=(replace(line, project=project),))
        record_create(world.actor, draft=RecordDraft(record=named))
    with refused(DocumentUnknownError, "allocations[0].document"):
        world.pay((theirs, 100), contact=world.contact())


def test_another_businesss_record_is_not_there(world: World) -> None:
    theirs = books().invoice()
    draft = RecordDraft.of(theirs)
    for attempt in (
        lambda: record_get(world.actor, record=theirs.id),
        lambda: record_update(world.actor, record=theirs.id, draft=draft),
        lambda: record_remove(world.actor, record=theirs.id),
        lambda: record_restore(world.actor, record=theirs.id),
    ):
        with refused(NotFoundError):
            attempt()


def test_a_project_of_the_business_is_kept_on_record_and_line(world: World) -> None:
    project = project_create(world.actor, draft=ProjectDraft(name="Barn")).id
    line = Line(account=world.chart[SALES], rate=Decimal(1), project=project)
    sale = Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", lines=(line,))
    view = world.create(sale, project=project)
    assert (view.project, view.project_name, view.lines[0].project) == (project, "Barn", project)


def test_an_archived_account_takes_nothing_new(world: World) -> None:
    account = world.chart[SERVICES]
    account_update(world.actor, account=account, draft=draft_of(world.actor, account, archived=True))
    with refused(AccountUnusableError, "lines[0].account"):
        world.invoice(line_account=account)


def test_several_faults_are_told_at_once(world: World) -> None:
    lines = (Line(rate=Decimal(1)), Line(account=world.chart[SALES]))
    sale = Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", lines=lines)
    with pytest.raises(ManyInvalidError) as caught:
        record_create(world.actor, draft=RecordDraft(record=sale))
    assert [fault.field for fault in caught.value.faults] == ["lines[0].account", "lines[1].rate"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"currency": "XYZ"}, "currency"),
        ({"terms": "whenever"}, "terms"),
        ({"date": day(1, 1, 1850)}, "date"),
    ],
)
def test_what_cannot_be_read_names_its_field(world: World, changes: dict[str, Any], field: str) -> None:
    with refused(InvalidError, field):
        world.invoice(**changes)


def test_an_unknown_currency_of_a_part_names_its_field(world: World) -> None:
    bank, savings = world.chart[BANK], world.chart[SAVINGS]
    with refused(InvalidError, "deposit_currency"):
        world.move(100, bank, savings, deposit_currency="XYZ")
    lines = (AdjustmentLine(account=bank, amount=1), AdjustmentLine(account=bank, amount=-1, currency="XYZ"))
    with refused(InvalidError, "lines[1].currency"):
        world.create(Adjustment(date=day(1, 5), currency="CAD", lines=lines))


def test_locked_books_refuse_to_create_change_remove_and_restore(world: World) -> None:
    view, gone = world.invoice(date=day(1, 5)), world.invoice(date=day(1, 6))
    record_remove(world.actor, record=gone.id)
    locked = world.locked(day(1, 31))
    with refused(LockedError, "date"):
        locked.invoice(date=day(1, 31))
    with refused(LockedError, "date"):
        locked.edit(view, says={"memo": "late"})
    with refused(LockedError, "date"):
        record_remove(locked.actor, record=view.id)
    with refused(LockedError, "date"):
        record_restore(locked.actor, record=gone.id)
    later = locked.invoice(date=day(2, 1))
    with refused(LockedError, "date"):
        locked.edit(later, date=day(1, 31))


def test_an_open_payment_may_settle_a_document_of_locked_days(world: World) -> None:
    invoice = world.invoice("100", date=day(1, 5), contact=world.contact())
    locked = world.locked(day(1, 31))
    payment = locked.pay((invoice, 10_000), date=day(2, 5))
    assert world.get(invoice).balance == 0
    record_remove(locked.actor, record=payment.id)
    assert world.get(invoice).balance == 10_000


def test_without_any_rate_a_foreign_record_is_refused(world: World) -> None:
    with refused(ExchangeRateMissingError, "exchange_rate"):
        world.invoice(currency="KWD")
