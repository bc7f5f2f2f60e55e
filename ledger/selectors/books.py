"""The books that a record needs: the accounts, taxes, rates and contact it names, in bulk, of this business only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.currencies import currencies, currency_known
from accounts.models import Account as AccountRow
from bookkeeping.books import (
    Account,
    AccountType,
    Books,
    ContactDefaults,
    DefaultAccount,
    ItemDefaults,
    OpenDocument,
)
from bookkeeping.defaults import complete
from bookkeeping.errors import InvalidError
from bookkeeping.records import Adjustment, Document, OpeningBalance, Payment, RecordType, Transfer
from bookkeeping.taxes import Tax
from ledger.models import Allocation, Contact, Item
from ledger.models import Record as RecordRow
from ledger.selectors.balances import account_holdings
from ledger.selectors.rates import rates_get
from taxes.models import Tax as TaxRow
from taxes.models import TaxCode as TaxCodeRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bookkeeping.books import Holding
    from bookkeeping.records import Record
    from businesses.actors import Actor

_CONTACT_ACCOUNTS = (
    "receivable_account_id",
    "payable_account_id",
    "income_or_expense_account_id",
    "payment_account_id",
)


@dataclass(frozen=True, slots=True)
class LoadedBooks:
    """The books, and what of them is only shown: the contact's name."""

    books: Books
    contact_name: str | None


def books_load(actor: Actor, *, record: Record, without: int | None = None) -> LoadedBooks:
    """Return the books for a record. A bounded number of statements, whatever the record's length.

    The rates are those of the record's date; foreign money accounts come with what they hold at that date.
    ``without`` is the id of the record when it is stored already: balances are then those without it.

    Raises:
        InvalidError: an unknown currency, or a contact or item that is not of this business.
    """
    named = _named_currencies(record)
    contact = _contact(actor, record)
    items = _items(actor, record)
    documents = _documents(actor, record, without)
    taxes, tax_codes = _taxes(actor, record)
    wanted = {
        *_named_accounts(record),
        *(account for item in items.values() for account in (item.credit_account, item.debit_account)),
        *(account for tax in taxes for account in (tax.payable_account, tax.receivable_account)),
        *(document.account for document in documents.values()),
    }
    if contact is not None:
        wanted |= {getattr(contact, column) for column in _CONTACT_ACCOUNTS}
    accounts, defaults = _accounts(actor, wanted)
    named |= {account.currency for account in accounts.values() if account.currency}
    named |= {document.currency for document in documents.values()}
    books = Books(
        home=currencies()[actor.business.currency],
        currencies=currencies(),
        accounts=accounts,
        defaults=defaults,
        taxes=taxes,
        tax_codes=tax_codes,
        contact=_contact_defaults(contact),
        items=items,
        rates=rates_get(actor, currencies=named, on=record.date),
        documents=documents,
        lock_date=actor.business.lock_date,
    )
    return LoadedBooks(
        replace(books, holdings=_holdings(actor, record, books, without)), None if contact is None else contact.name
    )


def _named_currencies(record: Record) -> set[str]:
    """Return the currencies that a record names; raise ``InvalidError`` for one that does not exist."""
    named = {currency_known(record.currency).code}
    if isinstance(record, Transfer) and record.deposit_currency:
        named.add(currency_known(record.deposit_currency, field="deposit_currency").code)
    if isinstance(record, Adjustment):
        for position, line in enumerate(record.lines):
            if line.currency:
                named.add(currency_known(line.currency, field=f"lines[{position}].currency").code)
    return named


def _named_accounts(record: Record) -> set[int | None]:
    named: set[int | None] = set()
    if isinstance(record, Document | Adjustment):
        named |= {line.account for line in record.lines}
    if isinstance(record, Document | Payment | Transfer | OpeningBalance):
        named.add(record.account)
    if isinstance(record, Payment):
        named.add(record.credit_account)
    if isinstance(record, Transfer):
        named.add(record.deposit_account)
    return named


def _contact(actor: Actor, record: Record) -> Contact | None:
    identity = record.contact if isinstance(record, Document | Payment) else None
    if identity is None:
        return None
    row = Contact.objects.filter(business_id=actor.business.id, id=identity, removed=False).first()
    if row is None:
        message = "There is no such contact in this business."
        raise InvalidError(message, field="contact")
    return row


def _contact_defaults(contact: Contact | None) -> ContactDefaults | None:
    if contact is None:
        return None
    return ContactDefaults(
        id=contact.id,
        receivable_account=contact.receivable_account_id,
        payable_account=contact.payable_account_id,
        income_or_expense_account=contact.income_or_expense_account_id,
        payment_account=contact.payment_account_id,
        default_tax_code=contact.default_tax_code or None,
        payment_terms=contact.payment_terms or None,
    )


def _items(actor: Actor, record: Record) -> dict[int, ItemDefaults]:
    lines = record.lines if isinstance(record, Document) else ()
    wanted = {line.item for line in lines if line.item is not None}
    rows = Item.objects.filter(business_id=actor.business.id, id__in=wanted, removed=False) if wanted else ()
    items = {
        row.id: ItemDefaults(
            id=row.id,
            credit_account=row.credit_account_id,
            debit_account=row.debit_account_id,
            sell_rate=row.default_sell_rate,
            buy_rate=row.default_buy_rate,
            tax_code=row.default_tax_code,
            note=row.default_note or None,
        )
        for row in rows
    }
    for position, line in enumerate(lines):
        if line.item is not None and line.item not in items:
            message = "There is no such item in this business."
            raise InvalidError(message, field=f"lines[{position}].item")
    return items


def _documents(actor: Actor, record: Record, without: int | None) -> dict[int, OpenDocument]:
    wanted = {allocation.document for allocation in record.allocations} if isinstance(record, Payment) else set()
    if not wanted:
        return {}
    kinds = (str(RecordType.INVOICE), str(RecordType.BILL))
    rows = RecordRow.objects.filter(
        business_id=actor.business.id, id__in=wanted, type__in=kinds, removed=False, state="POSTED"
    )
    own = Allocation.objects.filter(payment_id=without, active=True) if without is not None else ()
    settled = {allocation.document_id: (allocation.amount, allocation.home) for allocation in own}
    return {row.id: _open_document(row, *settled.get(row.id, (0, 0))) for row in rows}


def _open_document(row: RecordRow, settled: int, settled_home: int) -> OpenDocument:
    """Return an invoice or bill as a payment sees it that has settled so much of it."""
    return OpenDocument(
        id=row.id,
        type=RecordType(row.type),
        date=row.date,
        contact=row.contact_id,
        account=row.account_id or 0,
        currency=row.currency,
        total=row.total,
        balance=row.balance + settled,
        open_home=row.open_home + settled_home,
    )


def _taxes(actor: Actor, record: Record) -> tuple[tuple[Tax, ...], dict[str, str]]:
    """Return the business's taxes and tax codes, when the record has lines that may name them."""
    if not isinstance(record, Document):
        return (), {}
    rows = TaxRow.objects.filter(business_id=actor.business.id, removed=False).order_by("id")
    taxes = tuple(
        Tax(
            id=row.id,
            name=row.name,
            short_name=row.short_name,
            rate=row.rate,
            previous_rate=row.previous_rate,
            previous_name=row.previous_name,
            previous_short_name=row.previous_short_name,
            effective_date=row.effective_date,
            compound=row.compound,
            registered=row.registered,
            registration=row.registration,
            payable_account=row.payable_account_id,
            receivable_account=row.receivable_account_id,
            expense_account=row.expense_account_id,
        )
        for row in rows
    )
    codes = TaxCodeRow.objects.filter(business_id=actor.business.id, removed=False).values_list("name", "expansion")
    return taxes, dict(codes)


def _accounts(actor: Actor, wanted: Iterable[int | None]) -> tuple[dict[int, Account], dict[DefaultAccount, int]]:
    identities = {identity for identity in wanted if identity is not None}
    rows = AccountRow.objects.filter(
        Q(id__in=identities) | Q(default_for__isnull=False), business_id=actor.business.id
    ).values_list("id", "type", "currency", "standard_terms", "archived", "removed", "default_for")
    accounts: dict[int, Account] = {}
    defaults: dict[DefaultAccount, int] = {}
    for identity, kind, currency, terms, archived, removed, role in rows:
        accounts[identity] = Account(
            id=identity,
            type=AccountType(kind),
            currency=currency,
            standard_terms=terms or None,
            usable=not (archived or removed),
        )
        if role:
            defaults[DefaultAccount(role)] = identity
    return accounts, defaults


def _holdings(actor: Actor, record: Record, books: Books, without: int | None) -> dict[tuple[int, str], Holding]:
    """Return what the foreign money accounts of the record hold at its date."""
    completed = complete(record, books)
    if not isinstance(completed, Document | Payment | Transfer):
        return {}
    named = {completed.account}
    if isinstance(completed, Transfer):
        named.add(completed.deposit_account)
    holdings: dict[tuple[int, str], Holding] = {}
    for identity in named - {None}:
        account = books.accounts.get(identity) if identity is not None else None
        if account is not None and account.type.holds_money and _foreign(completed, account, books):
            found = account_holdings(actor, account=account.id, as_of=completed.date, without=without)
            holdings |= {(account.id, currency): holding for currency, holding in found.items()}
    return holdings


def _foreign(record: Document | Payment | Transfer, account: Account, books: Books) -> bool:
    currencies_used = {record.currency, account.currency}
    if isinstance(record, Transfer):
        currencies_used.add(record.deposit_currency)
    return bool(currencies_used - {None, books.home.code})
