"""Who changed what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from businesses.errors import NotFoundError
from businesses.keyset import Order
from businesses.models import Change, Changeset
from businesses.paging import Listed, Page
from businesses.roles import Privilege

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Actor

NEWEST = 50
"""How many changes of one object are told at most."""
SHOWN_OF_EACH: Final = 20
"""How many changes of one changeset a list of changesets shows at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One change of one object: the number of its changeset in the business, and who made it (None: a command)."""

    changeset: int
    at: datetime
    email: str | None
    action: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesetFilter:
    """Which changesets a list shows: with a change of an object, of one kind of objects, of a user, in a time."""

    kind: str | None = None
    object_id: int | None = None
    user: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def touching(self) -> Q:
        """The condition of the changes that are asked for."""
        asked = Q() if self.kind is None else Q(kind=self.kind)
        return asked if self.object_id is None else asked & Q(object_id=self.object_id)


EVERY_CHANGESET: Final = ChangesetFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDetail:
    """What a changeset did to one object; ``before`` and ``after`` are the canonical texts that the digest covers."""

    kind: str
    object_id: int
    action: str
    before: str | None
    after: str | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesetView:
    """A changeset: its number in the business, who made it (None: a command), and what it did.

    ``changes`` are those asked for, at most some of them; ``change_count`` counts all of them. ``more`` and ``after``
    say how the changes of a single changeset go on (``businesses.paging.Listed``).
    """

    id: int
    number: int
    at: datetime
    user: int | None
    email: str | None
    name: str | None
    description: str
    comment: str
    request_id: str
    digest: str
    hash: str
    changes: tuple[ChangeDetail, ...]
    change_count: int
    more: bool = False
    after: str | None = None


def change_list(actor: Actor, *, kind: str, object_id: int) -> list[ChangeView]:
    """Return the newest changes of an object, newest first; raise ``ForbiddenError`` without VIEW_CHANGESETS.

    One statement.
    """
    actor.require(Privilege.VIEW_CHANGESETS)
    rows = Change.objects.filter(business_id=actor.business.id, kind=kind, object_id=object_id)
    columns = ("changeset__number", "changeset__at", "changeset__user__email", "action", "changeset__description")
    return [
        ChangeView(changeset=row[0], at=row[1], email=row[2], action=row[3], description=row[4])
        for row in rows.order_by("-id").values_list(*columns)[:NEWEST]
    ]


def changeset_list(actor: Actor, *, filters: ChangesetFilter = EVERY_CHANGESET, page: Page) -> Listed[ChangesetView]:
    """Return a page of the business's changesets, newest first, each with the changes asked for. Two statements.

    Raises:
        ForbiddenError: without VIEW_CHANGESETS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_CHANGESETS)
    rows = Changeset.objects.filter(business_id=actor.business.id).select_related("user")
    if filters.touching:
        touched = Change.objects.filter(filters.touching, business_id=actor.business.id)
        rows = rows.filter(id__in=touched.values("changeset_id"))
    for lookup, value in (("user_id", filters.user), ("at__gte", filters.since), ("at__lt", filters.until)):
        if value is not None:
            rows = rows.filter(**{lookup: value})
    order = Order(f"changesets-{actor.business.id}", F("number"), descending=True)
    found = order.listed(rows, page)
    changes: dict[int, list[Any]] = {row.id: [] for row in found}
    asked = Change.objects.filter(filters.touching, changeset_id__in=list(changes)).annotate(
        place=Window(RowNumber(), partition_by="changeset_id", order_by="position"),
        count=Window(Count("id"), partition_by="changeset_id"),
    )
    for change in asked.filter(place__lte=SHOWN_OF_EACH).order_by("changeset_id", "position"):
        changes[change.changeset_id].append(change)
    views = (_view(row, told := changes[row.id], told[0].count if told else 0) for row in found)
    return Listed(views, more=found.more, after=found.after)


def changeset_get(actor: Actor, *, changeset: int, page: Page) -> ChangesetView:
    """Return a changeset by its number, with a page of its changes in their order. Two statements.

    Raises:
        ForbiddenError: without VIEW_CHANGESETS. NotFoundError: the business has none with this number.
        InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_CHANGESETS)
    rows = Changeset.objects.filter(business_id=actor.business.id, number=changeset).select_related("user")
    row = rows.annotate(count=Count("changes")).first()
    if row is None:
        raise NotFoundError
    found = Order(f"changes-{row.id}", F("position")).listed(Change.objects.filter(changeset_id=row.id), page)
    return _view(row, found, row.count, more=found.more, after=found.after)


def changeset_newest(actor: Actor) -> int:
    """Return the number of the business's newest changeset; raise ``ForbiddenError`` without VIEW. One statement."""
    actor.require(Privilege.VIEW)
    numbers = Changeset.objects.filter(business_id=actor.business.id).order_by("-number").values_list("number")
    return next((number for (number,) in numbers[:1]), 0)


def _view(row: Changeset, changes: list[Any], count: int, **how_it_goes_on: Any) -> ChangesetView:
    return ChangesetView(
        id=row.id,
        number=row.number,
        at=row.at,
        user=row.user_id,
        email=row.user.email if row.user else None,
        name=_name(row.user.contact_information) if row.user else None,
        description=row.description,
        comment=row.comment,
        request_id=row.request_id,
        digest=row.digest,
        hash=row.hash,
        changes=tuple(
            ChangeDetail(
                kind=change.kind,
                object_id=change.object_id,
                action=change.action,
                before=change.before,
                after=change.after,
                digest=change.digest,
            )
            for change in changes
        ),
        change_count=count,
        **how_it_goes_on,
    )


def _name(information: dict[str, Any]) -> str | None:
    """Return what a person is called, None when nothing is known but the e-mail address."""
    parts = (information.get("first"), information.get("last"))
    return information.get("name") or " ".join(part for part in parts if part) or None
