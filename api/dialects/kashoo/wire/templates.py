"""Texts that come again on records (seed 002, recordTemplate; DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.common.wire import Prose, Text200, Wire, milliseconds
from api.dialects.kashoo.wire.base import Link, link
from api.dialects.kashoo.wire.queries import ListQuery
from ledger.kinds import TemplateType
from ledger.selectors.templates import TemplateFilter
from ledger.services.templates import TemplateDraft

if TYPE_CHECKING:
    from ledger.selectors.templates import TemplateView


class RecordTemplateIn(Wire):
    """A text as a client sends it."""

    type: TemplateType
    label: Text200
    text: Prose | None = None
    removed: bool | None = None

    def to_draft(self) -> TemplateDraft:
        """Return the draft that the client means."""
        return TemplateDraft(type=self.type, label=self.label, text=self.text or "", removed=bool(self.removed))


class RecordTemplateQuery(ListQuery):
    """Which texts; ``search`` looks into their labels."""

    type: TemplateType | None = None
    include_removed: bool = False
    search: Text200 = ""

    def filters(self) -> TemplateFilter:
        """Return the filter."""
        return TemplateFilter(type=self.type, include_removed=self.include_removed, search=self.search)


class RecordTemplateOut(Wire):
    """A text under a label, for invoices or for payments."""

    id: int
    business: int
    type: TemplateType
    label: str
    text: str
    removed: bool
    last_modified: int | None
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, template: TemplateView) -> RecordTemplateOut:
        """Return a text as clients read it."""
        links = [link("self", "recordTemplates", template.id), link("business", "businesses", template.business)]
        return cls(
            id=template.id,
            business=template.business,
            type=template.type,
            label=template.label,
            text=template.text,
            removed=template.removed,
            last_modified=milliseconds(template.modified_at),
            links=links,
            link=links,
        )
