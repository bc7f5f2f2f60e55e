"""T8, second half: books in three currencies, with settlements at other rates and across currencies."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.ledger.oracle.coming import FullPlay
from tests.ledger.oracle.running import RUN_SECONDS, run
from tests.ledger.oracle.saying import Flavour


class ForeignPlay(FullPlay):
    """Mostly US dollars and yen, few taxes."""

    flavour = Flavour(currencies=("USD", "USD", "CAD", "JPY"), codes=3, across=3)
    tally = Counter()


@pytest.mark.timeout(RUN_SECONDS)
def test_whatever_is_done_abroad_the_oracle_has_foreseen(committed_db: None) -> None:
    run(ForeignPlay)
