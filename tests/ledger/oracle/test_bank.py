"""T8, besides: accounts that are reconciled with the bank."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.ledger.oracle.reconciling import ReconciledPlay
from tests.ledger.oracle.running import FEW, RUN_SECONDS, run
from tests.ledger.oracle.saying import Flavour


class BankPlay(ReconciledPlay):
    """Two of three records in Canadian dollars, few taxes."""

    flavour = Flavour(currencies=("CAD", "CAD", "USD"), codes=3, across=8)
    tally = Counter()


@pytest.mark.timeout(RUN_SECONDS)
def test_whatever_is_done_with_what_has_cleared_the_oracle_has_foreseen(committed_db: None) -> None:
    run(BankPlay, runs=FEW, about={"reconcile", "reconcile otherwise", "change cleared"}, refusals={"conflict"})
