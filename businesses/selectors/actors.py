"""From a caller and an address to an Actor: one SELECT. Not yours is not there."""

from __future__ import annotations

import functools
from datetime import date
from typing import TYPE_CHECKING, Final

from babel import localedata
from django.db import connection

from businesses.actors import Actor, BusinessFacts
from businesses.errors import NotFoundError, RestrictedError
from businesses.models import Business
from businesses.roles import Privilege, Role, privileges_of

if TYPE_CHECKING:
    from businesses.actors import Caller

_MEMBERSHIP = """
    SELECT b.id, b.currency, b.lock_date, b.country, m.role
    FROM businesses_business b JOIN businesses_membership m ON m.business_id = b.id
    WHERE m.user_id = %s AND NOT b.removed AND b.id = {business}
"""
MAX_ID: Final = 2**53


def actor_get(caller: Caller, *, business: int) -> Actor:
    """Return the caller as an actor on a business; raise ``NotFoundError`` for a stranger's or none."""
    return _actor(caller, _MEMBERSHIP.format(business="%s"), business, f"business-{business}")


def actor_via(caller: Caller, *, table: str, kind: str, identity: int) -> Actor:
    """Return the caller as an actor on the business that an object belongs to.

    Args:
        caller: who asks.
        table: the table of the object, written by the room that owns it, never taken from a request.
        kind: the object's word in a token's restriction (``record``, ``account``, ...).
        identity: the object's id, from the address.
    """
    business = f"(SELECT o.business_id FROM {table} o WHERE o.id = %s)"  # noqa: S608 - a constant of the room
    return _actor(caller, _MEMBERSHIP.format(business=business), identity, f"{kind}-{identity}")


def actor_system(caller: Caller, *, business: int) -> Actor:
    """Return the actor of a command on a business, removed or not; raise ``NotFoundError`` when there is none."""
    caller.require_system()
    row = Business.objects.filter(id=business).first()
    if row is None:
        raise NotFoundError
    facts = BusinessFacts(id=row.id, currency=row.currency, lock_date=row.lock_date, locale=_locale(row.country))
    return Actor.system(facts, caller.now)


def _actor(caller: Caller, query: str, identity: int, resource: str) -> Actor:
    if not 0 < identity < MAX_ID:
        raise NotFoundError
    with connection.cursor() as cursor:
        cursor.execute(query, [caller.user, identity])
        rows = cursor.fetchall()
    roles = frozenset(Role(row[4]) for row in rows)
    privileges = privileges_of(roles)
    if Privilege.VIEW not in privileges:
        raise NotFoundError
    number, currency, lock_date, country, _ = rows[0]
    if not caller.covers(f"business-{number}", resource):
        raise RestrictedError
    facts = BusinessFacts(id=number, currency=currency, lock_date=_as_date(lock_date), locale=_locale(country))
    return Actor(caller=caller, business=facts, privileges=privileges)


def _as_date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


@functools.cache
def _locale(country: str) -> str:
    """Return the locale in which amounts are written for people: English as in the business's country, if any."""
    wanted = f"en_{country.upper()}"
    return wanted if country.isalpha() and localedata.exists(wanted) else "en"
