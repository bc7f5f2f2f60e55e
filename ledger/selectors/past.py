"""A record as it was at a changeset, put together from what the changesets tell of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db.models import Exists, Subquery

from businesses.errors import NotFoundError
from businesses.models import Change, Changeset
from businesses.roles import Privilege
from ledger.selectors.known import known_at
from ledger.selectors.records import record_get
from ledger.views import RecordView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from businesses.actors import Actor

SETTLE: Final = "settle"
"""The action of a change that tells only what a payment does to a document, not all of the document."""
_MOMENTS: Final = ("created_at", "modified_at")
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def record_known(actor: Actor, *, record: int, changeset: int) -> RecordView:
    """Return a record as it was right after a changeset. Two statements.

    What it shows of others (the names of contact and project, the words of a payment) is as it was when the record
    itself was last changed; a column that the tables got later is as it is now.

    Raises:
        ForbiddenError: without VIEW_RECORDS and VIEW_CHANGESETS. InvalidError: there is no such changeset.
        NotFoundError: the business has no such record, or had not then.
    """
    actor.require(Privilege.VIEW_CHANGESETS)
    now = record_get(actor, record=record)
    told = Change.objects.filter(
        business_id=actor.business.id, kind="record", object_id=record, changeset__number__lte=changeset
    )
    whole = told.exclude(action=SETTLE).order_by("-changeset__number").values("changeset__number")[:1]
    reached = Exists(Changeset.objects.filter(business_id=actor.business.id, number=changeset))
    rows = told.filter(changeset__number__gte=Subquery(whole)).order_by("changeset__number", "position")
    found = list(rows.annotate(reached=reached).values_list("action", "after", "reached"))
    if not found or not found[0][2]:
        known_at(actor, changeset=changeset)
        raise NotFoundError
    then = _followed((action, msgspec.json.decode(after or "{}")) for action, after, _ in found)
    return _view({**now.payload(), **then})


def _followed(changes: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Return what a record was after changes, the first of which tells of all of it."""
    then: dict[str, Any] = {}
    for action, after in changes:
        if action != SETTLE:
            then = after
            continue
        settled = {payment["payment"]: payment for payment in then["payments"]}
        settled.pop(after.pop("payment"), None)
        settled |= {payment["payment"]: payment for payment in after.pop("payments")}
        then |= {**after, "payments": list(settled.values())}
    return then


def _view(payload: dict[str, Any]) -> RecordView:
    """Return the view that a payload was made of."""
    for name in _MOMENTS:
        payload[name] = _EPOCH + dt.timedelta(milliseconds=payload[name])
    return msgspec.convert(payload, RecordView, strict=False)
