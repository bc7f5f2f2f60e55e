"""The books that a record needs: the accounts, taxes, rates and contact it names, in bulk, of this business only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accounts.currencies import currencies, currency_known
from bookkeeping.books import Books
from bookkeeping.costing import Place, foreign_money
from bookkeeping.defaults import complete
from bookkeeping.errors import InvalidError
from bookkeeping.records import Adjustment, Document, Payment, Transfer
from ledger.selectors.costs import LAST, holdings_before
from ledger.selectors.facts import STORED, facts_load
from ledger.selectors.rates import rates_get

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

    from bookkeeping.books import Holding
    from bookkeeping.records import Record
    from businesses.actors import Actor
    from ledger.selectors.facts import Facts, Novelty


@dataclass(frozen=True, slots=True)
class LoadedBooks:
    """The books, and what of them is only shown: the names of the contact and of projects."""

    books: Books
    contact_name: str | None
    projects: Mapping[int, str]
    taken: int | None
    """The record that has the number which a new one asks for."""
    aside: msgspec.Raw | None = None
    """The answer to what else was asked."""


def books_load(
    actor: Actor,
    *,
    record: Record,
    without: int | None = None,
    project: int | None = None,
    new: Novelty = STORED,
    whole: bool = True,
) -> LoadedBooks:
    """Return the books for a record: one statement, and a few more across currencies, whatever the record's length.

    The rates are those of the record's date; foreign money accounts come with what they hold before the record.
    ``without`` is the id of the record when it is stored already: balances are then those without it. ``project``
    is the one that the record itself is charged to. What is not ``whole``, a draft, is not posted: then it does not
    matter what accounts hold.

    Raises:
        InvalidError: an unknown currency, or a contact, item or project that is not of this business.
    """
    named = _named_currencies(record)
    facts = facts_load(actor, record=record, without=without, project=project, new=new)
    _check_named(record, facts, project)
    named |= {account.currency for account in facts.accounts.values() if account.currency}
    named |= {document.currency for document in facts.documents.values()}
    books = Books(
        home=currencies()[actor.business.currency],
        currencies=currencies(),
        accounts=facts.accounts,
        defaults=facts.defaults,
        taxes=facts.taxes,
        tax_codes=facts.tax_codes,
        contact=facts.contact,
        items=facts.items,
        rates=rates_get(actor, currencies=() if _has_rate(record) else named, on=record.date),
        documents=facts.documents,
        lock_date=actor.business.lock_date,
    )
    abroad = named - {actor.business.currency}
    holdings = _holdings(actor, record, books, without) if whole and abroad else {}
    books = replace(books, holdings=holdings) if holdings else books
    return LoadedBooks(books, facts.contact_name, facts.projects, facts.taken, facts.aside)


def _check_named(record: Record, facts: Facts, project: int | None) -> None:
    """Raise ``InvalidError`` for a contact, item or project that the business does not have."""
    lines = record.lines if isinstance(record, Document) else ()
    contact = record.contact if isinstance(record, Document | Payment) else None
    checks: list[tuple[int | None, bool, str, str]] = [
        (contact, facts.contact is not None, "contact", "contact"),
        (project, project in facts.projects, "project", "project"),
    ]
    for position, line in enumerate(lines):
        checks.append((line.item, line.item in facts.items, "item", f"lines[{position}].item"))
        checks.append((line.project, line.project in facts.projects, "project", f"lines[{position}].project"))
    for identity, known, noun, field in checks:
        if identity is not None and not known:
            message = f"There is no such {noun} in this business."
            raise InvalidError(message, field=field)


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


def _has_rate(record: Record) -> bool:
    """Tell whether the one rate that posting will need is given with the record: a document is in one currency."""
    return isinstance(record, Document) and record.exchange_rate is not None


def _holdings(actor: Actor, record: Record, books: Books, without: int | None) -> dict[tuple[int, str], Holding]:
    """Return what the accounts hold whose foreign money the record moves, before its place in time."""
    holdings: dict[tuple[int, str], Holding] = {}
    for account in {account for account, _ in foreign_money(complete(record, books), books)}:
        place = Place(record.date, LAST if without is None else without)
        found = holdings_before(actor, account=account, place=place)
        holdings |= {(account, currency): holding for currency, holding in found.items()}
    return holdings
