"""Exchange rates of a business: entered one by one, or imported from a file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from accounts.currencies import currency_known
from accounts.models import ExchangeRate
from accounts.models.rate import SOURCES
from accounts.selectors.rates import RateView
from bookkeeping.errors import InvalidError
from businesses import allocator
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.drafts import RateDraft
    from businesses.actors import Actor

MAX_RATE: Final = Decimal(10) ** 12
IN_ONE_CHANGESET: Final = 1_000
"""Rates of a file that are told of in one changeset."""


def rate_enter(actor: Actor, *, draft: RateDraft) -> RateView:
    """Store a rate, in place of the one of the same day and currencies if there is one, and return it.

    Raises:
        ForbiddenError: without CHANGE_CURRENCY.
        InvalidError: an unknown currency or source, twice the same currency, or a rate that is not positive.
    """
    actor.require(Privilege.CHANGE_CURRENCY)
    (row,), _ = _stored(actor, [_checked(draft)], "enter exchange rate")
    return RateView.of(row)


def rates_import(actor: Actor, *, drafts: Sequence[RateDraft]) -> int:
    """Store many rates, in order, in place of those that are there, and return how many are new or changed.

    Raises as ``rate_enter`` does; ``[17].rate`` is then the field of the draft at fault, and nothing may be committed.
    """
    actor.require(Privilege.CHANGE_CURRENCY)
    checked = []
    for position, draft in enumerate(drafts):
        try:
            checked.append(_checked(draft))
        except InvalidError as fault:
            fault.field = f"[{position}].{fault.field}"
            raise
    newest = list({(draft.base, draft.currency, draft.as_of): draft for draft in checked}.values())
    changed = 0
    for start in range(0, len(newest), IN_ONE_CHANGESET):
        part = newest[start : start + IN_ONE_CHANGESET]
        changed += _stored(actor, part, "import exchange rates")[1]
    return changed


def _checked(draft: RateDraft) -> RateDraft:
    """Return a draft that may be stored, its currencies in capitals."""
    base, currency = currency_known(draft.base, field="base"), currency_known(draft.currency)
    if base.code == currency.code:
        message = "A rate is between two currencies."
        raise InvalidError(message, field="currency")
    if not 0 < draft.rate <= MAX_RATE:
        message = "A rate is positive."
        raise InvalidError(message, field="rate")
    if draft.source not in SOURCES:
        message = f"Use one of: {', '.join(SOURCES)}."
        raise InvalidError(message, field="source")
    return type(draft)(
        base=base.code,
        currency=currency.code,
        rate=draft.rate,
        as_of=draft.as_of,
        source=draft.source,
        comment=draft.comment[:200],
    )


def _stored(actor: Actor, drafts: Sequence[RateDraft], description: str) -> tuple[list[ExchangeRate], int]:
    """Store rates of different days or currencies with one changeset; same rates stay.

    Returns:
        The rows, and how many of them are new or changed.
    """
    work = Work(actor)
    work.lock()
    found = _found(actor, drafts)
    fresh, rows = [], []
    for draft, identity in zip(drafts, allocator.ids(len(drafts)), strict=True):
        row = found.get((draft.base, draft.currency, draft.as_of))
        values = {"rate": draft.rate, "source": draft.source, "comment": draft.comment}
        if row is None:
            row = ExchangeRate(
                id=identity,
                business_id=actor.business.id,
                base=draft.base,
                currency=draft.currency,
                as_of=draft.as_of,
                entered_at=actor.now,
                **values,
            )
            fresh.append(row)
            work.changes.append(Change("exchangeRate", row.id, "create", None, row_payload(row)))
        elif any(getattr(row, column) != value for column, value in values.items()):
            before = row_payload(row)
            for column, value in {**values, "entered_at": actor.now}.items():
                setattr(row, column, value)
            row.save(update_fields=[*values, "entered_at"])
            work.changes.append(Change("exchangeRate", row.id, "update", before, row_payload(row)))
        rows.append(row)
    ExchangeRate.objects.bulk_create(fresh, batch_size=IN_ONE_CHANGESET)
    if work.changes:
        changeset_close(actor, work=work, description=description)
    return rows, len(work.changes)


def _found(actor: Actor, drafts: Sequence[RateDraft]) -> dict[tuple[str, str, object], ExchangeRate]:
    """Return the stored rates of the drafts' days by base, currency and day."""
    days = {draft.as_of for draft in drafts}
    rows = ExchangeRate.objects.filter(
        business_id=actor.business.id, as_of__gte=min(days), as_of__lte=max(days), base__in={d.base for d in drafts}
    )
    return {(row.base, row.currency, row.as_of): row for row in rows}
