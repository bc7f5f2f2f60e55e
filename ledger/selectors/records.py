"""Reads of records: one, or a filtered list, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.errors import NotFoundError
from businesses.keyset import Places
from businesses.paging import Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.selectors.filters import EVERY_RECORD, SORT_COLUMNS, STATUSES, RecordFilter, records_asked
from ledger.selectors.parts import record_views
from ledger.selectors.rows import rows_get, rows_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor, Caller
    from ledger.selectors.rows import RecordRow
    from ledger.views import RecordView

__all__ = [
    "EVERY_RECORD",
    "FIRST_PAGE",
    "SORT_COLUMNS",
    "STATUSES",
    "RecordFilter",
    "draft_get",
    "record_actor",
    "record_get",
    "record_list",
    "records_get",
]

FIRST_PAGE = Page(0, 50)


def record_actor(caller: Caller, *, record: int) -> Actor:
    """Return the caller as an actor on the record's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_record", kind="record", identity=record)


def record_get(actor: Actor, *, record: int) -> RecordView:
    """Return a record, a removed one too (it can be restored).

    Raises:
        NotFoundError: there is none with this id in the business. ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = rows_get(actor, records=[record])
    if not rows:
        raise NotFoundError
    return record_views(actor, rows=rows)[0]


def draft_get(actor: Actor, *, record: int) -> RecordView:
    """Return a draft, a removed one too.

    Raises:
        NotFoundError: there is no draft with this id in the business. ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    found = record_get(actor, record=record)
    if not found.draft:
        raise NotFoundError
    return found


def records_get(actor: Actor, *, records: Sequence[int]) -> dict[int, RecordView]:
    """Return those of some records that the business has, by id, removed ones too. Two statements.

    Raises:
        ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = rows_get(actor, records=records)
    return {view.id: view for view in record_views(actor, rows=rows)}


def record_list(actor: Actor, *, filters: RecordFilter = EVERY_RECORD, page: Page = FIRST_PAGE) -> Listed[RecordView]:
    """Return a page of the business's records, newest first unless the filter says otherwise.

    Texts are in the order of ``businesses.keyset``, numbers by their length first, a missing due date is the date.

    Raises:
        ForbiddenError: without VIEW_RECORDS, for those of an account VIEW_ACCOUNTS too.
        InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_RECORDS)
    if filters.account is not None:
        actor.require(Privilege.VIEW_ACCOUNTS)
    name = f"records-{actor.business.id}-{filters.contact}-{filters.account}-{filters.sort_column}"
    places = Places(name, descending=filters.sort_order == "desc")
    after = places.read(page.after) if page.after else None
    found: Listed[RecordRow] = places.listed(
        rows_listed(actor, asked=records_asked(actor, filters=filters, after=after), page=page), page
    )
    return Listed(record_views(actor, rows=found), more=found.more, after=found.after)
