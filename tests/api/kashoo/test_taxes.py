"""Taxes and tax codes (operations 21 and 22, and those of contract section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

TAXES = "/api/businesses/{b}/taxes"
CODES = "/api/businesses/{b}/taxCodes"
GST = {"name": "GST", "shortName": "G", "rate": 5.0, "registered": True, "registration": "123 RT0001"}
QST = {"name": "QST", "shortName": "Q", "rate": "9.975"}


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("wrap", [lambda each: each, lambda each: [each], lambda each: {"taxes": [each]}])
def test_a_tax_is_saved_in_any_shape(browser: Browser, method: str, wrap: Any) -> None:
    answer = browser.send(method, TAXES, wrap(GST))
    assert answer.status_code == 200
    (tax,) = browser.get(f"{TAXES}?version=2")
    assert {key: tax[key] for key in GST} == {**GST, "rate": 5}
    assert tax == browser.get(f"/api/taxes/{tax['id']}")


def test_saving_makes_changes_and_hides(browser: Browser) -> None:
    gst, qst = browser.post(TAXES, [GST, QST])
    assert qst["rate"] == 9.975
    sent = [{"id": gst["id"], "rate": 6, "previousRate": 5, "effectiveDate": "2026-07-01"}, {"name": "PST", "rate": 7}]
    saved = browser.post(TAXES, sent)
    assert [(tax["name"], tax["rate"], tax["shortName"]) for tax in saved] == [
        ("GST", 6, "G"),
        ("QST", 9.975, "Q"),
        ("PST", 7, "PST"),
    ]
    assert saved[0]["registration"] == "123 RT0001"
    assert browser.post(TAXES, {"id": qst["id"], "removed": True}) == [saved[0], saved[2]]


def test_nothing_is_half_saved(browser: Browser) -> None:
    browser.post(TAXES, [QST, {"name": "X", "rate": -1}], 400)
    assert browser.get(TAXES) == []


def test_every_documented_field_is_stored_and_read_back(browser: Browser) -> None:
    expense = browser.account("EXPENSE")
    sent = {
        "name": "HST",
        "shortName": "H",
        "rate": 13,
        "previousRate": 12.5,
        "previousName": "Old",
        "previousShortName": "O",
        "effectiveDate": "2026-01-01",
        "registered": False,
        "registration": "R",
        "description": "d",
        "appliesToAmountAfterPreviousTaxes": True,
        "lazyRounding": True,
        "payableAccount": expense,
        "receivableAccount": expense,
        "expenseAccount": expense,
    }
    (tax,) = browser.post(TAXES, sent)
    assert {key: tax[key] for key in sent} == sent
    assert (tax["readOnly"], tax["removed"], tax["version"]) == (False, False, 1)


def test_a_tax_is_changed_and_removed_by_its_own_address(browser: Browser) -> None:
    (tax,) = browser.post(TAXES, GST)
    path = f"/api/taxes/{tax['id']}"
    assert browser.put(path, tax) == tax
    assert browser.put(path, {"description": "x"})["rate"] == 5
    assert browser.put(path, {"removed": True})["removed"] is True
    browser.get(path, 404)
    (again,) = browser.post(TAXES, GST)
    browser.delete(f"/api/taxes/{again['id']}")
    assert browser.get(TAXES) == []


def test_xml_lists_of_taxes_are_saved(browser: Browser) -> None:
    raw = b'<taxes><tax name="GST" shortName="G" rate="5"/><tax name="QST" rate="9.975" registered="true"/></taxes>'
    answer = browser.send("POST", TAXES, raw, CONTENT_TYPE="application/xml", HTTP_ACCEPT="application/xml")
    assert answer.status_code == 200, answer.content
    assert answer.content.count(b"<tax ") == 2
    assert [tax["rate"] for tax in browser.get(TAXES)] == [5, 9.975]


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"name": "X"}, 400, "rate"),
        ([{"name": "X"}], 400, "[0].rate"),
        ({"rate": 5}, 400, "name"),
        ({**QST, "rate": "NaN"}, 400, "rate"),
        ({**QST, "rate": -5}, 400, "rate"),
        ({**QST, "rate": 1e30}, 400, "rate"),
        ({**QST, "previousRate": "a"}, 400, "previousRate"),
        ({**QST, "shortName": "1,2"}, 400, "shortName"),
        ({**QST, "payableAccount": 9}, 400, "payableAccount"),
        ({**QST, "shortName": "G"}, 409, "shortName"),
        ("nonsense", 400, None),
        ([[]], 400, "[0]"),
    ],
)
def test_bad_taxes_are_refused(browser: Browser, sent: Any, status: int, field: str) -> None:
    browser.post(TAXES, GST)
    assert [each["field"] for each in browser.post(TAXES, sent, status)["errors"]] == [field]


def test_an_unknown_id_is_not_there(browser: Browser) -> None:
    browser.post(TAXES, {**GST, "id": 7}, 404)


def test_tax_codes(browser: Browser) -> None:
    answer = browser.send("POST", CODES, {"name": "GQ", "expansion": "G,Q", "income": True, "taxSystem": "CA"})
    assert answer.status_code == 201
    code = browser.get(answer["Location"])
    assert (code["expansion"], code["income"], code["taxSystem"], code["description"]) == ("G,Q", True, "CA", "")
    alias = f"/api/taxCodes/{code['id']}"
    assert browser.get(alias) == code
    assert browser.put(alias, {"description": "both"})["expansion"] == "G,Q"
    assert [each["name"] for each in browser.get(CODES)] == ["GQ"]
    assert browser.post(CODES, {"name": "GQ", "expansion": "G"}, 409)["conflicting"] == code["id"]
    browser.delete(answer["Location"])
    browser.get(alias, 404)
    assert browser.get(CODES) == []


def test_a_tax_code_is_found_only_below_its_business(browser: Browser, stranger: Browser) -> None:
    code = browser.post(CODES, {"name": "GQ", "expansion": "G,Q"}, 201)["id"]
    stranger.get(f"/api/businesses/{stranger.business}/taxCodes/{code}", 404)
    stranger.get(f"/api/taxCodes/{code}", 404)
