"""What has cleared at the bank: reconciliations, and what they hold fast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.ledger.oracle.sums import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from tests.ledger.oracle.oracle import Kept, Oracle

Unit = tuple[int, "dt.date"]
"""What a record is in an account: a credit amount, on a day."""


@dataclass(frozen=True)
class Statement:
    """A reconciliation: what the statement of an account says on a day, and the records that have cleared."""

    id: int
    account: int
    currency: str
    day: dt.date
    opening: int
    balance: int
    cleared: tuple[tuple[int, Unit], ...] = ()
    finished: bool = False
    removed: bool = False

    @property
    def total(self) -> int:
        """What has cleared."""
        return sum(amount for _, (amount, _) in self.cleared)


def unit(kept: Kept, account: int, currency: str) -> Unit | None:
    """Return what a record is in an account, None for nothing."""
    lines = [
        line
        for sheet in kept.meant.sheets
        for line in sheet.lines
        if kept.live and (line.account, line.currency) == (account, currency) and line.amount
    ]
    amount = sum(line.amount for line in lines)
    return (amount, min(line.day for line in lines)) if amount else None


def units(books: Oracle, account: int, currency: str) -> dict[int, Unit]:
    """Return all records in an account, by day and then as they came about."""
    found = {kept.id: unit(kept, account, currency) for kept in books.records.values()}
    there = {record: each for record, each in found.items() if each}
    return dict(sorted(there.items(), key=lambda pair: (pair[1][1], pair[0])))


def standing(books: Oracle, account: int, currency: str) -> list[Statement]:
    """Return the reconciliations of an account that are not undone, oldest first."""
    found = [each for each in books.statements.values() if (each.account, each.currency) == (account, currency)]
    return sorted((each for each in found if not each.removed), key=lambda each: each.day)


def start(books: Oracle, said: Statement) -> None:
    """Begin a reconciliation, with what is said to have cleared; at once it may be finished."""
    before = standing(books, said.account, said.currency)
    if before and (not before[-1].finished or said.day <= before[-1].day):
        raise RefusedError("conflict")  # noqa: EM101
    opening = before[-1].balance if before else 0
    _write(books, replace(said, opening=opening), [record for record, _ in said.cleared])


def rework(books: Oracle, was: Statement, records: Sequence[int], balance: int, *, finished: bool) -> None:
    """Say anew what has cleared, and what the statement says; of what is finished nothing may be said anew."""
    if was.finished and finished:
        if balance != was.balance or set(records) != {record for record, _ in was.cleared}:
            raise RefusedError("conflict")  # noqa: EM101
        return
    if was.finished:
        _on_top(books, was)
    _write(books, replace(was, balance=balance, finished=finished), records)


def undo(books: Oracle, was: Statement) -> None:
    """Let nothing of a reconciliation stand."""
    if was.removed:
        raise RefusedError("not-found")  # noqa: EM101
    _on_top(books, was)
    books.statements[was.id] = replace(was, cleared=(), finished=False, removed=True)


def follow(books: Oracle, record: int) -> None:
    """Untick a record that is now something else in the account; refuse that where it is finished."""
    for each in list(books.statements.values()):
        for place in [place for place in each.cleared if place[0] == record]:
            if unit(books.records[record], each.account, each.currency) == place[1]:
                continue
            if each.finished:
                raise RefusedError("conflict")  # noqa: EM101
            books.statements[each.id] = replace(each, cleared=tuple(other for other in each.cleared if other != place))


def elsewhere(books: Oracle, said: Statement) -> set[int]:
    """Return the records that have cleared in another reconciliation of the account."""
    others = [each for each in standing(books, said.account, said.currency) if each.id != said.id]
    return {record for each in others for record, _ in each.cleared}


def _write(books: Oracle, said: Statement, records: Sequence[int]) -> None:
    there, taken = units(books, said.account, said.currency), elsewhere(books, said)
    for record in records:
        if record not in there or there[record][1] > said.day:
            raise RefusedError("invalid")  # noqa: EM101
        if record in taken:
            raise RefusedError("conflict")  # noqa: EM101
    said = replace(said, cleared=tuple((record, there[record]) for record in records))
    if said.finished and said.balance != said.opening + said.total:
        raise RefusedError("conflict")  # noqa: EM101
    books.statements[said.id] = said


def _on_top(books: Oracle, was: Statement) -> None:
    """Refuse what a later reconciliation stands on."""
    if standing(books, was.account, was.currency)[-1].day > was.day:
        raise RefusedError("conflict")  # noqa: EM101
