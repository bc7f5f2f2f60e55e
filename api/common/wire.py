"""What the wire types of all dialects are made of: ``msgspec.Struct``s, bounded scalars, and how they are encoded.

Shape is checked here (types, bounds, dates, lengths of texts as the tables hold them); meaning is the core's. Money
is an integer in minor units, rates and quantities are ``Decimal``, read from JSON numbers or numeric text, and never
pass through a float on their way in or out.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import msgspec
from msgspec import Meta

from bookkeeping.errors import InvalidError
from bookkeeping.money import MAX_MINOR

if TYPE_CHECKING:
    from collections.abc import Callable

W = TypeVar("W", bound="Wire")
MAX_ID = 2**53
MAX_INTEGER_DIGITS = 18
MAX_DECIMALS = 12

Id = Annotated[int, Meta(ge=1, le=MAX_ID)]
Minor = Annotated[int, Meta(ge=-MAX_MINOR, le=MAX_MINOR)]
Text20 = Annotated[str, Meta(max_length=20)]
Text24 = Annotated[str, Meta(max_length=24)]
Text40 = Annotated[str, Meta(max_length=40)]
Text60 = Annotated[str, Meta(max_length=60)]
Text200 = Annotated[str, Meta(max_length=200)]
Prose = Annotated[str, Meta(max_length=10_000)]
Integer = Annotated[int, Meta(ge=-(10**18), le=10**18)]
Number20 = Text20 | Integer
Number40 = Text40 | Integer
"""The number of an account or record: text, though clients send integers (contract, section 3.5)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Wire(msgspec.Struct, rename="camel", gc=False):
    """A value on the wire: camelCase names, unknown keys ignored, nulls written out."""


def by_position(kind: type[W]) -> Callable[..., W]:
    """Return what makes values that are written as ``kind``, of the values of all its fields in their order.

    To find fifty fields by their names takes longer than all the rest of making and writing a record.
    """
    return cast("Callable[..., W]", _by_position(kind))


@functools.cache
def _by_position(kind: type[Wire]) -> Any:
    fields = [(field.name, field.type) for field in msgspec.structs.fields(kind)]
    return msgspec.defstruct(kind.__name__, fields, bases=(kind,), rename="camel", gc=False)


class PlainDecimal(Decimal):
    """A decimal number whose shortest text would have an exponent; it is encoded without one."""


def plain(value: Decimal | None) -> Decimal | None:
    """Return a decimal number as it is shown: no trailing zeros, no exponent."""
    if value is None:
        return None
    text = str(value)
    if "E" not in text and not ("." in text and text.endswith("0")):
        return value  # as it is stored
    short = Decimal(_short(value))
    return PlainDecimal(short) if "E" in str(short) else short


def exact(value: Decimal | None, *, field: str) -> Decimal | None:
    """Return a rate, price or quantity that came in, within bounds.

    Raises:
        InvalidError: it is not finite, or has more than 18 digits before or 12 after the point.
    """
    if value is None:
        return None
    if not value.is_finite():
        message = "Expected a number."
        raise InvalidError(message, field=field)
    if not value:
        return Decimal(0)
    if -MAX_DECIMALS <= value.adjusted() < MAX_INTEGER_DIGITS:
        short = _short(value)
        if len(short.partition(".")[2]) <= MAX_DECIMALS:
            return Decimal(short)
    message = f"A number has at most {MAX_INTEGER_DIGITS} digits before the point and {MAX_DECIMALS} after it."
    raise InvalidError(message, field=field)


def blank(text: str | None) -> str | None:
    """Return a text, None when it is empty or only spaces."""
    return text if text and text.strip() else None


def number_text(value: str | int | None) -> str | None:
    """Return a number that came as text or integer as text, None when it is blank."""
    return blank(value.strip() if isinstance(value, str) else None if value is None else str(value))


def milliseconds(moment: datetime | None) -> int | None:
    """Return a moment as epoch milliseconds, the way the API shows timestamps."""
    return None if moment is None else (moment - _EPOCH) // _MILLISECOND


def moment(epoch_ms: int) -> datetime:
    """Return the moment of an epoch-millisecond timestamp."""
    return _EPOCH + epoch_ms * _MILLISECOND


def encode(value: object) -> bytes:
    """Return a wire value as compact JSON."""
    return _ENCODER.encode(value)


def _short(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _special(value: Any) -> Any:
    if isinstance(value, PlainDecimal):
        return msgspec.Raw(format(value, "f").encode())
    message = f"{type(value).__name__} is not a wire value"
    raise NotImplementedError(message)


_ENCODER = msgspec.json.Encoder(enc_hook=_special, decimal_format="number")
