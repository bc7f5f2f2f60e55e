"""A bookkeeper's reckoning of the demo company: plain sums, written apart from the product's posting.

Amounts are credit-positive minor units in each record's currency; home amounts and exchange differences are
left out. It knows only what the demo uses: two exclusive taxes, records in CAD and USD.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bookkeeping.money import round_half_away
from fixtures import load
from fixtures.demo import expand

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from fixtures.demo import DemoLine, DemoRecord

INVENTORY, COST_OF_GOODS = "1300", "5000"
SIDES = {"INVOICE": 1, "BILL": -1, "INVOICE_PAYMENT": 1, "BILL_PAYMENT": -1}


@dataclass
class Reckoning:
    """Balances per account number and currency, and what each document is worth and still open."""

    demo: dict[str, Any] = field(default_factory=lambda: load("demo"))
    balances: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    totals: dict[str, int] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    stock: dict[str, tuple[Decimal, Decimal | int]] = field(
        default_factory=lambda: defaultdict(lambda: (Decimal(0), 0))
    )

    def __post_init__(self) -> None:
        self.items = {item["key"]: item for item in self.demo["items"]}
        self.contacts = {contact["key"]: contact for contact in self.demo["contacts"]}
        self.taxes = {tax["shortName"]: tax for tax in self.demo["taxes"]}
        self.codes = {code["name"]: code["expansion"] for code in self.demo["taxCodes"]}

    def write(self, record: DemoRecord) -> None:
        """Add one record to the balances."""
        if record["kind"] in {"INVOICE", "BILL"}:
            self._document(record)
        elif record["kind"] == "ADJUSTMENT":
            for line in record["lines"]:
                self.balances[line["account"], record["currency"]] += line["amount"]
        elif record["kind"] == "TRANSFER":
            target = record.get("depositCurrency", record["currency"])
            deposit = round_half_away(record["amount"] * record.get("exchangeRate", Decimal(1)))
            self.balances[record["account"], record["currency"]] += record["amount"]
            self.balances[record["depositAccount"], target] -= deposit
        else:
            self._payment(record)

    def _document(self, record: DemoRecord) -> None:
        side, currency, total = SIDES[record["kind"]], record["currency"], 0
        for line in record["lines"]:
            item = self.items.get(line.get("item", ""), {})
            price = line.get("rate") or Decimal(item.get("sellRate" if side > 0 else "buyRate", "0"))
            net = round_half_away(line.get("quantity", Decimal(1)) * price * 100)
            account = line.get("account") or item.get("creditAccount" if side > 0 else "debitAccount", INVENTORY)
            self.balances[account, currency] += side * net
            if item.get("tracked"):
                self._move(line, item, side, net)
            total += net
            for tax in self._taxes_of(line, item, record["contact"]):
                amount = round_half_away(net * Decimal(tax["rate"]) / 100)
                self.balances[tax["payableAccount" if side > 0 else "receivableAccount"], currency] += side * amount
                total += amount
        self.totals[record["key"]] = total
        self.open[record["key"]] = 0 if "account" in record else total
        self.balances[record.get("account", "1200" if side > 0 else "2100"), currency] -= side * total

    def _move(self, line: DemoLine, item: dict[str, Any], side: int, net: int) -> None:
        """Move stock: what is sold costs what all of it has cost on average."""
        stock, count = self.stock[item["key"]], line.get("quantity", Decimal(1))
        cost = round_half_away(stock[1] * count / stock[0]) if side > 0 else net
        self.stock[item["key"]] = (stock[0] - side * count, stock[1] - side * cost)
        if side > 0:
            self.balances[INVENTORY, "CAD"] += cost
            self.balances[COST_OF_GOODS, "CAD"] -= cost

    def _taxes_of(self, line: DemoLine, item: dict[str, str], contact: str) -> list[dict[str, Any]]:
        code = line.get("taxCode", item.get("taxCode", self.contacts[contact].get("defaultTaxCode", "")))
        return [self.taxes[name] for name in self.codes.get(code, code).split(",") if name]

    def _payment(self, record: DemoRecord) -> None:
        side, amount = SIDES[record["kind"]], record.get("extra", 0)
        for paid in record["pays"]:
            key, fraction = paid["document"], paid["fraction"]
            part = self.open[key] if fraction == 1 else round_half_away(self.totals[key] * fraction)
            self.open[key] -= part
            amount += part
        self.balances[record["account"], record["currency"]] -= side * amount
        self.balances["1200" if side > 0 else "2100", record["currency"]] += side * amount


def reckon(until: date | None = None, *, each_day: Callable[[date, Reckoning], None] | None = None) -> Reckoning:
    """Write the demo's records up to a date; ``each_day`` sees the balances at the end of every day."""
    reckoning = Reckoning()
    day: date | None = None
    for record in expand():
        if until and record["date"] > until:
            break
        if each_day and day and record["date"] != day:
            each_day(day, reckoning)
        day = record["date"]
        reckoning.write(record)
    if each_day and day:
        each_day(day, reckoning)
    return reckoning
