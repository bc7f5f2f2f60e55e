"""Reads of records: one, or a filtered list, whole. One statement each, the question who asks included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from businesses.errors import NotFoundError
from businesses.keyset import Places
from businesses.paging import Listed, Page
from businesses.questions import answer_read
from businesses.roles import Privilege
from businesses.selectors.actors import actor_ask_news, actor_ask_via, actor_via
from ledger.selectors.filters import EVERY_RECORD, SORT_COLUMNS, STATUSES, RecordFilter, records_asked
from ledger.selectors.rows import Named, Paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

    from businesses.actors import Actor, Caller
    from businesses.questions import Question
    from ledger.selectors.filters import Asked
    from ledger.views import RecordView

__all__ = [
    "EVERY_RECORD",
    "FIRST_PAGE",
    "SORT_COLUMNS",
    "STATUSES",
    "RecordFilter",
    "draft_get",
    "draft_read",
    "record_actor",
    "record_get",
    "record_list",
    "record_page",
    "record_read",
    "records_get",
]

FIRST_PAGE = Page(0, 50)
_TABLE: Final = "ledger_record"
_KIND: Final = "record"


def record_actor(caller: Caller, *, record: int) -> Actor:
    """Return the caller as an actor on the record's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table=_TABLE, kind=_KIND, identity=record)


def record_read(caller: Caller, *, record: int) -> tuple[Actor, RecordView]:
    """Return the caller as an actor on the record's business, and the record as ``record_get`` does.

    Raises:
        NotFoundError: it is a stranger's. ForbiddenError: without VIEW_RECORDS.
    """
    question = Named.question([record])
    actor, answer = actor_ask_via(caller, table=_TABLE, kind=_KIND, identity=record, question=question)
    actor.require(Privilege.VIEW_RECORDS)
    return actor, Named.told(answer)[0]


def record_get(actor: Actor, *, record: int) -> RecordView:
    """Return a record, a removed one too (it can be restored).

    Raises:
        NotFoundError: there is none with this id in the business. ForbiddenError: without VIEW_RECORDS.
    """
    found = records_get(actor, records=[record])
    if not found:
        raise NotFoundError
    return found[record]


def draft_get(actor: Actor, *, record: int) -> RecordView:
    """Return a draft, a removed one too.

    Raises:
        NotFoundError: there is no draft with this id in the business. ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    return _draft(record_get(actor, record=record))


def draft_read(caller: Caller, *, record: int) -> tuple[Actor, RecordView]:
    """Return the caller as an actor on a draft's business, and the draft; raise what ``record_read`` does."""
    actor, found = record_read(caller, record=record)
    return actor, _draft(found)


def records_get(actor: Actor, *, records: Sequence[int]) -> dict[int, RecordView]:
    """Return those of some records that the business has, by id, removed ones too.

    Raises:
        ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    answer = answer_read(actor, Named.question(records))
    return {view.id: view for view in Named.told(answer)}


def record_page(
    caller: Caller, *, business: int, filters: RecordFilter, page: Page, known: str | None = None
) -> tuple[Actor, str, Listed[RecordView] | None]:
    """Return the caller as an actor on a business, the state of its books, and a page of records as ``record_list``.

    When the state is the ``known`` one, there is no page: it would be the same as before.

    Raises:
        NotFoundError: it is a stranger's. ForbiddenError, InvalidError: as ``record_list``.
    """
    listing = _Listing.of(caller, business, filters, page)
    actor, state, answer = actor_ask_news(caller, business=business, question=listing.question, known=known)
    _require(actor, filters)
    return actor, state, None if answer is None else listing.listed(answer)


def record_list(actor: Actor, *, filters: RecordFilter = EVERY_RECORD, page: Page = FIRST_PAGE) -> Listed[RecordView]:
    """Return a page of the business's records, newest first unless the filter says otherwise.

    Texts are in the order of ``businesses.keyset``, numbers by their length first, a missing due date is the date.

    Raises:
        ForbiddenError: without VIEW_RECORDS, for those of an account VIEW_ACCOUNTS too.
        InvalidError: ``page.after`` is of another list.
    """
    _require(actor, filters)
    listing = _Listing.of(actor.caller, actor.business.id, filters, page)
    return listing.listed(answer_read(actor, listing.question))


def _draft(record: RecordView) -> RecordView:
    if not record.draft:
        raise NotFoundError
    return record


def _require(actor: Actor, filters: RecordFilter) -> None:
    actor.require(Privilege.VIEW_RECORDS)
    if filters.account is not None:
        actor.require(Privilege.VIEW_ACCOUNTS)


@dataclass(frozen=True, slots=True)
class _Listing:
    """A page of a list of records, before it is read: its question, and its places."""

    asked: Asked
    page: Page
    places: Places

    @classmethod
    def of(cls, caller: Caller, business: int, filters: RecordFilter, page: Page) -> _Listing:
        """Return what is to be asked; raise ``InvalidError`` when ``page.after`` is of another list."""
        name = f"records-{business}-{filters.contact}-{filters.account}-{filters.sort_column}"
        places = Places(name, descending=filters.sort_order == "desc")
        after = places.read(page.after) if page.after else None
        return cls(records_asked(caller, filters=filters, after=after), page, places)

    @property
    def question(self) -> Question:
        """The question for the page and the row after it."""
        return Paged.question(self.asked, self.page)

    def listed(self, answer: msgspec.Raw | bytes | str) -> Listed[RecordView]:
        """Return the page that an answer tells."""
        found, size = Paged.told(self.asked, answer), self.page.size
        if size is None or len(found.views) <= size:
            return Listed(found.views)
        shown = found.views[:size]
        return Listed(shown, more=True, after=self.places.written(found.keys[size - 1], shown[-1].id))
