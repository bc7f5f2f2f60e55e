"""Taxes and tax codes are made, changed and taken away."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.models import Account
from bookkeeping.errors import AccountUnknownError, InvalidError
from businesses import allocator
from businesses.errors import ConflictError, InUseError, NotFoundError
from businesses.roles import Privilege
from businesses.services.rows import row_create, row_update
from taxes.models import Tax, TaxCode
from taxes.selectors.taxes import TaxCodeView, TaxView

if TYPE_CHECKING:
    from businesses.actors import Actor
    from businesses.services.changesets import Work
    from taxes.drafts import TaxCodeDraft, TaxDraft

MAX_RATE = Decimal(1000)
"""The largest rate, in percent."""
MAX_SHORT_NAME = 20
"""The longest short name; a tax without one is called by its name, which may be longer."""
_RESERVED = frozenset(",%")


def tax_create(actor: Actor, *, draft: TaxDraft) -> TaxView:
    """Add a tax and return it.

    Raises:
        ForbiddenError: without ADD_TAXES.
        InvalidError: no name, a short name that the tax-code language cannot read, a rate out of bounds, or an
            account of another business. ConflictError: the short name is taken.
    """
    actor.require(Privilege.ADD_TAXES)
    values = _values(actor, draft)
    row = Tax(
        id=allocator.one_id(),
        business_id=actor.business.id,
        created_at=actor.now,
        modified_at=actor.now,
        **values,
    )
    row_create(actor, row=row, kind="tax")
    return TaxView.of(row)


def tax_update(actor: Actor, *, tax: int, draft: TaxDraft, version: int | None = None) -> TaxView:
    """Replace a tax by its draft; raise as ``tax_create`` does, ``NotFoundError`` and ``ChangedMeanwhileError``."""
    actor.require(Privilege.CHANGE_TAXES)
    row = _tax(actor, tax)
    row_update(actor, row=row, values=_values(actor, draft, tax=tax), kind="tax", version=version)
    return TaxView.of(row)


def tax_withdraw(actor: Actor, *, tax: int, used: bool, version: int | None = None) -> None:
    """Hide a tax. ``used`` is the higher room's word whether records contain it: then raise ``InUseError``."""
    actor.require(Privilege.REMOVE_TAXES)
    row = _tax(actor, tax)
    if used:
        message = "Records contain this tax, so it cannot be removed."
        raise InUseError(message)
    row_update(actor, row=row, values={"removed": True}, kind="tax", version=version)


def tax_accounts_set(actor: Actor, *, tax: int, payable: int | None, receivable: int | None, work: Work) -> None:
    """Note the accounts that posting made for a tax on its first use (contract, section 5.5)."""
    actor.require(Privilege.ADD_RECORDS)
    row = _tax(actor, tax)
    values = {"payable_account_id": payable, "receivable_account_id": receivable}
    row_update(actor, row=row, values={k: v for k, v in values.items() if v is not None}, kind="tax", work=work)


def tax_code_create(actor: Actor, *, draft: TaxCodeDraft) -> TaxCodeView:
    """Add a tax code and return it; raise ``InvalidError`` without a name, ``ConflictError`` when it is taken."""
    actor.require(Privilege.CHANGE_TAX_CODES)
    row = TaxCode(
        id=allocator.one_id(),
        business_id=actor.business.id,
        created_at=actor.now,
        modified_at=actor.now,
        **_code_values(actor, draft),
    )
    row_create(actor, row=row, kind="taxCode")
    return TaxCodeView.of(row)


def tax_code_update(actor: Actor, *, tax_code: int, draft: TaxCodeDraft, version: int | None = None) -> TaxCodeView:
    """Replace a tax code by its draft; a draft that is ``removed`` hides it.

    Raises as ``tax_code_create`` does, and ``NotFoundError``.
    """
    actor.require(Privilege.CHANGE_TAX_CODES)
    row = _tax_code(actor, tax_code)
    if draft.removed:
        row_update(actor, row=row, values={"removed": True}, kind="taxCode", version=version)
        return TaxCodeView.of(row)
    values = _code_values(actor, draft, tax_code=tax_code)
    row_update(actor, row=row, values=values, kind="taxCode", version=version)
    return TaxCodeView.of(row)


def tax_code_remove(actor: Actor, *, tax_code: int, version: int | None = None) -> None:
    """Hide a tax code: a shortcut only, so that records which used it keep their taxes."""
    actor.require(Privilege.CHANGE_TAX_CODES)
    row_update(actor, row=_tax_code(actor, tax_code), values={"removed": True}, kind="taxCode", version=version)


def _tax(actor: Actor, tax: int) -> Tax:
    row = Tax.objects.filter(business_id=actor.business.id, id=tax, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


def _tax_code(actor: Actor, tax_code: int) -> TaxCode:
    row = TaxCode.objects.filter(business_id=actor.business.id, id=tax_code, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


def _values(actor: Actor, draft: TaxDraft, *, tax: int = 0) -> dict[str, Any]:
    if not draft.name.strip():
        message = "A tax needs a name."
        raise InvalidError(message, field="name")
    short_name = draft.short_name.strip() or draft.name.strip()
    _check_short_name(short_name)
    for field, rate in (("rate", draft.rate), ("previous_rate", draft.previous_rate)):
        if rate is not None and not 0 <= rate <= MAX_RATE:
            message = "The rate is a percentage between 0 and 1000."
            raise InvalidError(message, field=field)
    taken = Tax.objects.filter(business_id=actor.business.id, short_name=short_name, removed=False).exclude(id=tax)
    if other := taken.first():
        message = "Another tax has this short name."
        raise ConflictError(message, field="short_name", conflicting=other.id)
    return {
        "name": draft.name.strip(),
        "short_name": short_name,
        "description": draft.description,
        "rate": draft.rate,
        "previous_rate": draft.previous_rate,
        "previous_name": draft.previous_name,
        "previous_short_name": draft.previous_short_name,
        "effective_date": draft.effective_date,
        "registered": draft.registered,
        "registration": draft.registration,
        "compound": draft.compound,
        "lazy_rounding": draft.lazy_rounding,
        **_accounts(actor, draft),
    }


def _check_short_name(short_name: str) -> None:
    """Refuse a short name that the tax-code language could not read back, or that is too long."""
    if len(short_name) > MAX_SHORT_NAME:
        message = f"A short name has at most {MAX_SHORT_NAME} characters."
        raise InvalidError(message, field="short_name")
    _check_readable(short_name, field="short_name")


def _check_readable(name: str, *, field: str) -> None:
    """Refuse a name that the tax-code language could not read back."""
    if name[0] in "-+.0123456789" or _RESERVED & set(name):
        message = "A short name begins with a letter and has no comma and no percent sign."
        raise InvalidError(message, field=field)


def _accounts(actor: Actor, draft: TaxDraft) -> dict[str, int | None]:
    """Return the three accounts of a tax (of any type), each one of this business."""
    named = {
        "payable_account": draft.payable_account,
        "receivable_account": draft.receivable_account,
        "expense_account": draft.expense_account,
    }
    wanted = {account for account in named.values() if account is not None}
    rows = Account.objects.filter(business_id=actor.business.id, id__in=wanted, removed=False)
    known = set(rows.values_list("id", flat=True)) if wanted else set()
    for field, account in named.items():
        if account is not None and account not in known:
            raise AccountUnknownError(field=field)
    return {f"{field}_id": account for field, account in named.items()}


def _code_values(actor: Actor, draft: TaxCodeDraft, *, tax_code: int = 0) -> dict[str, Any]:
    name = draft.name.strip()
    if not name:
        message = "A tax code needs a name."
        raise InvalidError(message, field="name")
    _check_readable(name, field="name")
    taken = TaxCode.objects.filter(business_id=actor.business.id, name=name, removed=False).exclude(id=tax_code)
    if other := taken.first():
        message = "Another tax code has this name."
        raise ConflictError(message, field="name", conflicting=other.id)
    return {
        "name": name,
        "expansion": draft.expansion.strip(),
        "tax_system": draft.tax_system,
        "income": draft.income,
        "description": draft.description,
    }
