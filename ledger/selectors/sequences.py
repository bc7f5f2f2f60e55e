"""Reads of the numbers that records get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses.models import Counter
from businesses.roles import Privilege

if TYPE_CHECKING:
    from bookkeeping.records import RecordType
    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceView:
    """The number that the next record of a type gets when none is given."""

    type: RecordType
    next_number: str


def sequence_get(actor: Actor, *, kind: RecordType) -> SequenceView:
    """Return the next number of a type of record (contract, section 5.4); a record may take it meanwhile.

    Raises:
        ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    number = Counter.objects.values_list(kind.lower(), flat=True).get(business_id=actor.business.id)
    return SequenceView(type=kind, next_number=str(number))
