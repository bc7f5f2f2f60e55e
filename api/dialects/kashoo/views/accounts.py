"""Accounts (operations 20, 49, 51 to 75)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from accounts.selectors.accounts import AccountFilter, account_actor, account_get, account_list
from accounts.services.accounts import account_create
from api.common.calls import NOTHING, Answer, unless_unknown
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import fields_named, listing, next_page, part
from api.dialects.kashoo.wire.accounts import AccountIn, AccountOut, BalanceOut, JournalEntriesOut
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.merging import AccountMergeIn
from api.dialects.kashoo.wire.queries import AccountQuery, BalanceQuery, FieldsQuery, JournalQuery, ListQuery
from businesses.selectors.actors import actor_get
from ledger.selectors.accounts import accounts_used
from ledger.selectors.balances import account_balances
from ledger.selectors.journal import journal_list
from ledger.services.account_merging import account_merge
from ledger.services.accounts import account_remove, account_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.selectors.accounts import AccountView
    from api.common.calls import Call
    from bookkeeping.books import AccountType
    from businesses.actors import Actor
    from businesses.paging import Listed


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
        return chart(call, actor, accounts, query)

    def post(self, call: Call, business: int) -> Answer:
        """Add an account to the business."""
        actor = actor_get(call.caller, business=business)
        account = account_create(actor, draft=call.body(AccountIn).to_draft())
        location = {"Location": href("accounts", account.id)}
        return Answer(AccountOut.of(account, actor), headers=location, element="account", shown=_shown(account))


class AccountItem(KashooEndpoint):
    """One account."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=FieldsQuery, answers={200: AccountOut}, privilege="VIEW_ACCOUNTS"),
        "put": Described(body=PartOf(AccountIn), answers={200: AccountOut}, privilege="CHANGE_ACCOUNTS"),
        "delete": Described(answers={204: None}, privilege="REMOVE_ACCOUNTS"),
    }

    def get(self, call: Call, account: int) -> Answer:
        """Get an account, or only the fields asked for."""
        actor = account_actor(call.caller, account=account)
        names = fields_named(call.query(FieldsQuery).fields, AccountOut)
        stored = account_get(actor, account=account)
        return Answer(part(AccountOut.of(stored, actor), names), element="account", shown=_shown(stored))

    def put(self, call: Call, account: int) -> Answer:
        """Update an account; ``removed`` takes it out of the chart."""
        actor = account_actor(call.caller, account=account)
        stored = account_get(actor, account=account)
        version = call.expects(_shown(stored))
        draft = call.changed(AccountIn, AccountOut.of(stored, actor)).to_draft()
        changed = account_update(actor, account=account, draft=draft, version=version)
        return Answer(AccountOut.of(changed, actor), element="account", shown=_shown(changed))

    def delete(self, call: Call, account: int) -> Answer:
        """Remove an account that nothing uses."""
        actor = account_actor(call.caller, account=account)
        version = call.expected(lambda: _shown(account_get(actor, account=account)))
        account_remove(actor, account=account, version=version)
        return NOTHING


class AccountMerge(KashooEndpoint):
    """The end of an account that is in the chart twice."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=AccountMergeIn,
            answers={200: AccountOut},
            privilege="CHANGE_ACCOUNTS, REMOVE_ACCOUNTS and CHANGE_RECORDS",
        )
    }

    def post(self, call: Call, account: int) -> Answer:
        """Merge a duplicate into this account: what is posted to it and all that names it are this one's."""
        actor = account_actor(call.caller, account=account)
        version = call.expected(lambda: _shown(account_get(actor, account=account)))
        merged = account_merge(actor, account=account, duplicate=call.body(AccountMergeIn).duplicate, version=version)
        return Answer(AccountOut.of(merged, actor), element="account", shown=_shown(merged))


class AccountBalances(KashooEndpoint):
    """What an account holds."""

    at_once = True
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=BalanceQuery, answers={200: ListOf(BalanceOut)}, privilege="VIEW_ACCOUNT_BALANCES")
    }

    def get(self, call: Call, account: int) -> Answer:
        """Get account balances, one a currency, at the end of a day; ``primary`` gives one in the home currency."""
        with unless_unknown(lambda: account_actor(call.caller, account=account)):
            query = call.query(BalanceQuery)
            balances = account_balances(
                call.caller, account=account, as_of=query.day, primary=query.primary, changeset=query.changeset
            )
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
        headers = next_page(call, journal, query.page())
        return Answer(JournalEntriesOut.of(journal), headers=headers, element="journalEntries")


def _shown(account: AccountView) -> Shown:
    return Shown.of("account", account, modified=account.modified_at)


def chart(call: Call, actor: Actor, accounts: Listed[AccountView], query: ListQuery) -> Answer:
    """Return the answer that lists accounts."""
    shown = [AccountOut.of(account, actor) for account in accounts]
    headers = next_page(call, accounts, query.page())
    return listing(shown, query.fields, AccountOut, element="account", headers=headers)


class AccountsOfType(KashooEndpoint):
    """The accounts of one type."""

    kind: ClassVar[AccountType]
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ListQuery, answers={200: ListOf(AccountOut)}, privilege="VIEW_ACCOUNTS")
    }

    def get(self, call: Call, business: int) -> Answer:
        """Get the accounts of this type, by number."""
        actor = actor_get(call.caller, business=business)
        query = call.query(ListQuery)
        accounts = account_list(actor, filters=AccountFilter(types=frozenset({self.kind})), page=query.page())
        return chart(call, actor, accounts, query)


class AccountsUsed(KashooEndpoint):
    """The accounts that anything is posted to."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ListQuery, answers={200: ListOf(AccountOut)}, privilege="VIEW_ACCOUNTS")
    }

    def get(self, call: Call, business: int) -> Answer:
        """Get used accounts: those with a journal entry, by number."""
        actor = actor_get(call.caller, business=business)
        query = call.query(ListQuery)
        return chart(call, actor, accounts_used(actor, page=query.page()), query)


def accounts_of(kind: AccountType) -> type[AccountsOfType]:
    """Return the endpoint of the accounts of a type."""
    name = "".join(word.capitalize() for word in kind.split("_"))
    return type(f"{name}Accounts", (AccountsOfType,), {"kind": kind, "__module__": __name__})
