"""The audit of the history: the hash chain holds, and nothing changed without a changeset."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from businesses.chain import Link, chain_hash, change_digest, digest_of
from businesses.models import Change, Changeset, Counter
from ledger.models import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Versioned(msgspec.Struct):
    """What is looked at of a change's payload: the version of the object that it tells of."""

    version: int = 0


def _told(business: int) -> Iterator[str]:
    """The newest change that tells of a record tells its version: no change went by without a changeset."""
    newest: dict[int, int] = {}
    told = Change.objects.filter(business_id=business, kind="record", after__isnull=False)
    decoder = msgspec.json.Decoder(_Versioned)
    for identity, after in told.order_by("changeset__number", "position").values_list("object_id", "after").iterator():
        newest[identity] = decoder.decode(after or "{}").version
    records = Record.objects.filter(business_id=business).order_by("id")
    for identity, version in records.values_list("id", "version"):
        if newest.get(identity, version) != version:
            yield f"record {identity}: it is at version {version}, its newest change tells of {newest[identity]}"


def _chain(business: int) -> Iterator[str]:
    """The changesets are numbered without a gap, each hash follows from the one before, payloads fit digests."""
    head, number = "", 0
    digests = defaultdict(list)
    for row in Change.objects.filter(business_id=business).order_by("changeset_id", "position").iterator():
        fits = row.digest == change_digest(row.kind, row.object_id, row.action, (row.before, row.after))
        if not fits:
            yield f"change {row.id}: its payload is not what its digest was taken of"
        digests[row.changeset_id].append(row.digest)
    for changeset in Changeset.objects.filter(business_id=business).order_by("number").iterator():
        number += 1
        link = Link(
            business=business,
            number=number,
            user=changeset.user_id,
            at=changeset.at,
            description=changeset.description,
            request_id=changeset.request_id,
            digest=digest_of(*digests[changeset.id]),
        )
        if changeset.number != number or changeset.digest != link.digest or changeset.hash != chain_hash(head, link):
            yield f"changeset {changeset.number}: the hash chain breaks here"
            return
        head = changeset.hash
    counter = Counter.objects.get(business_id=business)
    if (counter.changeset, counter.head) != (number, head):
        yield f"changeset {counter.changeset}: the newest changesets are missing"


def _history(business: int) -> Iterator[str]:
    """The chain holds, and what it tells is what is there; of a broken one nothing more can be said."""
    broken = list(_chain(business))
    yield from broken or _told(business)


CHECKS: Final[tuple[Callable[[int], Iterator[str]], ...]] = (_history,)
