"""A client that was away asks what has changed, and then has just what a fresh listing shows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.kashoo.crowd import BUSINESS, RECORDS, bill, crowded, estimate, invoice, payment, receipt
from tests.support.scale import scaled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.kashoo.conftest import Browser
    from tests.api.kashoo.crowd import Ids

LISTS = {
    "account": "accounts",
    "contact": "contacts",
    "group": "groups",
    "item": "items",
    "project": "projects",
    "recordTemplate": "recordTemplates",
    "tax": "taxes",
    "taxCode": "taxCodes",
    "order": "orders",
    "recurring": "recurring",
    "shoeboxItem": "shoebox",
    "record": "records",
}
KEYS = {"tax": "taxes", "recurring": "recurring", "shoeboxItem": "shoebox"}
ONLY_NAMED = ("business", "itemCategory")
BORROWED = {"balanceDue", "invoiceDate", "invoiceNumber", "date", "exchangeRate", "paymentRefNum", "paymentMemo"}
"""What an allocation shows of its document, and a document of its payments."""


@dataclass
class Away:
    """A client that keeps what it was told, and where it was."""

    browser: Browser
    session: int
    point: str = ""
    kept: dict[tuple[str, int], Any] = field(default_factory=dict)

    def ask(self, limit: int = 100) -> dict[str, Any]:
        """Ask once, and do as one is told."""
        told: dict[str, Any] = self.browser.get(f"/api/sync/{self.session}/changes?since={self.point}&limit={limit}")
        self.point = told["point"]
        for kind in LISTS:
            for each in told[KEYS.get(kind, f"{kind}s")]:
                self.kept[kind, each["id"]] = each
        for change in told["changes"]:
            key = change["kind"], change["id"]
            if change["action"] == "remove":
                self.kept.pop(key, None)
            assert change["kind"] in ONLY_NAMED or (key in self.kept) == (change["action"] != "remove")
        return told

    def catch_up(self, limit: int = 100) -> None:
        """Ask until there is no more."""
        while self.ask(limit)["more"]:
            pass


def listed(browser: Browser) -> dict[tuple[str, int], Any]:
    """Return all that the lists show."""
    found = {
        (kind, each["id"]): each
        for kind, noun in LISTS.items()
        for each in browser.get(f"{BUSINESS}/{noun}?limit=1000{'&status=all' * (noun == 'shoebox')}")
    }
    return found | {("record", each["id"]): each for each in browser.get(f"{BUSINESS}/drafts?limit=1000")}


def own(kept: dict[tuple[str, int], Any]) -> dict[tuple[str, int], Any]:
    """Leave out the words and amounts that an object shows of others, which the others tell themselves."""
    return {key: without(value, {"contactName", "shoebox", "links", "link"}) for key, value in kept.items()}


def without(value: Any, left: set[str]) -> Any:
    """Return a tree without these keys, and in its inner objects without what is due of documents."""
    if isinstance(value, list):
        return [without(each, left) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: without(each, left | BORROWED) for name, each in value.items() if name not in left}


def deeds(browser: Browser, ids: Ids, chance: random.Random) -> list[Callable[[], Any]]:
    """Return what may be done by chance; what is refused changes nothing."""
    records = [each["id"] for each in browser.get(f"{RECORDS}?limit=1000&includeRemoved=true")]
    some, number = chance.choice(records), chance.randrange(10**6)
    contact = chance.choice([ids["spare"], ids["customer"], ids["vendor"], *ids["members"]])
    send = browser.send
    return [
        lambda: send("POST", f"{RECORDS}/invoices", invoice(ids)),
        lambda: send("POST", f"{RECORDS}/billPayments", payment(ids, kind="vendor")),
        lambda: send("PUT", f"/api/records/{some}", {"memo": f"Memo {number}"}),
        lambda: send("DELETE", f"/api/records/{some}"),
        lambda: send("POST", f"/api/records/{some}/restore"),
        lambda: send("POST", f"/api/records/{some}/void"),
        lambda: send("POST", f"{RECORDS}/invoicePayments", payment(ids, ids["open"])),
        lambda: send("POST", f"{BUSINESS}/drafts", {**bill(ids), "memo": f"Draft {number}"}),
        lambda: send("POST", f"/api/drafts/{ids['draft']}/approve"),
        lambda: send("POST", f"{BUSINESS}/orders", estimate(ids)),
        lambda: send("POST", f"/api/orders/{ids['order']}/convert", {}),
        lambda: send("PUT", f"/api/contacts/{contact}", {"name": f"Ann {number}"}),
        lambda: send("PUT", f"/api/contacts/{contact}", {"groups": ids["groups"]}),
        lambda: send("DELETE", f"/api/contacts/{contact}"),
        lambda: send("POST", f"/api/contacts/{contact}/merge", {"duplicate": ids["spare"]}),
        lambda: send("POST", f"/api/accounts/{ids['cash']}/merge", {"duplicate": ids["account"]}),
        lambda: send("PUT", f"/api/groups/{ids['group']}", {"contacts": [contact]}),
        lambda: send("PUT", f"/api/accounts/{ids['account']}", {"name": f"Till {number}"}),
        lambda: send("DELETE", f"/api/accounts/{ids['account']}"),
        lambda: send("PUT", f"/api/projects/{ids['project']}", {"archived": bool(number % 2)}),
        lambda: send("PUT", f"/api/recordTemplates/{ids['template']}", {"text": f"Thanks {number}"}),
        lambda: send("PUT", f"{BUSINESS}/items/{ids['item']}", {"name": f"Flour {number}"}),
        lambda: send("POST", f"{BUSINESS}/taxes", [{"name": f"T {number}", "shortName": f"U{number}", "rate": 1}]),
        lambda: send("PUT", f"/api/taxes/{ids['tax']}", {"rate": number % 20}),
        lambda: send("POST", f"/api/records/{some}/tags", {"tags": [f"t{number}"]}),
        lambda: send("POST", f"/api/records/{some}/attachments", {"id": ids["attachment"]}),
        lambda: send("POST", f"{BUSINESS}/shoebox", receipt(ids)),
        lambda: send("POST", f"/api/shoebox/{ids['shoebox']}/process", {"record": some} if number % 2 else {}),
        lambda: send("POST", "/api/records/unprocess", [{"id": ids["processed"][0]}]),
        lambda: send("DELETE", f"/api/records/{ids['processed'][0]}"),
        lambda: send("POST", f"/api/records/{ids['processed'][0]}/restore"),
        lambda: send("DELETE", f"/api/recurring/{ids['recurring']}"),
    ]


def addresses_read(browser: Browser, session: int) -> None:
    """Follow the address of one object of each kind."""
    told = browser.get(f"/api/sync/{session}/changes?limit=1000")
    found = {change["kind"]: change for change in told["changes"] if change["action"] != "remove"}
    assert found.keys() == {*ONLY_NAMED, *LISTS}
    for kind, change in found.items():
        assert browser.get(change["href"])["id"] == change["id"], kind


@pytest.mark.parametrize("seed", range(scaled(1, soak=40)))
def test_who_does_as_told_has_what_a_fresh_listing_shows(browser: Browser, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    ids = crowded(browser, 1)
    addresses_read(browser, ids["session"])
    client = Away(browser, ids["session"])
    for _ in range(scaled(25, soak=200)):
        answer = chance.choice(deeds(browser, ids, chance))()
        assert answer.status_code < 500
        if chance.random() < 0.3:
            client.ask(chance.choice([1, 7, 50]))
    client.catch_up(chance.choice([3, 20, 500]))
    assert own(client.kept) == own(listed(browser))


def announced(browser: Browser) -> Away:
    """Return a client that has read all lists."""
    told = browser.post("/api/sync", {"business": browser.business})
    return Away(browser, told["id"], told["point"])


def sales(browser: Browser, count: int) -> list[dict[str, Any]]:
    """Post so many invoices in one changeset."""
    body = {"type": "invoice", "date": "2026-01-10", "lineItems": [{"account": browser.account("INCOME"), "rate": 1}]}
    made: list[dict[str, Any]] = browser.post(f"{RECORDS}/batch", [body] * count)
    return made


def test_a_changeset_is_told_in_pages_and_nothing_of_it_twice(browser: Browser) -> None:
    client = announced(browser)
    made = [each["id"] for each in sales(browser, 5)]
    pages = [client.ask(2) for _ in range(3)]
    assert [[change["id"] for change in page["changes"]] for page in pages] == [made[:2], made[2:4], made[4:]]
    assert [page["more"] for page in pages] == [True, True, False]
    assert {change["action"] for page in pages for change in page["changes"]} == {"create"}
    again = client.ask()
    assert (again["changes"], again["records"], again["point"]) == ([], [], pages[-1]["point"])


def test_what_was_done_between_counts_all_in_all(browser: Browser) -> None:
    first, second = sales(browser, 2)
    client = announced(browser)
    browser.put(f"/api/records/{first['id']}", {"memo": "seen"})
    made = browser.post(f"{BUSINESS}/contacts/customers", {"name": "Ann"}, 201)["id"]
    for each in (first, second):
        browser.delete(f"/api/records/{each['id']}")
    browser.post(f"/api/records/{second['id']}/restore", {})
    browser.put(f"/api/contacts/{made}", {"name": "Ann Bell"})
    told = client.ask()
    assert [(change["kind"], change["id"], change["action"]) for change in told["changes"]] == [
        ("record", first["id"], "remove"),
        ("record", second["id"], "update"),
        ("contact", made, "create"),
    ]
    assert [each["id"] for each in told["records"]] == [second["id"]]
    assert [each["name"] for each in told["contacts"]] == ["Ann Bell"]


def test_the_groups_of_a_contact_that_is_removed_are_told_with_it(browser: Browser) -> None:
    ann = browser.post(f"{BUSINESS}/contacts/customers", {"name": "Ann"}, 201)["id"]
    group = browser.post(f"{BUSINESS}/groups", {"name": "Market", "contacts": [ann]})["id"]
    client = announced(browser)
    browser.delete(f"/api/contacts/{ann}")
    told = client.ask()
    assert [(change["kind"], change["id"], change["action"]) for change in told["changes"]] == [
        ("contact", ann, "remove"),
        ("group", group, "update"),
    ]
    assert [each["contacts"] for each in told["groups"]] == [[]]


def test_only_the_kinds_that_are_asked_for_are_told(browser: Browser) -> None:
    client = announced(browser)
    sales(browser, 1)
    ann = browser.post(f"{BUSINESS}/contacts/customers", {"name": "Ann"}, 201)["id"]
    category = browser.post(f"{BUSINESS}/itemCategories", {"name": "Goods"}, 201)["id"]
    named = browser.get(f"/api/sync/{client.session}/changes?since={client.point}&kind=contact&kind=itemCategory")
    assert [(change["kind"], change["href"]) for change in named["changes"]] == [
        ("contact", f"/api/contacts/{ann}"),
        ("itemCategory", f"/api/businesses/{browser.business}/itemCategories/{category}"),
    ]
    assert named["records"] == []
    browser.delete(f"{BUSINESS}/itemCategories/{category}")
    client.point = named["point"]
    assert [change["action"] for change in client.ask()["changes"]] == ["remove"]
    browser.post(f"{BUSINESS}/groups", {"name": "Market", "contacts": [ann]})
    joined = browser.get(f"/api/sync/{client.session}/changes?since={client.point}&kind=contact")
    assert [(each["id"], len(each["groups"])) for each in joined["contacts"]] == [(ann, 1)]
    browser.get(f"/api/sync/{client.session}/changes?kind=invoice", 400)


@pytest.mark.parametrize("point", ["x", "-1", "1.", "1-x", "1 2", "99", "1.9999", "1-0123456789ab", "0.1", "9" * 17])
def test_a_point_that_the_business_does_not_know_is_refused(browser: Browser, point: str) -> None:
    client = announced(browser)
    refusal = browser.get(f"/api/sync/{client.session}/changes?since={point}", 400)
    assert [fault["field"] for fault in refusal["errors"]] == ["since"]


def test_points_of_other_books_are_not_taken_for_ones_of_these(browser: Browser, stranger: Browser) -> None:
    mine, theirs = announced(browser), announced(stranger)
    assert mine.point.partition("-")[0] == theirs.point.partition("-")[0] == "1"
    mine.point = theirs.point
    with pytest.raises(AssertionError, match="do not know this point"):
        mine.ask()
    for point in ("1", "0", ""):
        mine.point = point
        assert bool(mine.ask()["changes"]) == (point != "1")
