"""How an attack is written down: statements with the names of a scene in braces, and who is to refuse them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, IntegrityError

from tests.settings import KIND

BOTH, POSTGRES, SQLITE = ("postgres", "sqlite"), ("postgres",), ("sqlite",)
COMMIT = "FOREIGN KEY constraint failed"
"""What SQLite says when a commit fails: no sum may be anything but zero."""
NEW, NEWER = "{new}", "({new} + 20)"
"""Ids that nothing has yet, nor the twenty after each."""


@dataclass(frozen=True)
class Attack:
    """Statements of one transaction; ``refused`` is a pattern of what the refusal says, ``sqlite`` that on SQLite."""

    name: str
    statements: tuple[str, ...]
    refused: str
    sqlite: str = ""
    on: tuple[str, ...] = BOTH
    error: type[DatabaseError] = IntegrityError

    @property
    def pattern(self) -> str:
        """What the refusal of this run's database says."""
        return self.sqlite if KIND == "sqlite" and self.sqlite else self.refused


def insert(table: str, verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds a row; the values are SQL."""
    values = ", ".join(str(value) for value in columns.values())
    return f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({values})"


def entry(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds an entry of the transfer, of two lines unless told otherwise."""
    return insert(
        "ledger_journalentry",
        verb,
        **{
            "id": NEW,
            "business_id": "{business}",
            "record_id": "{moved}",
            "settles_id": "NULL",
            "kind": "'ORDINARY'",
            "date": "'2026-03-05'",
            "line_count": 2,
            "changeset_id": "{changeset}",
            "superseded_id": "NULL",
            **columns,
        },
    )


def line(position: int, amount: object, verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds a line to that entry, in home currency unless told otherwise."""
    return insert(
        "ledger_journalline",
        verb,
        **{
            "id": f"({NEW} + {position})",
            "business_id": "{business}",
            "entry_id": NEW,
            "record_id": "{moved}",
            "position": position,
            "account_id": "{bank}",
            "date": "'2026-03-05'",
            "amount": amount,
            "currency": "'CAD'",
            "home": amount,
            "note": "NULL",
            "superseded_id": "NULL",
            **columns,
        },
    )


def pair(amount: object = 100, **columns: object) -> tuple[str, str]:
    """Return two lines that balance."""
    return line(1, amount, **columns), line(2, f"-{amount}", **{"account_id": "{savings}", **columns})


def record(**columns: object) -> str:
    """Return the statement that adds a transfer without an entry."""
    zeros = dict.fromkeys(("total", "before_taxes", "home_total", "paid_immediately", "balance", "open_home"), 0)
    flags = ("by_check", "exchange_payment", "keep_in_original_currency", "allow_zero_amounts", "read_only", "removed")
    return insert(
        "ledger_record",
        **{
            "id": NEW,
            "business_id": "{business}",
            "type": "'TRANSFER'",
            "state": "'POSTED'",
            "date": "'2026-03-05'",
            "number": "'9001'",
            "contact_id": "NULL",
            "currency": "'CAD'",
            **zeros,
            **dict.fromkeys(flags, "FALSE"),
            "created_at": "'2026-06-01 12:00:00+00:00'",
            "modified_at": "'2026-06-01 12:00:00+00:00'",
            "version": 1,
            **columns,
        },
    )


def changeset(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds a changeset."""
    return insert(
        "businesses_changeset",
        verb,
        **{
            "id": NEW,
            "business_id": "{business}",
            "number": "{next_number}",
            "user_id": "{user}",
            "at": "'2026-06-01 12:00:00+00:00'",
            "description": "'forged'",
            "comment": "''",
            "request_id": "''",
            "digest": "''",
            "hash": "''",
            **columns,
        },
    )


def change(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds a change to the newest changeset."""
    return insert(
        "businesses_change",
        verb,
        **{
            "id": NEW,
            "business_id": "{business}",
            "changeset_id": "{changeset}",
            "position": 50,
            "kind": "'record'",
            "object_id": "{moved}",
            "action": "'update'",
            "before": "NULL",
            "after": "NULL",
            "digest": "''",
            **columns,
        },
    )


def allocation(**columns: object) -> str:
    """Return the statement that lets the payment settle the second invoice."""
    return insert(
        "ledger_allocation",
        **{
            "id": NEW,
            "business_id": "{business}",
            "payment_id": "{payment}",
            "document_id": "{second_invoice}",
            "position": 5,
            "amount": 1,
            "payment_amount": 1,
            "home": 1,
            "active": "TRUE",
            **columns,
        },
    )


def update(table: str, assignment: str, identity: str, verb: str = "UPDATE") -> str:
    """Return the statement that changes one row."""
    return f"{verb} {table} SET {assignment} WHERE id = {identity}"
