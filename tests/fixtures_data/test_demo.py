"""The demo company: fixed, complete, deterministic, and its books make sense."""

from __future__ import annotations

import random
from base64 import b64decode
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import fixtures
from bookkeeping.books import AccountType
from bookkeeping.money import round_half_away
from bookkeeping.orders import OrderType
from bookkeeping.records import RecordType
from fixtures.demo import KINDS, documents, expand
from tests.fixtures_data.reckoning import Reckoning, reckon

if TYPE_CHECKING:
    from fixtures.demo import DemoRecord

DEMO = fixtures.load("demo")
ACCOUNTS = {row["number"]: row for row in (*fixtures.chart("CA"), *DEMO["accounts"])}
CONTACTS = {row["key"]: row for row in DEMO["contacts"]}
ITEMS = {row["key"]: row for row in DEMO["items"]}
PROJECTS = {row["key"] for row in DEMO["projects"]}
QUARTERS = [date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)]
DOCUMENTS = {"INVOICE", "BILL"}


def by_key() -> dict[str, DemoRecord]:
    return {record["key"]: record for record in expand()}


def test_the_contents_are_those_of_the_design() -> None:
    business = DEMO["business"]
    assert (business["id"], business["name"]) == (1000001, "Maple Street Bakery")
    assert (business["currency"], business["country"], business["provinceOrState"]) == ("CAD", "CA", "QC")
    assert {user["email"]: user["role"] for user in DEMO["users"]} == {
        "creator@demo.test": "CREATOR",
        "owner@demo.test": "OWNER",
        "admin@demo.test": "ADMIN",
        "editor@demo.test": "VIEW_EDIT_ONLY",
        "viewer@demo.test": "VIEW_ONLY",
        "nobody@demo.test": "NO_ACCESS",
    }
    assert DEMO["password"] == "demo-password-1"
    assert [(tax["name"], tax["shortName"], tax["rate"], tax["registration"]) for tax in DEMO["taxes"]] == [
        ("GST", "G", "5", "123456789 RT0001"),
        ("QST", "Q", "9.975", "1234567890 TQ0001"),
    ]
    assert [(code["name"], code["expansion"]) for code in DEMO["taxCodes"]] == [("GQ", "G,Q")]


def test_there_are_enough_people_items_and_records() -> None:
    types = Counter(contact["type"] for contact in CONTACTS.values())
    assert types["CUSTOMER"] >= 12
    assert types["VENDOR"] >= 10
    assert len(ITEMS) >= 8
    assert len(PROJECTS) == 2
    years = Counter(record["date"].year for record in expand())
    assert set(years) == {2025, 2026}
    assert years[2025] > 200
    assert {record["kind"] for record in expand()} == set(KINDS) <= set(RecordType)


def test_expanding_is_deterministic_and_leaves_chance_alone() -> None:
    first = expand()
    random.seed(7)
    assert expand() == first
    assert len({record["key"] for record in first}) == len(first)


def test_records_come_by_date_and_kind() -> None:
    order = [(record["date"], KINDS.index(record["kind"])) for record in expand()]
    assert order == sorted(order)


def test_keys_of_people_and_things_are_unique() -> None:
    assert len(CONTACTS) == len(DEMO["contacts"])
    assert len(ITEMS) == len(DEMO["items"])
    assert len(ACCOUNTS) == len(fixtures.chart("CA")) + len(DEMO["accounts"])
    recipes = [recipe["key"] for recipe in DEMO["recipes"]]
    assert len(set(recipes)) == len(recipes)


def test_every_account_named_exists_and_fits() -> None:
    ranges = {row["type"]: (row["numbersStart"], row["numbersEnd"]) for row in fixtures.load("account_types")}
    for account in DEMO["accounts"]:
        start, end = ranges[AccountType(account["type"])]
        assert start <= int(account["number"]) <= end
    for row in (*DEMO["contacts"], *DEMO["items"], *DEMO["taxes"]):
        named = {value for name, value in row.items() if name.endswith("Account")}
        assert named <= set(ACCOUNTS), row
    for record in expand():
        named = {line["account"] for line in record.get("lines", []) if "account" in line}
        named |= {number for number in (record.get("account"), record.get("depositAccount")) if number}
        assert named <= set(ACCOUNTS), record
        own = ACCOUNTS[record["account"]].get("currency") if "account" in record else None
        assert own in {None, record["currency"]}, record


def test_every_contact_item_project_and_tax_code_named_exists() -> None:
    codes = {"", *(code["name"] for code in DEMO["taxCodes"])}
    for row in (*DEMO["items"], *DEMO["contacts"]):
        assert row.get("taxCode", row.get("defaultTaxCode", "")) in codes
    for record in expand():
        needs_contact = record["kind"] not in {"ADJUSTMENT", "TRANSFER"}
        assert (record.get("contact") in CONTACTS) == needs_contact, record
        for line in record.get("lines", []):
            assert line.get("item") is None or line["item"] in ITEMS
            assert line.get("project") is None or line["project"] in PROJECTS
            assert line.get("taxCode", "") in codes


def test_every_document_line_has_a_price_and_an_account() -> None:
    for record in expand():
        if record["kind"] in DOCUMENTS:
            price, account = (
                ("sellRate", "creditAccount") if record["kind"] == "INVOICE" else ("buyRate", "debitAccount")
            )
            for line in record["lines"]:
                item = ITEMS.get(line.get("item", ""), {})
                assert "rate" in line or price in item, record
                kept = record["kind"] == "BILL" and item.get("tracked", False)  # in the account of the stock
                assert "account" in line or account in item or kept, record


def test_a_foreign_record_names_its_rate_and_a_domestic_one_does_not() -> None:
    for record in expand():
        foreign = "CAD" not in {record["currency"], record.get("depositCurrency")} or (
            record["kind"] == "TRANSFER" and record.get("depositCurrency", record["currency"]) != record["currency"]
        )
        assert ("exchangeRate" in record) == foreign, record
        assert record.get("exchangeRate", Decimal(1)) > 0


def test_payments_pay_earlier_documents_of_the_same_contact_and_currency() -> None:
    records = by_key()
    for record in records.values():
        for paid in record.get("pays", []):
            document = records[paid["document"]]
            assert f"{document['kind']}_PAYMENT" == record["kind"]
            assert document["date"] < record["date"]
            assert document["contact"] == record["contact"]
            assert document["currency"] == record["currency"]
            assert "account" not in document
            assert 0 < paid["fraction"] <= 1


def test_groups_and_what_is_said_name_what_is_there() -> None:
    records = by_key()
    assert all(contact in CONTACTS for group in DEMO["groups"] for contact in group["contacts"])
    for said in DEMO["said"]:
        assert said.get("record") in records or said.get("contact") in CONTACTS
        assert "file" not in said or b64decode(said["file"]["content"], validate=True).startswith(b"\x89PNG")


def test_what_comes_again_comes_after_the_year() -> None:
    records = by_key()
    for again in DEMO["recurring"]:
        assert records[again["record"]]["kind"] in {*DOCUMENTS, "ADJUSTMENT"}
        assert date.fromisoformat(again["from"]) > date.fromisoformat(DEMO["until"])


def test_orders_come_after_the_year_and_name_what_is_there() -> None:
    orders = documents("orders")
    for order in (*orders, *documents("drafts")):
        assert order["contact"] in CONTACTS
        assert order["date"] <= date.fromisoformat(DEMO["until"])
        assert all(line["item"] in ITEMS if "item" in line else line["account"] in ACCOUNTS for line in order["lines"])
    assert {order["order"] for order in orders} == set(OrderType)


def test_what_the_bank_told_and_what_cleared_names_what_is_there() -> None:
    records = by_key()
    named = [told["record"] for told in DEMO["told"] if "record" in told]
    named += [key for reconciled in DEMO["reconciled"] for key in reconciled["records"]]
    assert set(named) <= set(records)
    assert {row["account"] for row in (*DEMO["told"], *DEMO["reconciled"])} <= set(ACCOUNTS)


def test_what_is_staged_names_what_is_there_and_is_the_record_that_it_turns_out_to_be() -> None:
    records, told = by_key(), {row["note"] for row in DEMO["told"] if "record" not in row}
    for staged in DEMO["shoebox"]:
        assert {staged.get("account", "1000"), staged.get("category", "1000")} <= set(ACCOUNTS)
        assert "told" not in staged or staged["told"] in told
        if "record" in staged:
            record = records[staged["record"]]
            assert (record["date"], record["account"], record["contact"]) == (
                date.fromisoformat(staged["date"]),
                staged["account"],
                staged["contact"],
            )


def test_adjustments_balance() -> None:
    for record in expand():
        if record["kind"] == "ADJUSTMENT":
            assert sum(line["amount"] for line in record["lines"]) == 0, record
            assert all(line["amount"] for line in record["lines"]), record


def test_documents_are_paid_at_once_in_part_in_full_and_not_at_all() -> None:
    reckoning = reckon()
    paid = Counter(
        "open" if reckoning.open[key] == total else "paid" if not reckoning.open[key] else "part"
        for key, total in reckoning.totals.items()
    )
    assert paid["open"] >= 5
    assert paid["part"] >= 2
    assert paid["paid"] >= 150
    assert sum("account" in record for record in expand() if record["kind"] in DOCUMENTS) > 50
    assert [key for key, total in reckoning.totals.items() if total < 0] == [
        "boxes-credit-01",
        "filing-01",
        "bistro-credit-01",
    ]
    assert any("extra" in record for record in expand())
    assert any(len(record.get("pays", [])) > 1 for record in expand())


def test_nothing_is_paid_beyond_its_balance() -> None:
    reckoning = reckon()
    for key, balance in reckoning.open.items():
        assert balance * reckoning.totals[key] >= 0, key
        assert abs(balance) <= abs(reckoning.totals[key]), key


def test_money_accounts_are_never_overdrawn() -> None:
    def check(day: date, reckoning: Reckoning) -> None:
        for account, currency in (("1000", "CAD"), ("1010", "CAD"), ("1020", "USD"), ("1100", "CAD")):
            assert reckoning.balances[account, currency] <= 0, (day, account)

    reckon(each_day=check)


@pytest.mark.parametrize("quarter", range(4))
def test_each_filing_clears_the_taxes_of_its_quarter(quarter: int) -> None:
    balances = reckon(QUARTERS[quarter]).balances
    filing = by_key()[f"filing-{quarter + 1:02d}"]
    assert filing["date"] > QUARTERS[quarter]
    for line in filing["lines"]:
        assert balances[line["account"], "CAD"] == line["rate"] * 100, line


def test_the_card_and_the_payroll_liabilities_are_settled() -> None:
    balances = reckon(date(2026, 1, 31)).balances
    assert balances["2400", "CAD"] == 168_000
    card_of_january = 206_422
    assert balances["2000", "CAD"] == card_of_january


def test_the_books_of_the_reckoning_balance_in_each_currency_but_for_exchange() -> None:
    reckoning = reckon()
    sums: Counter[str] = Counter()
    for (_, currency), amount in reckoning.balances.items():
        sums[currency] += amount
    bought, sold_usd, sold_cad = 100_080, 500_000 + 800_000, 683_750 + 1_120_000
    assert sums == {"USD": sold_usd - bought, "CAD": 144_000 - sold_cad}


def test_what_is_merged_was_used_and_what_is_let_go_of_is_settled() -> None:
    records, reckoning = by_key(), reckon()
    (same,) = DEMO["mergedContacts"]
    assert {same["duplicate"]} <= {record.get("contact") for record in records.values()}
    (twice,) = DEMO["mergedAccounts"]
    assert ACCOUNTS[twice["duplicate"]]["type"] == ACCOUNTS[twice["account"]]["type"]
    assert reckoning.balances[twice["duplicate"], "CAD"] == -24_000
    reliefs = {record["relief"]: record for record in records.values() if "relief" in record}
    assert set(reliefs) == {"writeOff", "discount"}
    assert all(reckoning.open[record["pays"][0]["document"]] == 0 for record in reliefs.values())
    discounted = reliefs["discount"]["pays"][0]
    assert CONTACTS[reliefs["discount"]["contact"]]["paymentTerms"] == "2/10 net 30"
    assert (reckoning.totals[discounted["document"]], discounted["fraction"]) == (24_000, Decimal("0.02"))


def test_month_ends_stay_at_the_end_of_the_month() -> None:
    records = by_key()
    days = [records[f"payroll-{number:02d}"]["date"] for number in range(1, 5)]
    assert days == [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]


def test_the_page_for_users_tells_what_the_dollars_are_worth_at_the_end_of_the_year() -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo-company.md").read_text(encoding="utf-8")
    (revaluation,) = DEMO["revaluations"]
    balances = reckon(date.fromisoformat(revaluation["asOf"])).balances
    rate = revaluation["rates"]["USD"]
    assert f"revalued at {rate}" in page
    held = {account: amount for (account, currency), amount in balances.items() if currency == "USD" and amount}
    kept = {"1020", "1200", "2100"}
    assert {account for account in held if ACCOUNTS[account]["type"] not in {"INCOME", "COST_OF_GOODS_SOLD"}} == kept
    for account in kept:
        balance, owed = abs(held[account]), " owed" if held[account] > 0 else ""
        worth = round_half_away(balance * Decimal(rate))
        cells = (f"{balance / 100:,.2f} USD{owed}", f"{worth / 100:,.2f} CAD{owed}")
        assert f"| {account} {ACCOUNTS[account]['name']} | {' | '.join(cells)} |" in page


def test_the_page_for_users_tells_the_truth() -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo-company.md").read_text(encoding="utf-8")
    reckoning, records = reckon(), by_key()
    for account, currency in (("1000", "CAD"), ("1010", "CAD"), ("1020", "USD"), ("1100", "CAD"), ("1200", "CAD")):
        assert f"| {account} {ACCOUNTS[account]['name']} | {-reckoning.balances[account, currency] / 100:,.2f} " in page
    for account in ("2000", "2100"):
        amount = f"{reckoning.balances[account, 'CAD'] / 100:,.2f}"
        assert f"| {account} {ACCOUNTS[account]['name']} | {amount} CAD owed |" in page
    count, worth = reckoning.stock["cookbook"]
    assert f"{count} are on hand, worth {worth / 100:,.2f} CAD" in page
    assert (reckoning.balances["1300", "CAD"], reckoning.balances["5000", "CAD"]) == (-worth, -5_400)
    for key, balance in reckoning.open.items():
        if balance:
            record, total = records[key], reckoning.totals[key]
            amount = f"{balance / 100:,.2f} {record['currency']}" + f" of {total / 100:,.2f}" * (balance != total)
            row = (record["kind"].lower(), str(record["date"]), CONTACTS[record["contact"]]["name"], amount)
            assert f"| {' | '.join(row)} |" in page
    kinds = Counter(record["kind"].lower().replace("_", " ") for record in records.values())
    assert f"{len(records)} records" in page
    assert all(f"| {kind}s | {count} |" in page for kind, count in kinds.items())
