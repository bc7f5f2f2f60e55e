"""Sync sessions (contract, section 1.2)."""

from __future__ import annotations

from api.common.wire import Id, Prose, Wire
from api.dialects.kashoo.wire.base import Link, href, link


class SyncIn(Wire):
    """What a client announces; sent as multipart (contract, section 0)."""

    business: Id
    description: Prose | None = None


class SyncOut(Wire):
    """A sync session (seed 002, element syncClientInfo)."""

    id: int
    business: int
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, session: int, *, business: int) -> SyncOut:
        """Return a session as clients read it."""
        links = [
            Link(href=f"{href('sync', session)}/contacts", rel="contacts"),
            link("business", "businesses", business),
        ]
        return cls(id=session, business=business, links=links, link=links)
