"""Texts that come again on invoices and payments: the list, and what can be changed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.admin.visits import Moved, Shown
from businesses.roles import Privilege
from ledger.admin.forms import TextChangeForm, TextFilterForm, TextForm
from ledger.admin.lists import page_of, pager_of
from ledger.admin.words import word
from ledger.kinds import TemplateType
from ledger.selectors.templates import TemplateFilter, template_get, template_list
from ledger.services.templates import TemplateDraft, template_create, template_update

if TYPE_CHECKING:
    from django.http import HttpResponse

    from businesses.admin.visits import Visit


def overview(visit: Visit) -> Shown:
    """Show the texts by label."""
    form = TextFilterForm(visit.http.GET)
    kind = form.value("type")
    filters = TemplateFilter(type=TemplateType(kind) if kind else None, search=form.value("search") or "")
    found = template_list(visit.actor, filters=filters, page=page_of(visit))
    changing = visit.may(Privilege.CHANGE_TEMPLATES)
    rows = [
        {
            "template": each,
            "type": word(each.type),
            "link": visit.to("texts-edit", template=each.id) if changing else None,
        }
        for each in found
    ]
    add_link = visit.to("texts-add") if changing else None
    return Shown(
        "daybook/texts.html", "Texts", {"form": form, "rows": rows, "pager": pager_of(visit, found), "add": add_link}
    )


def add(visit: Visit) -> Shown | HttpResponse:
    """Add a text."""
    form = TextForm(visit.http.POST or None)
    if visit.accepts(form):
        made = template_create(visit.actor, draft=_draft(form))
        return Moved(visit.to("texts"), f"The text {made.label} is there.")
    return Shown("daybook/form.html", "Add a text", {"form": visit.told(form), "cancel": visit.to("texts")})


def edit(visit: Visit, template: int) -> Shown | HttpResponse:
    """Change or remove a text."""
    view = template_get(visit.actor, template=template)
    initial = {field: getattr(view, field) for field in TextChangeForm.base_fields}
    form = TextChangeForm(visit.http.POST or None, initial=initial)
    if visit.accepts(form):
        version = form.cleaned_data["version"]
        after = template_update(visit.actor, template=template, draft=_draft(form), version=version)
        return Moved(visit.to("texts"), f"The text {after.label} is {'removed' if after.removed else 'changed'}.")
    context = {"form": visit.told(form), "cancel": visit.to("texts")}
    return Shown("daybook/form.html", f"Change {view.label}", context)


def _draft(form: TextForm) -> TemplateDraft:
    given = form.cleaned_data
    kind = TemplateType(given["type"])
    return TemplateDraft(type=kind, label=given["label"], text=given["text"], removed=given.get("removed", False))
