"""``POST /api/records/{id}/void`` as clients see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.json import decode as read

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

RECORDS = "/api/businesses/{b}/records"


@pytest.fixture
def paid(browser: Browser) -> dict[str, int]:
    """An invoice of 10.00 and a payment of all of it."""
    contact = browser.post("/api/businesses/{b}/contacts/customers", {"name": "Ann"}, 201)["id"]
    sent = {"date": "2026-01-10", "contact": contact, "lineItems": [{"account": browser.account("INCOME"), "rate": 10}]}
    invoice = browser.post(f"{RECORDS}/invoices", sent, 201)["id"]
    allocation = {"record": invoice, "amount": 1000}
    bank = browser.account("BANK")
    pays = {"date": "2026-01-11", "contact": contact, "account": bank, "amount": 1000, "allocations": [allocation]}
    payment = browser.post(f"{RECORDS}/invoicePayments", pays, 201)["id"]
    return {"invoice": invoice, "payment": payment, "bank": bank}


def test_a_void_invoice_says_so_and_owes_nothing(browser: Browser, paid: dict[str, int]) -> None:
    before = browser.get(f"/api/records/{paid['invoice']}")
    after = browser.post(f"/api/records/{paid['invoice']}/void", {})
    assert "void" not in before
    assert after["void"] is True
    changed = {key: after[key] for key in before if after[key] != before[key]}
    assert changed.keys() - {"lastModified"} == {
        "totalPaid", "totalPaidLater", "paid", "payments"
    }  # fmt: skip
    assert [changed[key] for key in ("totalPaid", "totalPaidLater", "paid", "payments")] == [0, 0, False, []]
    assert browser.get(f"/api/records/{paid['invoice']}") == after
    assert browser.get(f"/api/records/{paid['payment']}")["unallocatedAmount"] == 1000


def test_a_void_payment_says_so(browser: Browser, paid: dict[str, int]) -> None:
    after = browser.post(f"/api/records/{paid['payment']}/void", {})
    assert (after["void"], after["amount"], after["unallocatedAmount"], after["allocations"]) == (True, 1000, 0, [])
    assert browser.get(f"/api/records/{paid['invoice']}")["balanceDue"] == 1000
    assert browser.get(f"/api/accounts/{paid['bank']}/transactions") == []
    assert browser.get(f"/api/accounts/{paid['bank']}/balances")[0]["amount"] == 0


def test_lists_show_it_and_can_look_for_it(browser: Browser, paid: dict[str, int]) -> None:
    browser.post(f"/api/records/{paid['invoice']}/void", {})
    found = browser.get(f"{RECORDS}?status=void&fields=id,void")
    assert found == [{"id": paid["invoice"], "void": True}]
    assert [row.get("void") for row in browser.get(f"{RECORDS}?fields=id,void")] == [None, True]
    assert browser.get(f"{RECORDS}?status=paid") == []


def test_a_void_invoice_was_not_paid_at_once(browser: Browser) -> None:
    sent: dict[str, Any] = {"date": "2026-01-10", "account": browser.account("BANK")}
    sent["lineItems"] = [{"account": browser.account("INCOME"), "rate": 10}]
    invoice = browser.post(f"{RECORDS}/invoices", sent, 201)["id"]
    after = browser.post(f"/api/records/{invoice}/void", {})
    assert [after[key] for key in ("totalDue", "totalPaidImmediately", "totalPaidLater", "totalPaid")] == [
        1000,
        0,
        0,
        0,
    ]


def test_twice_is_a_conflict_and_so_is_an_edit(browser: Browser, paid: dict[str, int]) -> None:
    path = f"/api/records/{paid['invoice']}"
    browser.post(f"{path}/void", {})
    assert browser.post(f"{path}/void", {}, 409)["message"] == "This record is void already."
    told = browser.put(path, {"memo": "new"}, 409)
    assert told["errors"] == [] or told["errors"][0]["field"] == "void"
    assert browser.put(path, {"totalDue": 1000})["void"]
    browser.delete(path)
    assert browser.post(f"{path}/restore", {})["void"]


def test_a_trial_shows_that_nothing_is_posted(browser: Browser, paid: dict[str, int]) -> None:
    path = f"/api/records/{paid['invoice']}"
    tried = browser.post(f"{path}/void?dryRun=true", {})
    assert (tried["void"], tried["journalEntries"]) == (True, [])
    assert "void" not in browser.get(path)


def test_a_stale_tag_is_refused_and_a_repeat_is_replayed(browser: Browser, paid: dict[str, int]) -> None:
    path = f"/api/records/{paid['invoice']}"
    stale = browser.send("GET", path)["ETag"]
    browser.put(path, {"memo": "new"})
    assert browser.send("POST", f"{path}/void", HTTP_IF_MATCH=stale).status_code == 412
    tag = browser.send("GET", path)["ETag"]
    first, again = (browser.send("POST", f"{path}/void", HTTP_IF_MATCH=tag, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    assert read(first.content)["void"] is True


def test_a_new_record_cannot_be_sent_void(browser: Browser) -> None:
    sent = {"date": "2026-01-10", "void": True, "lineItems": [{"account": browser.account("INCOME"), "rate": 10}]}
    assert "void" not in browser.post(f"{RECORDS}/invoices", sent, 201)
