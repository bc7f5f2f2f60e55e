"""The shoebox (DESIGN, section 7) and receipts (operation 42): what is staged, and what becomes of it.

The keys are ours; amounts are credit amounts in minor units, as the bank's transactions have them: spent is positive.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from msgspec import Meta

from api.common.wire import Id, Minor, Prose, Text20, Text200, Wire, blank, milliseconds, moment
from api.dialects.kashoo.wire.attachments import AttachmentOut
from api.dialects.kashoo.wire.base import Link, account_links, link
from api.dialects.kashoo.wire.queries import EpochMs, ListQuery, choice, column_of
from bookkeeping.records import Adjustment, Document, Payment, RecordType, Transfer
from bookkeeping.staging import Source, Stage
from businesses.roles import Privilege
from ledger.drafts import StagedDraft
from ledger.selectors import shoebox
from ledger.selectors.shoebox import StagedFilter

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.drafts import RecordDraft
    from ledger.selectors.shoebox import StagedView

_ALL: Final = "all"


class NamedIn(Wire):
    """A file that is kept already."""

    id: Id


class StagedIn(Wire, kw_only=True):
    """What a client knows of something staged; ``category`` is the account of what it was for."""

    name: Text200 | None = None
    text: Prose | None = None
    reference: Text200 | None = None
    date: dt.date | None = None
    amount: Minor | None = None
    currency: Text20 | None = None
    contact: Id | None = None
    account: Id | None = None
    category: Id | None = None

    def to_draft(self, **more: Any) -> StagedDraft:
        """Return the draft that the client means; ``more`` is what only some bodies say."""
        currency = blank(self.currency)
        return StagedDraft(
            name=self.name or "",
            text=self.text or "",
            reference=self.reference or "",
            date=self.date,
            amount=self.amount,
            currency=currency.strip().upper() if currency else None,
            contact=self.contact,
            account=self.account,
            category=self.category,
            **more,
        )


class ReceiptIn(StagedIn, kw_only=True):
    """A receipt: its ``text``, files beside it in a form, or both."""


class ShoeboxItemIn(StagedIn, kw_only=True):
    """Something to be staged. ``statementRow`` is the transaction of the bank that it is, ``attachments`` its files."""

    source: Source | None = None
    statement_row: Id | None = None
    attachments: Annotated[list[NamedIn], Meta(max_length=200)] | None = None
    removed: bool | None = None

    def to_draft(self, **more: Any) -> StagedDraft:
        """Return the draft that the client means."""
        return super().to_draft(
            source=self.source,
            row=self.statement_row,
            attachments=tuple(file.id for file in self.attachments or ()),
            removed=bool(self.removed),
            **more,
        )


class ShoeboxItemOut(Wire, kw_only=True):
    """A staged item. ``record`` is what stands for it; ``made``: it was made of it, and not there before."""

    id: int
    business: int
    source: Source
    status: Stage
    name: str
    text: str
    reference: str
    date: dt.date | None
    amount: int | None
    currency: str
    contact: int | None
    contact_name: str | None
    account: int | None
    category: int | None
    statement_row: int | None
    record: int | None
    record_type: RecordType | None
    made: bool
    attachments: list[AttachmentOut]
    removed: bool
    read_only: bool
    creation: int | None
    last_modified: int | None
    links: list[Link]

    @classmethod
    def of(cls, item: StagedView, actor: Actor) -> ShoeboxItemOut:
        """Return a staged item as this actor reads it."""
        links = [
            link("self", "shoebox", item.id),
            link("business", "businesses", item.business),
            *account_links(item.account),
        ]
        if item.record:
            links.append(link("record", "records", item.record))
        if item.row:
            links.append(link("statementRow", "statementRows", item.row))
        return cls(
            id=item.id,
            business=item.business,
            source=item.source,
            status=item.stage,
            name=item.name,
            text=item.text,
            reference=item.reference,
            date=item.date,
            amount=item.amount,
            currency=item.currency,
            contact=item.contact,
            contact_name=item.contact_name,
            account=item.account,
            category=item.category,
            statement_row=item.row,
            record=item.record,
            record_type=item.record_type,
            made=item.made,
            attachments=[AttachmentOut.of(file) for file in item.attachments],
            removed=item.removed,
            read_only=Privilege.CHANGE_RECORDS not in actor.privileges,
            creation=milliseconds(item.created_at),
            last_modified=milliseconds(item.modified_at),
            links=links,
        )


class ShoeboxQuery(ListQuery):
    """Which staged items: those that wait, unless ``status`` is ``processed`` or ``all``."""

    default_limit: ClassVar[int | None] = 50

    status: Text20 = "staged"
    source: list[Source] = []
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    amount_ge: Minor | None = None
    amount_le: Minor | None = None
    contact_id: Id | None = None
    account_id: Id | None = None
    search: Text200 = ""
    sort_column: Text200 = "creation"
    sort_order: Text200 = "desc"
    include_removed: bool = False
    modified_since: EpochMs | None = None

    def filters(self) -> StagedFilter:
        """Return the filter; raise ``InvalidError`` for a status, column or order that does not exist."""
        status = choice(self.status, shoebox.STATUSES, field="status")
        return StagedFilter(
            stage=None if status == _ALL else Stage(status.upper()),
            sources=frozenset(self.source),
            start_date=self.start_date,
            end_date=self.end_date,
            amount_ge=self.amount_ge,
            amount_le=self.amount_le,
            contact=self.contact_id,
            account=self.account_id,
            search=self.search,
            sort_column=column_of(self.sort_column, shoebox.SORT_COLUMNS),
            sort_order=choice(self.sort_order, ("asc", "desc"), field="sortOrder"),
            include_removed=self.include_removed,
            modified_since=None if self.modified_since is None else moment(self.modified_since),
        )


class ProcessIn(Wire):
    """What a staged item shall become.

    ``record`` names one that is there. Otherwise a new one is made: of a ``type``, by default a bill for money spent
    and an invoice for money in; with the keys of such a record where they say more than the item. ``draft`` asks for a
    draft of it.
    """

    record: Id | None = None
    type: Annotated[str, Meta(min_length=1)] | None = None
    draft: bool | None = None


def proposed(draft: RecordDraft) -> dict[str, Any]:
    """Return a record as a client would send it, but for what is not known of it."""
    record, told = draft.record, draft.particulars
    keys: dict[str, Any] = {
        "date": record.date.isoformat(),
        "currency": record.currency,
        "memo": told.memo,
        "description": told.description,
        "inboxReference": told.inbox_reference,
    }
    if isinstance(record, Document | Payment):
        keys |= {"account": record.account, "contact": record.contact}
    if isinstance(record, Transfer):
        keys |= {"account": record.account, "depositAccount": record.deposit_account}
    if isinstance(record, Payment | Transfer):
        keys |= {"amount": record.amount or None}
    if isinstance(record, Document):
        lines = ({"account": e.account, "rate": e.rate, "taxCode": e.tax_code, "note": e.note} for e in record.lines)
        keys |= {"lineItems": list(lines)}
    if isinstance(record, Adjustment):
        parts = ({"account": e.account, "amount": e.amount, "note": e.note} for e in record.lines)
        keys |= {"adjustments": list(parts)}
    return {key: value for key, value in keys.items() if value is not None}
