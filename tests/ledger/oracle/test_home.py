"""T8, first half: books mostly in the home currency, with taxes of every form, and many records at once."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.ledger.oracle.coming import FullPlay
from tests.ledger.oracle.running import RUN_SECONDS, run
from tests.ledger.oracle.saying import Flavour


class HomePlay(FullPlay):
    """Nine of ten records in Canadian dollars."""

    flavour = Flavour(currencies=("CAD",) * 9 + ("USD",), codes=13, across=8)
    tally = Counter()


@pytest.mark.timeout(RUN_SECONDS)
def test_whatever_is_done_at_home_the_oracle_has_foreseen(committed_db: None) -> None:
    run(HomePlay)
