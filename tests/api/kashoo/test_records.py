"""Records over HTTP: the bodies of real clients, what is read back, paging and filters (contract, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

RECORDS = "/api/businesses/{b}/records"


@dataclass(frozen=True)
class Shop:
    """A business with a customer, a vendor and the accounts that its records name."""

    browser: Browser
    customer: int
    vendor: int
    bank: int
    income: int
    expense: int

    def invoice(self, status: int = 201, **fields: Any) -> Any:
        """Post an invoice over 100.00 and 5 % tax."""
        line = {"account": self.income, "quantity": 1, "rate": 100, "taxCode": "G"}
        sent = {"date": "2026-01-10", "contact": self.customer, "lineItems": [line], **fields}
        return self.browser.post(f"{RECORDS}/invoices", sent, status)

    def payment(self, amount: int, *documents: tuple[int, int], status: int = 201, **fields: Any) -> Any:
        """Post an invoice payment with allocations (document and amount)."""
        allocations = [{"record": record, "amount": part} for record, part in documents]
        sent = {
            "date": "2026-01-20",
            "contact": self.customer,
            "account": self.bank,
            "amount": amount,
            "allocations": allocations,
            **fields,
        }
        return self.browser.post(f"{RECORDS}/invoicePayments", sent, status)

    def read(self, record: int) -> Any:
        """Read a record."""
        return self.browser.get(f"/api/records/{record}")


@pytest.fixture
def shop(browser: Browser) -> Shop:
    tax = {"name": "GST", "shortName": "G", "rate": 5, "registered": True, "registration": "R1"}
    browser.post("/api/businesses/{b}/taxes", tax)
    customer = browser.post("/api/businesses/{b}/contacts", {"type": "CUSTOMER", "name": "Luna"}, 201)["id"]
    vendor = browser.post("/api/businesses/{b}/contacts", {"type": "VENDOR", "name": "Mill"}, 201)["id"]
    accounts = (browser.account(kind) for kind in ("BANK", "INCOME", "EXPENSE"))
    return Shop(browser, customer, vendor, *accounts)


def test_the_invoice_that_a_real_client_creates(shop: Shop) -> None:
    sent = {
        "currency": "CAD",
        "dueDate": "2013-01-21",
        "date": "2013-01-21",
        "type": "invoice",
        "poNumber": "",
        "lineItems": [{"account": shop.income, "quantity": 1, "rate": 1, "taxCode": ""}],
    }
    answer = shop.browser.send("POST", f"{RECORDS}/invoices", sent)
    assert answer.status_code == 201
    invoice = shop.browser.get(answer["Location"])
    assert (invoice["type"], invoice["number"], invoice["poNumber"], invoice["contact"]) == ("INVOICE", "1", None, None)
    assert (invoice["totalDue"], invoice["balanceDue"], invoice["paid"], invoice["taxes"]) == (100, 100, False, [])
    assert invoice["account"] == shop.browser.get("/api/businesses/{b}")["defaultAccountsReceivable"]
    for key in ("contactName", "creation", "dueDate", "currency", "lineItems", "payments", "terms", "memo"):
        assert key in invoice
    assert isinstance(invoice["creation"], int)
    assert ".0," not in answer.content.decode()


def test_the_bill_and_the_payment_that_a_real_client_creates(shop: Shop) -> None:
    line = {"account": shop.expense, "quantity": 1, "rate": 1, "taxCode": ""}
    sent = {"type": "bill", "date": "2013-01-21", "currency": "CAD", "contact": shop.vendor, "lineItems": [line]}
    bill = shop.browser.post(f"{RECORDS}/bills", sent, 201)
    assert bill["number"].isdigit()
    payment = {
        "type": "billPayment",
        "account": shop.bank,
        "amount": 100,
        "contact": shop.vendor,
        "currency": "CAD",
        "date": "2013-01-22",
        "unallocatedAmount": 0,
        "allocations": [{"amount": 100, "record": bill["id"]}],
    }
    paid = shop.browser.post(f"{RECORDS}/billPayments", payment, 201)
    assert (paid["type"], paid["amount"], paid["unallocatedAmount"], paid["checks"]) == ("BILL_PAYMENT", 100, 0, [])
    (allocation,) = paid["allocations"]
    assert (allocation["record"], allocation["invoiceNumber"], allocation["balanceDue"]) == (
        bill["id"],
        bill["number"],
        0,
    )
    read = shop.read(bill["id"])
    assert (read["paid"], read["balanceDue"], read["totalPaidLater"]) == (True, 0, 100)
    assert read["payments"][0]["payment"] == paid["id"]


def test_totals_of_an_invoice(shop: Shop) -> None:
    invoice = shop.invoice(memo="thanks", poNumber="PO-7", terms="net 30", description="d", inboxReference="i")
    assert invoice["taxes"] == [{"name": "GST", "amount": 500, "registrationNumber": "R1"}]
    totals = {
        "totalDue": 10500,
        "totalBeforeTaxes": 10000,
        "totalLocalDue": 10500,
        "balanceDue": 10500,
        "totalPaid": 0,
        "totalPaidImmediately": 0,
        "totalPaidLater": 0,
        "totalDueFormatted": "$105.00",
        "balanceDueFormatted": "$105.00",
        "paidInvoice": False,
        "income": True,
        "foreignCurrency": False,
        "homeCurrency": "CAD",
        "contactName": "Luna",
        "dueDate": "2026-02-09",
        "memo": "thanks",
        "poNumber": "PO-7",
        "terms": "net 30",
        "description": "d",
        "inboxReference": "i",
        "attachments": [],
        "removed": False,
    }
    assert {key: invoice[key] for key in totals} == totals


def test_an_invoice_paid_at_once(shop: Shop) -> None:
    invoice = shop.invoice(account=shop.bank)
    assert (invoice["paid"], invoice["paidInvoice"], invoice["totalPaidImmediately"]) == (True, True, 10500)
    assert (invoice["balanceDue"], invoice["totalPaidLater"], invoice["totalPaid"]) == (0, 0, 10500)


@pytest.mark.parametrize(("code", "tax"), [("G", 500), ("", 0), (None, 0), ("4%G", 400), ("3.24G", 324), ("-G", 476)])
def test_the_tax_code_language(shop: Shop, code: str | None, tax: int) -> None:
    invoice = shop.invoice(lineItems=[{"account": shop.income, "rate": "100.00", "taxCode": code}])
    assert sum(each["amount"] for each in invoice["taxes"]) == tax
    assert invoice["lineItems"][0]["taxCode"] == (code or None)


def test_a_tax_code_that_is_not_sent_is_the_contacts(shop: Shop) -> None:
    shop.browser.put(f"/api/contacts/{shop.customer}", {"defaultTaxCode": "G"})
    assert shop.invoice(lineItems=[{"account": shop.income, "rate": 100}])["totalDue"] == 10500
    bare = shop.invoice(lineItems=[{"account": shop.income, "rate": 100, "taxCode": None}])
    assert bare["totalDue"] == 10000
    assert shop.browser.put(f"/api/records/{bare['id']}", bare)["totalDue"] == 10000


def test_payments_with_an_invoice_are_made(shop: Shop) -> None:
    payment = {"payment": None, "date": "2026-01-15", "account": shop.bank, "amount": 4000, "paymentRefNum": 77}
    invoice = shop.invoice(payments=[{**payment, "paymentMemo": "cash"}])
    (settled,) = invoice["payments"]
    assert (settled["amount"], settled["paymentRefNum"], settled["paymentMemo"]) == (4000, "77", "cash")
    assert invoice["balanceDue"] == 6500
    made = shop.read(settled["payment"])
    assert (made["type"], made["amount"], made["number"], made["memo"]) == ("INVOICE_PAYMENT", 4000, "77", "cash")
    settled["amount"] = 0
    freed = shop.browser.put(f"/api/records/{invoice['id']}", {"payments": [settled]})
    assert (freed["payments"], freed["balanceDue"]) == ([], 10500)
    assert shop.read(made["id"])["unallocatedAmount"] == 4000


def test_the_excess_goes_to_the_credit_account(shop: Shop) -> None:
    invoice = shop.invoice()
    paid = shop.payment(12000, (invoice["id"], 10500))
    assert paid["unallocatedAmount"] == 1500
    path = f"/api/records/{paid['id']}"
    more = shop.browser.put(path, {"amount": 13000})
    assert (more["unallocatedAmount"], more["allocations"][0]["amount"]) == (2500, 10500)
    same = shop.browser.put(path, {**more, "amount": 14000})
    assert same["unallocatedAmount"] == 3500
    freed = shop.browser.put(path, {"allocations": [{"record": invoice["id"], "amount": 0}]})
    assert (freed["unallocatedAmount"], freed["allocations"]) == (14000, [])
    assert shop.read(invoice["id"])["balanceDue"] == 10500


def test_an_invoice_keeps_what_is_not_sent(shop: Shop) -> None:
    invoice = shop.invoice(memo="a", terms="net 30", number="77")
    path = f"/api/records/{invoice['id']}"
    volatile = {"lastModified", "lineItems", "memo", "terms", "dueDate"}
    changed = shop.browser.put(path, {"memo": "b"})
    assert {k: v for k, v in changed.items() if k not in volatile} == {
        k: v for k, v in invoice.items() if k not in volatile
    }
    assert changed["memo"] == "b"
    assert shop.browser.put(path, {"terms": "net 60"})["dueDate"] == "2026-03-11"
    assert shop.browser.put(path, {"memo": None})["memo"] is None
    whole = shop.read(invoice["id"])
    again = shop.browser.put(path, {**whole, "type": "invoice"})
    assert {k: v for k, v in again.items() if k not in volatile} == {
        k: v for k, v in whole.items() if k not in volatile
    }
    assert shop.browser.put(path, {"type": "bill"}, 400)["errors"][0]["field"] == "type"


def test_a_changed_currency_takes_a_new_rate(shop: Shop) -> None:
    line = {"account": shop.income, "rate": 100}
    invoice = shop.invoice(currency="USD", exchangeRate=1.25, lineItems=[line])
    assert (invoice["foreignCurrency"], invoice["exchangeRate"], invoice["totalLocalDue"]) == (True, 1.25, 12500)
    home = shop.browser.put(f"/api/records/{invoice['id']}", {"currency": "CAD"})
    assert (home["totalLocalDue"], home["foreignCurrency"]) == (10000, False)


def test_removing_hides_and_restoring_brings_back(shop: Shop) -> None:
    path = f"/api/records/{shop.invoice()['id']}"
    shop.browser.delete(path)
    assert shop.browser.get(RECORDS) == []
    assert shop.browser.get(f"{RECORDS}?includeRemoved=true")[0]["removed"] is True
    assert shop.browser.get(path)["removed"] is True
    restored = shop.browser.post(f"{path}/restore/", b"")
    assert (restored["removed"], restored["balanceDue"]) == (False, 10500)
    assert shop.browser.put(path, {"removed": True})["removed"] is True
    assert shop.browser.put(path, {"removed": False, "memo": "back"})["memo"] == "back"


@pytest.mark.parametrize("spelled", ["invoice", "INVOICE", "Invoice", None])
def test_types_have_many_spellings(shop: Shop, spelled: str | None) -> None:
    line = {"account": shop.income, "rate": 1}
    sent = {"date": "2026-01-10", "lineItems": [line], **({"type": spelled} if spelled else {})}
    assert shop.browser.post(f"{RECORDS}/invoices", sent, 201)["type"] == "INVOICE"
    if spelled:
        answer = shop.browser.send("POST", RECORDS, sent)
        assert (answer.status_code, "Location" in answer) == (200, True)
    else:
        assert shop.browser.post(RECORDS, sent, 400)["errors"][0]["field"] == "type"
    assert shop.browser.post(f"{RECORDS}/bills", {**sent, "type": "invoice"}, 400)["errors"][0]["field"] == "type"


def test_transfers(shop: Shop) -> None:
    dollars = shop.browser.account("BANK", "USD")
    sent = {
        "type": "transfer",
        "date": "2026-01-10",
        "account": dollars,
        "depositAccount": shop.bank,
        "amount": 100000,
        "currency": "USD",
        "depositCurrency": "CAD",
        "exchangeRate": 1.067,
    }
    made = shop.browser.post(f"{RECORDS}/transfers", sent, 201)
    assert {key: made[key] for key in sent} == {**sent, "type": "TRANSFER"}
    assert shop.browser.get(f"/api/accounts/{shop.bank}/balances")[0]["amount"] == -106700
    assert shop.browser.get(f"{RECORDS}/transfers") == [made]
    assert shop.browser.put(f"/api/records/{made['id']}", {"amount": 200000})["amount"] == 200000


@pytest.mark.parametrize("kind", ["manualAdjustmentRecord", "adjustment", "ADJUSTMENT", "manualAdjustment"])
def test_adjustments(shop: Shop, kind: str) -> None:
    loan, interest = shop.browser.account("LONG_TERM_LIABILITY"), shop.expense
    lines = [
        {"account": shop.bank, "amount": 25000, "currency": "CAD", "note": "payment"},
        {"account": loan, "amount": -20000},
        {"account": interest, "amount": -5000},
    ]
    made = shop.browser.post(RECORDS, {"type": kind, "date": "2026-01-10", "adjustments": lines})
    assert [line["amount"] for line in made["adjustments"]] == [25000, -20000, -5000]
    assert (made["type"], made["adjustments"][0]["note"], made["adjustments"][1]["currency"]) == (
        "ADJUSTMENT",
        "payment",
        "CAD",
    )
    assert shop.browser.get(f"{RECORDS}/adjustments/?type=INVOICE") == [made]
    assert shop.browser.put(f"/api/records/{made['id']}", {"memo": "loan"})["memo"] == "loan"


def test_opening_balances_and_generated_records(shop: Shop) -> None:
    sent = {"type": "OPENING_BALANCE", "date": "2026-01-01", "account": shop.bank, "amount": -50000}
    made = shop.browser.post(RECORDS, sent)
    assert (made["type"], made["amount"]) == ("OPENING_BALANCE", -50000)
    refused = shop.browser.post(RECORDS, {"type": "yearEndAdjustmentRecord", "date": "2026-01-01"}, 400)
    assert "generated" in refused["message"]


def test_lists_are_newest_first_and_end(shop: Shop) -> None:
    days = ["2026-01-03", "2026-01-05", "2026-01-04"]
    for day in days:
        shop.invoice(date=day)
    dates = [each["date"] for each in shop.browser.get(f"{RECORDS}/?limit=2")]
    assert dates == ["2026-01-05", "2026-01-04"]
    assert [each["date"] for each in shop.browser.get(f"{RECORDS}?limit=2&offset=2")] == ["2026-01-03"]
    assert shop.browser.get(f"{RECORDS}?limit=2&offset=4") == []
    assert shop.browser.get(f"{RECORDS}/invoices?startDate=1970-01-01&endDate=2030-01-01&limit=100&offset=0") != []
    assert shop.browser.get(f"{RECORDS}/bills") == []


def test_lists_are_filtered(shop: Shop) -> None:
    first = shop.invoice(date="2026-01-03", memo="alpha", number="A1")
    second = shop.invoice(date="2026-01-04", contact=None, dueDate="2026-06-01")
    paid = shop.invoice(date="2026-01-05", account=shop.bank)
    everything = {"first": first["id"], "second": second["id"], "paid": paid["id"]}

    def found(query: str) -> set[str]:
        ids = {each["id"] for each in shop.browser.get(f"{RECORDS}?{query}")}
        return {name for name, identity in everything.items() if identity in ids}

    assert found("type=INVOICE&type=bill") == set(everything)
    assert found("type=BILL") == set()
    assert found("startDate=2026-01-04&endDate=2026-01-04") == {"second"}
    assert found("search=ALPHA") == {"first"}
    assert found("amountGe=10501") == set()
    assert found("amountLe=10500") == set(everything)
    assert found(f"exclude={first['id']},{paid['id']}") == {"second"}
    assert found("status=paid") == {"paid"}
    assert found("status=UNPAID") == {"first", "second"}
    assert found("status=overdue&asOf=2026-02-01") == {"first"}
    assert found("status=overdue&date=2026-07-01") == {"first", "second"}
    assert found("status=overdue&statusDate=2026-01-01") == set()
    assert found(f"contactId={shop.customer}") == {"first", "paid"}
    assert found(f"modifiedSince={first['lastModified']}") == set(everything)
    assert found(f"modifiedSince={paid['lastModified'] + 10**6}") == set()
    assert found("status=&search=&startDate=&exclude=&sortColumn=&contactId=") == set(everything)
    order = [each["id"] for each in shop.browser.get(f"{RECORDS}?sortColumn=contactName&sortOrder=ASC")]
    assert order[0] == second["id"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("type=RECEIPT", "type"),
        ("limit=-1", "limit"),
        ("offset=x", "offset"),
        ("startDate=2026-02-30", "startDate"),
        ("endDate=yesterday", "endDate"),
        ("amountGe=1.5", "amountGe"),
        ("amountLe=99999999999999999999", "amountLe"),
        ("exclude=1,b", "exclude"),
        ("status=lost", "status"),
        ("asOf=1", "asOf"),
        ("sortColumn=colour", "sortColumn"),
        ("sortOrder=sideways", "sortOrder"),
        ("includeRemoved=maybe", "includeRemoved"),
        ("modifiedSince=-5", "modifiedSince"),
        ("modifiedSince=99999999999999999", "modifiedSince"),
        ("contactId=0", "contactId"),
        ("search=" + "x" * 300, "search"),
    ],
)
def test_bad_parameters_are_named(browser: Browser, query: str, field: str) -> None:
    refused = browser.get(f"{RECORDS}?{query}", 400)
    assert [each["field"] for each in refused["errors"]] == [field]


def test_several_bad_parameters_are_named_at_once(browser: Browser) -> None:
    refused = browser.get(f"{RECORDS}?limit=-1&startDate=x", 400)
    assert {each["field"] for each in refused["errors"]} == {"limit", "startDate"}
    browser.get(f"{RECORDS}?" + "&".join(f"a{n}=1" for n in range(300)), 400)


def test_heads_and_gets_with_a_content_type(shop: Shop) -> None:
    shop.invoice()
    answer = shop.browser.send("HEAD", RECORDS)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer["Content-Length"]) > 100
    plain = shop.browser.send("GET", RECORDS, CONTENT_TYPE="application/xml")
    assert plain.status_code == 200
