"""Every page about a business: its address, what it needs, and where it stands in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.admin.visits import Menu, Page
from businesses.roles import Privilege
from ledger.admin import (
    accounts,
    contacts,
    journal,
    lock_date,
    merging,
    openings,
    records,
    reliefs,
    start,
    texts,
    trial_balance,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from businesses.admin.visits import Shown

_SEE_ACCOUNTS = "VIEW_ACCOUNTS VIEW_ACCOUNT_BALANCES"
_SEE_RECORD = "VIEW_RECORDS VIEW_ACCOUNTS VIEW_ITEMS VIEW_CHANGESETS VIEW_JOURNAL_ENTRIES"


def _page(
    path: str,
    view: Callable[..., Shown | HttpResponse],
    needs: str,
    *,
    menu: Menu | None = None,
    posts: bool = False,
    name: str = "",
) -> Page:
    """Return a page; its name is made of the view's, its section is the module of the view, unless it is named."""
    section = name.partition("-")[0] or view.__module__.rpartition(".")[2]
    default = section if view.__name__ == "overview" else f"{section}-{view.__name__}".replace("_", "-")
    name = name or default
    needed = frozenset(Privilege(privilege) for privilege in needs.split())
    return Page(path=path, name=name, view=view, needs=needed, section=section, menu=menu, posts=posts)


PAGES = (
    _page("", start.overview, f"VIEW_RECORDS {_SEE_ACCOUNTS}", menu=Menu(title="Overview", icon="space_dashboard")),
    _page(
        "accounts/",
        accounts.overview,
        _SEE_ACCOUNTS,
        menu=Menu(title="Accounts", icon="account_balance", group="Books"),
    ),
    _page("accounts/add/", accounts.add, "VIEW_ACCOUNTS ADD_ACCOUNTS", posts=True),
    _page("accounts/<int:account>/", accounts.one, f"VIEW_JOURNAL_ENTRIES VIEW_RECORDS {_SEE_ACCOUNTS}"),
    _page("accounts/<int:account>/edit/", accounts.edit, "VIEW_ACCOUNTS CHANGE_ACCOUNTS", posts=True),
    _page(
        "accounts/<int:account>/openings/",
        openings.openings,
        f"{_SEE_ACCOUNTS} CHANGE_ACCOUNTS ADD_RECORDS",
        posts=True,
        name="accounts-openings",
    ),
    _page(
        "accounts/<int:account>/merge/",
        merging.account,
        "VIEW_ACCOUNTS CHANGE_ACCOUNTS REMOVE_ACCOUNTS CHANGE_RECORDS",
        posts=True,
        name="accounts-merge",
    ),
    _page("contacts/", contacts.overview, "VIEW_CONTACTS", menu=Menu(title="Contacts", icon="group", group="Books")),
    _page("contacts/add/", contacts.add, "VIEW_CONTACTS ADD_CONTACTS", posts=True),
    _page("contacts/<int:contact>/", contacts.one, "VIEW_CONTACTS VIEW_RECORDS"),
    _page("contacts/<int:contact>/edit/", contacts.edit, "VIEW_CONTACTS CHANGE_CONTACTS", posts=True),
    _page(
        "contacts/<int:contact>/merge/",
        merging.contact,
        "VIEW_CONTACTS CHANGE_CONTACTS REMOVE_CONTACTS CHANGE_RECORDS",
        posts=True,
        name="contacts-merge",
    ),
    _page("records/", records.overview, "VIEW_RECORDS", menu=Menu(title="Records", icon="receipt_long", group="Books")),
    _page("records/<int:record>/", records.one, _SEE_RECORD, posts=True),
    _page("records/<int:record>/edit/", records.edit, "VIEW_RECORDS CHANGE_RECORDS", posts=True),
    _page(
        "records/<int:record>/write-off/",
        reliefs.write_off,
        "VIEW_RECORDS VIEW_ACCOUNTS ADD_RECORDS",
        posts=True,
        name="records-write-off",
    ),
    _page(
        "records/<int:record>/discount/",
        reliefs.discount,
        "VIEW_RECORDS VIEW_ACCOUNTS ADD_RECORDS",
        posts=True,
        name="records-discount",
    ),
    _page("texts/", texts.overview, "VIEW_TEMPLATES", menu=Menu(title="Texts", icon="short_text", group="Books")),
    _page("texts/add/", texts.add, "VIEW_TEMPLATES CHANGE_TEMPLATES", posts=True),
    _page("texts/<int:template>/edit/", texts.edit, "VIEW_TEMPLATES CHANGE_TEMPLATES", posts=True),
    _page(
        "journal/",
        journal.overview,
        "VIEW_JOURNAL_ENTRIES VIEW_ACCOUNTS",
        menu=Menu(title="Journal", icon="menu_book", group="Books"),
    ),
    _page(
        "lock-date/",
        lock_date.overview,
        "VIEW_CHANGESETS",
        menu=Menu(title="Lock date", icon="lock", group="Books"),
        posts=True,
    ),
    _page(
        "trial-balance/",
        trial_balance.overview,
        "VIEW_REPORTS",
        menu=Menu(title="Trial balance", icon="balance", group="Reports"),
    ),
)
"""In the order in which addresses are tried, and menus read."""
