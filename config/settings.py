"""Django settings, read from the environment only (the table is in the README)."""

from __future__ import annotations

from typing import Any

import environ

from config.paths import data_directory, secret_key_file

env = environ.Env()

DATA_DIR = data_directory()


def _secret_key() -> str:
    """Return the secret key: from the environment, else the one that `daybook serve` left in the data directory."""
    given = env.str("DAYBOOK_SECRET_KEY", default="")
    if given or not secret_key_file().is_file():
        return str(given)
    return secret_key_file().read_text().strip()


def _database() -> dict[str, object]:
    """Return the database: SQLite in the data directory unless ``DATABASE_URL`` names another."""
    config: dict[str, Any] = dict(env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'daybook.sqlite3'}"))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {"timeout": 30, "init_command": SQLITE_PRAGMAS}
    else:
        config["OPTIONS"] = {
            **config.get("OPTIONS", {}),
            "server_side_binding": True,
            "prepare_threshold": 1,
            "pool": {"min_size": 1, "max_size": env.int("DAYBOOK_DATABASE_POOL", default=4)},
        }
        config["CONN_MAX_AGE"] = 0
        role = env.str("DAYBOOK_DATABASE_ROLE", default="")
        if role and env.bool("DAYBOOK_DATABASE_ROLE_TAKEN", default=False):
            config["OPTIONS"]["options"] = f"-c role={role}"
    return config


SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"

DATABASE_ROLE = env.str("DAYBOOK_DATABASE_ROLE", default="")
SECRET_KEY = _secret_key()
DEBUG = env.bool("DAYBOOK_DEBUG", default=False)
ALLOWED_HOSTS = env.list(
    "DAYBOOK_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", ".localhost", "testserver"]
)
CORS_ALLOWED_ORIGINS = env.list("DAYBOOK_CORS_ORIGINS", default=[])
CORS_ALLOW_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Idempotent-Replayed",
    "Last-Modified",
    "Link",
    "Location",
    "Retry-After",
    "X-Daybook-Dry-Run",
    "X-Request-Id",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "businesses",
    "accounts",
    "taxes",
    "ledger",
    "api",
]
MIDDLEWARE = [
    "api.common.middleware.identified",
    "corsheaders.middleware.CorsMiddleware",
    "api.common.middleware.edge",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "businesses.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "api.common.openapi.StructSchema",
}
SPECTACULAR_SETTINGS: dict[str, object] = {
    "TITLE": "Daybook",
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"level": "ERROR"}},  # a client's mistake is told to the client
    "root": {"handlers": ["stderr"], "level": env.str("DAYBOOK_LOG_LEVEL", default="WARNING")},
}
