"""Django settings, read from the environment only (the table is in the README)."""

from __future__ import annotations

from typing import Any

import environ

from config.paths import data_directory, package_directory, secret_key_file

env = environ.Env()

DATA_DIR = data_directory()


def _secret_key() -> str:
    """Return the secret key: from the environment, else the one that `daybook serve` left in the data directory."""
    given = env.str("DAYBOOK_SECRET_KEY", default="")
    if given or not secret_key_file().is_file():
        return str(given)
    return secret_key_file().read_text().strip()


PATIENCE_SECONDS = 5
"""How long a worker waits for a database that is down before it answers 503; meanwhile it answers nobody."""


def _database() -> dict[str, object]:
    """Return the database: SQLite in the data directory unless ``DATABASE_URL`` names another."""
    config: dict[str, Any] = dict(env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'daybook.sqlite3'}"))
    config["CONN_MAX_AGE"] = None  # each process serves with one thread, which keeps its connection
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {"timeout": 30, "init_command": SQLITE_PRAGMAS}
    else:
        config["ENGINE"] = "businesses.backends.postgresql"
        prepared = env.bool("DAYBOOK_DATABASE_PREPARE", default=True)
        config["OPTIONS"] = {
            **config.get("OPTIONS", {}),
            "server_side_binding": True,
            "prepare_threshold": 1 if prepared else None,
            "connect_timeout": PATIENCE_SECONDS,
        }
        if pooled := env.int("DAYBOOK_DATABASE_POOL", default=0):
            config["OPTIONS"]["pool"] = {
                "min_size": 1,
                "max_size": pooled,
                "timeout": PATIENCE_SECONDS,
                "reconnect_timeout": 1,  # then the next request tries anew, where the pool would pause ever longer
            }
            config["CONN_MAX_AGE"] = 0
        role = env.str("DAYBOOK_DATABASE_ROLE", default="")
        said = [config["OPTIONS"].get("options", "")]
        # A statement is planned once: planning anew with each value costs as much as running it.
        said += ["-c plan_cache_mode=force_generic_plan"] if prepared else []
        said += [f"-c role={role}"] if role and env.bool("DAYBOOK_DATABASE_ROLE_TAKEN", default=False) else []
        config["OPTIONS"]["options"] = " ".join(filter(None, said))
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

CORS_URLS_REGEX = r"^/(?!admin|static/)"  # the admin is for nobody's scripts

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # before Django's admin, whose templates it replaces
    "django.contrib.admin.apps.SimpleAdminConfig",  # finds nothing by itself: config/browser_urls.py makes the site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "businesses",
    "accounts",
    "taxes",
    "ledger",
    "api",
]
MIDDLEWARE = [
    "api.common.middleware.identified",
    "config.browsing.browsing",
    "api.common.middleware.cross_origin",
    "api.common.middleware.edge",
    "config.routing.routing",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

ADMIN_FOLDERS = [package_directory() / room / "admin" for room in ("businesses", "ledger")]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates" for folder in ADMIN_FOLDERS],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [folder / "static" for folder in ADMIN_FOLDERS if (folder / "static").is_dir()]
WHITENOISE_USE_FINDERS = True  # files are served from where they are installed: nothing is collected
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

SESSION_COOKIE_NAME = "daybook_session"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"  # no cookie ever reaches the API
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: a working day
CSRF_COOKIE_NAME = "daybook_csrf"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "/admin/"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("DAYBOOK_BEHIND_TLS", default=False) else None
SILENCED_SYSTEM_CHECKS = [  # these look into MIDDLEWARE; what the admin needs, config/browsing.py runs for it alone
    "admin.E408",
    "admin.E409",
    "admin.E410",
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "businesses.User"
AUTHENTICATION_BACKENDS = ["businesses.admin.backend.PasswordBackend"]
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
UNFOLD: dict[str, object] = {
    "SITE_TITLE": "Daybook",
    "SITE_HEADER": "businesses.admin.chrome.header",
    "SITE_SUBHEADER": "businesses.admin.chrome.subheader",
    "SITE_DROPDOWN": "businesses.admin.chrome.switcher",
    "SITE_SYMBOL": "menu_book",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "businesses.admin.chrome.icon"}],
    "SHOW_HISTORY": False,
    "STYLES": ["businesses.admin.chrome.stylesheet"],
    "SIDEBAR": {"navigation": "businesses.admin.chrome.navigation"},
    "ACCOUNT": {"navigation": "businesses.admin.chrome.account_links"},
    "COLORS": {
        "primary": {
            "50": "oklch(98.4% .014 180.72)",
            "100": "oklch(95.3% .051 180.801)",
            "200": "oklch(91% .096 180.426)",
            "300": "oklch(85.5% .138 181.071)",
            "400": "oklch(77.7% .152 181.912)",
            "500": "oklch(70.4% .14 182.503)",
            "600": "oklch(51.1% .096 186.391)",
            "700": "oklch(43.7% .078 188.216)",
            "800": "oklch(38.6% .063 188.416)",
            "900": "oklch(27.7% .046 192.524)",
            "950": "oklch(22% .036 192.5)",
        }
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"level": "ERROR"}},  # a client's mistake is told to the client
    "root": {"handlers": ["stderr"], "level": env.str("DAYBOOK_LOG_LEVEL", default="WARNING")},
}
