"""From a caller and an address to an Actor: one SELECT. Not yours is not there."""

from __future__ import annotations

import functools
from datetime import date
from typing import TYPE_CHECKING, Final

from babel import Locale, UnknownLocaleError
from django.db import connection

from businesses.actors import Actor, BusinessFacts
from businesses.errors import NotFoundError, RestrictedError
from businesses.models import Business
from businesses.roles import Privilege, Role, privileges_of

if TYPE_CHECKING:
    from businesses.actors import Caller

_MEMBERSHIP = """
    SELECT b.id, b.currency, b.lock_date, b.country, {locale}, m.role
    FROM businesses_business b JOIN businesses_membership m ON m.business_id = b.id
    WHERE m.user_id = %s AND NOT b.removed AND b.id = {business}
"""
_LOCALE: Final = {
    "postgresql": "b.contact_information ->> 'locale'",
    "sqlite": "json_extract(b.contact_information, '$.locale')",
}
MAX_ID: Final = 2**53


def actor_get(caller: Caller, *, business: int) -> Actor:
    """Return the caller as an actor on a business; raise ``NotFoundError`` for a stranger's or none."""
    return _actor(caller, "%s", business, f"business-{business}")


def actor_via(caller: Caller, *, table: str, kind: str, identity: int, standing: bool = False) -> Actor:
    """Return the caller as an actor on the business that an object belongs to.

    Args:
        caller: who asks.
        table: the table of the object, written by the room that owns it, never taken from a request.
        kind: the object's word in a token's restriction (``record``, ``account``, ...).
        identity: the object's id, from the address.
        standing: one that is removed is not there.
    """
    condition = " AND NOT o.removed" if standing else ""
    business = f"(SELECT o.business_id FROM {table} o WHERE o.id = %s{condition})"  # noqa: S608 - a constant of the room
    return _actor(caller, business, identity, f"{kind}-{identity}")


def actor_system(caller: Caller, *, business: int) -> Actor:
    """Return the actor of a command on a business, removed or not; raise ``NotFoundError`` when there is none."""
    caller.require_system()
    row = Business.objects.filter(id=business).first()
    if row is None:
        raise NotFoundError
    locale = _locale(row.country, row.contact_information.get("locale"))
    facts = BusinessFacts(id=row.id, currency=row.currency, lock_date=row.lock_date, locale=locale)
    return Actor.system(facts, caller.now)


def _actor(caller: Caller, business: str, identity: int, resource: str) -> Actor:
    """Return the caller as an actor; ``business`` is the SQL that finds the business by the identity."""
    if not 0 < identity < MAX_ID:
        raise NotFoundError
    query = _MEMBERSHIP.format(business=business, locale=_LOCALE[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(query, [caller.user, identity])
        rows = cursor.fetchall()
    roles = frozenset(Role(row[5]) for row in rows)
    privileges = privileges_of(roles)
    if Privilege.VIEW not in privileges:
        raise NotFoundError
    number, currency, lock_date, country, locale, _ = rows[0]
    if not caller.covers(f"business-{number}", resource):
        raise RestrictedError
    locale = _locale(country, locale)
    facts = BusinessFacts(id=number, currency=currency, lock_date=_as_date(lock_date), locale=locale)
    return Actor(caller=caller, business=facts, privileges=privileges)


def _as_date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


@functools.lru_cache(maxsize=1_024)
def _locale(country: str, named: str | None) -> str:
    """Return the locale in which amounts are written for people.

    It is the one that the business's contact information names, else English as in its country, else English.
    """
    for wanted in (named, f"en_{country}"):
        try:
            return str(Locale.parse((wanted or "").strip().replace("-", "_")))
        except (ValueError, UnknownLocaleError):
            continue
    return "en"
