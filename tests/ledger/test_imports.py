"""Files of the bank become records: all that is new, once, in one changeset, and the bank's words are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import (
    AccountUnknownError,
    AccountUnusableError,
    ExchangeRateMissingError,
    InvalidError,
    LockedError,
)
from bookkeeping.records import RecordType
from bookkeeping.staging import Source, Stage
from businesses import allocator
from businesses.errors import ConflictError
from businesses.models import Change
from ledger.bank_views import RowStatus
from ledger.drafts import ImportDraft, StagedDraft
from ledger.kinds import ContactType
from ledger.models import BankMatch, BankStatement, BankStatementRow, Record
from ledger.reconciliation_views import MatchDraft, ReconciliationDraft
from ledger.selectors.imports import import_preview
from ledger.selectors.records import record_get
from ledger.selectors.shoebox import staged_get, staged_list
from ledger.selectors.statement_rows import statement_row_get
from ledger.selectors.verify import faults_find
from ledger.services.accounts import account_remove
from ledger.services.imports import records_import
from ledger.services.reconciliations import reconciliation_start
from ledger.services.records import record_remove, record_restore, record_void
from ledger.services.shoebox import staged_create
from ledger.statement_files import Columns
from tests.ledger.staging import join, process, unprocess
from tests.ledger.statement_samples import sample
from tests.support.banking import matched
from tests.support.builders import BANK, CARD, RENT, SALES, SAVINGS, World, books, day, refused

if TYPE_CHECKING:
    from ledger.bank_views import ImportedRowView, ImportView
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db
PLAIN = b"Date,Amount,Payee,Transaction ID\n2026-01-05,100.00,Ann,A1\n2026-01-06,-40.00,Mill,A2\n"


def brought(world: World, content: bytes, account: str | int = BANK, **details: Any) -> ImportView:
    """Import a file and look for faults."""
    identity = world.chart[account] if isinstance(account, str) else account
    view = records_import(world.actor, draft=ImportDraft(account=identity, content=content, **details))
    assert faults_find(world.actor) == []
    return view


def said(view: ImportView) -> list[tuple[str, str | None]]:
    """Return what became of each transaction, and the last words of why."""
    return [(row.status, row.reason and row.reason.rstrip(".").rpartition(" has ")[2]) for row in view.rows]


def record_of(row: ImportedRowView) -> Record:
    """Return the record that a transaction became."""
    return Record.objects.get(id=row.record or 0)


def kept(row: ImportedRowView) -> BankStatementRow:
    """Return the transaction as it is stored."""
    return BankStatementRow.objects.get(id=row.row or 0)


def told(world: World, row: ImportedRowView) -> list[tuple[str, int]]:
    """Return the entry of the record that a transaction became."""
    view = record_get(world.actor, record=row.record or 0)
    return [(number, amount) for number, amount, _, _ in world.entry(view)]


def test_deposits_become_invoices_and_withdrawals_bills_paid_at_once() -> None:
    world = books()
    view = brought(world, sample("chequing.ofx"), filename="january.ofx")
    names = {row.line_account: world.number(row.line_account or 0) for row in view.rows}
    income, expense = names[view.rows[0].line_account], names[view.rows[1].line_account]
    assert [told(world, row) for row in view.rows] == [
        [(income, 125000), (BANK, -125000)],
        [(expense, -31840), (BANK, 31840)],
        [(expense, -2495), (BANK, 2495)],
    ]
    assert [row.type for row in view.rows] == [RecordType.INVOICE, RecordType.BILL, RecordType.BILL]
    record = record_of(view.rows[0])
    assert (record.memo, record.description) == ("HARBOUR CAFÉ LTD", "Wire, invoice 1007")
    assert (record.inbox_reference, record.balance, record.due_date) == ("20260105-0001", 0, day(1, 5))
    assert world.balance(BANK) == {"CAD": -125000 + 31840 + 2495}
    assert (world.balance(income), world.balance(expense)) == ({"CAD": 125000}, {"CAD": -34335})


def test_what_the_bank_says_is_kept_and_matched() -> None:
    world = books()
    view = brought(world, sample("chequing.ofx"), filename="january.ofx")
    statement = BankStatement.objects.get(id=view.statement or 0)
    assert (statement.filename, statement.bank_account, statement.balance) == ("january.ofx", "4321", -490665)
    rows = list(BankStatementRow.objects.filter(statement=statement).order_by("position"))
    assert [(row.amount, row.matched, row.fitid, row.check_number) for row in rows] == [
        (-125000, -125000, "20260105-0001", ""),
        (31840, 31840, "20260112-0001", "000412"),
        (2495, 2495, "20260131-0001", ""),
    ]
    matches = BankMatch.objects.filter(row__in=rows).order_by("row_id")
    assert [(match.row_id, match.record_id, match.amount) for match in matches] == [
        (row.row, row.record, row.amount) for row in view.rows
    ]


def test_an_import_is_one_changeset_with_everything_in_it() -> None:
    world = books()
    before = world.changesets()
    view = brought(world, PLAIN)
    assert world.changesets() == before + 1
    changes = Change.objects.filter(changeset__number=world.changesets(), business_id=world.actor.business.id)
    kinds = list(changes.order_by("position").values_list("kind", flat=True))
    assert sorted(kinds) == ["account"] * 2 + ["bankStatement"] + ["bankStatementRow"] * 2 + ["record"] * 2
    row = changes.get(object_id=view.rows[0].row or 0)
    assert f'"matches":[[{view.rows[0].record},-10000]]' in (row.after or "")


def test_a_preview_tells_the_same_and_changes_nothing() -> None:
    world = books()
    ann = world.contact(name="Ann", income_or_expense_account=world.chart[SALES])
    draft = ImportDraft(account=world.chart[BANK], content=PLAIN)
    before = world.changesets()
    planned = import_preview(world.actor, draft=draft)
    assert (world.changesets(), planned.statement) == (before, None)
    assert [(row.contact, row.line_account, row.record) for row in planned.rows] == [
        (ann, world.chart[SALES], None),
        (None, None, None),
    ]
    done = brought(world, PLAIN)
    assert [row.status for row in done.rows] == [row.status for row in planned.rows]
    assert import_preview(world.actor, draft=draft).rows[1].line_account is None


def test_importing_again_brings_nothing_and_a_longer_file_only_what_is_new() -> None:
    world = books()
    brought(world, PLAIN)
    before = world.changesets()
    again = brought(world, PLAIN)
    assert said(again) == [("DUPLICATE", "the FITID A1"), ("DUPLICATE", "the FITID A2")]
    assert (world.changesets(), again.statement) == (before, None)
    more = brought(world, PLAIN + b"2026-01-07,-1.00,Mill,A3\n")
    assert [row.status for row in more.rows] == ["DUPLICATE", "DUPLICATE", "NEW"]
    assert Record.objects.filter(business_id=world.actor.business.id).count() == 3


def test_without_fitids_day_amount_and_text_decide_as_often_as_they_are_there() -> None:
    world = books()
    view = brought(world, sample("nameless.ofx"))
    assert said(view) == [
        *[("NEW", None)] * 5,
        ("DUPLICATE", "the FITID N1"),
        ("SKIPPED", "The bank corrects its transaction N1: change that record by hand"),
    ]
    again = brought(world, sample("nameless.ofx"))
    look = ("DUPLICATE", "the same day, amount and text")
    assert said(again)[:4] == [look] * 4
    third = b"Date,Amount,Payee\n" + b"2026-01-10,-3.50,coffee\n" * 3
    assert [row.status for row in brought(world, third).rows] == ["DUPLICATE", "DUPLICATE", "NEW"]


def test_the_same_file_may_be_of_two_accounts() -> None:
    world = books()
    brought(world, PLAIN)
    assert [row.status for row in brought(world, PLAIN, SAVINGS).rows] == ["NEW", "NEW"]


def test_a_card_and_amounts_of_zero() -> None:
    world = books()
    view = brought(world, sample("card.qfx"), CARD)
    assert said(view) == [("NEW", None), ("NEW", None), ("SKIPPED", "The amount is zero")]
    assert world.balance(CARD) == {"CAD": 6210 - 50000}


def test_a_contact_is_known_by_its_name_and_brings_its_account() -> None:
    world = books()
    ann = world.contact(name="ANN", income_or_expense_account=world.chart[SALES])
    mill = world.contact(ContactType.VENDOR, name="mill", income_or_expense_account=world.chart[RENT])
    world.contact(name="Mill")
    view = brought(world, PLAIN)
    assert [(row.contact, row.contact_name, row.line_account) for row in view.rows] == [
        (ann, "ANN", world.chart[SALES]),
        (mill, "mill", world.chart[RENT]),
    ]
    assert [record_of(row).contact_id for row in view.rows] == [ann, mill]


def test_two_contacts_of_one_name_and_kind_are_not_guessed_between() -> None:
    world = books()
    world.contact(name="Ann", income_or_expense_account=world.chart[SALES])
    world.contact(name="Ann")
    assert brought(world, PLAIN).rows[0].contact is None


def test_accounts_for_the_rest_may_be_named_and_are_opened_once() -> None:
    world = books()
    named = brought(world, PLAIN, income_account=world.chart[SALES], expense_account=world.chart[RENT])
    assert [row.line_account for row in named.rows] == [world.chart[SALES], world.chart[RENT]]
    first, second = brought(world, PLAIN, SAVINGS), brought(world, PLAIN, CARD)
    assert [row.line_account for row in first.rows] == [row.line_account for row in second.rows]


def test_a_foreign_account_takes_foreign_statements_and_no_others() -> None:
    world = books()
    usd = world.account(AccountType.BANK, currency="USD")
    with refused(AccountUnusableError, "account"):
        brought(world, sample("chequing.ofx"), usd)
    with refused(ExchangeRateMissingError, "rows[0].exchange_rate"):
        francs = sample("one-line.qbo").replace(b"<CURDEF>USD", b"<CURDEF>XAF").replace(b"1,204.07", b"1204")
        brought(world, francs, world.account(AccountType.BANK, currency="XAF"))
    world.rate("USD", "CAD", "1.25", day(1, 1))
    brought(world, sample("one-line.qbo"), usd)
    assert world.holding(usd, "USD") == (-120407, -150509)


def test_what_takes_no_statement_is_refused() -> None:
    world, other = books(), books()
    for account, fault in ((world.chart[SALES], AccountUnusableError), (other.chart[BANK], AccountUnknownError)):
        with refused(fault, "account"):
            brought(world, PLAIN, account)
    with refused(InvalidError, "bank_account"):
        brought(world, sample("two-accounts.ofx"))
    assert len(brought(world, sample("two-accounts.ofx"), bank_account="111").rows) == 2


def test_nothing_is_imported_when_one_transaction_cannot_be() -> None:
    world = books()
    locked = world.locked(day(1, 5))
    with refused(LockedError, "rows[0].date"):
        brought(locked, PLAIN)
    with refused(InvalidError, "rows[1].amount"):
        brought(world, PLAIN.replace(b"-40.00", b"much"))
    with refused(InvalidError, "file"):
        records_import(world.actor, draft=ImportDraft(account=world.chart[BANK], content=PLAIN), at_most=1)
    assert not Record.objects.filter(business_id=world.actor.business.id).exists()


def test_whoever_waits_hears_how_far_it_is() -> None:
    world, heard = books(), []
    draft = ImportDraft(account=world.chart[BANK], content=PLAIN)
    records_import(world.actor, draft=draft, told=lambda done, all_of_them: heard.append((done, all_of_them)))
    assert heard == [(1, 2), (2, 2)]


def test_columns_are_handed_on() -> None:
    world = books()
    columns = Columns(date="Datum", amount="Betrag", payee="Name", balance="Saldo")
    view = brought(world, sample("semicolons.csv"), columns=columns)
    assert [row.balance for row in view.rows] == [-676544, -677794]


@pytest.mark.parametrize("end", [record_remove, record_void])
def test_a_record_that_goes_lets_go_of_the_bank_and_the_bank_is_still_known(end: Any) -> None:
    world = books()
    view = brought(world, PLAIN)
    end(world.actor, record=view.rows[0].record or 0)
    assert faults_find(world.actor) == []
    row = kept(view.rows[0])
    assert (row.matched, row.version) == (0, 2)
    assert not row.matches.exists()
    assert [each.status for each in brought(world, PLAIN).rows] == ["DUPLICATE", "DUPLICATE"]


def test_a_restored_record_is_not_matched_again_by_itself() -> None:
    world = books()
    record = brought(world, PLAIN).rows[0].record or 0
    record_remove(world.actor, record=record)
    record_restore(world.actor, record=record)
    assert faults_find(world.actor) == []
    assert not BankMatch.objects.filter(record_id=record).exists()


def test_a_record_keeps_its_match_while_as_much_of_it_is_in_the_account() -> None:
    world = books()
    view = brought(world, PLAIN)
    row = view.rows[0]
    as_it_is = record_get(world.actor, record=row.record or 0)
    world.edit(as_it_is, says={"memo": "again"})
    world.edit(as_it_is, contact=world.contact(), date=day(1, 9))
    assert kept(row).matched == -10000
    world.edit(as_it_is, account=world.chart[SAVINGS])
    assert kept(row).matched == 0


def test_the_audit_finds_matches_that_do_not_fit() -> None:
    world = books()
    view = brought(world, PLAIN)
    first, second = view.rows
    BankMatch.objects.filter(row_id__in=[first.row, second.row]).delete()
    BankMatch.objects.create(
        id=allocator.one_id(),
        business_id=view.business,
        row_id=second.row or 0,
        record_id=first.record or 0,
        amount=second.amount,
    )
    found = faults_find(world.actor)
    assert [fault.partition(":")[0] for fault in found] == [f"bank transaction {first.row}", f"record {first.record}"]


def test_an_account_that_has_statements_is_used() -> None:
    world = books()
    account = world.account(AccountType.BANK)
    view = brought(world, PLAIN, account)
    for row in view.rows:
        record_remove(world.actor, record=row.record or 0)
    with pytest.raises(ConflictError):
        account_remove(world.actor, account=account)


def test_unprocessing_stages_what_the_bank_told_and_a_later_file_still_knows_it() -> None:
    world = books()
    first, second = brought(world, PLAIN).rows
    before = world.changesets()
    (gone,) = unprocess(world, record_get(world.actor, record=second.record or 0))
    assert (gone.removed, world.entries(gone), kept(second).matched, world.changesets()) == (True, [], 0, before + 1)
    (item,) = staged_list(world.actor)
    assert (item.source, item.row, item.name, item.amount) == (Source.BANK, second.row, "Mill", 4_000)
    assert (item.date, item.account, item.category) == (second.date, world.chart[BANK], second.line_account)
    assert {row.status for row in brought(world, PLAIN).rows} == {RowStatus.DUPLICATE}
    again = process(world, item)
    assert (again.id != gone.id, kept(second).matched) == (True, 4_000)
    assert world.entry(again)[0][1] == -4_000
    (back,) = unprocess(world, again)
    assert (back.removed, staged_get(world.actor, item=item.id).stage) == (True, Stage.STAGED)
    with refused(ConflictError, "[0].id"):
        unprocess(world, gone)
    assert kept(first).matched == -10_000


def test_only_what_an_import_made_and_still_is_goes_back() -> None:
    world = books()
    first, second = brought(world, PLAIN).rows
    one, two = (record_get(world.actor, record=row.record or 0) for row in (first, second))
    with refused(LockedError, "[0].date"):
        unprocess(world.locked(day(1, 31)), one)
    own = world.bill("40", account=world.chart[BANK], date=day(1, 6))
    record_remove(world.actor, record=two.id)
    join(world, staged_create(world.actor, draft=StagedDraft(row=second.row)), own.id)
    (stays,) = unprocess(world, own)
    assert (stays.removed, kept(second).matched) == (False, 0)
    assert statement_row_matched(world, second, own) == 4_000
    with refused(ConflictError, "[0].id"):
        unprocess(world, own)
    draft = ReconciliationDraft(statement_date=day(1, 31), balance=-10_000, cleared=(one.id,), finished=True)
    reconciliation_start(world.actor, account=world.chart[BANK], draft=draft)
    with refused(ConflictError):
        unprocess(world, one)


def statement_row_matched(world: World, row: ImportedRowView, record: RecordView) -> int:
    """Match a transaction with a record by hand, and return how much of it is matched then."""
    view = statement_row_get(world.actor, row=row.row or 0)
    return matched(world, view, MatchDraft(record.id)).matched
