"""The Django app of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room's tables."""

    name = "accounts"
