"""Attacks on what is not posted: records that lack what only a draft may lack."""

from __future__ import annotations

from tests.guards.attacks_reference import adjustment_line, record_line
from tests.guards.sql import Attack, update

RECORD, LINE, ADJUSTMENT = "ledger_record", "ledger_recordline", "ledger_adjustmentline"
LINES = (
    Attack("a line of an invoice without an account", (record_line(account_id="NULL"),), f"{LINE}_whole"),
    Attack("a line of an invoice without a price", (record_line(rate="NULL"),), f"{LINE}_whole"),
    Attack(
        "taking the account from a line of an invoice",
        (f"UPDATE {LINE} SET account_id = NULL WHERE record_id = {{second_invoice}}",),
        f"{LINE}_whole",
    ),
    Attack("a line of an adjustment without an account", (adjustment_line(account_id="NULL"),), f"{ADJUSTMENT}_whole"),
    Attack(
        "taking the account from a line of an adjustment",
        (adjustment_line(), f"UPDATE {ADJUSTMENT} SET account_id = NULL WHERE record_id = {{second_invoice}}"),
        f"{ADJUSTMENT}_whole",
    ),
)
DRAFTS = (
    Attack(
        "posting a draft whose line lacks its account",
        (update(RECORD, "state = 'POSTED', number = '9001'", "{draft}"),),
        f"{RECORD}_leaves_draft",
    ),
    Attack("posting a draft without a number", (update(RECORD, "state = 'POSTED'", "{draft}"),), "ledger_record_"),
    Attack("making a draft of an invoice", (update(RECORD, "state = 'DRAFT'", "{invoice}"),), f"{RECORD}_leaves_draft"),
)
ORDERS = (
    Attack("deleting an order", ("DELETE FROM ledger_order WHERE id = {order}",), "ledger_order_undeletable"),
    Attack(
        "an order of another business's contact",
        (update("ledger_order", "contact_id = {strange_contact}", "{order}"),),
        "ledger_order_contact_id_business",
    ),
    Attack(
        "an invoice that came from another business's order",
        (update(RECORD, "order_id = {strange_order}", "{invoice}"),),
        f"{RECORD}_order_id_business",
    ),
    Attack(
        "moving an order to another business",
        (update("ledger_order", "business_id = {strange_business}", "{order}"),),
        "ledger_order_",
    ),
)
RECURRING = (
    Attack("deleting what comes again", ("DELETE FROM ledger_recurring WHERE id = {recurring}",), "ledger_recurring_"),
    Attack(
        "letting another business's record come again",
        (update("ledger_recurring", "record_id = {strange_invoice}", "{recurring}"),),
        "ledger_recurring_record_id_business",
    ),
    Attack("forgetting a day", ("DELETE FROM ledger_occurrence WHERE id = {occurrence}",), "ledger_occurrence_"),
    Attack(
        "moving a day that is dealt with",
        (update("ledger_occurrence", "date = '2026-07-01'", "{occurrence}"),),
        "ledger_occurrence_",
    ),
    Attack(
        "dealing with a day twice",
        (
            "INSERT INTO ledger_occurrence (id, business_id, recurring_id, date, created_at) "
            "SELECT {new}, business_id, recurring_id, date, created_at FROM ledger_occurrence WHERE id = {occurrence}",
        ),
        "ledger_occurrence_",
    ),
)
STAGED = "ledger_shoeboxitem"
SHOEBOX = (
    Attack("deleting what is staged", (f"DELETE FROM {STAGED} WHERE id = {{staged}}",), f"{STAGED}_undeletable"),
    Attack(
        "staging a receipt of another business's contact",
        (update(STAGED, "contact_id = {strange_contact}", "{staged}"),),
        f"{STAGED}_contact_id_business",
    ),
    Attack(
        "letting another business's invoice stand for what is staged",
        (update(STAGED, "record_id = {strange_invoice}", "{staged}"),),
        f"{STAGED}_record_id_business",
    ),
    Attack("staging an amount of zero", (update(STAGED, "amount = 0", "{staged}"),), f"{STAGED}_amount"),
    Attack("making a record of nothing", (update(STAGED, "made = TRUE", "{staged}"),), f"{STAGED}_made"),
    Attack(
        "letting what is staged be another transaction of the bank",
        (update(STAGED, "row_id = {bank_row}", "{staged}"),),
        f"{STAGED}_fixed",
    ),
    Attack(
        "staging a transaction of the bank twice",
        (
            f"INSERT INTO {STAGED} (id, business_id, source, name, text, reference, currency, row_id, made, removed, "
            "created_at, modified_at, version) SELECT {new}, business_id, source, name, text, reference, currency, "
            f"row_id, made, removed, created_at, modified_at, 1 FROM {STAGED} WHERE id = {{staged}}",
        ),
        f"{STAGED}_row",
    ),
    Attack(
        "giving a contact a file of what is staged",
        (update("ledger_attachedfile", "contact_id = {contact}, shoebox_item_id = {staged}", "{file_use}"),),
        "ledger_attachedfile_one_target",
    ),
)
TABLE = (*LINES, *DRAFTS, *ORDERS, *RECURRING, *SHOEBOX)
