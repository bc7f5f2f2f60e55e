"""The only module that reads the wall clock. Everybody else is told what time it is."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """Return the present moment, in UTC, to the millisecond (the precision that the API shows)."""
    moment = dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
