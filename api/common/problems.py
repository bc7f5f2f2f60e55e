"""From whatever was raised to what the client is told: the only place that knows both.

A dialect has one table from a fault's code to a status, and one function that gives a fault the dialect's words
and envelope. What the database refuses becomes a typed fault here, by the name of the constraint or guard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from api.common.authentication import CHALLENGE
from api.common.errors import InternalError, MalformedError, MethodNotAllowedError, TooLargeError
from bookkeeping.errors import AmountOutOfBoundsError, DaybookError, InvalidError, LockedError, ManyInvalidError
from businesses.errors import ConflictError, DuplicateNumberError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RETRY_AFTER_SECONDS: Final = 2
_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>.+)")
_GUARD = re.compile(r"guard: (?P<name>\w+)")
_CHECK = re.compile(r"CHECK constraint failed: (?P<name>\w+)")
_SQLITE_UNIQUE = {
    "ledger_record.business_id, ledger_record.number": "ledger_record_invoice_number",
    "ledger_record.business_id, ledger_record.contact_id, ledger_record.number": "ledger_record_bill_number",
    "taxes_tax.business_id, taxes_tax.short_name": "taxes_tax_short_name",
    "taxes_taxcode.business_id, taxes_taxcode.name": "taxes_taxcode_name",
    "ledger_contactgroup.business_id, ledger_contactgroup.name": "ledger_contactgroup_name",
    "businesses_user.email": "businesses_user_email_key",
}
"""SQLite names the columns of a unique index, not the index."""
_RETRIED_STATES = frozenset({"40001", "40P01", "26000"})
"""SQLSTATEs of a unit of work that may run again: serialization failure, deadlock, a prepared statement forgotten."""
_CUT_STATES = frozenset({"57P01", "57P02", "57P05"})
"""SQLSTATEs that PostgreSQL hangs up with: shut down by an administrator, in a crash, after a long idleness."""


def _duplicate_number() -> DaybookError:
    return DuplicateNumberError(field="number")


def _taken(field: str, message: str) -> Callable[[], DaybookError]:
    return lambda: ConflictError(message, field=field)


CONSTRAINTS: Mapping[str, Callable[[], DaybookError]] = {
    "ledger_record_invoice_number": _duplicate_number,
    "ledger_record_bill_number": _duplicate_number,
    "ledger_monthlytotal_bounds": lambda: AmountOutOfBoundsError(
        "The total of an account in this month would be larger than 10^15 minor units."
    ),
    "taxes_tax_short_name": _taken("short_name", "Another tax has this short name."),
    "taxes_taxcode_name": _taken("name", "Another tax code has this name."),
    "ledger_contactgroup_name": _taken("name", "Another group has this name."),
    "businesses_user_email_key": _taken("email", "There is a user with this e-mail address."),
}
"""Constraints that a client's input can run into, and what that means."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a dialect tells faults: the status of each code, and the envelope of a fault in the dialect's words."""

    name: str
    statuses: Mapping[str, int]
    envelope: Callable[[DaybookError], object]


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal, ready to be written: ``body`` is a wire value."""

    status: int
    body: object
    headers: Mapping[str, str]


def problem_of(fault: DaybookError, dialect: Dialect) -> Problem:
    """Return the refusal that a fault is in a dialect. A code without a status is a fault of the server."""
    status = dialect.statuses.get(fault.code, 500)
    headers: dict[str, str] = {}
    if status == 401:
        headers["WWW-Authenticate"] = CHALLENGE
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if isinstance(fault, MethodNotAllowedError):
        headers["Allow"] = ", ".join(fault.allowed)
    return Problem(status, dialect.envelope(fault), headers)


def fault_of(error: Exception) -> DaybookError:
    """Return what was raised as a fault; whatever is nobody's intention is an ``InternalError``."""
    if isinstance(error, DaybookError):
        return error
    if isinstance(error, DatabaseError | InterfaceError):
        return _database_fault(error)
    if isinstance(error, RequestDataTooBig):
        return TooLargeError()
    if isinstance(error, BadRequest | MultiPartParserError | SuspiciousOperation | UnreadablePostError):
        return MalformedError()
    return InternalError()


def faults_in(fault: DaybookError) -> tuple[DaybookError, ...]:
    """Return the single faults of a fault."""
    return fault.faults if isinstance(fault, ManyInvalidError) else (fault,)


def is_passing(error: Exception) -> bool:
    """Tell whether the same unit of work may succeed when it runs again."""
    if isinstance(error, DaybookError):
        return error.code in {"changed-meanwhile", "unavailable"}
    if not isinstance(error, DatabaseError):
        return False
    return _sqlstate(error) in _RETRIED_STATES or (isinstance(error, OperationalError) and "is locked" in str(error))


def is_cut(error: InterfaceError | OperationalError) -> bool:
    """Tell whether the connection to the database was there and is gone, in contrast to none that could be made."""
    return _sqlstate(error) in _CUT_STATES or bool(getattr(connection.connection, "broken", False))


def _database_fault(error: DatabaseError | InterfaceError) -> DaybookError:
    if isinstance(error, IntegrityError):
        return constraint_fault(violated(error))
    if isinstance(error, DataError):
        message = "A value is too long or too large to be stored."
        return InvalidError(message)
    if isinstance(error, OperationalError | InterfaceError):
        return UnavailableError()
    return InternalError()


def constraint_fault(name: str) -> DaybookError:
    """Return the fault that a violated constraint or guard means."""
    known = CONSTRAINTS.get(name)
    if known is not None:
        return known()
    if "_locked" in name:
        return LockedError(field="date")
    return ConflictError("The books refuse this change.")


def violated(error: IntegrityError) -> str:
    """Return the name of the constraint or guard that a database names in its refusal; empty when it names none."""
    diagnostics = getattr(error.__cause__, "diag", None)
    if diagnostics is not None:
        return str(diagnostics.constraint_name or "")
    text = str(error)
    if unique := _UNIQUE.search(text):
        return _SQLITE_UNIQUE.get(unique["columns"], unique["columns"])
    named = _GUARD.search(text) or _CHECK.search(text)
    return named["name"] if named else ""


def _sqlstate(error: InterfaceError | DatabaseError) -> str:
    return str(getattr(error.__cause__, "sqlstate", None) or "")
