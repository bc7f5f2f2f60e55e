"""Who changed what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses.models import Change
from businesses.roles import Privilege

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Actor

NEWEST = 50
"""How many changes of one object are told at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One change of one object: the number of its changeset in the business, and who made it (None: a command)."""

    changeset: int
    at: datetime
    email: str | None
    action: str
    description: str


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
