"""Accounts, their balances and their journal (operations 20, 49, 51 to 54, 56)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from accounts.drafts import AccountDraft
from api.common.wire import Id, Integer, Number20, Prose, Text20, Text40, Text200, Wire, milliseconds, number_text
from api.dialects.kashoo.wire.base import Link, link
from bookkeeping.books import AccountType
from businesses.roles import Privilege

if TYPE_CHECKING:
    from accounts.selectors.accounts import AccountView
    from businesses.actors import Actor
    from ledger.selectors.balances import BalanceView
    from ledger.selectors.journal import JournalLineView, JournalView


class AccountIn(Wire):
    """An account as a client sends it; a blank number asks for the next one."""

    name: Text200
    type: AccountType
    number: Number20 | None = None
    currency: Text20 | None = None
    description: Prose | None = None
    standard_terms: Text40 | None = None
    open_date: dt.date | None = None
    parent: Id | None = None
    tax_number: Integer | None = None
    tax_authority_code: Text40 | None = None
    feed: Integer | None = None
    archived: bool | None = None
    removed: bool | None = None

    def to_draft(self) -> AccountDraft:
        """Return the draft that the client means."""
        return AccountDraft(
            name=self.name,
            type=self.type,
            number=number_text(self.number),
            currency=self.currency or None,
            description=self.description or "",
            standard_terms=self.standard_terms or "",
            open_date=self.open_date,
            parent=self.parent,
            tax_number=self.tax_number,
            tax_authority_code=self.tax_authority_code or "",
            feed=self.feed,
            archived=bool(self.archived),
            removed=bool(self.removed),
        )


class AccountOut(Wire):
    """An account (seeds 000 and 002). ``readOnly`` tells that the caller may not change it."""

    id: int
    business: int
    name: str
    number: str
    type: AccountType
    name_and_number: str
    normal_balance_credit: bool
    currency: str | None
    description: str
    standard_terms: str
    open_date: dt.date | None
    parent: int | None
    tax_number: int | None
    tax_authority_code: str
    feed: int | None
    system: bool
    archived: bool
    removed: bool
    read_only: bool
    last_modified: int | None
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, account: AccountView, actor: Actor) -> AccountOut:
        """Return an account as this actor reads it."""
        links = [link("self", "accounts", account.id), link("business", "businesses", account.business)]
        return cls(
            id=account.id,
            business=account.business,
            name=account.name,
            number=account.number,
            type=account.type,
            name_and_number=account.name_and_number,
            normal_balance_credit=account.normal_balance_credit,
            currency=account.currency,
            description=account.description,
            standard_terms=account.standard_terms,
            open_date=account.open_date,
            parent=account.parent,
            tax_number=account.tax_number,
            tax_authority_code=account.tax_authority_code,
            feed=account.feed,
            system=account.system,
            archived=account.archived,
            removed=account.removed,
            read_only=Privilege.CHANGE_ACCOUNTS not in actor.privileges,
            last_modified=milliseconds(account.modified_at),
            links=links,
            link=links,
        )


class BalanceOut(Wire):
    """The credit balance of an account in a currency, in minor units (seed 002, element balance)."""

    account: int
    currency: str
    amount: int

    @classmethod
    def of(cls, balance: BalanceView) -> BalanceOut:
        """Return a balance as clients read it."""
        return cls(account=balance.account, currency=balance.currency, amount=balance.amount)


class JournalEntryOut(Wire):
    """One line of an account's journal, a credit amount (seed 002, element journalEntry)."""

    id: int
    record: int
    account: int
    date: dt.date
    amount: int
    currency: str
    note: str | None

    @classmethod
    def of(cls, line: JournalLineView) -> JournalEntryOut:
        """Return a line as clients read it."""
        return cls(
            id=line.id,
            record=line.record,
            account=line.account,
            date=line.date,
            amount=line.amount,
            currency=line.currency,
            note=line.note,
        )


class JournalEntriesOut(Wire):
    """Journal lines, and the balances that a running total is counted back from (contract, section 5.1)."""

    balances: list[BalanceOut]
    journal_entries: list[JournalEntryOut]

    @classmethod
    def of(cls, journal: JournalView) -> JournalEntriesOut:
        """Return a journal as clients read it."""
        return cls(
            balances=[BalanceOut.of(balance) for balance in journal.balances],
            journal_entries=[JournalEntryOut.of(line) for line in journal.lines],
        )
