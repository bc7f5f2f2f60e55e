"""Whole conversations of known Kashoo clients, with their own spellings (contract, sections 0, 2 and 4)."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from tests.e2e.conftest import EMAIL, PASSWORD

if TYPE_CHECKING:
    import httpx

    from tests.e2e.server import Server

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def got(answer: httpx.Response, status: int = 200) -> Any:
    """Return the JSON of an answer that has the status."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    return answer.json()


def books(http: httpx.Client) -> tuple[int, dict[str, int]]:
    """Open a fresh business and return its id and its accounts by number."""
    business = got(
        http.post("/api/businesses", json={"contactInformation": {"name": "Corner Shop"}, "currency": "USD"}), 201
    )
    accounts = got(http.get(f"/api/businesses/{business['id']}/accounts"))
    return business["id"], {account["number"]: account["id"] for account in accounts}


def signed_in_by_multipart(http: httpx.Client) -> None:
    """Sign in as clients A and B do, and keep the bare token in the header."""
    fields = {"email": (None, EMAIL), "password": (None, PASSWORD)}
    answer = http.post("/api/authTokens", files=fields, headers={"Accept": "*/*"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert UUID.fullmatch(answer.text), answer.text
    http.headers.update({"Authorization": f"TOKEN uuid:{answer.text}", "Accept": "application/json"})


def billed(http: httpx.Client, shop: int, accounts: dict[str, int]) -> tuple[int, int]:
    """Create a vendor, an invoice and a bill with the bodies of client A; return the vendor and the bill."""
    contact = {"type": "VENDOR", "currency": "USD", "contactInformation": {"name": "Mill & Sons"}}
    vendor = got(http.post(f"/api/businesses/{shop}/contacts", json=contact), 201)["id"]
    line = {"account": accounts["4000"], "quantity": 1, "rate": 1, "taxCode": ""}
    sent = {"currency": "USD", "dueDate": "2013-01-21", "date": "2013-01-21", "poNumber": "", "lineItems": [line]}
    url = f"/api/businesses/{shop}/records"
    invoice = got(http.post(f"{url}/invoices", json=sent | {"type": "invoice"}), 201)
    assert (invoice["totalDue"], invoice["balanceDue"], invoice["paid"]) == (100, 100, False)
    sent |= {"type": "bill", "contact": vendor, "lineItems": [line | {"account": accounts["5780"]}]}
    bill = got(http.post(f"{url}/bills", json=sent), 201)
    assert int(bill["number"]) > 0
    return vendor, bill["id"]


def test_multipart_sign_in_to_paid_bill(http: httpx.Client, server: Server) -> None:
    """Clients A and B: multipart sign-in, an account, an invoice, a bill, and the payments that settle it."""
    signed_in_by_multipart(http)
    shop, accounts = books(http)
    assert shop in [business["id"] for business in got(http.get("/api/users/me/businesses?"))]
    till = {"name": "Till", "number": 12345, "type": "CASH"}
    assert got(http.post(f"/api/businesses/{shop}/accounts", json=till))["number"] == "12345"
    vendor, bill = billed(http, shop, accounts)
    payment = {
        "type": "billPayment",
        "account": accounts["1000"],
        "amount": 1,
        "contact": vendor,
        "currency": "USD",
        "date": "2013-01-22",
        "unallocatedAmount": 0,
        "allocations": [{"amount": 1, "record": bill}],
    }
    url = f"/api/businesses/{shop}/records/billPayments"
    paid = http.post(url, json=payment)
    assert got(paid, 201)["unallocatedAmount"] == 0
    assert got(http.get(paid.headers["Location"]))["allocations"][0]["balanceDue"] == 99
    rest = payment | {"amount": 99, "allocations": [{"amount": 99, "record": bill}]}
    got(http.post(url, json=rest), 201)
    settled = got(http.get(f"/api/records/{bill}"))
    assert (settled["balanceDue"], settled["paid"]) == (0, True)
    journal = got(http.get(f"/api/accounts/{accounts['1000']}/journalEntries"))
    assert [line["amount"] for line in journal["journalEntries"]] == [1, 99]
    assert journal["balances"] == [{"amount": 100, "account": accounts["1000"], "currency": "USD"}]
    payable = got(http.get(f"/api/businesses/{shop}"))["defaultAccountsPayable"]
    assert got(http.get(f"/api/accounts/{payable}/balances")) == [{"amount": 0, "account": payable, "currency": "USD"}]
    audit = server.command("verify", "--business", str(shop))
    assert (audit.returncode, audit.stdout) == (0, "daybook: 1 businesses verified, nothing wrong\n")


def test_lists_and_sync_with_slashes_and_question_marks(http: httpx.Client) -> None:
    """Clients A and B read back: lists with a trailing slash, an empty last page, contacts through sync."""
    signed_in_by_multipart(http)
    shop, accounts = books(http)
    vendor, bill = billed(http, shop, accounts)
    url = f"/api/businesses/{shop}/records"
    listed = got(http.get(f"{url}/bills/?startDate=1970-01-01&endDate=2030-01-01&limit=100&offset=0"))
    assert [record["id"] for record in listed] == [bill]
    assert got(http.get(f"{url}/?offset=50&limit=50")) == []
    session = got(http.post("/api/sync", files={"business": (None, str(shop)), "description": (None, "test")}))
    assert [c["id"] for c in got(http.get(f"/api/sync/{session['id']}/contacts/?limit=100"))] == [vendor]
    assert got(http.get(f"/api/sync/{session['id']}/contacts/customers?limit=100")) == []


def test_basic_sign_in_with_a_junk_body_reads_invoices(http: httpx.Client) -> None:
    """Client C: HTTP Basic, a urlencoded content type with the body `[]`, a trailing question mark."""
    basic = b64encode(f"{EMAIL}:{PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"}
    answer = http.post("/api/authTokens?", content=b"[]", headers=headers)
    assert UUID.fullmatch(answer.text), answer.text
    headers = {"Authorization": f"TOKEN uuid:{answer.text}", "Content-Type": "application/json"}
    invoices = got(http.get("/api/businesses/1000001/records/invoices?limit=5", headers=headers))
    assert len(invoices) == 5
    assert all(invoice["contactName"] and isinstance(invoice["balanceDue"], int) for invoice in invoices)
    refused = http.post(
        "/api/businesses/1000001/records/invoices",
        content=b"currency=CAD",
        headers=headers | {"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert refused.status_code == 415


def test_a_raw_form_gets_a_token_that_a_shell_can_store(http: httpx.Client) -> None:
    """Client D: a form that is not percent-encoded; the body is stored verbatim and lists businesses."""
    answer = http.post(
        "/api/authTokens",
        content=f"email={EMAIL}&password={PASSWORD}".encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"},
    )
    assert UUID.fullmatch(answer.text), answer.text
    listed = http.get("/api/users/me/businesses", headers={"Authorization": f"TOKEN uuid:{answer.text}"})
    assert re.search(r'\{"href":"/api/businesses/\d{7}"[^}]*"rel":"self"', listed.text)


def test_a_json_token_reads_every_record_page_by_page(http: httpx.Client) -> None:
    """Client E: the JSON token as issued, GETs with a JSON content type, pages until the empty one."""
    form = {"email": EMAIL, "password": PASSWORD}
    answer = http.post("/api/authTokens", data=form, headers={"Accept": "application/json"})
    token = got(answer)
    assert isinstance(token["expiryDate"], int)
    assert token["restriction"] is None
    headers = {"Authorization": f"TOKEN json:{answer.text}", "Content-Type": "application/json"}
    reordered = json.dumps(dict(reversed(token.items())) | {"extra": 1})
    assert http.get("/api/users/me", headers={"authorization": f"token json:{reordered}"}).status_code == 200
    seen: list[int] = []
    page = {"offset": 0, "limit": 100}
    while records := got(http.get("/api/businesses/1000001/records", params=page, headers=headers)):
        for record in records:
            assert all(
                record[key] is None or isinstance(record[key], int)
                for key in ("amount", "totalDue", "balanceDue")
                if key in record
            )
            seen.append(record["id"])
        page["offset"] += 100
    assert len(seen) == len(set(seen)) == 489 + 1, "the records of the demo company, and its revaluation"
    assert ".0" not in json.dumps(
        got(http.get("/api/businesses/1000001/records/bills?limit=20", headers=headers))[0].get("totalDue")
    )
    tampered = json.dumps(token | {"myUserId": token["myUserId"] + 1})
    assert http.get("/api/users/me", headers={"Authorization": f"TOKEN json:{tampered}"}).status_code == 401


def test_an_invoice_is_paid_through_its_own_payments(signed_in: httpx.Client, server: Server) -> None:
    """A null payment creates the payment, zero removes it, the excess goes to the credit account."""
    shop, accounts = books(signed_in)
    customer = got(
        signed_in.post(
            f"/api/businesses/{shop}/contacts",
            json={"type": "CUSTOMER", "contactInformation": {"name": "Ann"}},
        ),
        201,
    )
    url = f"/api/businesses/{shop}/records/invoices"
    payment = {
        "payment": None,
        "date": "2026-01-20",
        "account": accounts["1000"],
        "amount": 4000,
        "paymentRefNum": "77",
    }
    body = {
        "date": "2026-01-15",
        "currency": "USD",
        "contact": customer["id"],
        "terms": "net 30",
        "lineItems": [{"account": accounts["4000"], "quantity": 2, "rate": 50.5}],
        "payments": [payment],
    }
    invoice = got(signed_in.post(url, json=body), 201)
    assert (invoice["totalDue"], invoice["balanceDue"], invoice["dueDate"]) == (10100, 6100, "2026-02-14")
    made = invoice["payments"][0]["payment"]
    assert got(signed_in.get(f"/api/records/{made}"))["number"] == "77"
    removed = invoice | {"payments": [invoice["payments"][0] | {"amount": 0}]}
    after = got(signed_in.put(f"/api/records/{invoice['id']}", json=removed))
    assert (after["balanceDue"], after["payments"]) == (10100, [])
    assert got(signed_in.get(f"/api/records/{made}"))["unallocatedAmount"] == 4000
    assert signed_in.delete(f"/api/records/{invoice['id']}").status_code == 204
    assert got(signed_in.get(url)) == []
    assert [r["id"] for r in got(signed_in.get(f"{url}?includeRemoved=true"))] == [invoice["id"]]
    assert got(signed_in.post(f"/api/records/{invoice['id']}/restore"))["removed"] is False
    assert server.command("verify").returncode == 0


def test_the_greeting_tells_a_newcomer_what_to_do(server: Server) -> None:
    printed = "".join(server.printed)
    assert "creator@demo.test" in printed
    assert printed.count("curl -s") == 3


def test_a_signal_drains_and_exits_well(tmp_path: Any) -> None:
    from tests.e2e.server import serving  # noqa: PLC0415 - a server of its own

    with serving(tmp_path, None, "--no-demo") as own:
        assert "creator@demo.test" not in "".join(own.printed)
        assert own.stop() == 0
