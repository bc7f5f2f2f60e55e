"""Faults that the rules of bookkeeping find, each a class with a stable code.

The docstring of a class is its default message. ``field`` names the input at fault in the core's own
words (``lines[2].tax_code``); every dialect renames it to the word that its clients know.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class DaybookError(Exception):
    """The request cannot be carried out."""

    code = "error"

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        """Keep the message (by default the first line of the class docstring) and the field."""
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.field = field
        super().__init__(self.message)


class InvalidError(DaybookError):
    """The value is not acceptable."""

    code = "invalid"


class ManyInvalidError(InvalidError):
    """Several values are not acceptable."""

    code = "invalid-many"

    def __init__(self, faults: tuple[DaybookError, ...]) -> None:
        """Keep every fault, so that the client sees all of them at once."""
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults


class AmountOutOfBoundsError(InvalidError):
    """The amount is larger than 10^15 minor units."""

    code = "amount-out-of-bounds"


class UnbalancedError(InvalidError):
    """The lines do not sum to zero."""

    code = "unbalanced"


class ExchangeRateMissingError(InvalidError):
    """No exchange rate is given and none is stored for this currency on or before this date."""

    code = "exchange-rate-missing"


class AccountMissingError(InvalidError):
    """No account is given and no default account applies."""

    code = "account-missing"


class AccountUnknownError(InvalidError):
    """There is no such account in this business."""

    code = "account-unknown"


class AccountUnusableError(InvalidError):
    """The account is archived, removed, or of a type or currency that does not fit here."""

    code = "account-unusable"


class ContactMismatchError(InvalidError):
    """A payment and the document it pays must have the same contact."""

    code = "contact-mismatch"


class DocumentUnknownError(InvalidError):
    """There is no such invoice or bill in this business."""

    code = "document-unknown"


class OverAllocatedError(InvalidError):
    """The allocation is larger than the balance due, or has the wrong sign."""

    code = "over-allocated"


class AlreadySettledError(OverAllocatedError):
    """The document has nothing left to settle: somebody else has paid it."""

    code = "already-settled"


class TaxCodeError(InvalidError):
    """The tax code cannot be read."""

    code = "tax-code"


class TermsError(InvalidError):
    """The payment terms cannot be read."""

    code = "terms"


class LockedError(DaybookError):
    """The books are locked at this date."""

    code = "locked"


@contextmanager
def at_index(index: int, *, of: str = "") -> Iterator[None]:
    """Let the faults of the block name the member of a list that they are about: ``[17].lines[0].account``."""
    try:
        yield
    except DaybookError as error:
        faults = error.faults if isinstance(error, ManyInvalidError) else ()
        for fault in {id(each): each for each in (error, *faults)}.values():
            fault.field = f"{of}[{index}].{fault.field}" if fault.field else f"{of}[{index}]"
        raise
