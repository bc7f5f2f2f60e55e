"""Records: the list, one with its lines, settlements, entry and history, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bookkeeping.records import RecordType
from businesses.admin.visits import Moved, Shown
from businesses.models.fields import decimal_text
from businesses.roles import Privilege
from businesses.selectors.changesets import change_list
from ledger.admin.formats import Formats
from ledger.admin.forms import ActionForm, MemoForm, RecordFilterForm
from ledger.admin.journal import lines_of
from ledger.admin.lists import page_of, pager_of
from ledger.admin.reliefs import reliefs_of
from ledger.admin.words import status_of, word
from ledger.drafts import RecordDraft
from ledger.selectors.entries import entry_lines
from ledger.selectors.labels import account_labels, item_labels
from ledger.selectors.records import RecordFilter, record_get, record_list
from ledger.services.drafts import draft_approve, draft_remove, draft_update
from ledger.services.records import record_remove, record_restore, record_update, record_void

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from businesses.admin.visits import Visit
    from ledger.admin.formats import Figure
    from ledger.views import LineView, RecordView


def overview(visit: Visit) -> Shown:
    """Show the records, newest first."""
    form = RecordFilterForm(visit.http.GET)
    kind = form.value("type")
    filters = RecordFilter(
        types=frozenset({RecordType(kind)} if kind else ()),
        status=form.value("status"),
        start_date=form.value("start"),
        end_date=form.value("end"),
        search=form.value("search") or "",
        include_removed=bool(form.value("removed")),
    )
    found = record_list(visit.actor, filters=filters, page=page_of(visit))
    context = {"form": form, "rows": rows_of(visit, found), "pager": pager_of(visit, found)}
    return Shown("daybook/records.html", "Records", context)


def one(visit: Visit, record: int) -> Shown | HttpResponse:
    """Show a record, or do what one of its buttons says."""
    form = ActionForm(visit.http.POST or None)
    view = record_get(visit.actor, record=record)
    if visit.accepts(form):
        return _done(visit, view, form)
    entry = entry_lines(visit.actor, record=record)
    mentioned = {line.account for line in entry} | {line.account for line in view.lines}
    mentioned |= {view.account, view.deposit_account, view.credit_account}
    accounts = account_labels(visit.actor, accounts={each for each in mentioned if each is not None})
    items = item_labels(visit.actor, items={line.item for line in view.lines if line.item is not None})
    formats = Formats.of(visit.actor.business)
    status, variant = status_of(view, visit.actor.now.date())
    context = {
        "record": view,
        "status": status,
        "variant": variant,
        "facts": _facts(visit, view, accounts),
        "lines": [_line(formats, view, line, accounts, items) for line in view.lines],
        "totals": _totals(formats, view),
        "settled": _settled(visit, formats, view),
        "entry": lines_of(visit, formats, entry, accounts),
        "home": formats.home,
        "changes": change_list(visit.actor, kind="record", object_id=record),
        "actions": _actions(visit, view),
        "reliefs": reliefs_of(visit, view),
        "edit": visit.to("records-edit", record=record) if _changeable(visit, view) else None,
        "back": ("Records", visit.to("records")),
    }
    return Shown("daybook/record.html", _title(view), context)


def edit(visit: Visit, record: int) -> Shown | HttpResponse:
    """Change the memo of a record."""
    view = record_get(visit.actor, record=record)
    form = MemoForm(visit.http.POST or None, initial={"memo": view.memo, "version": view.version})
    back = visit.to("records-one", record=record)
    if visit.accepts(form):
        draft = RecordDraft.of(view)
        draft = replace(draft, particulars=replace(draft.particulars, memo=form.cleaned_data["memo"] or None))
        update = draft_update if view.draft else record_update
        update(visit.actor, record=record, draft=draft, version=form.cleaned_data["version"])
        return Moved(back, f"The memo of {_title(view)} is changed.")
    title = f"Memo of {_title(view)}"
    return Shown("daybook/form.html", title, {"form": visit.told(form), "cancel": back})


def rows_of(visit: Visit, found: Sequence[RecordView]) -> list[dict[str, Any]]:
    """Return what lists tell of records."""
    formats, today = Formats.of(visit.actor.business), visit.actor.now.date()
    rows = []
    for record in found:
        status, variant = status_of(record, today)
        rows.append(
            {
                "record": record,
                "type": word(record.type),
                "link": visit.to("records-one", record=record.id),
                "total": formats.money(record.total, record.currency),
                "balance": formats.money(record.balance, record.currency) if record.balance else None,
                "status": status,
                "variant": variant,
            }
        )
    return rows


def _title(view: RecordView) -> str:
    """Return what people call a record."""
    return f"{word(view.type)} {view.number or '(draft)'}"


def _done(visit: Visit, view: RecordView, form: ActionForm) -> HttpResponse:
    """Do what a button says, and go back to the record."""
    action, version = form.cleaned_data["action"], form.cleaned_data["version"]
    if action == "approve":
        draft_approve(visit.actor, record=view.id, version=version)
    elif action == "void":
        record_void(visit.actor, record=view.id, version=version)
    elif action == "remove":
        remove = draft_remove if view.draft else record_remove
        remove(visit.actor, record=view.id, version=version)
    elif view.draft:
        draft_update(visit.actor, record=view.id, draft=replace(RecordDraft.of(view), removed=False), version=version)
    else:
        record_restore(visit.actor, record=view.id)
    done = {"approve": "posted", "void": "void", "remove": "removed, and can be restored", "restore": "restored"}
    return Moved(visit.to("records-one", record=view.id), f"The record is {done[action]}.")


def _changeable(visit: Visit, view: RecordView) -> bool:
    """Tell whether to offer changes at all; the service decides."""
    return visit.may(Privilege.CHANGE_RECORDS) and not (view.removed or view.read_only or view.state == "VOID")


def _actions(visit: Visit, view: RecordView) -> list[tuple[str, str, str, str]]:
    """Return what is offered: the action, its button, its icon, and what it means."""
    if view.read_only:
        return []
    if view.removed:
        told = "It is posted again, and what it settled is attached as far as balances allow."
        told = "It is a draft again." if view.draft else told
        return [("restore", "Restore", "restore_from_trash", told)] if visit.may(Privilege.CHANGE_RECORDS) else []
    offered = []
    if view.draft and visit.may(Privilege.ADD_RECORDS):
        told = "It is posted: it gets its number and its entry."
        offered.append(("approve", "Approve", "check_circle", told))
    if _changeable(visit, view) and not view.draft:
        told = "It stays listed and leaves the journal; what it settled is open again. There is no way back."
        offered.append(("void", "Void", "block", told))
    if visit.may(Privilege.REMOVE_RECORDS):
        told = "It is hidden and leaves the journal; what it settled is open again. It can be restored."
        told = "It is hidden, and can be brought back." if view.draft else told
        offered.append(("remove", "Remove", "delete", told))
    return offered


def _facts(visit: Visit, view: RecordView, accounts: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """Return what a record says of itself: label, text, and where a click leads."""

    def account(identity: int | None) -> tuple[str, str]:
        return ("", "") if identity is None else (accounts[identity], visit.to("accounts-one", account=identity))

    due = view.due_date.isoformat() if view.due_date else ""
    contact = visit.to("contacts-one", contact=view.contact) if view.contact else ""
    rate = decimal_text(view.exchange_rate) if view.exchange_rate and view.currency != view.home_currency else ""
    told = [
        ("Date", view.date.isoformat(), ""),
        ("Due", due, ""),
        ("Terms", view.terms or "", ""),
        ("Contact", view.contact_name or "", contact),
        ("Account", *account(view.account)),
        ("Deposit account", *account(view.deposit_account)),
        ("Credit account", *account(view.credit_account)),
        ("Currency", view.currency, ""),
        ("Exchange rate", rate, ""),
        ("Order number", view.po_number or "", ""),
        ("Project", view.project_name or "", ""),
        ("Description", view.description or "", ""),
        ("Memo", view.memo or "", ""),
    ]
    return [fact for fact in told if fact[1]]


def _line(
    formats: Formats, view: RecordView, line: LineView, accounts: Mapping[int, str], items: Mapping[int, str]
) -> dict[str, Any]:
    """Return what is told of a line of a document."""
    return {
        "what": items[line.item] if line.item is not None else "",
        "account": "" if line.account is None else accounts[line.account],
        "note": line.note,
        "quantity": decimal_text(line.quantity),
        "rate": "" if line.rate is None else decimal_text(line.rate),
        "tax_code": line.tax_code or "",
        "amount": formats.money(line.amount, view.currency),
    }


def _totals(formats: Formats, view: RecordView) -> list[tuple[str, Figure]]:
    """Return the sums of a record in its currency, taxes between what they lie between."""
    document = view.type in (RecordType.INVOICE, RecordType.BILL)
    payment = view.type in (RecordType.INVOICE_PAYMENT, RecordType.BILL_PAYMENT)
    sums = [
        ("Before taxes", view.before_taxes, document),
        *((tax.name, tax.amount, True) for tax in view.taxes),
        ("Total", view.total, view.type != RecordType.ADJUSTMENT),
        ("Paid at once", view.paid_immediately, view.paid_immediately != 0),
        ("Balance due", view.balance, document),
        ("Unallocated", view.balance, payment),
    ]
    told = [(label, formats.money(amount, view.currency)) for label, amount, shown in sums if shown]
    if view.deposit_amount is not None and view.deposit_currency not in (None, view.currency):
        told.append(("Deposited", formats.money(view.deposit_amount, view.deposit_currency)))
    return told


def _settled(visit: Visit, formats: Formats, view: RecordView) -> list[dict[str, Any]]:
    """Return the documents that a payment settles, or the payments of a document."""
    settled = word(RecordType.INVOICE if view.type == RecordType.INVOICE_PAYMENT else RecordType.BILL)
    documents = [
        {
            "what": f"{settled} {each.document_number or ''}",
            "date": each.document_date.isoformat(),
            "link": visit.to("records-one", record=each.document),
            "amount": formats.money(each.amount, view.currency),
        }
        for each in view.allocations
    ]
    payments = [
        {
            "what": f"Payment {each.number or ''}",
            "date": each.date.isoformat(),
            "link": visit.to("records-one", record=each.payment),
            "amount": formats.money(each.amount, view.currency),
        }
        for each in view.payments
    ]
    return [*documents, *payments]
