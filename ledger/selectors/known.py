"""The books as they were known at a changeset: which journal lines counted right after it.

A line counts from the changeset that brought its entry until the one that superseded it, so what was known at any
changeset can be read for ever; edits, removals and voids need nothing else. Two readings stand in for each other:

* ``lines``: a condition on ``ledger_journalline``, wherever a statement says ``superseded_id IS NULL`` today;
* ``totals``: a relation with the columns of ``ledger_monthlytotal``, wherever a statement reads that table.

Both are SQL with placeholders; their values are ``line_values`` and ``total_values``, in the order of the text. For the
books as they are now they are the plain condition and the plain table, without any value, so that a selector has one
statement for both::

    known = known_at(actor, changeset=changeset)  # None: as they are now
    query = f"SELECT SUM(t.home) FROM {known.totals()} t WHERE t.business_id = %s AND t.month < %s"
    cursor.execute(query, [*known.total_values(actor), actor.business.id, month])

The totals of the past are summed up from the lines, so they cost what the journal is long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from bookkeeping.errors import InvalidError
from businesses.models import Changeset
from businesses.roles import Privilege

if TYPE_CHECKING:
    from businesses.actors import Actor

_LINES: Final = """(SELECT kc.number FROM ledger_journalentry ke JOIN businesses_changeset kc ON kc.id = ke.changeset_id
        WHERE ke.id = {line}.entry_id) <= %s
    AND ({line}.superseded_id IS NULL
        OR (SELECT kc.number FROM businesses_changeset kc WHERE kc.id = {line}.superseded_id) > %s)"""
"""Numbers are looked up line by line, which no planner turns into a join of whole tables on a wrong guess."""
_TOTALS: Final = """(SELECT kl.business_id, kl.account_id, kl.currency, {month} AS month, kt.kind,
        CAST(SUM(kl.amount) AS bigint) AS amount, CAST(SUM(kl.home) AS bigint) AS home
    FROM ledger_journalline kl JOIN ledger_journalentry kt ON kt.id = kl.entry_id
    WHERE kl.business_id = %s AND {lines}
    GROUP BY kl.business_id, kl.account_id, kl.currency, {month}, kt.kind)"""
_MONTH: Final = {
    "postgresql": "CAST(date_trunc('month', kl.date) AS date)",
    "sqlite": "date(kl.date, 'start of month')",
}


@dataclass(frozen=True, slots=True)
class Known:
    """Which lines count: those that are live (``changeset`` None), or those that were right after a changeset."""

    changeset: int | None = None

    def lines(self, line: str = "l") -> str:
        """Return the condition that a journal line counts; ``line`` is its alias in the statement."""
        return f"{line}.superseded_id IS NULL" if self.changeset is None else _LINES.format(line=line)

    @property
    def line_values(self) -> list[int]:
        """What the placeholders of ``lines`` stand for."""
        return [] if self.changeset is None else [self.changeset, self.changeset]

    def totals(self) -> str:
        """Return the monthly totals as a relation, to be read under an alias."""
        if self.changeset is None:
            return "ledger_monthlytotal"
        return _TOTALS.format(month=_MONTH[connection.vendor], lines=self.lines("kl"))

    def total_values(self, actor: Actor) -> list[int]:
        """What the placeholders of ``totals`` stand for."""
        return [] if self.changeset is None else [actor.business.id, *self.line_values]


NOW: Final = Known()


def known_at(actor: Actor, *, changeset: int | None) -> Known:
    """Return which lines count at a changeset of the business, by its number; None: now. At most one statement.

    Raises:
        ForbiddenError: without VIEW_CHANGESETS, if a changeset is named.
        InvalidError: the business has no such changeset; one that is still to come would not read the same again.
    """
    if changeset is None:
        return NOW
    actor.require(Privilege.VIEW_CHANGESETS)
    if not Changeset.objects.filter(business_id=actor.business.id, number=changeset).exists():
        message = "This business has no such changeset."
        raise InvalidError(message, field="changeset")
    return Known(changeset)
