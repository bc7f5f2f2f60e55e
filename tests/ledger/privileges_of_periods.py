"""Every use case of periods: its privilege, and a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bookkeeping.openings import OpeningStated
from businesses.selectors.locks import lock_get
from businesses.services.locks import lock_move
from ledger.selectors.openings import openings_get
from ledger.selectors.year_ends import year_end_get, year_end_list, year_end_preview
from ledger.services.openings import openings_set
from ledger.services.revaluation import revaluation_make
from ledger.services.year_ends import year_end_close, year_end_reopen
from tests.support.builders import day

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor

BEGUN = OpeningStated(currency="CAD", amount=-5, date=day(1, 1))
PERIODS: dict[Callable[..., object], tuple[str, Callable[[Actor, Any], object]]] = {
    lock_get: ("VIEW_CHANGESETS", lambda a, _: lock_get(a)),
    lock_move: ("CHANGE_BUSINESS_SETTINGS", lambda a, _: lock_move(a, lock_date=day(1, 4))),
    year_end_list: ("VIEW_REPORTS", lambda a, _: year_end_list(a)),
    year_end_get: ("VIEW_REPORTS", lambda a, s: year_end_get(a, record=s.year_end)),
    year_end_preview: ("CHANGE_YEAR_END", lambda a, _: year_end_preview(a, fiscal_year=2025)),
    year_end_close: ("CHANGE_YEAR_END", lambda a, _: year_end_close(a, fiscal_year=2025)),
    year_end_reopen: ("CHANGE_YEAR_END", lambda a, _: year_end_reopen(a, fiscal_year=2020)),
    openings_get: ("VIEW_ACCOUNT_BALANCES", lambda a, s: openings_get(a, account=s.bank)),
    openings_set: (
        "CHANGE_ACCOUNTS VIEW_ACCOUNTS VIEW_ACCOUNT_BALANCES ADD_RECORDS VIEW_RECORDS",
        lambda a, s: openings_set(a, account=s.bank, stated=[BEGUN]),
    ),
    revaluation_make: ("ADD_JOURNAL_ENTRIES", lambda a, _: revaluation_make(a, as_of=day(1, 31), rates={})),
}
