"""Values that are put into wire types by position are those that their names say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from api.common.wire import by_position, encode
from api.dialects.kashoo.wire.movements import OUTGOING, record_out
from bookkeeping.records import RecordType
from businesses.actors import Actor, BusinessFacts
from ledger.selectors.parts import PARTS
from ledger.views import LineView, RecordView, TaxAmountView
from tests.support.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTOR = Actor.system(BusinessFacts(id=7, currency="CAD", lock_date=None, locale="en_CA"), NOW)
LINE = LineView(1, 2, 3, 4, Decimal(5), Decimal(6), "G", "note", 7, 8)
TAX = TaxAmountView(11, 12, "GST", "R 1", 13)
OTHERWISE = {
    "total_due": "total",
    "total_before_taxes": "before_taxes",
    "total_local_due": "home_total",
    "balance_due": "balance",
    "amount": "total",
    "unallocated_amount": "balance",
}
"""What is called otherwise on the wire."""
SAMPLES: dict[Any, Any] = {int: 0, str: "", bool: True, dt.date: dt.date(2026, 1, 1), dt.datetime: NOW}


def values() -> Iterator[Any]:
    """Yield a value for each field of a record's view that no other field has."""
    for number, field in enumerate(msgspec.structs.fields(RecordView)):
        if not field.required:
            return
        kinds = [field.type, *getattr(field.type, "__args__", ())]
        kind = next((kind for kind in (bool, int, str, dt.datetime, dt.date, Decimal) if kind in kinds), None)
        if kind in (dt.date, dt.datetime):
            yield SAMPLES[kind] + dt.timedelta(days=number)
        elif kind is bool:
            yield number % 2 == 0
        else:
            yield f"{field.name}" if kind is str else Decimal(number) if kind is Decimal else number


def full() -> RecordView:
    """Return a record with a line and a tax, and all its values."""
    make: Any = RecordView
    view: RecordView = make(*values(), lines=(LINE,), taxes=(TAX,))
    return view


@pytest.mark.parametrize("kind", list(RecordType))
def test_every_value_of_a_record_stands_under_its_name(kind: RecordType) -> None:
    record = msgspec.structs.replace(full(), type=kind, state="POSTED", currency="USD", home_currency="CAD")
    shown = record_out(record, ACTOR)
    assert isinstance(shown, OUTGOING[kind])
    compared = 0
    for name in shown.__struct_fields__:
        own = OTHERWISE.get(name, name)
        if own in record.__struct_fields__ and name not in PARTS:
            assert getattr(shown, name) == getattr(record, own), name
            compared += 1
    assert compared >= 17


def test_a_document_has_its_lines_and_taxes() -> None:
    shown: Any = record_out(msgspec.structs.replace(full(), type=RecordType.INVOICE, currency="USD"), ACTOR)
    (line,), (tax,) = shown.line_items, shown.taxes
    assert encode(line) == (
        b'{"id":1,"account":2,"item":3,"project":4,"quantity":5,"rate":6,"taxCode":"G","note":"note"}'
    )
    assert encode(tax) == b'{"name":"GST","amount":13,"registrationNumber":"R 1"}'


@pytest.mark.parametrize("kind", dict.fromkeys(OUTGOING.values()))
def test_a_type_by_position_is_written_as_the_one_by_name(kind: type[Any]) -> None:
    made: Any = by_position(kind)
    assert made.__struct_fields__ == kind.__struct_fields__
    assert made.__struct_encode_fields__ == kind.__struct_encode_fields__
    with pytest.raises(TypeError):
        made(1)
