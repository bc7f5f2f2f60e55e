"""Comments and tags of records and contacts (seed 002, collaborationcontext and collaborationEvent)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from api.common.wire import Wire, milliseconds
from businesses.roles import Privilege
from ledger.services.collaboration import MAX_COMMENT, MAX_TAG, MAX_TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.selectors.collaboration import About, CommentView


class CommentIn(Wire):
    """What somebody says."""

    comment: Annotated[str, Meta(min_length=1, max_length=MAX_COMMENT)]


Word = Annotated[str, Meta(min_length=1, max_length=MAX_TAG)]


class TagsIn(Wire):
    """Tags to be added."""

    tags: Annotated[list[Word], Meta(min_length=1, max_length=MAX_TAGS)]


class TagsOut(Wire):
    """All tags of a record or contact, by name."""

    tags: list[str]


class EventOut(Wire):
    """A comment; ``context`` is the id of what it is about."""

    id: int
    context: int
    timestamp: int | None
    user: int | None
    author: str | None
    comment: str
    draft: bool = False
    attachments: list[int] = []

    @classmethod
    def of(cls, comment: CommentView) -> EventOut:
        """Return a comment as clients read it."""
        return cls(
            id=comment.id,
            context=comment.context,
            timestamp=milliseconds(comment.created_at),
            user=comment.user,
            author=comment.author,
            comment=comment.text,
        )


class ContextOut(Wire):
    """All that is said about a record or contact, whose id it has. ``tags`` is one text, separated by commas."""

    id: int
    record: int | None
    contact: int | None
    tags: str
    may_add_comments: bool
    may_add_attachments: bool
    events: list[EventOut]

    @classmethod
    def of(cls, about: About, actor: Actor, *, tags: Sequence[str], comments: Sequence[CommentView]) -> ContextOut:
        """Return a context as this actor reads it."""
        files = Privilege.ATTACH_FILES_TO_RECORDS if about.record else Privilege.ATTACH_FILES_TO_CONTACTS
        return cls(
            id=about.id,
            record=about.record,
            contact=about.contact,
            tags=",".join(tags),
            may_add_comments=about.commented in actor.privileges,
            may_add_attachments=files in actor.privileges,
            events=[EventOut.of(comment) for comment in comments],
        )
