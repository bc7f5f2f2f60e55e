"""Documents: what an invoice or a bill means (DESIGN, section 4, first two rows of the table)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bookkeeping.books import AccountType
from bookkeeping.checks import currency_of, each, given_account, sane_decimal, usable_account
from bookkeeping.costing import at_average_cost
from bookkeeping.defaults import SALES
from bookkeeping.entries import JournalLine
from bookkeeping.errors import AccountMissingError, AccountUnusableError, InvalidError
from bookkeeping.exchange import balanced, entry, gain_account, to_home
from bookkeeping.money import bounded, price
from bookkeeping.posted import Posted, PostedLine, TaxAmount
from bookkeeping.stock import charges, stock_moved
from bookkeeping.taxes import TaxTable, parse, tax_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bookkeeping.books import Account, Books
    from bookkeeping.money import Currency
    from bookkeeping.records import Document, Line, RecordType
    from bookkeeping.taxes import Tax, TaxShare

MissingTaxAccounts = frozenset[tuple[int, Literal["payable", "receivable"]]]


@dataclass(frozen=True, slots=True)
class _Part:
    """A journal line in the making: its account, and an amount with the sign of the document."""

    account: int
    amount: int
    note: str | None = None
    tax: int | None = None
    item: int | None = None


def post_document(record: Document, books: Books) -> Posted:
    """Return the meaning of a completed invoice or bill.

    Each line goes to its account, each tax to its payable (sold) or receivable (bought, registered) account,
    and their sum to the record's account: in the record's currency, or exchanged to the home currency on the way.

    Raises:
        InvalidError: what is paid shall both be exchanged and kept.
        AccountUnusableError: the record's account is neither receivable (payable) nor holds money, or an
            account is archived or of another currency.
        AccountUnknownError: an account of the record, a line or a tax is not in the books.
        AccountMissingError: a tax needs an account first: see ``missing_tax_accounts``.
        AmountOutOfBoundsError: a line, a tax or the total exceeds the bounds.
        TaxCodeError: a line's tax code cannot be read.
        ManyInvalidError: several lines are at fault.
    """
    account = _record_account(record, books)
    lines = _lines(record, books)
    shares = [share for line in lines for share in line.taxes]
    if _missing(record.type, (share.tax for share in shares)):
        message = "A tax has no account yet to be recorded in."
        raise AccountMissingError(message, field="taxes")
    taxes = tax_amounts(shares)
    parts = [*_line_parts(record, lines), *_tax_parts(record, shares, taxes, books)]
    total = bounded(sum(part.amount for part in parts), field="lines")
    homes = _homes(record, parts, total, books)
    home_total = bounded(sum(homes), field="exchange_rate")
    movements = stock_moved(record, homes, books)
    *journal, whole = _journal(record, [*parts, _Part(account.id, -total)], [*homes, -home_total])
    journal += _exchanged(whole, books) if _exchanges(record, account, books) else [whole]
    return Posted(
        record=record,
        entry=entry(record.date, (*at_average_cost(journal, books), *charges(movements, books.home.code)), books),
        total=total,
        before_taxes=sum(line.net for line in lines),
        home_total=home_total,
        lines=lines,
        taxes=taxes,
        movements=movements,
        paid_immediately=total if account.type.holds_money else 0,
    )


def missing_tax_accounts(record: Document, books: Books) -> MissingTaxAccounts:
    """Return the tax accounts, by tax and side, that a completed document needs and that its taxes lack.

    A service creates them before it posts, since accounts of taxes appear on first use (contract 5.5).
    """
    table = tax_table(record, books)
    codes = {line.tax_code for line in record.lines}
    return _missing(record.type, (term.tax for code in codes for term in parse(code, table).terms))


def tax_amounts(shares: Iterable[TaxShare]) -> tuple[TaxAmount, ...]:
    """Add up the taxes of all lines, one figure per tax, in the order of their first use."""
    amounts: dict[int, int] = {}
    first: dict[int, TaxShare] = {}
    for share in shares:
        amounts[share.tax.id] = amounts.get(share.tax.id, 0) + share.amount
        first.setdefault(share.tax.id, share)
    return tuple(
        TaxAmount(tax=tax, name=share.name, registration=share.tax.registration, amount=amounts[tax])
        for tax, share in first.items()
    )


def _record_account(record: Document, books: Books) -> Account:
    """Return the account that the document is charged to, if it fits the document's type."""
    if record.exchange_payment and record.keep_in_original_currency:
        message = "A payment is exchanged or kept in its original currency, not both."
        raise InvalidError(message, field="exchange_payment")
    currency = books.home.code if record.exchange_payment else record.currency
    account = usable_account(record.account, currency, books, field="account")
    owed = AccountType.ACCOUNTS_RECEIVABLE if record.type in SALES else AccountType.ACCOUNTS_PAYABLE
    if account.type is not owed and not account.type.holds_money:
        message = f"The account must be of type {owed}, or a bank, cash or credit card account."
        raise AccountUnusableError(message, field="account")
    return account


def _exchanges(record: Document, account: Account, books: Books) -> bool:
    """Whether the document is paid at once in another currency than its own: the home currency."""
    return record.exchange_payment and account.type.holds_money and record.currency != books.home.code


def _exchanged(whole: JournalLine, books: Books) -> list[JournalLine]:
    """Return what is paid, a line in a foreign currency, as an exchange and a line in home currency."""
    gain, home = gain_account(books), books.home.code
    return [
        replace(whole, account=gain),
        JournalLine(account=gain, amount=-whole.home, currency=home, home=-whole.home),
        JournalLine(account=whole.account, amount=whole.home, currency=home, home=whole.home),
    ]


def tax_table(record: Document, books: Books) -> TaxTable:
    """Return the tax names of the document's date."""
    return TaxTable.at(record.date, books.taxes, books.tax_codes)


def _lines(record: Document, books: Books) -> tuple[PostedLine, ...]:
    """Work out every line: its amount, net amount and taxes."""
    table = tax_table(record, books)
    currency = currency_of(record.currency, books)

    def posted(position: int, line: Line) -> PostedLine:
        place = f"lines[{position}]"
        usable_account(line.account, record.currency, books, field=f"{place}.account")
        return line_figures(line, table, currency, place=place)

    return each(posted, record.lines, field="lines")


def line_figures(line: Line, table: TaxTable, currency: Currency, *, place: str) -> PostedLine:
    """Work out one line that has a price; ``place`` is its name in the words of a fault (``lines[2]``)."""
    quantity = sane_decimal(line.quantity, field=f"{place}.quantity")
    rate = sane_decimal(line.rate, field=f"{place}.rate")
    amount = price(quantity, rate, currency, field=f"{place}.rate")
    expression = parse(line.tax_code, table, field=f"{place}.tax_code")
    negative = quantity.is_signed() != rate.is_signed()
    taxed = tax_line(amount, expression, currency, negative=negative, field=f"{place}.tax_code")
    return PostedLine(amount=amount, net=taxed.net, taxes=taxed.taxes)


def _line_parts(record: Document, lines: tuple[PostedLine, ...]) -> Iterator[_Part]:
    """Yield one part per line: its net amount, and the tax paid that nobody gives back."""
    for position, (line, posted) in enumerate(zip(record.lines, lines, strict=True)):
        account = given_account(line.account, field=f"lines[{position}].account")
        cost = sum(share.amount for share in posted.taxes if not _recorded(record.type, share.tax))
        yield _Part(account, posted.net + cost, line.note, item=line.item)


def _tax_parts(
    record: Document, shares: Iterable[TaxShare], totals: Iterable[TaxAmount], books: Books
) -> Iterator[_Part]:
    """Yield one part per tax that is recorded in an account of its own."""
    amounts = {total.tax: total.amount for total in totals}
    for tax in {share.tax.id: share.tax for share in shares if _recorded(record.type, share.tax)}.values():
        account = tax.payable_account if record.type in SALES else tax.receivable_account
        goes_to = usable_account(account, record.currency, books, field="taxes").id
        yield _Part(goes_to, amounts[tax.id], tax=tax.id)


def _homes(record: Document, parts: list[_Part], total: int, books: Books) -> list[int]:
    """Return the home amount of each part at the record's rate; the record's account gets their sum.

    When the document's total is zero, so is its home amount: its last amount takes what rounding leaves, so that no
    receivable remains that has a home amount only.
    """
    homes = [to_home(part.amount, record.currency, record.exchange_rate, books) for part in parts]
    return homes if total else balanced([part.amount for part in parts], homes)


def _journal(record: Document, parts: Iterable[_Part], homes: Iterable[int]) -> Iterator[JournalLine]:
    """Yield the lines of the entry: the parts as credits for an invoice, as debits for a bill."""
    sign = 1 if record.type in SALES else -1
    for part, home in zip(parts, homes, strict=True):
        yield JournalLine(
            account=part.account,
            amount=sign * part.amount,
            currency=record.currency,
            home=sign * home,
            note=part.note,
            tax=part.tax,
            item=part.item,
        )


def _recorded(type_: RecordType, tax: Tax) -> bool:
    """Whether a tax has a line of its own: always when sold, else when the business is registered for it."""
    return type_ in SALES or tax.registered


def _missing(type_: RecordType, taxes: Iterable[Tax]) -> MissingTaxAccounts:
    """Return which of the taxes lack the account that a document of this type records them in."""
    if type_ in SALES:
        return frozenset((tax.id, "payable") for tax in taxes if tax.payable_account is None)
    return frozenset((tax.id, "receivable") for tax in taxes if tax.registered and tax.receivable_account is None)
