"""The Django app of the room."""

from __future__ import annotations

from django.apps import AppConfig


class BusinessesConfig(AppConfig):
    """Users, businesses and who may do what."""

    name = "businesses"
