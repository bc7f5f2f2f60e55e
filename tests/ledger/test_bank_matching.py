"""Transactions of the bank: suggestions for them, matches whole and in part, and what is put aside."""

from __future__ import annotations

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnusableError, InvalidError
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.models import Change
from ledger.models import BankStatementRow
from ledger.reconciliation_views import MatchDraft, RowChange, RowDraft
from ledger.selectors.statement_rows import RowFilter, RowState, statement_row_get, statement_row_list
from ledger.services.statement_rows import statement_row_create, statement_row_ignore, statement_row_match
from tests.support.banking import line_of, matched, sale_line, sold, told
from tests.support.builders import BANK, SALES, books, day, refused

pytestmark = pytest.mark.django_db


def test_a_transaction_suggests_its_records_with_reasons_and_is_matched() -> None:
    world = books()
    ann = world.contact(name="Ann Cole")
    sale = sold(world, "100", contact=ann)
    row = told(world, -10_000, note="ANN COLE WIRE", balance=-10_000)
    assert row.suggested is not None
    (found,) = row.suggested
    assert found.parts == ((sale.id, -10_000),)
    assert [why.words for why in found.reasons] == ["the same amount", "the same day", "the name Ann Cole"]
    after = matched(world, row, *(MatchDraft(*part) for part in found.parts))
    assert (after.matched, after.open, after.suggested) == (-10_000, 0, ())
    (match,) = after.matches
    assert (match.record, match.entry) == (sale.id, line_of(world, sale, BANK))


def test_one_transaction_is_several_records_and_several_are_one() -> None:
    world = books()
    first, second = sold(world, "60"), sold(world, "40")
    deposit = told(world, -10_000)
    assert deposit.suggested is not None
    assert deposit.suggested[0].parts == ((first.id, -6_000), (second.id, -4_000))
    matched(world, deposit, MatchDraft(first.id), MatchDraft(second.id))
    big = sold(world, "90")
    one, two = told(world, -5_000), told(world, -4_000)
    assert matched(world, one, MatchDraft(big.id)).matched == -5_000
    assert matched(world, two, MatchDraft(big.id, -4_000)).matched == -4_000
    third = told(world, -1)
    with refused(ConflictError, "matches[0].record") as fault:
        matched(world, third, MatchDraft(big.id))
    assert fault.conflicting == one.id


def test_a_match_that_cannot_be_is_refused_by_name() -> None:
    world = books()
    sale, rent = sold(world, "60"), world.bill("50", account=world.chart[BANK])
    owed = world.invoice("10", contact=world.contact())
    row = told(world, -10_000)
    for field, matches in (
        ("matches[0].record", [MatchDraft(owed.id)]),
        ("matches[0].record", [MatchDraft(rent.id)]),
        ("matches[1].record", [MatchDraft(sale.id, -1), MatchDraft(sale.id)]),
        ("matches[0].amount", [MatchDraft(sale.id, -6_001)]),
        ("matches[0].amount", [MatchDraft(sale.id, 6_000)]),
        ("matches[0].amount", [MatchDraft(sale.id, 0)]),
    ):
        with refused(InvalidError, field):
            matched(world, row, *matches)
    small = told(world, -100)
    with refused(InvalidError, "matches[0].amount"):
        matched(world, small, MatchDraft(sale.id, -101))
    other = sold(world, "1")
    with refused(InvalidError, "matches[1].amount"):
        matched(world, small, MatchDraft(sale.id), MatchDraft(other.id))


def test_the_seeds_way_names_the_line_of_the_journal() -> None:
    world = books()
    sale = sold(world, "60")
    row = told(world, -6_000)
    assert matched(world, row, entry=line_of(world, sale, BANK)).matches[0].record == sale.id
    with refused(InvalidError, "journal_entry"):
        matched(world, row, entry=line_of(world, sale, SALES))


def test_unmatching_opens_both_again_and_a_change_of_a_record_lets_go_of_it() -> None:
    world = books()
    sale = sold(world, "100")
    row = matched(world, told(world, -10_000), MatchDraft(sale.id))
    again = matched(world, row)
    assert (again.matched, again.matches, again.version) == (0, (), row.version + 1)
    matched(world, row, MatchDraft(sale.id))
    world.edit(sale, lines=(sale_line(world, "90"),))
    assert statement_row_get(world.actor, row=row.id).matched == 0


def test_what_the_bank_told_is_put_aside_but_not_changed() -> None:
    world = books()
    sale, row = sold(world, "100"), told(world, -10_000, bank_transaction_id="F1", note="Ann")
    for field, value in {"amount": -1, "note": "Bob", "bank_transaction_id": None, "date": day(1, 1)}.items():
        with refused(InvalidError, field):
            matched(world, row, said={field: value})
    with refused(ConflictError, "bank_transaction_id") as fault:
        told(world, -5, bank_transaction_id="F1")
    assert fault.conflicting == row.id
    matched(world, row, MatchDraft(sale.id))
    for put_aside in (
        lambda: statement_row_ignore(world.actor, row=row.id),
        lambda: matched(world, row, MatchDraft(sale.id), ignored=True),
    ):
        with refused(ConflictError, "remove_requested"):
            put_aside()
    assert matched(world, row, ignored=True).ignored
    with refused(NotFoundError):
        statement_row_ignore(world.actor, row=row.id)
    assert statement_row_list(world.actor, account=world.chart[BANK]) == []
    assert not matched(world, row).ignored
    statement_row_ignore(world.actor, row=row.id, version=statement_row_get(world.actor, row=row.id).version)
    with refused(ChangedMeanwhileError):
        statement_row_match(
            world.actor, row=row.id, change=RowChange(said=RowDraft(date=day(1, 31), amount=1)), version=1
        )


def test_rows_are_listed_by_how_far_they_are_matched() -> None:
    world = books()
    sale = sold(world, "100")
    rows = {
        RowState.OPEN: told(world, -1, note="Open"),
        RowState.PART: matched(world, told(world, -20_000, date=day(1, 2)), MatchDraft(sale.id, -5_000)),
        RowState.MATCHED: matched(world, told(world, -5_000), MatchDraft(sale.id)),
        RowState.IGNORED: matched(world, told(world, -3), ignored=True),
    }
    for state, row in rows.items():
        found = statement_row_list(world.actor, account=world.chart[BANK], filters=RowFilter(state=state))
        assert [each.id for each in found] == [row.id], state
    searched = RowFilter(search="open", start_date=day(1, 3), end_date=day(1, 31))
    found = statement_row_list(world.actor, account=world.chart[BANK], filters=searched, suggesting=True)
    assert [(each.id, each.suggested) for each in found] == [(rows[RowState.OPEN].id, ())]


def test_a_transaction_of_an_account_without_statements_is_refused() -> None:
    world = books()
    usd = world.account(AccountType.BANK, currency="USD", name="Dollars")
    with refused(AccountUnusableError, "account"):
        told(world, 5, account=SALES)
    with refused(NotFoundError):
        statement_row_create(world.actor, account=1, draft=RowDraft(date=day(1, 1), amount=1))
    for field, draft in (
        ("currency", RowDraft(date=day(1, 1), amount=1, currency="CAD")),
        ("amount", RowDraft(date=day(1, 1), amount=0)),
    ):
        with refused(InvalidError, field):
            statement_row_create(world.actor, account=usd, draft=draft)
    with refused(InvalidError, "currency"):
        told(world, 1, currency="ZZZ")
    assert statement_row_create(world.actor, account=usd, draft=RowDraft(date=day(1, 1), amount=1)).currency == "USD"


def test_typing_in_is_numbered_and_told() -> None:
    world = books()
    rows = [told(world, amount) for amount in (-1, -2)]
    assert [BankStatementRow.objects.get(id=row.id).position for row in rows] == [1, 2]
    change = Change.objects.get(object_id=rows[0].id)
    assert (change.kind, change.action) == ("bankStatementRow", "create")
