"""Reads of the chart of accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from accounts.models import Account
from bookkeeping.books import AccountType
from businesses.errors import NotFoundError
from businesses.keyset import Order, number_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import NOTHING, actor_ask_via

if TYPE_CHECKING:
    from datetime import date, datetime

    import msgspec

    from businesses.actors import Actor, Caller
    from businesses.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account as it is stored, with what follows from its type."""

    id: int
    business: int
    name: str
    number: str
    type: AccountType
    currency: str | None
    description: str
    standard_terms: str
    open_date: date | None
    parent: int | None
    default_for: str | None
    tax_number: int | None
    tax_authority_code: str
    feed: int | None
    system: bool
    archived: bool
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int

    @property
    def normal_balance_credit(self) -> bool:
        """Whether the account normally has a credit balance."""
        return self.type.normal_balance_credit

    @property
    def name_and_number(self) -> str:
        """The account's number and name in one text, as lists show it."""
        return f"{self.number} {self.name}".strip()

    def as_removed(self) -> AccountView:
        """Return this as it is once it is removed."""
        return replace(self, removed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Which accounts a list shows: of these types (none named: all), archived or not (None: both), among some ids."""

    types: frozenset[AccountType] = frozenset()
    archived: bool | None = None
    among: frozenset[int] | None = None


_COLUMNS = (
    "id",
    "business_id",
    "name",
    "number",
    "type",
    "currency",
    "description",
    "standard_terms",
    "open_date",
    "parent_id",
    "default_for",
    "tax_number",
    "tax_authority_code",
    "feed",
    "system",
    "archived",
    "removed",
    "created_at",
    "modified_at",
    "version",
)


def account_actor(caller: Caller, *, account: int) -> Actor:
    """Return the caller as an actor on the account's business.

    Raises:
        NotFoundError: it is a stranger's, or removed.
    """
    return account_ask(caller, account=account, question=NOTHING)[0]


def account_ask(caller: Caller, *, account: int, question: Question) -> tuple[Actor, msgspec.Raw]:
    """Return the caller as ``account_actor`` does, and the answer to a question about the account's business."""
    return actor_ask_via(
        caller, table="accounts_account", kind="account", identity=account, standing=True, question=question
    )


def account_get(actor: Actor, *, account: int) -> AccountView:
    """Return an account that is not removed.

    Raises:
        NotFoundError: there is none with this id in the business.
        ForbiddenError: without VIEW_ACCOUNTS.
    """
    actor.require(Privilege.VIEW_ACCOUNTS)
    row = Account.objects.filter(business_id=actor.business.id, id=account, removed=False).first()
    if row is None:
        raise NotFoundError
    return _view(row)


def account_list(actor: Actor, *, filters: AccountFilter | None = None, page: Page = EVERYTHING) -> Listed[AccountView]:
    """Return a page of the accounts of the business by number, shorter numbers first; removed ones never.

    Raises:
        ForbiddenError: without VIEW_ACCOUNTS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_ACCOUNTS)
    filters = filters or AccountFilter()
    rows = Account.objects.filter(business_id=actor.business.id, removed=False)
    if filters.types:
        rows = rows.filter(type__in=[str(kind) for kind in filters.types])
    if filters.archived is not None:
        rows = rows.filter(archived=filters.archived)
    if filters.among is not None:
        rows = rows.filter(id__in=filters.among)
    found = Order(f"accounts-{actor.business.id}", number_key("number")).listed(rows, page)
    return Listed((_view(row) for row in found), more=found.more, after=found.after)


def _view(row: Account) -> AccountView:
    values: dict[str, Any] = {column.removesuffix("_id"): getattr(row, column) for column in _COLUMNS}
    values["type"] = AccountType(values["type"])
    return AccountView(**values)
