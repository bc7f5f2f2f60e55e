"""The server's books beside the oracle's: every figure that a client can read, and what it should be."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from businesses.paging import EVERYTHING
from ledger.selectors.inventory import inventory_entry_list
from ledger.selectors.reconciliations import reconciliation_get, reconciliation_list
from ledger.selectors.records import RecordFilter, record_list
from ledger.selectors.reports.inventory import inventory_on_hand_get
from ledger.selectors.trial_balance import holdings_list
from tests.ledger.oracle import bank, stock
from tests.ledger.oracle.ground import HOME
from tests.ledger.oracle.said import Close, Move, Pay, Revalue

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor
    from ledger.views import RecordView
    from tests.ledger.oracle.oracle import Kept, Oracle

ALL = RecordFilter(include_removed=True)
STATUSES = ("paid", "unpaid", "overdue", "void", None)
"""What lists are narrowed to, in turn; None: what a list shows unless it is asked for something."""
UNIT = 10**12
"""The report counts stock in parts of a piece."""
Figures = dict[str, Any]


def shown(view: RecordView, letters: dict[int, str]) -> Figures:
    """Return the figures of a record as the server shows them."""
    return {
        "type": str(view.type),
        "date": view.date,
        "due": view.due_date,
        "number": view.number,
        "state": view.state,
        "removed": view.removed,
        "total": view.total,
        "before taxes": view.before_taxes,
        "total at home": view.home_total,
        "paid at once": view.paid_immediately,
        "open": view.balance,
        "open at home": view.open_home,
        "taxes": {letters[tax.tax]: tax.amount for tax in view.taxes},
        "settles": {each.document: each.amount for each in view.allocations},
        "settled by": {each.payment: each.amount for each in view.payments},
    }


def expected(books: Oracle, kept: Kept) -> Figures:
    """Return the figures of a record as they should be."""
    said, due = kept.said, (0, 0)
    if kept.doc:
        due = books.due(kept.id)
    elif isinstance(said, Pay):
        due = (books.left(kept.id), 0)
    return {
        "type": str(said.type),
        "date": said.day,
        "due": kept.doc.due if kept.doc else None,
        "number": kept.number,
        "state": "VOID" if kept.void else "POSTED",
        "removed": kept.removed,
        "total": kept.meant.total,
        "before taxes": kept.meant.before_taxes,
        "total at home": kept.meant.home_total,
        "paid at once": kept.meant.at_once,
        "open": due[0],
        "open at home": due[1],
        "taxes": dict(kept.meant.taxes),
        "settles": {bond.doc: bond.amount for bond in books.tied(pay=kept.id)} if isinstance(said, Pay) else {},
        "settled by": {bond.pay: bond.amount for bond in books.tied(doc=kept.id)} if kept.doc else {},
    }


def differences(actor: Actor, books: Oracle) -> dict[str, Any]:
    """Return what the list of all records shows otherwise than it should; {} is well."""
    letters = {tax: letter for letter, tax in books.ground.taxes.items()}
    views = record_list(actor, filters=ALL, page=EVERYTHING)
    homes = _credited(books)
    wrong: dict[str, Any] = {}
    order = [kept.id for kept in in_order(books)]
    if [view.id for view in views] != order:
        wrong["order"] = ([view.id for view in views], order)
    for view in views:
        kept = books.records.get(view.id)
        if kept is None:
            continue
        was, should = shown(view, letters), expected(books, kept)
        _settle(kept, should, was, homes.get(view.id, 0))
        told = {name: (was[name], should[name]) for name in should if was[name] != should[name]}
        if told:
            wrong[f"record {view.id}"] = told
    return wrong


def _credited(books: Oracle) -> dict[int, int]:
    """Return what the lines of each record credit at home: those with an amount, of a revaluation all of its day.

    Of what closes a year: what retained earnings get.
    """
    credited: dict[int, int] = defaultdict(int)
    for record, line in books.lines():
        said = books.records[record].said
        if isinstance(said, Close):
            credited[record] += line.home if line.account == books.ground.retained else 0
        elif line.amount > 0 or (isinstance(said, Revalue) and line.home > 0 and line.day == said.day):
            credited[record] += line.home
    return credited


def _settle(kept: Kept, should: Figures, was: Figures, credited: int) -> None:
    """Put in what only the whole journal says. Some figures of what is hidden are as they were: nobody reads them."""
    told: tuple[str, ...] = ()
    if isinstance(kept.said, Move) and kept.said.currency == kept.said.into != HOME:
        told = ("total at home",)
    if isinstance(kept.said, Revalue | Close):
        told = ("total", "before taxes", "total at home")
    should |= {figure: credited if kept.live else was[figure] for figure in told}
    if kept.removed and isinstance(kept.said, Pay):
        should["open"] = was["open"]


def stock_otherwise(actor: Actor, books: Oracle, as_of: dt.date) -> dict[str, Any]:
    """Return the movements of items, and what there is of them on a day, that are not what they should be."""
    moved = stock.moved(books)
    if not moved:
        return {}
    wrong: dict[str, Any] = {}
    told = [
        (view.date, view.record, view.item, Fraction(view.quantity), view.cost) for view in inventory_entry_list(actor)
    ]
    should = [(each.kept.said.day, each.kept.id, each.goods.item, each.goods.quantity, each.cost) for each in moved]
    if sorted(told) != sorted(should):
        wrong["movements"] = (sorted(told), sorted(should))
    rows = inventory_on_hand_get(actor, as_of=as_of).rows
    there = {row.item.id: (Fraction(row.quantity or 0, UNIT), row.value.amount) for row in rows if row.item}
    held: dict[int, tuple[Fraction, int]] = defaultdict(lambda: (Fraction(0), 0))
    for each in moved:
        if each.kept.said.day <= as_of:
            quantity, value = held[each.goods.item]
            held[each.goods.item] = (quantity + each.goods.quantity, value + each.cost)
    on_hand = {item: figures for item, figures in held.items() if any(figures)}
    if there != on_hand:
        wrong[f"stock on {as_of}"] = (there, on_hand)
    return wrong


def reconciled_otherwise(actor: Actor, books: Oracle, turn: int) -> dict[str, Any]:
    """Return the reconciliations that are not what they should be, and what one of them tells otherwise."""
    statements = list(books.statements.values())
    if not statements:
        return {}
    wrong: dict[str, Any] = {}
    told = [
        (view.id, view.statement_date, view.opening, view.cleared, view.balance, bool(view.finished_at), view.removed)
        for account in dict.fromkeys(each.account for each in statements)
        for view in reconciliation_list(actor, account=account, include_removed=True)
    ]
    should = [
        (each.id, each.day, each.opening, each.total, each.balance, each.finished, each.removed) for each in statements
    ]
    if sorted(told) != sorted(should):
        wrong["reconciliations"] = (sorted(told), sorted(should))
    one = statements[turn % len(statements)]
    units = reconciliation_get(actor, reconciliation=one.id).units or ()
    covered, taken = {record for record, _ in one.cleared}, bank.elsewhere(books, one)
    should_be = [
        (record, day, amount, one.id if record in covered else None)
        for record, (amount, day) in bank.units(books, one.account, one.currency).items()
        if day <= one.day and record not in taken and (record in covered or not (one.finished or one.removed))
    ]
    told_of = [(unit.record, unit.date, unit.amount, unit.reconciliation) for unit in units]
    if told_of != should_be:
        wrong[f"units of {one.id}"] = (told_of, should_be)
    return wrong


def in_order(books: Oracle) -> list[Kept]:
    """Return all records, newest first."""
    return sorted(books.records.values(), key=lambda kept: (kept.said.day, kept.id), reverse=True)


def listed_otherwise(actor: Actor, books: Oracle, status: str | None, as_of: dt.date) -> dict[str, Any]:
    """Return what a narrowed list shows and should show, if that differs."""
    filters = RecordFilter(status=status, as_of=as_of)
    found = [view.id for view in record_list(actor, filters=filters, page=EVERYTHING)]
    should = [kept.id for kept in in_order(books) if not kept.removed and _has(books, kept, status, as_of)]
    return {} if found == should else {f"list of {status}": (found, should)}


def _has(books: Oracle, kept: Kept, status: str | None, as_of: dt.date) -> bool:
    if status is None or status == "void":
        return status is None or kept.void
    if kept.doc is None or kept.void:
        return False
    open_now = books.due(kept.id)[0] != 0
    late = kept.doc.due is not None and kept.doc.due < as_of
    return {"paid": not open_now, "unpaid": open_now, "overdue": open_now and late}[status]


def holdings_otherwise(actor: Actor, books: Oracle, as_of: dt.date) -> dict[str, Any]:
    """Return the balances at the end of a day, there and at home, that are not what they should be, or not balanced."""
    should: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for _, line in books.lines():
        if line.day <= as_of:
            sums = should[line.account, line.currency]
            sums[0] += line.amount
            sums[1] += line.home
    found = {(view.account, view.currency): [view.amount, view.home] for view in holdings_list(actor, as_of=as_of)}
    nothing = [0, 0]
    pairs = {key: (found.get(key, nothing), should.get(key, nothing)) for key in {*found, *should}}
    wrong: dict[str, Any] = {f"{key} on {as_of}": pair for key, pair in pairs.items() if pair[0] != pair[1]}
    for currency in {currency for _, currency in found}:
        lopsided = [sum(sums[side] for key, sums in found.items() if key[1] == currency) for side in (0, 1)]
        if lopsided != nothing:
            wrong[f"trial balance of {currency} on {as_of}"] = lopsided
    return wrong
