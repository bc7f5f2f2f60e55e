"""Reads of comments and tags: the collaboration context of a record or a contact (seed 002)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses.roles import Privilege
from ledger.models import Comment, Tag

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is talked about: a record, or else a contact."""

    record: int | None = None
    contact: int | None = None

    @property
    def id(self) -> int:
        """The id of the record or contact, which is that of its context as well."""
        return self.record or self.contact or 0

    @property
    def column(self) -> dict[str, int]:
        """The column that names it, with its id."""
        return {"record_id": self.record} if self.record is not None else {"contact_id": self.contact or 0}

    @property
    def viewed(self) -> Privilege:
        """What one needs to look at it."""
        return Privilege.VIEW_CONTACTS if self.record is None else Privilege.VIEW_RECORDS

    @property
    def commented(self) -> Privilege:
        """What one needs to comment on it."""
        return Privilege.COMMENT_ON_CONTACTS if self.record is None else Privilege.COMMENT_ON_RECORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A comment, and who said it when."""

    id: int
    context: int
    text: str
    user: int | None
    author: str | None
    created_at: datetime

    @classmethod
    def of(cls, row: Comment) -> CommentView:
        """Return a row, read together with its author, as a view."""
        user = row.created_by
        return cls(
            id=row.id,
            context=row.record_id or row.contact_id or 0,
            text=row.text,
            user=row.created_by_id,
            author=None if user is None else user.contact_information.get("name") or user.email,
            created_at=row.created_at,
        )


def comment_list(actor: Actor, *, about: About) -> list[CommentView]:
    """Return what was said about something, oldest first; raise ``ForbiddenError`` without the privilege to view it."""
    actor.require(about.viewed)
    rows = Comment.objects.filter(business_id=actor.business.id, **about.column).select_related("created_by")
    return [CommentView.of(row) for row in rows.order_by("id")]


def tag_list(actor: Actor, *, about: About) -> list[str]:
    """Return the tags of something by name; raise ``ForbiddenError`` without the privilege to view it."""
    actor.require(about.viewed)
    rows = Tag.objects.filter(business_id=actor.business.id, **about.column)
    return sorted(rows.values_list("name", flat=True))
