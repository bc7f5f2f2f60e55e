"""Bodies: what is read, what is refused and in which words, and which representation is answered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from api.common.content import JSON, TEXT, XML, Body, preferred, shaped
from api.common.errors import MalformedError, UnsupportedTypeError
from api.common.problems import faults_in
from api.dialects.kashoo.wire.accounts import AccountIn
from api.dialects.kashoo.wire.documents import DocumentIn
from api.dialects.kashoo.wire.payments import PaymentIn
from bookkeeping.errors import InvalidError


def body(raw: bytes, content_type: str = "application/json") -> Body:
    return Body.of(raw, content_type)


def said(raw: bytes, kind: Any = PaymentIn, content_type: str = "application/json") -> list[tuple[str | None, str]]:
    """Return field and message of every fault of a body."""
    with pytest.raises(InvalidError) as caught:
        body(raw, content_type).read(kind)
    return [(fault.field, fault.message) for fault in faults_in(caught.value)]


@pytest.mark.parametrize(
    ("raw", "field", "message"),
    [
        (b'{"date":"2026-01-31"}', "amount", "This is required."),
        (b'{"date":"2026-01-31","amount":"100"}', "amount", "Expected a whole number, got text."),
        (b'{"date":"2026-01-31","amount":10.5}', "amount", "Expected a whole number, got a decimal number."),
        (b'{"date":"2026-01-31","amount":true}', "amount", "Expected a whole number, got true or false."),
        (b'{"date":"2026-01-31","amount":null}', "amount", "Expected a whole number, got null."),
        (b'{"date":"2026-02-30","amount":1}', "date", "Expected a date such as 2026-01-31."),
        (b'{"date":"2026-2-3","amount":1}', "date", "Expected a date such as 2026-01-31."),
        (b'{"date":20260131,"amount":1}', "date", "Expected a date, got a whole number."),
        (
            b'{"date":"2026-01-31","amount":1000000000000001}',
            "amount",
            "Expected a whole number <= 1000000000000000.",
        ),
        (
            b'{"date":"2026-01-31","amount":1,"allocations":[{"record":1,"amount":1},{"record":0,"amount":1}]}',
            "allocations[1].record",
            "Expected a whole number >= 1.",
        ),
        (
            b'{"date":"2026-01-31","amount":1,"allocations":{"record":1}}',
            "allocations",
            "Expected a list, got an object.",
        ),
        (
            b'{"date":"2026-01-31","amount":1,"allocations":[7]}',
            "allocations[0]",
            "Expected an object, got a whole number.",
        ),
        (b"[]", None, "Expected an object, got a list."),
    ],
)
def test_a_fault_names_the_field_in_wire_words(raw: bytes, field: str | None, message: str) -> None:
    assert said(raw) == [(field, message)]


def test_all_faults_are_told_at_once() -> None:
    raw = b'{"date":"x","amount":"1","method":5,"allocations":[{"record":"a"},{"amount":1.5}]}'
    assert [field for field, _ in said(raw)] == [
        "date",
        "amount",
        "method",
        "allocations[0].record",
        "allocations[0].amount",
        "allocations[1].record",
        "allocations[1].amount",
    ]


def test_an_unknown_enum_value_is_named() -> None:
    assert said(b'{"name":"a","type":"SAVINGS"}', AccountIn) == [("type", "Invalid enum value 'SAVINGS'.")]


@pytest.mark.parametrize("amount", [b"100", b"100.0", b"1e2", b"1.00E2"])
def test_whole_amounts_may_be_written_as_fractions(amount: bytes) -> None:
    payment = body(b'{"date":"2026-01-31","amount":' + amount + b"}").read(PaymentIn)
    assert payment.amount == 100
    assert type(payment.amount) is int


@pytest.mark.parametrize("rate", [b"0.1", b'"0.1"', b"0.10", b"1e-1"])
def test_rates_are_exact_numbers_or_numeric_text(rate: bytes) -> None:
    raw = b'{"date":"2026-01-31","lineItems":[{"rate":' + rate + b',"quantity":100.0}],"exchangeRate":1.23456789012}'
    document = body(raw).read(DocumentIn)
    assert document.line_items is not None
    assert document.line_items[0].rate == Decimal("0.1")
    assert document.line_items[0].quantity == 100
    assert document.exchange_rate == Decimal("1.23456789012")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"  ",
        b"{",
        b"nonsense",
        b'{"date":}',
        b'{"memo":"\\ud800"}',
        b'{"memo":"\xff"}',
        b'{"memo":"a\\u0000b"}',
        b'{"memo":"\\\\\\u0000"}',
        b'{"x":' + b"[" * 40 + b"]" * 40 + b"}",
        b"[" * 100_000,
        b'{"x":' + b'{"x":' * 40 + b"1" + b"}" * 41,
        b'{"amount": NaN}',
    ],
)
def test_malformed_json_is_refused(raw: bytes) -> None:
    for read in (lambda: body(raw).read(PaymentIn), lambda: body(raw).tree()):
        with pytest.raises(MalformedError):
            read()


def test_brackets_in_text_are_not_depth_and_an_escaped_backslash_is_no_nul() -> None:
    raw = b'{"date":"2026-01-31","amount":1,"memo":"' + b"[{" * 50 + b'\\"\\\\u0000"}'
    assert body(raw).read(PaymentIn).memo == "[{" * 50 + '"\\u0000'


def test_forty_lines_are_not_deep() -> None:
    raw = b'{"date":"2026-01-31","lineItems":[' + b",".join([b'{"rate":1}'] * 40) + b"]}"
    assert len(body(raw).read(DocumentIn).line_items or ()) == 40


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/json", "application/vnd.x+json; charset=UTF-8", "", "APPLICATION/JSON;charset=utf-8"],
)
def test_json_has_many_names(content_type: str) -> None:
    assert body(b'\xef\xbb\xbf{"date":"2026-01-31","amount":1}'[3:], content_type).read(PaymentIn).amount == 1


def test_a_byte_order_mark_and_other_encodings_are_read() -> None:
    text = '{"date":"2026-01-31","amount":1,"memo":"Crème brûlée"}'
    assert body(b"\xef\xbb\xbf" + text.encode()).read(PaymentIn).memo == "Crème brûlée"
    latin = body(text.encode("latin-1"), "application/json; charset=iso-8859-1")
    assert latin.read(PaymentIn).memo == "Crème brûlée"
    for charset in ("utf-16", "no-such-encoding"):
        with pytest.raises(UnsupportedTypeError):
            body(b"\xff{}", f"application/json; charset={charset}").read(PaymentIn)


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b"a=1", "application/x-www-form-urlencoded"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"{}", "text/plain"),
        (b"{}", "application/octet-stream"),
        (b"date=1", ""),
    ],
)
def test_other_types_are_refused(raw: bytes, content_type: str) -> None:
    with pytest.raises(UnsupportedTypeError):
        body(raw, content_type).read(PaymentIn)


def test_xml_reads_text_into_what_is_needed() -> None:
    raw = b"""<?xml version="1.0"?>
        <invoicePayment date="2026-01-31" amount="100" byCheck="true" exchangeRate="1.25" memo="">
          <allocations>
            <allocation record="7" amount="100"/>
            <allocation><record>8</record><amount>0</amount></allocation>
          </allocations>
        </invoicePayment>"""
    payment = body(raw, "application/xml").read(PaymentIn)
    assert payment.allocations is not None
    assert (payment.amount, payment.by_check, payment.memo) == (100, True, None)
    assert payment.exchange_rate == Decimal("1.25")
    assert [(each.record, each.amount) for each in payment.allocations] == [(7, 100), (8, 0)]


def test_xml_faults_are_named_too() -> None:
    raw = b'<invoicePayment date="2026-02-30" amount="1.5"/>'
    assert [field for field, _ in said(raw, content_type="text/xml")] == ["date", "amount"]


@pytest.mark.parametrize("raw", [b"", b"<a", b"<a><b></a>", b'<!DOCTYPE x [<!ENTITY e "x">]><x a="&e;"/>'])
def test_malformed_xml_and_entities_are_refused(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        body(raw, "application/xml").read(PaymentIn)


def test_deep_xml_is_refused() -> None:
    with pytest.raises(MalformedError):
        body(b"<a>" * 40 + b"</a>" * 40, "application/xml").tree()


@pytest.mark.parametrize(
    ("accept", "wanted"),
    {
        "": "",
        "*/*": "",
        "text/html, */*": "",
        "application/json": JSON,
        "application/json, text/plain, */*": JSON,
        "application/xml": XML,
        "text/xml": XML,
        "application/xml;q=0.5, application/json": JSON,
        "application/xml, application/json;q=0.5": XML,
        "application/xml;q=0.9, */*": "",
        "application/xml, */*;q=0.8": XML,
        "text/plain": TEXT,
        "text/plain, application/json;q=0.1": TEXT,
        "application/json;q=nonsense": "",
        "application/json, application/xml": JSON,
    }.items(),
)
def test_representation_follows_accept(accept: str, wanted: str) -> None:
    assert preferred(accept) == wanted


def test_shaped_keeps_a_single_fault_single() -> None:
    with pytest.raises(InvalidError) as caught:
        shaped({"amount": 1}, PaymentIn)
    assert (caught.value.code, caught.value.field) == ("invalid", "date")
