"""What stands around every page: the business and the switch to another, the menu, the links of the user.

Unfold calls these with the request (``UNFOLD`` in the settings). ``site`` puts the Visit on the request; there is none
before a business is chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest

    from businesses.admin.visits import Visit
    from businesses.roles import Role

ROLES: dict[str, str] = {
    "CREATOR": "Creator",
    "OWNER": "Owner",
    "ADMIN": "Administrator",
    "VIEW_EDIT_ONLY": "Editor",
    "VIEW_ONLY": "Viewer",
    "NO_ACCESS": "No access",
}
"""What people call the roles."""


def visit_of(request: HttpRequest) -> Visit | None:
    """Return the visit that a request makes, None before a business is chosen."""
    return getattr(request, "visit", None)


def roles_text(roles: tuple[Role, ...]) -> str:
    """Return the words for the roles that somebody holds."""
    return ", ".join(ROLES[role] for role in roles)


def header(request: HttpRequest) -> str:
    """Return what stands at the top of the menu: the business."""
    visit = visit_of(request)
    return visit.business.name if visit else "Daybook"


def subheader(request: HttpRequest) -> str:
    """Return what stands below it: the currency and the role."""
    visit = visit_of(request)
    if visit is None:
        return "Double-entry ledger"
    return f"{visit.business.currency} · {roles_text(visit.business.roles)}"


def switcher(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the businesses that can be switched to."""
    visit = visit_of(request)
    if visit is None:
        return []
    here = visit.business.business
    return [
        {
            "title": each.name,
            "link": reverse("admin:start", kwargs={"business": each.business}),
            "icon": "check" if each.business == here else "storefront",
        }
        for each in visit.businesses
    ]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu: the pages that the visitor's role allows."""
    visit = visit_of(request)
    if visit is None:
        return [{"items": [{"title": "Businesses", "icon": "storefront", "link": reverse("admin:index")}]}]
    groups: dict[str, list[dict[str, Any]]] = {}
    for page in visit.menu:
        if page.menu and page.needs <= visit.actor.privileges:
            entry = {
                "title": page.menu.title,
                "icon": page.menu.icon,
                "link": visit.to(page.name),
                "active": page.name == visit.page.section,
            }
            groups.setdefault(page.menu.group, []).append(entry)
    return [{"title": group, "items": entries} for group, entries in groups.items()]


def account_links(_request: HttpRequest) -> list[dict[str, str]]:
    """Return the links beside signing out."""
    return [{"title": "All businesses", "link": f"{reverse('admin:index')}?all=1"}]


def stylesheet(_request: HttpRequest) -> str:
    """Return the address of our own style sheet."""
    return static("daybook/admin.css")


def icon(_request: HttpRequest) -> str:
    """Return the address of the icon of the browser's tab."""
    return static("daybook/icon.svg")
