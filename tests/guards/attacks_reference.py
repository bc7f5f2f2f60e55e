"""Attacks across businesses, with values that no column should hold, and with numbers that are taken."""

from __future__ import annotations

from tests.guards.sql import NEW, Attack, allocation, change, changeset, entry, insert, line, pair, record, update

LINE = "ledger_journalline"
STAMPS = {"created_at": "'2026-06-01 12:00:00+00:00'", "modified_at": "'2026-06-01 12:00:00+00:00'", "version": 1}


def tax_code(name: str) -> str:
    """Return the statement that adds a tax code."""
    columns = dict.fromkeys(("tax_system", "description"), "''")
    flags = dict.fromkeys(("income", "removed"), "FALSE")
    return insert(
        "taxes_taxcode",
        **{"id": NEW, "business_id": "{business}", "name": name, "expansion": "'G'", **columns, **flags, **STAMPS},
    )


def rate(**columns: object) -> str:
    """Return the statement that adds an exchange rate."""
    return insert(
        "accounts_exchangerate",
        **{
            "id": NEW,
            "business_id": "{business}",
            "base": "'USD'",
            "currency": "'CAD'",
            "rate": "'1.5'",
            "as_of": "'2026-02-02'",
            "source": "'MANUAL_ENTRY'",
            "comment": "''",
            "entered_at": "'2026-06-01 12:00:00+00:00'",
            **columns,
        },
    )


def total(**columns: object) -> str:
    """Return the statement that adds a monthly total."""
    return insert(
        "ledger_monthlytotal",
        **{
            "business_id": "{business}",
            "account_id": "{plain}",
            "currency": "'CAD'",
            "month": "'2026-03-01'",
            "kind": "'ORDINARY'",
            "amount": 1,
            "home": 1,
            **columns,
        },
    )


def part(table: str, **columns: object) -> str:
    """Return the statement that adds a part of the second invoice."""
    return insert(
        table, **{"id": NEW, "business_id": "{business}", "record_id": "{second_invoice}", "position": 9, **columns}
    )


def record_line(**columns: object) -> str:
    """Return the statement that adds a line to the second invoice."""
    values = {"account_id": "{sales}", "quantity": "'1'", "rate": "'1'", "amount": 1, "net": 1}
    return part("ledger_recordline", **{**values, **columns})


def record_tax(**columns: object) -> str:
    """Return the statement that adds a tax to the second invoice."""
    return part("ledger_recordtax", **{"tax_id": "{tax}", "name": "'T'", "registration": "''", "amount": 1, **columns})


def adjustment_line(**columns: object) -> str:
    """Return the statement that adds an adjustment line to the second invoice."""
    return part("ledger_adjustmentline", **{"account_id": "{bank}", "amount": 1, "currency": "'CAD'", **columns})


REFERENCES = {
    ("ledger_contact", "{contact}"): {
        "receivable_account_id": "bank",
        "payable_account_id": "bank",
        "income_or_expense_account_id": "sales",
        "payment_account_id": "bank",
        "parent_id": "contact",
    },
    ("ledger_item", "{item}"): {
        "credit_account_id": "sales",
        "debit_account_id": "sales",
        "inventory_account_id": "stock",
        "cogs_account_id": "cogs",
        "category_id": "category",
    },
    ("ledger_itemcategory", "{category}"): {"parent_id": "category", "default_account_id": "sales"},
    ("ledger_record", "{moved}"): {
        "contact_id": "contact",
        "account_id": "bank",
        "deposit_account_id": "bank",
        "credit_account_id": "bank",
        "project_id": "project",
    },
    ("ledger_allocation", "{allocation}"): {"payment_id": "payment", "document_id": "invoice"},
    ("accounts_account", "{plain}"): {"parent_id": "bank"},
    ("taxes_tax", "{tax}"): {
        "payable_account_id": "bank",
        "receivable_account_id": "bank",
        "expense_account_id": "bank",
    },
}
STRANGERS = (
    *(
        Attack(
            f"{table} with a stranger's {column.removesuffix('_id')}",
            (update(table, f"{column} = {{strange_{name}}}", identity),),
            f"{table}_{column}_business",
        )
        for (table, identity), columns in REFERENCES.items()
        for column, name in columns.items()
    ),
    Attack(
        "a line on a stranger's account", (entry(), *pair(account_id="{strange_bank}")), f"{LINE}_account_id_business"
    ),
    Attack("a line of a stranger", (entry(), *pair(business_id="{strange_business}")), f"{LINE}_"),
    Attack("a line into a stranger's entry", (line(3, 5, entry_id="{strange_entry}"),), f"{LINE}_joins"),
    Attack("a line of a stranger's record", (entry(), *pair(record_id="{strange_moved}")), f"{LINE}_"),
    Attack(
        "an entry of a stranger's record",
        (entry(record_id="{strange_moved}"), *pair(record_id="{strange_moved}")),
        f"ledger_journalentry_record_id_business|{LINE}_record_id_business",
    ),
    Attack(
        "an entry that settles a stranger's document",
        (entry(settles_id="{strange_invoice}"), *pair()),
        "ledger_journalentry_settles_id_business",
    ),
    *(
        Attack(
            f"a line that {about} a stranger's {thing}",
            (entry(), *pair(**{column: f"{{strange_{thing}}}"})),
            f"{LINE}_{column}_business",
        )
        for about, thing, column in (
            ("settles", "invoice", "settles_id"),
            ("records", "tax", "tax_id"),
            ("sells", "item", "item_id"),
        )
    ),
    Attack(
        "an entry of a stranger's changeset",
        (entry(changeset_id="{strange_changeset}"), *pair()),
        "ledger_journalentry_changeset_id_business",
    ),
    Attack(
        "a record of a stranger's contact",
        (record(contact_id="{strange_contact}"),),
        "ledger_record_contact_id_business",
    ),
    Attack(
        "an invoice line on a stranger's account",
        (record_line(account_id="{strange_sales}"),),
        "ledger_recordline_account_id_business",
    ),
    Attack(
        "an invoice line of a stranger's item", (record_line(item_id="{strange_item}"),), "ledger_recordline_item_id"
    ),
    Attack(
        "an invoice line of a stranger's project",
        (record_line(project_id="{strange_project}"),),
        "ledger_recordline_project_id_business",
    ),
    Attack(
        "an invoice line for a stranger's invoice",
        (record_line(record_id="{strange_invoice}"),),
        "ledger_recordline_record_id_business",
    ),
    Attack("a stranger's tax", (record_tax(tax_id="{strange_tax}"),), "ledger_recordtax_tax_id_business"),
    Attack(
        "a tax for a stranger's invoice",
        (record_tax(record_id="{strange_invoice}"),),
        "ledger_recordtax_record_id_business",
    ),
    Attack(
        "an adjustment line on a stranger's account",
        (adjustment_line(account_id="{strange_bank}"),),
        "ledger_adjustmentline_account_id_business",
    ),
    Attack(
        "a stranger's invoice settled", (allocation(document_id="{strange_invoice}"),), "ledger_allocation_document_id"
    ),
    Attack(
        "a monthly total of a stranger's account",
        (total(account_id="{strange_plain}"),),
        "ledger_monthlytotal_account_id_business",
    ),
    Attack(
        "a change of a stranger's changeset",
        (change(changeset_id="{strange_changeset}"),),
        "businesses_change_changeset_id_business",
    ),
)
ENUMS = {
    "accounts_account_type": update("accounts_account", "type = 'PURSE'", "{plain}"),
    "accounts_account_default_for": update("accounts_account", "default_for = 'LUNCH'", "{plain}"),
    "ledger_record_type": update("ledger_record", "type = 'RUMOUR'", "{moved}"),
    "ledger_record_state": update("ledger_record", "state = 'MAYBE'", "{moved}"),
    "ledger_contact_type": update("ledger_contact", "type = 'FRIEND'", "{contact}"),
    "businesses_membership_role": update("businesses_membership", "role = 'KING'", "{membership}"),
    "businesses_business_date_formatting": update("businesses_business", "date_formatting = 'RUNES'", "{business}"),
    "businesses_business_cogs_method": update("businesses_business", "inventory_cogs_method = 'LUCK'", "{business}"),
    "businesses_business_fiscal_start": update("businesses_business", "fiscal_start_month = 13", "{business}"),
    "accounts_exchangerate_source": rate(source="'A_FRIEND'"),
    "ledger_monthlytotal_kind": total(kind="'OTHER'"),
}
VALUES = (
    *(Attack(f"a value that {name} does not know", (statement,), name) for name, statement in ENUMS.items()),
    Attack("a posted record without a number", (record(number="NULL"),), "ledger_record_numbered"),
    Attack(
        "taking a record's number away",
        (update("ledger_record", "number = NULL", "{moved}"),),
        "ledger_record_numbered",
    ),
    Attack("an allocation of nothing", (allocation(amount=0),), "ledger_allocation_not_zero"),
    Attack(
        "an allocation made nothing",
        (update("ledger_allocation", "amount = 0", "{allocation}"),),
        "allocation_not_zero",
    ),
)
TAKEN = (
    Attack("a changeset's number again", (changeset(number="{changeset_number}"),), "businesses_changeset_number"),
    Attack("a change's place again", (change(position=0),), "businesses_change_position"),
    Attack("an invoice's number again", (record(type="'INVOICE'", number="'501'"),), "ledger_record_invoice_number"),
    Attack(
        "an invoice's number taken over",
        (update("ledger_record", "number = '501'", "{second_invoice}"),),
        "ledger_record_invoice_number",
    ),
    Attack(
        "a bill's number again",
        (record(type="'BILL'", number="'B-1'", contact_id="{vendor}"),),
        "ledger_record_bill_number",
    ),
    Attack(
        "the same allocation again",
        (allocation(document_id="{invoice}"),),
        "ledger_allocation_once",
        r"ledger_allocation\.payment_id, ledger_allocation\.document_id",
    ),
    Attack(
        "a line's place on an invoice again",
        (record_line(position=0), record_line(position=0, id=f"({NEW} + 1)")),
        "ledger_recordline_position",
        r"ledger_recordline\.record_id, ledger_recordline\.position",
    ),
    Attack(
        "a second default account",
        (update("accounts_account", "default_for = (SELECT max(default_for) FROM accounts_account)", "{plain}"),),
        "accounts_account_one_default",
    ),
    Attack("a tax code's name again", (tax_code("'shortcut'"),), "taxes_taxcode_name"),
    Attack(
        "a rate of the same day again",
        (rate(as_of="'2026-01-01'"),),
        "accounts_exchangerate_once",
        r"accounts_exchangerate\.business_id",
    ),
    Attack(
        "a monthly total again",
        (total(), total()),
        "ledger_monthlytotal_pkey",
        r"ledger_monthlytotal\.account_id",
    ),
)
TABLE = (*STRANGERS, *VALUES, *TAKEN)
"""All attacks of this module."""
