"""Faults about who may do what, and about things that are there, missing or in the way."""

from __future__ import annotations

from bookkeeping.errors import DaybookError


class UnauthenticatedError(DaybookError):
    """Sign in first: there is no valid token or password in this request."""

    code = "unauthenticated"


class NotFoundError(DaybookError):
    """There is nothing here."""

    code = "not-found"


class ForbiddenError(DaybookError):
    """Your role in this business does not allow that."""

    code = "forbidden"


class RestrictedError(DaybookError):
    """This token is restricted to something else."""

    code = "restricted"


class ConflictError(DaybookError):
    """That clashes with something that is there."""

    code = "conflict"

    def __init__(self, message: str | None = None, *, field: str | None = None, conflicting: int | None = None) -> None:
        """Keep the id of the object in the way, if there is one to name."""
        super().__init__(message, field=field)
        self.conflicting = conflicting


class DuplicateNumberError(ConflictError):
    """This number is taken."""

    code = "duplicate-number"


class StockShortError(ConflictError):
    """More of an item would go out than is there, and the business does not allow it."""

    code = "stock-short"


class InUseError(ConflictError):
    """It is in use: archive it instead of removing it."""

    code = "in-use"


class UnavailableError(DaybookError):
    """The database cannot be reached. Try again."""

    code = "unavailable"


class ChangedMeanwhileError(ConflictError):
    """Somebody else changed it since it was read."""

    code = "changed-meanwhile"


class IdempotencyKeyReusedError(ConflictError):
    """This Idempotency-Key was used for another request."""

    code = "idempotency-key-reused"
