"""The WSGI application."""

from __future__ import annotations

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from config.handling import Handler  # noqa: E402 - Django is set up first

application = Handler()

# What is loaded now stays: the collector need not look through it again, nor begin after every few hundred objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 100)
