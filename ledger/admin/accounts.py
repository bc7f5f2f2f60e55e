"""The chart of accounts with its balances, one account with its journal, and what can be changed of it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from accounts.drafts import AccountDraft
from accounts.selectors.accounts import AccountFilter, AccountView, account_get, account_list
from accounts.services.accounts import account_create
from bookkeeping.books import AccountType
from businesses.admin.visits import Moved, Shown
from businesses.roles import Privilege
from ledger.admin.formats import Formats
from ledger.admin.forms import AccountChangeForm, AccountFilterForm, AccountForm, PeriodForm
from ledger.admin.lists import page_of, pager
from ledger.admin.words import word
from ledger.selectors.balances import balances_get
from ledger.selectors.journal import JournalFilter, journal_list
from ledger.selectors.labels import record_labels
from ledger.selectors.trial_balance import holdings_list
from ledger.services.accounts import account_update

if TYPE_CHECKING:
    from django.http import HttpResponse

    from businesses.admin.visits import Visit
    from ledger.selectors.journal import JournalView
    from ledger.selectors.trial_balance import HoldingView


def overview(visit: Visit) -> Shown:
    """Show the accounts by number with their balances at the end of a day."""
    form = AccountFilterForm(visit.http.GET)
    as_of = form.value("as_of") or visit.actor.now.date()
    kind = form.value("type")
    filters = AccountFilter(
        types=frozenset({AccountType(kind)} if kind else ()), archived=None if form.value("archived") else False
    )
    held: dict[int, list[HoldingView]] = {}
    for holding in holdings_list(visit.actor, as_of=as_of):
        held.setdefault(holding.account, []).append(holding)
    rows = [_row(visit, account, held.get(account.id, [])) for account in account_list(visit.actor, filters=filters)]
    context = {
        "form": form,
        "rows": rows,
        "as_of": as_of.isoformat(),
        "add": visit.to("accounts-add") if visit.may(Privilege.ADD_ACCOUNTS) else None,
    }
    return Shown("daybook/accounts.html", "Accounts", context)


def one(visit: Visit, account: int) -> Shown:
    """Show an account and its journal, newest first, with the balance after each line."""
    view = account_get(visit.actor, account=account)
    formats = Formats.of(visit.actor.business)
    form = PeriodForm(visit.http.GET)
    filters = JournalFilter(start_date=form.value("start"), end_date=form.value("end"), sort_order="desc")
    found = journal_list(visit.actor, account=account, filters=filters, page=page_of(visit))
    balances = balances_get(visit.actor, account=account)
    context = {
        "account": view,
        "type": word(view.type),
        "balances": [formats.balance(each.amount, view.type, each.currency) for each in balances],
        "form": form,
        "rows": _lines(visit, view, found),
        "pager": pager(visit, more=found.more, after=found.after),
        "edit": visit.to("accounts-edit", account=account) if visit.may(Privilege.CHANGE_ACCOUNTS) else None,
        "openings": visit.offered("accounts-openings", account=account),
        "merge": visit.offered("accounts-merge", account=account),
        "back": ("Accounts", visit.to("accounts")),
    }
    return Shown("daybook/account.html", view.name_and_number, context)


def add(visit: Visit) -> Shown | HttpResponse:
    """Add an account to the chart."""
    form = AccountForm(visit.http.POST or None)
    if visit.accepts(form):
        given = {**form.cleaned_data, "type": AccountType(form.cleaned_data["type"])}
        given.pop("version")
        made = account_create(visit.actor, draft=AccountDraft(**given))
        return Moved(visit.to("accounts-one", account=made.id), f"The account {made.name_and_number} is there.")
    return _asked(visit.told(form), "Add an account", visit.to("accounts"))


def edit(visit: Visit, account: int) -> Shown | HttpResponse:
    """Change or archive an account."""
    view = account_get(visit.actor, account=account)
    initial = {field: getattr(view, field) for field in AccountChangeForm.base_fields}
    form = AccountChangeForm(visit.http.POST or None, initial=initial)
    if visit.accepts(form):
        given = dict(form.cleaned_data)
        read = given.pop("version")
        draft = replace(draft_of(view), **given)
        after = account_update(visit.actor, account=account, draft=draft, version=read)
        return Moved(visit.to("accounts-one", account=account), f"The account {after.name_and_number} is changed.")
    back = visit.to("accounts-one", account=account)
    return _asked(visit.told(form), f"Change {view.name_and_number}", back)


def draft_of(view: AccountView) -> AccountDraft:
    """Return the draft that says of an account what is stored."""
    return AccountDraft(**{field.name: getattr(view, field.name) for field in fields(AccountDraft)})


def _asked(form: AccountForm | AccountChangeForm, title: str, back: str) -> Shown:
    return Shown("daybook/form.html", title, {"form": form, "cancel": back})


def _row(visit: Visit, account: AccountView, held: list[HoldingView]) -> dict[str, Any]:
    """Return what the list tells of an account: its balances, the home balance where a currency is foreign."""
    formats = Formats.of(visit.actor.business)
    foreign = any(holding.currency != formats.home for holding in held)
    home = formats.balance(sum(holding.home for holding in held), account.type)
    shown = [formats.balance(each.amount, account.type, each.currency) for each in held if each.amount]
    return {
        "account": account,
        "type": word(account.type),
        "link": visit.to("accounts-one", account=account.id),
        "balances": shown or [formats.money(0, account.currency)],
        "home": home if foreign else None,
    }


def _lines(visit: Visit, account: AccountView, found: JournalView) -> list[dict[str, Any]]:
    """Return the lines with running balances, counted back from those after the newest line."""
    formats = Formats.of(visit.actor.business)
    labels = record_labels(visit.actor, records={line.record for line in found.lines})
    running = {balance.currency: balance.amount for balance in found.balances}
    rows = []
    for line in found.lines:
        debit, credit = formats.sides(line.amount, line.currency)
        rows.append(
            {
                "line": line,
                "record": labels[line.record],
                "type": word(labels[line.record].type),
                "link": visit.to("records-one", record=line.record),
                "debit": debit,
                "credit": credit,
                "balance": formats.balance(running[line.currency], account.type, line.currency),
            }
        )
        running[line.currency] -= line.amount
    return rows
