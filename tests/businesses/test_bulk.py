"""New rows as the tables take them."""

from __future__ import annotations

import pytest

from businesses.bulk import columns_new, row_new
from businesses.models import Changeset
from ledger.models import JournalLine


def test_columns_that_say_nothing_are_left_out_and_defaults_are_not() -> None:
    empty = dict.fromkeys(("description", "comment", "request_id", "digest", "hash"), "")
    assert columns_new(Changeset, id=7, number=1) == {"id": 7, "number": 1, **empty}


@pytest.mark.parametrize("new", [row_new, columns_new])
def test_a_column_that_the_table_has_not_is_refused(new: object) -> None:
    assert callable(new)
    with pytest.raises(TypeError, match=r"JournalLine has no \['price'\]"):
        new(JournalLine, id=7, price=3)
