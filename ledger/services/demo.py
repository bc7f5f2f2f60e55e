"""The demo companies, written through the same services as everything else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import fixtures
from accounts.drafts import BusinessDraft
from accounts.services.businesses import business_open
from businesses.actors import Caller
from businesses.errors import ConflictError
from businesses.roles import Role
from businesses.selectors.actors import actor_get
from businesses.selectors.users import users_exist
from businesses.services.locks import lock_move
from businesses.services.users import SignUp, membership_create, user_create
from ledger.demo_records import Cast
from ledger.services.account_merging import account_merge
from ledger.services.contact_merging import contact_merge
from ledger.services.demo_bank import bank_tell
from ledger.services.demo_parties import ADDRESS, chart_complete, parties_add
from ledger.services.demo_writing import records_write, settlement_move
from ledger.services.year_ends import year_end_close

if TYPE_CHECKING:
    from businesses.actors import Actor

BAKERY, WOODWORKS = "demo", "woodworks"
"""The documents of the demo companies."""


def demo_load(caller: Caller) -> int:
    """Load the demo companies, and return the id of the bakery, which is the first; ``caller`` is the command's.

    Raises:
        ConflictError: the database is not empty.
    """
    caller.require_system()
    if users_exist(caller):
        message = "The demo company loads only into an empty database."
        raise ConflictError(message)
    demo = fixtures.load(BAKERY)
    users = {Role(user["role"]): _user(caller, user, demo["password"]) for user in demo["users"]}
    creator, owner = (Caller(user=users[role], now=caller.now) for role in (Role.CREATOR, Role.OWNER))
    opened = {
        name: business_open(who, draft=_business(fixtures.load(name)["business"]))
        for name, who in ((BAKERY, creator), (WOODWORKS, owner))
    }
    actor = actor_get(creator, business=opened[BAKERY])
    for role, user in users.items():
        membership_create(actor, user=user, role=role)
    _fill(actor, BAKERY, Cast(businesses=opened), linking=actor_get(owner, business=opened[BAKERY]))
    own = actor_get(owner, business=opened[WOODWORKS])
    _fill(own, WOODWORKS, Cast(businesses=opened), linking=own)
    return opened[BAKERY]


def _user(caller: Caller, user: dict[str, str], password: str) -> int:
    information = {"first": user["first"], "last": user["last"], "email": user["email"]}
    information["name"] = f"{user['first']} {user['last']}"
    sign_up = SignUp(email=user["email"], password=password, verified=True, contact_information=information)
    return user_create(sign_up, now=caller.now)


def _business(business: dict[str, Any]) -> BusinessDraft:
    information = {key: business[key] for key in ("name", *ADDRESS) if key in business}
    return BusinessDraft(
        name=business["name"],
        contact_information=information,
        currency=business["currency"],
        country=business["country"],
        time_zone=business["timeZone"],
        start_date=date.fromisoformat(business["startDate"]),
        fiscal_start_month=business["fiscalStartMonth"],
        fiscal_start_day=business["fiscalStartDay"],
        fiscal_start_year=business["fiscalStartYear"],
    )


def _fill(actor: Actor, name: str, named: Cast, *, linking: Actor) -> None:
    """Write what a business of the demo has; ``linking`` can look into the businesses that its contacts are."""
    demo = fixtures.load(name)
    chart_complete(actor, demo=demo, named=named)
    parties_add(actor, demo=demo, named=named, linking=linking)
    records_write(actor, name=name, named=named)
    bank_tell(actor, demo=demo, named=named)
    for same in demo.get("mergedContacts", ()):
        contact, duplicate = (named.contacts[same[key]] for key in ("contact", "duplicate"))
        contact_merge(actor, contact=contact, duplicate=duplicate)
    for same in demo.get("mergedAccounts", ()):
        account, duplicate = (named.accounts[same[key]] for key in ("account", "duplicate"))
        account_merge(actor, account=account, duplicate=duplicate)
    for year in demo.get("yearEnds", ()):
        year_end_close(actor, fiscal_year=year)
    if "locked" in demo:
        lock_move(actor, lock_date=date.fromisoformat(demo["locked"]["date"]), reason=demo["locked"]["reason"])
    locked = actor_get(actor.caller, business=actor.business.id)
    for settled in demo.get("settled", ()):
        settlement_move(locked, settled=settled, named=named)
