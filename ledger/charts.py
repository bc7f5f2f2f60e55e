"""The chart of a business, all its accounts and taxes, which a process keeps in mind as long as it stays the same.

Every question that needs it asks for its stamp, and for the rest only if that is another one than the process knows:
what is kept is never older than what the database would have said in its place.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from bookkeeping.books import Account, DefaultAccount
from businesses.questions import WORDS
from ledger.tax_values import tax_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bookkeeping.taxes import Tax

KEPT_ACCOUNTS: Final = 50_000
"""How many accounts the charts have together that a process keeps; the one that was read first goes first."""
UNKNOWN: Final = -1
"""The stamp of no chart."""
_ACCOUNTS: Final = """
    SELECT {collect}({array}(a.default_for, {object}('id', a.id, 'type', a.type, 'currency', a.currency,
        'standard_terms', NULLIF(a.standard_terms, ''), 'usable', {usable}))) FROM accounts_account a
    WHERE a.business_id = b.id
"""
_TAXES: Final = """
    SELECT {collect}({array}(t.id, t.name, t.short_name, t.rate, t.previous_rate, t.previous_name,
        t.previous_short_name, t.effective_date, t.compound, t.registered, t.registration, t.payable_account_id,
        t.receivable_account_id, t.expense_account_id))
    FROM taxes_tax t WHERE t.business_id = b.id AND NOT t.removed
"""
_CODES: Final = """
    SELECT {collect}({array}(k.name, k.expansion)) FROM taxes_taxcode k WHERE k.business_id = b.id AND NOT k.removed
"""
_STAMPED: Final = """(SELECT {array}(s.stamp, {chart}) FROM (SELECT 1) AS one
    LEFT JOIN accounts_chartstamp s ON s.business_id = b.id)"""


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts of a business by id, removed ones among them; its defaults, taxes in the order of ids, tax codes."""

    stamp: int | None
    accounts: Mapping[int, Account]
    defaults: Mapping[DefaultAccount, int]
    taxes: tuple[Tax, ...]
    tax_codes: Mapping[str, str]


class _Rows(msgspec.Struct, array_like=True):
    """A chart as the database tells it."""

    accounts: list[tuple[DefaultAccount | None, Account]] | None
    taxes: list[list[Any]] | None
    codes: list[tuple[str, str]] | None


class ChartTold(msgspec.Struct, array_like=True):
    """What the database tells of a chart: its stamp, and the rest if that is not the one that was known."""

    stamp: int | None
    rows: _Rows | None


kept: dict[int, Chart] = {}
"""The charts by business, in the order in which they were read."""
_ID: Final = attrgetter("id")


def stamp_known(business: int) -> int:
    """Return the stamp of the chart that is known of a business."""
    known = kept.get(business)
    return UNKNOWN if known is None or known.stamp is None else known.stamp


@functools.cache
def chart_sql(vendor: str) -> str:
    """Return the SQL of the value that ``chart_told`` takes, of a business ``b``; ``%(stamp)s`` is what is known."""
    say = WORDS[vendor]
    words = {"array": say.array, "collect": say.collect, "object": say.object}
    words["usable"] = say.flag.format("(NOT a.archived AND NOT a.removed)")
    rows = ", ".join(say.value.format(f"({select.format(**words)})") for select in (_ACCOUNTS, _TAXES, _CODES))
    chart = say.value.format(f"CASE WHEN s.stamp = %(stamp)s THEN NULL ELSE {say.array}({rows}) END")
    return _STAMPED.format(array=say.array, chart=chart)


def chart_told(business: int, told: ChartTold) -> Chart | None:
    """Return the chart of a business, as the database tells it, and keep it in mind.

    None: another thread has let go of it since it was asked for, so it must be asked for anew as an unknown one.
    """
    if told.rows is None:
        known = kept.get(business)
        return known if known is not None and known.stamp == told.stamp else None
    chart = _chart(told.stamp, told.rows)
    if chart.stamp is not None:
        _keep(business, chart)
    return chart


def _keep(business: int, chart: Chart) -> None:
    """Keep a chart in mind, and let go of those that were read first when they become too many."""
    kept.pop(business, None)
    kept[business] = chart
    for first in list(kept)[:-1]:
        if sum(len(each.accounts) for each in list(kept.values())) <= KEPT_ACCOUNTS:
            break
        kept.pop(first, None)


def _chart(stamp: int | None, rows: _Rows) -> Chart:
    accounts = rows.accounts or ()
    return Chart(
        stamp=stamp,
        accounts={account.id: account for _, account in accounts},
        defaults={role: account.id for role, account in accounts if role is not None},
        taxes=tuple(sorted(map(tax_of, rows.taxes or ()), key=_ID)),
        tax_codes=dict(rows.codes or ()),
    )
