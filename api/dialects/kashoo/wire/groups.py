"""Groups of contacts (operations 18 and 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from api.common.wire import Id, Text200, Wire
from api.dialects.kashoo.wire.base import Link, link
from api.dialects.kashoo.wire.queries import ListQuery
from ledger.drafts import GroupDraft
from ledger.kinds import GroupType

if TYPE_CHECKING:
    from ledger.selectors.groups import GroupView

Members = Annotated[list[Id], Meta(max_length=10_000)]


class GroupIn(Wire):
    """A group as a client sends it."""

    name: Text200
    type: GroupType | None = None
    contacts: Members | None = None
    removed: bool | None = None

    def to_draft(self) -> GroupDraft:
        """Return the draft that the client means."""
        return GroupDraft(name=self.name, contacts=tuple(self.contacts or ()), removed=bool(self.removed))


class GroupQuery(ListQuery):
    """Which groups."""

    type: GroupType | None = None


class GroupOut(Wire):
    """A group with the ids of its contacts."""

    id: int
    business: int
    name: str
    type: GroupType
    contacts: list[int]
    removed: bool
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, group: GroupView) -> GroupOut:
        """Return a group as clients read it."""
        links = [link("self", "groups", group.id), link("business", "businesses", group.business)]
        return cls(
            id=group.id,
            business=group.business,
            name=group.name,
            type=group.type,
            contacts=list(group.contacts),
            removed=group.removed,
            links=links,
            link=links,
        )
