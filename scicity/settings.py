"""Settings of the portal.

The environment is read here and nowhere else. The defaults are production's; `make dev`
switches DEBUG on. Every variable is explained in `.env.example`.
"""

import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from js_asset import static_lazy
from whitenoise.compress import Compressor

from scicity import embedded
from scicity.operation import clients
from scicity.startup import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def read_env_file(path: Path) -> None:
    """Takes `NAME=value` lines for variables that the environment itself does not set."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for line in lines:
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


read_env_file(Path(os.environ.get("ENV_FILE", "").strip() or BASE_DIR / ".env"))


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: use 1 or 0.")


def env_int(name: str, default: int, low: int, high: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name}={value!r}: use a whole number from {low} to {high}.")
    return int(value)


def cores() -> int:
    """Those that this process may use, where the system says so."""
    can_say = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if can_say else os.cpu_count() or 1


def env_list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def env_networks(name: str, default: str) -> list[str]:
    texts = env_list(name) or default.split()
    try:
        clients.networks(texts)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}; use such as 10.0.0.0/8.") from None
    return texts


def env_choice(name: str, *allowed: str) -> str:
    value = os.environ.get(name, "").strip() or allowed[0]
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: use {' or '.join(allowed)}.")
    return value


def env_address(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if value and not re.match(r"https?://[^/]", value):
        raise ImproperlyConfigured(f"{name} must look like https://cdn.example/purge.")
    return value


def env_socket(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if value and not re.fullmatch(r"unix:///\S+|tcp://(\[[\da-fA-F:]+\]|[\w.-]+):\d{1,5}", value):
        hint = "unix:///run/clamav/clamd.ctl or tcp://host:3310"
        raise ImproperlyConfigured(f"{name}={value!r}: must look like {hint}.")
    return value


def env_path(name: str, default: str) -> str:
    """A part of an address, such as `admin`, without slashes at its ends."""
    value = os.environ.get(name, "").strip().strip("/") or default
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", value, re.ASCII):
        raise ImproperlyConfigured(f"{name}={value!r}: use letters, digits, - and _.")
    return value


# Where this installation keeps what it makes: database, uploads, secrets.
VAR_DIR = Path(os.environ.get("VAR_DIR", "").strip() or BASE_DIR / "var").resolve()


SECRET_KEY = os.environ.get("SECRET_KEY", "").strip() or secret_key.read(VAR_DIR / "secret_key")
# Behind passwords and second factors; without it `scicity.accounts.credentials` reads its file.
CREDENTIALS_SECRET = os.environ.get("CREDENTIALS_SECRET", "").strip()

DEBUG = env_bool("DEBUG", False)

# The address that `make run` serves at.
HOST = os.environ.get("HOST", "").strip() or "127.0.0.1"
PORT = env_int("PORT", 8000, 1, 65535)
# As many server processes as there are cores for them; more would only take each other's place.
WEB_PROCESSES = env_int("WEB_PROCESSES", min(cores(), 4), 1, 64)

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]", HOST]
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

LOOPBACK = "127.0.0.0/8 ::1/128"
# Only these may say for whom they ask (X-Forwarded-For) and whether by TLS (X-Forwarded-Proto).
TRUSTED_PROXIES = env_networks("TRUSTED_PROXIES", LOOPBACK)
# Who may see /readyz and /metrics.
OPERATOR_NETWORKS = env_networks("OPERATOR_NETWORKS", LOOPBACK)

# Where the back office is, and the networks that may reach it.
ADMIN_PATH = env_path("ADMIN_PATH", "admin")
ADMIN_NETWORKS = env_networks("ADMIN_NETWORKS", "0.0.0.0/0 ::/0")

INSTALLED_APPS = [
    "modeltranslation",
    "scicity.site.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "django_prose_editor",
    "js_asset",
    "pictures",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "scicity.accounts",
    "scicity.looks",
    "scicity.publishing",
    "scicity.search",
    "scicity.subscriptions",
    "scicity.media",
    "scicity.uploads",
    "scicity.spreadsheets",
    "scicity.site",
    "scicity.gate",
    "scicity.weblinks",
    "scicity.preview",
    "scicity.editing",
    "scicity.starter",
    "scicity.pagestore",
    "scicity.operation",
    "projects",
    "talent",
    "news",
]

MIDDLEWARE = [
    "scicity.operation.middleware.AdminNetworksMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "scicity.operation.middleware.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "scicity.operation.middleware.ResourcePolicyMiddleware",
    "scicity.site.compression.PublicGZipMiddleware",
    "scicity.site.prefetching.PrefetchMiddleware",
    "scicity.site.middleware.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "scicity.site.middleware.SiteLocaleMiddleware",
    "scicity.site.middleware.PreferencesMiddleware",
    "scicity.site.middleware.RedirectMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "scicity.uploads.middleware.UploadsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "scicity.site.chinese.ChineseMiddleware",
    "scicity.operation.replica.ReplicaMiddleware",
]

ROOT_URLCONF = "scicity.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scicity.site.context_processors.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "scicity.templatetags.scicity",
                "scicity.templatetags.kept",
                "scicity.templatetags.constants",
            ],
        },
    }
]

WSGI_APPLICATION = "scicity.wsgi.application"


DATABASE_URL = os.environ.get("DATABASE_URL", "").strip()
# The data directory of the server that the project starts itself; None with a DATABASE_URL.
EMBEDDED_POSTGRES = None if DATABASE_URL else VAR_DIR / "postgres"


# A standby that visitors' reads may go to, as long as it is not further behind.
REPLICA_URL = os.environ.get("REPLICA_URL", "").strip()
REPLICA_LAG_SECONDS = env_int("REPLICA_LAG_SECONDS", 5, 0, 3600)
# The server itself, where DATABASE_URL leads to a pooler that shares sessions. Commands, the worker
# among them, always go there: they lock, migrate and listen for as long as a session lasts.
DATABASE_DIRECT_URL = os.environ.get("DATABASE_DIRECT_URL", "").strip()
IS_POOLED = bool(DATABASE_DIRECT_URL) and "scicity.wsgi" in sys.modules


def database_at(name: str, url: str) -> dict:
    hint = f"{name} must look like postgresql://user:password@host:5432/name."
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(hint)
    try:
        parsed = dj_database_url.parse(url)
    except ValueError:
        raise ImproperlyConfigured(hint) from None
    if not parsed["NAME"]:
        raise ImproperlyConfigured(hint)
    return parsed | {"OPTIONS": {"connect_timeout": 5} | parsed.get("OPTIONS", {})}


def databases() -> dict:
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if EMBEDDED_POSTGRES:
        return {"default": embedded.connection_settings(EMBEDDED_POSTGRES) | kept}
    if DATABASE_DIRECT_URL and not IS_POOLED:
        found = {"default": database_at("DATABASE_DIRECT_URL", DATABASE_DIRECT_URL) | kept}
    else:
        found = {"default": database_at("DATABASE_URL", DATABASE_URL) | kept}
    if REPLICA_URL:
        found["replica"] = database_at("REPLICA_URL", REPLICA_URL) | kept
        found["replica"]["TEST"] = {"MIRROR": "default"}
    if IS_POOLED:
        found["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
        found["default"]["OPTIONS"]["prepare_threshold"] = None
        found["direct"] = database_at("DATABASE_DIRECT_URL", DATABASE_DIRECT_URL)
        found["direct"]["TEST"] = {"MIRROR": "default"}
    return found


DATABASES = databases()
DATABASE_ROUTERS = ["scicity.operation.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "scicity.accounts.hashers.KeyedArgon2",
    # What these made is made anew at the next log-in.
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "scicity.accounts.passwords.LongestPassword"},
    {"NAME": "scicity.accounts.first_passwords.FirstPassword"},
    {"NAME": "scicity.accounts.notices.PasswordNotice"},
]
LOGIN_URL = "admin:login"
PASSWORD_RESET_TIMEOUT = 3600
AUTHENTICATION_BACKENDS = [
    "scicity.accounts.lockout.LockoutBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Five wrong passwords for one account from one address close it for that address.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "scicity.accounts.lockout.locked"
AXES_CLIENT_IP_CALLABLE = "scicity.accounts.lockout.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Chinese is the first language; the texts in the code are Chinese, locale/en has the English.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = "scicity.formats"
USE_I18N = True
USE_TZ = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "zh-hans"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("zh-hans",)
MODELTRANSLATION_CUSTOM_FIELDS = ("RichTextField",)

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "scicity.site.bundle.BundleFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Uploads in an S3-compatible store instead of VAR_DIR/media.
S3_BUCKET = os.environ.get("S3_BUCKET", "").strip()


def uploads() -> dict:
    if not S3_BUCKET:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options = {
        "bucket_name": S3_BUCKET,
        "endpoint_url": os.environ.get("S3_ENDPOINT", "").strip() or None,
        "region_name": os.environ.get("S3_REGION", "").strip() or None,
        "access_key": os.environ.get("S3_ACCESS_KEY", "").strip() or None,
        "secret_key": os.environ.get("S3_SECRET_KEY", "").strip() or None,
        "file_overwrite": False,
    }
    return {"BACKEND": "scicity.operation.object_store.MediaStore", "OPTIONS": options}


STORAGES = {
    "default": uploads(),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
# Largest body of a form; a file beside it goes to disk and has limits of its own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o644
# What one account may send in 24 hours.
UPLOADS_A_DAY = env_int("UPLOADS_A_DAY_MB", 2000, 100, 1_000_000) * 1024 * 1024
# The virus scanner that looks at every upload; without it none is scanned.
CLAMD_URL = env_socket("CLAMD_URL")

PICTURES = {
    "BREAKPOINTS": {"s": 640, "m": 960, "l": 1240},
    # Renditions are a quarter, a half, three quarters and the whole of the container wide.
    "GRID_COLUMNS": 4,
    "CONTAINER_WIDTH": 1240,
    "FILE_TYPES": ["AVIF", "WEBP"],
    "PIXEL_DENSITIES": [1],
    "USE_PLACEHOLDERS": False,
    "PROCESSOR": "pictures.tasks.process_picture",
    "PICTURE_CLASS": "scicity.media.renditions.Rendition",
}

# The editor's extensions for own pages and pictures (static/backoffice/library.js).
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("backoffice/library.js")],
        "extensions": {"Figure": "django_prose_editor.config.process_figure"},
    }
]

# Public pages take nothing from elsewhere and run nothing inline; `BackOffice` adds a nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# No page uses any of these, and none may be used in its name.
PERMISSIONS_POLICY = dict.fromkeys(
    (
        "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture",
        "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection",
        "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
        "screen-wake-lock", "serial", "usb", "web-share",
        "xr-spatial-tracking",
    ),
    [],
)  # fmt: skip

# HTTPS=1 says that visitors reach the site by TLS (behind nginx); `make run` is plain HTTP.
HTTPS = env_bool("HTTPS", False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# The prefix binds a cookie to this very host; browsers take it by TLS only.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
# Reviewers and administrators give a code of their phone after the password.
SECOND_FACTOR = env_bool("SECOND_FACTOR", HTTPS)
OTP_TOTP_ISSUER = os.environ.get("SECOND_FACTOR_NAME", "").strip() or "西部科学城"
LANGUAGE_COOKIE_NAME = "language"

# What all server processes count together; without it each counts for itself.
REDIS_URL = os.environ.get("REDIS_URL", "").strip()
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "scicity.operation.cache.SharedCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "scicity",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }

# The API reads only, asks for no account, and says no to who asks too often.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "scicity.opendata.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": f"{env_int('API_REQUESTS_A_MINUTE', 120, 1, 100_000)}/min"},
    # `scicity.operation.clients` has put the visitor's own address into REMOTE_ADDR.
    "NUM_PROXIES": 0,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": _("西部（重庆）科学城 · 数据接口"),
    "DESCRIPTION": _("只读；与网页、下载文件是同一份数据。空值表示不知道或没有公布，不表示零。"),
    "VERSION": "1.0",
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"DatePrecisionEnum": "scicity.dates.DatePrecision.choices"},
}

# Public pages are kept ready to send in VAR_DIR/pages; PAGE_FILES=1 also writes files for nginx.
PAGE_STORE = env_bool("PAGE_STORE", not DEBUG)
PAGE_FILES = env_bool("PAGE_FILES", False)
PAGE_MEMORY = env_int("PAGE_MEMORY_MB", 64, 1, 100_000) * 1024 * 1024
PAGE_DISK = env_int("PAGE_DISK_MB", 512, 1, 1_000_000) * 1024 * 1024
# A CDN is asked here to drop pages that ended: POST {"tags": […]}.
CDN_PURGE_URL = env_address("CDN_PURGE_URL")
CDN_PURGE_TOKEN = os.environ.get("CDN_PURGE_TOKEN", "").strip()

# The street map has its pictures from Tianditu; it is off without a key.
TIANDITU_KEY = os.environ.get("TIANDITU_KEY", "").strip()
TIANDITU_REVIEW_NUMBER = os.environ.get("TIANDITU_REVIEW_NUMBER", "").strip()
if TIANDITU_KEY and not re.fullmatch("[0-9a-f]{32}", TIANDITU_KEY):
    raise ImproperlyConfigured("TIANDITU_KEY must be 32 digits from 0-9 and a-f.")
if TIANDITU_KEY and not TIANDITU_REVIEW_NUMBER:
    raise ImproperlyConfigured(
        "TIANDITU_REVIEW_NUMBER is missing: the 审图号 that Tianditu states for its map, which "
        "must be shown with it."
    )

# What links in mails begin with; without it the site's domain, or where `make run` serves.
SITE_URL = os.environ.get("SITE_URL", "").strip()
LOCAL_URL = f"http://{HOST}:{PORT}"

# The worker looks now and then whether links to other sites still open: one request a site at a
# time, so many seconds apart. It connects to public addresses only; tests name exceptions.
LINK_CHECK = env_bool("LINK_CHECK", not DEBUG)
LINK_CHECK_PAUSE = 5
LINK_CHECK_PRIVATE = []

# Mails wait in the database until the worker sends them (`manage.py work`).
EMAIL_URL = os.environ.get("EMAIL_URL", "").strip()
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "").strip() or "portal@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who gets a mail about errors.
ADMINS = [("", address) for address in env_list("ADMIN_EMAILS")]
EMAIL_SUBJECT_PREFIX = "[scicity] "


def email() -> dict:
    """Without EMAIL_URL mails become files, to be looked at."""
    if not EMAIL_URL:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": VAR_DIR / "mail"}
    hint = "EMAIL_URL must look like smtps://user:password@host:465 (or smtp+tls://, smtp://)."
    try:
        parts = urlsplit(EMAIL_URL)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(hint) from None
    ports = {"smtps": 465, "smtp+tls": 587, "smtp": 25}
    if parts.scheme not in ports or not parts.hostname:
        raise ImproperlyConfigured(hint)
    if not os.environ.get("MAIL_FROM", "").strip():
        raise ImproperlyConfigured("MAIL_FROM is missing: the sender of all mails.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }


globals().update(email())

# `manage.py backup` writes here; with age public keys it encrypts for their holders.
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR", "").strip() or VAR_DIR / "backups")
BACKUP_KEEP_DAYS = env_int("BACKUP_KEEP_DAYS", 14, 1, 3650)
BACKUP_RECIPIENTS = env_list("BACKUP_RECIPIENTS")

# Metrics of all processes together; prometheus-client asks the environment for the directory.
METRICS_DIR = VAR_DIR / "metrics"
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

LEAST_FREE_DISK_MB = env_int("LEAST_FREE_DISK_MB", 500, 0, 10_000_000)
# Statements that take longer are told in the log; 0 tells none.
SLOW_QUERY_MS = env_int("SLOW_QUERY_MS", 500, 0, 1_000_000)

LOG_FORMAT = env_choice("LOG_FORMAT", "line", "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "scicity.operation.logs.LineFormatter"},
        "json": {"()": "scicity.operation.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT},
        "error_mail": {"class": "scicity.operation.error_mail.ErrorMail"},
    },
    "root": {"handlers": ["console", "error_mail"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console", "error_mail"], "level": "WARNING", "propagate": False},
        # Whoever guesses names of hosts gets a 400 and moves nobody.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
