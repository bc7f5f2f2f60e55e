"""What accounts began with (operation 48)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from accounts.selectors.accounts import account_actor
from api.common.calls import Answer
from api.common.described import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.openings import OpeningIn, OpeningOut
from bookkeeping.errors import at_index
from ledger.selectors.openings import openings_get
from ledger.services.openings import openings_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from api.common.calls import Call
    from bookkeeping.openings import Opening, OpeningStated
    from businesses.actors import Actor


class OpeningBalances(KashooEndpoint):
    """What an account began with."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(OpeningOut)}, privilege="VIEW_ACCOUNT_BALANCES"),
        "put": Described(
            body=ListOf(OpeningIn),
            answers={200: ListOf(OpeningOut)},
            privilege="CHANGE_ACCOUNTS, VIEW_ACCOUNT_BALANCES and those of the records",
        ),
    }

    def get(self, call: Call, account: int) -> Answer:
        """Get account opening balances, one a currency."""
        actor = account_actor(call.caller, account=account)
        return _answer(openings_get(actor, account=account), account)

    def put(self, call: Call, account: int) -> Answer:
        """State all opening balances of an account: they replace those before, against the equity account.

        A member without `date` is of the account's `openDate`, else of the `startDate` of the business.
        """
        actor = account_actor(call.caller, account=account)
        seen = _relied_on(call, actor, account)
        stated: list[OpeningStated] = []
        for index, tree in enumerate(call.content().members()):
            with at_index(index):
                stated.append(tree.shaped(OpeningIn).stated(actor.business.currency))
        return _answer(openings_set(actor, account=account, stated=stated, seen=seen), account)


def _answer(openings: Iterable[Opening], account: int) -> Answer:
    return Answer([OpeningOut.of(opening, account) for opening in openings], element="balance")


def _relied_on(call: Call, actor: Actor, account: int) -> Sequence[Opening] | None:
    """Return what a conditional write relies on, None for one without a condition.

    Raises:
        PreconditionFailedError: it is no longer what the client has read.
    """
    if not call.conditional:
        return None
    held = openings_get(actor, account=account)
    call.expects_list([OpeningOut.of(opening, account) for opening in held])
    return held
