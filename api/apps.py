"""The Django app of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The HTTP edge; it has no tables."""

    name = "api"
