"""A tax's own accounts appear on its first use (contract, section 5.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from accounts.drafts import AccountDraft
from accounts.services.accounts import account_create
from bookkeeping.books import Account, AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.posting import tax_accounts_missing
from taxes.services.taxes import tax_accounts_set

if TYPE_CHECKING:
    from bookkeeping.books import Books
    from bookkeeping.records import Record
    from businesses.actors import Actor
    from businesses.services.changesets import Work

_NAMES = {"payable": "{name} Payable", "receivable": "{name} Receivable"}


def tax_accounts_open(actor: Actor, *, work: Work, record: Record, books: Books) -> Books:
    """Return the books with every tax account that the record needs, made where it is missing."""
    try:
        missing = sorted(tax_accounts_missing(record, books))
    except InvalidError:
        return books  # posting finds the same fault, and names the line
    if not missing:
        return books
    accounts, taxes = dict(books.accounts), {tax.id: tax for tax in books.taxes}
    for identity, side in missing:
        tax = taxes[identity]
        draft = AccountDraft(name=_NAMES[side].format(name=tax.name), type=AccountType.TAXES)
        made = account_create(actor, draft=draft, work=work)
        accounts[made.id] = Account(id=made.id, type=AccountType.TAXES)
        taxes[identity] = (
            replace(tax, payable_account=made.id) if side == "payable" else replace(tax, receivable_account=made.id)
        )
        tax_accounts_set(
            actor,
            tax=identity,
            payable=made.id if side == "payable" else None,
            receivable=made.id if side == "receivable" else None,
            work=work,
        )
    return replace(books, accounts=accounts, taxes=tuple(taxes[tax.id] for tax in books.taxes))
