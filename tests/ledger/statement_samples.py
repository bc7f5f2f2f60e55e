"""Files as banks write them (``statements/``, all made up), and what stands in them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from accounts.currencies import currencies
from ledger.statement_files import statements_read

if TYPE_CHECKING:
    from ledger.statement_files import Columns, Statement

FOLDER: Final = Path(__file__).parent / "statements"
Told = tuple[str, int, str, str, str | None]
"""A transaction: day, credit amount, payee, memo, FITID."""


def sample(name: str) -> bytes:
    """Return a file."""
    return (FOLDER / name).read_bytes()


def read(raw: bytes, *, columns: Columns | None = None, fallback: str = "CAD") -> list[Statement]:
    """Return the statements of a file of a Canadian business."""
    return statements_read(raw, currencies=currencies(), fallback=currencies()[fallback], columns=columns)


def told(statement: Statement) -> list[Told]:
    """Return the transactions of a statement."""
    return [(str(row.date), row.amount, row.payee, row.memo, row.fitid) for row in statement.rows]


def day(text: str) -> dt.date:
    """Return a day."""
    return dt.date.fromisoformat(text)


SAMPLES: Final[dict[str, list[tuple[str, str, int | None, list[Told]]]]] = {
    "chequing.ofx": [
        (
            "00998-7654321",
            "CAD",
            -490665,
            [
                ("2026-01-05", -125000, "HARBOUR CAFÉ LTD", "Wire, invoice 1007", "20260105-0001"),
                ("2026-01-12", 31840, "CHEQUE 412", "", "20260112-0001"),
                ("2026-01-31", 2495, "SMITH & SONS HARDWARE", "", "20260131-0001"),
            ],
        )
    ],
    "card.qfx": [
        (
            "XXXXXXXXXXXX4821",
            "CAD",
            81233,
            [
                ("2026-01-08", 6210, "CLOUD HOSTING INC", "USD 45.00 @ 1.38", "4821010801"),
                ("2026-01-20", -50000, "PAYMENT - THANK YOU", "", "4821012001"),
                ("2026-01-31", 0, "ANNUAL FEE WAIVED", "", "4821013101"),
            ],
        )
    ],
    "one-line.qbo": [("55501", "USD", None, [("2026-01-31", -120407, "INTEREST", "", "I-77")])],
    "euro.ofx": [
        (
            "DE02120300000000202051",
            "EUR",
            -800100,
            [
                ("2026-01-19", 123456, "Mühle Bäckermeister GmbH", "Rechnung 4711 — Mehl", "EU1"),
                ("2026-01-20", -1250, "Bread & <Butter>", "", "EU2"),
            ],
        )
    ],
    "wrong-charset.ofx": [("77", "CAD", None, [("2026-01-15", 999, "Dépanneur Élysée – 20€", "", "W1")])],  # noqa: RUF001 - the dash of the file
    "two-accounts.ofx": [
        ("1000111", "CAD", -6000, [("2026-01-03", 1000, "FIRST", "", "A1"), ("2026-01-20", 3000, "THIRD", "", "A2")]),
        ("2000222", "USD", None, [("2026-01-04", -2000, "SECOND", "", "B1")]),
    ],
    "brokerage.ofx": [("Z-1188", "USD", None, [("2026-01-05", -100000, "CONTRIBUTION", "", "C1")])],
    "nameless.ofx": [
        (
            "5",
            "CAD",
            None,
            [
                ("2026-01-10", 350, "COFFEE", "", None),
                ("2026-01-10", 350, "COFFEE", "", None),
                ("2026-01-11", 400, "TEA", "", None),
                ("2026-01-12", 500, "CAKE", "", None),
                ("2026-01-13", 600, "only a memo", "", "N1"),
                ("2026-01-13", 600, "only a memo", "", "N1"),
                ("2026-01-14", 700, "PUT RIGHT", "", "N2"),
            ],
        )
    ],
    "broken-tags.ofx": [
        (
            "31",
            "CAD",
            None,
            [
                ("2026-01-15", 100000, "A < B & C &boom; A&#999999999;", "", "X1"),
                ("2026-01-16", -200, "NEVER CLOSED", "", "X2"),
            ],
        )
    ],
    "quiet.ofx": [("8", "CAD", 1520, [])],
    "withdrawals-deposits.csv": [
        (
            "",
            "CAD",
            None,
            [
                ("2026-01-05", -125000, "HARBOUR CAFE, LTD", "", None),
                ("2026-01-12", 31840, "CHEQUE 412", "", None),
                ("2026-01-31", 2495, "BANK FEE", "", None),
            ],
        )
    ],
}
"""By file, its statements: the account's number at the bank, currency, closing credit balance, transactions."""
