"""Taxes and tax codes are made, changed and taken away."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.models import Account
from bookkeeping.errors import AccountUnknownError, InvalidError, at_index
from businesses import allocator
from businesses.errors import ChangedMeanwhileError, ConflictError, InUseError, NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change
from businesses.services.rows import row_create, row_update
from taxes.models import Tax, TaxCode
from taxes.selectors.taxes import TaxCodeView, TaxView

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from businesses.actors import Actor
    from businesses.services.changesets import Work
    from taxes.drafts import TaxCodeDraft, TaxDraft

MAX_RATE = Decimal(1000)
"""The largest rate, in percent."""
MAX_SHORT_NAME = 20
"""The longest short name; a tax without one is called by its name, which may be longer."""
_RESERVED = frozenset(",%")
_KEPT = frozenset({"id", "business", "created_at"})
_CHANGEABLE = [each.name for each in Tax._meta.local_concrete_fields if each.name not in _KEPT]  # noqa: SLF001 - Django's documented model API


def tax_create(actor: Actor, *, draft: TaxDraft) -> TaxView:
    """Add a tax and return it.

    Raises:
        ForbiddenError: without ADD_TAXES.
        InvalidError: no name, a short name that the tax-code language cannot read, a rate out of bounds, or an
            account of another business. ConflictError: the short name is taken.
    """
    actor.require(Privilege.ADD_TAXES)
    row = _new(actor, allocator.one_id(), _values(draft, _around(actor, [draft])))
    row_create(actor, row=row, kind="tax")
    return TaxView.of(row)


def tax_update(actor: Actor, *, tax: int, draft: TaxDraft, version: int | None = None) -> TaxView:
    """Replace a tax by its draft; raise as ``tax_create`` does, ``NotFoundError`` and ``ChangedMeanwhileError``."""
    actor.require(Privilege.CHANGE_TAXES)
    row = _tax(actor, tax)
    values = _values(draft, _around(actor, [draft]), tax=tax)
    row_update(actor, row=row, values=values, kind="tax", version=version)
    return TaxView.of(row)


def taxes_store(
    actor: Actor,
    *,
    work: Work,
    drafts: Sequence[TaxDraft],
    used: Collection[int],
    seen: Mapping[int, int] | None = None,
) -> None:
    """Add taxes, and change or hide those with an id, in their order. As many statements for one as for all.

    Args:
        actor: who does it.
        work: the unit of work, with the counter locked; it is closed by the caller, if anything has changed.
        drafts: the taxes.
        used: the higher room's word which of the taxes to be hidden records contain.
        seen: the versions of all taxes of the business, by id, that the caller relies on (None: whatever they are).

    Raises as the services of the single steps do, and ``ChangedMeanwhileError``; of several taxes, faults name which.
    """
    actor.require(Privilege.ADD_TAXES)
    for draft in drafts:
        if draft.id is not None:
            actor.require(Privilege.REMOVE_TAXES if draft.removed else Privilege.CHANGE_TAXES)
    stored = Tax.objects.select_for_update().filter(business_id=actor.business.id, removed=False).order_by("id")
    rows = {row.id: row for row in stored}
    if seen is not None and seen != {row.id: row.version for row in rows.values()}:
        raise ChangedMeanwhileError
    around = _Around({row.short_name: row.id for row in rows.values()}, _accounts_known(actor, drafts))
    before = {row.id: row.short_name for row in rows.values()}
    written: dict[int, Tax] = {}
    for index, draft in enumerate(drafts):
        with at_index(index) if len(drafts) > 1 else nullcontext():
            row = _step(actor, work, rows, draft, around, used)
        if row is not None:
            written[row.id] = row
    _replaced([row for row in written.values() if row.id in before], before)
    work.insert([row for row in written.values() if row.id not in before])


def tax_withdraw(actor: Actor, *, tax: int, used: bool, version: int | None = None) -> None:
    """Hide a tax. ``used`` is the higher room's word whether records contain it: then raise ``InUseError``."""
    actor.require(Privilege.REMOVE_TAXES)
    row = _tax(actor, tax)
    _check_unused(used=used)
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


def _replaced(rows: Sequence[Tax], before: Mapping[int, str]) -> None:
    """Store changed taxes, at once; one by one when a short name goes to another. ``before``: the old names."""
    freed = {before[row.id] for row in rows if row.removed or row.short_name != before[row.id]}
    passed_on = any(not row.removed and row.short_name in freed - {before[row.id]} for row in rows)
    for part in [[row] for row in rows] if passed_on else [rows]:
        Tax.objects.bulk_update(part, _CHANGEABLE)


def _step(
    actor: Actor, work: Work, rows: dict[int, Tax], draft: TaxDraft, around: _Around, used: Collection[int]
) -> Tax | None:
    """Make or change one tax of several in memory, and note the change; None when nothing differs."""
    before = None
    if draft.id is None:
        row = _new(actor, work.ids(1)[0], _values(draft, around))
        rows[row.id] = row
    elif draft.id not in rows:
        raise NotFoundError
    else:
        row = rows[draft.id]
        before = row_payload(row)
        values = {"removed": True} if draft.removed else _values(draft, around, tax=row.id)
        _check_unused(used=draft.removed and row.id in used)
        around.names.pop(row.short_name, None)
        for column, value in values.items():
            setattr(row, column, value)
        if row.removed:
            del rows[row.id]
    if not row.removed:
        around.names[row.short_name] = row.id
    if before == row_payload(row):
        return None
    if before is not None:
        row.version, row.modified_at = row.version + 1, actor.now
    action = "create" if before is None else "remove" if row.removed else "update"
    work.changes.append(Change("tax", row.id, action, before, row_payload(row)))
    return row


def _new(actor: Actor, identity: int, values: Mapping[str, Any]) -> Tax:
    return Tax(id=identity, business_id=actor.business.id, created_at=actor.now, modified_at=actor.now, **values)


def _check_unused(*, used: bool) -> None:
    if used:
        message = "Records contain this tax, so it cannot be removed."
        raise InUseError(message)


@dataclass(frozen=True, slots=True)
class _Around:
    """What a tax is held against: whose the short names are, and which of the accounts named the business has."""

    names: dict[str, int]
    accounts: frozenset[int]


def _around(actor: Actor, drafts: Sequence[TaxDraft]) -> _Around:
    wanted = [_short_name(draft) for draft in drafts]
    taken = Tax.objects.filter(business_id=actor.business.id, short_name__in=wanted, removed=False)
    return _Around(dict(taken.values_list("short_name", "id")), _accounts_known(actor, drafts))


def _short_name(draft: TaxDraft) -> str:
    return draft.short_name.strip() or draft.name.strip()


def _values(draft: TaxDraft, around: _Around, *, tax: int = 0) -> dict[str, Any]:
    if not draft.name.strip():
        message = "A tax needs a name."
        raise InvalidError(message, field="name")
    short_name = _short_name(draft)
    _check_short_name(short_name)
    for field, rate in (("rate", draft.rate), ("previous_rate", draft.previous_rate)):
        if rate is not None and not 0 <= rate <= MAX_RATE:
            message = "The rate is a percentage between 0 and 1000."
            raise InvalidError(message, field=field)
    other = around.names.get(short_name, tax)
    if other != tax:
        message = "Another tax has this short name."
        raise ConflictError(message, field="short_name", conflicting=other)
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
        **_accounts(draft, around),
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


def _accounts_known(actor: Actor, drafts: Sequence[TaxDraft]) -> frozenset[int]:
    """Return those of the accounts that taxes name which the business has; no statement when none is named."""
    wanted = {account for draft in drafts for account in _accounts_named(draft).values() if account is not None}
    rows = Account.objects.filter(business_id=actor.business.id, id__in=wanted, removed=False)
    return frozenset(rows.values_list("id", flat=True)) if wanted else frozenset()


def _accounts_named(draft: TaxDraft) -> dict[str, int | None]:
    return {field: getattr(draft, field) for field in ("payable_account", "receivable_account", "expense_account")}


def _accounts(draft: TaxDraft, around: _Around) -> dict[str, int | None]:
    """Return the three accounts of a tax (of any type), each one of this business."""
    named = _accounts_named(draft)
    for field, account in named.items():
        if account is not None and account not in around.accounts:
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
