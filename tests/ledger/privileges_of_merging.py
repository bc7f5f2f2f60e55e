"""Every use case of merging: its privileges, and a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.selectors.moves import account_moves, contact_moves
from ledger.services.account_merging import account_merge
from ledger.services.contact_merging import contact_merge

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor

MERGING: dict[Callable[..., object], tuple[str, Callable[[Actor, Any], object]]] = {
    account_merge: (
        "CHANGE_ACCOUNTS REMOVE_ACCOUNTS CHANGE_RECORDS VIEW_ACCOUNTS",
        lambda a, s: account_merge(a, account=s.account, duplicate=s.again),
    ),
    contact_merge: (
        "CHANGE_CONTACTS REMOVE_CONTACTS CHANGE_RECORDS VIEW_CONTACTS",
        lambda a, s: contact_merge(a, contact=s.contact, duplicate=s.twin),
    ),
    account_moves: ("VIEW_ACCOUNTS", lambda a, s: account_moves(a, account=s.account)),
    contact_moves: ("VIEW_CONTACTS", lambda a, s: contact_moves(a, contact=s.contact)),
}
"""Each with the privileges that it needs, and a call on the stage of ``test_privileges`` that nothing else stops."""
