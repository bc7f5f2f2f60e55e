"""Attacks on what the bank said, and on what it is matched with."""

from __future__ import annotations

from tests.guards.sql import NEW, NEWER, SQLITE, Attack, insert, update

STATEMENT, ROW, MATCH = "ledger_bankstatement", "ledger_bankstatementrow", "ledger_bankmatch"
MOMENT = "'2026-06-01 12:00:00+00:00'"


def bank_row(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds a transaction of the bank."""
    texts = dict.fromkeys(("payee", "memo", "reference", "check_number"), "''")
    return insert(
        ROW,
        verb,
        **{
            "id": NEW,
            "business_id": "{business}",
            "account_id": "{bank}",
            "statement_id": "{statement}",
            "position": 9,
            "date": "'2026-03-05'",
            "amount": 500,
            "currency": "'CAD'",
            **texts,
            "fitid": "NULL",
            "balance": "NULL",
            "matched": 0,
            "ignored": "FALSE",
            "created_at": MOMENT,
            "modified_at": MOMENT,
            "version": 1,
            **columns,
        },
    )


def match(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that matches the transaction with the second invoice."""
    values = {"row_id": "{bank_row}", "record_id": "{second_invoice}", "amount": 1, **columns}
    return insert(MATCH, verb, **{"id": NEW, "business_id": "{business}", **values})


SAID = {
    "amount": "amount = amount - 1",
    "day": "date = '2026-04-05'",
    "currency": "currency = 'USD'",
    "identity": "fitid = 'other'",
    "identity away": "fitid = NULL",
    "payee": "payee = 'Somebody'",
    "memo": "memo = 'as agreed'",
    "reference": "reference = 'R'",
    "check number": "check_number = '7'",
    "place": "position = 8",
    "balance": "balance = 1",
    "statement": "statement_id = NULL",
    "account": "account_id = {savings}",
}
EDITS = tuple(
    Attack(f"changing the {what} that the bank told", (update(ROW, assignment, "{bank_row}"),), f"{ROW}_fixed")
    for what, assignment in SAID.items()
)
OTHERS = (
    Attack("changing a statement", (update(STATEMENT, "filename = 'x'", "{statement}"),), f"{STATEMENT}_unchangeable"),
    Attack("changing a match", (update(MATCH, "amount = 2", "{bank_match}"),), f"{MATCH}_fixed"),
    Attack("deleting a statement", ("DELETE FROM ledger_bankstatement WHERE id = {statement}",), "_undeletable"),
    Attack("deleting what the bank told", (f"DELETE FROM {ROW} WHERE id = {{bank_row}}",), "_undeletable"),
    Attack(
        "a transaction of the bank replaced by its id",
        (bank_row("INSERT OR REPLACE", id="{bank_row}"),),
        f"{ROW}_unreplaceable",
        on=SQLITE,
    ),
    Attack(
        "a transaction of the bank replaced by its identity",
        (bank_row("INSERT OR REPLACE", fitid="'F1'"),),
        "ledger_bankstatementrow_fitid",
        on=SQLITE,
    ),
    Attack("an identity of the bank again", (bank_row(fitid="'F1'"),), "ledger_bankstatementrow_fitid"),
    Attack("a transaction of nothing", (bank_row(amount=0),), "ledger_bankstatementrow_matched"),
    Attack("more matched than there is", (bank_row(matched=501),), "ledger_bankstatementrow_matched"),
    Attack("less than nothing matched", (bank_row(matched=-1),), "ledger_bankstatementrow_matched"),
    Attack("a match of nothing", (match(amount=0),), "ledger_bankmatch_not_zero"),
    Attack("the same match again", (match(), match(id=NEWER)), "ledger_bankmatch_once"),
    Attack("a stranger's account told of", (bank_row(account_id="{strange_bank}"),), f"{ROW}_account_id_business"),
    Attack("a stranger's statement", (bank_row(statement_id="{strange_statement}"),), f"{ROW}_statement_id_business"),
    Attack("a match of a stranger's transaction", (match(row_id="{strange_bank_row}"),), f"{MATCH}_row_id_business"),
    Attack("a match with a stranger's record", (match(record_id="{strange_bill}"),), f"{MATCH}_record_id_business"),
)
RECONCILIATION, CLEARING = "ledger_bankreconciliation", "ledger_bankclearing"


def reconciliation(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds a reconciliation of the savings account."""
    return insert(
        RECONCILIATION,
        verb,
        **{
            "id": NEW,
            "business_id": "{business}",
            "account_id": "{savings}",
            "currency": "'CAD'",
            "statement_date": "'2026-03-31'",
            "opening": 0,
            "balance": 0,
            "comment": "''",
            "finished_at": "NULL",
            "removed": "FALSE",
            "created_at": MOMENT,
            "created_by_id": "NULL",
            "modified_at": MOMENT,
            "version": 1,
            **columns,
        },
    )


def clearing(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that lets a transfer have cleared, in the reconciliation in progress."""
    values = {
        "reconciliation_id": "{reconciling}",
        "account_id": "{bank}",
        "record_id": "{moved}",
        "currency": "'CAD'",
        "date": "'2026-03-05'",
        "amount": 700,
        **columns,
    }
    return insert(CLEARING, verb, **{"id": NEW, "business_id": "{business}", **values})


FIGURES = {"balance": "balance = 5", "opening": "opening = 5", "day": "statement_date = '2026-04-01'"}
RECONCILED = (
    *(
        Attack(
            f"changing the {what} of what is reconciled",
            (update(RECONCILIATION, assignment, "{reconciled}"),),
            f"{RECONCILIATION}_finished",
        )
        for what, assignment in FIGURES.items()
    ),
    Attack(
        "moving a reconciliation to another account",
        (update(RECONCILIATION, "account_id = {savings}", "{reconciling}"),),
        f"{RECONCILIATION}_fixed",
    ),
    Attack(
        "deleting a reconciliation",
        (f"DELETE FROM {RECONCILIATION} WHERE id = {{reconciling}}",),
        f"{RECONCILIATION}_undeletable",
    ),
    Attack(
        "two reconciliations in progress",
        (reconciliation(), reconciliation(id=NEWER, statement_date="'2026-04-30'")),
        f"{RECONCILIATION}_open",
        rf"{RECONCILIATION}(_open|\.account_id)",
    ),
    Attack(
        "two reconciliations of one day",
        (reconciliation(account_id="{bank}", finished_at=MOMENT),),
        f"{RECONCILIATION}_day",
        rf"{RECONCILIATION}(_day|\.account_id)",
    ),
    Attack(
        "a reconciliation of a stranger's account",
        (reconciliation(account_id="{strange_savings}"),),
        f"{RECONCILIATION}_account_id_business",
    ),
    Attack(
        "one more that has cleared in what is finished",
        (clearing(reconciliation_id="{reconciled}"),),
        f"{CLEARING}_finished_insert",
    ),
    Attack(
        "one less that has cleared in what is finished",
        (f"DELETE FROM {CLEARING} WHERE id = {{clearing}}",),
        f"{CLEARING}_finished_delete",
    ),
    Attack("another amount that has cleared", (update(CLEARING, "amount = 2", "{clearing}"),), f"{CLEARING}_fixed"),
    Attack("nothing that has cleared", (clearing(amount=0),), f"{CLEARING}_not_zero"),
    Attack(
        "cleared twice",
        (clearing(record_id="{cleared}"),),
        f"{CLEARING}_once",
        rf"{CLEARING}(_once|\.account_id)",
    ),
    *(
        Attack(f"cleared: {what}", (clearing(**{column: value}),), f"{CLEARING}_{column}_business")
        for what, column, value in (
            ("a stranger's record", "record_id", "{strange_bill}"),
            ("in a stranger's account", "account_id", "{strange_bank}"),
            ("in a stranger's reconciliation", "reconciliation_id", "{strange_reconciling}"),
        )
    ),
)
CHECK = "ledger_check"


def check(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that gives a payment's check a number."""
    values = {"record_id": "{moved}", "account_id": "{bank}", "number": 9, "printed_on": "NULL", **columns}
    stamps = {"created_at": MOMENT, "modified_at": MOMENT, "version": 1}
    return insert(CHECK, verb, **{"id": NEW, "business_id": "{business}", **values, **stamps})


CHECKS = (
    Attack(
        "a number of a check twice",
        (check(), check(id=NEWER, record_id="{bill}")),
        f"{CHECK}_number",
        rf"{CHECK}(_number|\.account_id)",
    ),
    Attack(
        "two numbers for a check",
        (check(), check(id=NEWER, number=10)),
        f"{CHECK}_once",
        rf"{CHECK}(_once|\.record_id)",
    ),
    Attack("a check without a number", (check(number=0),), f"{CHECK}_positive"),
    Attack("deleting a check", (check(), f"DELETE FROM {CHECK} WHERE id = {NEW}"), f"{CHECK}_undeletable"),
    Attack("a check of another payment", (check(), update(CHECK, "record_id = {bill}", NEW)), f"{CHECK}_fixed"),
    Attack("a check of a stranger's payment", (check(record_id="{strange_bill}"),), f"{CHECK}_record_id_business"),
    Attack("a check of a stranger's account", (check(account_id="{strange_bank}"),), f"{CHECK}_account_id_business"),
)
TABLE = (*EDITS, *OTHERS, *RECONCILED, *CHECKS)
"""All attacks of this module."""
