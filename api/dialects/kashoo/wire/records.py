"""What records of all types have in common, and how their types are spelled (contract, section 3.3)."""

from __future__ import annotations

import datetime as dt
import re
from copy import copy
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from babel import Locale
from msgspec import UNSET, Meta, UnsetType

from accounts.currencies import currency_known
from api.common.wire import (
    Id,
    Number40,
    Prose,
    Text20,
    Text200,
    Wire,
    blank,
    by_position,
    exact,
    milliseconds,
    number_text,
    plain,
)
from api.dialects.kashoo.wire.base import Link, href, link
from bookkeeping.errors import InvalidError
from bookkeeping.money import to_major
from bookkeeping.records import RecordType
from businesses.roles import Privilege
from ledger.drafts import Particulars
from ledger.selectors.beside import files_seen
from ledger.services.attaching import MAX_FILES_OF_ONE

if TYPE_CHECKING:
    from babel.numbers import NumberPattern

    from businesses.actors import Actor
    from ledger.drafts import RecordDraft
    from ledger.selectors.sequences import SequenceView
    from ledger.views import FileView, RecordView

ELEMENTS = {
    RecordType.INVOICE: "invoice",
    RecordType.BILL: "bill",
    RecordType.INVOICE_PAYMENT: "invoicePayment",
    RecordType.BILL_PAYMENT: "billPayment",
    RecordType.TRANSFER: "transfer",
    RecordType.ADJUSTMENT: "manualAdjustmentRecord",
    RecordType.OPENING_BALANCE: "openingBalance",
    RecordType.YEAR_END_ADJUSTMENT: "yearEndAdjustmentRecord",
}
"""The XML element of each type; clients send it as ``type`` in JSON as well."""
_OTHER_SPELLINGS = {"yearendadjustment": RecordType.YEAR_END_ADJUSTMENT, "manualadjustment": RecordType.ADJUSTMENT}
_SPELLINGS = {
    **_OTHER_SPELLINGS,
    **{re.sub("[^a-z]", "", name.lower()): kind for kind, name in ELEMENTS.items()},
    **{re.sub("[^a-z]", "", kind.lower()): kind for kind in RecordType},
}


def record_type(text: str, *, field: str = "type") -> RecordType:
    """Return the record type of any spelling (``INVOICE_PAYMENT``, ``invoicePayment``); raise ``InvalidError``."""
    found = _SPELLINGS.get(re.sub("[^a-z]", "", text.lower()))
    if found is None:
        message = f"There is no record type {text[:40]!r}."
        raise InvalidError(message, field=field)
    return found


class Typed(Wire):
    """The part of a record that tells what the rest is."""

    type: str | None = None


class Spelled(Wire):
    """What a record has to say where the address does not: its type. In XML the element may say so instead."""

    type: Annotated[str, Meta(min_length=1)]


class Identified(Wire):
    """The part of a record in a list that tells which one is meant."""

    id: Id


class RecordAttachmentIn(Wire):
    """A file that a record shall have, by the id that it is stored under."""

    id: Id


Attachments = Annotated[list[RecordAttachmentIn], Meta(max_length=MAX_FILES_OF_ONE)]


class RecordIn(Wire, kw_only=True):
    """What a client may say about a record of any type.

    ``attachments`` are all files that it shall have, in their order; not sent, they stay. ``collaborationContext`` is
    the record's own.

    ``follows``: values that do not stay when another one changes, unless they are sent. ``echoes``: computed ones.
    """

    follows: ClassVar[dict[str, tuple[str, ...]]] = {"currency": ("exchangeRate",)}
    echoes: ClassVar[frozenset[str]] = frozenset({"attachments", "collaborationContext"})

    date: dt.date
    type: str | None = None
    currency: Text20 | None = None
    account: Id | None = None
    contact: Id | None = None
    exchange_rate: Decimal | None = None
    number: Number40 | None = None
    memo: Prose | None = None
    description: Prose | None = None
    project: Id | None = None
    inbox_reference: Text200 | None = None
    allow_zero_amounts: bool | None = None
    attachments: Attachments | None = None
    collaboration_context: Id | None = None
    removed: bool | None = None

    def to_draft(self, kind: RecordType, *, home: str) -> RecordDraft:
        """Return the draft of a record of this type; ``home`` is the currency when none is named."""
        raise NotImplementedError

    def currency_or(self, home: str) -> str:
        """Return the currency named, in capitals, else the home currency."""
        return (blank(self.currency) or home).strip().upper()

    def rate(self) -> Decimal | None:
        """Return the exchange rate; raise ``InvalidError`` when it is out of bounds."""
        return exact(self.exchange_rate, field="exchangeRate")

    def files(self) -> tuple[int, ...] | None:
        """Return the files that the record shall have; None when nothing is said of them."""
        return None if self.attachments is None else tuple(file.id for file in self.attachments)

    def particulars(self, **more: Any) -> Particulars:
        """Return what is stored beside the record's meaning."""
        return Particulars(
            number=number_text(self.number),
            memo=self.memo,
            description=self.description,
            project=self.project,
            inbox_reference=blank(self.inbox_reference),
            allow_zero_amounts=bool(self.allow_zero_amounts),
            **more,
        )


class RecordAttachmentOut(Wire):
    """A file of a record (seed 000, RecordAttachmentInfo; the keys are those of element attachment)."""

    id: int
    name: str
    content_type: str
    content_length: int
    links: list[Link]

    @classmethod
    def of(cls, file: FileView) -> RecordAttachmentOut:
        """Return a file as clients of the record read it."""
        content = Link(href=f"{href('attachments', file.attachment)}/content", rel="content", type=file.content_type)
        links = [link("self", "attachments", file.attachment), content]
        return cls(file.attachment, file.name, file.content_type, file.size, links)


class RecordOut(Wire, kw_only=True):
    """What clients read of a record of any type (seeds 000 and 002, element record).

    ``void``, ``draft``, ``order`` (the one that it came from) and ``shoebox`` (the staged items that it stands for) are
    ours (DESIGN, section 7): only records of which that can be said have them.
    """

    id: int
    business: int
    type: RecordType
    date: dt.date
    number: str | None
    contact: int | None
    contact_name: str | None
    account: int | None
    currency: str
    home_currency: str
    foreign_currency: bool
    exchange_rate: Decimal | None
    memo: str | None
    description: str | None
    project: int | None
    project_name: str | None
    inbox_reference: str | None
    allow_zero_amounts: bool
    removed: bool
    read_only: bool
    creation: int | None
    last_modified: int | None
    links: list[Link]
    link: list[Link]
    collaboration_context: int
    attachments: list[RecordAttachmentOut] = []
    void: bool | UnsetType = UNSET
    draft: bool | UnsetType = UNSET
    order: int | UnsetType = UNSET
    shoebox: list[int] | UnsetType = UNSET

    @classmethod
    def of(cls, record: RecordView, actor: Actor) -> RecordOut:
        """Return a record as this actor reads it."""
        return by_position(cls)(*shared(record, actor))


class SequenceOut(Wire):
    """The number that the next record of a type gets when none is given (operation 76; the keys are ours)."""

    business: int
    type: RecordType
    next_number: str

    @classmethod
    def of(cls, sequence: SequenceView, *, business: int) -> SequenceOut:
        """Return a sequence as clients read it."""
        return cls(business=business, type=sequence.type, next_number=sequence.next_number)


def shared(record: RecordView, actor: Actor) -> tuple[Any, ...]:
    """Return the values of ``RecordOut``, in the order of its fields."""
    links = [link("self", "records", record.id), _business_link(record.business)]
    if record.order:
        links.append(link("order", "orders", record.order))
    staged = [item.id for item in record.staged]
    links += [link("shoeboxItem", "shoebox", item) for item in staged]
    files = files_seen(actor, record=record)
    return (
        record.id,
        record.business,
        record.type,
        record.date,
        record.number,
        record.contact,
        record.contact_name,
        record.account,
        record.currency,
        record.home_currency,
        record.currency != record.home_currency,
        plain(record.exchange_rate),
        record.memo,
        record.description,
        record.project,
        record.project_name,
        record.inbox_reference,
        record.allow_zero_amounts,
        record.removed,
        record.read_only or Privilege.CHANGE_RECORDS not in actor.privileges,
        milliseconds(record.created_at),
        milliseconds(record.modified_at),
        links,
        links,
        record.id,  # collaboration_context
        [RecordAttachmentOut.of(file) for file in files],
        record.void or UNSET,
        record.draft or UNSET,
        record.order or UNSET,
        staged or UNSET,
    )


@lru_cache(maxsize=1_024)
def _business_link(business: int) -> Link:
    return link("business", "businesses", business)


@lru_cache(maxsize=8_192)
def formatted(amount: int, currency: str, locale: str) -> str:
    """Return an amount in minor units as people of a locale write it, in major units, to the last minor unit."""
    known = currency_known(currency)
    pattern, spoken = _style(locale, known.digits)
    return str(pattern.apply(to_major(amount, known), spoken, currency=currency, currency_digits=False))


@lru_cache(maxsize=1_024)
def _style(locale: str, digits: int) -> tuple[NumberPattern, Locale]:
    """Return how a locale writes money with so many digits; its own choice would round some currencies to coins."""
    spoken = Locale.parse(locale)
    pattern = copy(spoken.currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    return pattern, spoken
