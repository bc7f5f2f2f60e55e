"""Payment terms: what people write on invoices, and the day it means (DESIGN, section 4, "Defaults").

Understood in any letter case:

* ``due on receipt``, ``COD``: the day of the document;
* ``net 30``, ``net30``, ``n/30``, ``30 days``, ``net 30 days``, ``30``: so many days later;
* ``EOM``: the last day of the month; ``15 EOM``: 15 days after that, so the 15th of the next month;
* ``2/10 net 30``: a discount before any of these, here 2 % when paid within 10 days.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bookkeeping.errors import TermsError

MAX_DAYS = 3650
"""The longest time to pay, and to earn a discount."""
AT_ONCE = frozenset({"due on receipt", "due upon receipt", "on receipt", "upon receipt", "cod", "cash on delivery"})
DISCOUNT = re.compile(
    r"(?P<percent>[0-9]{1,2}(?:\.[0-9]{1,4})?) ?%? ?/ ?(?P<days>[0-9]{1,5})(?: days?)?(?: ?, ?| )(?=\S)"
)
DAYS = re.compile(r"(?:(?:net|n) ?/? ?)?(?P<days>[0-9]{1,5})(?: ?days?)?")
END_OF_MONTH = re.compile(r"(?:net )?(?:(?P<days>[0-9]{1,5}) ?(?:days? )?)?eom")


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms as read: days after the document, or after the end of its month; a discount in per cent and days."""

    days: int
    end_of_month: bool = False
    discount: tuple[Decimal, int] | None = None


def parse(terms: str, *, field: str = "terms") -> Terms:
    """Read payment terms; blank ones are due at once. Raise ``TermsError`` for what is not understood."""
    text = " ".join(terms.casefold().split())
    match = DISCOUNT.match(text)
    if match is None:
        return _due(text, None, field)
    discount = Decimal(match["percent"]), _bounded(match["days"], field)
    return _due(text[match.end() :], discount, field)


def due_date(terms: str, day: date, *, field: str = "terms") -> date:
    """Return the day on which a document of this day is due; raise ``TermsError`` for unknown terms."""
    read = parse(terms, field=field)
    start = _end_of_month(day) if read.end_of_month else day
    return start + timedelta(days=read.days)


def early_discount(terms: str, *, field: str = "terms") -> tuple[Decimal, int] | None:
    """Return the discount for early payment, in per cent, and its days: (2, 10) for ``2/10 net 30``."""
    return parse(terms, field=field).discount


def _due(text: str, discount: tuple[Decimal, int] | None, field: str) -> Terms:
    """Read terms without their discount."""
    if not text or text in AT_ONCE:
        return Terms(0, discount=discount)
    if match := DAYS.fullmatch(text):
        return Terms(_bounded(match["days"], field), discount=discount)
    if match := END_OF_MONTH.fullmatch(text):
        return Terms(_bounded(match["days"] or "0", field), end_of_month=True, discount=discount)
    message = f"The payment terms {text!r} are not understood; write for instance 'net 30', '15 EOM', '2/10 net 30'."
    raise TermsError(message, field=field)


def _bounded(digits: str, field: str) -> int:
    """Return a number of days up to ``MAX_DAYS``."""
    days = int(digits)
    if days > MAX_DAYS:
        message = f"Payment terms have at most {MAX_DAYS} days."
        raise TermsError(message, field=field)
    return days


def _end_of_month(day: date) -> date:
    """Return the last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
