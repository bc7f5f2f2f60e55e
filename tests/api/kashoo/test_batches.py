"""Many records in one request (operations 79 and 81)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

RECORDS = "/api/businesses/{b}/records"
BATCH = f"{RECORDS}/batch"


@pytest.fixture
def invoice(browser: Browser) -> dict[str, Any]:
    """Return the body of an invoice."""
    line = {"account": browser.account("INCOME"), "quantity": 2, "rate": 12.5}
    return {"type": "invoice", "date": "2026-01-10", "lineItems": [line]}


def transfer(browser: Browser, **fields: Any) -> dict[str, Any]:
    """Return the body of a transfer."""
    accounts = {"account": browser.account("BANK"), "depositAccount": browser.account("CASH")}
    return {"type": "TRANSFER", "date": "2026-01-10", "amount": 500, **accounts, **fields}


def test_records_of_any_type_are_added_together(browser: Browser, invoice: dict[str, Any]) -> None:
    lines = [{"account": browser.account("BANK"), "amount": 5}, {"account": browser.account("CASH"), "amount": -5}]
    adjustment = {"type": "manualAdjustmentRecord", "date": "2026-01-11", "adjustments": lines}
    made = browser.post(f"{BATCH}/", [invoice, transfer(browser), adjustment, invoice])
    assert [record["type"] for record in made] == ["INVOICE", "TRANSFER", "ADJUSTMENT", "INVOICE"]
    assert [record["number"] for record in made] == ["1", "1", "1", "2"]
    assert sorted(record["id"] for record in browser.get(RECORDS)) == sorted(record["id"] for record in made)
    assert [browser.get(f"/api/records/{record['id']}") for record in made] == made
    assert browser.post(BATCH, []) == []


def test_a_batch_in_xml(browser: Browser) -> None:
    income, bank, cash = (browser.account(kind) for kind in ("INCOME", "BANK", "CASH"))
    sent = f"""<records>
        <invoice date="2026-01-10"><lineItems><lineItem account="{income}" rate="7"/></lineItems></invoice>
        <transfer date="2026-01-11" account="{bank}" depositAccount="{cash}" amount="500"/>
        <invoice date="2026-01-12"><lineItems><lineItem account="{income}" rate="8"/></lineItems></invoice>
    </records>"""
    made = browser.post(BATCH, sent.encode(), CONTENT_TYPE="application/xml")
    assert [(record["type"], record.get("totalDue")) for record in made] == [
        ("INVOICE", 700),
        ("TRANSFER", None),
        ("INVOICE", 800),
    ]
    ids = [record["id"] for record in made]
    changes = "".join(f'<invoice id="{identity}" memo="x"/>' for identity in (ids[2], ids[0]))
    now = browser.put("/api/records", f"<r>{changes}</r>".encode(), CONTENT_TYPE="text/xml")
    assert [(record["id"], record["memo"]) for record in now] == [(ids[2], "x"), (ids[0], "x")]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"lineItems": [{"account": 1, "rate": 1}]}, "[2].lineItems[0].account"),
        ({"lineItems": [{"rate": "x"}]}, "[2].lineItems[0].rate"),
        ({"date": "2026-02-30"}, "[2].date"),
        ({"type": "colour"}, "[2].type"),
        ({"type": None}, "[2].type"),
        ({"contact": 1}, "[2].contact"),
        ({"number": "A-1"}, "[2].number"),
        (
            {"type": "manualAdjustmentRecord", "adjustments": [{"account": 1, "amount": 5}]},
            "[2].adjustments[0].account",
        ),
        ({"payments": [{"amount": 1, "date": "2026-01-10"}]}, "[2].payments[0].account"),
    ],
)
def test_one_bad_record_refuses_all_and_is_named(
    browser: Browser, invoice: dict[str, Any], bad: dict[str, Any], field: str
) -> None:
    sent = [invoice, {**invoice, "number": "A-1"}, {**invoice, **bad}]
    answer = browser.post(BATCH, sent, 409 if "number" in bad else 400)
    assert field in [error["field"] for error in answer["errors"]]
    assert browser.get(RECORDS) == []


@pytest.mark.parametrize("body", [b"{}", b"", b"5", b"[5]", b"[[]]", b"[null]", b'[{"type": 5}]'])
@pytest.mark.parametrize(("method", "path"), [("POST", BATCH), ("PUT", "/api/records")])
def test_what_is_no_list_of_records_is_refused(browser: Browser, method: str, path: str, body: bytes) -> None:
    assert browser.send(method, path, body).status_code == 400


def test_two_thousand_and_one_are_too_many(browser: Browser, invoice: dict[str, Any]) -> None:
    assert "2,000" in browser.post(BATCH, [invoice] * 2_001, 400)["message"]
    assert browser.get(RECORDS) == []


def test_records_change_together_and_keep_what_is_not_sent(browser: Browser, invoice: dict[str, Any]) -> None:
    first, second = browser.post(BATCH, [{**invoice, "memo": "a"}, transfer(browser)])
    sent = [{"id": second["id"], "amount": 700}, {"id": first["id"], "poNumber": "P"}]
    now = browser.put("/api/records", sent)
    assert [record["id"] for record in now] == [second["id"], first["id"]]
    assert (now[0]["amount"], now[1]["memo"], now[1]["poNumber"]) == (700, "a", "P")
    again = browser.put("/api/records", now)
    assert again == [{**record, "lastModified": each["lastModified"]} for record, each in zip(now, again, strict=True)]
    assert browser.put("/api/records", []) == []
    hidden = browser.put("/api/records", [{"id": first["id"], "removed": True}])
    assert hidden[0]["removed"] is True


def test_a_bad_change_is_named_and_undoes_the_others(
    browser: Browser, stranger: Browser, invoice: dict[str, Any]
) -> None:
    first, second = browser.post(BATCH, [invoice, transfer(browser)])
    change = {"id": first["id"], "memo": "changed"}
    lines = [{"account": stranger.account("INCOME"), "rate": 1}]
    theirs = stranger.post(BATCH, [{**invoice, "lineItems": lines}])[0]["id"]
    for bad, status, field in (
        ({"id": second["id"], "account": 1}, 400, "[1].account"),
        ({"id": second["id"], "type": "bill"}, 400, "[1].type"),
        ({"memo": "x"}, 400, "[1].id"),
        ({"id": first["id"]}, 400, "[1].id"),
        ({"id": theirs}, 404, "[1]"),
        ({"id": 2**50}, 404, "[1]"),
    ):
        answer = browser.put("/api/records", [change, bad], status)
        assert [error["field"] for error in answer["errors"]] == [field]
    browser.put("/api/records", [{"id": theirs, "memo": "x"}, change], 404)
    assert browser.get(f"/api/records/{first['id']}")["memo"] is None
