"""What every operation costs: requests to all of them, and the table of the statements that they take.

The numbers stand in ``statements.csv``, for one and for fifty objects on both databases, authentication included: the
token is looked up each time, as by a process that has not seen it for half a minute. Where fifty take more, a request
changes as many records (a batch, or payments that are posted again), or needs more ids than come with the counter.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.dialects.kashoo.urls import paths
from tests.api.kashoo.crowd import (
    adjustment,
    again,
    bill,
    estimate,
    goods,
    invoice,
    paid,
    payment,
    receipt,
    relief,
    statement,
    transfer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.api.kashoo.crowd import Ids

    Body = Callable[[Ids, int], Any]

TABLE: Final = Path(__file__).with_name("statements.csv")
NAME: Final = "operation"
COLUMNS: Final = ("sqlite 1", "sqlite 50", "postgresql 1", "postgresql 50")


@dataclass(frozen=True)
class Cost:
    """A request: its body, what its address is ``on``, and what is special about it; the query may name ids too."""

    method: str
    path: str
    body: Body | None = None
    on: str = ""
    query: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """What tells this request from all others."""
        address = f"{self.path}?{self.query}" if self.query else self.path
        return " ".join(filter(None, (self.method, address, self.on, self.note)))


def written() -> dict[str, dict[str, int]]:
    """Return the numbers of the table by request and column."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row[NAME]: {column: int(row[column] or 0) for column in COLUMNS} for row in rows}


def write(column: str, found: Mapping[str, int]) -> None:
    """Write one column of the table anew, and the rows that are missing."""
    before = written()
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [NAME, *COLUMNS], lineterminator="\n")
        table.writeheader()
        for name, number in found.items():
            table.writerow({NAME: name, **before.get(name, {}), column: number})


def _reads(*addresses: str, on: str = "", query: str = "") -> list[Cost]:
    return [Cost("GET", path, on=on, query=query) for path in addresses]


def _each(body: Body) -> Body:
    return lambda ids, count: [body(ids, index) for index in range(count)]


def _records(records: list[int]) -> list[dict[str, int]]:
    return [{"record": record, "amount": -1} for record in records]


RATE = {"baseCurrencyCode": "EUR", "currencyCode": "CAD", "exchangeRate": 1.5, "asOf": "2026-01-15"}
OPENING = [{"amount": -5, "date": "2026-01-01"}]
FILE = {"name": "scan.png", "initialData": "AA=="}
KINDS = ("invoice", "bill", "paid", "payment", "adjustment", "transfer")
"""Records of each type; ``paid`` is an invoice with payments."""
READS = [
    *_reads(paths.AUTH_TOKENS, paths.ME, paths.MY_ROLES, paths.MY_BUSINESSES, paths.BUSINESS),
    *_reads(paths.CURRENCIES, paths.CURRENCY, paths.EXCHANGE_RATES, paths.LOCK_DATE, paths.YEAR_ENDS),
    *_reads(paths.ACCOUNTS, paths.ACCOUNTS_USED, paths.ACCOUNT),
    *_reads(*(f"{paths.ACCOUNTS}/{segment}" for segment, _ in paths.ACCOUNTS_BY_TYPE.values())),
    *_reads(paths.BALANCES, paths.JOURNAL, paths.TRANSACTIONS, on="bank"),
    *_reads(paths.BALANCES, on="bank", query="date=2026-01-20"),
    *_reads(paths.OPENING_BALANCES, on="cash"),
    *_reads(paths.BALANCES, on="bank", query="date=2026-01-20&changeset=1"),
    *_reads(paths.STATEMENT_ROWS, paths.RECONCILIATIONS, on="bank"),
    *_reads(paths.STATEMENT_ROWS, on="bank", query="suggestions=true"),
    *_reads(paths.STATEMENT_ROW, paths.RECONCILIATION, paths.CHECKS, paths.CHECK),
    *_reads(paths.TRIAL_BALANCE, paths.PROFIT_AND_LOSS, paths.BALANCE_SHEET, paths.CASH_FLOW),
    *_reads(paths.PROFIT_AND_LOSS, query="startDate=2025-02-02&interval=month&compare=previousYear"),
    *_reads(paths.PROFIT_AND_LOSS, query="basis=cash"),
    *_reads(paths.AGED_RECEIVABLES, paths.AGED_PAYABLES, paths.GENERAL_LEDGER, paths.SALES_TAX, paths.INSIGHTS),
    *_reads(paths.CONTACT_ACTIVITY, paths.CONTACT_STATEMENT, on="customer"),
    *_reads(paths.ENTRIES),
    *_reads(paths.ENTRIES, query="basis=cash"),
    *_reads(paths.SUBCONTACTS, on="customer"),
    *_reads(paths.GROUPS, paths.GROUP, paths.PROJECTS, paths.PROJECT),
    *_reads(paths.RECORD_TEMPLATES, paths.RECORD_TEMPLATE),
    *_reads(paths.ITEMS, paths.ITEM, paths.ITEM_CATEGORIES, paths.ITEM_CATEGORY),
    *_reads(paths.INVENTORY_ENTRIES, paths.INVENTORY_ON_HAND, paths.PRODUCT_TRADE),
    *_reads(paths.CONTACTS, paths.CUSTOMERS, paths.VENDORS, paths.CONTACT),
    *_reads(paths.CONTACT_RECORDS, on="customer"),
    *_reads(paths.SYNC_CHANGES, query="kind=account"),
    *_reads(paths.SYNC_CHANGES, query="since=1&kind=contact&kind=order&limit=1000"),
    *_reads(paths.SYNC_CONTACTS, paths.SYNC_CUSTOMERS, paths.SYNC_VENDORS),
    *_reads(paths.ATTACHMENTS, paths.ATTACHMENT, paths.ATTACHMENT_CONTENT),
    *_reads(paths.RECORD_ATTACHMENTS, paths.CONTACT_ATTACHMENTS),
    *_reads(paths.RECORD_COMMENTS, paths.RECORD_TAGS, paths.RECORD_CONTEXT),
    *_reads(paths.CONTACT_COMMENTS, paths.CONTACT_TAGS, paths.CONTACT_CONTEXT),
    *_reads(paths.TAXES, paths.TAX, paths.TAX_CODES, paths.TAX_CODE),
    *_reads(paths.RECORDS, paths.INVOICES, paths.BILLS, paths.INVOICE_PAYMENTS, paths.BILL_PAYMENTS),
    *_reads(paths.TRANSFERS, paths.ADJUSTMENTS, paths.RECORD_SEQUENCE),
    *_reads(paths.DRAFTS, paths.DRAFT, paths.ORDERS, paths.ORDER, paths.RECURRINGS, paths.RECURRING),
    *_reads(paths.SHOEBOX, paths.SHOEBOX_ITEM),
    *_reads(paths.SHOEBOX, query="status=all&search=a&sortColumn=contactName&limit=1&includeRemoved=true"),
    *_reads(paths.RECORDS, query="search=a&status=unpaid&sortColumn=contactName&limit=1&includeRemoved=true"),
    *(Cost("GET", paths.RECORD, on=kind) for kind in KINDS),
    *_reads(paths.RECORD, on="paid", query="changeset={changeset}"),
    *_reads(paths.RECORD_CHANGESETS, on="paid"),
    *_reads(paths.CHANGESETS, paths.CHANGESET),
    *_reads(paths.CHANGESETS, query="kind=record&object={paid}&limit=1"),
]
WRITES = [
    Cost("POST", paths.AUTH_TOKENS),
    Cost("POST", paths.SYNC, lambda ids, _: {"business": ids["business"]}),
    Cost("POST", paths.BUSINESSES, lambda *_: {"contactInformation": {"name": "Branch"}}),
    Cost("PUT", paths.BUSINESS, lambda *_: {"startDate": "2026-01-01"}),
    Cost("DELETE", paths.BUSINESS),
    Cost("POST", paths.REVALUATION, lambda *_: {"asOf": "2026-01-31"}),
    Cost("POST", paths.REVALUATION, lambda *_: {"asOf": "2026-01-31", "preview": True}, note="to be shown"),
    Cost("PUT", paths.LOCK_DATE, lambda *_: {"lockDate": "2026-01-31"}),
    Cost("POST", paths.YEAR_ENDS, lambda *_: {"fiscalYear": 2021}),
    Cost("POST", paths.YEAR_ENDS, lambda *_: {"fiscalYear": 2026, "preview": True}, note="to look at"),
    Cost("DELETE", paths.YEAR_END),
    Cost("POST", paths.EXCHANGE_RATES, lambda *_: RATE),
    Cost("POST", paths.ACCOUNTS, lambda *_: {"name": "Till", "type": "CASH"}),
    Cost("PUT", paths.ACCOUNT, lambda *_: {"name": "Drawer"}),
    Cost("DELETE", paths.ACCOUNT),
    Cost("POST", paths.ACCOUNT_MERGE, lambda ids, _: {"duplicate": ids["income"]}, on="spare_account"),
    Cost("PUT", paths.OPENING_BALANCES, lambda *_: OPENING, on="bank"),
    Cost("POST", paths.STATEMENT_ROWS, lambda *_: {"date": "2026-01-15", "amount": -5}, on="bank"),
    Cost("PUT", paths.STATEMENT_ROW, lambda ids, count: {"matches": _records(ids["banked"][:count])}),
    Cost("DELETE", paths.STATEMENT_ROW),
    Cost("POST", paths.RECONCILIATIONS, lambda *_: {"statementDate": "2026-01-31", "balance": 0}, on="cash"),
    Cost("PUT", paths.RECONCILIATION, lambda ids, count: {"cleared": ids["banked"][:count]}),
    Cost("DELETE", paths.RECONCILIATION),
    Cost("PUT", paths.CHECK, lambda *_: {"status": "PRINTED"}),
    Cost("PUT", paths.CHECK, lambda *_: {"status": "VOID"}, note="void"),
    Cost("POST", paths.CONTACTS, lambda *_: {"name": "Ann", "type": "CUSTOMER"}),
    Cost("POST", paths.CUSTOMERS, lambda *_: {"name": "Ann"}),
    Cost("POST", paths.VENDORS, lambda *_: {"name": "Ann"}),
    Cost("PUT", paths.CONTACT, lambda *_: {"prefix": "A"}),
    Cost("PUT", paths.CONTACT, lambda ids, _: {"parent": ids["customer"]}, note="below another"),
    Cost("PUT", paths.CONTACT, lambda ids, _: {"groups": ids["groups"]}, note="in groups"),
    Cost("DELETE", paths.CONTACT, on="spare"),
    Cost("POST", paths.CONTACT_MERGE, lambda ids, _: {"duplicate": ids["customer"]}, on="spare"),
    Cost("POST", paths.GROUPS, lambda ids, _: {"name": "Members", "contacts": ids["members"]}),
    Cost("PUT", paths.GROUP, lambda *_: {"contacts": []}),
    Cost("DELETE", paths.GROUP),
    Cost("POST", paths.RECORD_TEMPLATES, lambda *_: {"type": "PAYMENT", "label": "Thanks"}),
    Cost("PUT", paths.RECORD_TEMPLATE, lambda *_: {"text": "Thank you."}),
    Cost("DELETE", paths.RECORD_TEMPLATE),
    Cost("POST", paths.PROJECTS, lambda *_: {"name": "Barn"}),
    Cost("PUT", paths.PROJECT, lambda *_: {"archived": True}),
    Cost("DELETE", paths.PROJECT),
    Cost("POST", paths.ITEMS, lambda *_: {"name": "Bread"}),
    Cost("PUT", paths.ITEM, lambda *_: {"archived": True}),
    Cost("DELETE", paths.ITEM),
    Cost("POST", paths.ITEM_CATEGORIES, lambda *_: {"name": "Food"}),
    Cost("PUT", paths.ITEM_CATEGORY, lambda *_: {"name": "Food"}),
    Cost("DELETE", paths.ITEM_CATEGORY, on="spare_category"),
    *(Cost("POST", path, lambda *_: {"comment": "seen"}) for path in (paths.RECORD_COMMENTS, paths.CONTACT_COMMENTS)),
    *(Cost("POST", path, lambda *_: {"tags": ["new"]}) for path in (paths.RECORD_TAGS, paths.CONTACT_TAGS)),
    *(Cost("DELETE", path) for path in (paths.RECORD_TAG, paths.CONTACT_TAG)),
    Cost("POST", paths.ATTACHMENTS, lambda *_: FILE),
    Cost("DELETE", paths.ATTACHMENT, on="spare_attachment"),
    *(
        cost
        for several, one in (
            (paths.RECORD_ATTACHMENTS, paths.RECORD_ATTACHMENT),
            (paths.CONTACT_ATTACHMENTS, paths.CONTACT_ATTACHMENT),
        )
        for cost in (
            Cost("POST", several, lambda *_: FILE, note="a new one"),
            Cost("POST", several, lambda ids, _: {"id": ids["spare_attachment"]}),
            Cost("DELETE", one),
        )
    ),
    Cost("POST", paths.TAXES, _each(lambda _, index: {"name": "New", "shortName": f"N{index}", "rate": 2})),
    Cost("PUT", paths.TAXES, _each(lambda _, index: {"name": "New", "shortName": f"N{index}", "rate": 2})),
    Cost("PUT", paths.TAXES, _each(lambda ids, index: {"id": ids["taxes"][index], "rate": 2}), note="of stored ones"),
    Cost("PUT", paths.TAX, lambda *_: {"rate": 3}),
    Cost("DELETE", paths.TAX),
    Cost("POST", paths.TAX_CODES, lambda *_: {"name": "NEW", "expansion": "T0"}),
    Cost("PUT", paths.TAX_CODE, lambda *_: {"description": "x"}),
    Cost("DELETE", paths.TAX_CODE),
    Cost("POST", paths.RECORDS, invoice),
    Cost("POST", paths.INVOICES, invoice),
    Cost(
        "POST",
        paths.INVOICES,
        lambda ids, count: {**invoice(ids, count), "currency": "USD"},
        note="in another currency",
    ),
    Cost("POST", paths.INVOICES, lambda ids, count: {**invoice(ids, count), "number": "7777"}, note="with a number"),
    Cost(
        "POST",
        paths.INVOICES,
        lambda ids, count: {**invoice(ids, count), "date": "2020-06-01"},
        note="in a closed year",
    ),
    Cost("POST", paths.INVOICES, paid, note="with its payments"),
    Cost("POST", paths.BILLS, bill),
    Cost("POST", paths.BILLS, lambda ids, count: goods(ids, count, "bill"), note="of goods"),
    Cost("POST", paths.INVOICES, lambda ids, count: goods(ids, count, "invoice"), note="of goods"),
    Cost("POST", paths.INVOICE_PAYMENTS, lambda ids, count: payment(ids, ids["open"][:count])),
    Cost("POST", paths.BILL_PAYMENTS, lambda ids, _: payment(ids, kind="vendor")),
    Cost("POST", paths.TRANSFERS, lambda ids, _: transfer(ids)),
    Cost("POST", paths.ADJUSTMENTS, adjustment),
    Cost("POST", paths.RECORD_BATCH, _each(lambda ids, _: invoice(ids)), note="of invoices"),
    Cost("POST", paths.RECORD_BATCH, _each(lambda ids, _: bill(ids)), note="of bills"),
    Cost("POST", paths.RECORD_BATCH, _each(lambda ids, index: payment(ids, [ids["open"][index]])), note="of payments"),
    Cost("POST", paths.RECORD_BATCH, _each(lambda ids, _: transfer(ids)), note="of transfers"),
    Cost("POST", paths.RECORD_BATCH, _each(lambda ids, _: adjustment(ids)), note="of adjustments"),
    Cost("POST", paths.ORDERS, estimate),
    Cost("PUT", paths.ORDER, lambda *_: {"memo": "x"}),
    Cost("DELETE", paths.ORDER),
    Cost("POST", paths.ORDER_CONVERT),
    Cost("POST", paths.RECURRINGS, lambda ids, _: again(ids)),
    Cost("PUT", paths.RECURRING, lambda *_: {"name": "x"}),
    Cost("DELETE", paths.RECURRING),
    Cost("POST", paths.RECURRING_SKIP),
    Cost("POST", paths.RECURRING_RUN, lambda *_: {"asOf": "2026-01-20"}),
    Cost("POST", paths.ORDER_CONVERT, lambda *_: {"type": "salesOrder"}, note="to another order"),
    Cost("POST", paths.SHOEBOX, receipt),
    Cost("POST", paths.RECEIPTS, lambda *_: {"text": "Total 5.00"}),
    Cost("PUT", paths.SHOEBOX_ITEM, lambda *_: {"name": "x"}),
    Cost("DELETE", paths.SHOEBOX_ITEM),
    Cost("POST", paths.SHOEBOX_PROCESS),
    Cost("POST", paths.SHOEBOX_PROCESS, lambda ids, _: {"record": ids["bill"]}, note="into a record that is there"),
    Cost("POST", paths.RECORD_UNPROCESS, _each(lambda ids, index: {"id": ids["processed"][index]})),
    Cost("POST", paths.DRAFTS, invoice),
    Cost("POST", paths.DRAFTS, lambda ids, count: payment(ids, ids["open"][:count]), note="of a payment"),
    Cost("PUT", paths.DRAFT, lambda *_: {"memo": "x"}),
    Cost("DELETE", paths.DRAFT),
    Cost("POST", paths.DRAFT_APPROVE),
    Cost("POST", paths.RECORD_IMPORT, statement),
    Cost("POST", paths.RECORD_IMPORT, lambda ids, count: {**statement(ids, count), "preview": True}, note="to look at"),
    Cost("PUT", paths.RECORD_SET, _each(lambda ids, index: {"id": ids["open"][index], "memo": "x"})),
    *(Cost("PUT", paths.RECORD, lambda *_: {"memo": "x"}, on=kind) for kind in KINDS),
    *(Cost("PUT", paths.RECORD, lambda *_: {"date": "2026-01-20"}, on=kind, note="on another day") for kind in KINDS),
    *(Cost("DELETE", paths.RECORD, on=kind) for kind in KINDS),
    *(Cost("POST", paths.RECORD_VOID, on=kind) for kind in KINDS),
    Cost("POST", paths.RECORD_WRITE_OFF, relief, on="invoice"),
    Cost("POST", paths.RECORD_DISCOUNT, lambda ids, count: {**relief(ids, count), "amount": 100}, on="invoice"),
    *(Cost("POST", paths.RECORD_RESTORE, on=f"removed_{kind}") for kind in KINDS),
]
