"""Bad debts that are written off, and discounts for early payment."""

from __future__ import annotations

import datetime as dt

from api.common.wire import Id, Minor, Number40, Prose, Wire, number_text
from ledger.services.reliefs import ReliefDraft


class ReliefIn(Wire):
    """How much of an invoice or bill is let go of, on which day, and which income or expense account bears it.

    Without an amount: all that is due, or of a discount what the terms of the document say.
    """

    date: dt.date
    account: Id
    amount: Minor | None = None
    number: Number40 | None = None
    memo: Prose | None = None

    def to_draft(self) -> ReliefDraft:
        """Return the draft that the client means."""
        return ReliefDraft(
            date=self.date, account=self.account, amount=self.amount, number=number_text(self.number), memo=self.memo
        )
