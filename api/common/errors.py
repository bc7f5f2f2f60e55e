"""Faults of the transport: what can be wrong with a request before anybody asks what it means."""

from __future__ import annotations

from bookkeeping.errors import DaybookError, InvalidError


class MalformedError(InvalidError):
    """The request cannot be read."""

    code = "malformed"


class UnsupportedTypeError(DaybookError):
    """The body is of a type that is not understood here."""

    code = "unsupported-type"


class TooLargeError(DaybookError):
    """The body is larger than 10 MiB."""

    code = "too-large"


class PreconditionFailedError(DaybookError):
    """It is no longer what you have read: read it again."""

    code = "precondition-failed"


class MethodNotAllowedError(DaybookError):
    """This address does not understand that method."""

    code = "method-not-allowed"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        """Keep the methods that are understood."""
        super().__init__()
        self.allowed = allowed


class InternalError(DaybookError):
    """Something went wrong on the server. It has been noted."""

    code = "internal"
