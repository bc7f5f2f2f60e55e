"""The part of the audit that is about currencies: what foreign money cost, and what revaluations are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
from django.db.models import Q

from accounts.currencies import currencies
from bookkeeping.books import MONEY, Books
from bookkeeping.costing import EMPTY, costed_anew
from bookkeeping.revaluation import MONETARY, revaluation_entries, revalued
from businesses.roles import Privilege
from ledger.models import JournalLine, Revaluation
from ledger.selectors.costs import movements_all
from ledger.selectors.revaluations import foreign_balances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bookkeeping.books import Holding
    from bookkeeping.costing import Money, Place
    from businesses.actors import Actor


def faults_abroad(actor: Actor) -> list[str]:
    """Return what is wrong with the foreign currencies of a business, in the order of the checks; [] is well."""
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    return [fault for check in (_movements, _costs, _revaluations) for fault in check(actor)]


def _movements(actor: Actor) -> Iterator[str]:
    """A line has a home amount at its rate just when it moves foreign money."""
    lines = JournalLine.objects.filter(business_id=actor.business.id, superseded__isnull=True)
    moves = Q(account__type__in=MONEY) & ~Q(currency=actor.business.currency) & ~Q(amount=0)
    wrong = lines.filter(moves, at_rate__isnull=True) | lines.filter(~moves, at_rate__isnull=False)
    for line in wrong.order_by("id"):
        yield f"line {line.id}: its home amount at its rate is {line.at_rate}"


def _costs(actor: Actor) -> Iterator[str]:
    """Foreign money leaves at its average cost, record after record from the first on; so no money is worth nothing."""
    entries = movements_all(actor)
    pools: dict[Money, tuple[Place, Holding]] = {}
    for booked in entries:
        for line in booked.lines:
            if line.at_rate is not None:
                pools.setdefault((line.account, line.currency), (booked.place, EMPTY))
    for booked, lines in costed_anew(entries, pools, lambda: 0):
        was, should = (sum(line.home for line in each if line.at_rate is not None) for each in (booked.lines, lines))
        yield f"record {booked.place.record}: its foreign money is booked at {was}, it costs {should}"


def _revaluations(actor: Actor) -> Iterator[str]:
    """A revaluation makes balances worth their rate at the end of its day, and is reversed on the next one."""
    home, known = currencies()[actor.business.currency], currencies()
    live = Revaluation.objects.filter(business_id=actor.business.id, record__removed=False)
    for row in live.order_by("as_of"):
        rates = {code: Decimal(text) for code, text in msgspec.json.decode(row.rates, type=dict[str, str]).items()}
        balances = [each for each in foreign_balances(actor, as_of=row.as_of) if each.currency in rates]
        rows = revalued(balances, Books(home=home, currencies=known, accounts={}, defaults={}, rates=rates))
        should = {
            (entry.date, line.account, line.currency): line.home
            for entry in revaluation_entries(row.as_of, rows, gain=0)
            for line in entry.lines
            if line.account
        }
        lines = JournalLine.objects.filter(record_id=row.record_id, superseded__isnull=True)
        stored = lines.filter(account__type__in=MONETARY).values_list("date", "account_id", "currency", "home")
        if should != {(day, account, currency): worth for day, account, currency, worth in stored}:
            yield f"record {row.record_id}: it does not revalue what is held at the end of {row.as_of}"
