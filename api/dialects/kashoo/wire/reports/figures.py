"""Figures and columns of reports, and how both are written in a table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Protocol

from accounts.currencies import currency_known
from api.common.wire import Wire
from api.dialects.kashoo.wire.entries import entries_href
from bookkeeping.money import to_major

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from bookkeeping.reporting.figures import Figure
    from bookkeeping.reporting.periods import Period
    from bookkeeping.reporting.tables import Frame, Told


class FigureOut(Wire):
    """An amount; the home amounts of the lines at ``href`` sum to it."""

    amount: int
    href: str

    @classmethod
    def of(cls, figure: Figure, business: int) -> FigureOut:
        """Return a figure as clients read it."""
        return cls(amount=figure.amount, href=entries_href(business, figure.of))


class CellOut(Wire):
    """A figure of a column, and the figure that it is compared with."""

    amount: int
    href: str
    compared: FigureOut | None

    @classmethod
    def of(cls, figure: Figure, business: int) -> CellOut:
        """Return a figure as clients read it."""
        compared = FigureOut.of(figure.compared, business) if figure.compared else None
        return cls(amount=figure.amount, href=entries_href(business, figure.of), compared=compared)


class DaysOut(Wire):
    """Some days; without a start, the end of a day."""

    start_date: dt.date | None
    end_date: dt.date

    @classmethod
    def of(cls, period: Period) -> DaysOut:
        """Return a period as clients read it."""
        return cls(start_date=period.start, end_date=period.end)


class ColumnOut(Wire):
    """The days of a column, and those that it is compared with."""

    start_date: dt.date | None
    end_date: dt.date
    compared: DaysOut | None

    @classmethod
    def of(cls, period: Period, frame: Frame) -> ColumnOut:
        """Return a period as clients read it, with what the frame compares it with."""
        other = frame.compared(period)
        compared = DaysOut.of(other) if other else None
        return cls(start_date=period.start, end_date=period.end, compared=compared)


class Figured(Protocol):
    """A row or sum: a figure of the whole report, and those of its columns in their order."""

    amount: int
    compared: FigureOut | None
    columns: list[CellOut]


def figures(told: Told, business: int) -> dict[str, Any]:
    """Return the values that a row or sum has beside its name."""
    whole = CellOut.of(told.whole, business)
    return {
        "amount": whole.amount,
        "href": whole.href,
        "compared": whole.compared,
        "columns": [CellOut.of(figure, business) for figure in told.columns],
    }


def amounts(figured: Figured, currency: str) -> list[Decimal]:
    """Return all amounts in the order of the headings, in major units, as tables have them."""
    pairs = [(figured.amount, figured.compared), *((cell.amount, cell.compared) for cell in figured.columns)]
    return money([each for amount, other in pairs for each in (amount, *([other.amount] if other else []))], currency)


def headings(whole: ColumnOut, columns: Sequence[ColumnOut], currency: str) -> list[str]:
    """Return what stands above the amounts in a table: the days of each, and the currency."""
    days: list[ColumnOut | DaysOut] = []
    for column in (whole, *columns):
        days += [column, *([column.compared] if column.compared else [])]
    return [f"{each.start_date}/{each.end_date} {currency}".removeprefix("None/") for each in days]


def money(amounts: Iterable[int], currency: str) -> list[Decimal]:
    """Return amounts in major units, as tables have them."""
    known = currency_known(currency)
    return [to_major(amount, known) for amount in amounts]


def camel(name: str) -> str:
    """Return a name of the core as clients read it."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
