"""People comment on records and contacts, and tag them. No figure depends on it, so a lock date does not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bookkeeping.errors import InvalidError
from businesses.errors import NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.models import Comment, Contact, Record, Tag
from ledger.selectors.collaboration import About, CommentView, tag_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor

MAX_COMMENT, MAX_TAG, MAX_TAGS = 10_000, 60, 50
MAX_COMMENTS = 1_000


def comment_create(actor: Actor, *, about: About, text: str) -> CommentView:
    """Say something about a record or contact.

    Raises:
        ForbiddenError: without COMMENT_ON_RECORDS or COMMENT_ON_CONTACTS, or the privilege to view it.
        NotFoundError: it is not there. InvalidError: there is no text, or too much, or too much was said already.
    """
    actor.require(about.commented)
    work = Work(actor)
    _lock(actor, work, about)
    if not text.strip() or len(text) > MAX_COMMENT:
        message = f"A comment has 1 to {MAX_COMMENT:,} characters."
        raise InvalidError(message, field="comment")
    if Comment.objects.filter(**about.column).count() >= MAX_COMMENTS:
        message = f"There are {MAX_COMMENTS:,} comments at most."
        raise InvalidError(message, field="comment")
    row = Comment(id=work.ids(1)[0], text=text.strip(), **_said(actor, about))
    row.save(force_insert=True)
    work.changes.append(Change("comment", row.id, "create", None, row_payload(row)))
    changeset_close(actor, work=work, description="create comment")
    return CommentView.of(Comment.objects.select_related("created_by").get(id=row.id))


def tags_add(actor: Actor, *, about: About, names: Sequence[str]) -> list[str]:
    """Tag a record or contact, and return all its tags; those that it has already stay.

    Raises:
        ForbiddenError: without ADD_TAGS, or the privilege to view it. NotFoundError: it is not there.
        InvalidError: a tag is empty, too long or holds a comma, or there would be too many.
    """
    actor.require(Privilege.ADD_TAGS)
    work = Work(actor)
    _lock(actor, work, about)
    held = tag_list(actor, about=about)
    new = [name for name in dict.fromkeys(_name(text, at) for at, text in enumerate(names)) if name not in held]
    if len(held) + len(new) > MAX_TAGS:
        message = f"There are {MAX_TAGS} tags at most."
        raise InvalidError(message, field="tags")
    if new:
        rows = [
            Tag(id=identity, name=name, **_said(actor, about))
            for identity, name in zip(work.ids(len(new)), new, strict=True)
        ]
        Tag.objects.bulk_create(rows)
        work.changes += [Change("tag", row.id, "create", None, row_payload(row)) for row in rows]
        changeset_close(actor, work=work, description="add tags")
    return sorted([*held, *new])


def tag_remove(actor: Actor, *, about: About, name: str) -> None:
    """Take a tag off a record or contact.

    Raises:
        ForbiddenError: without REMOVE_TAGS, or the privilege to view it. NotFoundError: it is not there, or untagged.
    """
    actor.require(Privilege.REMOVE_TAGS)
    work = Work(actor)
    _lock(actor, work, about)
    row = Tag.objects.filter(name=name.strip(), **about.column).first()
    if row is None:
        raise NotFoundError
    before = row_payload(row)
    row.delete()
    work.changes.append(Change("tag", before["id"], "remove", before, None))
    changeset_close(actor, work=work, description="remove tag")


def _lock(actor: Actor, work: Work, about: About) -> None:
    """Take the counter, and make sure that what is talked about is there; a removed record still is."""
    actor.require(about.viewed)
    work.lock()
    here = {"business_id": actor.business.id, "id": about.id}
    if about.record is not None:
        there = Record.objects.filter(**here).exists()
    else:
        there = Contact.objects.filter(**here, removed=False).exists()
    if not there:
        raise NotFoundError


def _said(actor: Actor, about: About) -> dict[str, Any]:
    return {
        "business_id": actor.business.id,
        "created_at": actor.now,
        "created_by_id": actor.caller.user,
        **about.column,
    }


def _name(text: str, position: int) -> str:
    name = " ".join(text.split())
    if not name or len(name) > MAX_TAG or "," in name or "/" in name:
        message = f"A tag has 1 to {MAX_TAG} characters, none of them a comma or a slash."
        raise InvalidError(message, field=f"tags[{position}]")
    return name
