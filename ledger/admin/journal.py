"""The journal, entry by entry, to be read only: entries are forever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.selectors.accounts import account_list
from businesses.admin.visits import Shown
from ledger.admin.formats import Formats
from ledger.admin.forms import PeriodForm
from ledger.admin.lists import page_of, pager_of
from ledger.admin.words import word
from ledger.selectors.entries import EntryFilter, entry_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from businesses.admin.visits import Visit
    from ledger.selectors.journal import JournalLineView

ENTRIES = 25
"""Entries on one page."""


def overview(visit: Visit) -> Shown:
    """Show the live entries, newest first."""
    accounts = {account.id: account.name_and_number for account in account_list(visit.actor)}
    form = PeriodForm(visit.http.GET, accounts=[(str(key), name) for key, name in accounts.items()])
    account = form.value("account")
    filters = EntryFilter(
        account=int(account) if account else None, start_date=form.value("start"), end_date=form.value("end")
    )
    found = entry_list(visit.actor, filters=filters, page=page_of(visit, ENTRIES))
    formats = Formats.of(visit.actor.business)
    entries = [
        {
            "entry": entry,
            "type": word(entry.record_type),
            "link": visit.to("records-one", record=entry.record),
            "lines": lines_of(visit, formats, entry.lines, accounts),
        }
        for entry in found
    ]
    context = {"form": form, "entries": entries, "pager": pager_of(visit, found), "home": formats.home}
    return Shown("daybook/journal.html", "Journal", context)


def lines_of(
    visit: Visit, formats: Formats, lines: Sequence[JournalLineView], accounts: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return lines in two columns of the home currency, with the foreign amount where there is one."""
    rows = []
    for line in lines:
        debit, credit = formats.sides(line.home)
        foreign = line.currency != formats.home
        rows.append(
            {
                "account": accounts.get(line.account, str(line.account)),
                "link": visit.to("accounts-one", account=line.account),
                "note": line.note,
                "debit": debit,
                "credit": credit,
                "foreign": formats.money(abs(line.amount), line.currency).text if foreign else "",
            }
        )
    return rows
