"""The part of the audit that is about what is not posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ledger.models import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _drafts(business: int) -> Iterator[str]:
    """A draft owes nothing."""
    owing = Q(open_home__lt=0) | Q(open_home__gt=0) | ~Q(paid_immediately=0)
    owing |= Q(type__in=("INVOICE", "BILL")) & ~Q(balance=0)
    for record in Record.objects.filter(owing, business_id=business, state="DRAFT").order_by("id"):
        yield f"record {record.id}: it is a draft and owes {record.balance}"


CHECKS: tuple[Callable[[int], Iterator[str]], ...] = (_drafts,)
