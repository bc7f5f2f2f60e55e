"""Texts that come again on records are made, changed and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError
from businesses import allocator
from businesses.errors import NotFoundError
from businesses.roles import Privilege
from businesses.services.rows import row_create, row_update
from ledger.models import RecordTemplate
from ledger.selectors.templates import TemplateView

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.kinds import TemplateType

KIND = "recordTemplate"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDraft:
    """A text as a client describes it: ``label`` names it in a list, ``text`` is what comes on the record."""

    type: TemplateType
    label: str
    text: str = ""
    removed: bool = False


def template_create(actor: Actor, *, draft: TemplateDraft) -> TemplateView:
    """Add a text and return it; raise ``ForbiddenError`` without CHANGE_TEMPLATES, ``InvalidError`` without a label."""
    actor.require(Privilege.CHANGE_TEMPLATES)
    row = RecordTemplate(
        id=allocator.one_id(),
        business_id=actor.business.id,
        created_at=actor.now,
        modified_at=actor.now,
        **_values(draft),
    )
    row_create(actor, row=row, kind=KIND)
    return TemplateView.of(row)


def template_update(actor: Actor, *, template: int, draft: TemplateDraft, version: int | None = None) -> TemplateView:
    """Replace a text by its draft; a draft that is ``removed`` hides it.

    Raises:
        ForbiddenError: without CHANGE_TEMPLATES. NotFoundError: no such text. InvalidError: without a label.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_TEMPLATES)
    row = _template(actor, template)
    values = _values(draft) | {"removed": draft.removed}
    row_update(actor, row=row, values=values, kind=KIND, version=version)
    return TemplateView.of(row)


def template_remove(actor: Actor, *, template: int, version: int | None = None) -> None:
    """Hide a text.

    Raises:
        ForbiddenError: without CHANGE_TEMPLATES. NotFoundError: no such text.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_TEMPLATES)
    row_update(actor, row=_template(actor, template), values={"removed": True}, kind=KIND, version=version)


def _template(actor: Actor, template: int) -> RecordTemplate:
    row = RecordTemplate.objects.filter(business_id=actor.business.id, id=template, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


def _values(draft: TemplateDraft) -> dict[str, str]:
    """Return the columns that a draft says."""
    if not draft.label.strip():
        message = "A template needs a label."
        raise InvalidError(message, field="label")
    return {"type": str(draft.type), "label": draft.label.strip(), "text": draft.text}
