"""Changesets: who changed what, with what was before and after (seed 002, element changeset; DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

import msgspec
from msgspec import Meta

from api.common.wire import Id, Wire, milliseconds, moment
from api.dialects.kashoo.wire.base import Link, href
from api.dialects.kashoo.wire.queries import EpochMs, KeysetQuery
from businesses.selectors.changesets import ChangesetFilter

if TYPE_CHECKING:
    from businesses.selectors.changesets import ChangeDetail, ChangesetView

Payload = Annotated[
    dict[str, Any], Meta(description="Word for word what the digest covers, so its keys are those of the tables.")
]


class ChangesetQuery(KeysetQuery):
    """Which changesets: of a user, since a moment and before another (epoch milliseconds)."""

    default_limit: ClassVar[int | None] = 50

    user: Id | None = None
    since: EpochMs | None = None
    until: EpochMs | None = None

    def filters(self, *, kind: str | None = None, object_id: int | None = None) -> ChangesetFilter:
        """Return the filter; ``kind`` and ``object_id`` name the object that the address tells."""
        return ChangesetFilter(
            kind=kind,
            object_id=object_id,
            user=self.user,
            since=None if self.since is None else moment(self.since),
            until=None if self.until is None else moment(self.until),
        )


class BusinessChangesetQuery(ChangesetQuery):
    """Which changesets of a business: besides, those that touched an object, or objects of one kind."""

    kind: Annotated[str, Meta(max_length=32)] = ""
    object: Id | None = None

    def touching(self) -> ChangesetFilter:
        """Return the filter."""
        return self.filters(kind=self.kind.strip() or None, object_id=self.object)


class ChangeQuery(KeysetQuery):
    """Which of the changes of one changeset."""

    default_limit: ClassVar[int | None] = 100


class ChangeOut(Wire):
    """What a changeset did to one object; ``before`` is null when it was not there, ``after`` when it is no more."""

    kind: str
    object: int
    action: str
    before: Payload | None
    after: Payload | None
    digest: str

    @classmethod
    def of(cls, change: ChangeDetail) -> ChangeOut:
        """Return a change as clients read it."""
        return cls(
            kind=change.kind,
            object=change.object_id,
            action=change.action,
            before=_word_for_word(change.before),
            after=_word_for_word(change.after),
            digest=change.digest,
        )


class ChangesetOut(Wire):
    """A changeset. Up to ``user`` its fields are the seed's; ``changes`` are those asked for, ``changeCount`` of them.

    A list shows the first twenty changes of each changeset, the changeset itself all of them, page by page.
    """

    id: int
    timestamp: int
    description: str
    user_email: str | None
    user_display_name: str | None
    comment: str
    user: int | None
    business: int
    number: int
    request_id: str
    digest: str
    hash: str
    change_count: int
    changes: list[ChangeOut]
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, changeset: ChangesetView, *, business: int) -> ChangesetOut:
        """Return a changeset as clients read it."""
        links = [Link(href=f"{href('businesses', business)}/changesets/{changeset.number}", rel="self")]
        return cls(
            id=changeset.id,
            timestamp=milliseconds(changeset.at) or 0,
            description=changeset.description,
            user_email=changeset.email,
            user_display_name=changeset.name or changeset.email,
            comment=changeset.comment,
            user=changeset.user,
            business=business,
            number=changeset.number,
            request_id=changeset.request_id,
            digest=changeset.digest,
            hash=changeset.hash,
            change_count=changeset.change_count,
            changes=[ChangeOut.of(change) for change in changeset.changes],
            links=links,
            link=links,
        )


def _word_for_word(payload: str | None) -> dict[str, Any] | None:
    """Return a payload to be written as it is stored."""
    return None if payload is None else cast("dict[str, Any]", msgspec.Raw(payload.encode()))
