"""Contacts: the list, one with its records, and what can be changed of it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from businesses.admin.visits import Moved, Shown
from businesses.roles import Privilege
from ledger.admin.forms import ContactFilterForm, ContactForm
from ledger.admin.lists import page_of, pager_of
from ledger.admin.records import rows_of
from ledger.admin.words import word
from ledger.drafts import ContactDraft
from ledger.kinds import ContactType
from ledger.selectors.contacts import ContactFilter, contact_get, contact_list
from ledger.selectors.records import RecordFilter, record_list
from ledger.services.contacts import contact_create, contact_update

if TYPE_CHECKING:
    from django.http import HttpResponse

    from businesses.admin.visits import Visit
    from ledger.selectors.contacts import ContactView

INFORMATION = {
    "email": "email",
    "phone": "phone",
    "street1": "street1",
    "city": "city",
    "province_or_state": "provinceOrState",
    "postal_or_zip_code": "postalOrZipCode",
    "country": "country",
}
"""Fields of the form that are parts of a contact's information, under the keys of seed 002."""
OWN = ("name", "type", "currency", "payment_terms", "archived")
"""Fields of the form that are the contact's own."""


def overview(visit: Visit) -> Shown:
    """Show the contacts by name."""
    form = ContactFilterForm(visit.http.GET)
    kind = form.value("type")
    filters = ContactFilter(
        types=frozenset({ContactType(kind)} if kind else ()),
        archived=None if form.value("archived") else False,
        search=form.value("search") or "",
    )
    found = contact_list(visit.actor, filters=filters, page=page_of(visit))
    rows = [
        {
            "contact": contact,
            "type": word(contact.type),
            "link": visit.to("contacts-one", contact=contact.id),
            "email": contact.contact_information.get("email"),
            "city": contact.contact_information.get("city"),
        }
        for contact in found
    ]
    add_link = visit.to("contacts-add") if visit.may(Privilege.ADD_CONTACTS) else None
    context = {"form": form, "rows": rows, "pager": pager_of(visit, found), "add": add_link}
    return Shown("daybook/contacts.html", "Contacts", context)


def one(visit: Visit, contact: int) -> Shown:
    """Show a contact and its records, newest first."""
    view = contact_get(visit.actor, contact=contact)
    found = record_list(visit.actor, filters=RecordFilter(contact=contact), page=page_of(visit))
    context = {
        "contact": view,
        "type": word(view.type),
        "facts": _facts(view),
        "rows": rows_of(visit, found),
        "pager": pager_of(visit, found),
        "edit": visit.to("contacts-edit", contact=contact) if visit.may(Privilege.CHANGE_CONTACTS) else None,
        "merge": visit.offered("contacts-merge", contact=contact),
        "back": ("Contacts", visit.to("contacts")),
    }
    return Shown("daybook/contact.html", view.name, context)


def add(visit: Visit) -> Shown | HttpResponse:
    """Add a contact."""
    form = ContactForm(visit.http.POST or None)
    if visit.accepts(form):
        made = contact_create(visit.actor, draft=_draft(form, ContactDraft(type=ContactType.OTHER, name="")))
        return Moved(visit.to("contacts-one", contact=made.id), f"{made.name} is there.")
    return Shown("daybook/form.html", "Add a contact", {"form": visit.told(form), "cancel": visit.to("contacts")})


def edit(visit: Visit, contact: int) -> Shown | HttpResponse:
    """Change or archive a contact."""
    view = contact_get(visit.actor, contact=contact)
    initial = {field: getattr(view, field) for field in (*OWN, "version")}
    initial |= {field: view.contact_information.get(key) for field, key in INFORMATION.items()}
    form = ContactForm(visit.http.POST or None, initial=initial)
    back = visit.to("contacts-one", contact=contact)
    if visit.accepts(form):
        draft = _draft(form, draft_of(view))
        after = contact_update(visit.actor, contact=contact, draft=draft, version=form.cleaned_data["version"])
        return Moved(back, f"{after.name} is changed.")
    return Shown("daybook/form.html", f"Change {view.name}", {"form": visit.told(form), "cancel": back})


def draft_of(view: ContactView) -> ContactDraft:
    """Return the draft that says of a contact what is stored."""
    stored: dict[str, Any] = {field.name: getattr(view, field.name) for field in fields(ContactDraft)}
    return ContactDraft(**{**stored, "comments": tuple(view.comments)})


def _draft(form: ContactForm, before: ContactDraft) -> ContactDraft:
    """Return a draft laid over another: what the form does not ask for stays."""
    given = form.cleaned_data
    told = {**before.contact_information, "name": given["name"]}
    told |= {key: given[field] for field, key in INFORMATION.items()}
    return replace(
        before,
        **{field: given[field] for field in OWN if field != "type"},
        type=ContactType(given["type"]),
        contact_information={key: value for key, value in told.items() if value},
    )


def _facts(view: ContactView) -> list[tuple[str, str]]:
    """Return what is known of a contact, with the words for it."""
    about = view.contact_information
    city = " ".join(about[key] for key in ("city", "provinceOrState", "postalOrZipCode") if about.get(key))
    address = ", ".join(
        part for part in (about.get("street1"), about.get("street2"), city, about.get("country")) if part
    )
    told = [
        ("E-mail", about.get("email")),
        ("Telephone", about.get("phone") or about.get("mobile")),
        ("Address", address),
        ("Currency", view.currency),
        ("Payment terms", view.payment_terms),
        ("Tax code", view.default_tax_code),
    ]
    return [(label, value) for label, value in told if value]
