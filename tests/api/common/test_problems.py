"""Faults: every code has a status, constraints have a meaning, and nothing leaks."""

from __future__ import annotations

import sqlite3
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError

from api.common.errors import MethodNotAllowedError
from api.common.problems import Dialect, constraint_fault, fault_of, is_passing, problem_of, violated
from api.dialects.kashoo.errors import KASHOO, field_name, words_of
from bookkeeping.errors import DaybookError, InvalidError, LockedError, ManyInvalidError
from bookkeeping.records import RecordType
from businesses.errors import ChangedMeanwhileError, ConflictError, DuplicateNumberError, UnauthenticatedError

if TYPE_CHECKING:
    from collections.abc import Iterator


def every(kind: type[DaybookError]) -> Iterator[type[DaybookError]]:
    """Yield a class of faults and all below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from every(below)


@pytest.mark.parametrize("dialect", [KASHOO], ids=["kashoo"])
@pytest.mark.parametrize("kind", sorted(every(DaybookError), key=str))
def test_every_code_has_a_status_in_every_dialect(kind: type[DaybookError], dialect: Dialect) -> None:
    assert kind.code in dialect.statuses


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in every(DaybookError)]
    assert len(codes) == len(set(codes))


def raised_by(cause: BaseException, kind: type[DatabaseError]) -> DatabaseError:
    """Return a Django error that wraps a driver's."""
    error = kind(str(cause))
    error.__cause__ = cause
    return error


class DriverError(Exception):
    """What psycopg raises, as far as it is looked at."""

    def __init__(self, constraint: str = "", sqlstate: str = "") -> None:
        super().__init__("refused")
        self.diag = SimpleNamespace(constraint_name=constraint)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("cause", "name"),
    [
        (DriverError("ledger_record_invoice_number"), "ledger_record_invoice_number"),
        (DriverError(""), ""),
        (
            sqlite3.IntegrityError("UNIQUE constraint failed: ledger_record.business_id, ledger_record.number"),
            "ledger_record_invoice_number",
        ),
        (sqlite3.IntegrityError("UNIQUE constraint failed: a.b"), "a.b"),
        (sqlite3.IntegrityError("guard: ledger_journalentry_locked_date"), "ledger_journalentry_locked_date"),
        (sqlite3.IntegrityError("CHECK constraint failed: ledger_record_type"), "ledger_record_type"),
        (sqlite3.IntegrityError("FOREIGN KEY constraint failed"), ""),
    ],
)
def test_the_violated_constraint_is_found(cause: BaseException, name: str) -> None:
    error = raised_by(cause, IntegrityError)
    assert isinstance(error, IntegrityError)
    assert violated(error) == name


def test_constraints_become_faults() -> None:
    assert isinstance(constraint_fault("ledger_record_bill_number"), DuplicateNumberError)
    assert constraint_fault("taxes_tax_short_name").field == "short_name"
    assert isinstance(constraint_fault("ledger_journalentry_locked_date"), LockedError)
    assert isinstance(constraint_fault("ledger_recordline_account_business"), ConflictError)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (raised_by(DriverError("ledger_record_invoice_number"), IntegrityError), 409),
        (OperationalError("server closed the connection unexpectedly"), 503),
        (InterfaceError("connection already closed"), 503),
        (DataError("value too long"), 400),
        (DatabaseError("odd"), 500),
        (RequestDataTooBig(), 413),
        (TooManyFieldsSent(), 400),
        (ZeroDivisionError(), 500),
        (MethodNotAllowedError(("GET", "HEAD")), 405),
        (UnauthenticatedError(), 401),
    ],
)
def test_whatever_is_raised_becomes_an_answer(error: Exception, status: int) -> None:
    problem = problem_of(fault_of(error), KASHOO)
    assert problem.status == status
    headers = {401: "WWW-Authenticate", 405: "Allow", 503: "Retry-After"}
    assert set(problem.headers) == ({headers[status]} if status in headers else set())


def test_what_may_pass_is_tried_again() -> None:
    assert is_passing(raised_by(DriverError(sqlstate="40001"), OperationalError))
    assert is_passing(raised_by(DriverError(sqlstate="40P01"), OperationalError))
    assert is_passing(OperationalError("database is locked"))
    assert is_passing(ChangedMeanwhileError())
    assert not is_passing(OperationalError("server closed the connection unexpectedly"))
    assert not is_passing(ConflictError())
    assert not is_passing(ZeroDivisionError())


@pytest.mark.parametrize(
    ("core", "wire"),
    {
        "lines[2].tax_code": "lineItems[2].taxCode",
        "lineItems[2].taxCode": "lineItems[2].taxCode",
        "exchange_rate": "exchangeRate",
        "allocations[0].document": "allocations[0].record",
        "payments[1].number": "payments[1].paymentRefNum",
        "payments[1].memo": "payments[1].paymentMemo",
        "payments[1].exchange_rate": "payments[1].exchangeRate",
        "number": "number",
        "memo": "memo",
        "unallocated": "unallocatedAmount",
        "contact_information.name": "contactInformation.name",
        "default_accounts.RECEIVABLE": "defaultAccountsReceivable",
        "default_accounts.GAIN_OR_LOSS": "gainOrLossOnExchange",
        "compound": "appliesToAmountAfterPreviousTaxes",
        "[0].rate": "[0].rate",
    }.items(),
)
def test_fields_are_renamed(core: str, wire: str) -> None:
    assert field_name(core) == wire
    assert field_name(wire) == wire


def test_lines_of_an_adjustment_are_adjustments() -> None:
    faults = ManyInvalidError((InvalidError(field="lines[1].account"), InvalidError(field="date")))
    with pytest.raises(ManyInvalidError), words_of(RecordType.ADJUSTMENT):
        raise faults
    told = KASHOO.envelope(faults)
    assert isinstance(told, dict)
    assert [each["field"] for each in told["errors"]] == ["adjustments[1].account", "date"]


def test_a_conflict_names_what_is_in_the_way() -> None:
    assert KASHOO.envelope(ConflictError("Taken.", field="short_name", conflicting=7)) == {
        "message": "Taken.",
        "errors": [{"field": "shortName", "message": "Taken."}],
        "conflicting": 7,
    }
