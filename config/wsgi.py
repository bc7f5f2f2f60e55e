"""The WSGI application."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# What is loaded now stays: the collector need not look through it again, nor begin after every few hundred objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 100)
