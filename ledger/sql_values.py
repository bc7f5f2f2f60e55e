"""Values as SQL by hand gives them, and as Python has them, whatever the database."""

from __future__ import annotations

import datetime as dt


def day_read(value: dt.date | str) -> dt.date:
    """Return a day; SQLite gives one that it computes as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
