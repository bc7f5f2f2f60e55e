"""What came in is staged, changed and removed: receipts, e-mails, transactions of the bank (DESIGN, section 7).

Nothing here posts anything, so that a lock date does not matter. What becomes of it is in
``ledger.services.processing``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from accounts.currencies import currency_known
from accounts.models import Account
from bookkeeping.errors import AccountUnknownError, AccountUnusableError, InvalidError
from bookkeeping.staging import Source
from businesses.errors import ConflictError, NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.models import BankStatementRow, Contact, ShoeboxItem
from ledger.selectors.shoebox import staged_get
from ledger.services.attaching import files_set
from ledger.services.attachments import attachment_keep
from ledger.services.staging import KIND, staged_note, staged_payload, staged_row, staged_waits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.drafts import StagedDraft
    from ledger.files import FileDraft
    from ledger.selectors.shoebox import StagedView

MAX_UPLOADS: Final = 10
"""Files that one receipt comes with at most."""


def staged_create(actor: Actor, *, draft: StagedDraft) -> StagedView:
    """Stage something and return it.

    Raises:
        ForbiddenError: without ADD_RECORDS (with files also ADD_ATTACHMENTS and READ_FILES, for a transaction of the
            bank VIEW_BANK_RECONCILIATION).
        InvalidError: an amount of zero, no such contact, account, file, currency or transaction of the bank, or the
            bank told something else. AccountUnusableError: the account takes another currency.
        ConflictError: the transaction of the bank is staged, matched or put aside.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = Work(actor)
    row = staged_make(actor, work=work, draft=draft)
    changeset_close(actor, work=work, description="create staged item")
    return staged_get(actor, item=row.id)


def receipt_submit(actor: Actor, *, draft: StagedDraft, files: Sequence[FileDraft] = ()) -> StagedView:
    """Stage a receipt: its text, its files, or both (operation 42). Return it.

    Raises:
        ForbiddenError: without STORE_FILES, ADD_ATTACHMENTS and READ_FILES.
        InvalidError: there is neither text nor file, or more than ten files; or as ``staged_create``, or a file as in
            ``attachment_store``. ConflictError: the business keeps too many files.
    """
    for privilege in (Privilege.STORE_FILES, Privilege.ADD_ATTACHMENTS):
        actor.require(privilege)
    if not draft.text.strip() and not files:
        message = "Send the text of the receipt, or a file."
        raise InvalidError(message, field="text")
    if len(files) > MAX_UPLOADS:
        message = f"Send at most {MAX_UPLOADS} files with a receipt."
        raise InvalidError(message, field="file")
    work = Work(actor)
    kept = tuple(attachment_keep(actor, work=work, draft=file) for file in files)
    name = draft.name or (files[0].name if files else "")
    row = staged_make(actor, work=work, draft=replace(draft, source=Source.RECEIPT, name=name[:200], attachments=kept))
    changeset_close(actor, work=work, description="submit receipt")
    return staged_get(actor, item=row.id)


def staged_update(actor: Actor, *, item: int, draft: StagedDraft, version: int | None = None) -> StagedView:
    """Replace a staged item by its draft and return it; ``removed`` hides it or brings it back.

    Raises:
        ForbiddenError: without CHANGE_RECORDS (REMOVE_RECORDS to hide it). NotFoundError: no such item.
        InvalidError: as ``staged_create``, or it would be another transaction of the bank.
        ConflictError: it is processed. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = Work(actor)
    work.lock()
    row = staged_row(actor, item=item, version=version)
    before = staged_payload(actor, row=row)
    if draft.row != row.row_id:
        message = "A staged item stays the transaction of the bank that it is."
        raise InvalidError(message, field="statement_row")
    if draft.removed and not row.removed:
        actor.require(Privilege.REMOVE_RECORDS)
    for column, value in _values(actor, row, draft).items():
        setattr(row, column, value)
    if row.removed != before["removed"] and not row.removed:
        _check_twin(row)
    changed = files_set(actor, work=work, owner=row, attachments=draft.attachments)
    if changed or row_payload(row) != {key: before[key] for key in row_payload(row)}:
        staged_waits(actor, item=item)
        action = "remove" if row.removed and not before["removed"] else "update"
        staged_note(actor, work=work, row=row, action=action, before=before)
        changeset_close(actor, work=work, description=f"{action} staged item")
    return staged_get(actor, item=item)


def staged_remove(actor: Actor, *, item: int, version: int | None = None) -> None:
    """Hide a staged item; its files stay.

    Raises:
        ForbiddenError: without REMOVE_RECORDS and VIEW_RECORDS. NotFoundError: no such item, or it is removed already.
        ConflictError: it is processed. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_RECORDS)
    work = Work(actor)
    work.lock()
    row = staged_row(actor, item=item, version=version)
    if row.removed:
        raise NotFoundError
    staged_waits(actor, item=item)
    before = staged_payload(actor, row=row)
    row.removed = True
    staged_note(actor, work=work, row=row, action="remove", before=before)
    changeset_close(actor, work=work, description="remove staged item")


def staged_make(actor: Actor, *, work: Work, draft: StagedDraft) -> ShoeboxItem:
    """Stage something as part of a larger unit of work; raise what ``staged_create`` raises."""
    if draft.row is not None:
        actor.require(Privilege.VIEW_BANK_RECONCILIATION)
    if draft.removed:
        actor.require(Privilege.REMOVE_RECORDS)
    work.lock()
    row = ShoeboxItem(
        id=work.ids(1)[0],
        business_id=actor.business.id,
        row_id=draft.row,
        created_at=actor.now,
        created_by_id=actor.caller.user,
        modified_at=actor.now,
    )
    told = None if draft.row is None else _told(actor, draft.row)
    row.source = Source.OTHER if told is None else Source.BANK
    if told is not None:
        _check_twin(row)
        draft = _of_bank(draft, told)
    for column, value in _values(actor, row, draft).items():
        setattr(row, column, value)
    row.save(force_insert=True)
    files_set(actor, work=work, owner=row, attachments=draft.attachments)
    work.changes.append(Change(KIND, row.id, "create", None, staged_payload(actor, row=row)))
    return row


def _told(actor: Actor, row: int) -> BankStatementRow:
    """Return the transaction of the bank that shall be staged; raise what ``staged_create`` raises."""
    told = BankStatementRow.objects.filter(business_id=actor.business.id, id=row).first()
    if told is None:
        message = "There is no such transaction of the bank."
        raise InvalidError(message, field="statement_row")
    if told.matched or told.ignored:
        message = f"This transaction of the bank is {'matched' if told.matched else 'put aside'} already."
        raise ConflictError(message, field="statement_row", conflicting=told.id)
    return told


def _of_bank(draft: StagedDraft, told: BankStatementRow) -> StagedDraft:
    """Return a draft with what the bank told, where it says nothing else."""
    return replace(
        draft,
        name=draft.name or told.payee,
        text=draft.text or told.memo,
        reference=draft.reference or told.reference,
        date=draft.date or told.date,
        amount=told.amount if draft.amount is None else draft.amount,
        currency=draft.currency or told.currency,
        account=draft.account or told.account_id,
    )


def _check_twin(row: ShoeboxItem) -> None:
    """Raise ``ConflictError`` when another item is the same transaction of the bank."""
    if not row.row_id:
        return
    twin = ShoeboxItem.objects.filter(row_id=row.row_id, removed=False).exclude(id=row.id).first()
    if twin is not None:
        message = "This transaction of the bank is staged already."
        raise ConflictError(message, field="statement_row", conflicting=twin.id)


def _values(actor: Actor, row: ShoeboxItem, draft: StagedDraft) -> dict[str, Any]:
    """Return what a draft says of a row, by column; raise what ``staged_create`` raises."""
    if draft.amount == 0:
        message = "The amount is zero."
        raise InvalidError(message, field="amount")
    values = {
        "source": str(draft.source or row.source),
        "name": draft.name.strip(),
        "text": draft.text.strip(),
        "reference": draft.reference.strip(),
        "date": draft.date,
        "amount": draft.amount,
        "currency": _currency(actor, row, draft),
        "contact_id": draft.contact,
        "account_id": draft.account,
        "category_id": draft.category,
        "removed": draft.removed,
    }
    if draft.contact is not None and draft.contact != row.contact_id:
        known = Contact.objects.filter(business_id=actor.business.id, id=draft.contact, removed=False)
        if not known.exists():
            message = "There is no such contact."
            raise InvalidError(message, field="contact")
    if row.row_id:
        _as_told(row.row_id, values)
    return values


def _currency(actor: Actor, row: ShoeboxItem, draft: StagedDraft) -> str:
    """Return the currency of an item: the one named, that of its account, or the home currency."""
    named = {"account": draft.account, "category": draft.category}
    wanted = {name: account for name, account in named.items() if account is not None}
    found = Account.objects.filter(business_id=actor.business.id, id__in=set(wanted.values()))
    accounts = {each.id: each for each in found}
    for name, account in wanted.items():
        known = accounts.get(account)
        if known is None or (known.removed and account != getattr(row, f"{name}_id")):
            raise AccountUnknownError(field=name)
    own = accounts[wanted["account"]].currency if "account" in wanted else None
    currency = currency_known(draft.currency).code if draft.currency else own or actor.business.currency
    if own not in {None, currency}:
        message = f"The account takes {own} only."
        raise AccountUnusableError(message, field="currency")
    return currency


def _as_told(row: int, values: dict[str, Any]) -> None:
    """Raise ``InvalidError`` when an item would say something else than the bank told."""
    told = BankStatementRow.objects.get(id=row)
    for column in ("date", "amount", "currency", "account_id"):
        if values[column] != getattr(told, column):
            message = "What the bank told does not change."
            raise InvalidError(message, field=column.removesuffix("_id"))
