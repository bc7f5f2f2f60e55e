"""Accounts (operations 20, 49, 51 to 54, 56)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from accounts.selectors.accounts import account_actor, account_get, account_list
from accounts.services.accounts import account_create
from api.common.calls import NOTHING, Answer
from api.common.openapi import Described, ListOf
from api.common.wire import encode
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.accounts import AccountIn, AccountOut, BalanceOut, JournalEntriesOut
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.queries import AccountQuery, BalanceQuery, FieldsQuery, JournalQuery
from bookkeeping.errors import InvalidError
from businesses.selectors.actors import actor_get
from ledger.selectors.balances import balances_get
from ledger.selectors.journal import journal_list
from ledger.services.accounts import account_remove, account_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class AccountCollection(KashooEndpoint):
    """The chart of accounts."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=AccountQuery, answers={200: ListOf(AccountOut)}, privilege="VIEW_ACCOUNTS"),
        "post": Described(body=AccountIn, answers={200: AccountOut}, privilege="ADD_ACCOUNTS"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """Return a list of accounts associated with this business."""
        actor = actor_get(call.caller, business=business)
        query = call.query(AccountQuery)
        accounts = account_list(actor, filters=query.filters(), page=query.page())
        return Answer([AccountOut.of(account, actor) for account in accounts], element="account")

    def post(self, call: Call, business: int) -> Answer:
        """Add an account to the business."""
        actor = actor_get(call.caller, business=business)
        account = account_create(actor, draft=call.body(AccountIn).to_draft())
        return Answer(
            AccountOut.of(account, actor), headers={"Location": href("accounts", account.id)}, element="account"
        )


class AccountItem(KashooEndpoint):
    """One account."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=FieldsQuery, answers={200: AccountOut}, privilege="VIEW_ACCOUNTS"),
        "put": Described(body=AccountIn, answers={200: AccountOut}, privilege="CHANGE_ACCOUNTS"),
        "delete": Described(answers={204: None}, privilege="REMOVE_ACCOUNTS"),
    }

    def get(self, call: Call, account: int) -> Answer:
        """Get an account, or only the fields asked for."""
        actor = account_actor(call.caller, account=account)
        whole = AccountOut.of(account_get(actor, account=account), actor)
        return Answer(only(whole, call.query(FieldsQuery).fields), element="account")

    def put(self, call: Call, account: int) -> Answer:
        """Update an account; ``removed`` takes it out of the chart."""
        actor = account_actor(call.caller, account=account)
        stored = account_get(actor, account=account)
        draft = call.changed(AccountIn, AccountOut.of(stored, actor)).to_draft()
        changed = account_update(actor, account=account, draft=draft, version=stored.version)
        return Answer(AccountOut.of(changed, actor), element="account")

    def delete(self, call: Call, account: int) -> Answer:
        """Remove an account that nothing uses."""
        account_remove(account_actor(call.caller, account=account), account=account)
        return NOTHING


class AccountBalances(KashooEndpoint):
    """What an account holds."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=BalanceQuery, answers={200: ListOf(BalanceOut)}, privilege="VIEW_ACCOUNT_BALANCES")
    }

    def get(self, call: Call, account: int) -> Answer:
        """Get account balances, one a currency, at the end of a day; ``primary`` gives one in the home currency."""
        actor = account_actor(call.caller, account=account)
        query = call.query(BalanceQuery)
        balances = balances_get(actor, account=account, as_of=query.day, primary=query.primary)
        return Answer([BalanceOut.of(balance) for balance in balances], element="balance")


class AccountJournal(KashooEndpoint):
    """An account's journal."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=JournalQuery, answers={200: JournalEntriesOut}, privilege="VIEW_JOURNAL_ENTRIES")
    }

    def get(self, call: Call, account: int) -> Answer:
        """Get journal entries, and the balances that a running total is counted back from."""
        actor = account_actor(call.caller, account=account)
        query = call.query(JournalQuery)
        journal = journal_list(actor, account=account, filters=query.filters(), page=query.page())
        return Answer(JournalEntriesOut.of(journal), element="journalEntries")


def only(whole: AccountOut, fields: str) -> AccountOut | dict[str, Any]:
    """Return the named fields of an object (all when none is named); raise ``InvalidError`` for an unknown one."""
    names = [name.strip() for name in fields.split(",") if name.strip()]
    if not names:
        return whole
    tree = msgspec.json.decode(encode(whole), type=dict[str, msgspec.Raw])
    if unknown := [name for name in names if name not in tree]:
        message = f"There is no field {unknown[0]!r}."
        raise InvalidError(message, field="fields")
    return {name: tree[name] for name in names}
