"""From a caller and an address to an Actor: one SELECT. Not yours is not there.

The same statement may answer a question about the business as well: whoever may not know gets no answer.
"""

from __future__ import annotations

import functools
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec
from babel import Locale, UnknownLocaleError

from businesses.actors import Actor, BusinessFacts
from businesses.driver import text_read, vendor
from businesses.errors import NotFoundError, RestrictedError
from businesses.models import Business
from businesses.questions import WORDS, Question
from businesses.roles import Privilege, Role, privileges_of

if TYPE_CHECKING:
    from businesses.actors import Caller

MAX_ID: Final = 2**53
NOTHING: Final = Question("NULL")
_LOCALE: Final = {
    "postgresql": "b.contact_information ->> 'locale'",
    "sqlite": "json_extract(b.contact_information, '$.locale')",
}
_ROLES: Final = """(SELECT {collect}(m.role) FROM businesses_membership m
    WHERE m.user_id = %s AND m.business_id = b.id)"""


class Membership(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the statement tells: the business, the roles that the user has in it, and the answer to a question."""

    business: int
    currency: str
    lock_date: date | None
    country: str
    locale: str | None
    roles: tuple[Role, ...] | None
    answer: msgspec.Raw


_DECODER: Final = msgspec.json.Decoder(Membership)
_NEWS_DECODER: Final = msgspec.json.Decoder(tuple[str, msgspec.Raw])


def actor_get(caller: Caller, *, business: int) -> Actor:
    """Return the caller as an actor on a business; raise ``NotFoundError`` for a stranger's or none."""
    return actor_ask(caller, business=business, question=NOTHING)[0]


def actor_ask(caller: Caller, *, business: int, question: Question) -> tuple[Actor, msgspec.Raw]:
    """Return the caller as an actor on a business, and the answer to a question about it."""
    return _asked(caller, "businesses_business b WHERE b.id = %s", business, f"business-{business}", question)


def actor_ask_member(caller: Caller, *, business: int, question: Question) -> tuple[Actor, msgspec.Raw]:
    """Do as ``actor_ask`` with a question that does more than look: it is not even put for a stranger."""
    member = "EXISTS (SELECT 1 FROM businesses_membership w WHERE w.user_id = %s AND w.business_id = b.id)"
    guarded = Question(f"CASE WHEN {member} THEN {question.sql} END", (caller.user, *question.values))
    return actor_ask(caller, business=business, question=guarded)


def actor_ask_news(
    caller: Caller, *, business: int, question: Question, known: str | None
) -> tuple[Actor, str, msgspec.Raw | None]:
    """Return the caller as an actor on a business, the state of its books, and the answer to a question about it.

    The state is the hash of the newest changeset: any other books have another one. If it is the ``known`` one, the
    question is not answered.
    """
    news = Question(_news(vendor(), question.sql), (known, *question.values))
    actor, answer = actor_ask(caller, business=business, question=news)
    state, found = _NEWS_DECODER.decode(answer)
    return actor, state, None if bytes(found) == b"null" else found


def actor_via(caller: Caller, *, table: str, kind: str, identity: int, standing: bool = False) -> Actor:
    """Return the caller as an actor on the business that an object belongs to.

    Args:
        caller: who asks.
        table: the table of the object, written by the room that owns it, never taken from a request.
        kind: the object's word in a token's restriction (``record``, ``account``, ...).
        identity: the object's id, from the address.
        standing: one that is removed is not there.
    """
    return actor_ask_via(caller, table=table, kind=kind, identity=identity, standing=standing, question=NOTHING)[0]


def actor_ask_via(
    caller: Caller, *, table: str, kind: str, identity: int, question: Question, standing: bool = False
) -> tuple[Actor, msgspec.Raw]:
    """Return the caller as ``actor_via`` does, and the answer to a question about the business."""
    condition = " AND NOT o.removed" if standing else ""
    source = f"{table} o JOIN businesses_business b ON b.id = o.business_id WHERE o.id = %s{condition}"
    return _asked(caller, source, identity, f"{kind}-{identity}", question)


def actor_system(caller: Caller, *, business: int) -> Actor:
    """Return the actor of a command on a business, removed or not; raise ``NotFoundError`` when there is none."""
    caller.require_system()
    row = Business.objects.filter(id=business).first()
    if row is None:
        raise NotFoundError
    locale = _locale(row.country, row.contact_information.get("locale"))
    facts = BusinessFacts(id=row.id, currency=row.currency, lock_date=row.lock_date, locale=locale)
    return Actor.system(facts, caller.now)


def _asked(caller: Caller, source: str, identity: int, resource: str, question: Question) -> tuple[Actor, msgspec.Raw]:
    """Return actor and answer; ``source`` is the SQL that finds the business ``b`` by the identity."""
    if not 0 < identity < MAX_ID:
        raise NotFoundError
    found = text_read(_statement(vendor(), source, question.sql), (caller.user, *question.values, identity))
    member = _DECODER.decode(found) if found else None
    privileges = privileges_of(frozenset((member and member.roles) or ()))
    if member is None or Privilege.VIEW not in privileges:
        raise NotFoundError
    if not caller.covers(f"business-{member.business}", resource):
        raise RestrictedError
    locale = _locale(member.country, member.locale)
    facts = BusinessFacts(id=member.business, currency=member.currency, lock_date=member.lock_date, locale=locale)
    return Actor(caller=caller, business=facts, privileges=privileges), member.answer


@functools.lru_cache(maxsize=1_024)
def _statement(vendor: str, source: str, question: str) -> str:
    say = WORDS[vendor]
    roles = say.value.format(_ROLES.format(collect=say.collect))
    told = f"b.id, b.currency, b.lock_date, b.country, {_LOCALE[vendor]}, {roles}, {say.value.format(question)}"
    return f"SELECT {say.text.format(f'{say.array}({told})')} FROM {source} AND NOT b.removed"  # noqa: S608 - of rooms


@functools.lru_cache(maxsize=1_024)
def _news(vendor: str, question: str) -> str:
    say = WORDS[vendor]
    answer = say.value.format(f"CASE WHEN k.head = %s THEN NULL ELSE {question} END")
    return f"(SELECT {say.array}(k.head, {answer}) FROM businesses_counter k WHERE k.business_id = b.id)"  # noqa: S608


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
