"""The trial balance as a page, and as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.http import HttpResponse

from accounts.currencies import currency_known
from bookkeeping.money import to_major
from businesses.admin.visits import Shown
from ledger.admin.formats import Formats
from ledger.admin.forms import AsOfForm
from ledger.admin.words import word
from ledger.selectors.trial_balance import trial_balance_get

if TYPE_CHECKING:
    from businesses.admin.visits import Visit
    from ledger.selectors.trial_balance import TrialBalanceView


def overview(visit: Visit) -> Shown | HttpResponse:
    """Show every account with a balance at the end of a day on its side, and the sums of both sides."""
    form = AsOfForm(visit.http.GET)
    as_of = form.value("as_of") or visit.actor.now.date()
    found = trial_balance_get(visit.actor, as_of=as_of)
    if visit.http.GET.get("format") == "csv":
        return _file(found)
    formats = Formats.of(visit.actor.business)
    rows = [
        {
            "row": row,
            "type": word(row.type),
            "link": visit.to("accounts-one", account=row.account),
            "sides": formats.sides(row.credit - row.debit),
        }
        for row in found.rows
    ]
    context = {
        "form": form,
        "rows": rows,
        "as_of": as_of.isoformat(),
        "totals": (formats.number(found.debit).text, formats.number(found.credit).text),
        "home": formats.home,
    }
    return Shown("daybook/trial_balance.html", "Trial balance", context)


def _file(found: TrialBalanceView) -> HttpResponse:
    """Return the trial balance as CSV, amounts in major units of the home currency."""
    currency = currency_known(found.currency)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["number", "name", "type", f"debit {currency.code}", f"credit {currency.code}"])
    for row in found.rows:
        writer.writerow([row.number, row.name, row.type, to_major(row.debit, currency), to_major(row.credit, currency)])
    writer.writerow(["", "total", "", to_major(found.debit, currency), to_major(found.credit, currency)])
    name = f"trial-balance-{found.as_of.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
