"""Where Daybook keeps its files, known before there are settings."""

from __future__ import annotations

import os
from pathlib import Path


def data_directory() -> Path:
    """Return the directory of the database file and the secret key."""
    given = os.environ.get("DAYBOOK_DATA_DIR")
    return Path(given) if given else Path.home() / ".local" / "share" / "daybook"


def secret_key_file() -> Path:
    """Return the file in which a server on loopback keeps the key that it made."""
    return data_directory() / "secret-key"


def package_directory() -> Path:
    """Return the folder in which the rooms lie: the checkout, or where the wheel is installed."""
    return Path(__file__).resolve().parents[1]
