"""Drafts in the core: figures as far as they are known, and faults only for what is said wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bookkeeping.books import ContactDefaults, ItemDefaults
from bookkeeping.drafting import drafted
from bookkeeping.errors import DaybookError, ManyInvalidError
from bookkeeping.posting import post
from bookkeeping.records import (
    Adjustment,
    AdjustmentLine,
    Allocation,
    Line,
    OpeningBalance,
    Record,
    Transfer,
    YearEndAdjustment,
)
from tests.bookkeeping.world import (
    ARCHIVED,
    BANK,
    BOOKS,
    CASH,
    DAY,
    EXPENSE,
    INCOME,
    RECEIVABLE,
    USD_BANK,
    bill,
    invoice,
    line,
    open_document,
    payment,
    with_documents,
)

UNRATED = replace(BOOKS, rates={})


def faults(record: Record) -> list[tuple[str, str | None]]:
    """Return (code, field) of every fault for which a draft is refused."""
    with pytest.raises(DaybookError) as caught:
        drafted(record, BOOKS)
    fault = caught.value
    return [(each.code, each.field) for each in (fault.faults if isinstance(fault, ManyInvalidError) else (fault,))]


def test_a_whole_draft_has_the_figures_that_posting_will_give() -> None:
    for record in (
        invoice(line("100", tax_code="G,Q"), line("19.99", tax_code="-G", quantity=Decimal("1.5"))),
        bill(line("80", account=EXPENSE, tax_code="P"), currency="USD", exchange_rate=Decimal("1.3")),
        Transfer(date=DAY, currency="CAD", amount=500, account=BANK, deposit_account=USD_BANK),
        Adjustment(
            date=DAY,
            currency="USD",
            lines=(AdjustmentLine(account=INCOME, amount=5), AdjustmentLine(account=CASH, amount=-5)),
        ),
        OpeningBalance(date=DAY, currency="USD", amount=-400, account=USD_BANK),
    ):
        draft, posted = drafted(record, BOOKS), post(record, BOOKS)
        assert draft.entry.lines == ()
        same = ("total", "before_taxes", "lines", "taxes", "deposit_amount")
        assert [getattr(draft, name) for name in same] == [getattr(posted, name) for name in same]
        assert post(draft.record, BOOKS).entry == posted.entry


def test_what_is_missing_is_left_out_of_the_sums() -> None:
    bare = replace(invoice(Line(), Line(rate=Decimal(7), tax_code="G"), account=None), contact=None)
    nowhere = replace(BOOKS, defaults={})
    draft = drafted(bare, nowhere)
    assert draft.record == replace(bare, due_date=DAY, exchange_rate=Decimal(1))
    assert (draft.before_taxes, draft.total, draft.home_total) == (700, 735, 735)
    assert [each.amount for each in draft.lines] == [0, 700]


def test_defaults_fill_a_draft_as_they_fill_a_record() -> None:
    contact = ContactDefaults(id=70, income_or_expense_account=INCOME, payment_terms="net 30", default_tax_code="G")
    item = ItemDefaults(id=5, sell_rate=Decimal("2.50"), note="A loaf")
    draft = drafted(invoice(Line(item=5, quantity=Decimal(4))), replace(BOOKS, contact=contact, items={5: item}))
    assert draft.record == invoice(
        Line(item=5, quantity=Decimal(4), account=INCOME, rate=Decimal("2.50"), tax_code="G", note="A loaf"),
        account=RECEIVABLE,
        terms="net 30",
        due_date=date(2026, 2, 14),
        exchange_rate=Decimal(1),
    )
    assert draft.total == 1050


def test_the_rate_is_left_to_the_day_of_posting() -> None:
    foreign = invoice(line("100"), currency="USD")
    assert (drafted(foreign, BOOKS).record, drafted(foreign, BOOKS).home_total) == (
        replace(foreign, account=RECEIVABLE, due_date=DAY),
        12500,
    )
    assert drafted(foreign, UNRATED).home_total == 0
    assert drafted(replace(foreign, exchange_rate=Decimal("1.3")), UNRATED).home_total == 13000


def test_what_cannot_be_posted_now_can_be_drafted() -> None:
    archived = invoice(line("10", account=ARCHIVED), account=INCOME)
    assert drafted(archived, replace(BOOKS, lock_date=DAY)).total == 1000
    lone = Adjustment(date=DAY, currency="CAD", lines=(AdjustmentLine(account=None, amount=5),))
    assert drafted(lone, BOOKS).total == 5


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (invoice(line("1", account=99), line("1", tax_code="Z")), [
            ("account-unknown", "lines[0].account"), ("tax-code", "lines[1].tax_code")]),
        (invoice(Line(tax_code="Z")), [("tax-code", "lines[0].tax_code")]),
        (invoice(line("1"), account=99), [("account-unknown", "account")]),
        (invoice(line("1"), terms="some day"), [("terms", "terms")]),
        (invoice(line("1"), currency="XXX"), [("invalid", "currency")]),
        (invoice(line("1"), currency="USD", exchange_rate=Decimal(0)), [("invalid", "exchange_rate")]),
        (invoice(line("1"), date=date(1800, 1, 1)), [("invalid", "date")]),
        (invoice(*[line("10000000000000")] * 2), [("amount-out-of-bounds", "lines")]),
        (payment(5, account=99), [("account-unknown", "account")]),
        (payment(5, credit_account=99), [("account-unknown", "credit_account")]),
        (payment(5, (1, 5)), [("document-unknown", "allocations[0].document")]),
        (Transfer(date=DAY, currency="CAD", amount=1, account=99), [("account-unknown", "account")]),
        (Transfer(date=DAY, currency="CAD", amount=1, deposit_currency="XXX"), [("invalid", "deposit_currency")]),
        (Transfer(date=DAY, currency="CAD", amount=1, deposit_currency="USD", exchange_rate=Decimal(-1)),
         [("invalid", "exchange_rate")]),
        (Adjustment(date=DAY, currency="CAD", lines=(AdjustmentLine(account=99, amount=1),)),
         [("account-unknown", "lines[0].account")]),
        (Adjustment(date=DAY, currency="CAD", lines=(AdjustmentLine(account=None, amount=1, currency="XXX"),)),
         [("invalid", "lines[0].currency")]),
        (OpeningBalance(date=DAY, currency="CAD", amount=1, account=99), [("account-unknown", "account")]),
        (YearEndAdjustment(date=DAY, currency="CAD"), [("invalid", "type")]),
    ],
)  # fmt: skip
def test_what_is_said_wrongly_is_refused(record: Record, told: list[tuple[str, str | None]]) -> None:
    assert faults(record) == told


def test_a_payment_says_what_it_will_settle() -> None:
    books = with_documents(open_document(1, 1000, 1000), open_document(2, 700, 700), open_document(3, 100, 125, "USD"))
    draft = drafted(payment(2000, (1, 900), (2, 0)), books)
    assert [(each.document, each.amount, each.home) for each in draft.allocations] == [(1, 900, 0)]
    assert (draft.unallocated, draft.record) == (
        1100,
        payment(2000, (1, 900), credit_account=RECEIVABLE, exchange_rate=Decimal(1)),
    )
    assert drafted(payment(2000, (1, 900), (3, 100)), books).unallocated == 0
    assert drafted(payment(2000, (3, 100), unallocated=50), books).unallocated == 50
    twice = payment(2000, allocations=(Allocation(document=1, amount=1), Allocation(document=1, amount=1)))
    with pytest.raises(DaybookError, match="twice") as caught:
        drafted(twice, books)
    assert caught.value.field == "allocations[1].document"


def test_a_transfer_across_currencies_brings_nothing_while_no_rate_is_known() -> None:
    across = Transfer(date=DAY, currency="CAD", amount=1250, account=BANK, deposit_account=USD_BANK)
    known = drafted(across, BOOKS)
    assert (known.deposit_amount, known.record) == (1000, replace(across, deposit_currency="USD"))
    assert drafted(across, UNRATED).deposit_amount == 0
    assert drafted(replace(across, exchange_rate=Decimal("0.5")), UNRATED).deposit_amount == 625
    assert drafted(replace(across, deposit_account=None), UNRATED).deposit_amount == 1250
