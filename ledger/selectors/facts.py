"""What a record names, of this business only, in one statement: accounts, contact, items, projects, taxes, documents.

Each row of the answer is a kind and a JSON array; the arrays are written by the database, once per database beside
each other, and read here.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection

from bookkeeping.books import Account, AccountType, ContactDefaults, DefaultAccount, ItemDefaults, OpenDocument
from bookkeeping.records import Adjustment, Document, OpeningBalance, Payment, RecordType, Transfer
from ledger.tax_values import tax_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bookkeeping.records import Record
    from bookkeeping.taxes import Tax
    from businesses.actors import Actor

_ACCOUNTS = """
    SELECT 'account', {json}(a.id, a.type, a.currency, a.standard_terms, a.default_for,
        (NOT a.archived AND NOT a.removed){in_use})
    FROM accounts_account a
    WHERE a.business_id = %(business)s AND (a.default_for IS NOT NULL OR a.id {accounts}{named})
"""
_IN_USE = """ OR a.id IN (SELECT l.account_id FROM ledger_journalline l WHERE l.record_id = %(without)s)"""
_OF_CONTACT = (
    "receivable_account_id",
    "payable_account_id",
    "income_or_expense_account_id",
    "payment_account_id",
)
_NAMED = {
    "contact": [f"SELECT {column} FROM ledger_contact WHERE id = %(contact)s" for column in _OF_CONTACT],  # noqa: S608
    "items": [
        "SELECT credit_account_id FROM ledger_item WHERE id {items}",
        "SELECT debit_account_id FROM ledger_item WHERE id {items}",
    ],
    "taxes": [
        "SELECT payable_account_id FROM taxes_tax WHERE business_id = %(business)s AND NOT removed",
        "SELECT receivable_account_id FROM taxes_tax WHERE business_id = %(business)s AND NOT removed",
    ],
    "documents": ["SELECT account_id FROM ledger_record WHERE id {documents}"],
    "without": ["SELECT account_id FROM ledger_journalline WHERE record_id = %(without)s"],
}
"""Where else accounts are named, by what a record names; none of another business comes in this way."""
_CONTACT = """
    SELECT 'contact', {json}(c.id, c.name, c.receivable_account_id, c.payable_account_id,
        c.income_or_expense_account_id, c.payment_account_id, c.default_tax_code, c.payment_terms)
    FROM ledger_contact c WHERE c.business_id = %(business)s AND c.id = %(contact)s AND NOT c.removed
"""
_ITEMS = """
    SELECT 'item', {json}(i.id, i.credit_account_id, i.debit_account_id, i.default_sell_rate, i.default_buy_rate,
        i.default_tax_code, i.default_note)
    FROM ledger_item i WHERE i.business_id = %(business)s AND i.id {items} AND NOT i.removed
"""
_PROJECTS = """
    SELECT 'project', {json}(p.id, p.name)
    FROM ledger_project p WHERE p.business_id = %(business)s AND p.id {projects} AND NOT p.removed
"""
_TAXES = """
    SELECT 'tax', {json}(t.id, t.name, t.short_name, t.rate, t.previous_rate, t.previous_name, t.previous_short_name,
        t.effective_date, t.compound, t.registered, t.registration, t.payable_account_id, t.receivable_account_id,
        t.expense_account_id)
    FROM taxes_tax t WHERE t.business_id = %(business)s AND NOT t.removed
    UNION ALL
    SELECT 'code', {json}(k.name, k.expansion) FROM taxes_taxcode k WHERE k.business_id = %(business)s AND NOT k.removed
"""
_DOCUMENTS = """
    SELECT 'document', {json}(r.id, r.type, r.date, r.contact_id, r.account_id, r.currency, r.total,
        r.balance + coalesce(own.amount, 0), r.open_home + coalesce(own.home, 0))
    FROM ledger_record r
    LEFT JOIN ledger_allocation own ON own.document_id = r.id AND own.payment_id = %(without)s AND own.active
    WHERE r.business_id = %(business)s AND r.id {documents} AND NOT r.removed AND r.state = 'POSTED'
    AND r.type IN ('INVOICE', 'BILL')
"""
_TAKEN = """
    SELECT 'taken', {json}(r.id) FROM ledger_record r
    WHERE r.business_id = %(business)s AND r.type = '{kind}' AND r.number = %(number)s AND NOT r.removed
    AND r.state IN ('POSTED', 'VOID')
"""
_TAKEN_OF_CONTACT = f"{_TAKEN} AND r.contact_id = %(contact)s"


@dataclass(slots=True)
class Facts:
    """What a record names, by id."""

    accounts: dict[int, Account] = field(default_factory=dict)
    defaults: dict[DefaultAccount, int] = field(default_factory=dict)
    contact: ContactDefaults | None = None
    contact_name: str | None = None
    items: dict[int, ItemDefaults] = field(default_factory=dict)
    projects: dict[int, str] = field(default_factory=dict)
    taxes: tuple[Tax, ...] = ()
    tax_codes: dict[str, str] = field(default_factory=dict)
    documents: dict[int, OpenDocument] = field(default_factory=dict)
    taken: int | None = None
    """The record that has the number which a new one asks for."""


def facts_load(
    actor: Actor, *, record: Record, without: int | None, project: int | None, number: str | None = None
) -> Facts:
    """Return what a record names and this business has; the rest is missing. One statement.

    ``number`` is the one that a new record asks for: an invoice's must be new in the business, a bill's to its contact.
    An archived account is usable only for the stored record (``without``) that has it in the journal already.
    """
    lines = record.lines if isinstance(record, Document) else ()
    wanted: dict[str, set[int | None]] = {
        "accounts": _named_accounts(record),
        "items": {line.item for line in lines},
        "projects": {project, *(line.project for line in lines)},
        "documents": {a.document for a in record.allocations} if isinstance(record, Payment) else set(),
    }
    contact = record.contact if isinstance(record, Document | Payment) else None
    named = {name for name, ids in wanted.items() if ids - {None}}
    named |= {"contact"} if contact is not None else set()
    named |= {"taxes"} if isinstance(record, Document) else set()
    named |= {"without"} if without is not None else set()
    named |= {f"{record.type} number"} if number is not None else set()
    arguments: dict[str, Any] = {"business": actor.business.id, "contact": contact, "without": without}
    arguments["number"] = number
    arguments |= {name: _listed(ids) for name, ids in wanted.items()}
    with connection.cursor() as cursor:
        cursor.execute(_sql(frozenset(named), connection.vendor), arguments)
        return _read(cursor.fetchall())


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


def _listed(ids: set[int | None]) -> list[int] | str:
    """Return ids as the one argument that stands for any number of them."""
    known = sorted(identity for identity in ids if identity is not None)
    return known if connection.vendor == "postgresql" else msgspec.json.encode(known).decode()


@functools.cache
def _sql(named: frozenset[str], vendor: str) -> str:
    """Return the statement for a record that names these kinds of things."""
    postgresql = vendor == "postgresql"
    member = "= ANY(%({})s::bigint[])" if postgresql else "IN (SELECT value FROM json_each(%({})s))"
    words = {name: member.format(name) for name in ("accounts", "items", "projects", "documents")}
    words["json"] = "json_build_array" if postgresql else "json_array"
    elsewhere = [select for kind, selects in _NAMED.items() if kind in named for select in selects]
    words["in_use"] = _IN_USE if "without" in named else ""
    words["named"] = f" OR a.id IN ({' UNION ALL '.join(elsewhere)})".format(**words) if elsewhere else ""
    sources = {
        "contact": _CONTACT,
        "taxes": _TAXES,
        "items": _ITEMS,
        "projects": _PROJECTS,
        "documents": _DOCUMENTS,
        f"{RecordType.INVOICE} number": _TAKEN.replace("{kind}", RecordType.INVOICE),
        f"{RecordType.BILL} number": _TAKEN_OF_CONTACT.replace("{kind}", RecordType.BILL),
    }
    parts = [_ACCOUNTS, *(source for kind, source in sources.items() if kind in named)]
    rows = " UNION ALL ".join(part.format(**words) for part in parts)
    # As text, which is read here; the driver would read each JSON value with a slower parser.
    return f"SELECT facts.kind, facts.told::text FROM ({rows}) AS facts(kind, told)" if postgresql else rows  # noqa: S608


def _read(rows: list[tuple[str, str]]) -> Facts:
    facts = Facts()
    for kind, data in rows:
        _READERS[kind](facts, msgspec.json.decode(data))
    facts.taxes = tuple(sorted(facts.taxes, key=lambda tax: tax.id))
    return facts


def _read_account(facts: Facts, values: list[Any]) -> None:
    identity, kind, currency, terms, role, usable = values
    facts.accounts[identity] = Account(
        id=identity,
        type=AccountType(kind),
        currency=currency,
        standard_terms=terms or None,
        usable=bool(usable),
    )
    if role:
        facts.defaults[DefaultAccount(role)] = identity


def _contact(values: list[Any]) -> ContactDefaults:
    identity, receivable, payable, usual, payment, tax_code, terms = values
    return ContactDefaults(
        id=identity,
        receivable_account=receivable,
        payable_account=payable,
        income_or_expense_account=usual,
        payment_account=payment,
        default_tax_code=tax_code or None,
        payment_terms=terms or None,
    )


def _item(values: list[Any]) -> ItemDefaults:
    identity, credit, debit, sell, buy, tax_code, note = values
    return ItemDefaults(
        id=identity,
        credit_account=credit,
        debit_account=debit,
        sell_rate=_decimal(sell),
        buy_rate=_decimal(buy),
        tax_code=tax_code,
        note=note or None,
    )


def _document(values: list[Any]) -> OpenDocument:
    identity, kind, date, contact, account, currency, total, balance, open_home = values
    return OpenDocument(
        id=identity,
        type=RecordType(kind),
        date=dt.date.fromisoformat(date),
        contact=contact,
        account=account or 0,
        currency=currency,
        total=total,
        balance=balance,
        open_home=open_home,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _read_contact(facts: Facts, values: list[Any]) -> None:
    facts.contact_name = values.pop(1)
    facts.contact = _contact(values)


def _read_item(facts: Facts, values: list[Any]) -> None:
    facts.items[values[0]] = _item(values)


def _read_project(facts: Facts, values: list[Any]) -> None:
    facts.projects[values[0]] = values[1]


def _read_tax(facts: Facts, values: list[Any]) -> None:
    facts.taxes = (*facts.taxes, tax_of(values))


def _read_code(facts: Facts, values: list[Any]) -> None:
    facts.tax_codes[values[0]] = values[1]


def _read_document(facts: Facts, values: list[Any]) -> None:
    facts.documents[values[0]] = _document(values)


def _read_taken(facts: Facts, values: list[Any]) -> None:
    facts.taken = values[0]


_READERS: dict[str, Callable[[Facts, list[Any]], None]] = {
    "account": _read_account,
    "contact": _read_contact,
    "item": _read_item,
    "project": _read_project,
    "tax": _read_tax,
    "code": _read_code,
    "document": _read_document,
    "taken": _read_taken,
}
