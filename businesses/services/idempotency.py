"""A write happens once, however often it is sent (RELIABILITY T5, T6).

The claim on a key and the answer under it are written in the transaction of the work. So an answer is stored exactly
when the work is; a twin that comes meanwhile waits at the unique index (PostgreSQL) or at the start of its
transaction (SQLite), and then finds the answer, or nothing when the first one failed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from businesses.errors import ChangedMeanwhileError, IdempotencyKeyReusedError
from businesses.models import IdempotencyRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from businesses.actors import Caller

KEPT_FOR: Final = timedelta(hours=24)
"""How long an answer is kept at least."""
_PURGED_EVERY: Final = 64
_PURGED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One sending of a write under a key; ``digest`` is of all that makes it this request and no other."""

    key: str
    method: str
    path: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer as it was sent: the status, every octet of the body, and the headers that belong to it."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def idempotency_claim(caller: Caller, *, attempt: Attempt) -> StoredAnswer | None:
    """Take a key for a write about to be done; return the answer instead when it was done before.

    Raises:
        IdempotencyKeyReusedError: the key stands for another request.
        ChangedMeanwhileError: an old answer under the key is being purged; try again.
    """
    claim = IdempotencyRecord(
        user_id=caller.require_user(),
        key=attempt.key,
        method=attempt.method,
        path=attempt.path[:200],
        request=attempt.digest,
        created_at=caller.now,
    )
    IdempotencyRecord.objects.bulk_create([claim], ignore_conflicts=True)
    held = IdempotencyRecord.objects.filter(user_id=claim.user_id, key=attempt.key).first()
    if held is None:  # an old one, purged this very moment
        raise ChangedMeanwhileError
    if held.request != attempt.digest:
        raise IdempotencyKeyReusedError
    if held.status:
        return StoredAnswer(status=held.status, content=bytes(held.content), headers=held.headers)
    if held.id % _PURGED_EVERY == 0:
        idempotency_purge(caller)
    return None


def idempotency_store(caller: Caller, *, key: str, answer: StoredAnswer) -> None:
    """Store the answer to the write that took the key, in the same transaction."""
    IdempotencyRecord.objects.filter(user_id=caller.require_user(), key=key).update(
        status=answer.status, content=answer.content, headers=dict(answer.headers)
    )


def idempotency_purge(caller: Caller) -> int:
    """Forget some of the answers that are old enough, of all users, and return how many; rows in use are passed over.

    A claim calls this now and then, so that the table does not grow without end and no write pays for all of it.
    """
    old = IdempotencyRecord.objects.filter(created_at__lt=caller.now - KEPT_FOR).order_by("id")
    chosen = list(old.select_for_update(skip_locked=True).values_list("id", flat=True)[:_PURGED_AT_ONCE])
    deleted, _ = IdempotencyRecord.objects.filter(id__in=chosen).delete() if chosen else (0, {})
    return deleted
