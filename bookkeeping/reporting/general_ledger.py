"""The general ledger: each account with what it held, what moved it line by line, and what it holds.

Balances count on the side where the account normally stands; a line has its amount on one of two sides.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bookkeeping.reporting.figures import Figure, Selection, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bookkeeping.records import RecordType
    from bookkeeping.reporting.balances import Balances, ChartAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A journal line as a ledger tells it: credit amounts in its currency and at home."""

    id: int
    account: int
    date: dt.date
    record: int
    record_type: RecordType
    number: str | None
    contact: str | None
    memo: str | None
    note: str | None
    currency: str
    amount: int
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A line and what the account holds after it, on its normal side; one of debit and credit is zero."""

    line: LedgerLine
    debit: int
    credit: int
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAccount:
    """An account over the days of a ledger, with those of its lines that the page has."""

    account: ChartAccount
    opening: Figure
    change: Figure
    closing: Figure
    rows: tuple[LedgerRow, ...]


def general_ledger(
    accounts: Iterable[ChartAccount],
    balances: Balances,
    base: Selection,
    lines: Iterable[LedgerLine],
    begun: Mapping[int, int],
) -> tuple[LedgerAccount, ...]:
    """Return the accounts of a page of the ledger that held or moved anything.

    Args:
        accounts: those of the page, in order.
        balances: of all accounts, before and at the end of the days.
        base: the days, of which there is a first, perhaps as known at a changeset.
        lines: those of the page, in order.
        begun: the account that an earlier page began, and what its lines there come to, a credit amount at home.
    """
    own: dict[int, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        own[line.account].append(line)
    told = (_account(account, balances, base, own[account.id], begun.get(account.id, 0)) for account in accounts)
    return tuple(
        each
        for each in told
        if each.rows or (each.account.id not in begun and (each.opening.amount or each.closing.amount))
    )


def _account(
    account: ChartAccount, balances: Balances, base: Selection, lines: Iterable[LedgerLine], moved: int
) -> LedgerAccount:
    side = Side.CREDIT if account.type.normal_balance_credit else Side.DEBIT
    within = replace(base, accounts=(account.id,), side=side)
    after = replace(within, start=None)
    before = replace(after, end=base.start and base.start - dt.timedelta(days=1))
    opening = balances.amount(before)
    held, rows = opening + side.sign * moved, []
    for line in lines:
        held += side.sign * line.home
        rows.append(LedgerRow(line=line, debit=max(-line.home, 0), credit=max(line.home, 0), balance=held))
    return LedgerAccount(
        account=account,
        opening=Figure(amount=opening, of=before),
        change=Figure(amount=balances.amount(within), of=within),
        closing=Figure(amount=balances.amount(after), of=after),
        rows=tuple(rows),
    )
