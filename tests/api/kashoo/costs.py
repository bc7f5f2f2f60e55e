"""What every operation costs: a table of requests and the statements that they take, authentication included.

A number holds for both databases, a pair is (SQLite, PostgreSQL), and ``Grows`` says it for one and for fifty
objects: that is no longer a matter of reading, but of many records that a single request changes. The token is looked
up each time, as by a process that has not seen it for half a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from api.dialects.kashoo.urls import paths
from tests.api.kashoo.crowd import adjustment, bill, invoice, paid, payment, transfer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.kashoo.crowd import Ids

    Body = Callable[[Ids, int], Any]


class Grows(NamedTuple):
    """How many statements it takes for one object and for fifty."""

    one: int
    fifty: int


Number = int | Grows


@dataclass(frozen=True)
class Cost:
    """A request: its number of statements, its body, what its address is ``on``, and what is special about it."""

    method: str
    path: str
    number: Number | tuple[Number, Number]
    body: Body | None = None
    on: str = ""
    query: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """What tells this request from all others."""
        return " ".join(filter(None, (self.method, self.path, self.on, self.query, self.note)))

    def expected(self, vendor: str, count: int) -> int:
        """Return the number of statements with one or fifty objects."""
        number = self.number
        if type(number) is tuple:
            number = number[vendor == "postgresql"]
        if isinstance(number, Grows):
            return number.one if count == 1 else number.fifty
        return int(number)  # type: ignore[arg-type]


def _reads(number: int, *addresses: str, on: str = "", query: str = "") -> list[Cost]:
    return [Cost("GET", path, number, on=on, query=query) for path in addresses]


def _each(body: Body) -> Body:
    return lambda ids, count: [body(ids, index) for index in range(count)]


RATE = {"baseCurrencyCode": "EUR", "currencyCode": "CAD", "exchangeRate": 1.5, "asOf": "2026-01-15"}
READS = [
    *_reads(1, paths.AUTH_TOKENS),
    *_reads(2, paths.ME, paths.MY_ROLES, paths.CURRENCIES, paths.CURRENCY),
    *_reads(3, paths.MY_BUSINESSES, paths.EXCHANGE_RATES, paths.RECORD_SEQUENCE, paths.TRANSFERS),
    *_reads(3, paths.ACCOUNT, paths.CONTACT, paths.TAX, paths.TAX_CODE),
    *_reads(3, paths.ACCOUNTS, paths.CONTACTS, paths.CUSTOMERS, paths.VENDORS, paths.TAXES, paths.TAX_CODES),
    *_reads(3, paths.SYNC_CONTACTS, paths.SYNC_CUSTOMERS, paths.SYNC_VENDORS),
    *_reads(3, *(f"{paths.ACCOUNTS}/{segment}" for segment, _ in paths.ACCOUNTS_BY_TYPE.values())),
    *_reads(3, paths.BALANCES, on="bank"),
    *_reads(3, paths.BALANCES, on="bank", query="date=2026-01-20"),
    *_reads(4, paths.BUSINESS, paths.ACCOUNTS_USED),
    *_reads(
        4, paths.RECORDS, paths.INVOICES, paths.BILLS, paths.INVOICE_PAYMENTS, paths.BILL_PAYMENTS, paths.ADJUSTMENTS
    ),
    *_reads(4, paths.RECORDS, query="search=a&status=unpaid&sortColumn=contactName&limit=1&includeRemoved=true"),
    *_reads(4, paths.CONTACT_RECORDS, on="customer"),
    *_reads(4, paths.JOURNAL, paths.TRANSACTIONS, on="bank"),
    *(Cost("GET", paths.RECORD, 4, on=kind) for kind in ("invoice", "bill", "paid", "payment", "adjustment")),
    Cost("GET", paths.RECORD, 3, on="transfer"),
    *_reads(4, paths.TRIAL_BALANCE),
]
COSTS = [
    Cost("POST", paths.AUTH_TOKENS, 4),
    Cost("POST", paths.SYNC, 4, lambda ids, _: {"business": ids["business"]}),
    Cost("POST", paths.BUSINESSES, (18, 15), lambda *_: {"contactInformation": {"name": "Branch"}}),
    Cost("PUT", paths.BUSINESS, (21, 19), lambda *_: {"startDate": "2026-01-01"}),
    Cost("DELETE", paths.BUSINESS, (8, 6)),
    Cost("POST", paths.EXCHANGE_RATES, (9, 7), lambda *_: RATE),
    Cost("POST", paths.ACCOUNTS, (10, 8), lambda *_: {"name": "Till", "type": "CASH"}),
    Cost("PUT", paths.ACCOUNT, (12, 10), lambda *_: {"name": "Drawer"}),
    Cost("DELETE", paths.ACCOUNT, (16, 14)),
    Cost("POST", paths.CONTACTS, (8, 6), lambda *_: {"name": "Ann", "type": "CUSTOMER"}),
    Cost("POST", paths.CUSTOMERS, (8, 6), lambda *_: {"name": "Ann"}),
    Cost("POST", paths.VENDORS, (8, 6), lambda *_: {"name": "Ann"}),
    Cost("PUT", paths.CONTACT, (9, 7), lambda *_: {"prefix": "A"}),
    Cost("PUT", paths.CONTACT, (10, 8), lambda ids, _: {"parent": ids["customer"]}, note="below another"),
    Cost("DELETE", paths.CONTACT, (10, 8), on="spare"),
    Cost("POST", paths.TAXES, (9, 6), _each(lambda _, index: {"name": "New", "shortName": f"N{index}", "rate": 2})),
    Cost("PUT", paths.TAXES, (9, 6), _each(lambda _, index: {"name": "New", "shortName": f"N{index}", "rate": 2})),
    Cost(
        "PUT",
        paths.TAXES,
        (Grows(11, 12), 9),
        _each(lambda ids, index: {"id": ids["taxes"][index], "rate": 2}),
        note="of stored ones",
    ),
    Cost("PUT", paths.TAX, (10, 8), lambda *_: {"rate": 3}),
    Cost("DELETE", paths.TAX, (10, 8)),
    Cost("POST", paths.TAX_CODES, (9, 7), lambda *_: {"name": "NEW", "expansion": "T0"}),
    Cost("PUT", paths.TAX_CODE, (10, 8), lambda *_: {"description": "x"}),
    Cost("DELETE", paths.TAX_CODE, (8, 6)),
    Cost("POST", paths.RECORDS, (13, 5), invoice),
    Cost("POST", paths.INVOICES, (13, 5), invoice),
    Cost(
        "POST",
        paths.INVOICES,
        (Grows(16, 17), Grows(8, 9)),
        lambda ids, count: {**invoice(ids, count), "currency": "USD"},
        note="in another currency",
    ),
    Cost(
        "POST",
        paths.INVOICES,
        (14, 6),
        lambda ids, count: {**invoice(ids, count), "number": "7777"},
        note="with a number",
    ),
    Cost("POST", paths.INVOICES, (Grows(27, 665), Grows(18, 558)), paid, note="with its payments"),
    Cost("POST", paths.BILLS, (13, 5), bill),
    Cost(
        "POST",
        paths.INVOICE_PAYMENTS,
        (Grows(17, 18), Grows(13, 14)),
        lambda ids, count: payment(ids, ids["open"][:count]),
    ),
    Cost("POST", paths.BILL_PAYMENTS, (11, 5), lambda ids, _: payment(ids, kind="vendor")),
    Cost("POST", paths.TRANSFERS, (11, 5), lambda ids, _: transfer(ids)),
    Cost("POST", paths.ADJUSTMENTS, (12, 5), adjustment),
    Cost(
        "POST",
        paths.RECORD_BATCH,
        (Grows(13, 112), Grows(5, 104)),
        _each(lambda ids, _: invoice(ids)),
        note="of invoices",
    ),
    Cost("POST", paths.RECORD_BATCH, (Grows(13, 112), Grows(5, 104)), _each(lambda ids, _: bill(ids)), note="of bills"),
    Cost(
        "POST",
        paths.RECORD_BATCH,
        (Grows(17, 604), Grows(13, 502)),
        _each(lambda ids, index: payment(ids, [ids["open"][index]])),
        note="of payments",
    ),
    Cost(
        "POST",
        paths.RECORD_BATCH,
        (Grows(11, 304), Grows(5, 151)),
        _each(lambda ids, _: transfer(ids)),
        note="of transfers",
    ),
    Cost(
        "POST",
        paths.RECORD_BATCH,
        (Grows(12, 111), Grows(5, 104)),
        _each(lambda ids, _: adjustment(ids)),
        note="of adjustments",
    ),
    Cost(
        "PUT",
        paths.RECORD_SET,
        (Grows(25, 859), Grows(22, 807)),
        _each(lambda ids, index: {"id": ids["open"][index], "memo": "x"}),
    ),
    Cost("PUT", paths.RECORD, (Grows(25, 26), Grows(22, 23)), lambda *_: {"memo": "x"}, on="invoice"),
    Cost("PUT", paths.RECORD, (Grows(25, 26), Grows(22, 23)), lambda *_: {"memo": "x"}, on="bill"),
    Cost("PUT", paths.RECORD, (27, 24), lambda *_: {"memo": "x"}, on="paid"),
    Cost("PUT", paths.RECORD, (Grows(21, 22), Grows(19, 20)), lambda *_: {"memo": "x"}, on="payment"),
    Cost("PUT", paths.RECORD, (Grows(20, 21), Grows(18, 19)), lambda *_: {"memo": "x"}, on="adjustment"),
    Cost("PUT", paths.RECORD, (14, 12), lambda *_: {"memo": "x"}, on="transfer"),
    Cost(
        "PUT",
        paths.RECORD,
        (Grows(29, 30), Grows(24, 25)),
        lambda *_: {"date": "2026-01-20"},
        on="invoice",
        note="on another day",
    ),
    Cost(
        "PUT",
        paths.RECORD,
        (Grows(29, 30), Grows(24, 25)),
        lambda *_: {"date": "2026-01-20"},
        on="bill",
        note="on another day",
    ),
    Cost(
        "PUT",
        paths.RECORD,
        (Grows(50, 933), Grows(44, 878)),
        lambda *_: {"date": "2026-01-20"},
        on="paid",
        note="on another day",
    ),
    Cost(
        "PUT",
        paths.RECORD,
        (Grows(25, 26), Grows(22, 23)),
        lambda *_: {"date": "2026-01-20"},
        on="payment",
        note="on another day",
    ),
    Cost(
        "PUT",
        paths.RECORD,
        (Grows(24, 25), Grows(20, 21)),
        lambda *_: {"date": "2026-01-20"},
        on="adjustment",
        note="on another day",
    ),
    Cost("PUT", paths.RECORD, (18, 15), lambda *_: {"date": "2026-01-20"}, on="transfer", note="on another day"),
    Cost("DELETE", paths.RECORD, (18, 16), on="invoice"),
    Cost("DELETE", paths.RECORD, (18, 16), on="bill"),
    Cost("DELETE", paths.RECORD, (Grows(32, 621), Grows(30, 619)), on="paid"),
    Cost("DELETE", paths.RECORD, (21, 19), on="payment"),
    Cost("DELETE", paths.RECORD, (17, 15), on="adjustment"),
    Cost("DELETE", paths.RECORD, (15, 13), on="transfer"),
    Cost("POST", paths.RECORD_VOID, (18, 16), on="invoice"),
    Cost("POST", paths.RECORD_VOID, (18, 16), on="bill"),
    Cost("POST", paths.RECORD_VOID, (Grows(32, 621), Grows(30, 619)), on="paid"),
    Cost("POST", paths.RECORD_VOID, (21, 19), on="payment"),
    Cost("POST", paths.RECORD_VOID, (17, 15), on="adjustment"),
    Cost("POST", paths.RECORD_VOID, (15, 13), on="transfer"),
    Cost("POST", paths.RECORD_RESTORE, (Grows(27, 28), Grows(21, 22)), on="removed_invoice"),
    Cost("POST", paths.RECORD_RESTORE, (Grows(27, 28), Grows(21, 22)), on="removed_bill"),
    Cost("POST", paths.RECORD_RESTORE, (Grows(44, 878), Grows(38, 872)), on="removed_paid"),
    Cost("POST", paths.RECORD_RESTORE, (Grows(25, 26), Grows(21, 22)), on="removed_payment"),
    Cost("POST", paths.RECORD_RESTORE, (Grows(21, 22), Grows(16, 17)), on="removed_adjustment"),
    Cost("POST", paths.RECORD_RESTORE, (16, 12), on="removed_transfer"),
]
