"""Businesses open with a default chart, change their settings, and close."""

from __future__ import annotations

import calendar
import zoneinfo
from typing import TYPE_CHECKING, Any

import fixtures
from accounts.currencies import currency_known
from accounts.models import Account
from bookkeeping.books import AccountType, DefaultAccount
from bookkeeping.errors import AccountUnknownError, AccountUnusableError, InvalidError
from businesses import allocator
from businesses.actors import Actor, BusinessFacts
from businesses.errors import ChangedMeanwhileError, ConflictError
from businesses.models import Business, Counter
from businesses.models.business import DATE_FORMATTINGS
from businesses.payloads import row_payload
from businesses.roles import PRIVILEGES, Privilege, Role
from businesses.services.changesets import Change, Work, changeset_close
from businesses.services.rows import row_update
from businesses.services.users import membership_create

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.drafts import BusinessDraft
    from businesses.actors import Caller

DEFAULT_TYPES = {
    DefaultAccount.RECEIVABLE: frozenset({AccountType.ACCOUNTS_RECEIVABLE}),
    DefaultAccount.PAYABLE: frozenset({AccountType.ACCOUNTS_PAYABLE}),
    DefaultAccount.BANK: frozenset({AccountType.BANK}),
    DefaultAccount.CASH: frozenset({AccountType.CASH}),
    DefaultAccount.EQUITY: frozenset({AccountType.EQUITY}),
    DefaultAccount.INVENTORY: frozenset({AccountType.INVENTORY}),
    DefaultAccount.GAIN_OR_LOSS: frozenset({AccountType.GAIN_OR_LOSS_ON_EXCHANGE}),
    DefaultAccount.RETAINED_EARNINGS: frozenset({AccountType.RETAINED_EARNINGS}),
}
"""The account types that each default may have."""
FIELD_PRIVILEGES = {
    "name": Privilege.CHANGE_NAME,
    "contact_information": Privilege.CHANGE_CONTACT_INFO,
    "currency": Privilege.CHANGE_CURRENCY,
    "country": Privilege.CHANGE_REGION,
    "time_zone": Privilege.CHANGE_TIME_ZONE,
    "fiscal_start_month": Privilege.CHANGE_YEAR_END,
    "fiscal_start_day": Privilege.CHANGE_YEAR_END,
    "fiscal_start_year": Privilege.CHANGE_YEAR_END,
}
"""What changing a field of a business needs beside CHANGE_BUSINESS_SETTINGS (contract, section 1.2)."""


def business_open(caller: Caller, *, draft: BusinessDraft) -> int:
    """Open a business with the default chart of its country; the caller becomes its creator.

    Returns:
        The id of the business.

    Raises:
        InvalidError: no name, an unknown currency, time zone or date formatting, an impossible fiscal start.
        RestrictedError: the token is confined to something else.
    """
    user = caller.require_own()
    values = _values(draft)
    identity = allocator.one_id(kind=allocator.Kind.BUSINESS)
    row = Business(id=identity, created_at=caller.now, modified_at=caller.now, **values)
    row.save(force_insert=True)
    Counter.objects.create(business_id=row.id)
    facts = BusinessFacts(id=row.id, currency=row.currency, lock_date=None, locale="en")
    actor = Actor(caller=caller, business=facts, privileges=PRIVILEGES[Role.CREATOR])
    membership_create(actor, user=user, role=Role.CREATOR)
    accounts = _chart(actor, draft.country)
    work = Work(actor)
    work.changes.append(Change("business", row.id, "create", None, row_payload(row)))
    work.changes += [Change("account", account.id, "create", None, row_payload(account)) for account in accounts]
    changeset_close(actor, work=work, description="open business")
    return identity


def business_replace(
    actor: Actor, *, draft: BusinessDraft, posted: bool, stocked: Callable[[], bool] = bool, version: int | None = None
) -> None:
    """Change a business's settings. ``posted``, ``stocked``: a higher room's word whether it has postings, stock.

    Raises:
        ForbiddenError: without CHANGE_BUSINESS_SETTINGS, or without what a changed field needs.
        InvalidError: as for ``business_open``, or a default account that is not one of the business.
        ConflictError: the currency changes and the business has postings, or how goods cost and it has stock.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_BUSINESS_SETTINGS)
    row = Business.objects.get(id=actor.business.id)
    values = _values(draft)
    for field, privilege in FIELD_PRIVILEGES.items():
        if values[field] != getattr(row, field):
            actor.require(privilege)
    if posted and values["currency"] != row.currency:
        message = "The currency of a business with postings cannot change."
        raise ConflictError(message, field="currency")
    if values["inventory_cogs_method"] != row.inventory_cogs_method and stocked():
        message = "Stock has moved already: how its cost is found cannot change."
        raise ConflictError(message, field="inventory_cogs_method")
    work = Work(actor)
    row_update(actor, row=row, values=values, kind="business", version=version, work=work)
    for role, account in draft.default_accounts.items():
        _default_set(actor, work, role=role, account=account)
    if work.changes:
        _touch(actor, row, work)
        changeset_close(actor, work=work, description="update business")


def business_remove(actor: Actor, *, version: int | None = None) -> None:
    """Hide a business from everybody; nothing of it is deleted.

    Raises:
        ForbiddenError: without REMOVE_BUSINESS. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_BUSINESS)
    row = Business.objects.get(id=actor.business.id)
    row_update(actor, row=row, values={"removed": True}, kind="business", version=version)


def _touch(actor: Actor, row: Business, work: Work) -> None:
    """Let a business whose default accounts changed, and nothing else of it, count as changed."""
    if any(change.kind == "business" for change in work.changes):
        return
    before = row_payload(row)
    row.version, row.modified_at = row.version + 1, actor.now
    held = Business.objects.filter(id=row.id, version=row.version - 1)
    if not held.update(version=row.version, modified_at=row.modified_at):
        raise ChangedMeanwhileError
    work.changes.append(Change("business", row.id, "update", before, row_payload(row)))


def _values(draft: BusinessDraft) -> dict[str, Any]:
    checks = (
        (bool(draft.name.strip()), "name", "A business needs a name."),
        (draft.time_zone in zoneinfo.available_timezones(), "time_zone", "There is no such time zone."),
        (draft.date_formatting in DATE_FORMATTINGS, "date_formatting", "There is no such date formatting."),
        (
            draft.inventory_cogs_method in {"FIFO", "WEIGHTED_AVERAGE"},
            "inventory_cogs_method",
            "The method is FIFO or WEIGHTED_AVERAGE.",
        ),
        (1 <= draft.fiscal_start_month <= 12, "fiscal_start_month", "The month is between 1 and 12."),
        (
            _is_day(draft.fiscal_start_month, draft.fiscal_start_day),
            "fiscal_start_day",
            "There is no such day in the month.",
        ),
        (
            draft.fiscal_start_year is None or 1900 <= draft.fiscal_start_year <= 2200,
            "fiscal_start_year",
            "The year is between 1900 and 2200.",
        ),
    )
    for holds, field, message in checks:
        if not holds:
            raise InvalidError(message, field=field)
    return {
        "name": draft.name.strip()[:200],
        "contact_information": dict(draft.contact_information),
        "currency": currency_known(draft.currency).code,
        "country": draft.country.upper()[:2],
        "time_zone": draft.time_zone,
        "fiscal_start_month": draft.fiscal_start_month,
        "fiscal_start_day": draft.fiscal_start_day,
        "fiscal_start_year": draft.fiscal_start_year,
        "start_date": draft.start_date,
        "date_formatting": draft.date_formatting,
        "inventory_cogs_method": draft.inventory_cogs_method,
        "negative_stock": draft.negative_stock,
    }


def _is_day(month: int, day: int) -> bool:
    """Tell whether a month has a day, in every year."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2001, month)[1]


def _chart(actor: Actor, country: str) -> list[Account]:
    """Store the default chart of a country and return its accounts."""
    chart = fixtures.chart(country)
    accounts = [
        Account(
            id=identity,
            business_id=actor.business.id,
            number=row["number"],
            name=row["name"],
            type=row["type"],
            description=row.get("description", ""),
            default_for=row.get("default_for"),
            system=row.get("system", False),
            created_at=actor.now,
            modified_at=actor.now,
        )
        for row, identity in zip(chart, allocator.ids(len(chart)), strict=True)
    ]
    return Account.objects.bulk_create(accounts)


def _default_set(actor: Actor, work: Work, *, role: DefaultAccount, account: int | None) -> None:
    """Make an account the default for a role, in place of the one that was."""
    field = f"default_accounts.{role}"
    current = Account.objects.filter(business_id=actor.business.id, default_for=role).first()
    if account is None or (current is not None and current.id == account):
        return
    row = Account.objects.filter(business_id=actor.business.id, id=account, removed=False).first()
    if row is None:
        raise AccountUnknownError(field=field)
    if AccountType(row.type) not in DEFAULT_TYPES[role] or row.archived or row.default_for:
        raise AccountUnusableError(field=field)
    if current is not None:
        row_update(actor, row=current, values={"default_for": None}, kind="account", work=work)
    row_update(actor, row=row, values={"default_for": str(role)}, kind="account", work=work)
