"""Files of the bank (operation 80): which file, into which account; and what becomes of each transaction."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from api.common.content import json_tree, shaped
from api.common.wire import Id, Integer, Prose, Text60, Text200, Wire
from api.dialects.kashoo.wire.attachments import AttachmentIn, Base64, Uuid
from bookkeeping.errors import DaybookError, InvalidError
from bookkeeping.records import RecordType
from ledger.bank_views import RowStatus
from ledger.drafts import ImportDraft
from ledger.statement_files import columns_of

if TYPE_CHECKING:
    from ledger.bank_views import ImportedRowView, ImportView

Column = Text200 | Integer | None
Skipped = Annotated[int, Meta(ge=0, le=9_999)]


class ColumnsIn(Wire):
    """How the columns of a CSV file are meant: each by its head, or by its number from 1."""

    date: Column = None
    amount: Column = None
    withdrawal: Column = None
    deposit: Column = None
    payee: Column = None
    memo: Column = None
    reference: Column = None
    check_number: Column = None
    transaction_id: Column = None
    balance: Column = None
    date_format: Text60 | None = None
    decimal_separator: Text60 | None = None
    delimiter: Text60 | None = None
    skip_lines: Skipped | None = None
    invert: bool | None = None

    def told(self) -> dict[str, str]:
        """Return what is said, as texts by name."""
        said: dict[str, Any] = msgspec.to_builtins(self)
        return {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in said.items()
            if value not in (None, "")
        }


class ImportTold(Wire, kw_only=True):
    """What is said of a file, however it comes; ``bankAccount`` and what follows are ours."""

    account: Id
    filename: Text200 | None = None
    preview: bool | None = None
    bank_account: Text60 | None = None
    income_account: Id | None = None
    expense_account: Id | None = None

    def draft(self, content: bytes, name: str, columns: ColumnsIn | None) -> ImportDraft:
        """Return the draft; ``name`` is what the file is called if the client does not say."""
        return ImportDraft(
            account=self.account,
            content=content,
            filename=self.filename or name[:200],
            columns=columns_of(columns.told()) if columns else None,
            bank_account=self.bank_account or None,
            income_account=self.income_account,
            expense_account=self.expense_account,
        )


class ImportIn(ImportTold, kw_only=True):
    """A file that is kept (``uuid``, or ``url``, its address here), or one that is sent along in base64."""

    uuid: Uuid | None = None
    url: Text200 | None = None
    initial_data: Base64 | None = None
    columns: ColumnsIn | None = None

    def content(self) -> bytes:
        """Return what is sent along; raise ``InvalidError`` for broken base64."""
        return AttachmentIn(name="file", initial_data=self.initial_data or "").to_file().content


class ImportForm(ImportTold, kw_only=True):
    """A form that brings the file; ``columns`` is the same object, as JSON."""

    columns: Prose | None = None

    def columns_told(self) -> ColumnsIn | None:
        """Return how the columns are meant; raise ``InvalidError``."""
        if not self.columns:
            return None
        try:
            return shaped(json_tree(self.columns.encode()), ColumnsIn)
        except DaybookError as fault:
            message = f"The columns are not described as JSON here: {fault.message}"
            raise InvalidError(message, field="columns") from fault


class ImportedRowOut(Wire):
    """A transaction of the file (seed 002, type bankStatementRow), and what becomes of it.

    ``amount`` is a credit amount: a deposit is negative. ``id`` is that of the bank's transaction as it is kept,
    ``record`` the record that it became; both are null in a preview. ``reason`` says why it becomes none.
    """

    row: int
    id: int | None
    date: dt.date
    amount: int
    currency: str
    bank_transaction_id: str | None
    balance: int | None
    note: str
    memo: str
    reference: str
    check_number: str
    status: RowStatus
    reason: str | None
    type: RecordType | None
    contact: int | None
    contact_name: str | None
    line_account: int | None
    record: int | None

    @classmethod
    def of(cls, row: ImportedRowView) -> ImportedRowOut:
        """Return a transaction as clients read it."""
        return cls(
            row=row.position,
            id=row.row,
            date=row.date,
            amount=row.amount,
            currency=row.currency,
            bank_transaction_id=row.fitid,
            balance=row.balance,
            note=row.payee,
            memo=row.memo,
            reference=row.reference,
            check_number=row.check_number,
            status=row.status,
            reason=row.reason,
            type=row.type,
            contact=row.contact,
            contact_name=row.contact_name,
            line_account=row.line_account,
            record=row.record,
        )


class ImportOut(Wire):
    """What an import did, or would do: how many transactions become records, are known, or are left out."""

    business: int
    account: int
    id: int | None
    filename: str
    preview: bool
    currency: str
    bank_account: str
    balance: int | None
    statement_date: dt.date | None
    created: int
    duplicates: int
    skipped: int
    statement_rows: list[ImportedRowOut]

    @classmethod
    def of(cls, view: ImportView, *, preview: bool) -> ImportOut:
        """Return an import as clients read it."""
        return cls(
            business=view.business,
            account=view.account,
            id=view.statement,
            filename=view.filename,
            preview=preview,
            currency=view.currency,
            bank_account=view.bank_account,
            balance=view.balance,
            statement_date=view.balance_date,
            created=view.count(RowStatus.NEW),
            duplicates=view.count(RowStatus.DUPLICATE),
            skipped=view.count(RowStatus.SKIPPED),
            statement_rows=[ImportedRowOut.of(row) for row in view.rows],
        )
