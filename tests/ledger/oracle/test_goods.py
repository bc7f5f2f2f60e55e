"""T8, besides: goods that are bought, sold and brought back."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.ledger.oracle.running import FEW, RUN_SECONDS, run
from tests.ledger.oracle.saying import Flavour
from tests.ledger.oracle.trading import TradingPlay


class GoodsPlay(TradingPlay):
    """Two of three records in Canadian dollars, few taxes."""

    flavour = Flavour(currencies=("CAD", "CAD", "USD"), codes=3, across=8)
    tally = Counter()


@pytest.mark.timeout(RUN_SECONDS)
def test_whatever_is_done_with_goods_the_oracle_has_foreseen(committed_db: None) -> None:
    run(GoodsPlay, runs=FEW, about={"trade", "trade otherwise", "rules"}, refusals={"stock-short", "conflict"})
