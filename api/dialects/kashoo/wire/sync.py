"""Sync sessions (contract, section 1.2), and what has changed since a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from msgspec import Meta

from api.common.wire import Id, Prose, Wire
from api.dialects.kashoo.wire.accounts import AccountOut
from api.dialects.kashoo.wire.base import Link, href, link
from api.dialects.kashoo.wire.contacts import ContactOut
from api.dialects.kashoo.wire.groups import GroupOut
from api.dialects.kashoo.wire.items import ItemOut, category_href, item_href
from api.dialects.kashoo.wire.movements import record_out
from api.dialects.kashoo.wire.orders import OrderOut
from api.dialects.kashoo.wire.projects import ProjectOut
from api.dialects.kashoo.wire.queries import Count
from api.dialects.kashoo.wire.records import RecordOut
from api.dialects.kashoo.wire.recurring import RecurringOut
from api.dialects.kashoo.wire.shoebox import ShoeboxItemOut
from api.dialects.kashoo.wire.taxes import TaxCodeOut, TaxOut
from api.dialects.kashoo.wire.templates import RecordTemplateOut
from businesses.paging import Page
from ledger.kinds import Synced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from businesses.actors import Actor
    from ledger.selectors.sync import ChangedView, ChangeListView

USUAL: Final = 100
"""Changes that are read at once when no limit is named."""
_BELOW: Final[Mapping[Synced, Callable[[int, int], str]]] = {
    Synced.ITEM: item_href,
    Synced.ITEM_CATEGORY: category_href,
    Synced.BUSINESS: lambda business, _: href("businesses", business),
}
_NOUNS: Final[Mapping[Synced, str]] = {
    Synced.TAX: "taxes",
    Synced.RECURRING: "recurring",
    Synced.SHOEBOX_ITEM: "shoebox",
    Synced.RECORD_TEMPLATE: "recordTemplates",
}


class SyncIn(Wire):
    """What a client announces; sent as multipart (contract, section 0)."""

    business: Id
    description: Prose | None = None


class SyncOut(Wire):
    """A sync session (seed 002, element syncClientInfo); ``point`` is where its lists of changes may begin."""

    id: int
    business: int
    point: str
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, session: int, *, business: int, point: str) -> SyncOut:
        """Return a session as clients read it."""
        address = href("sync", session)
        links = [
            Link(href=f"{address}/contacts", rel="contacts"),
            Link(href=f"{address}/changes", rel="changes"),
            link("business", "businesses", business),
        ]
        return cls(id=session, business=business, point=point, links=links, link=links)


class ChangesQuery(Wire):
    """Since which point, of which kinds (none named: all), and how many changes are read at most."""

    since: Annotated[str, Meta(max_length=60)] = ""
    kind: list[Synced] = []
    limit: Count = 0

    @property
    def size(self) -> int:
        """How many changes are read."""
        return Page(limit=self.limit or USUAL).size or USUAL


class ChangedOut(Wire):
    """What was changed: an object, whether it was created, updated or removed, last in which changeset, its address."""

    kind: Synced
    id: int
    action: Annotated[str, Meta(extra_json_schema={"enum": ["create", "update", "remove"]})]
    changeset: int
    href: str

    @classmethod
    def of(cls, changed: ChangedView, *, business: int) -> ChangedOut:
        """Return it as clients read it."""
        below = _BELOW.get(changed.kind)
        noun = _NOUNS.get(changed.kind, f"{changed.kind}s")
        address = below(business, changed.id) if below else href(noun, changed.id)
        return cls(changed.kind, changed.id, changed.action, changed.changeset, address)


class ChangesOut(Wire, kw_only=True):
    """What has changed since a point, and the ``point`` to ask with next; ``more``: at once, for there is more.

    ``changes`` names each object once. Those that are there stand in the lists below as they are now, drafts among the
    records; the business and categories of items, which have others in them, are only named.
    """

    business: int
    point: str
    more: bool
    changes: list[ChangedOut]
    accounts: list[AccountOut]
    contacts: list[ContactOut]
    groups: list[GroupOut]
    items: list[ItemOut]
    projects: list[ProjectOut]
    taxes: list[TaxOut]
    tax_codes: list[TaxCodeOut]
    records: list[RecordOut]
    orders: list[OrderOut]
    recurring: list[RecurringOut]
    shoebox: list[ShoeboxItemOut]
    record_templates: list[RecordTemplateOut]

    @classmethod
    def of(cls, found: ChangeListView, actor: Actor) -> ChangesOut:
        """Return changes as this actor reads them."""
        views, business = found.objects, actor.business.id
        return cls(
            business=business,
            point=found.point,
            more=found.more,
            changes=[ChangedOut.of(changed, business=business) for changed in found.changes],
            accounts=[AccountOut.of(view, actor) for view in views.get(Synced.ACCOUNT, ())],
            contacts=[ContactOut.of(view) for view in views.get(Synced.CONTACT, ())],
            groups=[GroupOut.of(view) for view in views.get(Synced.GROUP, ())],
            items=[ItemOut.of(view) for view in views.get(Synced.ITEM, ())],
            projects=[ProjectOut.of(view) for view in views.get(Synced.PROJECT, ())],
            taxes=[TaxOut.of(view, actor) for view in views.get(Synced.TAX, ())],
            tax_codes=[TaxCodeOut.of(view) for view in views.get(Synced.TAX_CODE, ())],
            records=[record_out(view, actor) for view in views.get(Synced.RECORD, ())],
            orders=[OrderOut.of(view, actor) for view in views.get(Synced.ORDER, ())],
            recurring=[RecurringOut.of(view, actor) for view in views.get(Synced.RECURRING, ())],
            shoebox=[ShoeboxItemOut.of(view, actor) for view in views.get(Synced.SHOEBOX_ITEM, ())],
            record_templates=[RecordTemplateOut.of(view) for view in views.get(Synced.RECORD_TEMPLATE, ())],
        )
