"""Items and their categories over the API: lists, what a line takes from its item, what may not go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

pytestmark = pytest.mark.django_db
ITEMS, CATEGORIES = "/api/businesses/{b}/items", "/api/businesses/{b}/itemCategories"
INVOICES, BILLS = "/api/businesses/{b}/records/invoices", "/api/businesses/{b}/records/bills"


def item(browser: Browser, name: str = "Flour", **details: Any) -> int:
    """Add an item and return its id."""
    return int(browser.post(ITEMS, {"name": name, **details})["id"])


def category(browser: Browser, name: str = "Goods", **details: Any) -> int:
    """Add a category and return its id."""
    return int(browser.post(CATEGORIES, {"name": name, **details}, 201)["id"])


def fault(answer: dict[str, Any]) -> str:
    """Return the only field that an answer finds fault with."""
    (only,) = answer["errors"]
    return str(only["field"])


def test_a_list_is_by_name_and_narrowed_by_whatever_is_asked(browser: Browser) -> None:
    goods = category(browser)
    item(browser, "flour", itemId="F-25", category=goods)
    item(browser, "Bread", sku="000111", description="Sourdough")
    item(browser, "Yeast", archived=True)
    for query, names in {
        "": ["Bread", "flour", "Yeast"],
        "?archived=false": ["Bread", "flour"],
        "?archived=true": ["Yeast"],
        "?tracked=true": [],
        f"?category={goods}": ["flour"],
        "?search=f-25": ["flour"],
        "?search=SOUR": ["Bread"],
        "?search=0001": ["Bread"],
        "?offset=1&limit=1": ["flour"],
    }.items():
        assert [each["name"] for each in browser.get(ITEMS + query)] == names


def test_a_category_gives_an_account_to_the_side_that_it_fits(browser: Browser) -> None:
    income, expense = browser.account("INCOME"), browser.account("EXPENSE")
    sold = item(browser, "Bread", category=category(browser, "Sold", defaultAccount=income), defaultSellRate=5)
    bought = item(browser, category=category(browser, "Bought", defaultAccount=expense), defaultBuyRate=20)
    for path, named, account in ((INVOICES, sold, income), (BILLS, bought, expense)):
        record = browser.post(path, {"date": "2026-01-10", "lineItems": [{"item": named}]}, 201)
        assert record["lineItems"][0]["account"] == account
    wrong = {"date": "2026-01-10", "lineItems": [{"item": sold, "rate": 3}]}
    assert fault(browser.post(BILLS, wrong, 400)) == "lineItems[0].account"
    browser.put(f"{ITEMS}/{sold}", {"creditAccount": browser.account("EQUITY")})
    own = browser.post(INVOICES, {"date": "2026-01-10", "lineItems": [{"item": sold}]}, 201)
    assert own["lineItems"][0]["account"] == browser.account("EQUITY")


def test_categories_stand_below_each_other_and_never_in_a_circle(browser: Browser) -> None:
    chain = [category(browser, "0")]
    for level in range(1, 10):
        chain.append(category(browser, str(level), parent=chain[-1]))
    (tree,) = browser.get(CATEGORIES)
    for level in range(10):
        assert tree["name"] == str(level)
        tree = next(iter(tree["children"]), {})
    assert fault(browser.post(CATEGORIES, {"name": "10", "parent": chain[-1]}, 400)) == "parent"
    assert fault(browser.put(f"{CATEGORIES}/{chain[0]}", {"parent": chain[3]}, 400)) == "parent"
    other = category(browser, "other")
    assert fault(browser.put(f"{CATEGORIES}/{chain[0]}", {"parent": other}, 400)) == "parent"
    browser.put(f"{CATEGORIES}/{chain[1]}", {"parent": other})
    assert [each["name"] for each in browser.get(CATEGORIES)] == ["0", "other"]


def test_what_is_used_stays(browser: Browser) -> None:
    till = browser.post("/api/businesses/{b}/accounts", {"name": "Goods sold", "type": "INCOME"})["id"]
    goods = category(browser, defaultAccount=till)
    bread = item(browser, "Bread", category=goods, defaultSellRate=1)
    assert browser.send("DELETE", f"/api/accounts/{till}").status_code == 409
    refused = browser.put(f"{CATEGORIES}/{goods}", {"removed": True}, 409)
    assert refused["conflicting"] == bread
    record = browser.post(INVOICES, {"date": "2026-01-10", "lineItems": [{"item": bread}]}, 201)["id"]
    assert browser.put(f"{ITEMS}/{bread}", {"removed": True}, 409)["conflicting"] == record
    browser.delete(f"/api/records/{record}")
    browser.put(f"{ITEMS}/{bread}", {"removed": True})
    browser.get(f"{ITEMS}/{bread}", 404)
    assert browser.put(f"{CATEGORIES}/{goods}", {"removed": True})["removed"]
    assert browser.get(CATEGORIES) == []


def test_another_business_has_nothing_of_this_one(browser: Browser, stranger: Browser) -> None:
    theirs, goods = item(stranger), category(stranger)
    for path in (f"{ITEMS}/{theirs}", f"{CATEGORIES}/{goods}"):
        browser.get(path, 404)
        browser.put(path, {"name": "x"}, 404)
        assert browser.send("DELETE", path).status_code == 404
    assert fault(browser.post(ITEMS, {"name": "Bread", "category": goods}, 400)) == "category"
    account = {"name": "Bread", "debitAccount": stranger.account("EXPENSE")}
    assert fault(browser.post(ITEMS, account, 400)) == "debitAccount"
    assert fault(browser.post(CATEGORIES, {"name": "x", "parent": goods}, 400)) == "parent"
