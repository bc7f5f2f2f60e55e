"""What follows from the whole journal each time: what closes a year, and what a revaluation comes to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.ledger.oracle.ground import HOME
from tests.ledger.oracle.meaning import Line
from tests.ledger.oracle.said import Revalue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.ledger.oracle.ground import Ground
    from tests.ledger.oracle.said import Said


def closed(ground: Ground, said: Said, journal: Sequence[Line]) -> list[Line]:
    """Return the lines that take what the twelve months up to a day have earned and spent to retained earnings."""
    after = said.day + dt.timedelta(days=1)
    begin = after.replace(year=after.year - 1)
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in journal:
        if begin <= line.day <= said.day and line.account in ground.yearly:
            for account, sign in ((line.account, -1), (ground.retained, 1)):
                held = sums[account, line.currency]
                held[:] = [held[0] + sign * line.amount, held[1] + sign * line.home]
    return [
        Line(account, currency, amount, home, said.day)
        for (account, currency), (amount, home) in sums.items()
        if amount or home
    ]


def revalued(ground: Ground, said: Said, journal: Sequence[Line]) -> list[Line]:
    """Return the lines of a revaluation, and of its reversal on the next day."""
    assert isinstance(said, Revalue)
    held: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in journal:
        if line.day <= said.day and line.currency != HOME and line.account in ground.monetary:
            sums = held[line.account, line.currency]
            sums[:] = [sums[0] + line.amount, sums[1] + line.home]
    moved: dict[tuple[int, str], int] = defaultdict(int)
    for (account, currency), (amount, home) in held.items():
        rate = ground.rate(currency, said.rate(currency), said.day)
        difference = ground.at_home(amount, currency, rate) - home
        moved[account, currency] += difference
        moved[ground.gain, currency] -= difference
    days = ((said.day, 1), (said.day + dt.timedelta(days=1), -1))
    return [
        Line(account, currency, 0, sign * home, day)
        for day, sign in days
        for (account, currency), home in moved.items()
    ]
