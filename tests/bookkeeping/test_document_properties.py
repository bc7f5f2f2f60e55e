"""Whatever document the core accepts: it balances, its totals are the sum of its parts, its credit note reverses it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.posting import reverse
from bookkeeping.records import Document, Line, RecordType
from tests.bookkeeping.world import BOOKS, EXPENSE, GST, INCOME, LOAN, Q_PAYABLE, QST, holding, invoice, posted

if TYPE_CHECKING:
    from bookkeeping.posted import Posted

CODES = ["", "G", "Q", "G,Q", "Q,G", "P", "P,G", "-G", "-G,Q", "-Q,P", "3.24G", "-1.10P", "4%G,0.5Q", "-12.5%P,2G"]

prices = st.decimals(min_value=-99999, max_value=99999, places=4)
quantities = st.decimals(min_value=-1000, max_value=1000, places=3)
rates = st.decimals(min_value=Decimal("0.0001"), max_value=1000, places=4)
lines = st.builds(
    Line,
    account=st.sampled_from([INCOME, EXPENSE, LOAN, Q_PAYABLE]),
    quantity=quantities,
    rate=prices,
    tax_code=st.sampled_from(CODES),
    note=st.none() | st.just("note"),
)
documents = st.builds(
    invoice,
    st.just(Line(account=INCOME, rate=Decimal("0.00"), tax_code="G")),
    lines,
    lines,
    currency=st.sampled_from(["CAD", "USD", "JPY", "KWD"]),
    exchange_rate=rates,
    type=st.sampled_from([RecordType.INVOICE, RecordType.BILL]),
)


def credited(record: Document) -> Document:
    """Return the credit note of a document: the same with every quantity turned, also that of zero."""
    return replace(record, lines=tuple(replace(line, quantity=line.quantity.copy_negate()) for line in record.lines))


def own_account(result: Posted) -> tuple[int, int]:
    """Return what the record's account gets, in its currency and at home."""
    assert isinstance(result.record, Document)
    rows = [line for line in result.entry.lines if line.account == result.record.account]
    return sum(line.amount for line in rows), sum(line.home for line in rows)


@given(documents)
def test_it_balances_and_totals_are_the_sum_of_their_parts(record: Document) -> None:
    result = posted(record)
    taxes = sum(share.amount for line in result.lines for share in line.taxes)
    assert result.before_taxes == sum(line.net for line in result.lines)
    assert sum(tax.amount for tax in result.taxes) == taxes
    assert result.total == result.before_taxes + taxes
    sign = 1 if record.type is RecordType.INVOICE else -1
    assert own_account(result) == (-sign * result.total, -sign * result.home_total)


@given(documents)
def test_a_line_is_its_net_amount_or_includes_its_taxes(record: Document) -> None:
    for given_line, line in zip(record.lines, posted(record).lines, strict=True):
        taxes = sum(share.amount for share in line.taxes)
        inclusive = (given_line.tax_code or "").startswith("-")
        assert line.amount == (line.net + taxes if inclusive else line.net)


@given(documents)
def test_its_credit_note_reverses_it_exactly(record: Document) -> None:
    result, credit = posted(record), posted(credited(record))
    assert credit.entry == reverse(result.entry)
    assert (credit.total, credit.home_total) == (-result.total, -result.home_total)
    assert [tax.amount for tax in credit.taxes] == [-tax.amount for tax in result.taxes]


@given(documents)
def test_at_home_every_amount_is_its_own_home_amount(record: Document) -> None:
    result = posted(replace(record, currency="CAD"))
    assert all(line.amount == line.home for line in result.entry.lines)
    assert result.home_total == result.total


@given(documents)
def test_a_bill_is_the_mirror_of_an_invoice_when_every_tax_is_registered(record: Document) -> None:
    taxes = tuple(replace(tax, registered=True, receivable_account=tax.payable_account) for tax in BOOKS.taxes)
    books = replace(BOOKS, taxes=taxes)
    sold = posted(replace(record, type=RecordType.INVOICE, account=1), books)
    bought = posted(replace(record, type=RecordType.BILL, account=2), books)
    turned = [(2 if line.account == 1 else line.account, -line.amount, -line.home) for line in sold.entry.lines]
    assert [(line.account, line.amount, line.home) for line in bought.entry.lines] == turned


@given(documents, st.integers(-(10**7), 10**7), st.integers(0, 10**7))
def test_paid_at_once_from_foreign_money_the_balance_at_home_is_zero_when_it_is_empty(
    record: Document, held: int, worth: int
) -> None:
    sign = 1 if held > 0 else -1
    record = replace(record, currency="USD", account=4)
    plain = own_account(posted(record))[0]
    books = holding(4, "USD", held, sign * worth)
    amount, home = own_account(posted(record, books))
    assert amount == plain
    emptied = own_account(posted(record, holding(4, "USD", -plain, worth)))
    if plain:
        assert emptied == (plain, -worth)
    if held * amount >= 0:
        assert home == own_account(posted(record))[1]


def test_the_taxes_of_the_properties_cover_compound_and_unregistered() -> None:
    assert QST.compound
    assert GST.registered
    assert not BOOKS.taxes[2].registered
