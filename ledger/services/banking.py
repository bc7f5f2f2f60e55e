"""What services of the bank share: which accounts have statements, and in which currency.

Services of this room call this inside their unit of work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.currencies import currencies
from accounts.models import Account
from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnusableError, InvalidError
from businesses.errors import NotFoundError
from businesses.roles import Privilege

if TYPE_CHECKING:
    from businesses.actors import Actor


def bank_currency(actor: Actor, *, account: int, named: str | None) -> str:
    """Return the currency of a statement of an account: the account's, else the one named, else the home currency.

    Raises:
        NotFoundError: no such account. AccountUnusableError: it has no statements, or takes another currency.
        InvalidError: no such currency.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    row = Account.objects.filter(business_id=actor.business.id, id=account, removed=False).first()
    if row is None:
        raise NotFoundError
    if row.archived or not AccountType(row.type).holds_money:
        message = "Only a bank, cash or credit card account that is not archived takes statements."
        raise AccountUnusableError(message, field="account")
    currency = named or row.currency or actor.business.currency
    if currency not in currencies():
        message = "There is no such currency."
        raise InvalidError(message, field="currency")
    if row.currency not in {None, currency}:
        message = f"The account takes {row.currency} only, and the statement is in {currency}."
        raise AccountUnusableError(message, field="currency")
    return currency
