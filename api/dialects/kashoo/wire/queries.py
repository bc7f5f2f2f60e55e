"""Query parameters. Empty ones count as absent, unknown ones are ignored, bad ones are refused by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

from msgspec import Meta

from accounts.selectors.accounts import AccountFilter
from api.common.wire import MAX_ID, Id, Minor, Text200, Wire, moment
from api.dialects.kashoo.wire.records import record_type
from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from businesses.paging import Page
from ledger.kinds import ContactType
from ledger.selectors import journal, records
from ledger.selectors.contacts import ContactFilter
from ledger.selectors.journal import JournalFilter
from ledger.selectors.records import RecordFilter

if TYPE_CHECKING:
    from collections.abc import Iterable

Count = Annotated[int, Meta(ge=0, le=MAX_ID)]
ChangesetNumber = Annotated[int, Meta(ge=1, le=MAX_ID)]
EpochMs = Annotated[int, Meta(ge=0, le=253_402_300_799_999)]
Value = TypeVar("Value", bound=str)
Keys = Annotated[
    str, Meta(max_length=2_000, description="An answer has only these keys then, whatever its schema requires.")
]
_IDS = r"^\s*([0-9]{1,16})?\s*(,\s*([0-9]{1,16})?\s*)*$"
_DOCUMENTS = frozenset({RecordType.INVOICE, RecordType.BILL})


class PageQuery(Wire):
    """A page of a list; a limit of 0 is the family's default (None: everything)."""

    default_limit: ClassVar[int | None] = None

    offset: Count = 0
    limit: Count = 0

    def page(self) -> Page:
        """Return the page that is asked for."""
        return Page(self.offset, self.limit or self.default_limit)


class KeysetQuery(PageQuery):
    """A page of a list that can also go on ``after`` a place, which the Link header of an earlier page names."""

    after: Annotated[str, Meta(max_length=4_000)] = ""

    def page(self) -> Page:
        """Return the page that is asked for."""
        return Page(self.offset, self.limit or self.default_limit, self.after)


class ListQuery(KeysetQuery):
    """A page of a list, and which keys of its members, separated by commas; none named: all."""

    fields: Keys = ""


class AccountQuery(ListQuery):
    """Which accounts."""

    type: list[AccountType] = []
    archived: bool | None = None

    def filters(self) -> AccountFilter:
        """Return the filter."""
        return AccountFilter(types=frozenset(self.type), archived=self.archived)


class FieldsQuery(Wire):
    """Which keys of an object, separated by commas; none named: all."""

    fields: Keys = ""


class RecordItemQuery(FieldsQuery):
    """Which keys of a record; ``changeset`` asks for the record as it was right after the changeset of this number."""

    changeset: ChangesetNumber | None = None


class BalanceQuery(Wire):
    """The day of a balance, under any of three names (the seed lost the real one).

    ``changeset`` is the number of the newest changeset that shall count; those after it are left out.
    """

    date: dt.date | None = None
    as_of: dt.date | None = None
    end_date: dt.date | None = None
    primary: bool = False
    changeset: ChangesetNumber | None = None

    @property
    def day(self) -> dt.date | None:
        """The day that is named."""
        return self.date or self.as_of or self.end_date


class ContactQuery(ListQuery):
    """Which contacts."""

    type: list[ContactType] = []
    archived: bool | None = None
    include_removed: bool = False

    def filters(self, kind: ContactType | None = None) -> ContactFilter:
        """Return the filter; ``kind`` is the type that the address tells."""
        types = frozenset({kind} if kind else self.type)
        return ContactFilter(types=types, archived=self.archived, include_removed=self.include_removed)


class JournalQuery(KeysetQuery):
    """Which lines of a journal; amounts are credit amounts in minor units."""

    default_limit: ClassVar[int | None] = 100

    start_date: dt.date | None = None
    end_date: dt.date | None = None
    search: Text200 = ""
    amount_ge: Minor | None = None
    amount_le: Minor | None = None
    sort_column: Text200 = "date"
    sort_order: Text200 = "asc"

    def filters(self) -> JournalFilter:
        """Return the filter; raise ``InvalidError`` for a column or order that does not exist."""
        return JournalFilter(
            start_date=self.start_date,
            end_date=self.end_date,
            search=self.search,
            amount_ge=self.amount_ge,
            amount_le=self.amount_le,
            sort_column=column_of(self.sort_column, journal.SORT_COLUMNS),
            sort_order=choice(self.sort_order, ("asc", "desc"), field="sortOrder"),
        )


class RecordQuery(ListQuery):
    """Which records. ``asOf`` (also ``date`` or ``statusDate``) is the day that the status is meant for."""

    default_limit: ClassVar[int | None] = 50

    type: list[str] = []
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    search: Text200 = ""
    amount_ge: Minor | None = None
    amount_le: Minor | None = None
    exclude: Annotated[str, Meta(max_length=20_000, extra_json_schema={"pattern": _IDS})] = ""
    status: Text200 = ""
    as_of: dt.date | None = None
    date: dt.date | None = None
    status_date: dt.date | None = None
    sort_column: Text200 = "date"
    sort_order: Text200 = "desc"
    include_removed: bool = False
    modified_since: EpochMs | None = None
    contact_id: Id | None = None

    def filters(self, kind: RecordType | None = None, *, account: int | None = None) -> RecordFilter:
        """Return the filter; ``kind`` and ``account`` are those that the address tells.

        Raises:
            InvalidError: a type, status, column, order or excluded id that does not exist.
        """
        types = {record_type(text) for text in self.type}
        status = choice(self.status, records.STATUSES, field="status") if self.status else None
        return RecordFilter(
            types=frozenset({kind} if kind else types),
            start_date=self.start_date,
            end_date=self.end_date,
            search=self.search,
            amount_ge=self.amount_ge,
            amount_le=self.amount_le,
            exclude=_ids(self.exclude, field="exclude"),
            status=status,
            as_of=self.as_of or self.date or self.status_date,
            sort_column=column_of(self.sort_column, records.SORT_COLUMNS),
            sort_order=choice(self.sort_order, ("asc", "desc"), field="sortOrder"),
            include_removed=self.include_removed,
            modified_since=None if self.modified_since is None else moment(self.modified_since),
            contact=self.contact_id,
            account=account,
        )


class TransactionQuery(RecordQuery):
    """Which records of an account (operation 50)."""

    default_limit: ClassVar[int | None] = 100


class ContactRecordQuery(RecordQuery):
    """Which records of a contact (operation 38): invoices and bills, unless types are named."""

    default_limit: ClassVar[int | None] = 100

    def of_contact(self, contact: int) -> RecordFilter:
        """Return the filter for the contact that the address tells; raise ``InvalidError`` as ``filters`` does."""
        found = replace(self.filters(), contact=contact)
        return found if self.type else replace(found, types=_DOCUMENTS)


class RestrictionQuery(Wire):
    """What a token shall be good for, such as ``business-1000001``."""

    restriction: Text200 = ""


class TaxQuery(Wire):
    """``version`` 2 asks for a shape that is not public; both versions read the same here."""

    version: Count | None = None


def choice(text: str, choices: Iterable[str], *, field: str) -> str:
    """Return one of several words, written in any case; raise ``InvalidError`` for any other."""
    wanted = text.strip().lower()
    if wanted not in choices:
        message = f"Use one of: {', '.join(choices)}."
        raise InvalidError(message, field=field)
    return wanted


def column_of(text: str, columns: Iterable[str]) -> str:
    """Return the core's name of a column that is written as on the wire (``contactName``)."""
    names = {_camel(column).lower(): column for column in columns}
    found = names.get(text.strip().lower())
    if found is None:
        message = f"Use one of: {', '.join(_camel(column) for column in columns)}."
        raise InvalidError(message, field="sortColumn")
    return found


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _ids(text: str, *, field: str) -> frozenset[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) <= 16 for part in parts):
        message = "Expected ids separated by commas."
        raise InvalidError(message, field=field)
    return frozenset(int(part) for part in parts)
