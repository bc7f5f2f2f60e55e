"""Reads of accounts that look into the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from accounts.models import Account
from accounts.selectors.accounts import AccountFilter, AccountView, account_list
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from ledger.models import JournalLine

if TYPE_CHECKING:
    from businesses.actors import Actor


def accounts_used(actor: Actor, *, page: Page = EVERYTHING) -> Listed[AccountView]:
    """Return a page of the accounts that have a line in the journal now, by number (operation 65). Two statements.

    Raises:
        ForbiddenError: without VIEW_ACCOUNTS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_ACCOUNTS)
    live = JournalLine.objects.filter(account_id=OuterRef("id"), superseded__isnull=True)
    used = Account.objects.filter(Exists(live), business_id=actor.business.id).values_list("id", flat=True)
    return account_list(actor, filters=AccountFilter(among=frozenset(used)), page=page)
