"""``dryRun=true`` answers what would be stored and posted, and stores nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection
from msgspec.json import decode as read

from businesses.models import Counter

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

INVOICES = "/api/businesses/{b}/records/invoices"


def stored() -> dict[str, Any]:
    """Return every row of every table of ours; id sequences too, where they are rows."""
    rooms = ("businesses", "accounts", "taxes", "ledger")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    managers = {model.__name__: model._default_manager for model in models}  # noqa: SLF001 - Django's documented API
    return {name: sorted(manager.values_list(), key=str) for name, manager in managers.items()}


def test_an_invoice_is_tried(browser: Browser) -> None:
    income = browser.account("INCOME")
    sent = {"date": "2026-01-15", "lineItems": [{"account": income, "rate": 10}]}
    before = stored()
    answer = browser.send("POST", f"{INVOICES}?dryRun=true", sent)
    assert (answer.status_code, answer["X-Daybook-Dry-Run"]) == (201, "true")
    assert stored() == before
    told = read(answer.content)
    assert {line["account"]: line["amount"] for line in told["journalEntries"]}[income] == 1000
    assert sum(line["amount"] for line in told["journalEntries"]) == 0
    assert told["totalDue"] == 1000
    real = browser.send("POST", INVOICES, sent)
    assert "X-Daybook-Dry-Run" not in real
    stored_now = read(real.content)
    assert stored_now["number"] == told["number"]
    assert stored_now.keys() == told.keys() - {"journalEntries"}
    browser.get(f"/api/records/{told['id']}", 200 if told["id"] == stored_now["id"] else 404)


@pytest.fixture
def ids(browser: Browser) -> dict[str, int]:
    browser.post("/api/businesses/{b}/taxes", {"name": "GST", "shortName": "G", "rate": 5})
    line = {"account": browser.account("INCOME"), "rate": 10, "taxCode": "G"}
    return {
        "account": browser.post("/api/businesses/{b}/accounts", {"name": "Till", "type": "CASH"})["id"],
        "contact": browser.post("/api/businesses/{b}/contacts/customers", {"name": "Ann"}, 201)["id"],
        "record": browser.post(INVOICES, {"date": "2026-01-15", "lineItems": [line]}, 201)["id"],
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/api/records/{record}", {"memo": "x", "date": "2026-02-01"}, 200),
        ("DELETE", "/api/records/{record}", None, 204),
        ("POST", "/api/records/{record}/restore", {}, 200),
        ("POST", "/api/records/{record}/void", {}, 200),
        ("PUT", "/api/contacts/{contact}", {"prefix": "A"}, 200),
        ("DELETE", "/api/contacts/{contact}", None, 204),
        ("POST", "/api/businesses/{b}/contacts", {"type": "VENDOR", "name": "Bo"}, 201),
        ("PUT", "/api/accounts/{account}", {"name": "Drawer"}, 200),
        ("DELETE", "/api/accounts/{account}", None, 204),
        ("POST", "/api/businesses/{b}/taxes", {"name": "QST", "shortName": "Q", "rate": 9}, 200),
        ("POST", "/api/businesses", {"contactInformation": {"name": "New"}, "name": "New"}, 201),
        ("PUT", "/api/businesses/{b}", {"startDate": "2026-01-01"}, 200),
        ("POST", "/api/businesses/{b}/revaluation", {"asOf": "2026-01-31"}, 201),
        ("PUT", "/api/businesses/{b}/lockDate", {"lockDate": "2026-01-31"}, 200),
        ("POST", "/api/businesses/{b}/yearEnd", {"fiscalYear": 2025}, 201),
        ("POST", "/api/sync", {"business": "b"}, 200),
    ],
)
def test_every_write_can_be_tried(
    method: str, path: str, body: Any, status: int, browser: Browser, ids: dict[str, int]
) -> None:
    address = path.replace("{b}", str(browser.business)).format(**ids)
    if path == "/api/sync":
        body = {"business": browser.business}
    before = stored()
    tried = browser.send(method, f"{address}?dryRun=true", body)
    assert (tried.status_code, tried["X-Daybook-Dry-Run"]) == (status, "true"), tried.content
    assert stored() == before
    assert browser.send(method, address, body).status_code == status
    if path != "/api/records/{record}/restore":
        assert stored() != before


def test_faults_are_found_by_a_trial(browser: Browser) -> None:
    sent = {"date": "2026-01-15", "lineItems": [{"account": 7, "rate": 1}]}
    answer = browser.post(f"{INVOICES}?dryRun=true", sent, 400)
    assert answer["errors"][0]["field"] == "lineItems[0].account"


def test_a_mistyped_trial_is_not_a_write(browser: Browser) -> None:
    for value in ("yes", "1", "TRUE!"):
        answer = browser.post(f"/api/businesses/{{b}}/contacts?dryRun={value}", {"type": "CUSTOMER", "name": "A"}, 400)
        assert answer["errors"][0]["field"] == "dryRun"
    browser.post("/api/businesses/{b}/contacts?dryRun=false", {"type": "CUSTOMER", "name": "A"}, 201)


def test_a_trial_under_a_key_does_not_use_the_key_up(browser: Browser) -> None:
    path, body = "/api/businesses/{b}/contacts/customers", {"name": "Ann"}
    for address in (f"{path}?dryRun=true", path):
        answer = browser.send("POST", address, body, HTTP_IDEMPOTENCY_KEY="k")
        assert (answer.status_code, "Idempotent-Replayed" in answer) == (201, False)


def test_ids_are_given_again_on_sqlite(browser: Browser) -> None:
    path, body = "/api/businesses/{b}/contacts/customers", {"name": "Ann"}
    tried = browser.post(f"{path}?dryRun=true", body, 201)
    real = browser.post(path, body, 201)
    assert (tried["id"] == real["id"]) == (connection.vendor == "sqlite")


def test_xml_tells_the_entry_too(browser: Browser) -> None:
    sent = {"date": "2026-01-15", "lineItems": [{"account": browser.account("INCOME"), "rate": 10}]}
    answer = browser.send("POST", f"{INVOICES}?dryRun=true", sent, HTTP_ACCEPT="application/xml")
    assert b"<journalEntries><journalEntry " in answer.content


def test_the_counter_is_as_it_was(browser: Browser, ids: dict[str, int]) -> None:
    before = Counter.objects.get(business_id=browser.business)
    browser.send("DELETE", f"/api/records/{ids['record']}?dryRun=true")
    after = Counter.objects.get(business_id=browser.business)
    assert (after.changeset, after.head, after.invoice) == (before.changeset, before.head, before.invoice)
