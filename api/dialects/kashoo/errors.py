"""How Kashoo clients are told that something is wrong: statuses, words and envelope (contract, section 3.9)."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from api.common.problems import Dialect, faults_in
from bookkeeping.errors import DaybookError, InvalidError
from bookkeeping.records import RecordType
from businesses.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STATUSES = {
    "invalid": 400,
    "invalid-many": 400,
    "malformed": 400,
    "amount-out-of-bounds": 400,
    "unbalanced": 400,
    "exchange-rate-missing": 400,
    "account-missing": 400,
    "account-unknown": 400,
    "account-unusable": 400,
    "contact-mismatch": 400,
    "document-unknown": 400,
    "over-allocated": 400,
    "tax-code": 400,
    "terms": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "restricted": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "conflict": 409,
    "already-settled": 409,
    "duplicate-number": 409,
    "in-use": 409,
    "stock-short": 409,
    "changed-meanwhile": 409,
    "locked": 409,
    "idempotency-key-reused": 409,
    "precondition-failed": 412,
    "too-large": 413,
    "unsupported-type": 415,
    "error": 500,
    "internal": 500,
    "unavailable": 503,
}
"""The status of every code."""
_SEGMENT = re.compile(r"(?P<word>\w+)(?P<index>(?:\[\d+\])*)")
_MEMBER = re.compile(r"\[(?P<index>\d+)\]\.(?P<field>.+)")
_DEFAULT_ACCOUNTS = {
    "default_accounts.RECEIVABLE": "defaultAccountsReceivable",
    "default_accounts.PAYABLE": "defaultAccountsPayable",
    "default_accounts.BANK": "defaultBankAccount",
    "default_accounts.CASH": "defaultCashAccount",
    "default_accounts.EQUITY": "defaultEquityAccount",
    "default_accounts.INVENTORY": "defaultInventoryAccount",
    "default_accounts.GAIN_OR_LOSS": "gainOrLossOnExchange",
}
_WORDS = {
    "lines": "lineItems",
    "rows": "statementRows",
    "document": "record",
    "unallocated": "unallocatedAmount",
    "total": "totalDue",
    "start": "startDate",
    "end": "endDate",
    "compound": "appliesToAmountAfterPreviousTaxes",
}
_WORDS_OF = {
    RecordType.ADJUSTMENT: {"lines": "adjustments"},
    RecordType.YEAR_END_ADJUSTMENT: {"lines": "adjustments"},
}
_WORDS_BELOW = {
    "payments": {"number": "paymentRefNum", "memo": "paymentMemo"},
    "checks": {"date": "checkDate", "cleared_on": "dateCleared", "bills": "bill", "address": "payToAddress"},
}


def field_name(field: str, words: dict[str, str] | None = None) -> str:
    """Return the wire's name of a core field: ``lines[2].tax_code`` is ``lineItems[2].taxCode``.

    ``words`` go before the usual ones. A name that is a wire name already stays as it is.
    """
    if field in _DEFAULT_ACCOUNTS:
        return _DEFAULT_ACCOUNTS[field]
    named: list[str] = []
    below: dict[str, str] = {}
    for segment in field.split("."):
        match = _SEGMENT.fullmatch(segment)
        word, index = (match["word"], match["index"]) if match else (segment, "")
        wire = {**_WORDS, **(words or {}), **below}.get(word) or _camel(word)
        named.append(wire + index)
        below = _WORDS_BELOW.get(word, {})
    return ".".join(named)


@contextmanager
def words_of(kind: RecordType) -> Iterator[None]:
    """Let the faults of the block name the fields of this type of record as its clients know them."""
    try:
        yield
    except DaybookError as fault:
        for each in {id(one): one for one in (fault, *faults_in(fault))}.values():
            if each.field:
                each.field = field_name(each.field, _WORDS_OF.get(kind))
        raise


def told_of(fault: DaybookError, kind: RecordType) -> dict[str, Any]:
    """Return what a client is told of a fault in a record of this type that is no answer of its own."""
    with suppress(DaybookError), words_of(kind):
        raise fault
    return envelope(fault)


@contextmanager
def words_of_members(kinds: Mapping[int, RecordType]) -> Iterator[None]:
    """Do as ``words_of`` for records of a list, whose faults begin with an index: ``[17].lines[0].account``."""
    try:
        yield
    except DaybookError as fault:
        for each in {id(one): one for one in (fault, *faults_in(fault))}.values():
            if match := _MEMBER.fullmatch(each.field or ""):
                words = _WORDS_OF.get(kinds.get(int(match["index"]), RecordType.INVOICE))
                each.field = f"[{match['index']}].{field_name(match['field'], words)}"
        raise


def envelope(fault: DaybookError) -> dict[str, Any]:
    """Return what a client is told: a message, the fields at fault, and the id of what is in the way."""
    told: dict[str, Any] = {
        "message": fault.message,
        "errors": [
            {"field": field_name(each.field) if each.field else None, "message": each.message}
            for each in faults_in(fault)
            if each.field or isinstance(each, InvalidError)
        ],
    }
    if isinstance(fault, ConflictError):
        told["conflicting"] = fault.conflicting
    return told


def _camel(word: str) -> str:
    first, *others = word.split("_")
    return first + "".join(other[:1].upper() + other[1:] for other in others)


KASHOO = Dialect(name="kashoo", statuses=STATUSES, envelope=envelope)
