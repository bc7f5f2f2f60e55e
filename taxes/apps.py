"""The Django app of the room."""

from __future__ import annotations

from django.apps import AppConfig


class TaxesConfig(AppConfig):
    """The room's tables."""

    name = "taxes"
