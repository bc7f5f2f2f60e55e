"""Laying what is sent over what is stored."""

from __future__ import annotations

from decimal import Decimal

from api.common.calls import overlaid
from api.dialects.kashoo.wire.contacts import ContactIn
from api.dialects.kashoo.wire.documents import DocumentIn
from api.dialects.kashoo.wire.payments import PaymentIn

STORED = {
    "memo": "a",
    "currency": "CAD",
    "exchangeRate": 1,
    "terms": "net 30",
    "dueDate": "2026-02-01",
    "removed": False,
}


def document(**sent: object) -> dict[str, object]:
    return overlaid(STORED, dict(sent), kind=DocumentIn, follows=DocumentIn.follows)


def test_keys_that_are_not_sent_stay_and_null_clears() -> None:
    assert document(memo=None) == {**STORED, "memo": None}
    assert document(poNumber="7") == {**STORED, "poNumber": "7"}


def test_values_that_follow_another_go_with_it() -> None:
    assert "exchangeRate" not in document(currency="USD")
    assert "exchangeRate" not in document(currency="USD", exchangeRate=1)
    assert document(currency="USD", exchangeRate=Decimal("1.3"))["exchangeRate"] == Decimal("1.3")
    assert document(currency="CAD")["exchangeRate"] == 1
    assert "dueDate" not in document(terms="net 60")
    assert document(terms="net 60", dueDate="2026-03-01")["dueDate"] == "2026-03-01"


def test_computed_keys_that_come_back_unchanged_are_not_sent() -> None:
    stored = {"amount": 500, "unallocatedAmount": 0}
    assert overlaid(stored, {"amount": 700, "unallocatedAmount": 0}, kind=PaymentIn, follows={}) == {"amount": 700}
    assert overlaid(stored, {"unallocatedAmount": "0"}, kind=PaymentIn, follows={}) == {"amount": 500}
    assert overlaid(stored, {"unallocatedAmount": 5}, kind=PaymentIn, follows={})["unallocatedAmount"] == 5


def test_objects_inside_are_laid_over_each_other() -> None:
    stored = {"name": "Old", "contactInformation": {"name": "Old", "email": "a@b.c"}}
    sent = {"name": "Old", "contactInformation": {"name": "New"}}
    assert overlaid(stored, sent, kind=ContactIn, follows={}) == {
        "contactInformation": {"name": "New", "email": "a@b.c"}
    }
    assert overlaid(stored, {"contactInformation": None}, kind=ContactIn, follows={}) == {"contactInformation": None}


def test_xml_sends_everything_as_text() -> None:
    sent = {"currency": "USD", "exchangeRate": "1", "removed": "false"}
    assert "exchangeRate" not in overlaid(STORED, sent, kind=DocumentIn, follows=DocumentIn.follows)
