"""Changing and removing accounts, as far as the books allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.selectors.accounts import account_get
from accounts.services.accounts import account_replace, account_withdraw
from businesses.roles import Privilege
from businesses.services.changesets import Work
from ledger.selectors.usage import account_named, account_posted

if TYPE_CHECKING:
    from accounts.drafts import AccountDraft
    from accounts.selectors.accounts import AccountView
    from businesses.actors import Actor


def account_update(actor: Actor, *, account: int, draft: AccountDraft, version: int | None = None) -> AccountView:
    """Replace an account by its draft; a draft that is ``removed`` takes it out of the chart.

    Raises as ``accounts.services.accounts.account_replace`` and ``account_withdraw`` do.
    """
    actor.require(Privilege.CHANGE_ACCOUNTS)
    Work(actor).lock()
    if draft.removed:
        before = account_get(actor, account=account)
        account_remove(actor, account=account, version=version)
        return before.as_removed()
    posted = account_posted(actor, account=account)
    return account_replace(actor, account=account, draft=draft, posted=posted, version=version)


def account_remove(actor: Actor, *, account: int, version: int | None = None) -> None:
    """Take an account out of the chart; raise ``InUseError`` when anything names it."""
    actor.require(Privilege.REMOVE_ACCOUNTS)
    Work(actor).lock()
    used = account_named(actor, account=account)
    account_withdraw(actor, account=account, used=used, version=version)
