"""What a record names, of this business only, in one statement: accounts, contact, items, projects, taxes, documents.

The database answers with one JSON object, which is read here.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import msgspec

from bookkeeping.books import ContactDefaults, ItemDefaults, OpenDocument
from bookkeeping.records import Adjustment, Document, OpeningBalance, Payment, RecordType, Transfer
from businesses.driver import vendor
from businesses.questions import WORDS, Question, Told, answer_read, listed, words
from businesses.selectors.actors import actor_ask_member
from ledger.charts import UNKNOWN, ChartTold, chart_sql, chart_told, stamp_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bookkeeping.books import Account, DefaultAccount
    from bookkeeping.records import Record
    from bookkeeping.taxes import Tax
    from businesses.actors import Actor, Caller
    from ledger.charts import Chart

_USED = "SELECT {collect}(DISTINCT l.account_id) FROM ledger_journalline l WHERE l.record_id = %(without)s"
_CONTACT = """
    SELECT {array}(c.name, {object}('id', c.id, 'receivable_account', c.receivable_account_id,
        'payable_account', c.payable_account_id, 'income_or_expense_account', c.income_or_expense_account_id,
        'payment_account', c.payment_account_id, 'default_tax_code', NULLIF(c.default_tax_code, ''),
        'payment_terms', NULLIF(c.payment_terms, '')))
    FROM ledger_contact c WHERE c.business_id = b.id AND c.id = %(contact)s AND NOT c.removed
"""
_ITEMS = """
    SELECT {collect}({array}(i.id, coalesce(i.credit_account_id, CASE WHEN d.type = 'INCOME' THEN d.id END),
        coalesce(i.debit_account_id, CASE WHEN d.type <> 'INCOME' THEN d.id END), i.default_sell_rate,
        i.default_buy_rate, i.default_tax_code, i.default_note, i.tracked, i.inventory_account_id, i.cogs_account_id))
    FROM ledger_item i LEFT JOIN ledger_itemcategory c ON c.id = i.category_id
    LEFT JOIN accounts_account d ON d.id = c.default_account_id
    WHERE i.business_id = b.id AND i.id {items} AND NOT i.removed
"""
_PROJECTS = """
    SELECT {collect}({array}(p.id, p.name))
    FROM ledger_project p WHERE p.business_id = b.id AND p.id {projects} AND NOT p.removed
"""
_DOCUMENTS = """
    SELECT {collect}({array}(r.id, r.type, r.date, r.contact_id, r.account_id, r.currency, r.total,
        r.balance + coalesce(own.amount, 0), r.open_home + coalesce(own.home, 0)))
    FROM ledger_record r
    LEFT JOIN ledger_allocation own ON own.document_id = r.id AND own.payment_id = %(without)s AND own.active
    WHERE r.business_id = b.id AND r.id {documents} AND NOT r.removed AND r.state = 'POSTED'
    AND r.type IN ('INVOICE', 'BILL')
"""
_TAKEN = """
    SELECT r.id FROM ledger_record r
    WHERE r.business_id = b.id AND r.type = '{type}' AND r.number = %(number)s AND NOT r.removed
    AND r.state IN ('POSTED', 'VOID'){of_contact} LIMIT 1
"""
_SOURCES = {
    "contact": ("contact", _CONTACT),
    "items": ("items", _ITEMS),
    "projects": ("projects", _PROJECTS),
    "documents": ("documents", _DOCUMENTS),
    "used": ("without", _USED),
}
"""The keys of the answer beside ``chart`` and ``taken``: what a record must name for one, and the SELECT."""
_NUMBERED = {RecordType.INVOICE: "", RecordType.BILL: " AND r.contact_id = %(contact)s"}
"""The types whose numbers are unique: invoices in a business, bills of a contact."""


class _Found(msgspec.Struct):
    """The answer of the database; ``used`` are the accounts that a stored record has in the journal."""

    chart: ChartTold
    contact: tuple[str, ContactDefaults] | None = None
    items: list[list[Any]] | None = None
    projects: list[tuple[int, str]] | None = None
    documents: list[list[Any]] | None = None
    used: list[int] | None = None
    taken: int | None = None


_DECODER = msgspec.json.Decoder(_Found)
_CHART_DECODER = msgspec.json.Decoder(ChartTold)
_WITH_ASIDE = msgspec.json.Decoder(tuple[_Found, msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Novelty:
    """What a new record asks beside: for its ``number``, and for whatever else shall come with the same statement."""

    number: str | None = None
    aside: Question | None = None


STORED = Novelty()
"""Nothing of that, for a record that is there."""


@dataclass(slots=True)
class Facts:
    """What a record names, by id: the accounts are those that posting it can need."""

    accounts: dict[int, Account] = field(default_factory=dict)
    defaults: Mapping[DefaultAccount, int] = field(default_factory=dict)
    contact: ContactDefaults | None = None
    contact_name: str | None = None
    items: dict[int, ItemDefaults] = field(default_factory=dict)
    projects: dict[int, str] = field(default_factory=dict)
    taxes: tuple[Tax, ...] = ()
    tax_codes: Mapping[str, str] = field(default_factory=dict)
    documents: dict[int, OpenDocument] = field(default_factory=dict)
    taken: int | None = None
    """The record that has the number which a new one asks for."""
    aside: msgspec.Raw | None = None
    """The answer to what else was asked."""


def facts_load(
    actor: Actor, *, record: Record, without: int | None, project: int | None, new: Novelty = STORED
) -> Facts:
    """Return what a record names and this business has; the rest is missing. One statement."""
    answer: msgspec.Raw | bytes | str | None = None
    if actor.told is not None and without is None:
        answer = actor.told.take((record, project, new.number, new.aside is None))
    if answer is None:
        question = _question(actor.business.id, record, without=without, project=project, new=new)
        answer = answer_read(actor, question)
    found, aside = (_DECODER.decode(answer), None) if new.aside is None else _WITH_ASIDE.decode(answer)
    chart = chart_told(actor.business.id, found.chart) or _chart_read(actor)
    facts = _facts(record, found, chart)
    facts.aside = aside
    return facts


def _chart_read(actor: Actor) -> Chart:
    """Return the chart of the business, whatever is known of it. One statement."""
    question = Question(chart_sql(vendor()).replace("%(stamp)s", "%s"), (UNKNOWN,))
    told = _CHART_DECODER.decode(answer_read(actor, question))
    return cast("Chart", chart_told(actor.business.id, told))  # no chart has the stamp of an unknown one


def facts_ahead(caller: Caller, *, business: int, record: Record, project: int | None, new: Novelty) -> Actor:
    """Return the caller as an actor on a business who has been told what ``facts_load`` will ask about a new record.

    A record in no currency will be one in the home currency.
    """
    asked = _question(business, record, without=None, project=project, new=new)
    actor, answer = actor_ask_member(caller, business=business, question=asked)
    known = record if record.currency else replace(record, currency=actor.business.currency)
    return replace(actor, told=Told((known, project, new.number, new.aside is None), answer))


def _question(business: int, record: Record, *, without: int | None, project: int | None, new: Novelty) -> Question:
    """Return the question about what a record names, and beside it what a new one asks.

    The number of a new invoice must be new in the business, that of a bill new to its contact. An archived account is
    usable only for the stored record (``without``) that has it in the journal already.
    """
    lines = record.lines if isinstance(record, Document) else ()
    wanted: dict[str, set[int | None]] = {
        "items": {line.item for line in lines},
        "projects": {project, *(line.project for line in lines)},
        "documents": {a.document for a in record.allocations} if isinstance(record, Payment) else set(),
    }
    contact = record.contact if isinstance(record, Document | Payment) else None
    named = {name for name, ids in wanted.items() if ids - {None}}
    named |= {"contact"} if contact is not None else set()
    named |= {"without"} if without is not None else set()
    numbered = record.type if new.number is not None and record.type in _NUMBERED else None
    sql, names = _statement(frozenset(named), numbered, vendor())
    values: dict[str, int | str | None] = {"contact": contact, "without": without, "number": new.number}
    values |= {name: _listed(ids) for name, ids in wanted.items() if name in names}
    values["stamp"] = stamp_known(business)
    asked = Question(sql, [values[name] for name in names])
    if new.aside is None:
        return asked
    return Question(f"{words().array}({sql}, {new.aside.sql})", (*asked.values, *new.aside.values))


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


def _listed(ids: set[int | None]) -> str:
    """Return ids as the one argument that stands for any number of them: an array of PostgreSQL, or JSON."""
    return listed(sorted(identity for identity in ids if identity is not None))


@functools.cache
def _statement(named: frozenset[str], numbered: RecordType | None, vendor: str) -> tuple[str, tuple[str, ...]]:
    """Return the JSON value about a record that names these kinds of things, and the names of its values in order."""
    say = WORDS[vendor]
    member = "= ANY(%({})s::bigint[])" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%({})s))"
    parts = {name: member.format(name) for name in ("items", "projects", "documents")}
    parts |= {"array": say.array, "collect": say.collect, "object": say.object}
    selects = {key: select for key, (kind, select) in _SOURCES.items() if kind in named}
    told = {"chart": say.value.format(chart_sql(vendor))}
    told |= {key: say.value.format(f"({select.format(**parts)})") for key, select in selects.items()}
    if numbered is not None:
        told["taken"] = f"({_TAKEN.format(type=numbered, of_contact=_NUMBERED[numbered])})"
    members = ", ".join(f"'{key}', {value}" for key, value in told.items())
    sql = f"{say.object}({members})"
    return _VALUE.sub("%s", sql), tuple(_VALUE.findall(sql))


_VALUE = re.compile(r"%\((\w+)\)s")


def _facts(record: Record, found: _Found, chart: Chart) -> Facts:
    taxed = isinstance(record, Document)
    facts = Facts(
        defaults=chart.defaults,
        contact=found.contact[1] if found.contact else None,
        contact_name=found.contact[0] if found.contact else None,
        items={values[0]: _item(values) for values in found.items or ()},
        projects=dict(found.projects or ()),
        taxes=chart.taxes if taxed else (),
        tax_codes=chart.tax_codes if taxed else {},
        documents={values[0]: _document(values) for values in found.documents or ()},
        taken=found.taken,
    )
    used = set(found.used or ())
    named = _named_accounts(record) | _accounts_behind(facts) | used
    facts.accounts = {id_: chart.accounts[id_] for id_ in named if id_ is not None and id_ in chart.accounts}
    # An archived account is usable for the stored record that has it in the journal already.
    for account in used & facts.accounts.keys():
        facts.accounts[account] = replace(facts.accounts[account], usable=True)
    return facts


def _accounts_behind(facts: Facts) -> set[int | None]:
    """Return the accounts that the things name which a record names, and the defaults."""
    behind: set[int | None] = set(facts.defaults.values())
    if (contact := facts.contact) is not None:
        behind |= {contact.receivable_account, contact.payable_account}
        behind |= {contact.income_or_expense_account, contact.payment_account}
    for item in facts.items.values():
        behind |= {item.credit_account, item.debit_account, item.inventory_account, item.cogs_account}
    for tax in facts.taxes:
        behind |= {tax.payable_account, tax.receivable_account}
    return behind | {document.account for document in facts.documents.values()}


def _item(values: list[Any]) -> ItemDefaults:
    identity, credit, debit, sell, buy, tax_code, note, tracked, inventory, cogs = values
    return ItemDefaults(
        id=identity,
        credit_account=credit,
        debit_account=debit,
        sell_rate=_decimal(sell),
        buy_rate=_decimal(buy),
        tax_code=tax_code,
        note=note or None,
        tracked=bool(tracked),
        inventory_account=inventory,
        cogs_account=cogs,
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
