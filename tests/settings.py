"""The settings of the tests: those of the product, on an environment of their own.

``DAYBOOK_TEST_DATABASE`` chooses ``sqlite`` (the default) or ``postgres``; for the latter ``DATABASE_URL`` may name
a server where the tests are allowed to create databases and roles, else they start one. Where the database lies is
filled in by ``tests/support/databases.py``, once a test wants one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from typing import Any, cast

KIND = os.environ.get("DAYBOOK_TEST_DATABASE", "sqlite")
if KIND not in {"sqlite", "postgres"}:
    message = f"DAYBOOK_TEST_DATABASE is {KIND!r}, but only sqlite and postgres are known"
    raise ValueError(message)

SERVER_URL = os.environ.setdefault("DAYBOOK_TEST_SERVER_URL", os.environ.pop("DATABASE_URL", ""))
"""The PostgreSQL server to use; empty to start one. Kept under another name, which worker processes inherit."""

for _name in [name for name in os.environ if name.startswith("DAYBOOK_") and not name.startswith("DAYBOOK_TEST_")]:
    del os.environ[_name]  # the settings of a developer's own server are not those of the tests

DATA_DIRECTORY = tempfile.mkdtemp(prefix="daybook-tests-")
atexit.register(shutil.rmtree, DATA_DIRECTORY, ignore_errors=True)
os.environ["DAYBOOK_DATA_DIR"] = DATA_DIRECTORY
os.environ["DAYBOOK_SECRET_KEY"] = "only-for-tests-only-for-tests-only-for-tests-only-for-tests"
os.environ["DATABASE_URL"] = (
    f"sqlite:///{DATA_DIRECTORY}/unused.sqlite3" if KIND == "sqlite" else "postgresql:///postgres"
)

from config.settings import *  # noqa: E402, F403 - the environment comes first
from config.settings import DATABASES  # noqa: E402

del os.environ["DATABASE_URL"]
_options = cast("dict[str, Any]", DATABASES["default"].get("OPTIONS", {}))
_options.pop("pool", None)  # one connection per thread: a test may look into it

# Users are made by the thousand; the real hash is tried on the servers that tests start.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
