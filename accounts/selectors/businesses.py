"""Reads about businesses, with their default accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.models import Account
from bookkeeping.books import DefaultAccount
from businesses.models import Business, Membership
from businesses.paging import Listed
from businesses.roles import Privilege, Role, privileges_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from businesses.actors import Actor, Caller
    from businesses.paging import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessView:
    """A business as a member sees it: its settings, its default accounts, and what the member may do there."""

    id: int
    name: str
    contact_information: dict[str, Any]
    currency: str
    currencies: tuple[str, ...]
    country: str
    time_zone: str
    fiscal_start_month: int
    fiscal_start_day: int
    fiscal_start_year: int | None
    start_date: date | None
    date_formatting: str
    inventory_cogs_method: str
    negative_stock: bool
    lock_date: date | None
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int
    default_accounts: Mapping[DefaultAccount, int]
    privileges: tuple[str, ...]


def business_list(caller: Caller, *, page: Page) -> Listed[BusinessView]:
    """Return the businesses that the caller has access to, by id (operation 16). Two statements."""
    memberships = Membership.objects.filter(user_id=caller.require_own(), business__removed=False)
    roles: dict[int, set[Role]] = {}
    rows: dict[int, Business] = {}
    for membership in memberships.select_related("business").order_by("business_id"):
        roles.setdefault(membership.business_id, set()).add(Role(membership.role))
        rows[membership.business_id] = membership.business
    held = {key: privileges_of(frozenset(value)) for key, value in roles.items()}
    shown = page.of([rows[key] for key, privileges in held.items() if Privilege.VIEW in privileges])
    charts = _charts(row.id for row in shown)
    return Listed((_view(row, held[row.id], charts[row.id]) for row in shown), more=shown.more)


def business_get(actor: Actor) -> BusinessView:
    """Return the business; raise ``ForbiddenError`` without VIEW."""
    actor.require(Privilege.VIEW)
    row = Business.objects.get(id=actor.business.id)
    return _view(row, actor.privileges, _charts([row.id])[row.id])


@dataclass(frozen=True, slots=True)
class _Chart:
    """What a business's view needs from its chart: the default accounts, and the currencies that accounts have."""

    defaults: dict[DefaultAccount, int]
    currencies: set[str]


def _charts(businesses: Iterable[int]) -> dict[int, _Chart]:
    """Return the charts of several businesses with one statement."""
    charts = {business: _Chart({}, set()) for business in businesses}
    rows = Account.objects.filter(business_id__in=list(charts), removed=False).exclude(default_for=None, currency=None)
    for business, role, account, currency in rows.values_list("business_id", "default_for", "id", "currency"):
        if role:
            charts[business].defaults[DefaultAccount(role)] = account
        if currency:
            charts[business].currencies.add(currency)
    return charts


def _view(row: Business, privileges: frozenset[Privilege], chart: _Chart) -> BusinessView:
    return BusinessView(
        id=row.id,
        name=row.name,
        contact_information=row.contact_information,
        currency=row.currency,
        currencies=(row.currency, *sorted(chart.currencies - {row.currency})),
        country=row.country,
        time_zone=row.time_zone,
        fiscal_start_month=row.fiscal_start_month,
        fiscal_start_day=row.fiscal_start_day,
        fiscal_start_year=row.fiscal_start_year,
        start_date=row.start_date,
        date_formatting=row.date_formatting,
        inventory_cogs_method=row.inventory_cogs_method,
        negative_stock=row.negative_stock,
        lock_date=row.lock_date,
        removed=row.removed,
        created_at=row.created_at,
        modified_at=row.modified_at,
        version=row.version,
        default_accounts=chart.defaults,
        privileges=tuple(sorted(privileges)),
    )
