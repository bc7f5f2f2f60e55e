"""The Django app of the room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room's tables."""

    name = "ledger"
